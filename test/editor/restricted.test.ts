/** What holds in a workspace that nobody has vouched for: it is linted, and whatever it says, nothing is sent. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import { DEFAULT_MODELS } from '../../src/models/providers.ts';
import { api, closeAll, eventually, openText, shown, workspaceUri } from './support.ts';

const MODELS = ['gemini/a', 'openai/b', 'ollama/c', 'vertex/d', 'vscode/traits-tests/e'];

function documentFor(model: string): string {
  return `---
models:
  generator: ${model}
  critic: ${model}
  judge: ${model}
  embedder: ${model}
---

# How Aster treats people

## Honest {#honest}

Aster always says what it believes to be true.

### Why

People act on what they are told.
`;
}

suite('A restricted workspace', () => {
  const requests: string[] = [];
  let server: Server;
  let address: string;

  suiteSetup(async () => {
    server = createServer((request, response) => {
      requests.push(`${request.method} ${request.url}`);
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    // All that a run needs is there, so that only trust is missing.
    const { keys } = await api();
    await keys.store('gemini', 'a-key-for-the-tests');
    await keys.store('openai', 'a-key-for-the-tests');
    const configuration = vscode.workspace.getConfiguration('traits');
    for (const [name, value] of [['gemini.baseUrl', address], ['openai.baseUrl', `${address}/v1`], ['ollama.baseUrl', `${address}/v1`], ['vertex.project', 'a-project']]) {
      await configuration.update(name ?? '', value, vscode.ConfigurationTarget.Global);
    }
  });

  suiteTeardown(() => {
    server.closeAllConnections();
    server.close();
  });

  teardown(closeAll);

  test('is one', () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });

  test('lets no call out, whatever its settings and documents say', async () => {
    const settings = {
      'security.workspace.trust.enabled': false,
      'traits.gemini.baseUrl': address,
      'traits.openai.baseUrl': `${address}/v1`,
      'traits.ollama.baseUrl': `${address}/v1`,
      'traits.runs.confirmAbove': 1000,
      'traits.models.generator': 'gemini/from-the-workspace',
    };
    await vscode.workspace.fs.writeFile(workspaceUri('.vscode/settings.json'), new TextEncoder().encode(JSON.stringify(settings)));
    for (const [index, model] of MODELS.entries()) {
      const document = await openText(`restricted-${index}.traits.md`, documentFor(model));
      // Also what a command comes to when it is given by a link in the document.
      for (const [command, ...given] of [['traits.previewScenarios', document.uri, 'honest'], ['traits.previewScenarios'], ['traits.testConnection'], ['traits.selectModels']] as const) {
        await vscode.commands.executeCommand(command, ...given);
      }
      assert.deepEqual((await api()).previews.shown(document.uri), []);
    }
    assert.deepEqual(requests, []);
    await assert.rejects(async () => vscode.workspace.fs.stat(workspaceUri('.traits')), 'no journal was begun');
  });

  test('leaves its own models out of the settings', async () => {
    assert.equal(vscode.workspace.getConfiguration('traits').get('models.generator'), DEFAULT_MODELS.generator);
  });

  test('is linted all the same', async () => {
    const document = await openText('linted.traits.md', documentFor('gemini/a'));
    const rules = await eventually('what is found', () => {
      const found = shown(document.uri).map(({ rule }) => rule);
      return found.length > 0 && found;
    });
    assert.ok(rules.includes('exceptions/missing'), rules.join());
  });
});

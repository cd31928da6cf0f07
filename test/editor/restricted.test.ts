/** What holds in a workspace that nobody has vouched for: it is linted, and whatever it says, nothing is sent. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import { DEFAULT_MODELS } from '../../src/models/providers.ts';
import { header, sample, summary } from '../support/journal-records.ts';
import { api, closeAll, eventually, type Messages, messages, openText, shown, traitwright, workspaceUri } from './support.ts';

/**
 * What each command of the manifest comes to here. `refused`: it calls models, and says why it does not. `works`: it
 * calls none, or has nothing to call one for when it is given like this; what matters is that nothing is sent.
 */
const COMMANDS: Readonly<Record<string, 'refused' | 'works'>> = {
  'traits.previewScenarios': 'refused',
  'traits.previewDocuments': 'refused',
  'traits.regenerateStale': 'refused',
  'traits.selectModels': 'refused',
  'traits.testConnection': 'refused',
  'traits.evaluate': 'refused',
  'traits.newDocument': 'works',
  'traits.importDocument': 'works',
  'traits.openSample': 'works',
  'traits.getStarted': 'works',
  'traits.readDocumentation': 'works',
  'traits.showSamplesHere': 'works',
  'traits.sample.accept': 'works',
  'traits.sample.reject': 'works',
  'traits.sample.withdraw': 'works',
  'traits.sample.regenerate': 'works',
  'traits.sample.compare': 'works',
  'traits.sample.openText': 'works',
  'traits.sample.pin': 'works',
  'traits.sample.mend': 'works',
  'traits.sample.showSent': 'works',
  'traits.sample.copy': 'works',
  'traits.sample.reply': 'works',
  'traits.sample.note': 'works',
  'traits.sample.open': 'works',
  'traits.sample.more': 'works',
  'traits.sample.next': 'works',
  'traits.sample.previous': 'works',
  'traits.sample.close': 'works',
  'traits.toggleTracing': 'works',
  'traits.cancelRuns': 'works',
  'traits.clearPreviews': 'works',
  'traits.showChunks': 'works',
  'traits.documentCoverage': 'works',
  'traits.showSamples': 'works',
  'traits.showUntouched': 'works',
  'traits.showPrompt': 'works',
  'traits.explainRules': 'works',
  'traits.exportSamples': 'works',
  'traits.openEvalReport': 'works',
  'traits.compareEvals': 'works',
  'traits.configureEvals': 'works',
  'traits.findPatterns': 'works',
  // Only of a report of patterns that is there.
  'traits.askModelsForPatterns': 'works',
  'traits.setApiKey': 'works',
  'traits.removeApiKey': 'works',
  'traits.clearResponseCache': 'works',
  'traits.showLog': 'works',
  'traits.overview.preview': 'works',
  'traits.overview.evaluate': 'works',
  'traits.overview.openJournal': 'works',
  'traits.overview.cancel': 'works',
};

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

function contributed(): readonly string[] {
  const { contributes } = traitwright().packageJSON as { readonly contributes: { readonly commands: readonly { readonly command: string }[] } };
  return contributes.commands.map(({ command }) => command);
}

/** Has pickers, inputs and dialogs come to nothing, until they are restored. */
async function silence(): Promise<Pick<Messages, 'restore'>> {
  const { window } = await api();
  const { showQuickPick, showInputBox, showOpenDialog, showSaveDialog } = window;
  const nothing = (): Promise<undefined> => Promise.resolve(undefined);
  Object.assign(window, { showQuickPick: nothing, showInputBox: nothing, showOpenDialog: nothing, showSaveDialog: nothing });
  return { restore: () => void Object.assign(window, { showQuickPick, showInputBox, showOpenDialog, showSaveDialog }) };
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

  test('knows of every command whether it calls models', () => {
    const unknown = contributed().filter((command) => !(command in COMMANDS));
    assert.deepEqual(unknown, [], 'say in COMMANDS what these come to in a restricted workspace');
  });

  for (const [command, outcome] of Object.entries(COMMANDS)) {
    test(`${outcome === 'refused' ? 'refuses, with the reason and the way out,' : 'sends nothing for'} ${command}`, async function () {
      if (!contributed().includes(command)) this.skip();
      const document = await openText('commanded.traits.md', documentFor('gemini/a'));
      const inTrait = document.positionAt(document.getText().indexOf('Aster always'));
      await vscode.window.showTextDocument(document, { preview: false, selection: new vscode.Range(inTrait, inTrait) });
      // Somebody who chooses nothing, so that no command waits for ever.
      const asked = await silence();
      const said = await messages();
      try {
        await vscode.commands.executeCommand(command).then(undefined, () => undefined);
      } finally {
        said.restore();
        asked.restore();
        await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
        await vscode.commands.executeCommand('workbench.action.closePanel');
      }
      const reason = said.all.findIndex((message) => message.startsWith('No model is called in a restricted workspace'));
      assert.equal(reason >= 0, outcome === 'refused', said.all.join('\n'));
      if (outcome === 'refused') assert.deepEqual(said.choices[reason], ['Manage Workspace Trust']);
      assert.deepEqual(requests, []);
    });
  }

  test('leaves its own models out of the settings', async () => {
    assert.equal(vscode.workspace.getConfiguration('traits').get('models.generator'), DEFAULT_MODELS.generator);
  });

  test('shows what there is of a document all the same: its views, its traits, its samples', async () => {
    const lines = [header({ chunks: { honest: 'c0' } }), { ...sample('honest/exhibit/0'), sample: { ...sample('honest/exhibit/0').sample, traitId: 'honest' } }, summary('done')];
    await vscode.workspace.fs.writeFile(workspaceUri('.traits/there/runs/r1.jsonl'), new TextEncoder().encode(lines.map((line) => `${JSON.stringify(line)}\n`).join('')));
    await openText('there.traits.md', documentFor('gemini/a'));
    await vscode.commands.executeCommand('traits.overview.focus');
    const { traitsView } = await api();
    await eventually('the trait with its sample', () => traitsView.shown().some(({ label, description }) => label === 'Honest' && description?.endsWith('1 sample · 1 stale')));
    for (const command of ['traits.documentCoverage', 'traits.showChunks', 'traits.showUntouched', 'traits.explainRules']) {
      await openText('there.traits.md', documentFor('gemini/a'));
      const uri = await vscode.commands.executeCommand<vscode.Uri>(command);
      assert.match((await vscode.workspace.openTextDocument(uri)).getText(), /^# /, command);
    }
    assert.deepEqual(requests, []);
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

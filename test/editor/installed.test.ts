/** What works from the package alone. The extension is not under development here, so only what a user has is looked at. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, eventually, openSample, openText, shown, traitwright, workspaceUri } from './support.ts';

function packaged(path: string): vscode.Uri {
  return vscode.Uri.joinPath(traitwright().extensionUri, path);
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

/** Every text in a manifest that names a file beside it. */
function filesNamed(value: unknown): readonly string[] {
  if (typeof value === 'string') return /^(?:\.\/)?(?:dist|docs|media|syntaxes|l10n)(?:\/[\w.-]+)*$/.test(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(filesNamed) : [];
}

suite('The installed package', () => {
  teardown(closeAll);

  test('is what VS Code has unpacked', () => {
    const { extensionUri, packageJSON } = traitwright();
    assert.match(extensionUri.path, /\/extensions\/traitwright\.traitwright-[^/]+$/);
    assert.equal((packageJSON as { devDependencies?: unknown }).devDependencies, undefined);
  });

  test('has every file that its manifest names', async () => {
    const names = [...new Set(filesNamed(traitwright().packageJSON))];
    assert.ok(names.length > 5, names.join(', '));
    const missing = await Promise.all(names.map(async (name) => ((await exists(packaged(name))) ? [] : [name])));
    assert.deepEqual(missing.flat(), []);
  });

  test('has the script of every view', async () => {
    const names = (process.env['TRAITWRIGHT_VIEWS'] ?? '').split(' ').filter(Boolean);
    const missing = await Promise.all(names.map(async (name) => ((await exists(packaged(`dist/views/${name}.js`))) ? [] : [name])));
    assert.deepEqual(missing.flat(), []);
  });

  test('lints, and leads to the page of the rule', async () => {
    const document = await openSample('short-list.traits.md');
    const found = await eventually('the finding', () => shown(document.uri).find(({ rule }) => rule === 'document/short-list'));
    const { code } = found.diagnostic;
    assert.ok(typeof code === 'object');
    assert.ok(await exists(code.target), String(code.target));
  });

  test('completes, and shows cards', async () => {
    const document = await openSample('calder-at-work.traits.md');
    const link = document.positionAt(document.getText().indexOf('](#') + 3);
    const hovers = await eventually('a card', async () => {
      const found = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, link);
      return found.length > 0 && found;
    });
    assert.ok(hovers.length > 0);
    const definitions = await vscode.commands.executeCommand<unknown[]>('vscode.executeDefinitionProvider', document.uri, link);
    assert.equal(definitions.length, 1);
    const completions = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, link);
    assert.ok(completions.items.length > 5);
  });

  test('previews a trait with the answers written beforehand, and keeps the journal', async () => {
    const document = await openSample('aster-with-people.traits.md');
    await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'honest');
    const runs = workspaceUri('.traits/aster-with-people/runs');
    const journal = (await vscode.workspace.fs.readDirectory(runs)).find(([name]) => name.endsWith('.jsonl'));
    assert.ok(journal);
    const lines = new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(runs, journal[0]))).trim().split('\n');
    const samples = lines.map((line) => JSON.parse(line) as { type: string; sample?: { status: string } }).filter(({ type }) => type === 'sample');
    assert.deepEqual(samples.map(({ sample }) => sample?.status), ['kept', 'kept', 'kept']);
  });

  test('begins a document from a template', async () => {
    const uri = await vscode.commands.executeCommand<vscode.Uri>('traits.newDocument', 'short-set');
    assert.match((await vscode.workspace.openTextDocument(uri)).getText(), /^## /m);
  });

  test('gives the settings of a project file their schema', async () => {
    const document = await openText('traitwright.json', '{ "nonsense": 1 }');
    await eventually('the finding of the schema', () => vscode.languages.getDiagnostics(document.uri).length > 0);
  });
});

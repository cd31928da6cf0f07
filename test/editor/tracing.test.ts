/** What samples rest on, as it is shown in the document: lines that they quote, sentences that none does, and the way back to a sample. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type GeminiServer, startGeminiServer } from '../support/gemini-server.ts';
import { answerStage, DOCUMENT, forgetAnswers, useGemini } from './generated.ts';
import { api, closeAll, eventually, openText, workspaceUri } from './support.ts';

function lineOf(document: vscode.TextDocument, text: string): number {
  const at = document.getText().indexOf(text);
  assert.ok(at >= 0, text);
  return document.positionAt(at).line;
}

suite('What samples rest on', () => {
  let server: GeminiServer | undefined;
  let isOn = false;

  suiteSetup(async () => {
    await (await api()).keys.store('gemini', 'a-key-for-the-tests');
  });

  setup(forgetAnswers);

  teardown(async () => {
    if (isOn) await toggle();
    await vscode.commands.executeCommand('traits.clearPreviews');
    await closeAll();
    await server?.close();
    await useGemini(undefined);
  });

  async function toggle(): Promise<void> {
    isOn = !isOn;
    await vscode.commands.executeCommand('traits.toggleTracing');
  }

  async function previewed(name: string): Promise<vscode.TextDocument> {
    server = await startGeminiServer({ answer: answerStage });
    await useGemini(server);
    const document = await openText(`${name}.traits.md`, DOCUMENT);
    await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'honest');
    return document;
  }

  test('is nothing until it is switched on, and then a count at the end of each line that is quoted', async () => {
    const document = await previewed('covered');
    const { authoring } = await api();
    assert.equal(authoring.tracing.shown(document.uri), undefined);
    await toggle();
    const { covered, untouched } = await eventually('the decorations', () => authoring.tracing.shown(document.uri));
    assert.deepEqual(covered, [{ line: lineOf(document, 'People act on'), text: 'covered by 3 samples' }]);
    const faded = untouched.map((range) => document.getText(range));
    assert.ok(faded.includes('Aster says what it believes to be true.'), faded.join('\n'));
    assert.ok(!faded.some((text) => text.includes('glad to be of use')), 'a trait without samples is not faded');
    await toggle();
    assert.equal(authoring.tracing.shown(document.uri), undefined);
  });

  test('follows edits and new samples', async () => {
    const document = await previewed('follows');
    const { authoring } = await api();
    await toggle();
    await eventually('the decorations', () => authoring.tracing.shown(document.uri));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, document.positionAt(document.getText().indexOf('## Honest')), 'One.\n\n');
    edit.insert(document.uri, document.positionAt(document.getText().indexOf('be true')), 'really ');
    await vscode.workspace.applyEdit(edit);
    await eventually('the line to move, and its samples to be stale', () =>
      authoring.tracing.shown(document.uri)?.covered.some(({ line, text }) => line === lineOf(document, 'People act on') && text === 'covered by 3 samples, 3 stale'),
    );
    await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'honest');
    await eventually('the new samples', () => authoring.tracing.shown(document.uri)?.covered.some(({ text }) => text === 'covered by 6 samples, 3 stale'));
  });

  test('leads from a line to the thread of a sample, and to a text beside where a later run took its place', async () => {
    const document = await previewed('back');
    await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'warm');
    const { previews } = await api();
    const runs = (await vscode.workspace.fs.readDirectory(workspaceUri('.traits/back/runs'))).map(([file]) => file.replace('.jsonl', '')).toSorted();
    await vscode.commands.executeCommand('traits.clearPreviews');
    await vscode.commands.executeCommand('traits.sample.open', { uri: document.uri.toString(), traitId: 'honest', run: runs[0], id: 'honest/exhibit/1' });
    await eventually('the thread to open', () => previews.shown(document.uri).find(({ traitId, expanded, label }) => traitId === 'honest' && expanded && label.startsWith('Exhibit')));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, document.positionAt(document.getText().indexOf('be true')), 'really ');
    await vscode.workspace.applyEdit(edit);
    await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'honest');
    await vscode.commands.executeCommand('traits.sample.open', { uri: document.uri.toString(), traitId: 'honest', run: runs[0], id: 'honest/exhibit/1' });
    const beside = await eventually('the earlier sample', () => vscode.window.visibleTextEditors.find((editor) => editor.document.languageId === 'traits-sample'));
    assert.match(beside.document.getText(), /is Qh5 good here\?/);
    assert.match(beside.document.getText(), /No: it drops the queen to Nf6\./);
  });
});

/** What VS Code shows of the samples of a document: the sentences that none touched, the prompts that are sent, and what is stale made anew. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type GeminiServer, startGeminiServer } from '../support/gemini-server.ts';
import { answerStage, DOCUMENT, forgetAnswers, useGemini } from './generated.ts';
import { api, closeAll, eventually, messages, openText, workspaceUri } from './support.ts';

async function shownFor(document: vscode.TextDocument, command: string, at = 0): Promise<vscode.TextDocument> {
  const editor = await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
  const cursor = document.positionAt(at);
  editor.selection = new vscode.Selection(cursor, cursor);
  const uri = await vscode.commands.executeCommand<vscode.Uri>(`traits.${command}`);
  return vscode.workspace.openTextDocument(uri);
}

async function runs(name: string): Promise<readonly string[]> {
  const files = await vscode.workspace.fs.readDirectory(workspaceUri(`.traits/${name}/runs`));
  return files.map(([file]) => file).toSorted();
}

suite('Samples and their document', () => {
  let server: GeminiServer | undefined;

  suiteSetup(async () => {
    await (await api()).keys.store('gemini', 'a-key-for-the-tests');
  });

  setup(forgetAnswers);

  teardown(async () => {
    await vscode.commands.executeCommand('traits.clearPreviews');
    await closeAll();
    await server?.close();
    server = undefined;
    await useGemini(undefined);
    await vscode.workspace.fs.delete(workspaceUri('.traits/prompts'), { recursive: true }).then(undefined, () => undefined);
  });

  test('what no sample touched is listed, and follows the document', async () => {
    server = await startGeminiServer({ answer: answerStage });
    await useGemini(server);
    const document = await openText('touched.traits.md', DOCUMENT);
    const before = await shownFor(document, 'showUntouched');
    assert.match(before.getText(), /There is no run of touched\.traits\.md yet/);
    await closeAll();
    await vscode.window.showTextDocument(document, { preview: false });
    await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'honest');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, document.positionAt(document.getText().length), '- Nor is an old saying.\n');
    await vscode.workspace.applyEdit(edit);
    const view = await shownFor(document, 'showUntouched');
    await eventually('the sentences', () => /- Line \d+: Nor is an old saying\./.test(view.getText()));
    assert.doesNotMatch(view.getText(), /Line \d+: People act on what they are told\./);
    assert.match(view.getText(), /\| Honest \| 1 of 4 \| 3 samples, 3 of them stale \|/);
  });

  test('the prompts of the trait at the cursor are shown, those of the workspace in their place', async () => {
    await vscode.workspace.fs.writeFile(workspaceUri('.traits/prompts/critique.md'), new TextEncoder().encode('Be harsh.\n{{chunk}}\n{{prompt}}\n{{draft}}\n'));
    const document = await openText('prompted.traits.md', DOCUMENT);
    const view = await shownFor(document, 'showPrompt', DOCUMENT.indexOf('## Honest') + 3);
    assert.match(view.getText(), /^# Prompts for Honest in prompted\.traits\.md$/m);
    assert.match(view.getText(), /^## plan$/m);
    assert.match(view.getText(), /^## critique\n\nTo the critic, .* that of the workspace, `\.traits\/prompts\/critique\.md`\.\n\n```text\nBe harsh\.$/m);
  });

  test('only what is stale is made anew', async () => {
    server = await startGeminiServer({ answer: answerStage });
    await useGemini(server);
    const document = await openText('anew.traits.md', DOCUMENT);
    const said = await messages();
    try {
      await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'honest');
      await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'warm');
      await vscode.commands.executeCommand('traits.regenerateStale', document.uri);
      assert.ok(said.all.some((message) => message.startsWith('Nothing is stale')), said.all.join('\n'));
      const edit = new vscode.WorkspaceEdit();
      const at = document.positionAt(document.getText().indexOf('glad'));
      edit.insert(document.uri, at, 'very ');
      await vscode.workspace.applyEdit(edit);
      const result = await vscode.commands.executeCommand<{ readonly samples: readonly { readonly id: string }[] }>('traits.regenerateStale', document.uri);
      assert.ok(result.samples.length > 0 && result.samples.every(({ id }) => id.startsWith('warm/')), JSON.stringify(result));
      assert.equal((await runs('anew')).length, 3);
      assert.ok(said.all.some((message) => message.startsWith('Made anew: 3 kept')), said.all.join('\n'));
    } finally {
      said.restore();
    }
  });

  test('the threads of a trait show the samples that were made anew', async () => {
    server = await startGeminiServer({ answer: answerStage });
    await useGemini(server);
    const document = await openText('shown-anew.traits.md', DOCUMENT);
    const { previews } = await api();
    const labels = (traitId: string): readonly string[] => previews.shown(document.uri).flatMap((thread) => (thread.traitId === traitId ? thread.label : []));
    await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'honest');
    await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'warm');
    const before = labels('warm');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, document.positionAt(document.getText().indexOf('glad')), 'very ');
    await vscode.workspace.applyEdit(edit);
    await eventually('the threads to be stale', () => labels('warm').every((label) => label.includes('stale')));
    await vscode.commands.executeCommand('traits.regenerateStale', document.uri);
    assert.deepEqual(labels('warm'), before);
    assert.equal(labels('honest').length, 3);
  });

  test('prompts of a workspace are asked about once, and again when they have changed', async () => {
    server = await startGeminiServer({ answer: answerStage });
    await useGemini(server);
    const document = await openText('asked.traits.md', DOCUMENT);
    const write = (text: string): Thenable<void> => vscode.workspace.fs.writeFile(workspaceUri('.traits/prompts/draft.system.md'), new TextEncoder().encode(text));
    const said = await messages();
    const harsh = (word: string): number => server?.requests.filter(({ system }) => system.startsWith(word)).length ?? 0;
    const changed = async (word: string): Promise<void> => {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, document.positionAt(document.getText().indexOf('glad')), `${word} `);
      await vscode.workspace.applyEdit(edit);
      await vscode.commands.executeCommand('traits.regenerateStale', document.uri);
    };
    try {
      await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'warm');
      await write('Harsh. {{chunk}}');
      await changed('really');
      assert.deepEqual([harsh('Harsh.'), (await runs('asked')).length], [0, 1]);
      assert.ok(said.all.includes('Use the prompts of this workspace?'), said.all.join('\n'));
      said.answer('Use Them');
      await changed('very');
      assert.ok(harsh('Harsh.') > 0);
      const asked = said.all.length;
      await changed('most');
      assert.ok(!said.all.slice(asked).includes('Use the prompts of this workspace?'));
      await write('Harsher. {{chunk}}');
      await changed('so');
      assert.ok(said.all.slice(asked).includes('Use the prompts of this workspace?'));
      assert.ok(harsh('Harsher.') > 0);
      const before = harsh('Harsher.');
      await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'honest');
      assert.ok(harsh('Harsher.') > before, 'previews use them too');
      await write('{{chonk}}');
      await changed('quite');
      assert.ok(said.all.some((message) => message.includes('draft.system.md, line 1: There is no {{chonk}}')), said.all.join('\n'));
    } finally {
      said.restore();
    }
  });
});

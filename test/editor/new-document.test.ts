/** The ways to begin a traits document in VS Code: a template, and the import of what was written before. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { api, closeAll, eventually, messages, openText, shown, traitwright, workspaceUri } from './support.ts';

function newDocument(...given: unknown[]): Thenable<vscode.TextDocument> {
  return vscode.commands.executeCommand<vscode.Uri>('traits.newDocument', ...given).then((uri) => vscode.workspace.openTextDocument(uri));
}

function importDocument(...given: unknown[]): Thenable<vscode.TextDocument> {
  return vscode.commands.executeCommand<vscode.Uri>('traits.importDocument', ...given).then((uri) => vscode.workspace.openTextDocument(uri));
}

suite('A new traits document', () => {
  suiteSetup(api);
  teardown(closeAll);

  test('begins as a template, with the first thing to fill in selected', async () => {
    const document = await newDocument('short-set');
    assert.equal(document.languageId, 'traits');
    assert.equal(document.isUntitled, true);
    assert.match(document.getText(), /^## Warm \{#warm\}$/m);
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document, document);
    assert.equal(document.getText(editor?.selection), 'Assistant');
    await vscode.commands.executeCommand('type', { text: 'Aster' });
    await vscode.commands.executeCommand('jumpToNextSnippetPlaceholder');
    await eventually('the next thing to be selected', () => document.getText(vscode.window.activeTextEditor?.selection).startsWith('TODO: '));
    assert.match(document.getText(), /^model: Aster$/m);
    await eventually('what is left to write to be found', () => shown(document.uri).some(({ rule }) => rule === 'part/placeholder'));
  });

  test('begins with the traits that are named', async () => {
    const document = await newDocument('names', ['Honest', 'Careful with risk']);
    assert.deepEqual([...document.getText().matchAll(/^## (.+)$/gm)].map(([, name]) => name), ['Honest', 'Careful with risk']);
  });

  test('is offered where new files are', () => {
    const { contributes } = traitwright().packageJSON as { contributes: { menus: Record<string, { command: string }[]> } };
    assert.deepEqual(contributes.menus['file/newFile']?.map(({ command }) => command), ['traits.newDocument']);
  });

  test('is made beside a Markdown document, which stays as it is', async () => {
    const text = '# Ours\r\n\r\n- **Honest**: says what is true.\r\n- **Kind**: is kind to all.\r\n';
    const original = await openText('ours.md', text);
    const made = await importDocument();
    assert.equal(made.languageId, 'traits');
    assert.equal(made.isUntitled, true);
    assert.equal(made.eol, vscode.EndOfLine.CRLF);
    assert.equal(made.getText(), '---\ntraits: 1\ntitle: Ours\n---\n\n# Ours\n\n## Honest\n\nSays what is true.\n\n## Kind\n\nIs kind to all.\n'.replaceAll('\n', '\r\n'));
    assert.equal(original.getText(), text);
    assert.equal(original.isDirty, false);
    assert.equal(vscode.window.activeTextEditor?.document, made);
    assert.equal(vscode.window.activeTextEditor.viewColumn, vscode.ViewColumn.Two);
  });

  test('is not made anew of one that needs nothing: that is said, and a file can be chosen instead', async () => {
    const said = await messages();
    try {
      const text = '---\ntraits: 1\n---\n\n# T\n\n## Honest {#honest}\n\nSays so.\n\n### Why\n\nIt helps.\n';
      const document = await openText('already.traits.md', text);
      assert.equal(await vscode.commands.executeCommand('traits.importDocument'), undefined);
      assert.deepEqual(said.all, ['This is a traits document already, and nothing in it is to be changed.']);
      assert.deepEqual(said.choices, [['Choose a File…']]);
      assert.equal(vscode.window.activeTextEditor?.document, document);
      assert.equal(document.getText(), text);
    } finally {
      said.restore();
    }
  });

  test('is made of what is selected, in whatever it stands', async () => {
    const original = await openText('notes.ts', '/*\nHonest: says what is true.\nKind: is kind to all.\n*/\n');
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document, original);
    editor.selection = new vscode.Selection(1, 0, 3, 0);
    const made = await importDocument();
    assert.match(made.getText(), /^---\ntraits: 1\n[^]*\n## Honest\n\nSays what is true\.\n\n## Kind\n\nIs kind to all\.\n$/);
  });

  test('is made with the words that the project adds to its language', async () => {
    const project = workspaceUri('traitwright.json');
    await vscode.workspace.fs.writeFile(project, new TextEncoder().encode('{"languages": {"it": {"names": {"why": ["Perché"]}}}}'));
    try {
      const { uri } = await openText('nostri.md', '---\nlanguage: it\n---\n\n# Noi\n\n## Onesto\n\nDice il vero.\n\nPerché: serve a tutti.\n');
      await eventually('the words', async () => {
        const text = (await importDocument(uri)).getText();
        await closeAll();
        return /^\*\*Perché:\*\* serve a tutti\.$/m.test(text);
      });
    } finally {
      await vscode.workspace.fs.delete(project);
    }
  });

  test('is made of a file that is given', async () => {
    const { uri } = await openText('given.txt', 'Honest\nKind\nCurious\n');
    await closeAll();
    const made = await importDocument(uri);
    assert.match(made.getText(), /^title: Given$/m);
    assert.match(made.getText(), /^## Curious$/m);
  });
});

/** Traits that refer to each other, in VS Code: hover, go to, references, rename, completion, folding, formatting. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { api, closeAll, eventually, openSample, openText } from './support.ts';

function positionIn(document: vscode.TextDocument, text: string, by = 1): vscode.Position {
  const index = document.getText().indexOf(text);
  assert.ok(index >= 0, text);
  return document.positionAt(index + by);
}

/** Runs a provider until it answers: the language features load a moment after the extension. */
function provided<T>(what: string, command: string, ...args: readonly unknown[]): Promise<readonly T[]> {
  return eventually(what, async () => {
    const found = await vscode.commands.executeCommand<readonly T[] | undefined>(command, ...args);
    return found !== undefined && found.length > 0 && found;
  });
}

suite('Traits that refer to each other', () => {
  suiteSetup(api);
  teardown(closeAll);

  test('show a card of the other trait, lead to it, and are found from it', async () => {
    const document = await openSample('aster-with-people.traits.md');
    const link = positionIn(document, '**Over [Warm without', 12);
    const [hover] = await provided<vscode.Hover>('the card', 'vscode.executeHoverProvider', document.uri, link);
    const [card] = hover?.contents ?? [];
    assert.match(card instanceof vscode.MarkdownString ? card.value : '', /Warm without flattery/);
    const [target] = await provided<vscode.LocationLink>('the definition', 'vscode.executeDefinitionProvider', document.uri, link);
    assert.match(document.getText(target?.targetSelectionRange ?? target?.targetRange), /Warm without flattery/);
    const references = await provided<vscode.Location>('the references', 'vscode.executeReferenceProvider', document.uri, link);
    assert.ok(references.length >= 4, String(references.length));
  });

  test('keep their links when an id is renamed, and an id that is taken is refused', async () => {
    const document = await openSample('aster-with-people.traits.md');
    const mentions = document.getText().split('(#warm)').length;
    const id = positionIn(document, '{#warm}', 3);
    await provided('the language features', 'vscode.executeReferenceProvider', document.uri, id);
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>('vscode.executeDocumentRenameProvider', document.uri, id, 'friendly');
    await vscode.workspace.applyEdit(edit);
    assert.equal(document.getText().split('(#friendly)').length, mentions);
    assert.ok(!document.getText().includes('#warm)'));
    await assert.rejects(Promise.resolve(vscode.commands.executeCommand('vscode.executeDocumentRenameProvider', document.uri, positionIn(document, '{#friendly}', 3), 'honest')));
  });

  test('are offered where a trade-off names one, and parts where one is missing', async () => {
    const document = await openText('complete.traits.md', '# T\n\n## Honest {#honest}\n\nSays so.\n\n### Trade-offs\n\n- Over \n\n\n\n## Warm {#warm}\n\nIs so.\n\n### Why\n\nIt helps.\n');
    const labels = async (position: vscode.Position): Promise<readonly string[]> => {
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, position);
      return items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    };
    await eventually('the name of the other trait', async () => (await labels(positionIn(document, '- Over ', 7))).some((label) => label.includes('Warm')));
    await eventually('the parts that are not there', async () => (await labels(new vscode.Position(10, 0))).some((label) => label.includes('Why')));
  });

  test('fold, link and format', async () => {
    const document = await openSample('aster-with-people.traits.md');
    const folds = await provided<vscode.FoldingRange>('the folds', 'vscode.executeFoldingRangeProvider', document.uri);
    assert.ok(folds.some(({ start }) => document.lineAt(start).text.startsWith('## Honest')));
    assert.ok((await provided<vscode.DocumentLink>('the links', 'vscode.executeLinkProvider', document.uri)).length > 10);
    const untidy = await openText('untidy.traits.md', '# T\n\n## Honest\n\nSays so.\n### why\n\n\nIt helps.\n');
    const edits = await provided<vscode.TextEdit>('the edits', 'vscode.executeFormatDocumentProvider', untidy.uri, { tabSize: 2, insertSpaces: true });
    const edit = new vscode.WorkspaceEdit();
    edit.set(untidy.uri, [...edits]);
    await vscode.workspace.applyEdit(edit);
    assert.equal(untidy.getText(), '# T\n\n## Honest\n\nSays so.\n\n### Why\n\nIt helps.\n');
  });

  test('go on with a list at Enter, and end it at a second one', async () => {
    const document = await openText('enter.traits.md', '# T\n\n## Honest\n\nSays so.\n\n### What\n\n- one');
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    const end = document.positionAt(document.getText().length);
    await provided('the language features', 'vscode.executeFoldingRangeProvider', document.uri);
    editor.selection = new vscode.Selection(end, end);
    await vscode.commands.executeCommand('type', { text: '\n' });
    await eventually('the next item', () => document.getText().endsWith('- one\n- '));
    await vscode.commands.executeCommand('type', { text: '\n' });
    await eventually('the end of the list', () => document.getText().endsWith('- one\n') || document.getText().endsWith('- one\n\n'));
  });
});

/** What opens beside a document: in the column that is there, and in a new one only where there is none. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { columnShowing } from '../../src/editor/beside.ts';
import { api, closeAll, eventually, openText, workspaceUri } from './support.ts';

const TEXT = '# T\n\n## Honest {#honest}\n\nSays so.\n\n### Why\n\nIt helps.\n';

const OPENED: readonly { readonly what: string; readonly open: () => Thenable<unknown> }[] = [
  { what: 'the coverage of the document', open: () => vscode.commands.executeCommand('traits.documentCoverage') },
  { what: 'an import', open: () => vscode.commands.executeCommand('traits.importDocument') },
  { what: 'its samples', open: () => vscode.commands.executeCommand('traits.showSamples') },
];

/** How many columns there are, and in which one the tab in front is. */
function columns(): { readonly all: number; readonly active: vscode.ViewColumn } {
  const { all, activeTabGroup } = vscode.window.tabGroups;
  return { all: all.length, active: activeTabGroup.viewColumn };
}

async function tabs(count: number): Promise<void> {
  await eventually(`${count} tabs`, () => vscode.window.tabGroups.all.flatMap((group) => group.tabs).length === count);
}

suite('Beside a document', () => {
  suiteSetup(api);

  teardown(async () => {
    // What was never saved is closed without a question only when it is as it was.
    for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
    await closeAll();
    await tabs(0);
  });

  test('a document that is called for from there comes to the front where its tab is, and over nothing where it has none', async () => {
    const { uri } = await openText('behind.traits.md', TEXT);
    await openText('before.traits.md', TEXT);
    const other = await vscode.workspace.openTextDocument(workspaceUri('before.traits.md'));
    await vscode.window.showTextDocument(other, { viewColumn: vscode.ViewColumn.Two, preview: false });
    await tabs(3);
    assert.equal(columnShowing(uri), vscode.ViewColumn.One);
    assert.equal(columnShowing(workspaceUri('not-open.traits.md')), vscode.ViewColumn.One);
    await vscode.window.showTextDocument(other, { viewColumn: vscode.ViewColumn.One });
    await eventually('the first column', () => columns().active === vscode.ViewColumn.One);
    assert.equal(columnShowing(workspaceUri('not-open.traits.md')), vscode.ViewColumn.Beside);
  });

  for (const { what, open } of OPENED) {
    test(`${what} opens in a second column, where there is none yet`, async () => {
      await openText('alone.traits.md', TEXT);
      await open();
      await tabs(2);
      assert.equal(columns().all, 2);
    });

    test(`${what} opens in the column that is there, on whichever side that is`, async () => {
      await openText('left.traits.md', TEXT);
      const right = await openText('right.traits.md', TEXT);
      await vscode.window.showTextDocument(right, { viewColumn: vscode.ViewColumn.Two, preview: false });
      await tabs(3);
      await open();
      await tabs(4);
      assert.deepEqual(columns(), { all: 2, active: vscode.ViewColumn.One });
      await vscode.window.showTextDocument(workspaceUri('left.traits.md'), { viewColumn: vscode.ViewColumn.One });
      await open();
      await eventually('the second column', () => columns().active === vscode.ViewColumn.Two);
      assert.equal(columns().all, 2);
    });
  }
});

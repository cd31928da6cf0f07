/** Two documents may have one folder: `a.md` and `a.traits.md`, or one document before and after it got another name. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { FolderWatches } from '../../src/editor/folder-watches.ts';
import { workspaceUri } from './support.ts';

suite('Folders beside documents', () => {
  test('of a folder that two documents have, both are told, each by who asked for it first', async () => {
    const folder = workspaceUri('watched');
    await vscode.workspace.fs.createDirectory(folder);
    const watches = new FolderWatches((error) => assert.fail(String(error)));
    try {
      const told = new Map<string, () => void>();
      const waits = ['a.md', 'a.traits.md'].map((document) => new Promise<void>((resolve) => told.set(document, resolve)));
      for (const [document, resolve] of told) {
        await watches.watch(document, folder.fsPath, workspaceUri('.').fsPath, resolve);
        await watches.watch(document, folder.fsPath, workspaceUri('.').fsPath, () => assert.fail('watched twice'));
      }
      await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, 'r.jsonl'), new TextEncoder().encode('one\n'));
      await Promise.all(waits);
    } finally {
      watches.dispose();
      await vscode.workspace.fs.delete(folder, { recursive: true });
    }
  });
});

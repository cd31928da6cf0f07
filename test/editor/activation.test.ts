/** What is promised while the extension is still loading. It can only be seen first, before any other test needs the extension. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { api, closeAll, traitwright } from './support.ts';

suite('Activation', () => {
  test('a command that is given before anything is loaded is carried out', async () => {
    assert.equal(traitwright().isActive, false);
    const uri = await vscode.commands.executeCommand<vscode.Uri>('traits.newDocument', 'names', ['A']);
    assert.equal(traitwright().isActive, true);
    assert.match((await vscode.workspace.openTextDocument(uri)).getText(), /^## A$/m);
    await closeAll();
  });

  test('every command that is contributed is there once everything has loaded', async () => {
    await api();
    const { contributes } = traitwright().packageJSON as { contributes: { commands: { command: string }[] } };
    const registered = await vscode.commands.getCommands(true);
    assert.deepEqual(contributes.commands.map(({ command }) => command).filter((command) => !registered.includes(command)), []);
  });
});

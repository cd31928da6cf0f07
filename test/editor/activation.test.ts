/** What is promised while the extension is still loading. It can only be seen first, before any other test needs the extension. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { api, traitwright } from './support.ts';

suite('Activation', () => {
  test('a command that is given before anything is loaded is carried out', async () => {
    assert.equal(traitwright().isActive, false);
    const carriedOut = vscode.commands.executeCommand('traits.cancelRuns');
    await assert.doesNotReject(async () => carriedOut);
    assert.equal(traitwright().isActive, true);
  });

  test('every command that is contributed is there once everything has loaded', async () => {
    await api();
    const { contributes } = traitwright().packageJSON as { contributes: { commands: { command: string }[] } };
    const registered = await vscode.commands.getCommands(true);
    assert.deepEqual(contributes.commands.map(({ command }) => command).filter((command) => !registered.includes(command)), []);
  });
});

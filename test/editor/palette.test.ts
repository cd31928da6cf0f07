/** The palette: which commands it lists when, and what cancels. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { api, traitwright, workspaceUri } from './support.ts';

interface Contributes {
  readonly commands: readonly { readonly command: string }[];
  readonly menus: { readonly commandPalette: readonly { readonly command: string; readonly when: string }[] };
}

suite('The palette', () => {
  test('lists without a document only what needs none', () => {
    const { commands, menus } = (traitwright().packageJSON as { contributes: Contributes }).contributes;
    const conditional = new Set(menus.commandPalette.map(({ command }) => command));
    assert.deepEqual(
      commands.map(({ command }) => command.replace('traits.', '')).filter((command) => !conditional.has(`traits.${command}`)),
      ['newDocument', 'importDocument', 'openSample', 'getStarted', 'readDocumentation', 'findPatterns', 'selectModels', 'testConnection', 'setApiKey', 'removeApiKey', 'clearResponseCache', 'showLog'],
    );
    assert.deepEqual([...conditional].filter((command) => !commands.some((known) => known.command === command)), []);
  });

  test('cancels by Cancel Runs whatever is under way, evals too', async () => {
    const { runs } = await api();
    const cancelled: string[] = [];
    const begun = ['Scenarios', 'An eval'].map((title) => runs.begin({ uri: workspaceUri('any.traits.md'), title, cancel: () => cancelled.push(title) }));
    try {
      await vscode.commands.executeCommand('traits.cancelRuns');
      assert.deepEqual(cancelled, ['Scenarios', 'An eval']);
    } finally {
      for (const run of begun) run.end();
    }
  });
});

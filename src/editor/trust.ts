/** Nothing is sent from a workspace that nobody has vouched for. */
import * as vscode from 'vscode';

/** Whether something may be sent; says why where it may not. */
export function mayCall(): boolean {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const message = vscode.l10n.t('No model is called in a restricted workspace: its settings and documents say which ones, and nobody has vouched for them. Linting works, and what there is can be looked at.');
  void vscode.window.showErrorMessage(message, manage).then((choice) => {
    if (choice === manage) void vscode.commands.executeCommand('workbench.trust.manage');
  });
  return false;
}

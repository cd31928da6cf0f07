/** The commands of somebody's first minutes. Their code loads when one is given. */
import * as vscode from 'vscode';

/** As package.json names it. */
const WALKTHROUGH = 'traits.start';

export function registerWalkthrough(context: vscode.ExtensionContext): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('traits.getStarted', () => vscode.commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#${WALKTHROUGH}`, false)),
    vscode.commands.registerCommand('traits.openSample', async (sample?: unknown, place?: unknown, preview?: unknown) => (await import('./open-sample.ts')).openSample(context, sample, place, preview)),
    vscode.commands.registerCommand('traits.readDocumentation', async (page?: unknown) => (await import('./documentation.ts')).readDocumentation(context.extensionUri, page)),
  );
}

/** The commands of somebody's first minutes. Their code loads when one is given. */
import * as vscode from 'vscode';

/** As package.json names it. */
const WALKTHROUGH = 'traits.start';

export function registerWalkthrough(context: vscode.ExtensionContext): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('traits.getStarted', () => getStarted(`${context.extension.id}#${WALKTHROUGH}`)),
    vscode.commands.registerCommand('traits.openSample', async (sample?: unknown, place?: unknown, preview?: unknown) => (await import('./open-sample.ts')).openSample(context, sample, place, preview)),
    vscode.commands.registerCommand('traits.readDocumentation', async (page?: unknown) => (await import('./documentation.ts')).readDocumentation(context.extensionUri, page)),
  );
}

/**
 * VS Code collects the walkthroughs of extensions when it first needs any, and has them a moment later: too late for a
 * page that made it do so. In the first session of a new installation that page shows VS Code's own walkthrough instead.
 */
async function getStarted(id: string): Promise<void> {
  // No step has this name, so none is unticked, and it fails. But what it looks in is collected.
  await vscode.commands.executeCommand('welcome.markStepIncomplete', `${id}#none`).then(undefined, () => undefined);
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', id, false);
}

/** Where VS Code starts the extension: holds nobody up, and loads everything right after. */
import * as vscode from 'vscode';
import type { Surfaces } from './surfaces.ts';

/** Shows what went wrong, if that is the loading of all the rest, too. */
const SHOW_LOG = 'traits.showLog';

/** What the extension's own tests see of it; nobody else gets anything. */
export interface TestApi {
  /** Fulfilled once everything is registered. */
  readonly surfaces: Promise<Surfaces>;
}

/** Extensions share a process: while this runs, no other one does. */
export function activate(context: vscode.ExtensionContext): TestApi | undefined {
  const log = vscode.window.createOutputChannel('Traitwright', { log: true });
  const surfaces = afterActivation().then(async () => {
    const { startSurfaces } = await import('./surfaces.ts');
    // They register the same commands.
    early.dispose();
    return startSurfaces(context, log);
  });
  const early = vscode.Disposable.from(
    ...laterCommands(context).map((command) =>
      vscode.commands.registerCommand(command, async (...given: unknown[]) => {
        await surfaces;
        return vscode.commands.executeCommand(command, ...given);
      }),
    ),
  );
  surfaces.catch((error: unknown) => {
    log.error(error instanceof Error ? error : String(error));
    const show = vscode.l10n.t('Show Log');
    void vscode.window.showErrorMessage(vscode.l10n.t('Traitwright could not be loaded. Its log says why.'), show).then((choice) => {
      if (choice === show) log.show();
    });
  });
  context.subscriptions.push(
    log,
    early,
    vscode.commands.registerCommand(SHOW_LOG, () => log.show()),
  );
  return context.extensionMode === vscode.ExtensionMode.Test ? { surfaces } : undefined;
}

async function afterActivation(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
}

/** What package.json contributes for the surfaces to carry out. */
function laterCommands({ extension }: vscode.ExtensionContext): readonly string[] {
  const { contributes } = extension.packageJSON as { readonly contributes: { readonly commands: readonly { readonly command: string }[] } };
  return contributes.commands.map(({ command }) => command).filter((command) => command !== SHOW_LOG);
}

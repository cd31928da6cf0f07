/** Where VS Code starts the extension: puts its surfaces together. */
import * as vscode from 'vscode';
import { registerCodeActions } from './code-actions.ts';
import { registerCodeLens } from './code-lens.ts';
import { showDiagnostics } from './diagnostics.ts';
import { TraitsDocuments } from './documents.ts';
import { Keys } from './keys.ts';
import { registerOutline } from './outline.ts';
import { createPreviewRuns } from './preview-run.ts';
import { Previews } from './previews.ts';
import { registerViews } from './views.ts';

/** What the extension's own tests see of it; nobody else gets anything. */
export interface TestApi {
  readonly previews: Pick<Previews, 'shown'>;
  readonly keys: Pick<Keys, 'storeGemini'>;
}

export function activate(context: vscode.ExtensionContext): TestApi | undefined {
  const log = vscode.window.createOutputChannel('Traitwright', { log: true });
  const onError = (error: unknown): void => log.error(error instanceof Error ? error : String(error));
  const documents = new TraitsDocuments(onError);
  const previews = new Previews(documents);
  const keys = new Keys(context.secrets);
  const version = (context.extension.packageJSON as { version: string }).version;
  const runs = createPreviewRuns({ documents, previews, keys, log, version });
  context.subscriptions.push(
    documents,
    previews,
    log,
    new vscode.Disposable(() => runs.cancel()),
    showDiagnostics(documents, context.extensionUri, onError),
    registerCodeActions(documents),
    registerOutline(documents),
    registerCodeLens(documents, previews),
    registerViews(documents),
    vscode.commands.registerCommand('traits.previewScenarios', (uri?: vscode.Uri, traitId?: string, offset?: number) => runs.preview(uri, traitId, offset)),
    vscode.commands.registerCommand('traits.togglePreviews', (uri: vscode.Uri, traitId: string) => previews.toggle(uri, traitId)),
    vscode.commands.registerCommand('traits.cancelRuns', () => runs.cancel()),
    vscode.commands.registerCommand('traits.clearPreviews', () => {
      const uri = vscode.window.activeTextEditor?.document.uri;
      if (uri === undefined) return;
      // A run whose samples nobody sees would still be billed.
      runs.cancel(uri);
      previews.clear(uri);
    }),
    vscode.commands.registerCommand('traits.setApiKey', () => keys.askForGemini()),
    vscode.commands.registerCommand('traits.removeApiKey', () => keys.removeGemini()),
    vscode.commands.registerCommand('traits.showLog', () => log.show()),
  );
  documents.start();
  // Not needed to show what is wrong, so it loads once that is on its way.
  import('./language.ts').then(({ registerLanguage }) => context.subscriptions.push(registerLanguage(documents)), onError);
  return context.extensionMode === vscode.ExtensionMode.Test ? { previews, keys } : undefined;
}

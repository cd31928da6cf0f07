/** Puts the extension's surfaces together, once its code has loaded. */
import * as vscode from 'vscode';
import { registerCodeActions } from './code-actions.ts';
import { registerCodeLens } from './code-lens.ts';
import { showDiagnostics } from './diagnostics.ts';
import { TraitsDocuments } from './documents.ts';
import { Keys } from './keys.ts';
import { registerOutline } from './outline.ts';
import { createPreviewRuns } from './preview-run.ts';
import { Previews } from './previews.ts';
import { Projects } from './projects.ts';
import { registerViews } from './views.ts';

/** What the extension's own tests see of it. */
export interface Surfaces {
  readonly previews: Pick<Previews, 'shown'>;
  readonly keys: Pick<Keys, 'storeGemini'>;
}

/** Registers the surfaces until the extension is deactivated, and reads what is open. Rejects when some of the code does not load. */
export async function startSurfaces(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Promise<Surfaces> {
  const onError = (error: unknown): void => log.error(error instanceof Error ? error : String(error));
  const projects = new Projects(onError);
  const documents = new TraitsDocuments(projects, onError);
  const previews = new Previews(documents);
  const keys = new Keys(context.secrets);
  const version = (context.extension.packageJSON as { version: string }).version;
  const runs = createPreviewRuns({ documents, previews, keys, log, version });
  context.subscriptions.push(
    documents,
    projects,
    previews,
    new vscode.Disposable(() => runs.cancel()),
    showDiagnostics(documents, projects, context.extensionUri, onError),
    registerCodeActions(documents, projects),
    registerOutline(documents),
    registerCodeLens(documents, previews),
    registerViews(documents, projects),
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
  );
  documents.start();
  // Not needed to show what is wrong, so it loads once that is on its way.
  const [{ registerLanguage }, { registerNewDocument }] = await Promise.all([import('./language.ts'), import('./new-document.ts')]);
  context.subscriptions.push(registerLanguage(documents), registerNewDocument(context.extensionUri));
  return { previews, keys };
}

/** The commands that have to do with models: runs, which models, their keys, their answers. Their code loads when one is given. */
import * as vscode from 'vscode';
import type { ParsedDocument, TraitsDocuments } from './documents.ts';
import type { Keys } from './keys.ts';
import type { PreviewRuns } from './preview-run.ts';
import type { Previews } from './previews.ts';
import type { RunsUnderWay } from './runs.ts';

export interface ModelCommands extends vscode.Disposable {
  /** Cancels the runs over a document. */
  cancel(uri: vscode.Uri): void;
  /** Loads their code. */
  readonly runs: () => Promise<PreviewRuns>;
}

export interface ModelCommandParts {
  readonly documents: TraitsDocuments;
  readonly previews: Previews;
  readonly keys: Keys;
  readonly runs: RunsUnderWay;
  readonly log: vscode.LogOutputChannel;
  readonly context: vscode.ExtensionContext;
}

export function registerModelCommands({ documents, previews, keys, runs: underWay, log, context }: ModelCommandParts): ModelCommands {
  const { version } = context.extension.packageJSON as { readonly version: string };
  let loaded: PreviewRuns | undefined;
  let loading: Promise<PreviewRuns> | undefined;
  const runs = (): Promise<PreviewRuns> => {
    loading ??= import('./preview-run.ts').then(({ createPreviewRuns }) => (loaded = createPreviewRuns({ documents, previews, keys, runs: underWay, log, context, version })));
    return loading;
  };
  /** The traits document that somebody looks at. */
  const shown = async (): Promise<ParsedDocument | undefined> => {
    const source = vscode.window.activeTextEditor?.document;
    return source === undefined ? undefined : documents.current(source);
  };
  const commands = {
    // The title of an editor hands in its group besides.
    'traits.previewScenarios': async (uri?: vscode.Uri, traitId?: unknown, offset?: number) => (typeof traitId === 'string' ? (await runs()).preview(uri, traitId, offset) : (await runs()).preview(uri)),
    'traits.cancelRuns': () => {
      for (const { cancel } of underWay.current()) cancel();
      // One that somebody is still being asked about is not under way yet.
      loaded?.cancel();
    },
    'traits.selectModels': async () => (await import('./select-models.ts')).selectModels(await shown(), keys),
    'traits.testConnection': async () => (await import('./test-connection.ts')).testConnections(await shown(), keys, log),
    'traits.setApiKey': () => keys.ask(),
    'traits.removeApiKey': () => keys.remove(),
    'traits.clearResponseCache': async () => {
      const { clearAnswers, openAnswers } = await import('./answers.ts');
      return clearAnswers(openAnswers(context));
    },
  };
  const registered = Object.entries(commands).map(([command, run]) => vscode.commands.registerCommand(command, run));
  return {
    cancel: (uri) => loaded?.cancel(uri),
    runs,
    dispose() {
      loaded?.dispose();
      vscode.Disposable.from(...registered).dispose();
    },
  };
}

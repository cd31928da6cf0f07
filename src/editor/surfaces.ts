/** Puts the extension's surfaces together, once its code has loaded. */
import * as vscode from 'vscode';
import { Annotations } from './annotations.ts';
import type { Authoring } from './authoring.ts';
import { registerCodeActions } from './code-actions.ts';
import { registerCodeLens } from './code-lens.ts';
import { showDiagnostics } from './diagnostics.ts';
import { TraitsDocuments } from './documents.ts';
import { Evals } from './evals.ts';
import type { EvalSurfaces } from './eval-commands.ts';
import { Keys } from './keys.ts';
import { EarlierSamples } from './earlier-samples.ts';
import { registerModelCommands } from './model-commands.ts';
import { registerOutline } from './outline.ts';
import { tellWhetherRunning } from './palette.ts';
import { type PatternsCommands, registerPatterns } from './patterns-commands.ts';
import { Previews } from './previews.ts';
import { Projects } from './projects.ts';
import { announceRuns } from './run-end.ts';
import { logRuns } from './run-log.ts';
import { RunsUnderWay } from './runs.ts';
import { registerSamplesPanels } from './samples-panels.ts';
import { DocumentSamples } from './samples.ts';
import type { SessionParts } from './samples-session.ts';
import { createCostStatus, createDocumentStatus, type DocumentStatus } from './status.ts';
import type { TraitsView } from './traits-view.ts';
import { registerViews } from './views.ts';
import { registerWalkthrough } from './walkthrough.ts';

/** What the extension's own tests see of it. */
export interface Surfaces {
  readonly previews: Pick<Previews, 'shown'>;
  readonly keys: Pick<Keys, 'store'>;
  readonly annotations: Pick<Annotations, 'of' | 'add' | 'onDidChange'>;
  readonly authoring: Pick<Authoring, 'tracing'>;
  readonly runs: RunsUnderWay;
  readonly status: Pick<DocumentStatus, 'item'>;
  readonly traitsView: Omit<TraitsView, 'dispose'>;
  readonly patterns: Pick<PatternsCommands, 'open' | 'restore'>;
  readonly evaluation: Pick<EvalSurfaces, 'testing' | 'reports' | 'runs'>;
  /** What samples panels are made of. */
  readonly samplesPanel: SessionParts;
  /** Where the extension keeps what is of no one workspace. */
  readonly storage: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  /** The one that it says things through: tests have another. */
  readonly window: typeof vscode.window;
}

/** Registers the surfaces until the extension is deactivated, and reads what is open. Rejects when some of the code does not load. */
export async function startSurfaces(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Promise<Surfaces> {
  const onError = (error: unknown): void => log.error(error instanceof Error ? error : String(error));
  const projects = new Projects(onError);
  const documents = new TraitsDocuments(projects, onError);
  const keys = new Keys(context.secrets);
  const annotations = new Annotations(`traitwright ${context.extension.packageJSON.version as string}`, onError);
  const underWay = new RunsUnderWay();
  const status = createDocumentStatus(documents, underWay);
  const samples = new DocumentSamples(documents, underWay, onError);
  const samplesPanel: SessionParts = { documents, samples, annotations, runs: underWay, onError };
  const evals = new Evals(annotations, onError);
  const earlier = new EarlierSamples(documents, samples, annotations, onError);
  const previews = new Previews(documents, annotations, earlier, onError);
  const runs = registerModelCommands({ documents, previews, keys, runs: underWay, log, context });
  const patterns = registerPatterns({ documents, keys, runs: underWay, context, onError });
  context.subscriptions.push(
    documents,
    projects,
    previews,
    annotations,
    underWay,
    samples,
    evals,
    earlier,
    logRuns(underWay, log),
    announceRuns(underWay, previews, log),
    underWay.onDidEnd(({ run }) => previews.ended(run.journal?.run ?? '')),
    createCostStatus(underWay),
    tellWhetherRunning(underWay),
    status,
    runs,
    showDiagnostics(documents, projects, context.extensionUri, onError),
    registerCodeActions(documents, projects),
    registerOutline(documents),
    registerCodeLens({ documents, previews, evals, onError }),
    registerViews(documents, projects),
    patterns,
    registerWalkthrough(context),
    registerSamplesPanels(context.extensionUri, samplesPanel),
    // Commands are there at once, and their code loads when somebody gives them.
    vscode.commands.registerCommand('traits.newDocument', async (template?: unknown, names?: unknown) => (await import('./new-document.ts')).newDocument(context.extensionUri, template, names)),
    vscode.commands.registerCommand('traits.importDocument', async (source?: unknown) => (await import('./new-document.ts')).importDocument(source, documents)),
    vscode.commands.registerCommand('traits.exportSamples', async (uri?: unknown) => (await import('./export.ts')).exportSamplesOf(uri instanceof vscode.Uri ? uri : undefined, context.extension.packageJSON.version as string, log)),
    vscode.commands.registerCommand('traits.regenerateStale', async (uri?: unknown) =>
      (await import('./regenerate.ts')).regenerateStale({ documents, previews, keys, runs: underWay, log, context, version: context.extension.packageJSON.version as string }, uri instanceof vscode.Uri ? uri : undefined),
    ),
    vscode.commands.registerCommand('traits.clearPreviews', () => {
      const uri = vscode.window.activeTextEditor?.document.uri;
      if (uri === undefined) return;
      // A run whose samples nobody sees would still be billed.
      runs.cancel(uri);
      previews.clear(uri);
    }),
  );
  documents.start();
  // Not needed to show what is wrong, so it loads once that is on its way.
  const [{ registerLanguage }, { registerTraitsView }, { registerAuthoring }, { registerEvals }] = await Promise.all([import('./language.ts'), import('./traits-view.ts'), import('./authoring.ts'), import('./eval-commands.ts')]);
  const traitsView = registerTraitsView({ documents, samples, evals, runs: underWay, onError });
  const evaluation = registerEvals({ documents, annotations, evals, keys, runs: underWay, context, onError });
  const authoring = registerAuthoring({ documents, previews, annotations, samples, runs: runs.runs, log, context, onError });
  context.subscriptions.push(registerLanguage(documents), traitsView, evaluation, authoring);
  return { previews, patterns, keys, annotations, authoring, runs: underWay, status, traitsView, evaluation, samplesPanel, storage: context.globalStorageUri, log, window: vscode.window };
}

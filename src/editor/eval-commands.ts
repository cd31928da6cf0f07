/** Puts the evals of the editor together: their commands, the Testing view and the report. What runs or shows one loads when one is run or shown. */
import * as vscode from 'vscode';
import type { EvalName } from '../evals/eval.ts';
import type { EvalReport } from '../evals/report.ts';
import type { Annotations } from './annotations.ts';
import type { TraitsDocuments } from './documents.ts';
import type { EvalRuns } from './eval-run.ts';
import type { EvalReports, OpenReport } from './eval-report.ts';
import { evalTitle, evalWords } from './eval-words.ts';
import type { Evals } from './evals.ts';
import type { Keys } from './keys.ts';
import { label } from './labels.ts';
import { inNotification } from './plain-markdown.ts';
import type { RunsUnderWay } from './runs.ts';
import { registerTesting, type Testing } from './testing.ts';

/** As a window that is opened again knows them. */
const EVAL_VIEW = 'traits.evalReport';

export interface EvalParts {
  readonly documents: TraitsDocuments;
  readonly annotations: Annotations;
  readonly evals: Evals;
  readonly keys: Keys;
  readonly runs: RunsUnderWay;
  readonly context: vscode.ExtensionContext;
  readonly onError: (error: unknown) => void;
}

/** What the extension's own tests see of it. */
export interface EvalSurfaces extends vscode.Disposable {
  readonly testing: Testing;
  readonly reports: () => Promise<EvalReports>;
  readonly runs: () => Promise<EvalRuns>;
}

export function registerEvals({ documents, annotations, evals, keys, runs: underWay, context, onError }: EvalParts): EvalSurfaces {
  const { version } = context.extension.packageJSON as { readonly version: string };
  let loading: Promise<EvalRuns> | undefined;
  const showReport = (document: vscode.Uri, { journal }: Pick<EvalReport, 'journal'>, traitId: string | null): void => void show({ document, journal, against: null, traitId }).catch(say);
  const runs = (): Promise<EvalRuns> => {
    loading ??= import('./eval-run.ts').then(({ EvalRuns: Runs }) => new Runs({ documents, evals, keys, runs: underWay, context, version, showReport }));
    return loading;
  };
  let shown: Promise<EvalReports> | undefined;
  const reports = (): Promise<EvalReports> => {
    shown ??= import('./eval-report.ts').then(
      ({ EvalReports: Reports }) => new Reports({ documents, annotations, evals, extensionUri: context.extensionUri, onError, rejudge: async (document, report) => (await runs()).rejudge(document, report) }),
    );
    return shown;
  };
  const show = async (asked: OpenReport): Promise<void> => (await reports()).show(asked);
  const chooseSubjects = async (): Promise<boolean> => (await import('./eval-subjects.ts')).chooseSubjects(context);
  const testing = registerTesting({ documents, evals, runs, chooseSubjects, onError });
  const say = (error: unknown): void => {
    onError(error);
    void vscode.window.showErrorMessage(inNotification(vscode.l10n.t('The eval stopped: {0}', error instanceof Error ? error.message : String(error))));
  };
  const commands = {
    'traits.evaluate': async (uri?: unknown, traitId?: unknown) => (await runs()).evaluate(uri instanceof vscode.Uri ? uri : undefined, typeof traitId === 'string' ? traitId : undefined),
    'traits.configureEvals': async () => void (await chooseSubjects()),
    'traits.openEvalReport': (uri?: unknown, traitId?: unknown) => openReport(documentOf(uri), typeof traitId === 'string' ? traitId : null, show),
    'traits.compareEvals': (uri?: unknown) => compareSaved(documentOf(uri), show),
  };
  const registered = Object.entries(commands).map(([command, run]) => vscode.commands.registerCommand(command, (...given: unknown[]) => run(...(given as [unknown?, unknown?])).catch(say)));
  const restored = vscode.window.registerWebviewPanelSerializer(EVAL_VIEW, { deserializeWebviewPanel: async (panel, state: unknown) => (await reports()).restore(panel, state) });
  const subscriptions = vscode.Disposable.from(testing, restored, ...registered);
  return {
    testing,
    reports,
    runs,
    dispose() {
      void shown?.then((loaded) => loaded.dispose());
      subscriptions.dispose();
    },
  };
}

function documentOf(uri: unknown): vscode.Uri | undefined {
  return uri instanceof vscode.Uri ? uri : vscode.window.activeTextEditor?.document.uri;
}

/** One saved eval to choose. */
interface EvalItem extends vscode.QuickPickItem {
  readonly eval: EvalName;
  readonly journal: string;
}

/** The saved evals of a document, the newest first; undefined after saying what to do first. */
async function savedEvals(document: vscode.Uri | undefined): Promise<readonly EvalItem[] | undefined> {
  if (document === undefined || document.scheme !== 'file') {
    void vscode.window.showWarningMessage(vscode.l10n.t('Open a traits document on disk first: the reports of its evals are kept beside it.'));
    return undefined;
  }
  const { listEvals } = await import('../evals/results.node.ts');
  const items: EvalItem[] = [];
  for await (const listed of listEvals(document.fsPath)) {
    if (!('data' in listed)) continue;
    const { header, ended } = listed.data;
    const who = header.subjects.map(({ model, withDocument }) => (withDocument ? vscode.l10n.t('{0}, with the document in its prompt', model) : vscode.l10n.t('{0}, by itself', model)));
    const remarks = [...(ended === 'done' ? [] : [evalWords().ended[ended]]), ...(header.rehearsed ? [vscode.l10n.t('rehearsed')] : [])];
    items.push({
      label: evalTitle(header.eval),
      description: new Date(header.startedAt).toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' }),
      // What tells two runs of one subject apart goes first: the line may be cut off.
      detail: label([vscode.l10n.t('judged by {0}', header.models.judge), ...remarks, ...who].join(' · '), 200),
      eval: header.eval,
      journal: listed.path,
    });
  }
  if (items.length > 0) return items;
  const evaluate = vscode.l10n.t('Evaluate…');
  const choice = await vscode.window.showInformationMessage(vscode.l10n.t('No eval of this document was run yet.'), evaluate);
  if (choice === evaluate) await vscode.commands.executeCommand('traits.evaluate', document);
  return undefined;
}

/** Asks which of the saved evals; the only one is shown at once. */
async function openReport(document: vscode.Uri | undefined, traitId: string | null, show: (asked: OpenReport) => Promise<void>): Promise<void> {
  const items = await savedEvals(document);
  if (items === undefined || document === undefined) return;
  const picked = items.length === 1 ? items[0] : await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Open Eval Report'), matchOnDetail: true });
  if (picked !== undefined) await show({ document, journal: picked.journal, against: null, traitId });
}

/** Asks for two saved runs of one eval, and shows the report of the first with what moved since the second. */
async function compareSaved(document: vscode.Uri | undefined, show: (asked: OpenReport) => Promise<void>): Promise<void> {
  const items = await savedEvals(document);
  if (items === undefined || document === undefined) return;
  const comparable = items.filter((item) => items.some((other) => other !== item && other.eval === item.eval));
  if (comparable.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There are no two runs of one eval yet: run one again, after a change or with another subject.'));
    return;
  }
  const first = await vscode.window.showQuickPick(comparable, { title: vscode.l10n.t('Compare Two Evals: After'), matchOnDetail: true });
  if (first === undefined) return;
  const others = comparable.filter((item) => item !== first && item.eval === first.eval);
  const second = await vscode.window.showQuickPick(others, { title: vscode.l10n.t('Compare Two Evals: Before'), matchOnDetail: true });
  if (second !== undefined) await show({ document, journal: first.journal, against: second.journal, traitId: null });
}

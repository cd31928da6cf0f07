/** *Export Samples*: asks which runs, in which format and to where, and writes them as data to train on. */
import * as vscode from 'vscode';
import { ExportProblem, type Exported, type ExportOptions, exportPaths, exportSamples } from '../dataset/export/export.node.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../dataset/export/formats.ts';
import { JournalProblem } from '../engine/journal.ts';
import { journalsOf, readRun } from '../generation/run-files.node.ts';
import { TRAITS_SELECTOR } from './documents.ts';
import { inNotification } from './plain-markdown.ts';


/** Of examples, the share to train on where a part is kept for testing. */
const TRAIN = 0.9;

/** Which pipelines make what a format of each shape takes. */
const PIPELINES: Readonly<Record<ExportFormat['shape'], readonly string[]>> = { chat: ['chat', 'preference'], pair: ['preference'], document: ['document'] };

/** Exports samples of the runs over `document`, or over what the active editor shows. Never rejects: what goes wrong is said. */
export async function exportSamplesOf(document: vscode.Uri | undefined, version: string, log: vscode.LogOutputChannel): Promise<void> {
  try {
    const asked = await askFor(document ?? traitsInEditor());
    if (asked === undefined) return;
    await exportAsked({ ...asked, force: false, rehearsed: false, seed: 0, tool: `traitwright ${version}` });
  } catch (error) {
    log.error(error instanceof Error ? error : String(error));
    void vscode.window.showErrorMessage(inNotification(vscode.l10n.t('Nothing was exported. {0}', error instanceof Error ? error.message : String(error))));
  }
}

function traitsInEditor(): vscode.Uri | undefined {
  const shown = vscode.window.activeTextEditor?.document;
  return shown !== undefined && vscode.languages.match(TRAITS_SELECTOR, shown) > 0 ? shown.uri : undefined;
}

type Asked = Omit<ExportOptions, 'force' | 'rehearsed' | 'seed' | 'tool' | 'signal'>;

/** Undefined where nothing can be exported, which is said, or somebody thought better of it. */
async function askFor(document: vscode.Uri | undefined): Promise<Asked | undefined> {
  if (document === undefined) {
    void vscode.window.showWarningMessage(vscode.l10n.t('Open a traits document first: the samples of its runs are exported.'));
    return undefined;
  }
  const journals = document.scheme === 'file' ? await journalsOf(document.fsPath) : [];
  if (journals.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is nothing to export yet: no run over this document has a journal. Preview a trait first, or run traitwright generate.'));
    return undefined;
  }
  const runs = await vscode.window.showQuickPick(runItems(journals), { title: vscode.l10n.t('Export Samples: Which Runs'), canPickMany: true, ignoreFocusOut: true, placeHolder: vscode.l10n.t('Of each run, the samples that are kept') });
  if (runs === undefined || runs.length === 0) return undefined;
  const format = await vscode.window.showQuickPick(formatItems(new Set(runs.map(({ pipeline }) => pipeline))), { title: vscode.l10n.t('Export Samples: Format'), ignoreFocusOut: true, matchOnDescription: true });
  if (format === undefined) return undefined;
  const choices = await vscode.window.showQuickPick(choicesOfExport(), { title: vscode.l10n.t('Export Samples: How'), canPickMany: true, ignoreFocusOut: true, placeHolder: vscode.l10n.t('Choose any or none') });
  if (choices === undefined) return undefined;
  const chosen = new Set(choices.map(({ choice }) => choice));
  const mix = chosen.has('mix') ? await askForMix() : undefined;
  if (chosen.has('mix') && mix === undefined) return undefined;
  const file = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Samples'),
    saveLabel: vscode.l10n.t('Export'),
    defaultUri: vscode.Uri.joinPath(document, '..', `${document.path.slice(document.path.lastIndexOf('/') + 1).split('.', 1)[0]}.${format.format.id}.jsonl`),
    filters: { 'JSON Lines': ['jsonl'] },
  });
  if (file === undefined) return undefined;
  return {
    journals: runs.map(({ path }) => path),
    format: format.format,
    out: file.fsPath,
    acceptedOnly: chosen.has('accepted'),
    ...(chosen.has('split') ? { split: TRAIN } : {}),
    ...(mix === undefined ? {} : { mix }),
  };
}

interface RunItem extends vscode.QuickPickItem {
  readonly path: string;
  readonly pipeline: string;
}

/** The newest first. What cannot be read is not there to be chosen. */
async function runItems(journals: readonly string[]): Promise<readonly RunItem[]> {
  const items: RunItem[] = [];
  for (const path of journals.toReversed()) {
    try {
      const { header, samples } = await readRun(path);
      const kept = samples.filter(({ status }) => status === 'kept').length;
      const models = [...new Set(Object.values(header.models))].join(', ');
      items.push({
        label: new Date(header.startedAt).toLocaleString(),
        description: header.rehearsed ? vscode.l10n.t('{0}, {1} of {2} kept, rehearsed', header.pipeline, kept, samples.length) : vscode.l10n.t('{0}, {1} of {2} kept', header.pipeline, kept, samples.length),
        detail: models,
        picked: items.length === 0,
        path,
        pipeline: header.pipeline,
      });
    } catch (error) {
      if (!(error instanceof JournalProblem)) throw error;
    }
  }
  return items;
}

interface FormatItem extends vscode.QuickPickItem {
  readonly format: ExportFormat;
}

/** Those first that take what the runs have made. */
function formatItems(pipelines: ReadonlySet<string>): readonly FormatItem[] {
  const fits = ({ shape }: ExportFormat): boolean => PIPELINES[shape].some((pipeline) => pipelines.has(pipeline));
  const item = (format: ExportFormat): FormatItem => ({ label: format.id, description: fits(format) ? format.name : vscode.l10n.t('{0}; none of these runs has such samples', format.name), format });
  return [...EXPORT_FORMATS.filter(fits), ...EXPORT_FORMATS.filter((format) => !fits(format))].map(item);
}

function choicesOfExport(): readonly (vscode.QuickPickItem & { readonly choice: 'accepted' | 'split' | 'mix' })[] {
  return [
    { label: vscode.l10n.t('Only what a person accepted'), description: vscode.l10n.t('not all that is kept'), choice: 'accepted' },
    { label: vscode.l10n.t('Two files, to train and to test'), description: vscode.l10n.t('90% and 10%; what asks nearly the same stays together'), choice: 'split' },
    { label: vscode.l10n.t('Mix in baseline data…'), description: vscode.l10n.t('from a file of yours'), choice: 'mix' },
  ];
}

async function askForMix(): Promise<ExportOptions['mix'] | undefined> {
  const picked = await vscode.window.showOpenDialog({ title: vscode.l10n.t('Export Samples: Baseline Data'), openLabel: vscode.l10n.t('Mix In'), filters: { 'JSON Lines': ['jsonl', 'json', 'txt'], [vscode.l10n.t('All files')]: ['*'] } });
  const [file] = picked ?? [];
  if (file === undefined) return undefined;
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Export Samples: Baseline Data'),
    prompt: vscode.l10n.t('How much of the whole is to be baseline data, in percent of the examples'),
    value: '50',
    ignoreFocusOut: true,
    validateInput: (value) => (isPercent(value) ? undefined : vscode.l10n.t('Type a number above 0 and below 100.')),
  });
  if (typed === undefined || !isPercent(typed)) return undefined;
  return { path: file.fsPath, name: file.path.slice(file.path.lastIndexOf('/') + 1), fraction: Number(typed) / 100, by: 'examples' };
}

function isPercent(value: string): boolean {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  return number > 0 && number < 100;
}

/** Exports, and asks about what stands in the way and may be passed over. */
async function exportAsked(options: ExportOptions): Promise<void> {
  let result: Exported | undefined;
  try {
    result = await withProgress(options);
  } catch (error) {
    const question = error instanceof ExportProblem ? QUESTIONS[error.kind] : undefined;
    if (question === undefined || !(error instanceof Error)) throw error;
    const message = question.passed === 'force' ? vscode.l10n.t('Replace {0}?', replaced(options)) : error.message;
    if ((await vscode.window.showWarningMessage(message, { modal: true }, question.go)) !== question.go) return;
    return exportAsked({ ...options, [question.passed]: true });
  }
  if (result !== undefined) await sayWhatCame(result);
}

const QUESTIONS: Readonly<Partial<Record<ExportProblem['kind'], { readonly go: string; readonly passed: 'force' | 'rehearsed' }>>> = {
  exists: { go: vscode.l10n.t('Replace'), passed: 'force' },
  rehearsed: { go: vscode.l10n.t('Export All the Same'), passed: 'rehearsed' },
};

function replaced({ out, split }: ExportOptions): string {
  return exportPaths(out, split !== undefined)
    .map((path) => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1))
    .join(', ');
}

/** Undefined where it was cancelled: nothing is then left behind. */
function withProgress(options: ExportOptions): Thenable<Exported | undefined> {
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Exporting samples'), cancellable: true }, async (_, token) => {
    const stop = new AbortController();
    const subscription = token.onCancellationRequested(() => stop.abort());
    try {
      return await exportSamples({ ...options, signal: stop.signal });
    } catch (error) {
      if (stop.signal.aborted) return undefined;
      throw error;
    } finally {
      subscription.dispose();
    }
  });
}

async function sayWhatCame({ card, paths }: Exported): Promise<void> {
  const leftOut = card.leftOut.map(([why, count]) => `${count} ${why}`).join('; ');
  const left = leftOut === '' ? [] : [vscode.l10n.t('Left out: {0}.', leftOut)];
  if (paths.length === 0) {
    void vscode.window.showWarningMessage(inNotification([vscode.l10n.t('There is nothing to export as {0}.', card.format.id), ...left].join(' ')));
    return;
  }
  const untested = card.files.some(({ examples }) => examples === 0) ? [vscode.l10n.t('There is nothing to test on: all examples ask nearly the same.')] : [];
  const files = card.files.map(({ name, examples }) => `${name} (${examples})`).join(', ');
  const open = vscode.l10n.t('Open Data Card');
  const choice = await vscode.window.showInformationMessage(inNotification([vscode.l10n.t('Exported to {0}.', files), ...left, ...untested].join(' ')), open);
  const path = paths.at(-1);
  if (choice === open && path !== undefined) await vscode.window.showTextDocument(vscode.Uri.file(path));
}

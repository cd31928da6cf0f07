/** What can be done about patterns from their report: leave samples out of a copy, tell the critiques of later runs, compare with another set. */
import * as vscode from 'vscode';
import { addKnownPatterns, knownPatternsPath } from '../generation/known-patterns.node.ts';
import { journalsOf } from '../generation/run-files.node.ts';
import type { Limit } from '../patterns/act.ts';
import { avoidable, type PatternsReport } from '../patterns/report.ts';
import { AskFailed } from '../patterns/thread.node.ts';
import { label } from './labels.ts';
import { inNotification } from './plain-markdown.ts';
import { wordsOfProblem } from './patterns-problems.ts';

interface PatternItem extends vscode.QuickPickItem {
  readonly id: string;
}

/**
 * Asks which patterns are to be rarer, how much, and where the copy goes. Undefined where nothing was written, which is
 * said unless somebody thought better of it.
 */
export async function leaveOut(
  files: readonly { readonly uri: vscode.Uri }[],
  report: PatternsReport,
  patternId: string | undefined,
  preview: (limits: readonly Limit[]) => Promise<PatternsReport>,
  write: (limits: readonly Limit[], uri: vscode.Uri) => Promise<PatternsReport>,
): Promise<{ readonly uri: vscode.Uri; readonly report: PatternsReport } | undefined> {
  const title = vscode.l10n.t('Leave Samples Out');
  const [file, ...others] = files;
  if (file === undefined || others.length > 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Samples are left out of one file at a time: find patterns in that file alone first.'));
    return undefined;
  }
  const ids = patternId === undefined ? await pickPatterns(report, title) : [patternId];
  if (ids === undefined || ids.length === 0) return undefined;
  const typed = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Of what is left, how many percent may have {0}? 0 leaves out every sample that has it.', ids.join(', ')),
    value: '0',
    ignoreFocusOut: true,
    validateInput: (value) => (shareOf(value) === undefined ? vscode.l10n.t('Type a number from 0 to below 100.') : undefined),
  });
  const share = typed === undefined ? undefined : shareOf(typed);
  if (share === undefined) return undefined;
  const limits = ids.map((id): Limit => ({ patternId: id, share }));
  const { acted } = await preview(limits);
  if (acted === undefined || acted.dropped.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Nothing is to be left out: it is no more frequent than that already.'));
    return undefined;
  }
  const uri = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Leave out {0} samples, and write the other {1} to', acted.dropped.length, acted.left),
    saveLabel: vscode.l10n.t('Write Copy'),
    defaultUri: file.uri.with({ path: file.uri.path.replace(/(\.[^./]*)?$/, '.fewer$1') }),
  });
  if (uri === undefined) return undefined;
  try {
    const after = await write(limits, uri);
    return { uri, report: after };
  } catch (error) {
    if (!(error instanceof AskFailed)) throw error;
    void vscode.window.showErrorMessage(inNotification(vscode.l10n.t('Nothing was written. {0}', wordsOfProblem(error))));
    return undefined;
  }
}

/** A percentage as a share; undefined where it is none. */
function shareOf(typed: string): number | undefined {
  const number = /^\s*\d+(?:[.,]\d+)?\s*%?\s*$/.test(typed) ? Number.parseFloat(typed.replace(',', '.')) : Number.NaN;
  return number >= 0 && number < 100 ? number / 100 : undefined;
}

async function pickPatterns({ findings }: PatternsReport, title: string): Promise<readonly string[] | undefined> {
  const items = findings.map(({ id, description, overall, alarm }): PatternItem => ({ id, label: label(description), description: `${(100 * overall.rate).toFixed(1)}%`, detail: label(id), picked: alarm !== null }));
  const picked = await vscode.window.showQuickPick(items, { title, canPickMany: true, ignoreFocusOut: true, matchOnDetail: true, placeHolder: vscode.l10n.t('Which patterns are to be rarer?') });
  return picked?.map(({ id }) => id);
}

/** Adds patterns to the list that critiques of the document are told: one, or those of the ones over the threshold that are picked. */
export async function tellCritiques(document: vscode.Uri, report: PatternsReport, patternId: string | undefined): Promise<void> {
  const found = avoidable(report, patternId === undefined ? undefined : [patternId]);
  if (found.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Nothing that an answer could avoid by itself is over the threshold.'));
    return;
  }
  const chosen =
    patternId !== undefined
      ? found
      : (
          await vscode.window.showQuickPick(
            found.map((pattern) => ({ label: label(pattern.name), detail: label(pattern.definition, 200), picked: true, pattern })),
            { title: vscode.l10n.t('Tell Critiques'), canPickMany: true, ignoreFocusOut: true, placeHolder: vscode.l10n.t('Which habits are the critiques of later runs to look for?') },
          )
        )?.map(({ pattern }) => pattern);
  if (chosen === undefined || chosen.length === 0) return;
  const path = knownPatternsPath(document.fsPath);
  const added = await addKnownPatterns(path, chosen);
  const uri = vscode.Uri.file(path);
  const open = vscode.l10n.t('Open List');
  const sentence = added === 0 ? vscode.l10n.t('Critiques are told of it already: it is in {0}.', vscode.workspace.asRelativePath(uri)) : vscode.l10n.t('Added to {1}: {0}. From the next run on, critiques look for them.', added, vscode.workspace.asRelativePath(uri));
  if ((await vscode.window.showInformationMessage(inNotification(sentence), open)) === open) await vscode.window.showTextDocument(uri);
}

/** The set after; undefined where none was chosen. */
export async function compareWith(files: readonly { readonly uri: vscode.Uri }[], document: vscode.Uri | undefined, written: vscode.Uri | undefined): Promise<readonly vscode.Uri[] | undefined> {
  const own = new Set(files.map(({ uri }) => uri.fsPath));
  const journals = document === undefined ? [] : (await journalsOf(document.fsPath)).toReversed().filter((path) => !own.has(path));
  const choose = vscode.l10n.t('Choose Files…');
  const items: (vscode.QuickPickItem & { readonly uri?: vscode.Uri })[] = [
    ...(written === undefined ? [] : [{ label: vscode.workspace.asRelativePath(written), description: vscode.l10n.t('the copy that was written'), uri: written }]),
    ...journals.map((path) => ({ label: vscode.workspace.asRelativePath(path), uri: vscode.Uri.file(path) })),
    { label: choose },
  ];
  const picked = items.length === 1 ? items[0] : await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Compare: What Came After'), ignoreFocusOut: true });
  if (picked === undefined) return undefined;
  if (picked.uri !== undefined) return [picked.uri];
  return vscode.window.showOpenDialog({ title: vscode.l10n.t('Compare: What Came After'), openLabel: vscode.l10n.t('Compare'), canSelectMany: true });
}

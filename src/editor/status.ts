/** What the language status says: how far a traits document is, what is under way over it, and what runs have cost in this window. */
import * as vscode from 'vscode';
import { PROSE_PARTS } from '../document/prose-signals.ts';
import type { TraitsDocument } from '../document/traits-document.ts';
import { type ParsedDocument, TRAITS_SELECTOR, type TraitsDocuments } from './documents.ts';
import { labelInStatus } from './labels.ts';
import type { Session } from './run-cost.ts';
import type { RunsUnderWay } from './runs.ts';
import { isWritten } from './written-parts.ts';

/** What the tests see of it: VS Code does not tell what it shows. */
export interface DocumentStatus extends vscode.Disposable {
  readonly item: vscode.LanguageStatusItem;
}

/** Tells of the document in the active editor. */
export function createDocumentStatus(documents: TraitsDocuments, runs: RunsUnderWay): DocumentStatus {
  const item = vscode.languages.createLanguageStatusItem('traits.document', TRAITS_SELECTOR);
  item.name = vscode.l10n.t('Traits Document');
  item.command = { title: vscode.l10n.t('Document Coverage'), command: 'traits.documentCoverage' };
  const shown = (): vscode.TextDocument | undefined => vscode.window.activeTextEditor?.document;
  const showDocument = ({ source, parsed }: ParsedDocument): void => {
    if (source === shown()) set(item, 'text', traitsText(parsed));
  };
  const showState = (): void => {
    const source = shown();
    if (source === undefined) return;
    const found = vscode.languages.getDiagnostics(source.uri);
    const count = (severity: vscode.DiagnosticSeverity): number => found.filter((one) => one.severity === severity).length;
    const errors = count(vscode.DiagnosticSeverity.Error);
    const [run] = runs.current(source.uri);
    set(item, 'busy', run !== undefined);
    // What would break a run is an error; the rest is in Problems, and no reason to mark the status of every document.
    set(item, 'severity', errors > 0 ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information);
    set(item, 'detail', run === undefined ? problemsText(errors, count(vscode.DiagnosticSeverity.Warning), count(vscode.DiagnosticSeverity.Information)) : [labelInStatus(run.title), run.text].filter((text) => text !== '').join(': '));
  };
  const showActive = (): void => {
    showState();
    const source = shown();
    // An error in reading is told by who reads.
    if (source !== undefined) documents.current(source).then((document) => document !== undefined && showDocument(document), () => undefined);
  };
  showActive();
  const subscriptions = vscode.Disposable.from(
    item,
    documents.onDidParse(showDocument),
    vscode.window.onDidChangeActiveTextEditor(showActive),
    vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      const uri = shown()?.uri.toString();
      if (uris.some((changed) => changed.toString() === uri)) showState();
    }),
    runs.onDidChange(showState),
    runs.onDidEnd(showState),
  );
  return { item, dispose: () => void subscriptions.dispose() };
}

/** Each change is sent to the window, and most are none. */
function set<Key extends 'text' | 'detail' | 'busy' | 'severity'>(item: vscode.LanguageStatusItem, key: Key, value: vscode.LanguageStatusItem[Key]): void {
  if (item[key] !== value) item[key] = value;
}

/** Like `9 traits, 7 complete`: complete is a trait that says each part, with a label or in prose. */
function traitsText({ traits }: TraitsDocument): string {
  const complete = traits.filter(({ content }) => PROSE_PARTS.every((part) => isWritten(content, part))).length;
  if (traits.length === 0) return vscode.l10n.t('No traits yet');
  return traits.length === 1 ? vscode.l10n.t('1 trait, {0} complete', complete) : vscode.l10n.t('{0} traits, {1} complete', traits.length, complete);
}

function problemsText(errors: number, warnings: number, infos: number): string {
  if (errors + warnings + infos === 0) return vscode.l10n.t('no problems');
  const ofErrors = errors === 1 ? vscode.l10n.t('1 error') : vscode.l10n.t('{0} errors', errors);
  const ofWarnings = warnings === 1 ? vscode.l10n.t('1 warning') : vscode.l10n.t('{0} warnings', warnings);
  const ofInfos = infos === 1 ? vscode.l10n.t('1 info') : vscode.l10n.t('{0} infos', infos);
  return [...(errors === 0 ? [] : [ofErrors]), ...(warnings === 0 ? [] : [ofWarnings]), ...(infos === 0 ? [] : [ofInfos])].join(', ');
}

/** Shows in the language status what the runs of this session have cost; not before there was one. */
export function createCostStatus(runs: RunsUnderWay): vscode.Disposable {
  let item: vscode.LanguageStatusItem | undefined;
  let session: Session | undefined;
  const subscription = runs.onDidEnd(async ({ outcome }) => {
    if (outcome === undefined) return;
    const { NO_RUNS, sessionText, withRun } = await import('./run-cost.ts');
    session = withRun(session ?? NO_RUNS, outcome.progress);
    item ??= vscode.languages.createLanguageStatusItem('traits.cost', TRAITS_SELECTOR);
    item.name = vscode.l10n.t('Cost of Runs');
    item.text = sessionText(session, vscode.l10n.t);
    item.detail = vscode.l10n.t('since this window was opened');
    item.command = { title: vscode.l10n.t('Models'), command: 'traits.selectModels' };
  });
  return {
    dispose() {
      subscription.dispose();
      item?.dispose();
    },
  };
}

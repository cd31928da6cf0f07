/** The report of an eval as an editor: shows what its journal says, takes a person's scores, and leads to the document. */
import * as vscode from 'vscode';
import * as z from 'zod';
import { scoredRecord } from '../evals/agreement.ts';
import { compareEvals } from '../evals/compare.ts';
import type { EvalReport } from '../evals/report.ts';
import { readEval } from '../evals/results.node.ts';
import { verdictValueShape } from '../evals/saved.ts';
import { JournalProblem } from '../engine/journal.ts';
import type { EvalViewState, FromEvalView, ToEvalView } from '../view/eval/messages.ts';
import type { Annotations } from './annotations.ts';
import type { TraitsDocuments } from './documents.ts';
import { evalWords } from './eval-words.ts';
import type { Evals } from './evals.ts';
import { label } from './labels.ts';
import { inNotification } from './plain-markdown.ts';
import { openWebPanel, type WebPanel } from './web-panel.ts';

const EVAL_VIEW = 'traits.evalReport';

const fromView: z.ZodType<FromEvalView> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('score'), verdict: z.string(), value: verdictValueShape }),
  z.object({ type: z.literal('open-trait'), traitId: z.string() }),
  z.object({ type: z.literal('open-journal') }),
  z.object({ type: z.literal('save') }),
  z.object({ type: z.literal('rejudge') }),
]);

const keptState = z.object({ journal: z.string(), document: z.string(), against: z.string().nullable().catch(null) });

export interface EvalReportParts {
  readonly documents: TraitsDocuments;
  readonly annotations: Annotations;
  readonly evals: Evals;
  readonly extensionUri: vscode.Uri;
  readonly onError: (error: unknown) => void;
  /** Judges the answers of a saved eval with another judge, which is asked for. */
  readonly rejudge: (document: vscode.Uri, report: EvalReport) => Promise<void>;
}

/** What a panel is opened with. */
export interface OpenReport {
  readonly document: vscode.Uri;
  /** The path of the eval's journal. */
  readonly journal: string;
  /** The path of another, of the same eval, that it is held against; null for none. */
  readonly against: string | null;
  /** The trait whose answers are shown first; null for all. */
  readonly traitId: string | null;
}

export class EvalReports implements vscode.Disposable {
  private readonly parts: EvalReportParts;
  private readonly open = new Map<string, { readonly web: WebPanel<ToEvalView>; readonly show: (traitId: string | null) => Promise<void> }>();
  private readonly subscription: vscode.Disposable;

  constructor(parts: EvalReportParts) {
    this.parts = parts;
    this.subscription = parts.evals.onDidChange(() => {
      for (const { show } of this.open.values()) show(null).catch(parts.onError);
    });
  }

  dispose(): void {
    for (const { web } of this.open.values()) web.panel.dispose();
    this.subscription.dispose();
  }

  /** Takes over a panel that a reload brought back. */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    const kept = keptState.safeParse(state);
    if (kept.success) this.take({ document: vscode.Uri.parse(kept.data.document, true), journal: kept.data.journal, against: kept.data.against, traitId: null }, panel);
    else panel.dispose();
  }

  /** Opens the report of a journal, or goes to it where it is open. */
  show(asked: OpenReport): void {
    const open = this.open.get(keyOf(asked));
    if (open === undefined) {
      this.take(asked, undefined);
      return;
    }
    open.web.panel.reveal();
    open.show(asked.traitId).catch(this.parts.onError);
  }

  private take(asked: OpenReport, panel: vscode.WebviewPanel | undefined): void {
    const { document, journal, against, traitId: first } = asked;
    const { extensionUri, onError } = this.parts;
    let report: EvalReport | undefined;
    const from: Pick<EvalViewState, 'journal' | 'against' | 'document'> = { journal, against, document: document.toString() };
    const show = async (traitId: string | null): Promise<void> => {
      try {
        const read = await readEval(journal, document.fsPath);
        report = against === null ? read : { ...read, comparison: compareEvals(read, await readEval(against, document.fsPath)) };
        web.panel.title = label(reportTitle(report));
        web.post({ type: 'report', report, traitId, from });
      } catch (error) {
        if (!(error instanceof JournalProblem)) throw error;
        web.post({ type: 'problem', message: error.message });
      }
    };
    const web = openWebPanel<ToEvalView, FromEvalView>({
      viewType: EVAL_VIEW,
      view: 'eval',
      title: vscode.l10n.t('Eval Report'),
      extensionUri,
      ...(panel === undefined ? {} : { panel }),
      words: evalWords(),
      shape: fromView,
      onReady: () => void show(first).catch(onError),
      onMessage: (message) => {
        if (report !== undefined) this.answer(message, document, report, journal).catch((error: unknown) => {
          onError(error);
          void vscode.window.showErrorMessage(inNotification(error instanceof Error ? error.message : String(error)));
        });
      },
    });
    const key = keyOf(asked);
    this.open.set(key, { web, show });
    web.panel.onDidDispose(() => this.open.delete(key));
  }

  private async answer(message: FromEvalView, document: vscode.Uri, report: EvalReport, journal: string): Promise<void> {
    const { annotations, documents, rejudge } = this.parts;
    switch (message.type) {
      case 'score':
        await annotations.add(document, scoredRecord(report, message.verdict, message.value, new Date()));
        return;
      case 'open-trait': {
        const source = await vscode.workspace.openTextDocument(document);
        const trait = (await documents.current(source))?.parsed.traits.find(({ id }) => id === message.traitId);
        if (trait === undefined) {
          void vscode.window.showInformationMessage(vscode.l10n.t('The document has no such trait any more.'));
          return;
        }
        const at = source.positionAt(trait.range.start);
        await vscode.window.showTextDocument(source, { selection: new vscode.Range(at, at), viewColumn: columnOf(document) });
        return;
      }
      case 'open-journal':
        await vscode.window.showTextDocument(vscode.Uri.file(journal), { preview: true });
        return;
      case 'save':
        await (await import('./eval-save.ts')).saveReport(report, document);
        return;
      case 'rejudge':
        await rejudge(document, report);
    }
  }
}

function keyOf({ journal, against }: Pick<OpenReport, 'journal' | 'against'>): string {
  return JSON.stringify([journal, against]);
}

/** Where the document is shown already, so that it does not open over the report. */
function columnOf(document: vscode.Uri): vscode.ViewColumn {
  const shown = vscode.window.tabGroups.all.find(({ tabs }) => tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === document.toString()));
  return shown?.viewColumn ?? vscode.ViewColumn.One;
}

function reportTitle({ eval: name, document: { name: file } }: EvalReport): string {
  return evalWords().title[name].replace('{0}', file);
}

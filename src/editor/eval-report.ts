/** The report of an eval as an editor: shows what its journal says, takes a person's scores, and leads to the document. */
import * as vscode from 'vscode';
import * as z from 'zod';
import { scoredRecord, VERDICT_VALUES, withdrawnRecord } from '../evals/agreement.ts';
import { compareEvals } from '../evals/compare.ts';
import type { EvalReport } from '../evals/report.ts';
import { readEval } from '../evals/results.node.ts';
import { verdictValueShape } from '../evals/saved.ts';
import { JournalProblem } from '../engine/journal.ts';
import type { EvalViewState, FromEvalView, ShowReport, ToEvalView } from '../view/eval/messages.ts';
import type { Annotations } from './annotations.ts';
import { columnBeside, columnShowing } from './beside.ts';
import type { TraitsDocuments } from './documents.ts';
import { evalWords } from './eval-words.ts';
import { type Evals, textHash } from './evals.ts';
import { label } from './labels.ts';
import { inNotification } from './plain-markdown.ts';
import { openWebPanel } from './web-panel.ts';

const EVAL_VIEW = 'traits.evalReport';

const fromView: z.ZodType<FromEvalView> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('score'), verdict: z.string(), value: verdictValueShape }),
  z.object({ type: z.literal('withdraw'), verdict: z.string() }),
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

/** One that is open. */
interface OpenPanel {
  readonly document: string;
  readonly panel: vscode.WebviewPanel;
  /** Reads all anew; with a trait, goes to its answers. */
  readonly show: (traitId: string | null) => void;
}

export class EvalReports implements vscode.Disposable {
  private readonly parts: EvalReportParts;
  private readonly open = new Map<string, OpenPanel>();
  private readonly subscriptions: vscode.Disposable;

  constructor(parts: EvalReportParts) {
    this.parts = parts;
    const showAll = (uri: vscode.Uri): void => {
      for (const { document, show } of this.open.values()) if (document === uri.toString()) show(null);
    };
    this.subscriptions = vscode.Disposable.from(parts.evals.onDidChange(showAll), vscode.workspace.onDidSaveTextDocument(({ uri }) => showAll(uri)));
  }

  dispose(): void {
    this.subscriptions.dispose();
    for (const { panel } of this.open.values()) panel.dispose();
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
    open.panel.reveal();
    open.show(asked.traitId);
  }

  private take(asked: OpenReport, panel: vscode.WebviewPanel | undefined): void {
    const { document, journal, against } = asked;
    const { extensionUri, evals, onError } = this.parts;
    let report: EvalReport | undefined;
    /** Of the readings that are under way, the last one counts. */
    let reading = 0;
    let isThere = false;
    let wanted = asked.traitId;
    const from: Pick<EvalViewState, 'journal' | 'against' | 'document'> = { journal, against, document: document.toString() };
    const read = async (): Promise<void> => {
      reading += 1;
      const mine = reading;
      const message = await this.read(asked).then(
        (found): ToEvalView => ({ type: 'report', ...found, traitId: wanted, from }),
        (error: unknown): ToEvalView => {
          if (!(error instanceof JournalProblem)) onError(error);
          return { type: 'problem', message: error instanceof Error ? error.message : String(error) };
        },
      );
      // Closed, hidden, or asked for again meanwhile.
      if (mine !== reading || !isThere) return;
      if (message.type === 'report') {
        report = message.report;
        web.panel.title = label(reportTitle(report));
        wanted = null;
      }
      web.post(message);
    };
    const show = (traitId: string | null): void => {
      wanted = traitId ?? wanted;
      if (isThere) read().catch(onError);
    };
    const web = openWebPanel<ToEvalView, FromEvalView>({
      viewType: EVAL_VIEW,
      view: 'eval',
      title: vscode.l10n.t('Eval Report'),
      extensionUri,
      panel: panel ?? this.newPanel(),
      words: evalWords(),
      shape: fromView,
      onReady: () => {
        isThere = true;
        show(null);
      },
      onMessage: (message) => {
        if (report === undefined) return;
        this.answer(message, document, report, journal).catch((error: unknown) => {
          onError(error);
          void vscode.window.showErrorMessage(inNotification(error instanceof Error ? error.message : String(error)));
          // What the view took for done was not.
          show(null);
        });
      },
    });
    evals.follow(document).catch(onError);
    const key = keyOf(asked);
    this.open.set(key, { document: document.toString(), panel: web.panel, show });
    // A view that is hidden is gone, and says when it is there again.
    web.panel.onDidChangeViewState(() => {
      if (!web.panel.visible) isThere = false;
    });
    web.panel.onDidDispose(() => {
      isThere = false;
      if (this.open.get(key)?.panel === web.panel) this.open.delete(key);
    });
  }

  /** Beside the document, and where another report is: a third column would leave room for none. */
  private newPanel(): vscode.WebviewPanel {
    const viewColumn = this.open.values().next().value?.panel.viewColumn ?? columnBeside();
    return vscode.window.createWebviewPanel(EVAL_VIEW, vscode.l10n.t('Eval Report'), { viewColumn, preserveFocus: false });
  }

  /** @throws JournalProblem where a journal cannot be read. */
  private async read({ document, journal, against }: OpenReport): Promise<Pick<ShowReport, 'report' | 'isEarlierText' | 'before'>> {
    const [report, before, hash] = await Promise.all([readEval(journal, document.fsPath), against === null ? null : readEval(against, document.fsPath), this.hashToday(document)]);
    const isEarlierText = hash !== undefined && hash !== report.document.hash;
    if (before === null) return { report, isEarlierText, before };
    return { report: { ...report, comparison: compareEvals(report, before) }, isEarlierText, before: { startedAt: before.startedAt, judge: before.judge } };
  }

  /** Undefined where the document is gone: its evals are still there to read. */
  private async hashToday(document: vscode.Uri): Promise<string | undefined> {
    try {
      const current = await this.parts.documents.current(await vscode.workspace.openTextDocument(document));
      return current === undefined ? undefined : textHash(current);
    } catch {
      return undefined;
    }
  }

  private async answer(message: FromEvalView, document: vscode.Uri, report: EvalReport, journal: string): Promise<void> {
    const { annotations, documents, evals, rejudge } = this.parts;
    switch (message.type) {
      case 'score':
        if (!hasVerdict(report, message.verdict) || !VERDICT_VALUES[report.eval].includes(message.value)) return;
        await annotations.add(document, scoredRecord(report, message.verdict, message.value, new Date()));
        evals.tell(document);
        return;
      case 'withdraw':
        if (!hasVerdict(report, message.verdict)) return;
        await annotations.add(document, withdrawnRecord(report, message.verdict, new Date()));
        evals.tell(document);
        return;
      case 'open-trait': {
        const source = await vscode.workspace.openTextDocument(document);
        const trait = (await documents.current(source))?.parsed.traits.find(({ id }) => id === message.traitId);
        if (trait === undefined) {
          void vscode.window.showInformationMessage(vscode.l10n.t('The document has no such trait any more.'));
          return;
        }
        const at = source.positionAt(trait.range.start);
        await vscode.window.showTextDocument(source, { selection: new vscode.Range(at, at), viewColumn: columnShowing(document) });
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

function hasVerdict({ answers }: EvalReport, id: string): boolean {
  return answers.some(({ verdicts }) => verdicts.some((verdict) => verdict.id === id));
}

function keyOf({ journal, against }: Pick<OpenReport, 'journal' | 'against'>): string {
  return JSON.stringify([journal, against]);
}

function reportTitle({ eval: name, document: { name: file } }: EvalReport): string {
  return evalWords().title[name].replace('{0}', () => file);
}

/** The report on patterns as an editor: it holds what is shown, scans in a thread, and answers what its view asks. */
import * as vscode from 'vscode';
import * as z from 'zod';
import { documentOfJournal } from '../patterns/journal-path.node.ts';
import type { ModelMatch } from '../patterns/model/marks.ts';
import { rejudged } from '../patterns/report.ts';
import type { MatchedSample } from '../patterns/session.ts';
import { AskFailed, PatternsThread } from '../patterns/thread.node.ts';
import type { FromPatternsView, PatternsState, ToPatternsView } from '../view/patterns/messages.ts';
import { labelInStatus } from './labels.ts';
import { compareWith, leaveOut, tellCritiques } from './patterns-acts.ts';
import type { KeptModels, KeptPatterns } from './patterns-kept.ts';
import { askModels, type AskModelsParts } from './patterns-models.ts';
import { wordsOfProblem } from './patterns-problems.ts';
import { patternsWords } from './patterns-words.ts';
import { openWebPanel, type WebPanel } from './web-panel.ts';

const VIEW = 'traits.patterns';

const THRESHOLD = 0.2;
const SEED = 1;
const PAGE = 20;

const shape: z.ZodType<FromPatternsView> = z.union([
  z.object({ type: z.enum(['scan', 'cancel', 'models', 'journal', 'compare', 'close-comparison', 'open-written']) }),
  z.object({ type: z.literal('threshold'), percent: z.number().min(0).max(99.9) }),
  z.object({ type: z.literal('matches'), patternId: z.string(), part: z.string(), from: z.int().nonnegative() }),
  z.object({ type: z.literal('open'), file: z.int(), line: z.int().positive() }),
  z.object({ type: z.enum(['reveal', 'prompt']), file: z.int(), traitId: z.string() }),
  z.object({ type: z.enum(['leave-out', 'tell-critiques']), patternId: z.string().optional() }),
]);

export interface PatternsPanelParts extends AskModelsParts {
  readonly extensionUri: vscode.Uri;
  readonly onError: (error: unknown) => void;
}

export interface ReadFile {
  readonly uri: vscode.Uri;
  readonly name: string;
}

export class PatternsPanel implements vscode.Disposable {
  readonly files: readonly ReadFile[];
  private readonly parts: PatternsPanelParts;
  private readonly web: WebPanel<ToPatternsView>;
  private readonly thread: PatternsThread;
  private threshold: number;
  private models: KeptModels | undefined;
  private document: vscode.Uri | undefined;
  private written: vscode.Uri | undefined;
  private stop: AbortController | undefined;
  private state: PatternsState;
  private isClosed = false;

  constructor(parts: PatternsPanelParts, files: readonly vscode.Uri[], before?: { readonly panel: vscode.WebviewPanel; readonly kept: KeptPatterns }) {
    this.parts = parts;
    this.files = files.map((uri) => ({ uri, name: vscode.workspace.asRelativePath(uri) }));
    this.threshold = before?.kept.threshold ?? THRESHOLD;
    this.models = before?.kept.models;
    this.state = { files: this.files.map(({ name }) => name) };
    this.thread = new PatternsThread(vscode.Uri.joinPath(parts.extensionUri, 'dist', 'patterns-worker.js').fsPath);
    this.web = openWebPanel<ToPatternsView, FromPatternsView>({
      viewType: VIEW,
      view: 'patterns',
      title: this.title(),
      extensionUri: parts.extensionUri,
      ...(before === undefined ? {} : { panel: before.panel }),
      words: patternsWords(),
      shape,
      onReady: () => this.show({}),
      onMessage: (message) => void this.take(message).catch((error: unknown) => this.fail(error)),
    });
    this.web.panel.onDidDispose(() => {
      this.isClosed = true;
      this.stop?.abort();
      this.thread.dispose();
    });
  }

  /** What is shown, for tests. */
  get shown(): PatternsState {
    return this.state;
  }

  get panel(): vscode.WebviewPanel {
    return this.web.panel;
  }

  dispose(): void {
    this.web.panel.dispose();
  }

  /** The document, where all of them are its runs: they are named after their time, which tells nobody what is in them. */
  private title(): string {
    const documents = new Set(this.files.map(({ uri }) => /\/\.traits\/([^/]+)\/runs\/[^/]+$/.exec(uri.path)?.[1]));
    const [document] = documents;
    if (document !== undefined && documents.size === 1) return vscode.l10n.t('Patterns: {0}', document);
    const [first, ...others] = this.files;
    const name = first === undefined ? '' : first.name.slice(first.name.lastIndexOf('/') + 1);
    return others.length === 0 ? vscode.l10n.t('Patterns: {0}', name) : vscode.l10n.t('Patterns: {0} and {1} more', name, others.length);
  }

  private show(change: Partial<PatternsState>): void {
    this.state = { ...this.state, ...change };
    if (this.isClosed) return;
    const keep: KeptPatterns = { files: this.files.map(({ uri }) => uri.toString()), threshold: this.threshold, ...(this.models === undefined ? {} : { models: this.models }) };
    this.web.post({ type: 'state', state: this.state, keep });
  }

  /** Without what went on, or went wrong. */
  private settle(change: Partial<PatternsState> = {}): void {
    const { busy: _, problem: __, ...rest } = this.state;
    this.state = rest;
    this.show(change);
  }

  private fail(error: unknown): void {
    if (error instanceof AskFailed && error.kind === 'aborted') return this.settle();
    if (!(error instanceof AskFailed)) this.parts.onError(error);
    this.settle({ problem: wordsOfProblem(error) });
  }

  /** One thing at a time: what is begun ends what went on. */
  private begin(what: NonNullable<PatternsState['busy']>['what'], text: string): AbortController {
    this.stop?.abort();
    const stop = new AbortController();
    this.stop = stop;
    const { problem: _, ...rest } = this.state;
    this.state = rest;
    this.tell({ what, text });
    return stop;
  }

  /** Says how far it is, and nothing else: what somebody reads meanwhile stays as it is. */
  private tell(busy: NonNullable<PatternsState['busy']>): void {
    this.state = { ...this.state, busy };
    if (!this.isClosed) this.web.post({ type: 'busy', busy });
  }

  /** Scans, or scans anew. Never rejects: what goes wrong is shown. */
  async scan(): Promise<void> {
    const stop = this.begin('scan', vscode.l10n.t('Reading'));
    try {
      const paths = await Promise.all(this.files.map(async ({ uri }) => documentOfJournal(uri.fsPath)));
      const [path] = paths;
      this.document = path !== undefined && paths.every((other) => other === path) ? vscode.Uri.file(path) : undefined;
      const size = await this.size();
      const report = await this.thread.ask('scan', { files: this.asked(), seed: SEED, threshold: this.threshold }, {
        signal: stop.signal,
        onProgress: ({ pass, samples, characters }) => {
          const text = pass === 'drawing' ? vscode.l10n.t('Reading: {0} samples', samples) : vscode.l10n.t('Counting: {0} samples', samples);
          if (this.stop === stop) this.tell({ what: 'scan', text, part: Math.min(1, characters / Math.max(1, 2 * size) + (pass === 'drawing' ? 0 : 0.5)) });
        },
      });
      const isStale = this.models !== undefined && (await this.states()).join() !== this.models.states.join();
      if (isStale) this.models = undefined;
      const { written: _, comparison: __, document: ___, ...rest } = this.state;
      this.state = rest;
      this.settle({
        report: this.withModels(report),
        ...(this.document === undefined ? {} : { document: vscode.workspace.asRelativePath(this.document) }),
        ...(report.samples === 0 ? { problem: vscode.l10n.t('There are no samples in it: a journal has the samples that were kept, other files one for each line.') } : {}),
        ...(isStale ? { problem: vscode.l10n.t('The files have changed since models were asked, so their figures are gone: ask again. What was answered before is not paid for twice.') } : {}),
      });
    } catch (error) {
      if (this.stop === stop) this.fail(error);
    } finally {
      if (this.stop === stop) this.stop = undefined;
    }
  }

  private asked(): readonly { readonly path: string; readonly name: string }[] {
    return this.files.map(({ uri, name }) => ({ path: uri.fsPath, name }));
  }

  private async size(): Promise<number> {
    const stats = await Promise.all(this.files.map(async ({ uri }) => vscode.workspace.fs.stat(uri).then(({ size }) => size, () => 0)));
    return stats.reduce((sum, size) => sum + size, 0);
  }

  private async states(): Promise<readonly string[]> {
    return Promise.all(this.files.map(async ({ uri }) => vscode.workspace.fs.stat(uri).then(({ size, mtime }) => `${size} ${mtime}`, () => '')));
  }

  private withModels(report: NonNullable<PatternsState['report']>): NonNullable<PatternsState['report']> {
    return this.models === undefined ? report : { ...report, model: this.models.report };
  }

  /** Does what the view asks for. */
  async take(message: FromPatternsView): Promise<void> {
    switch (message.type) {
      case 'scan':
        return this.scan();
      case 'cancel':
        this.stop?.abort();
        return;
      case 'threshold':
        return this.judge(message.percent / 100);
      case 'matches':
        return this.read(message);
      case 'open':
        return this.open(message.file, message.line);
      case 'reveal':
      case 'prompt':
        return this.reveal(message.traitId, message.type === 'prompt');
      case 'models':
        return this.ask();
      case 'journal':
        if (this.models !== undefined) await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(this.models.journal), this.column());
        return;
      case 'compare':
        return this.compare();
      case 'close-comparison': {
        const { comparison: _, ...rest } = this.state;
        this.state = rest;
        return this.show({});
      }
      case 'leave-out':
        return this.leaveOut(message.patternId);
      case 'tell-critiques':
        if (this.document !== undefined && this.state.report !== undefined) await tellCritiques(this.document, this.state.report, message.patternId);
        return;
      case 'open-written':
        if (this.written !== undefined) await vscode.commands.executeCommand('vscode.open', this.written, this.column());
        return;
    }
  }

  /** The same counts by another threshold. */
  private async judge(threshold: number): Promise<void> {
    if (this.state.report === undefined) return;
    this.threshold = threshold;
    const report = await this.thread.ask('report', { threshold, limits: [] });
    if (this.models !== undefined) {
      this.models = { ...this.models, report: { ...this.models.report, findings: rejudged(this.models.report.findings, threshold) } };
    }
    this.show({ report: this.withModels(report) });
  }

  private async read({ patternId, part, from }: Extract<FromPatternsView, { type: 'matches' }>): Promise<void> {
    try {
      const name = part.slice(part.indexOf(':') + 1);
      const traitId = part.startsWith('trait:') ? name : undefined;
      const kind = part.startsWith('kind:') ? name : undefined;
      const marked = this.models?.matches[patternId];
      const { total, samples } =
        marked === undefined ? await this.thread.ask('matches', { patternId, traitId, kind, from, count: PAGE }) : await this.marked(marked.filter((match) => (traitId === undefined || match.traitId === traitId) && (kind === undefined || match.kind === kind)), from);
      this.web.post({ type: 'matches', patternId, part, from, next: from + PAGE, total, samples });
    } catch (error) {
      if (!this.isClosed) this.web.post({ type: 'no-matches', patternId, part, problem: wordsOfProblem(error) });
    }
  }

  private async marked(matches: readonly ModelMatch[], from: number): Promise<{ readonly total: number; readonly samples: readonly MatchedSample[] }> {
    const places = matches.slice(from, from + PAGE).map(({ source, line, ranges, mark }) => ({ file: this.files.findIndex(({ name }) => name === source), line, ranges, mark }));
    return { total: matches.length, samples: await this.thread.ask('marked', places) };
  }

  /** Where editors open: not in place of the report. */
  private column(): vscode.ViewColumn {
    return this.web.panel.viewColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Beside : vscode.ViewColumn.One;
  }

  private async open(file: number, line: number): Promise<void> {
    const uri = this.files[file]?.uri;
    if (uri === undefined) return;
    const at = new vscode.Range(line - 1, 0, line - 1, 0);
    // By command, since extensions are not shown very large files and the workbench is.
    await vscode.commands.executeCommand('vscode.open', uri, { viewColumn: this.column(), selection: at } satisfies vscode.TextDocumentShowOptions);
  }

  private async reveal(traitId: string, withPrompt: boolean): Promise<void> {
    if (this.document === undefined) return;
    const source = await vscode.workspace.openTextDocument(this.document);
    const trait = (await this.parts.documents.current(source))?.parsed.traits.find(({ id }) => id === traitId);
    if (trait === undefined) {
      void vscode.window.showWarningMessage(vscode.l10n.t('The document has no trait {0} any more.', labelInStatus(traitId)));
      return;
    }
    const at = source.positionAt(trait.range.start);
    await vscode.window.showTextDocument(source, { viewColumn: this.column(), selection: new vscode.Range(at, at) });
    if (withPrompt) await vscode.commands.executeCommand('traits.showPrompt');
  }

  /** Asks models what the samples repeat. */
  async ask(): Promise<void> {
    const { report } = this.state;
    if (report === undefined || this.state.busy !== undefined) return;
    const stop = this.begin('models', vscode.l10n.t('Asking models'));
    try {
      const states = await this.states();
      const { model: _, ...counted } = report;
      const answer = await askModels(this.parts, { files: this.files, document: this.document, thread: this.thread, report: counted }, stop, (text, part) => {
        if (this.stop === stop) this.tell({ what: 'models', text, ...(part === undefined ? {} : { part }) });
      });
      if (this.stop !== stop) return;
      if (answer === undefined) return this.settle();
      const { pass, report: found, journal } = answer;
      const [problem] = pass.problems;
      if (pass.scans.answered === 0 && found.findings.every(({ broad }) => broad.n === 0)) return this.settle(problem === undefined ? {} : { problem });
      this.models = { report: found, matches: Object.fromEntries(pass.findings.map(({ id, matches }) => [id, matches])), states, journal };
      this.settle({ report: this.withModels(counted) });
    } catch (error) {
      if (this.stop === stop) this.fail(error);
    } finally {
      if (this.stop === stop) this.stop = undefined;
    }
  }

  private async compare(): Promise<void> {
    const after = await compareWith(this.files, this.document, this.written);
    if (after === undefined) return;
    const stop = this.begin('compare', vscode.l10n.t('Comparing'));
    try {
      const comparison = await this.thread.ask('compare', { before: this.asked(), after: after.map((uri) => ({ path: uri.fsPath, name: vscode.workspace.asRelativePath(uri) })), seed: SEED, threshold: this.threshold }, {
        signal: stop.signal,
        onProgress: ({ samples }) => {
          if (this.stop === stop) this.tell({ what: 'compare', text: vscode.l10n.t('Comparing: {0} samples', samples) });
        },
      });
      this.settle({ comparison });
    } catch (error) {
      if (this.stop === stop) this.fail(error);
    } finally {
      if (this.stop === stop) this.stop = undefined;
    }
  }

  private async leaveOut(patternId: string | undefined): Promise<void> {
    const { report } = this.state;
    if (report === undefined) return;
    const result = await leaveOut(this.files, report, patternId, (limits) => this.thread.ask('report', { threshold: this.threshold, limits }), (limits, uri) => this.thread.ask('write', { threshold: this.threshold, limits, file: 0, path: uri.fsPath }));
    if (result === undefined) return;
    this.written = result.uri;
    const { acted } = result.report;
    if (acted !== undefined) this.settle({ written: { out: vscode.workspace.asRelativePath(result.uri), left: acted.left, dropped: acted.dropped } });
  }
}

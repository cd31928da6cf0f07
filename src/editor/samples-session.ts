/** What a samples panel shows of one document, and what it does: messages in, messages out, whatever shows them. */
import * as vscode from 'vscode';
import * as z from 'zod';
import { chunkOf } from '../document/chunk.ts';
import type { Annotation } from '../engine/annotations.ts';
import { verifyQuotes } from '../generation/quotes.ts';
import type { Quote, Sample } from '../generation/sample.ts';
import { ACTIONS, type FromView, type Row, type ToView } from '../view/samples/messages.ts';
import type { Annotations, AnnotationsView } from './annotations.ts';
import { columnShowing } from './beside.ts';
import type { ParsedDocument, TraitsDocuments } from './documents.ts';
import { visible } from './plain-markdown.ts';
import type { RunsUnderWay } from './runs.ts';
import { toDetail, toRow } from './samples-panel-detail.ts';
import type { DocumentSamples, ListedSample } from './samples.ts';

/** Whatever the view may say. */
export const fromViewShape: z.ZodType<FromView> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('open'), key: z.string() }),
  z.object({ type: z.literal('decide'), key: z.string(), decision: z.enum(['', 'accepted', 'rejected']) }),
  z.object({ type: z.literal('comment'), key: z.string(), text: z.string().trim().min(1).max(100_000) }),
  z.object({ type: z.literal('search'), query: z.string().max(10_000) }),
  z.object({ type: z.literal('reveal'), key: z.string(), quote: z.int().nonnegative() }),
  z.object({ type: z.literal('sample'), key: z.string(), what: z.enum(['open', 'more']) }),
  z.object({ type: z.literal('do'), what: z.enum(ACTIONS), traitId: z.string().optional() }),
]);

export interface SessionParts {
  readonly documents: TraitsDocuments;
  readonly samples: DocumentSamples;
  readonly annotations: Pick<Annotations, 'of' | 'add' | 'onDidChange'>;
  readonly runs: Pick<RunsUnderWay, 'current' | 'onDidChange' | 'onDidEnd'>;
  readonly onError: (error: unknown) => void;
}

/** So many rows are sent at once: the first are drawn while the others are on their way. */
const BATCH = 1000;

interface Sent {
  readonly sample: ListedSample;
  readonly decision: Row['decision'];
  readonly comments: number;
}

export class SamplesSession implements vscode.Disposable {
  private readonly uri: vscode.Uri;
  private readonly parts: SessionParts;
  private readonly post: (message: ToView) => void;
  private readonly subscriptions: vscode.Disposable[];
  private readonly closed = new AbortController();
  private sent = new Map<string, Sent>();
  private told = '';
  private unread: readonly string[] = [];
  private openKey: string | undefined;
  private openSample: { readonly key: string; readonly row: ListedSample; readonly sample: Sample } | undefined;
  private search: { readonly query: string; readonly stop: AbortController } | undefined;
  private isReady = false;
  private refreshing: Promise<void> = Promise.resolve();
  private isPlanned = false;

  constructor(uri: vscode.Uri, parts: SessionParts, post: (message: ToView) => void) {
    this.uri = uri;
    this.parts = parts;
    this.post = post;
    const about = (changed: vscode.Uri): void => {
      if (changed.toString() === uri.toString()) this.plan();
    };
    this.subscriptions = [
      parts.samples.onDidChange(about),
      parts.annotations.onDidChange(about),
      parts.runs.onDidEnd(({ run }) => about(run.uri)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.plan()),
    ];
  }

  dispose(): void {
    this.closed.abort();
    this.search?.stop.abort();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** The view is there and knows nothing. */
  begin(): Promise<void> {
    this.sent = new Map();
    this.told = '';
    this.isReady = true;
    return this.refresh(true);
  }

  /** Tells the view what is new; resolves when that is said. */
  refresh(all = false): Promise<void> {
    const next = this.refreshing.then(() => this.tell(all));
    this.refreshing = next.catch((error: unknown) => {
      if (!this.closed.signal.aborted) this.parts.onError(error);
    });
    return this.refreshing;
  }

  /** Does what the view asks for. Never rejects. */
  async take(message: FromView): Promise<void> {
    try {
      await this.answer(message);
    } catch (error) {
      if (this.closed.signal.aborted) return;
      this.parts.onError(error);
      const key = 'key' in message ? message.key : '';
      // Somebody reads another sample by now.
      if (message.type === 'open' && key !== this.openKey) return;
      this.post({ type: 'problem', key, problem: visible(error instanceof Error ? error.message : String(error)), ...(message.type === 'comment' ? { comment: message.text } : {}) });
      // What the view showed already is not so.
      if (message.type === 'decide') this.sent.delete(key);
      await this.refresh();
    }
  }

  private async answer(message: FromView): Promise<void> {
    switch (message.type) {
      case 'open':
        this.openKey = message.key;
        return this.show();
      case 'decide':
        return this.keep(message.key, (about) => ({ type: message.decision === '' ? 'withdrawn' : message.decision, ...about }));
      case 'comment':
        return this.keep(message.key, (about) => ({ type: 'comment', ...about, text: message.text }));
      case 'search':
        return this.find(message.query);
      case 'reveal':
        return this.reveal(message.key, message.quote);
      case 'sample':
        return this.hand(message.key, message.what);
      case 'do':
        return this.act(message.what, message.traitId);
    }
  }

  private plan(): void {
    if (this.isPlanned || !this.isReady) return;
    this.isPlanned = true;
    queueMicrotask(() => {
      this.isPlanned = false;
      void this.refresh();
    });
  }

  private async tell(all: boolean): Promise<void> {
    const { samples } = this.parts;
    const { signal } = this.closed;
    if (!this.isReady || signal.aborted) return;
    await this.tellDocument();
    const listed = await samples.of(this.uri, signal);
    const decisions = await this.decisions();
    const { runs, unread } = await samples.runsOf(this.uri, signal);
    this.unread = [...unread.map(({ problem }) => visible(problem)), ...decisions.problems.map(({ line, message }) => visible(line === 0 ? message : vscode.l10n.t('Line {0} of what was decided: {1}', line, message)))];
    await this.tellDocument();
    const changed: ListedSample[] = [];
    const rows: Row[] = [];
    const before = this.sent;
    this.sent = new Map();
    for (const sample of listed) {
      const { decision, comments } = decidedOf(sample, decisions);
      const known = before.get(sample.key);
      const isSame = known?.sample === sample && known.decision === decision && known.comments === comments;
      this.sent.set(sample.key, isSame ? known : { sample, decision, comments });
      if (isSame) continue;
      rows.push(toRow(sample, decision, comments));
      if (known?.sample !== sample) changed.push(sample);
    }
    const removed = [...before.keys()].filter((key) => !this.sent.has(key));
    if (all || rows.length > 0 || removed.length > 0) this.tellRows(rows, removed, all);
    this.post({ type: 'costs', costs: runs.flatMap(({ run, costs }) => costs.map((cost) => ({ ...cost, run, model: visible(cost.model), stage: visible(cost.stage), role: visible(cost.role) }))) });
    if (this.search !== undefined && changed.length > 0 && !all) await this.searchIn(changed, this.search.query, this.search.stop.signal);
    await this.show();
  }

  private tellRows(rows: readonly Row[], removed: readonly string[], all: boolean): void {
    let first = 0;
    do {
      const some = rows.slice(first, first + BATCH);
      const isFirst = first === 0;
      first += BATCH;
      this.post({ type: 'rows', rows: some, removed: isFirst ? removed : [], all: all && isFirst, more: first < rows.length });
    } while (first < rows.length);
  }

  private async tellDocument(): Promise<void> {
    const document = await this.document();
    const message: ToView = {
      type: 'document',
      uri: this.uri.toString(),
      name: visible(fileName(this.uri)),
      traits: (document?.parsed.traits ?? []).map(({ id, name }) => ({ id: visible(id), name: visible(name) })),
      unread: this.unread,
      trusted: vscode.workspace.isTrusted,
      running: this.parts.runs.current(this.uri).length > 0,
    };
    const told = JSON.stringify(message);
    if (told === this.told) return;
    this.told = told;
    this.post(message);
  }

  /** Samples can be read without what was decided about them: where that cannot be read, it is among the problems. */
  private async decisions(): Promise<AnnotationsView> {
    try {
      return await this.parts.annotations.of(this.uri);
    } catch (error) {
      return { of: () => undefined, history: () => [], problems: [{ line: 0, message: error instanceof Error ? error.message : String(error) }] };
    }
  }

  /** The document as it is now; undefined where there is none. */
  private async document(): Promise<ParsedDocument | undefined> {
    const source = await vscode.workspace.openTextDocument(this.uri).then((opened) => opened, () => undefined);
    return source === undefined ? undefined : this.parts.documents.current(source);
  }

  private async sampleOf(key: string): Promise<Sample | undefined> {
    const row = this.sent.get(key)?.sample;
    if (row === undefined) return undefined;
    const known = this.openSample;
    // A row that is stale now is another object, and its sample is where it was.
    if (known?.key === key && known.row.place.offset === row.place.offset && known.row.place.path === row.place.path) return known.sample;
    const sample = await this.parts.samples.read(row);
    this.openSample = { key, row, sample };
    return sample;
  }

  private async show(): Promise<void> {
    const key = this.openKey;
    const sample = key === undefined ? undefined : await this.sampleOf(key);
    const row = key === undefined ? undefined : this.sent.get(key)?.sample;
    if (key === undefined || sample === undefined || row === undefined) return;
    const document = await this.document();
    const decisions = await this.decisions();
    if (this.openKey !== key) return;
    const lineAt = (offset: number): number => (document?.source.positionAt(offset).line ?? 0) + 1;
    this.post({ type: 'detail', detail: toDetail(key, sample, quotesToday(sample, document), lineAt, decisions.history(row.run, row.id, row.chunkHash)) });
  }

  private async keep(key: string, make: (about: { readonly at: string; readonly run: string; readonly sample: string; readonly chunkHash: string }) => Annotation): Promise<void> {
    const row = this.sent.get(key)?.sample;
    if (row === undefined) throw new Error(vscode.l10n.t('This sample is not there any more.'));
    await this.parts.annotations.add(this.uri, make({ at: new Date().toISOString(), run: row.run, sample: row.id, chunkHash: row.chunkHash }));
  }

  private async find(query: string): Promise<void> {
    this.search?.stop.abort();
    this.search = undefined;
    if (query === '') return;
    const stop = new AbortController();
    this.search = { query, stop };
    await this.refreshing;
    await this.searchIn([...this.sent.values()].map(({ sample }) => sample), query, stop.signal);
  }

  private async searchIn(rows: readonly ListedSample[], query: string, signal: AbortSignal): Promise<void> {
    try {
      for await (const found of this.parts.samples.search(rows, query, signal)) this.post({ type: 'found', query, keys: found.map(({ key }) => key), done: false });
      this.post({ type: 'found', query, keys: [], done: true });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Shows the words of a quote where they stand now. */
  private async reveal(key: string, index: number): Promise<void> {
    const [sample, document] = await Promise.all([this.sampleOf(key), this.document()]);
    const range = sample === undefined ? undefined : quotesToday(sample, document)[index]?.found?.range;
    if (document === undefined || range === undefined) throw new Error(vscode.l10n.t('These words are not in the document any more.'));
    const { source } = document;
    await vscode.window.showTextDocument(source, { viewColumn: columnShowing(this.uri), selection: new vscode.Range(source.positionAt(range.start), source.positionAt(range.end)) });
  }

  /** To the commands of the threads in the document, which show the same sample. */
  private async hand(key: string, what: 'open' | 'more'): Promise<void> {
    const row = this.sent.get(key)?.sample;
    if (row === undefined) throw new Error(vscode.l10n.t('This sample is not there any more.'));
    await vscode.commands.executeCommand(`traits.sample.${what}`, { uri: this.uri, traitId: row.traitId, run: row.run, id: row.id });
  }

  private async act(what: (typeof ACTIONS)[number], traitId: string | undefined): Promise<void> {
    switch (what) {
      case 'preview':
        await vscode.commands.executeCommand('traits.previewScenarios', this.uri, traitId);
        return;
      case 'export':
        await vscode.commands.executeCommand('traits.exportSamples', this.uri);
        return;
      case 'regenerateStale':
        await vscode.commands.executeCommand('traits.regenerateStale', this.uri);
        return;
      case 'openDocument':
        await vscode.window.showTextDocument(this.uri, { viewColumn: columnShowing(this.uri) });
        return;
      case 'manageTrust':
        await vscode.commands.executeCommand('workbench.trust.manage');
        return;
      case 'openSample':
        await vscode.commands.executeCommand('traits.openSample');
        return;
    }
  }
}

/** Where the quotes of a sample stand in the document of now: looked up, whatever the journal says. */
function quotesToday({ quotes, traitId }: Sample, document: ParsedDocument | undefined): readonly Quote[] {
  const texts = quotes.map(({ text }) => text);
  const trait = document?.parsed.traits.find(({ id }) => id === traitId);
  return document === undefined || trait === undefined ? texts.map((text) => ({ text })) : verifyQuotes(chunkOf(document.parsed, trait), texts);
}

function decidedOf({ run, id, chunkHash }: ListedSample, decisions: AnnotationsView): Pick<Sent, 'decision' | 'comments'> {
  const history = decisions.history(run, id, chunkHash);
  if (history.length === 0) return { decision: '', comments: 0 };
  return { decision: decisions.of(run, id, chunkHash)?.verdict ?? '', comments: history.filter(({ type }) => type === 'comment').length };
}

function fileName(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

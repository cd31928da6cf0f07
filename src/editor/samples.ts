/** The samples beside each document, as its journals have them now, for whoever lists or reads them. */
import * as vscode from 'vscode';
import type { RunRow, SampleIndex, SampleRow, UnreadRun } from '../generation/sample-index.node.ts';
import type { Sample } from '../generation/sample.ts';
import { chunkHashesInSteps } from '../generation/stale.ts';
import type { TraitsDocuments } from './documents.ts';
import { FolderWatches } from './folder-watches.ts';
import type { RunsUnderWay } from './runs.ts';
import { inSlices } from './slices.ts';

/** A row, and how it stands to the document of now. */
export interface ListedSample extends SampleRow {
  /**
   * `stale`: its trait says something else now. `gone`: its trait is not there. `replaced`: a later run made it anew.
   * Absent where the document cannot be read.
   */
  readonly freshness?: 'current' | 'stale' | 'gone' | 'replaced';
}

export interface ListedRuns {
  /** The oldest first. */
  readonly runs: readonly RunRow[];
  readonly unread: readonly UnreadRun[];
}

/** Runs write line after line, and edits come letter by letter: nobody is told more often, in milliseconds. */
const PAUSE = 250;

/** Of a document without runs it is the same array every time. */
const NONE: readonly ListedSample[] = [];

interface Known {
  readonly uri: vscode.Uri;
  readonly index: SampleIndex;
  readonly listed: WeakMap<SampleRow, ListedSample>;
  /** What was returned last, and of what it was made. */
  last?: { readonly rows: readonly SampleRow[]; readonly today: string; readonly samples: readonly ListedSample[] };
}

export class DocumentSamples implements vscode.Disposable {
  private readonly documents: TraitsDocuments;
  private readonly known = new Map<string, Promise<Known>>();
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly subscriptions: vscode.Disposable[];
  private readonly watches: FolderWatches;

  /** There may be other samples of this document than before, or they may stand otherwise to it. Only of documents that somebody asked about. */
  readonly onDidChange = this.changed.event;

  constructor(documents: TraitsDocuments, runs: Pick<RunsUnderWay, 'onDidChange' | 'onDidEnd'>, onError: (error: unknown) => void) {
    this.documents = documents;
    this.watches = new FolderWatches(onError);
    this.subscriptions = [
      this.changed,
      this.watches,
      runs.onDidChange(({ uri }) => this.tell(uri)),
      runs.onDidEnd(({ run }) => this.tell(run.uri)),
      documents.onDidParse(({ source }) => this.tell(source.uri)),
    ];
  }

  dispose(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /**
   * All samples of all runs over the document, the oldest run first; none of one that is not on disk. Those that did not
   * change are the same objects as before, and where none did it is the same array.
   * @throws the signal's reason.
   */
  async of(uri: vscode.Uri, signal?: AbortSignal): Promise<readonly ListedSample[]> {
    const known = await this.updated(uri, signal);
    if (known === undefined) return [];
    const { rows } = known.index;
    if (rows.length === 0) return NONE;
    const hashes = await this.hashesOf(uri);
    const today = JSON.stringify(hashes === undefined ? null : [...hashes]);
    if (known.last?.rows === rows && known.last.today === today) return known.last.samples;
    const { replacedSamples } = await import('../generation/samples.node.ts');
    const replaced = replacedSamples(rows, known.index.runs);
    const samples = rows.map((row) => {
      const freshness = hashes === undefined ? undefined : replaced.has(row) ? 'replaced' : freshnessOf(row, hashes);
      const before = known.listed.get(row);
      if (before !== undefined && before.freshness === freshness) return before;
      const listed = freshness === undefined ? row : { ...row, freshness };
      known.listed.set(row, listed);
      return listed;
    });
    known.last = { rows, today, samples };
    return samples;
  }

  /** The runs that `of` has the samples of, and the files that it could not read. */
  async runsOf(uri: vscode.Uri, signal?: AbortSignal): Promise<ListedRuns> {
    const known = await this.updated(uri, signal);
    return known === undefined ? { runs: [], unread: [] } : { runs: known.index.runs, unread: known.index.unread };
  }

  /**
   * A sample with all that led to it.
   * @throws JournalProblem where it does not stand there any more.
   */
  async read(row: SampleRow): Promise<Sample> {
    const { readSampleAt } = await import('../generation/samples.node.ts');
    return readSampleAt(row);
  }

  /**
   * Those of `rows`, some at a time, that have `query` anywhere in their texts.
   * @throws the signal's reason.
   */
  async *search(rows: readonly SampleRow[], query: string, signal: AbortSignal): AsyncGenerator<readonly SampleRow[], void> {
    const { searchSamples } = await import('../generation/samples.node.ts');
    yield* searchSamples(rows, query, signal);
  }

  private async updated(uri: vscode.Uri, signal: AbortSignal | undefined): Promise<Known | undefined> {
    if (uri.scheme !== 'file') return undefined;
    const key = uri.toString();
    let known = this.known.get(key);
    if (known === undefined) {
      known = this.follow(uri);
      this.known.set(key, known);
    }
    const { index } = await known;
    await index.update(signal);
    return known;
  }

  /** Its runs are watched before they are read. */
  private async follow(uri: vscode.Uri): Promise<Known> {
    const { runsFolder, SampleIndex: Index } = await import('../generation/samples.node.ts');
    await this.watches.watch(uri.toString(), runsFolder(uri.fsPath), vscode.Uri.joinPath(uri, '..').fsPath, () => this.tell(uri));
    return { uri, index: new Index(uri.fsPath), listed: new WeakMap() };
  }

  /** By trait, the hash of what a model would be shown now; undefined where there is no such document. */
  private async hashesOf(uri: vscode.Uri): Promise<ReadonlyMap<string, string> | undefined> {
    const source = await vscode.workspace.openTextDocument(uri).then((opened) => opened, () => undefined);
    const document = source === undefined ? undefined : await this.documents.current(source);
    return document === undefined ? undefined : inSlices(chunkHashesInSteps(document.parsed), () => true);
  }

  private tell(uri: vscode.Uri): void {
    const key = uri.toString();
    if (!this.known.has(key) || this.waiting.has(key)) return;
    this.waiting.set(
      key,
      setTimeout(() => {
        this.waiting.delete(key);
        this.changed.fire(uri);
      }, PAUSE),
    );
  }
}

function freshnessOf({ traitId, chunkHash }: SampleRow, today: ReadonlyMap<string, string>): NonNullable<ListedSample['freshness']> {
  const hash = today.get(traitId);
  return hash === undefined ? 'gone' : hash === chunkHash ? 'current' : 'stale';
}

/** The evals that lie beside each document, with their latest figures, for whoever shows them. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import * as vscode from 'vscode';
import { EVAL_NAMES, type EvalName } from '../evals/eval.ts';
import type { EvalReport, RateFigure } from '../evals/report.ts';
import type { Annotations } from './annotations.ts';
import type { ParsedDocument } from './documents.ts';
import { FolderWatches } from './folder-watches.ts';

/** The latest figure of one eval about one trait. */
export interface LatestFigure {
  readonly eval: EvalName;
  readonly figure: RateFigure;
  /** True where answers were written beforehand: say so wherever it shows. */
  readonly rehearsed: boolean;
  /** The journal that has it. */
  readonly journal: string;
  /** Of the text that it was measured on: `textHash` says whether that is today's. */
  readonly documentHash: string;
}

/** Scores and files come a few at a time: nobody is told more often, in milliseconds. */
const PAUSE = 300;
/** An eval that is under way writes line after line, and all that was saved is read again each time. */
const PAUSE_WHILE_WRITTEN = 2000;
/** Where that takes long, it waits so many times as long. */
const SHARE = 10;

const hashes = new WeakMap<ParsedDocument['parsed'], string>();

/** What the journal of an eval calls the text that it is about: another one is of another text. */
export function textHash({ parsed }: Pick<ParsedDocument, 'parsed'>): string {
  const hash = hashes.get(parsed) ?? bytesToHex(sha256(utf8ToBytes(parsed.text)));
  hashes.set(parsed, hash);
  return hash;
}

export class Evals implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly subscriptions: readonly vscode.Disposable[];
  private readonly watches: FolderWatches;
  /** What was read last, by document: of each eval the newest run first, back to one about all traits. */
  private readonly known = new Map<string, Promise<readonly EvalReport[]>>();
  /** The documents that somebody asked about. */
  private readonly asked = new Map<string, vscode.Uri>();
  private readingMs = 0;
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  /** The figures that were made last, by document: they stay until there are others. */
  private readonly made = new Map<string, ReadonlyMap<string, readonly LatestFigure[]>>();

  /** There may be other figures of this document than before. Only of documents that somebody asked about. */
  readonly onDidChange = this.changed.event;

  constructor(annotations: Pick<Annotations, 'onDidChange'>, onError: (error: unknown) => void) {
    this.watches = new FolderWatches(onError);
    this.subscriptions = [this.changed, this.watches, annotations.onDidChange((uri) => this.tell(uri))];
  }

  dispose(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** The latest report of each eval that there is one of. None of a document that is not on disk. */
  async latest(uri: vscode.Uri): Promise<readonly EvalReport[]> {
    const newest = new Map<EvalName, EvalReport>();
    for (const report of await this.recent(uri)) if (!newest.has(report.eval)) newest.set(report.eval, report);
    return [...newest.values()];
  }

  private async recent(uri: vscode.Uri): Promise<readonly EvalReport[]> {
    if (uri.scheme !== 'file') return [];
    await this.follow(uri);
    const key = uri.toString();
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const reading = import('../evals/results.node.ts').then(async ({ latestEvals }) => {
      const latest = await latestEvals(uri.fsPath);
      return EVAL_NAMES.flatMap((name) => latest[name] ?? []);
    });
    this.known.set(key, reading);
    const began = performance.now();
    try {
      const reports = await reading;
      this.readingMs = performance.now() - began;
      return reports;
    } catch (error) {
      // The next one who asks tries again.
      if (this.known.get(key) === reading) this.known.delete(key);
      throw error;
    }
  }

  /** Tells of it from now on, as of a document whose figures somebody asked about. */
  async follow(uri: vscode.Uri): Promise<void> {
    this.asked.set(uri.toString(), uri);
    if (uri.scheme !== 'file') return;
    const { evalsFolder } = await import('../evals/results.node.ts');
    await this.watches.watch(uri.toString(), evalsFolder(uri.fsPath), vscode.Uri.joinPath(uri, '..').fsPath, ({ renamed }) => (renamed ? this.tell(uri) : this.tellOfRun(uri)));
  }

  /** By trait, its latest figures, in the order of the evals. Of two subjects side by side, those of the first. */
  async figures(uri: vscode.Uri): Promise<ReadonlyMap<string, readonly LatestFigure[]>> {
    const figures = new Map<string, LatestFigure[]>();
    for (const { eval: name, sides, rehearsed, journal, document } of await this.recent(uri)) {
      for (const { traitId, figure } of sides[0]?.traits ?? []) {
        const of = figures.get(traitId) ?? [];
        if (figure.n === 0 || of.some((later) => later.eval === name)) continue;
        of.push({ eval: name, figure, rehearsed, journal, documentHash: document.hash });
        figures.set(traitId, of);
      }
    }
    this.made.set(uri.toString(), figures);
    return figures;
  }

  /** What `figures` gave last, for who cannot wait; undefined where nobody asked yet. */
  figuresNow(uri: vscode.Uri): ReadonlyMap<string, readonly LatestFigure[]> | undefined {
    return this.made.get(uri.toString());
  }

  /** An eval of it is under way, and has written something. */
  tellOfRun(uri: vscode.Uri): void {
    this.tell(uri, Math.max(PAUSE_WHILE_WRITTEN, SHARE * this.readingMs));
  }

  /** Something of it was written. */
  tell(uri: vscode.Uri, pause: number = PAUSE): void {
    const key = uri.toString();
    if (!this.asked.has(key) || this.waiting.has(key)) return;
    this.waiting.set(
      key,
      setTimeout(() => {
        this.waiting.delete(key);
        this.known.delete(key);
        this.changed.fire(uri);
      }, pause),
    );
  }
}

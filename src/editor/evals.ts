/** The evals that lie beside each document, with their latest figures, for whoever shows them. */
import * as vscode from 'vscode';
import { EVAL_NAMES, type EvalName } from '../evals/eval.ts';
import type { EvalReport, RateFigure } from '../evals/report.ts';
import type { Annotations } from './annotations.ts';

/** The latest figure of one eval about one trait. */
export interface LatestFigure {
  readonly eval: EvalName;
  readonly figure: RateFigure;
  /** True where answers were written beforehand: say so wherever it shows. */
  readonly rehearsed: boolean;
  /** The journal that has it. */
  readonly journal: string;
}

/** An eval writes line after line: nobody is told more often, in milliseconds. */
const PAUSE = 300;

export class Evals implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly subscriptions: readonly vscode.Disposable[];
  /** What was read last, by document. */
  private readonly known = new Map<string, Promise<readonly EvalReport[]>>();
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  /** The figures that were made last, by document: they stay until there are others. */
  private readonly made = new Map<string, ReadonlyMap<string, readonly LatestFigure[]>>();

  /** There may be other figures of this document than before. Only of documents that somebody asked about. */
  readonly onDidChange = this.changed.event;

  constructor(annotations: Pick<Annotations, 'onDidChange'>) {
    const watcher = vscode.workspace.createFileSystemWatcher('**/.traits/*/evals/*.jsonl');
    const tell = ({ path }: vscode.Uri): void => this.tellFolder(path.slice(0, path.lastIndexOf('/.traits/')));
    this.subscriptions = [this.changed, watcher, watcher.onDidChange(tell), watcher.onDidCreate(tell), watcher.onDidDelete(tell), annotations.onDidChange((uri) => this.tell(uri))];
  }

  dispose(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** The latest report of each eval that there is one of. None of a document that is not on disk. */
  async latest(uri: vscode.Uri): Promise<readonly EvalReport[]> {
    if (uri.scheme !== 'file') return [];
    const key = uri.toString();
    const known = this.known.get(key) ?? import('../evals/results.node.ts').then(async ({ latestEvals }) => {
        const latest = await latestEvals(uri.fsPath);
        return EVAL_NAMES.flatMap((name) => latest[name] ?? []);
      });
    this.known.set(key, known);
    return known;
  }

  /** By trait, its latest figures, in the order of the evals. Of two subjects side by side, those of the first. */
  async figures(uri: vscode.Uri): Promise<ReadonlyMap<string, readonly LatestFigure[]>> {
    const figures = new Map<string, LatestFigure[]>();
    for (const { eval: name, sides, rehearsed, journal } of await this.latest(uri)) {
      for (const { traitId, figure } of sides[0]?.traits ?? []) {
        if (figure.n === 0) continue;
        const of = figures.get(traitId) ?? [];
        of.push({ eval: name, figure, rehearsed, journal });
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

  /** Something of it was written here, which a watcher may tell late. */
  tell(uri: vscode.Uri): void {
    const key = uri.toString();
    if (!this.known.has(key) || this.waiting.has(key)) return;
    this.waiting.set(
      key,
      setTimeout(() => {
        this.waiting.delete(key);
        this.known.delete(key);
        this.changed.fire(uri);
      }, PAUSE),
    );
  }

  private tellFolder(folder: string): void {
    for (const key of this.known.keys()) {
      const uri = vscode.Uri.parse(key, true);
      if (vscode.Uri.joinPath(uri, '..').path === folder) this.tell(uri);
    }
  }
}

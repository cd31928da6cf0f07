/** What people decided about the samples of documents: read from the files beside them, kept there, and told to whoever shows it. */
import * as vscode from 'vscode';
import type { ReadAnnotations } from '../engine/annotations-file.node.ts';
import type { Annotation } from '../engine/annotations.ts';
import type { Decision } from '../engine/decisions.ts';
import { FolderWatches } from './folder-watches.ts';

/** What was decided about the samples of one document until now. */
export interface AnnotationsView {
  /** What counts of it about a sample of a run, as it was made from this chunk. */
  of(run: string, sample: string, chunkHash: string): Decision | undefined;
  /** All that was said and decided about it, in order. */
  history(run: string, sample: string, chunkHash: string): readonly Annotation[];
  /** Lines of the file that cannot be read. */
  readonly problems: ReadAnnotations['problems'];
}

/** What was read last of one file. */
interface Known {
  readonly state: string;
  readonly view: AnnotationsView;
}

export class Annotations implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly watches: FolderWatches;
  private readonly known = new Map<string, Known>();
  /** By the path of the file: the documents that somebody asked about. */
  private readonly asked = new Map<string, Map<string, vscode.Uri>>();
  /** By the path of the file, what is being written to it. */
  private readonly writing = new Map<string, Promise<void>>();
  private readonly tool: string;

  /** Something was decided about a sample of this document, here or elsewhere. */
  readonly onDidChange = this.changed.event;

  /** `tool` is who writes the files: name and version. */
  constructor(tool: string, onError: (error: unknown) => void) {
    this.tool = tool;
    this.watches = new FolderWatches(onError);
  }

  dispose(): void {
    this.watches.dispose();
    this.changed.dispose();
  }

  /**
   * What was decided until now; nothing about a document that is not on disk.
   * @throws AnnotationsProblem where the file cannot be read.
   */
  async of(uri: vscode.Uri): Promise<AnnotationsView> {
    if (uri.scheme !== 'file') return NOTHING;
    const { annotationsPath, annotationsState, readAnnotations, viewOf } = await files();
    const path = await this.follow(uri, annotationsPath);
    await this.writing.get(path)?.catch(() => undefined);
    const state = await annotationsState(path);
    const known = this.known.get(path);
    if (known?.state === state) return known.view;
    const view = viewOf(await readAnnotations(path));
    this.known.set(path, { state, view });
    return view;
  }

  /**
   * Keeps a decision; resolves when it is on disk.
   * @throws Error with a sentence where it cannot be kept.
   */
  async add(uri: vscode.Uri, ...annotations: readonly Annotation[]): Promise<void> {
    if (uri.scheme !== 'file') throw new Error(vscode.l10n.t('Save the document on disk first: what is decided about its samples is kept beside it.'));
    const { addAnnotations, annotationsPath } = await files();
    const path = await this.follow(uri, annotationsPath);
    const before = this.writing.get(path) ?? Promise.resolve();
    const written = before.catch(() => undefined).then(() => addAnnotations(path, annotations, this.tool));
    this.writing.set(path, written);
    try {
      await written;
    } finally {
      if (this.writing.get(path) === written) this.writing.delete(path);
    }
    this.tell(path);
  }

  /** Tells of it from now on; returns where its decisions are kept. */
  private async follow(uri: vscode.Uri, annotationsPath: (documentPath: string) => string): Promise<string> {
    const path = annotationsPath(uri.fsPath);
    const documents = this.asked.get(path);
    if (documents === undefined) this.asked.set(path, new Map([[uri.toString(), uri]]));
    else documents.set(uri.toString(), uri);
    await this.watches.watch(uri.toString(), vscode.Uri.joinPath(vscode.Uri.file(path), '..').fsPath, vscode.Uri.joinPath(uri, '..').fsPath, ({ name }) => {
      if (name === undefined || path.endsWith(name)) this.changed.fire(uri);
    });
    return path;
  }

  private tell(path: string): void {
    for (const uri of this.asked.get(path)?.values() ?? []) this.changed.fire(uri);
  }
}

/** A document that is not on disk has no decisions. */
const NOTHING: AnnotationsView = { of: () => undefined, history: () => [], problems: [] };

/** What reads and writes the files loads when the first sample is shown: whoever only writes a document needs none of it. */
async function files(): Promise<typeof import('../engine/annotations-file.node.ts') & { readonly viewOf: (read: ReadAnnotations) => AnnotationsView }> {
  const [file, { Decisions }] = await Promise.all([import('../engine/annotations-file.node.ts'), import('../engine/decisions.ts')]);
  const viewOf = ({ annotations, problems }: ReadAnnotations): AnnotationsView => {
    const decisions = new Decisions();
    for (const annotation of annotations) decisions.add(annotation);
    return { of: (...about) => decisions.of(...about), history: (...about) => decisions.history(...about), problems };
  };
  return { ...file, viewOf };
}

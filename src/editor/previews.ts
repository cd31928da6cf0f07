/** The inline preview: a comment thread for each sample, under the heading of its trait, wherever that moves. */
import * as vscode from 'vscode';
import { lineAt, lineStarts } from '../document/range.ts';
import type { Trait } from '../document/traits-document.ts';
import type { Sample } from '../generation/sample.ts';
import { type Anchor, findAnchored, moveAnchor } from '../language/anchor.ts';
import { isTraits, type ParsedDocument, type TraitsDocuments } from './documents.ts';
import { sampleComments, threadLabel } from './sample-comments.ts';

/** The previews of one trait in one document. */
interface Preview {
  readonly source: vscode.TextDocument;
  anchor: Anchor;
  /** Line starts of the text that the samples were made from: quotes are found there. */
  readonly lines: readonly number[];
  readonly threads: Map<string, { readonly thread: vscode.CommentThread; sample: Sample }>;
}

export class Previews implements vscode.Disposable {
  private readonly controller = vscode.comments.createCommentController('traits.previews', 'Traits previews');
  private readonly previews = new Set<Preview>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];

  readonly onDidChange = this.changed.event;

  constructor(documents: TraitsDocuments) {
    this.subscriptions = [
      this.controller,
      this.changed,
      // VS Code leaves a thread's range where it was when text is edited, so threads are moved from here.
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (!isTraits(document)) return;
        const changes = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({ offset: rangeOffset, length: rangeLength, inserted: text.length }));
        for (const preview of this.of(document.uri)) {
          preview.anchor = moveAnchor(preview.anchor, changes);
          this.place(preview, document.positionAt(preview.anchor.offset));
        }
      }),
      documents.onDidParse((document) => {
        for (const preview of this.of(document.source.uri)) this.settle(preview, document);
      }),
    ];
  }

  dispose(): void {
    this.clear();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** Takes away the previews of `trait` and makes room for those of a new run. Returns where its samples go. */
  begin({ source, parsed }: ParsedDocument, trait: Trait): (sample: Sample) => void {
    for (const preview of this.of(source.uri)) if (preview.anchor.traitId === trait.id) this.remove(preview);
    const preview: Preview = {
      source,
      anchor: { traitId: trait.id, offset: trait.range.start },
      lines: lineStarts(parsed.text),
      threads: new Map(),
    };
    this.previews.add(preview);
    return (sample) => {
      // Cleared while the run went on.
      if (this.previews.has(preview)) this.show(preview, sample);
    };
  }

  /** “3 samples”, or what is under way; undefined where there is none. */
  summary(uri: vscode.Uri, traitId: string): string | undefined {
    const samples = this.of(uri).filter(({ anchor }) => anchor.traitId === traitId).flatMap(({ threads }) => [...threads.values()].map(({ sample }) => sample));
    if (samples.length === 0) return undefined;
    const running = samples.filter((sample) => sample.status === 'running').length;
    const kept = samples.filter((sample) => sample.status === 'kept').length;
    const count = samples.length === 1 ? '1 sample' : `${samples.length} samples`;
    return running > 0 ? `$(loading~spin) ${count}, ${running} under way` : `${count}, ${kept} kept`;
  }

  /** Opens the threads of a trait, or closes them when all are open. */
  toggle(uri: vscode.Uri, traitId: string): void {
    const threads = this.of(uri).filter(({ anchor }) => anchor.traitId === traitId).flatMap((preview) => [...preview.threads.values()].map(({ thread }) => thread));
    const { Expanded, Collapsed } = vscode.CommentThreadCollapsibleState;
    const next = threads.every((thread) => thread.collapsibleState === Expanded) ? Collapsed : Expanded;
    for (const thread of threads) thread.collapsibleState = next;
  }

  clear(uri?: vscode.Uri): void {
    for (const preview of this.previews) if (uri === undefined || preview.source.uri.toString() === uri.toString()) this.remove(preview);
    this.changed.fire();
  }

  /** For tests: what is shown, as plain data. */
  shown(uri: vscode.Uri): readonly { traitId: string; line: number; label: string; comments: readonly string[]; expanded: boolean }[] {
    return this.of(uri).flatMap(({ anchor, threads }) =>
      [...threads.values()].map(({ thread }) => ({
        traitId: anchor.traitId,
        line: thread.range?.start.line ?? -1,
        label: thread.label ?? '',
        comments: thread.comments.map(({ author, body }) => `${author.name}\n${typeof body === 'string' ? body : body.value}`),
        expanded: thread.collapsibleState === vscode.CommentThreadCollapsibleState.Expanded,
      })),
    );
  }

  private of(uri: vscode.Uri): readonly Preview[] {
    const key = uri.toString();
    return [...this.previews].filter((preview) => preview.source.uri.toString() === key);
  }

  private show(preview: Preview, sample: Sample): void {
    const known = preview.threads.get(sample.id);
    const line = preview.source.positionAt(preview.anchor.offset).line;
    const thread = known?.thread ?? this.controller.createCommentThread(preview.source.uri, new vscode.Range(line, 0, line, 0), []);
    if (known === undefined) {
      thread.canReply = false;
      const { Expanded, Collapsed } = vscode.CommentThreadCollapsibleState;
      thread.collapsibleState = preview.threads.size === 0 ? Expanded : Collapsed;
    }
    preview.threads.set(sample.id, { thread, sample });
    thread.label = threadLabel(sample);
    thread.comments = sampleComments(sample, preview.source.uri, (offset) => lineAt(preview.lines, offset) + 1);
    this.changed.fire();
  }

  private settle(preview: Preview, { source, parsed }: ParsedDocument): void {
    const trait = findAnchored(parsed, preview.anchor);
    if (trait === undefined) return;
    preview.anchor = { traitId: trait.id, offset: trait.range.start };
    this.place(preview, source.positionAt(trait.range.start));
  }

  private place(preview: Preview, { line }: vscode.Position): void {
    for (const { thread } of preview.threads.values()) {
      if (thread.range?.start.line !== line) thread.range = new vscode.Range(line, 0, line, 0);
    }
  }

  private remove(preview: Preview): void {
    for (const { thread } of preview.threads.values()) thread.dispose();
    this.previews.delete(preview);
  }
}

/** The inline preview: a comment thread for each sample, under the heading of its trait, wherever that moves. */
import * as vscode from 'vscode';
import { chunkOf } from '../document/chunk.ts';
import type { Trait } from '../document/traits-document.ts';
import { verifyQuotes } from '../generation/quotes.ts';
import type { Sample } from '../generation/sample.ts';
import { type Anchor, findAnchored, moveAnchor } from '../language/anchor.ts';
import { type ParsedDocument, type TraitsDocuments } from './documents.ts';
import { sampleSteps, type Step, threadLabel, type Today } from './sample-comments.ts';

interface Shown {
  readonly thread: vscode.CommentThread;
  sample: Sample;
  /** What the comments say, to leave those alone that say it still: VS Code tells comments apart by object. */
  steps: readonly { readonly step: Step; readonly comment: vscode.Comment }[];
}

/** The previews of one trait in one document. */
interface Preview {
  uri: vscode.Uri;
  anchor: Anchor;
  line: number;
  /** The document as it was read last, and the trait in it; undefined while it is gone. */
  document: ParsedDocument;
  trait: Trait | undefined;
  readonly threads: Map<string, Shown>;
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
        const changes = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({ offset: rangeOffset, length: rangeLength, inserted: text.length }));
        for (const preview of this.of(document.uri)) {
          preview.anchor = moveAnchor(preview.anchor, changes);
          this.place(preview, document.positionAt(preview.anchor.offset).line);
        }
      }),
      documents.onDidParse((document) => {
        for (const preview of this.of(document.source.uri)) this.settle(preview, document);
        this.changed.fire();
      }),
      vscode.workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files) for (const preview of this.of(oldUri)) this.rename(preview, newUri);
      }),
      vscode.workspace.onDidDeleteFiles(({ files }) => {
        for (const uri of files) this.clear(uri);
      }),
    ];
  }

  dispose(): void {
    for (const preview of this.previews) this.remove(preview);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** Takes away the previews of `trait` and makes room for those of a new run. Returns where its samples go. */
  begin(document: ParsedDocument, trait: Trait): (sample: Sample) => void {
    const { source } = document;
    for (const preview of this.of(source.uri)) if (preview.trait === trait || preview.anchor.traitId === trait.id) this.remove(preview);
    const preview: Preview = {
      uri: source.uri,
      anchor: { traitId: trait.id, offset: trait.range.start },
      line: source.positionAt(trait.range.start).line,
      document,
      trait,
      threads: new Map(),
    };
    this.previews.add(preview);
    return (sample) => {
      // Cleared while the run went on.
      if (this.previews.has(preview)) this.show(preview, sample);
    };
  }

  /** Returns where the samples of a run go that makes some anew: into the threads that show them; of others none is opened. */
  renew(uri: vscode.Uri): (sample: Sample) => void {
    const open = this.of(uri);
    return (sample) => {
      for (const preview of open) {
        if (this.previews.has(preview) && preview.anchor.traitId === sample.traitId && preview.threads.has(sample.id)) this.show(preview, sample);
      }
    };
  }

  /** “3 samples: 2 kept, 1 dropped”, or what is under way; undefined where there is none. */
  summary(uri: vscode.Uri, trait: Trait): string | undefined {
    const samples = this.threadsOf(uri, trait.id).map(({ sample }) => sample);
    if (samples.length === 0) return undefined;
    const counts = new Map<Sample['status'], number>();
    for (const { status } of samples) counts.set(status, (counts.get(status) ?? 0) + 1);
    const all = samples.length === 1 ? '1 sample' : `${samples.length} samples`;
    const running = counts.get('running');
    if (running !== undefined) return `$(loading~spin) ${all}, ${running} under way`;
    return `${all}: ${[...counts].map(([status, count]) => `${count} ${status}`).join(', ')}`;
  }

  /** Opens the threads of a trait, or closes them when all are open. */
  toggle(uri: vscode.Uri, traitId: string): void {
    const threads = this.threadsOf(uri, traitId).map(({ thread }) => thread);
    const { Expanded, Collapsed } = vscode.CommentThreadCollapsibleState;
    const next = threads.every((thread) => thread.collapsibleState === Expanded) ? Collapsed : Expanded;
    for (const thread of threads) thread.collapsibleState = next;
  }

  clear(uri: vscode.Uri): void {
    for (const preview of this.of(uri)) this.remove(preview);
    this.changed.fire();
  }

  /** For tests: what is shown, as plain data. */
  shown(uri: vscode.Uri): readonly { traitId: string; line: number; label: string; comments: readonly string[]; markdown: readonly string[]; expanded: boolean }[] {
    return this.of(uri).flatMap(({ anchor, threads }) =>
      [...threads.values()].map(({ thread }) => ({
        traitId: anchor.traitId,
        line: thread.range?.start.line ?? -1,
        label: thread.label ?? '',
        comments: thread.comments.map(({ author, body }) => `${author.name}\n${typeof body === 'string' ? body : body.value}`),
        markdown: thread.comments.flatMap(({ body }) => (typeof body === 'string' ? [] : body.value)),
        expanded: thread.collapsibleState === vscode.CommentThreadCollapsibleState.Expanded,
      })),
    );
  }

  private of(uri: vscode.Uri): readonly Preview[] {
    const key = uri.toString();
    return [...this.previews].filter((preview) => preview.uri.toString() === key);
  }

  private threadsOf(uri: vscode.Uri, traitId: string): readonly Shown[] {
    return this.of(uri).filter(({ anchor, trait }) => anchor.traitId === traitId && trait !== undefined).flatMap(({ threads }) => [...threads.values()]);
  }

  private show(preview: Preview, sample: Sample): void {
    const known = preview.threads.get(sample.id);
    if (known === undefined) preview.threads.set(sample.id, this.open(preview, sample));
    else known.sample = sample;
    this.render(preview);
    this.changed.fire();
  }

  /** Only the first thread of a trait opens by itself. */
  private open(preview: Preview, sample: Sample): Shown {
    const thread = this.controller.createCommentThread(preview.uri, lineRange(preview.line), []);
    thread.canReply = false;
    const { Expanded, Collapsed } = vscode.CommentThreadCollapsibleState;
    thread.collapsibleState = preview.threads.size === 0 ? Expanded : Collapsed;
    return { thread, sample, steps: [] };
  }

  /** Says in each thread what is so today; comments that say it already are left alone. */
  private render(preview: Preview): void {
    const { document, trait, uri } = preview;
    const chunk = trait === undefined ? undefined : chunkOf(document.parsed, trait);
    const link: Today['link'] = (offset) => {
      const line = document.source.positionAt(offset).line + 1;
      return { line, target: uri.with({ fragment: `L${line}` }).toString() };
    };
    for (const shown of preview.threads.values()) {
      const { sample, thread } = shown;
      const texts = sample.quotes.map(({ text }) => text);
      const today: Today = {
        gone: chunk === undefined,
        stale: chunk !== undefined && chunk.hash !== sample.chunkHash,
        quotes: chunk === undefined ? texts.map((text) => ({ text })) : verifyQuotes(chunk, texts),
        link,
      };
      const label = threadLabel(sample, today);
      if (thread.label !== label) thread.label = label;
      const before = shown.steps;
      shown.steps = sampleSteps(sample, today).map((step, index) => {
        const same = before[index];
        return same !== undefined && JSON.stringify(same.step) === JSON.stringify(step) ? same : { step, comment: toComment(step) };
      });
      const unchanged = shown.steps.length === before.length && shown.steps.every((step, index) => step === before[index]);
      if (!unchanged) thread.comments = shown.steps.map(({ comment }) => comment);
    }
  }

  private settle(preview: Preview, document: ParsedDocument): void {
    const before = new Set(preview.document.parsed.traits.map(({ id }) => id));
    const trait = findAnchored(document.parsed, preview.anchor, before);
    preview.document = document;
    preview.trait = trait;
    if (trait !== undefined) {
      preview.anchor = { traitId: trait.id, offset: trait.range.start };
      this.place(preview, document.source.positionAt(trait.range.start).line);
    }
    this.render(preview);
  }

  private place(preview: Preview, line: number): void {
    preview.line = line;
    for (const { thread } of preview.threads.values()) if (thread.range?.start.line !== line) thread.range = lineRange(line);
  }

  /** A thread cannot change its document: it is made anew. */
  private rename(preview: Preview, uri: vscode.Uri): void {
    const samples = [...preview.threads.values()].map(({ sample, thread }) => {
      thread.dispose();
      return sample;
    });
    preview.uri = uri;
    preview.threads.clear();
    for (const sample of samples) this.show(preview, sample);
  }

  private remove(preview: Preview): void {
    for (const { thread } of preview.threads.values()) thread.dispose();
    this.previews.delete(preview);
  }
}

function lineRange(line: number): vscode.Range {
  return new vscode.Range(line, 0, line, 0);
}

function toComment({ title, label, body }: Step): vscode.Comment {
  return {
    author: { name: title },
    // A string is shown as it is; only our own words are Markdown.
    body: 'text' in body ? body.text : new vscode.MarkdownString(body.markdown),
    mode: vscode.CommentMode.Preview,
    ...(label === '' ? {} : { label }),
  };
}

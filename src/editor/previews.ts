/** The inline preview: a comment thread for each sample, under the heading of its trait, wherever that moves. */
import * as vscode from 'vscode';
import type { Trait } from '../document/traits-document.ts';
import type { Sample } from '../generation/sample.ts';
import type { DocumentGap } from '../prompts/judgement.ts';
import { type Anchor, findAnchored, moveAnchor } from '../language/anchor.ts';
import type { Annotations, AnnotationsView } from './annotations.ts';
import type { ParsedDocument, TraitsDocuments } from './documents.ts';
import type { EarlierSample, EarlierSamples } from './earlier-samples.ts';
import { countedStatus, countText, isStale, renderSlots, slotKey, type ThreadSlot } from './sample-thread.ts';

/** Threads that a trait has at first: a preview of twenty samples would bury the document. */
const MOST_THREADS = 5;

/** The previews of one trait in one document. */
export interface Preview {
  uri: vscode.Uri;
  anchor: Anchor;
  line: number;
  /** The document as it was read last, and the trait in it; undefined while it is gone. */
  document: ParsedDocument;
  trait: Trait | undefined;
  view: AnnotationsView | undefined;
  /** All of its threads, not the first few alone. */
  all: boolean;
  readonly slots: Map<string, ThreadSlot>;
}

/** A sample in its thread. */
export interface Placed {
  readonly preview: Preview;
  readonly slot: ThreadSlot;
}

export class Previews implements vscode.Disposable {
  private readonly controller = vscode.comments.createCommentController('traits.previews', vscode.l10n.t('Traits previews'));
  private readonly previews = new Set<Preview>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];
  private readonly annotations: Pick<Annotations, 'of' | 'onDidChange'>;
  private readonly earlier: EarlierSamples;
  private readonly onError: (error: unknown) => void;

  readonly onDidChange = this.changed.event;

  constructor(documents: TraitsDocuments, annotations: Pick<Annotations, 'of' | 'onDidChange'>, earlier: EarlierSamples, onError: (error: unknown) => void) {
    this.annotations = annotations;
    this.earlier = earlier;
    this.onError = onError;
    this.controller.options = { prompt: vscode.l10n.t('Say what is wrong with it, and have it written anew'), placeHolder: vscode.l10n.t('What is wrong with this answer? It is written anew with what you say.') };
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
      annotations.onDidChange((uri) => {
        for (const preview of this.of(uri)) this.readAnnotations(preview);
      }),
      earlier.onDidChange(() => this.changed.fire()),
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

  /** Takes away what is shown of `trait` by a pipeline and makes room for a new run. Returns where its samples go. */
  begin(document: ParsedDocument, trait: Trait, run: string, pipeline: Sample['pipeline']): (sample: Sample) => void {
    const known = this.of(document.source.uri).find((preview) => preview.trait === trait || preview.anchor.traitId === trait.id);
    const preview = known ?? this.add(document, trait);
    for (const [key, slot] of preview.slots) {
      if (slot.sample.pipeline !== pipeline) continue;
      slot.thread?.dispose();
      preview.slots.delete(key);
    }
    return (sample) => {
      // Cleared while the run went on.
      if (this.previews.has(preview)) this.show(preview, sample, run);
    };
  }

  /**
   * Returns where the samples of a run go that makes some anew: into the slots that show them; of others none is opened.
   * One that fails or is cancelled leaves what was there, and says why.
   */
  renew(uri: vscode.Uri, run: string): (sample: Sample) => void {
    const open = this.of(uri);
    return (sample) => {
      for (const preview of open) {
        const slot = preview.slots.get(slotKey(sample));
        if (!this.previews.has(preview) || preview.anchor.traitId !== sample.traitId || slot === undefined) continue;
        slot.before ??= { run: slot.run, sample: slot.sample };
        delete slot.trouble;
        const { before } = slot;
        const isLost = sample.status === 'failed' || sample.status === 'cancelled';
        if (sample.status !== 'running') delete slot.before;
        if (isLost && before.sample.status !== 'failed' && before.sample.status !== 'cancelled') {
          slot.trouble = sample.reason ?? sample.status;
          this.show(preview, before.sample, before.run);
        } else this.show(preview, sample, run);
      }
    };
  }

  /** “3 samples, 1 stale”, or what is under way; undefined where there is none. Also of those that earlier runs made. */
  summary(document: ParsedDocument, trait: Trait): { readonly text: string; readonly more: number } | undefined {
    const preview = this.previewOf(document.source.uri, trait.id);
    const slots = [...(preview?.slots.values() ?? [])];
    const place = { document, trait };
    const counted = [...slots.map(({ run, sample }) => ({ status: countedStatus(sample.status, preview?.view?.of(run, sample.id, sample.chunkHash)?.verdict), isStale: isStale(place, sample) })), ...this.unshown(document.source.uri, trait.id)];
    if (counted.length === 0) return undefined;
    const more = preview === undefined || preview.all || slots.length <= MOST_THREADS ? 0 : slots.length;
    return { text: countText(counted), more };
  }

  /** Opens the threads of a trait, those of its last run where none is shown; closes them when all are open. */
  async toggle(uri: vscode.Uri, traitId: string): Promise<void> {
    const threads = this.threadsOf(uri, traitId);
    if (threads.length === 0 || this.unshown(uri, traitId).length > 0) {
      await this.restore(uri, traitId);
      return;
    }
    const { Expanded, Collapsed } = vscode.CommentThreadCollapsibleState;
    const next = threads.every((thread) => thread.collapsibleState === Expanded) ? Collapsed : Expanded;
    for (const thread of threads) thread.collapsibleState = next;
  }

  /** Shows all threads of a trait, however many. */
  async showAll(uri: vscode.Uri, traitId: string): Promise<void> {
    const preview = this.previewOf(uri, traitId) ?? (await this.restore(uri, traitId));
    if (preview === undefined) return;
    preview.all = true;
    for (const slot of preview.slots.values()) this.open(preview, slot);
    this.render(preview);
    this.changed.fire();
  }

  /** Shows what earlier runs made of a trait; undefined where there is nothing. */
  async restore(uri: vscode.Uri, traitId: string): Promise<Preview | undefined> {
    const { document, samples } = await this.earlier.read(uri, traitId);
    const trait = document?.parsed.traits.find(({ id }) => id === traitId);
    if (document === undefined || trait === undefined || samples.length === 0) return undefined;
    // Somebody may have begun a run meanwhile.
    const preview = this.previewOf(uri, traitId) ?? this.add(document, trait);
    const newer = pipelinesOf(preview);
    for (const { run, sample } of samples) if (!newer.has(sample.pipeline)) this.put(preview, sample, run);
    this.render(preview);
    this.changed.fire();
    return preview;
  }

  /** Opens the thread of one sample, and goes there. Nothing where it is not there any more. */
  async reveal(uri: vscode.Uri, traitId: string, run: string, id: string): Promise<Placed | undefined> {
    const find = (): Placed | undefined => this.known(uri, traitId).find(({ slot: { sample, run: of } }) => sample.id === id && of === run);
    if (find() === undefined) await this.restore(uri, traitId);
    const found = find();
    if (found === undefined) return undefined;
    const { preview, slot } = found;
    this.open(preview, slot).collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
    this.render(preview);
    return found;
  }

  /** The sample of a thread, or of one of its comments. */
  find(item: unknown): Placed | undefined {
    for (const placed of this.all()) if (placed.slot.thread === item || placed.slot.steps.some(({ comment }) => comment === item)) return placed;
    return undefined;
  }

  /** A sample by the run that made it. */
  placed(run: string, id: string): Placed | undefined {
    for (const placed of this.all()) if (placed.slot.run === run && placed.slot.sample.id === id) return placed;
    return undefined;
  }

  /** What is known of a trait, shown or not. */
  known(uri: vscode.Uri, traitId: string): readonly Placed[] {
    const preview = this.previewOf(uri, traitId);
    return preview === undefined ? [] : [...preview.slots.values()].map((slot) => ({ preview, slot }));
  }

  /** What critiques of samples of today's text found that a trait leaves open, shown or not; each once. */
  gaps(document: ParsedDocument, trait: Trait): readonly DocumentGap[] {
    const uri = document.source.uri;
    const shown = this.known(uri, trait.id).flatMap(({ slot: { sample } }) => (isStale({ document, trait }, sample) ? [] : (sample.critique?.document_gap ?? [])));
    const earlier = this.unshown(uri, trait.id).flatMap(({ isStale: stale, gap }) => (stale ? [] : (gap ?? [])));
    return [...new Map([...shown, ...earlier].map((gap) => [JSON.stringify([gap.part, gap.missing]), gap])).values()];
  }

  /** What earlier runs made by pipelines that nothing is shown of. */
  private unshown(uri: vscode.Uri, traitId: string): readonly EarlierSample[] {
    const preview = this.previewOf(uri, traitId);
    const shown = preview === undefined ? new Set<string>() : pipelinesOf(preview);
    return this.earlier.of(uri, traitId).filter(({ pipeline }) => !shown.has(pipeline));
  }

  clear(uri: vscode.Uri): void {
    for (const preview of this.of(uri)) this.remove(preview);
    this.changed.fire();
  }

  /** For tests: what is shown, as plain data. */
  shown(uri: vscode.Uri): readonly { traitId: string; line: number; label: string; context: string; comments: readonly string[]; markdown: readonly string[]; expanded: boolean; thread: vscode.CommentThread }[] {
    return this.of(uri).flatMap(({ anchor, slots }) =>
      [...slots.values()].flatMap(({ thread }) =>
        thread === undefined
          ? []
          : {
              traitId: anchor.traitId,
              line: thread.range?.start.line ?? -1,
              label: thread.label ?? '',
              context: thread.contextValue ?? '',
              comments: thread.comments.map(({ author, body }) => `${author.name}\n${typeof body === 'string' ? body : body.value}`),
              markdown: thread.comments.flatMap(({ body }) => (typeof body === 'string' ? [] : body.value)),
              expanded: thread.collapsibleState === vscode.CommentThreadCollapsibleState.Expanded,
              thread,
            },
      ),
    );
  }

  private *all(): Generator<Placed> {
    for (const preview of this.previews) for (const slot of preview.slots.values()) yield { preview, slot };
  }

  private of(uri: vscode.Uri): readonly Preview[] {
    const key = uri.toString();
    return [...this.previews].filter((preview) => preview.uri.toString() === key);
  }

  private previewOf(uri: vscode.Uri, traitId: string): Preview | undefined {
    return this.of(uri).find(({ anchor, trait }) => anchor.traitId === traitId && trait !== undefined);
  }

  private threadsOf(uri: vscode.Uri, traitId: string): readonly vscode.CommentThread[] {
    return this.known(uri, traitId).flatMap(({ slot }) => slot.thread ?? []);
  }

  private add(document: ParsedDocument, trait: Trait): Preview {
    const { source } = document;
    const preview: Preview = {
      uri: source.uri,
      anchor: { traitId: trait.id, offset: trait.range.start },
      line: source.positionAt(trait.range.start).line,
      document,
      trait,
      view: undefined,
      all: false,
      slots: new Map(),
    };
    this.previews.add(preview);
    this.readAnnotations(preview);
    return preview;
  }

  private readAnnotations(preview: Preview): void {
    this.annotations.of(preview.uri).then((view) => {
      preview.view = view;
      if (!this.previews.has(preview)) return;
      this.render(preview);
      this.changed.fire();
    }, this.onError);
  }

  private show(preview: Preview, sample: Sample, run: string): void {
    this.put(preview, sample, run);
    this.render(preview);
    this.changed.fire();
  }

  private put(preview: Preview, sample: Sample, run: string): void {
    const key = slotKey(sample);
    const known = preview.slots.get(key);
    const slot: ThreadSlot = known ?? { run, sample, steps: [] };
    slot.sample = sample;
    slot.run = run;
    preview.slots.set(key, slot);
    if (known === undefined && (preview.all || preview.slots.size <= MOST_THREADS)) this.open(preview, slot);
  }

  /** Only the first thread of a trait opens by itself. */
  private open(preview: Preview, slot: ThreadSlot): vscode.CommentThread {
    if (slot.thread !== undefined) return slot.thread;
    // A thread that begins with no comment has its reply open for ever.
    slot.thread = this.controller.createCommentThread(preview.uri, lineRange(preview.line), [NO_COMMENT]);
    slot.thread.canReply = false;
    const { Expanded, Collapsed } = vscode.CommentThreadCollapsibleState;
    const isFirst = [...preview.slots.values()].every((other) => other === slot || other.thread === undefined);
    slot.thread.collapsibleState = isFirst ? Expanded : Collapsed;
    return slot.thread;
  }

  private render(preview: Preview): void {
    renderSlots(preview.slots.values(), preview);
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
    for (const { thread } of preview.slots.values()) if (thread !== undefined && thread.range?.start.line !== line) thread.range = lineRange(line);
  }

  /** A thread cannot change its document: it is made anew. */
  private rename(preview: Preview, uri: vscode.Uri): void {
    preview.uri = uri;
    for (const slot of preview.slots.values()) {
      const shown = slot.thread;
      if (shown === undefined) continue;
      shown.dispose();
      delete slot.thread;
      slot.steps = [];
      this.open(preview, slot).collapsibleState = shown.collapsibleState;
    }
    this.readAnnotations(preview);
    this.render(preview);
    this.changed.fire();
  }

  private remove(preview: Preview): void {
    for (const { thread } of preview.slots.values()) thread?.dispose();
    this.previews.delete(preview);
  }
}

/** Stands in a thread until it says what there is, in the same moment. */
const NO_COMMENT: vscode.Comment = { author: { name: '' }, body: '', mode: vscode.CommentMode.Preview };

function pipelinesOf({ slots }: Preview): ReadonlySet<string> {
  return new Set([...slots.values()].map(({ sample }) => sample.pipeline));
}

function lineRange(line: number): vscode.Range {
  return new vscode.Range(line, 0, line, 0);
}

/** The inline preview: a comment thread for each sample, under the heading of its trait, wherever that moves. */
import * as vscode from 'vscode';
import type { Trait } from '../document/traits-document.ts';
import type { Sample } from '../generation/sample.ts';
import type { DocumentGap } from '../prompts/judgement.ts';
import { findAnchored, moveAnchor } from '../language/anchor.ts';
import type { Annotations } from './annotations.ts';
import type { ParsedDocument, TraitsDocuments } from './documents.ts';
import type { EarlierSample, EarlierSamples } from './earlier-samples.ts';
import { gapsOf, type PreviewSummary, summaryOf } from './preview-counts.ts';
import { bringIntoView, isInView, isOpen, movedWith, type Placed, placeThreads, type Preview, type ShownThread, shownThreads } from './preview-places.ts';
import { PreviewThreads, setOpen } from './preview-threads.ts';
import { renderSlots, renewedSlot, slotKey, type ThreadSlot } from './sample-thread.ts';

export type { Placed, Preview } from './preview-places.ts';

/** Threads that a trait has at first: a preview of twenty samples would bury the document. */
const MOST_THREADS = 5;

export class Previews implements vscode.Disposable {
  private readonly threads = new PreviewThreads();
  private readonly previews = new Set<Preview>();
  /** Where somebody went last. */
  private last: Placed | undefined;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];
  private readonly documents: TraitsDocuments;
  private readonly annotations: Pick<Annotations, 'of' | 'onDidChange'>;
  private readonly earlier: EarlierSamples;
  private readonly onError: (error: unknown) => void;

  readonly onDidChange = this.changed.event;

  constructor(documents: TraitsDocuments, annotations: Pick<Annotations, 'of' | 'onDidChange'>, earlier: EarlierSamples, onError: (error: unknown) => void) {
    this.documents = documents;
    this.annotations = annotations;
    this.earlier = earlier;
    this.onError = onError;
    this.subscriptions = [
      this.threads,
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
        for (const { oldUri, newUri } of files) {
          for (const preview of this.previews) {
            const uri = movedWith(preview.uri, oldUri, newUri);
            if (uri !== undefined) this.rename(preview, uri);
          }
        }
      }),
      vscode.workspace.onDidDeleteFiles(({ files }) => {
        const gone = [...this.previews].filter(({ uri }) => files.some((deleted) => movedWith(uri, deleted, deleted) !== undefined));
        for (const preview of gone) this.remove(preview);
        if (gone.length > 0) this.changed.fire();
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
    placeThreads(preview);
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
    const open = new Set(this.of(uri));
    return (sample) => {
      // Also those that were opened since; the document may have another name by now, and the trait another id.
      for (const preview of new Set([...open, ...this.of(uri)])) {
        const slot = preview.slots.get(slotKey(sample));
        if (!this.previews.has(preview) || slot === undefined || slot.sample.traitId !== sample.traitId) continue;
        const { sample: shown, run: of } = renewedSlot(slot, sample, run);
        this.show(preview, shown, of);
      }
    };
  }

  /** A run is over: what it has left under way comes to nothing. */
  ended(run: string): void {
    for (const { preview, slot } of this.all()) {
      if (slot.run !== run || slot.sample.status !== 'running') continue;
      const { sample, run: of } = renewedSlot(slot, { ...slot.sample, status: 'failed', reason: vscode.l10n.t('The run broke off before this sample was finished.') }, run);
      this.show(preview, sample, of);
    }
  }

  /** “3 samples, 1 stale”, or what is under way; undefined where there is none. Also of those that earlier runs made. */
  summary(document: ParsedDocument, trait: Trait): PreviewSummary | undefined {
    const { uri } = document.source;
    return summaryOf({ document, trait }, this.previewOf(uri, trait.id), this.unshown(uri, trait.id));
  }

  /** Opens the threads of a trait, those of its last run where none is shown; closes them when all are open. */
  async toggle(uri: vscode.Uri, traitId: string): Promise<void> {
    const shown = this.known(uri, traitId).filter(({ slot }) => slot.thread !== undefined);
    if (shown.length === 0 || this.unshown(uri, traitId).length > 0) {
      const preview = await this.restore(uri, traitId);
      if (preview !== undefined) bringIntoView(preview);
      return;
    }
    const opens = !shown.every(({ slot }) => isOpen(slot));
    for (const { slot } of shown) setOpen(slot, opens);
    if (opens) for (const { preview } of shown.slice(0, 1)) bringIntoView(preview);
  }

  /** Shows all threads of a trait, however many. */
  async showAll(uri: vscode.Uri, traitId: string): Promise<void> {
    const preview = this.previewOf(uri, traitId) ?? (await this.restore(uri, traitId));
    if (preview === undefined) return;
    preview.all = true;
    for (const slot of preview.slots.values()) {
      this.threads.make(preview, slot);
      setOpen(slot, true);
    }
    this.render(preview);
    this.changed.fire();
    bringIntoView(preview);
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
    this.threads.make(preview, slot);
    setOpen(slot, true);
    this.render(preview);
    return found;
  }

  /** The samples of a trait in the order in which they are shown, also those that earlier runs made. */
  async samples(uri: vscode.Uri, traitId: string): Promise<readonly Placed[]> {
    if (this.known(uri, traitId).length === 0 || this.unshown(uri, traitId).length > 0) await this.restore(uri, traitId);
    return this.known(uri, traitId);
  }

  /** The ids of the traits that have samples, also of earlier runs: to look into each of thousands would take its time. */
  async traitsWithSamples(uri: vscode.Uri): Promise<ReadonlySet<string>> {
    return new Set([...this.of(uri).map(({ anchor }) => anchor.traitId), ...(await this.earlier.traits(uri))]);
  }

  /** Where somebody went last, while that is there. */
  get current(): Placed | undefined {
    const { last } = this;
    return last !== undefined && this.previews.has(last.preview) && last.preview.slots.get(slotKey(last.slot.sample)) === last.slot ? last : undefined;
  }

  /** Closes the thread that somebody went to; going on goes on from there. */
  leave(): void {
    if (this.current !== undefined) setOpen(this.current.slot, false);
  }

  /** Opens a sample's thread as the one that somebody goes to, and closes those that nobody opened by hand. */
  visit(placed: Placed): void {
    const { preview, slot } = placed;
    const left = this.current;
    for (const { slot: other } of this.all()) if (other !== slot && other.isPassing) setOpen(other, false);
    this.last = placed;
    if (left !== undefined) left.slot.isCurrent = false;
    slot.isCurrent = true;
    if (!isOpen(slot)) {
      this.threads.make(preview, slot);
      setOpen(slot, true);
      slot.isPassing = true;
    }
    for (const changed of new Set([preview, left?.preview ?? preview])) {
      placeThreads(changed);
      this.render(changed);
    }
  }

  /** Whether all `count` samples of a run hang under headings that are in view in the active editor. */
  areInView(run: string, count: number): boolean {
    const placed = [...this.all()].filter(({ slot }) => slot.run === run);
    const active = vscode.window.activeTextEditor?.document.uri.toString();
    return placed.length > 0 && placed.length === count && placed.every(({ preview }) => preview.uri.toString() === active && isInView(preview));
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
    const { uri } = document.source;
    return gapsOf({ document, trait }, this.previewOf(uri, trait.id), this.unshown(uri, trait.id));
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
  shown(uri: vscode.Uri): readonly ShownThread[] {
    return this.of(uri).flatMap(shownThreads);
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

  private add(document: ParsedDocument, trait: Trait): Preview {
    const { source } = document;
    const preview: Preview = {
      uri: source.uri,
      anchor: { traitId: trait.id, offset: trait.range.start },
      line: source.positionAt(trait.range.start).line,
      document,
      trait,
      view: undefined,
      reading: undefined,
      all: false,
      slots: new Map(),
    };
    this.previews.add(preview);
    this.readAnnotations(preview);
    return preview;
  }

  private readAnnotations(preview: Preview): void {
    const reading = this.annotations.of(preview.uri);
    preview.reading = reading;
    reading.then((view) => {
      // What was asked for last holds, whichever comes last.
      if (!this.previews.has(preview) || preview.reading !== reading) return;
      preview.view = view;
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
    const slot: ThreadSlot = known ?? { run, sample, steps: [], isCurrent: false, isPassing: false };
    slot.sample = sample;
    slot.run = run;
    preview.slots.set(key, slot);
    if (known === undefined && (preview.all || preview.slots.size <= MOST_THREADS)) this.threads.make(preview, slot);
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
    placeThreads(preview);
  }

  private rename(preview: Preview, uri: vscode.Uri): void {
    preview.uri = uri;
    this.threads.makeAnew(preview);
    // VS Code may have opened and read it under its new name before it says so.
    vscode.workspace
      .openTextDocument(uri)
      .then((source) => this.documents.current(source))
      .then((document) => {
        if (document !== undefined && this.previews.has(preview) && preview.uri === uri) this.settle(preview, document);
      }, this.onError);
    this.readAnnotations(preview);
    this.render(preview);
    this.changed.fire();
  }

  private remove(preview: Preview): void {
    for (const { thread } of preview.slots.values()) thread?.dispose();
    this.previews.delete(preview);
  }
}

function pipelinesOf({ slots }: Preview): ReadonlySet<string> {
  return new Set([...slots.values()].map(({ sample }) => sample.pipeline));
}

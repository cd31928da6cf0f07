/** One sample in a comment thread: its label, its comments, and what the menus offer for it. */
import * as vscode from 'vscode';
import { type Chunk, chunkOf } from '../document/chunk.ts';
import type { Trait } from '../document/traits-document.ts';
import { isPinned } from '../generation/pinned.ts';
import { verifyQuotes } from '../generation/quotes.ts';
import { refuseRevision } from '../generation/revisable.ts';
import type { Sample } from '../generation/sample.ts';
import type { AnnotationsView } from './annotations.ts';
import type { ParsedDocument } from './documents.ts';
import { isCut, sampleSteps, type Step, threadLabel, type Today } from './sample-comments.ts';

/** A sample, and the run that made it. */
export interface MadeSample {
  readonly run: string;
  readonly sample: Sample;
}

/** A comment, and the words that its menus are about. */
interface ThreadStep extends Step {
  readonly menus: string;
}

/** A sample that is shown, or would be if somebody opened it. */
export interface ThreadSlot extends MadeSample {
  run: string;
  sample: Sample;
  /** What it was before somebody had it made anew, until that has come to something. */
  before?: MadeSample;
  /** Why a try to make it anew came to nothing. */
  trouble?: string;
  /** Absent while it is not shown. */
  thread?: vscode.CommentThread;
  /** Somebody went to it last: keys pressed in its thread are about it. */
  isCurrent: boolean;
  /** It opened by itself, or in going from one sample to the next: going on closes it. */
  isPassing: boolean;
  /** What the comments say, to leave those alone that say it still: VS Code tells comments apart by object. */
  steps: readonly { readonly step: ThreadStep; readonly comment: vscode.Comment }[];
}

/**
 * What a slot shows once a run makes its sample anew. One that fails or is cancelled leaves what was there, and says why;
 * one that was made for the first time has nothing before it.
 */
export function renewedSlot(slot: ThreadSlot, sample: Sample, run: string): MadeSample {
  const isLost = sample.status === 'failed' || sample.status === 'cancelled';
  if (slot.run !== run) slot.before ??= { run: slot.run, sample: slot.sample };
  delete slot.trouble;
  const { before } = slot;
  if (sample.status !== 'running') delete slot.before;
  if (before === undefined || !isLost || before.sample.status === 'failed' || before.sample.status === 'cancelled') return { run, sample };
  slot.trouble = sample.reason ?? sample.status;
  return before;
}

/** Unique in a trait's preview: samples of two pipelines may have one id. */
export function slotKey({ pipeline, id }: Pick<Sample, 'pipeline' | 'id'>): string {
  return `${pipeline} ${id}`;
}

/** What a thread stands in. */
export interface ThreadPlace {
  readonly document: ParsedDocument;
  readonly trait: Trait | undefined;
  readonly view: AnnotationsView | undefined;
}

/** Whether the document has changed since a sample was made. */
export function isStale({ document, trait }: Pick<ThreadPlace, 'document' | 'trait'>, { chunkHash }: Pick<Sample, 'chunkHash'>): boolean {
  return trait !== undefined && chunkOf(document.parsed, trait).hash !== chunkHash;
}

/** What is counted of a sample: a person's word goes before a model's, where it is another. */
export function countedStatus(status: string, verdict: 'accepted' | 'rejected' | undefined): string {
  return verdict === undefined || status === 'running' || (verdict === 'accepted' && status === 'kept') ? status : verdict;
}

/** Like `2 kept`: what became of samples, or of what else a run makes. */
export function countOf(status: string, count: number): string {
  switch (status) {
    case 'kept':
      return vscode.l10n.t('{0} kept', count);
    case 'dropped':
      return vscode.l10n.t('{0} dropped', count);
    case 'unparsed':
      return vscode.l10n.t('{0} could not be read', count);
    case 'failed':
      return vscode.l10n.t('{0} failed', count);
    case 'cancelled':
      return vscode.l10n.t('{0} cancelled', count);
    case 'accepted':
      return vscode.l10n.t('{0} accepted by a person', count);
    case 'rejected':
      return vscode.l10n.t('{0} rejected by a person', count);
    default:
      // A journal may be of another version.
      return `${count} ${status.slice(0, 40)}`;
  }
}

/** Says in the slots' threads what is so today; comments that say it already are left alone. */
export function renderSlots(slots: Iterable<ThreadSlot>, { document, trait, view }: ThreadPlace): void {
  const { source, parsed } = document;
  const chunk = trait === undefined ? undefined : chunkOf(parsed, trait);
  const link: Today['link'] = (offset) => {
    const line = source.positionAt(offset).line + 1;
    return { line, target: source.uri.with({ fragment: `L${line}` }).toString() };
  };
  for (const slot of slots) {
    if (slot.thread !== undefined) render(slot, slot.thread, chunk, view, link, trait !== undefined && isPinned(trait, slot.sample));
  }
}

function render(slot: ThreadSlot, thread: vscode.CommentThread, chunk: Chunk | undefined, view: AnnotationsView | undefined, link: Today['link'], pinned: boolean): void {
  const { sample, run } = slot;
  const texts = sample.quotes.map(({ text }) => text);
  const about = [run, sample.id, sample.chunkHash] as const;
  const today: Today = {
    gone: chunk === undefined,
    stale: chunk !== undefined && chunk.hash !== sample.chunkHash,
    quotes: chunk === undefined ? texts.map((text) => ({ text })) : verifyQuotes(chunk, texts),
    link,
    decision: view?.of(...about),
    history: historyOf(view, slot),
    trouble: slot.trouble,
  };
  const label = threadLabel(sample, today);
  if (thread.label !== label) thread.label = label;
  const context = contextOf(sample, today, pinned, slot.isCurrent);
  if (thread.contextValue !== context) thread.contextValue = context;
  const { Resolved, Unresolved } = vscode.CommentThreadState;
  if (today.decision?.verdict !== undefined && thread.state !== Resolved) thread.state = Resolved;
  // What nobody has decided about is not marked as a question that waits for an answer.
  if (today.decision?.verdict === undefined && thread.state === Resolved) thread.state = Unresolved;
  const canReply = sample.status !== 'running';
  if (thread.canReply !== canReply) thread.canReply = canReply;
  const before = slot.steps;
  // VS Code works the buttons of a comment out when it is made, before it hears of its thread's: so a comment has its own words, and is made anew when they change.
  const menus = MENUS.filter((word) => context.split(' ').includes(word)).join(' ');
  slot.steps = sampleSteps(sample, today).map((told, index) => {
    const step = { ...told, menus };
    const same = before[index];
    return same !== undefined && JSON.stringify(same.step) === JSON.stringify(step) ? same : { step, comment: toComment(step) };
  });
  const unchanged = slot.steps.length === before.length && slot.steps.every((step, index) => step === before[index]);
  if (!unchanged) thread.comments = slot.steps.map(({ comment }) => comment);
}

/** The words of a thread that the menus of its comments are about. */
const MENUS: readonly string[] = ['finished', 'pinnable'];

/** What was said of the sample, and of what it was before a reply led on to it. */
function historyOf(view: AnnotationsView | undefined, { run, sample }: MadeSample): Today['history'] {
  if (view === undefined) return [];
  const runs = new Set([...(sample.remarks ?? []).map((remark) => remark.run), run]);
  return [...runs].flatMap((of) => view.history(of, sample.id, sample.chunkHash).filter(({ type }) => of === run || type === 'comment'));
}

/** Words for the `when` clauses of menus: `commentThread =~ /\bfinished\b/`. */
function contextOf(sample: Sample, { gone, decision }: Today, pinned: boolean, isCurrent: boolean): string {
  const { critique, draft } = sample;
  const words: readonly (string | false)[] = [
    'traits.sample',
    sample.pipeline,
    sample.status === 'running' ? 'running' : 'finished',
    decision?.verdict ?? 'undecided',
    draft !== undefined && (finalText(sample) ?? draft) !== draft && 'rewritten',
    sample.plan !== undefined && !sample.pinned && !pinned && !gone && 'pinnable',
    critique?.document_gap !== undefined && critique.document_gap !== null && !gone && 'gap',
    (sample.pipeline === 'document' ? (sample.document ?? draft) !== undefined : isCut(sample)) && 'text',
    !gone && refuseRevision(sample) === undefined && 'revisable',
    gone && 'gone',
    isCurrent && 'current',
  ];
  return words.filter((word) => word !== false).join(' ');
}

/** The answer or the text as it stands last, whatever a judge says of it. */
export function finalText({ pipeline, document, response, rewrite }: Sample): string | undefined {
  return pipeline === 'document' ? (document ?? rewrite) : (response ?? rewrite);
}

function toComment({ kind, title, label, body, menus }: ThreadStep): vscode.Comment {
  return {
    author: { name: title },
    // A string is shown as it is; only our own words are Markdown.
    body: 'text' in body ? body.text : new vscode.MarkdownString(body.markdown),
    mode: vscode.CommentMode.Preview,
    contextValue: [kind, menus].join(' ').trim(),
    ...(label === '' ? {} : { label }),
  };
}

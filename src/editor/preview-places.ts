/** Where the threads of a trait stand: all under its heading, each at a column of its own, and whether that is in view. */
import * as vscode from 'vscode';
import type { Trait } from '../document/traits-document.ts';
import type { Anchor } from '../language/anchor.ts';
import type { AnnotationsView } from './annotations.ts';
import type { ParsedDocument } from './documents.ts';
import type { ThreadSlot } from './sample-thread.ts';

/** The previews of one trait in one document. */
export interface Preview {
  uri: vscode.Uri;
  anchor: Anchor;
  line: number;
  /** The document as it was read last, and the trait in it; undefined while it is gone. */
  document: ParsedDocument;
  trait: Trait | undefined;
  view: AnnotationsView | undefined;
  /** What was asked for last of what people decided. */
  reading: Promise<AnnotationsView> | undefined;
  /** All of its threads, not the first few alone. */
  all: boolean;
  readonly slots: Map<string, ThreadSlot>;
}

/** A sample in its thread. */
export interface Placed {
  readonly preview: Preview;
  readonly slot: ThreadSlot;
}

export function isOpen({ thread }: ThreadSlot): boolean {
  return thread?.collapsibleState === vscode.CommentThreadCollapsibleState.Expanded;
}

/** Puts the threads of a trait where they belong; those that stand there already are left alone. */
export function placeThreads(preview: Preview): void {
  const length = headingLength(preview);
  let count = 0;
  for (const slot of preview.slots.values()) {
    count += 1;
    if (slot.thread === undefined) continue;
    const range = rangeAt(preview.line, columnOf(slot, count, length));
    if (slot.thread.range?.isEqual(range) !== true) slot.thread.range = range;
  }
}

/** Where the thread of a sample belongs. */
export function threadRange(preview: Preview, slot: ThreadSlot): vscode.Range {
  const count = [...preview.slots.values()].indexOf(slot) + 1;
  return rangeAt(preview.line, columnOf(slot, count, headingLength(preview)));
}

/**
 * VS Code goes from thread to thread by line and column, and stacks those of a line by column: so each has its own, in
 * their order. Where a heading has fewer characters than there are samples, the last one is for the sample that
 * somebody goes to, and the others stand beyond it.
 */
function columnOf({ isCurrent }: ThreadSlot, count: number, length: number): number {
  if (count < length) return count;
  return isCurrent ? Math.max(1, length) : length + count;
}

function rangeAt(line: number, column: number): vscode.Range {
  return new vscode.Range(line, column, line, column);
}

function headingLength({ document: { source }, line }: Preview): number {
  return line < source.lineCount ? source.lineAt(line).text.length : 0;
}

/** What is shown of a sample, as plain data. */
export interface ShownThread {
  readonly traitId: string;
  readonly line: number;
  readonly label: string;
  readonly context: string;
  readonly comments: readonly string[];
  readonly markdown: readonly string[];
  readonly expanded: boolean;
  readonly thread: vscode.CommentThread;
}

export function shownThreads({ anchor, slots }: Preview): readonly ShownThread[] {
  return [...slots.values()].flatMap((slot) => {
    const { thread } = slot;
    if (thread === undefined) return [];
    return {
      traitId: anchor.traitId,
      line: thread.range?.start.line ?? -1,
      label: thread.label ?? '',
      context: thread.contextValue ?? '',
      comments: thread.comments.map(({ author, body }) => `${author.name}\n${typeof body === 'string' ? body : body.value}`),
      markdown: thread.comments.flatMap(({ body }) => (typeof body === 'string' ? [] : body.value)),
      expanded: isOpen(slot),
      thread,
    };
  });
}

/** The editor that shows a document; of several the one that is active. */
export function editorOf(uri: vscode.Uri): vscode.TextEditor | undefined {
  const key = uri.toString();
  return [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors].find((editor) => editor?.document.uri.toString() === key);
}

/** Whether the heading is in view, in the editor that shows it; within the upper `part` of what is. */
export function isInView({ uri, line }: Preview, part = 1): boolean {
  const [first, last] = [editorOf(uri)?.visibleRanges[0]?.start.line, editorOf(uri)?.visibleRanges.at(-1)?.end.line];
  return first !== undefined && last !== undefined && first <= line && line <= first + (last - first) * part;
}

/** Scrolls to the heading where what opens under it would be out of sight. */
export function bringIntoView(preview: Preview): void {
  if (!isInView(preview, 1 / 2)) toTop(preview);
}

/** Scrolls the heading to the top of the window, with what can be done with the trait over it. */
export function toTop({ uri, line }: Preview): void {
  const above = Math.max(0, line - 1);
  editorOf(uri)?.revealRange(new vscode.Range(above, 0, above, 0), vscode.TextEditorRevealType.AtTop);
}

/** What `uri` is called once `from` is called `to`: the same file, or one in a folder. Undefined where it has nothing to do with it. */
export function movedWith(uri: vscode.Uri, from: vscode.Uri, to: vscode.Uri): vscode.Uri | undefined {
  if (uri.toString() === from.toString()) return to;
  if (uri.scheme !== from.scheme || uri.authority !== from.authority || !uri.path.startsWith(`${from.path}/`)) return undefined;
  return to.with({ path: `${to.path}${uri.path.slice(from.path.length)}` });
}

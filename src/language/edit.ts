/** A change to a document's text, as the functions of this folder give it. */
import type { Range } from '../document/range.ts';

export interface Edit {
  readonly range: Range;
  readonly newText: string;
}

/** The text with each range replaced. Ranges do not overlap; edits at one place follow each other as they are given. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { range, newText } of edits.toSorted((a, b) => a.range.start - b.range.start)) {
    pieces.push(text.slice(from, range.start), newText);
    from = Math.max(from, range.end);
  }
  return pieces.join('') + text.slice(from);
}

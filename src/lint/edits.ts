/** Applies the edits of fixes. */
import type { Edit } from './rule.ts';

/** The text with each range replaced; edits at the same place follow each other as they are given. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let from = 0;
  for (const { range, newText } of edits.toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end)) {
    result += text.slice(from, range.start) + newText;
    from = range.end;
  }
  return result + text.slice(from);
}

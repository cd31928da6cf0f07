/** Cuts Markdown where no code span and no link can go on: at blank lines and at fences. */
import type { Range } from './range.ts';

/** The first line of a fence, whatever it stands in. */
const FENCE = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(`{3,}(?![^\r\n]*`)|~{3,})/;

/**
 * The runs of lines between blank lines and fences, in order, with the white space at their ends. A line of which
 * `isApart` says so is no part of any; it is asked of each line of text once, where it starts.
 */
export function* textRuns(text: string, isApart: (line: string, start: number) => boolean = () => false): Generator<Range, void, undefined> {
  let fence: string | undefined;
  let start = 0;
  for (const { index, 0: line } of text.matchAll(/[^\r\n]+|\r\n?|\n/g)) {
    const lineBreak = line.startsWith('\n') || line.startsWith('\r');
    if (fence !== undefined) {
      const closing = line.replace(/^[ \t>]+/, '').trimEnd();
      if (closing.startsWith(fence) && closing === fence.charAt(0).repeat(closing.length)) fence = undefined;
      start = index + line.length;
      continue;
    }
    const previous = text.charAt(index - 1);
    const blank = lineBreak ? previous === '\n' || previous === '\r' : line.trim() === '';
    fence = lineBreak ? undefined : FENCE.exec(line)?.[1];
    const ends = blank || fence !== undefined || (!lineBreak && isApart(line, index));
    if (!ends) continue;
    yield { start, end: index };
    start = index + line.length;
  }
  yield { start, end: text.length };
}

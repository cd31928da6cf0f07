/** A piece of a sample that shows a pattern. */
import type { SampleText } from '../dataset/sample-text.ts';
import type { Range } from '../document/range.ts';
import type { Example } from './pattern.ts';

const EXAMPLE_LENGTH = 240;
/** How much of what stands before a match an example shows. */
const BEFORE_MATCH = 40;

/** The piece of a response around its first match. */
export function exampleOf(source: string, { line, id, response }: SampleText, ranges: readonly Range[]): Example {
  const first = ranges[0]?.start ?? 0;
  const start = startOfWord(response, Math.max(0, Math.min(first - BEFORE_MATCH, response.length - EXAMPLE_LENGTH)), first);
  const end = startOfCharacter(response, Math.min(response.length, Math.max(start + EXAMPLE_LENGTH, Math.min(ranges[0]?.end ?? 0, start + 2 * EXAMPLE_LENGTH))));
  const within = ranges.flatMap((range) => (range.start >= start && range.start < end ? [{ start: range.start - start, end: Math.min(range.end, end) - start }] : []));
  return { source, line, ...(id === undefined ? {} : { id }), text: response.slice(start, end), ranges: within };
}

/** The next place at which a word begins, before `end`. */
function startOfWord(text: string, offset: number, end: number): number {
  const space = offset === 0 ? -1 : text.slice(offset, end).search(/\s\S/);
  return space === -1 ? startOfCharacter(text, offset) : offset + space + 1;
}

/** Not between the two halves of a character. */
function startOfCharacter(text: string, offset: number): number {
  const code = text.charCodeAt(offset);
  return code >= 0xdc00 && code <= 0xdfff ? offset - 1 : offset;
}

/** Half-open ranges of UTF-16 offsets, and the way from offsets to lines and back. */

/** Offsets in UTF-16 code units, as JavaScript strings and VS Code count them; `end` is not included. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A zero-based line and UTF-16 character, as in the Language Server Protocol. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export function shiftRange(range: Range, by: number): Range {
  return { start: range.start + by, end: range.end + by };
}

/** Where the line of `at` begins. Looks back no further: `lastIndexOf` of a carriage return would search the whole text where there is none. */
export function lineStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') start -= 1;
  return start;
}

/** The offset at which each line starts. Lines end with `\n`, `\r\n` or `\r`, as in the Language Server Protocol. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  // indexOf is many times faster than a look at each character; lone carriage returns are rare.
  const hasCarriageReturn = text.includes('\r');
  if (!hasCarriageReturn) {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    return starts;
  }
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
  return starts;
}

/** The index of the line that holds `offset`, by binary search. */
export function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function positionAt(starts: readonly number[], offset: number): Position {
  const line = lineAt(starts, offset);
  return { line, character: offset - (starts[line] ?? 0) };
}

/** The last of `sorted`, which do not overlap, that holds `offset`; its end counts as in it. By binary search. */
export function rangeAt<T extends { readonly range: Range }>(sorted: readonly T[], offset: number): T | undefined {
  const found = sorted[countUpTo(sorted.length, (index) => sorted[index]?.range.start, offset) - 1];
  return found !== undefined && offset <= found.range.end ? found : undefined;
}

/** Whether one of `sorted`, which do not overlap, holds `offset`. By binary search. */
export function isWithin(sorted: readonly Range[], offset: number): boolean {
  const found = sorted[countUpTo(sorted.length, (index) => sorted[index]?.start, offset) - 1];
  return found !== undefined && offset < found.end;
}

/** How many of `count` places, ascending, are `offset` or before it. */
export function countUpTo(count: number, placeOf: (index: number) => number | undefined, offset: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((placeOf(middle) ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

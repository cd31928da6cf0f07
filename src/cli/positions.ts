/** Turns offsets into zero-based lines and UTF-16 characters, as in the Language Server Protocol. */
import { lineStarts, type Position, positionAt, type Range } from '../document/range.ts';

export interface PositionRange {
  readonly start: Position;
  readonly end: Position;
}

/** A function from ranges of offsets in `text` to ranges of positions. */
export function positionsIn(text: string): (range: Range) => PositionRange {
  const starts = lineStarts(text);
  return ({ start, end }) => ({ start: positionAt(starts, start), end: positionAt(starts, end) });
}

/** Verifies what a critique quotes: by string match in the chunk, never by a model's word. */
import { type Chunk, type ChunkPiece, type Substituted, substitute } from '../document/chunk.ts';
import { type Range, shiftRange } from '../document/range.ts';
import type { Quote } from './sample.ts';

/**
 * Finds each quote in the chunk, first in the trait itself. White space may differ, since lines wrap; nothing else
 * may. Placeholders match as written and as filled in.
 */
export function verifyQuotes(chunk: Chunk, quotes: readonly string[]): readonly Quote[] {
  const pieces = chunk.pieces
    .toSorted((a, b) => Number(b.role === 'trait') - Number(a.role === 'trait'))
    .map((piece) => ({ piece, filled: substitute(piece.text, chunk.variables) }));
  return quotes.map((text): Quote => {
    const pattern = quotePattern(text);
    if (pattern === undefined) return { text };
    for (const { piece, filled } of pieces) {
      const range = findIn(piece, filled, pattern);
      if (range !== undefined) return { text, found: { role: piece.role, range } };
    }
    return { text };
  });
}

/**
 * Whether a quote's words stand in one place of the chunk and in no other. Where a quote is looked for in another text
 * than the one that it was copied from, the first place that has its words may be any.
 */
export function standsOnce(chunk: Chunk, quote: string): boolean {
  const pattern = quotePattern(quote);
  if (pattern === undefined) return false;
  const every = new RegExp(pattern, 'g');
  const places = chunk.pieces.flatMap(({ text, range }) => {
    if (range === undefined) return [];
    const written = text.match(every)?.length ?? 0;
    return written > 0 ? written : (substitute(text, chunk.variables).text.match(every)?.length ?? 0);
  });
  return places.reduce((sum, count) => sum + count, 0) === 1;
}

function quotePattern(text: string): RegExp | undefined {
  const words = text.trim().split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return undefined;
  return new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('\\s+'));
}

function findIn({ text, range }: ChunkPiece, filled: Substituted, pattern: RegExp): Range | undefined {
  if (range === undefined) return undefined;
  const written = pattern.exec(text);
  if (written !== null) return shiftRange({ start: written.index, end: written.index + written[0].length }, range.start);
  const shown = pattern.exec(filled.text);
  if (shown === null) return undefined;
  const end = shown.index + shown[0].length;
  return shiftRange({ start: sourceOffset(filled, shown.index, 'start'), end: sourceOffset(filled, end, 'end') }, range.start);
}

/** From an offset in the filled-in text to one in the text as written. Inside a filling it is the edge of the whole placeholder. */
function sourceOffset(filled: Substituted, offset: number, side: 'start' | 'end'): number {
  let shift = 0;
  for (const { at, length, sourceAt, sourceLength } of filled.replaced) {
    if (offset <= at) break;
    if (offset < at + length) return side === 'start' ? sourceAt : sourceAt + sourceLength;
    shift += sourceLength - length;
  }
  return offset + shift;
}

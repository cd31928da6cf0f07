/** Verifies what a critique quotes: by string match in the chunk, never by a model's word. */
import { type Chunk, type ChunkPiece, type Substituted, substitute } from '../document/chunk.ts';
import type { Range } from '../document/range.ts';
import type { Quote } from './sample.ts';

/**
 * Finds each quote in the chunk, first in the trait itself. White space may differ, since lines wrap; nothing else
 * may. Placeholders match as written and as filled in.
 */
export function verifyQuotes(chunk: Chunk, quotes: readonly string[]): readonly Quote[] {
  const pieces = chunk.pieces.toSorted((a, b) => Number(b.role === 'trait') - Number(a.role === 'trait'));
  return quotes.map((text): Quote => {
    const pattern = quotePattern(text);
    if (pattern === undefined) return { text };
    for (const piece of pieces) {
      const range = findIn(piece, pattern, chunk.variables);
      if (range !== undefined) return { text, found: { role: piece.role, range } };
    }
    return { text };
  });
}

function quotePattern(text: string): RegExp | undefined {
  const words = text.trim().split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return undefined;
  return new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('\\s+'));
}

function findIn(piece: ChunkPiece, pattern: RegExp, variables: ReadonlyMap<string, string>): Range | undefined {
  const { range } = piece;
  if (range === undefined) return undefined;
  const written = pattern.exec(piece.text);
  if (written !== null) return { start: range.start + written.index, end: range.start + written.index + written[0].length };
  const filled = substitute(piece.text, variables);
  const shown = pattern.exec(filled.text);
  if (shown === null) return undefined;
  return {
    start: range.start + sourceOffset(filled, shown.index, 'start'),
    end: range.start + sourceOffset(filled, shown.index + shown[0].length, 'end'),
  };
}

/** From an offset in the filled-in text to one in the text as written; inside a filling, its nearer end. */
function sourceOffset(filled: Substituted, offset: number, side: 'start' | 'end'): number {
  let shift = 0;
  for (const { at, length, sourceAt, sourceLength } of filled.replaced) {
    if (offset < at || (offset === at && side === 'start')) break;
    if (offset < at + length || (offset === at + length && side === 'end')) return side === 'start' ? sourceAt : sourceAt + sourceLength;
    shift += sourceLength - length;
  }
  return offset + shift;
}

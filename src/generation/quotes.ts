/** Verifies what a critique quotes: by string match in the chunk, never by a model's word. */
import { type Chunk, type ChunkPiece, type Substituted, substitute } from '../document/chunk.ts';
import { type Range, shiftRange } from '../document/range.ts';
import type { Quote } from './sample.ts';

/**
 * Finds each quote in the chunk, first in the trait itself. White space may differ, since lines wrap; a model may have
 * put quotation marks around it, ended it with a full stop, or left out emphasis; nothing else may differ. Placeholders
 * match as written and as filled in. What is too short to be of one place, or is part of a word, is not found.
 */
export function verifyQuotes(chunk: Chunk, quotes: readonly string[]): readonly Quote[] {
  const pieces = searched(chunk);
  return quotes.map((text): Quote => {
    for (const needle of needlesOf(text)) {
      for (const piece of pieces) {
        const range = piece.find(needle);
        if (range !== undefined) return { text, found: { role: piece.role, range } };
      }
    }
    return { text };
  });
}

/**
 * Whether a quote's words stand in one place of the chunk and in no other. Where a quote is looked for in another text
 * than the one that it was copied from, the first place that has its words may be any.
 */
export function standsOnce(chunk: Chunk, quote: string): boolean {
  const pieces = searched(chunk);
  for (const needle of needlesOf(quote)) {
    const count = pieces.reduce((sum, piece) => sum + piece.count(needle), 0);
    if (count > 0) return count === 1;
  }
  return false;
}

/** Thousands of quotes may be looked for in one chunk, one after the other. */
const known = new WeakMap<Chunk, readonly SearchedPiece[]>();

/** The pieces of a chunk, those of the trait itself first. */
function searched(chunk: Chunk): readonly SearchedPiece[] {
  const there = known.get(chunk);
  if (there !== undefined) return there;
  const pieces = chunk.pieces.toSorted((a, b) => Number(b.role === 'trait') - Number(a.role === 'trait')).map((piece) => new SearchedPiece(piece, chunk));
  known.set(chunk, pieces);
  return pieces;
}

/** What is looked for: a quote on one line. */
interface Needle {
  readonly text: string;
  readonly withEmphasis: boolean;
}

/** How a quote may stand in a text, the most faithful first; none where it is too short. */
function needlesOf(quote: string): readonly Needle[] {
  const written = flatten(quote, true).text.trim();
  const bare = bareQuote(written);
  const needles = [
    { text: written, withEmphasis: true },
    { text: bare, withEmphasis: true },
    { text: bareQuote(flatten(bare, false).text.trim()), withEmphasis: false },
  ];
  return needles.filter(({ text }) => isLongEnough(text));
}

/** Without quotation marks around it and a full stop at its end, on either side of the closing mark. */
function bareQuote(text: string): string {
  const inner = withoutFullStop(text);
  const isQuoted = inner.length > 1 && QUOTATION_MARKS.includes(inner.charAt(0)) && QUOTATION_MARKS.includes(inner.charAt(inner.length - 1));
  return isQuoted ? withoutFullStop(inner.slice(1, -1).trim()) : inner;
}

function withoutFullStop(text: string): string {
  return /[.。]$/u.test(text) ? text.slice(0, -1).trimEnd() : text;
}

const QUOTATION_MARKS = '"\'“”„‟‘’‚«»‹›「」『』';
const FEWEST_WORDS = 3;
const FEWEST_CHARACTERS = 12;
/** Letters of scripts that are written without spaces; two of them count as a word. */
const UNSPACED = '\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Thai}\\p{scx=Lao}\\p{scx=Khmer}\\p{scx=Myanmar}';
const WORD = new RegExp(`[${UNSPACED}]{2}|[\\p{L}\\p{M}\\p{N}]+`, 'gu');
const IN_WORD = `(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}]`;
const ENDS_IN_WORD = new RegExp(`${IN_WORD}$`, 'u');
const BEGINS_IN_WORD = new RegExp(`^${IN_WORD}`, 'u');

/** Shorter ones stand in many places, and show nothing. */
function isLongEnough(text: string): boolean {
  let words = 0;
  for (const _ of text.matchAll(WORD)) {
    words += 1;
    if (words >= FEWEST_WORDS || text.length >= FEWEST_CHARACTERS) return true;
  }
  return false;
}

/** A text on one line, with where each of its characters stood. */
interface Flat {
  readonly text: string;
  readonly at: readonly number[];
}

function flatten(text: string, withEmphasis: boolean): Flat {
  const characters: string[] = [];
  const at: number[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (!withEmphasis && (character === '*' || character === '_')) continue;
    const isSpace = /\s/.test(character);
    if (isSpace && characters.at(-1) === ' ') continue;
    characters.push(isSpace ? ' ' : character);
    at.push(index);
  }
  return { text: characters.join(''), at };
}

/** Where a needle begins in a text, at the edges of words; after each other. */
function* placesOf(needle: string, text: string): Generator<number> {
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
    const end = at + needle.length;
    const isCut = ENDS_IN_WORD.test(text.slice(Math.max(0, at - 2), at)) && BEGINS_IN_WORD.test(needle.slice(0, 2));
    if (!isCut && !(ENDS_IN_WORD.test(needle.slice(-2)) && BEGINS_IN_WORD.test(text.slice(end, end + 2)))) yield at;
  }
}

/** A piece of a chunk as written and as filled in, each flattened when it is first asked for. */
class SearchedPiece {
  readonly role: ChunkPiece['role'];
  private readonly piece: ChunkPiece;
  private readonly filled: Substituted;
  private readonly flats = new Map<string, Flat>();

  constructor(piece: ChunkPiece, { variables }: Chunk) {
    this.role = piece.role;
    this.piece = piece;
    this.filled = substitute(piece.text, variables);
  }

  /** The first place, in the document; undefined where there is none, and for what does not stand in the document. */
  find({ text, withEmphasis }: Needle): Range | undefined {
    const { range } = this.piece;
    if (range === undefined) return undefined;
    for (const isFilled of [false, true]) {
      const flat = this.flat(isFilled, withEmphasis);
      for (const place of placesOf(text, flat.text)) {
        const start = flat.at[place] ?? 0;
        const end = (flat.at[place + text.length - 1] ?? 0) + 1;
        const source = isFilled ? { start: sourceOffset(this.filled, start, 'start'), end: sourceOffset(this.filled, end, 'end') } : { start, end };
        return shiftRange(source, range.start);
      }
    }
    return undefined;
  }

  /** How many places there are: as written, or where there are none, as filled in. */
  count({ text, withEmphasis }: Needle): number {
    if (this.piece.range === undefined) return 0;
    const placesIn = (isFilled: boolean): number => [...placesOf(text, this.flat(isFilled, withEmphasis).text)].length;
    return placesIn(false) || placesIn(true);
  }

  private flat(isFilled: boolean, withEmphasis: boolean): Flat {
    const key = `${isFilled} ${withEmphasis}`;
    const flat = this.flats.get(key) ?? flatten(isFilled ? this.filled.text : this.piece.text, withEmphasis);
    this.flats.set(key, flat);
    return flat;
  }
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

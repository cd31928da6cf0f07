/** Finds similar texts among many by what they are written with, for when no embedding model is set. */
import { randomNumbers } from '../random.ts';
import type { Similar, SimilarityIndex } from './similarity-index.ts';
import { FEW_STEPS, KeptSketches } from './sketches.ts';

/** Characters of a shingle. Words would tell more in some languages, and there are languages that leave no space between them. */
const SHINGLE = 5;
/** Of characters that each are a syllable or a word. */
const WIDE_SHINGLE = 2;
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** Bits of a sketch, each from a hash of its own. */
const BITS = 256;

export interface TextIndex extends SimilarityIndex {
  /** `exact`: all are compared. `sketched`: of the pairs that are only just similar enough, about one of a thousand may be missed. */
  readonly method: 'exact' | 'sketched';
}

/**
 * An index of texts by the shingles that they share: those of both, divided by those of either (Jaccard). Case,
 * punctuation and white space make no difference. A text without a letter or a digit is like none. For pairs of at
 * least `least`, above 0 and at most 1.
 */
export function textIndex(texts: readonly string[], least: number): TextIndex {
  const sets = texts.map(shinglesOf);
  const steps = (sets.reduce((sum, { length }) => sum + length, 0) * sets.length) / 2;
  return steps <= FEW_STEPS ? exactIndex(sets, least) : sketchedIndex(sets, least);
}

function exactIndex(sets: readonly Int32Array[], least: number): TextIndex {
  const kept: number[] = [];
  return { method: 'exact', similarTo: (index) => similarAmong(sets, index, kept, least), keep: (index) => void kept.push(index) };
}

/**
 * Two sets have the same least element in a random order with the probability of their Jaccard (Broder, 1997), and one
 * bit of its hash then agrees for certain, and otherwise every other time (Li and König, 2010).
 */
function sketchedIndex(sets: readonly Int32Array[], least: number): TextIndex {
  const words = BITS / 32;
  const sketches = new Int32Array(sets.length * words);
  const random = randomNumbers('orders');
  const orders = Array.from({ length: BITS }, () => ({ factor: Math.floor(random() * 2 ** 32) | 1, addend: Math.floor(random() * 2 ** 32) | 0 }));
  for (const [index, set] of sets.entries()) {
    for (const [bit, { factor, addend }] of orders.entries()) {
      let lowest = 2 ** 31;
      for (let at = 0; at < set.length; at += 1) lowest = Math.min(lowest, (Math.imul(set[at]!, factor) + addend) | 0);
      sketches[index * words + (bit >>> 5)]! |= (Math.imul(lowest, 0x9e37_79b1) >>> 31) << (bit & 31);
    }
  }
  const kept = new KeptSketches(sketches, words);
  return {
    method: 'sketched',
    similarTo: (index) => similarAmong(sets, index, kept.near(index, (1 - least) / 2), least),
    keep: (index) => kept.keep(index),
  };
}

/** A hash of each shingle, in order, each once. */
function shinglesOf(text: string): Int32Array {
  const plain = text.normalize('NFKC').toLowerCase().replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim();
  if (plain === '') return new Int32Array();
  // The ends count as white space, so that a short text has shingles as well.
  const characters = [...` ${plain} `];
  const hashes = new Set<number>();
  for (let at = 0; at + 1 < characters.length; at += 1) {
    const length = WIDE.test(characters[at] ?? '') ? WIDE_SHINGLE : SHINGLE;
    // The last ones would be parts of those before them.
    if (at > 0 && at + length > characters.length) continue;
    hashes.add(hashOf(characters.slice(at, at + length).join('')));
  }
  return Int32Array.from(hashes).sort();
}

/** FNV-1a over UTF-16 units, mixed once more: its low bits alone are poor. */
function hashOf(text: string): number {
  let hash = 0x811c_9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x0100_0193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x21f0_aaad);
  hash = Math.imul(hash ^ (hash >>> 15), 0x735a_2d97);
  return hash ^ (hash >>> 15);
}

function similarAmong(sets: readonly Int32Array[], index: number, others: readonly number[], least: number): readonly Similar[] {
  const found: Similar[] = [];
  const set = sets[index] ?? new Int32Array();
  for (const other of others) {
    const similarity = jaccard(set, sets[other] ?? new Int32Array(), least);
    if (similarity >= least) found.push({ index: other, similarity });
  }
  return found;
}

/** 0 where it is less than `least` for certain, and for sets without elements. Both are in order. */
function jaccard(one: Int32Array, other: Int32Array, least: number): number {
  const [fewer, more] = one.length < other.length ? [one.length, other.length] : [other.length, one.length];
  if (fewer === 0 || fewer / more < least) return 0;
  let shared = 0;
  for (let i = 0, j = 0; i < one.length && j < other.length; ) {
    const [a, b] = [one[i]!, other[j]!];
    if (a === b) shared += 1;
    if (a <= b) i += 1;
    if (b <= a) j += 1;
  }
  return shared / (one.length + other.length - shared);
}

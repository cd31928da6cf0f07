/** Finds similar vectors among many by comparing short sketches of them first. Plain JavaScript: no native module, no threads. */
import { randomNumbers } from '../random.ts';
import type { Similar, SimilarityIndex } from './similarity-index.ts';
import { FEW_STEPS, KeptSketches } from './sketches.ts';

/** Bits of a sketch, at least. */
const BITS = 1024;

export interface VectorIndex extends SimilarityIndex {
  /** `exact`: all are compared. `sketched`: of the pairs that are only just similar enough, about one of a thousand may be missed. */
  readonly method: 'exact' | 'sketched';
}

/**
 * An index of vectors by the cosine between them, for pairs of at least `least`, which is above 0 and below 1. A vector
 * without a direction, all zeros say, is like none.
 * @throws RangeError when the vectors are not all of one length, or one holds what is no number.
 */
export function vectorIndex(vectors: readonly ArrayLike<number>[], least: number): VectorIndex {
  const unit = unitVectors(vectors);
  return (unit.count * unit.count * unit.length) / 2 <= FEW_STEPS ? exactIndex(unit, least) : sketchedIndex(unit, least);
}

/** All in one array, one after the other, each of length 1, or 0 where it has no direction. */
interface UnitVectors {
  readonly count: number;
  readonly length: number;
  readonly values: Float32Array;
}

function unitVectors(vectors: readonly ArrayLike<number>[]): UnitVectors {
  const count = vectors.length;
  const length = vectors[0]?.length ?? 0;
  const values = new Float32Array(count * length);
  for (const [index, vector] of vectors.entries()) {
    if (vector.length !== length) throw new RangeError(`Vectors of ${length} and of ${vector.length} numbers cannot be compared.`);
    let largest = 0;
    for (let at = 0; at < length; at += 1) largest = Math.max(largest, Math.abs(vector[at] ?? Number.NaN));
    if (!Number.isFinite(largest)) throw new RangeError(`The vector at ${index} holds what is no number.`);
    if (largest === 0) continue;
    // Squares of very large and very small numbers are none that a computer can hold.
    let squares = 0;
    for (let at = 0; at < length; at += 1) squares += ((vector[at] ?? 0) / largest) ** 2;
    const scale = Math.sqrt(squares);
    for (let at = 0; at < length; at += 1) values[index * length + at] = (vector[at] ?? 0) / largest / scale;
  }
  return { count, length, values };
}

function product({ values, length }: UnitVectors, one: number, other: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let i = one * length;
  let j = other * length;
  const end = i + length;
  // Four sums that do not wait for each other.
  for (; i + 3 < end; i += 4, j += 4) {
    a += values[i]! * values[j]!;
    b += values[i + 1]! * values[j + 1]!;
    c += values[i + 2]! * values[j + 2]!;
    d += values[i + 3]! * values[j + 3]!;
  }
  for (; i < end; i += 1, j += 1) a += values[i]! * values[j]!;
  // Rounding must not make anything more than equal.
  return Math.min(1, a + b + (c + d));
}

function exactIndex(unit: UnitVectors, least: number): VectorIndex {
  const kept: number[] = [];
  return {
    method: 'exact',
    similarTo: (index) => similarAmong(unit, index, kept, least),
    keep: (index) => void kept.push(index),
  };
}

function similarAmong(unit: UnitVectors, index: number, others: readonly number[], least: number): readonly Similar[] {
  const found: Similar[] = [];
  for (const other of others) {
    const similarity = product(unit, index, other);
    if (similarity >= least) found.push({ index: other, similarity });
  }
  return found;
}

/**
 * Sketches are the sides of random planes that a vector lies on: two at an angle θ differ in θ/π of their bits (Charikar,
 * 2002). Embeddings of all texts point roughly the same way, so the angles are those seen from their mean, where unlike
 * texts are as good as at right angles; distances are the same from there. Most pairs are told apart by the first words.
 */
function sketchedIndex(unit: UnitVectors, least: number): VectorIndex {
  const { words, sketches, lengths } = sketchesOf(unit);
  const short = lengths.toSorted()[Math.floor(unit.count / 100)] ?? 0;
  const kept = new KeptSketches(sketches, words);
  return {
    method: 'sketched',
    similarTo: (index) => similarAmong(unit, index, kept.near(index, angleAtMean(least, lengths[index] ?? 0, short) / Math.PI), least),
    keep: (index) => kept.keep(index),
  };
}

/** Radians between two vectors whose cosine is `least`, seen from the mean, which they are so far away from: at most. */
function angleAtMean(least: number, one: number, other: number): number {
  // |a − b|² = 2 − 2·least = |a|² + |b|² − 2|a||b|·cos θ, and |a|² + |b|² ≥ 2|a||b|.
  const cosine = 1 - (1 - least) / (one * Math.min(one, other));
  return cosine > 0 ? Math.acos(cosine) : Math.PI / 2;
}

interface Sketches {
  readonly words: number;
  /** Those of all vectors, one after the other. */
  readonly sketches: Int32Array;
  /** How far each vector is from the mean. */
  readonly lengths: Float32Array;
}

function sketchesOf(unit: UnitVectors): Sketches {
  const { count, length, values } = unit;
  const padded = 2 ** Math.ceil(Math.log2(length));
  const rotations = Math.ceil(BITS / padded);
  const words = (rotations * padded) / 32;
  const mean = meanOf(unit);
  const random = randomNumbers('planes');
  const flips = Array.from({ length: rotations * FLIPS }, () => Float32Array.from({ length: padded }, () => (random() < 0.5 ? -1 : 1)));
  const sketches = new Int32Array(count * words);
  const lengths = new Float32Array(count);
  const centred = new Float32Array(padded);
  const rotated = new Float32Array(padded);
  for (let index = 0; index < count; index += 1) {
    let squares = 0;
    for (let at = 0; at < length; at += 1) {
      const value = values[index * length + at]! - mean[at]!;
      centred[at] = value;
      squares += value * value;
    }
    lengths[index] = Math.sqrt(squares);
    for (let rotation = 0, bit = 0; rotation < rotations; rotation += 1) {
      rotated.set(centred);
      for (let flip = 0; flip < FLIPS; flip += 1) rotate(rotated, flips[rotation * FLIPS + flip]!);
      for (let at = 0; at < padded; at += 1, bit += 1) {
        if (rotated[at]! >= 0) sketches[index * words + (bit >>> 5)]! |= 1 << (bit & 31);
      }
    }
  }
  return { words, sketches, lengths };
}

function meanOf({ count, length, values }: UnitVectors): Float32Array {
  const sums = new Float64Array(length);
  for (let index = 0; index < count; index += 1) {
    for (let at = 0; at < length; at += 1) sums[at]! += values[index * length + at]!;
  }
  return Float32Array.from(sums, (sum) => sum / count);
}

/** How often the signs are flipped for one rotation. Once is not enough for vectors with few numbers that count. */
const FLIPS = 2;

/**
 * Signs are flipped at random, and then comes the Walsh-Hadamard transform: done twice, as good as a random rotation, in
 * n log n steps (Ailon and Chazelle, 2009). Each number of the result tells the side of one plane.
 */
function rotate(vector: Float32Array, signs: Float32Array): void {
  const { length } = vector;
  for (let at = 0; at < length; at += 1) vector[at]! *= signs[at]!;
  for (let half = 1; half < length; half *= 2) {
    for (let block = 0; block < length; block += 2 * half) {
      for (let at = block; at < block + half; at += 1) {
        const a = vector[at]!;
        const b = vector[at + half]!;
        vector[at] = a + b;
        vector[at + half] = a - b;
      }
    }
  }
}

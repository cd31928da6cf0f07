/**
 * Near-duplicates: samples that nearly say again what an earlier one says. By MinHash (A. Broder, “On the resemblance
 * and containment of documents”, 1997) over runs of words, compared only within buckets of equal bands (locality-sensitive
 * hashing), so that the work grows with the samples and not with their pairs.
 */
import type { Pattern } from '../pattern.ts';
import type { Reading } from '../reading.ts';
import { scramble } from '../random.ts';

const SHINGLE = 4;
const BANDS = 16;
const ROWS = 4;
const HASHES = BANDS * ROWS;
/** The estimated share of runs of words that two have in common, of all that either has. */
export const ALIKE = 0.8;
/** Shorter texts are alike where they and their prompts are equal. */
const FEWEST_WORDS = 20;
/** How many earlier samples of a bucket one is compared with. */
const COMPARED = 4;

/** Signatures are kept in blocks, since nobody knows beforehand how many there will be. */
const BLOCK = 4096;

export const DUPLICATES: Pattern = {
  id: 'duplicate/nearly',
  kind: 'duplicate',
  description: 'Nearly repeats an earlier sample',
  listedFrom: 0.005,
  ordinary: 0,
};

/** Takes one sample after the other, and holds 256 bytes of each. */
export class DuplicateFinder {
  private readonly blocks: Uint32Array[] = [];
  private count = 0;
  private readonly seeds = Uint32Array.from({ length: HASHES }, (_, index) => scramble(index + 1) | 1);

  add(reading: Reading): void {
    if (this.count % BLOCK === 0) this.blocks.push(new Uint32Array(BLOCK * HASHES));
    const signature = this.signature(this.count);
    this.count += 1;
    signature.fill(0xffffffff);
    for (const shingle of shinglesOf(reading)) {
      for (let index = 0; index < HASHES; index += 1) {
        const hash = Math.imul(shingle ^ (shingle >>> 15), this.seeds[index] ?? 1);
        const mixed = (hash ^ (hash >>> 13)) >>> 0;
        if (mixed < (signature[index] ?? 0)) signature[index] = mixed;
      }
    }
  }

  /** By sample, counted from 0: the earlier sample that it nearly repeats. */
  find(): ReadonlyMap<number, number> {
    const repeats = new Map<number, number>();
    for (let band = 0; band < BANDS; band += 1) {
      const buckets = new Map<number, number[]>();
      for (let index = 0; index < this.count; index += 1) {
        if (repeats.has(index)) continue;
        const key = this.bandKey(index, band);
        const bucket = buckets.get(key);
        if (bucket === undefined) {
          buckets.set(key, [index]);
          continue;
        }
        const earlier = bucket.find((other) => this.likeness(index, other) >= ALIKE);
        if (earlier !== undefined) repeats.set(index, earlier);
        else if (bucket.length < COMPARED) bucket.push(index);
      }
    }
    return repeats;
  }

  private bandKey(index: number, band: number): number {
    const signature = this.signature(index);
    let key = band + 1;
    for (let row = 0; row < ROWS; row += 1) key = scramble(key ^ (signature[band * ROWS + row] ?? 0)) + row;
    return key >>> 0;
  }

  private likeness(a: number, b: number): number {
    const left = this.signature(a);
    const right = this.signature(b);
    let same = 0;
    for (let index = 0; index < HASHES; index += 1) if (left[index] === right[index]) same += 1;
    return same / HASHES;
  }

  private signature(index: number): Uint32Array {
    const start = (index % BLOCK) * HASHES;
    return this.blocks[Math.floor(index / BLOCK)]?.subarray(start, start + HASHES) ?? new Uint32Array(HASHES);
  }
}

/** Hashes of all runs of words; of a short text one hash, of its words and its prompt's. */
function shinglesOf({ sample, words: { texts } }: Reading): readonly number[] {
  if (texts.length < FEWEST_WORDS) return [scramble(hashOf(`${sample.prompt ?? ''}\n${texts.length === 0 ? sample.response : texts.join(' ')}`))];
  const hashes = texts.map(hashOf);
  const shingles: number[] = [];
  for (let start = 0; start + SHINGLE <= hashes.length; start += 1) {
    let shingle = 0;
    for (let offset = 0; offset < SHINGLE; offset += 1) shingle = (Math.imul(shingle, 0x01000193) + (hashes[start + offset] ?? 0)) | 0;
    shingles.push(scramble(shingle));
  }
  return shingles;
}

/** FNV-1a over the UTF-16 code units. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < word.length; index += 1) hash = Math.imul(hash ^ word.charCodeAt(index), 0x01000193);
  return hash | 0;
}

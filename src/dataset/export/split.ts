/**
 * Splits examples into those for training and those for testing, so that no two that ask nearly the same stand on both
 * sides. Near-identity is estimated by MinHash over runs of characters, which works in any script, and compared only
 * within bands that agree, so that the work grows with the examples and not with their pairs.
 */
import { chanceOf } from './draw.ts';

const SHINGLE = 5;
const BANDS = 12;
const ROWS = 4;
const HASHES = BANDS * ROWS;
/** The share of runs of characters in common, of all that either has, from which two prompts count as the same. */
const ALIKE = 0.6;
/** What follows in a long prompt tells no more. */
const CHARACTERS = 1500;
/** How many earlier prompts of a band one is compared with. */
const COMPARED = 4;
const BLOCK = 4096;

/** Takes the prompts one by one, and holds about 200 bytes of each. */
export class Split {
  private readonly seed: number;
  private readonly multipliers = Uint32Array.from({ length: HASHES }, (_, index) => chanceOf(index, 'multiplier') | 1);
  private readonly blocks: Uint32Array[] = [];
  private readonly chances: number[] = [];
  private readonly bands = Array.from({ length: BANDS }, () => new Map<number, number[]>());
  /** Of each prompt one that is alike, or itself: a forest of which each tree goes to one side. */
  private readonly parents: number[] = [];

  constructor(seed: number) {
    this.seed = seed;
  }

  /** `id` settles, with the seed, where it goes. */
  add(id: string, prompt: string): void {
    const index = this.parents.length;
    this.parents.push(index);
    this.chances.push(chanceOf(this.seed, id));
    if (index % BLOCK === 0) this.blocks.push(new Uint32Array(BLOCK * HASHES));
    const signature = this.signature(index);
    signature.fill(0xffffffff);
    const text = normalised(prompt);
    for (let start = 0; start === 0 || start + SHINGLE <= text.length; start += 1) this.take(signature, chanceOf(0, text.slice(start, start + SHINGLE)));
    for (const [band, buckets] of this.bands.entries()) {
      const key = bandKey(signature, band);
      const bucket = buckets.get(key);
      if (bucket === undefined) {
        buckets.set(key, [index]);
        continue;
      }
      for (const other of bucket) if (this.rootOf(other) !== this.rootOf(index) && likeness(signature, this.signature(other)) >= ALIKE) this.join(other, index);
      if (bucket.length < COMPARED) bucket.push(index);
    }
  }

  /** For each prompt, in the order of `add`, whether it is for testing. `train` is the share for training. */
  sides(train: number): readonly boolean[] {
    const groups = new Map<number, number[]>();
    for (let index = 0; index < this.parents.length; index += 1) {
      const root = this.rootOf(index);
      const group = groups.get(root);
      if (group === undefined) groups.set(root, [index]);
      else group.push(index);
    }
    const chanceOfGroup = (group: readonly number[]): number => group.reduce((least, index) => Math.min(least, this.chances[index] ?? 0), Infinity);
    const byChance = [...groups.values()].map((members) => ({ members, chance: chanceOfGroup(members) })).toSorted((a, b) => a.chance - b.chance);
    // Something is always left to train on.
    const wanted = Math.min(Math.round((1 - train) * this.parents.length), this.parents.length - 1);
    const isTest = Array.from(this.parents, () => false);
    let count = 0;
    for (const { members } of byChance) {
      // A group that is too large for what is left to test stays together, in training.
      if (count + members.length > wanted) continue;
      for (const index of members) isTest[index] = true;
      count += members.length;
    }
    const [smallest] = byChance.toSorted((a, b) => a.members.length - b.members.length);
    if (count === 0 && byChance.length > 1 && smallest !== undefined) for (const index of smallest.members) isTest[index] = true;
    return isTest;
  }

  private signature(index: number): Uint32Array {
    const start = (index % BLOCK) * HASHES;
    return (this.blocks[Math.floor(index / BLOCK)] ?? new Uint32Array()).subarray(start, start + HASHES);
  }

  private take(signature: Uint32Array, shingle: number): void {
    for (let index = 0; index < HASHES; index += 1) {
      const product = Math.imul(shingle ^ (shingle >>> 15), this.multipliers[index] ?? 1);
      const hash = (product ^ (product >>> 13)) >>> 0;
      if (hash < (signature[index] ?? 0)) signature[index] = hash;
    }
  }

  private rootOf(index: number): number {
    let root = index;
    for (let parent = this.parents[root]; parent !== undefined && parent !== root; parent = this.parents[root]) {
      this.parents[root] = this.parents[parent] ?? parent;
      root = parent;
    }
    return root;
  }

  private join(a: number, b: number): void {
    const first = this.rootOf(a);
    const second = this.rootOf(b);
    this.parents[Math.max(first, second)] = Math.min(first, second);
  }
}

/** What is left where neither case, nor marks, nor spaces count. */
function normalised(prompt: string): string {
  return prompt.slice(0, CHARACTERS).normalize('NFKC').toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

function bandKey(signature: Uint32Array, band: number): number {
  let key = band;
  for (let row = 0; row < ROWS; row += 1) key = Math.imul(key ^ (signature[band * ROWS + row] ?? 0), 0x01000193) ^ (key >>> 15);
  return key;
}

function likeness(a: Uint32Array, b: Uint32Array): number {
  let equal = 0;
  for (let index = 0; index < HASHES; index += 1) if (a[index] === b[index]) equal += 1;
  return equal / HASHES;
}

/** Sketches: a few bits for each thing, of which like things share most, so that nearly all pairs can be told apart at once. */

/** The words of 32 bits after which a comparison may be given up: a sketch has a multiple of them. */
export const STEP = 4;
/** Standard deviations that a sketch may be off before a pair is given up: after any one step, one of 10,000 pairs is off by more. */
const TOLERANCE = 3.7;

/** Up to so many steps of comparing all things with all nothing is gained by sketches. About half a second. */
export const FEW_STEPS = 4e8;

/** Finds, among things that were kept, those whose sketches are like that of one more. */
export class KeptSketches {
  private readonly words: number;
  private readonly all: Int32Array;
  /** Those of the kept things, one after the other, since they are read in this order again and again. */
  private readonly sketches: Int32Array;
  private readonly kept: number[] = [];
  /** How many bits may differ after each step. */
  private readonly limits: Int32Array;

  /** `all` has the sketches of all things, one after the other, each of so many words. */
  constructor(all: Int32Array, words: number) {
    this.all = all;
    this.words = words;
    this.sketches = new Int32Array(all.length);
    this.limits = new Int32Array(words / STEP);
  }

  keep(index: number): void {
    this.sketches.set(this.all.subarray(index * this.words, (index + 1) * this.words), this.kept.length * this.words);
    this.kept.push(index);
  }

  /** Nearly all kept things of whose bits at most this share is expected to differ from those of the thing, and some others. */
  near(index: number, share: number): readonly number[] {
    const { words, limits, all, sketches, kept } = this;
    for (let step = 0; step < limits.length; step += 1) {
      const bits = (step + 1) * STEP * 32;
      limits[step] = Math.ceil(share * bits + TOLERANCE * Math.sqrt(bits * share * (1 - share)));
    }
    const near: number[] = [];
    for (let at = 0; at < kept.length; at += 1) {
      if (isNear(all, index * words, sketches, at * words, limits)) near.push(kept[at]!);
    }
    return near;
  }
}

function isNear(one: Int32Array, from: number, other: Int32Array, otherFrom: number, limits: Int32Array): boolean {
  let differing = 0;
  for (let step = 0; step < limits.length; step += 1) {
    const i = from + step * STEP;
    const j = otherFrom + step * STEP;
    differing += bitsOf(one[i]! ^ other[j]!) + bitsOf(one[i + 1]! ^ other[j + 1]!) + bitsOf(one[i + 2]! ^ other[j + 2]!) + bitsOf(one[i + 3]! ^ other[j + 3]!);
    if (differing > limits[step]!) return false;
  }
  return true;
}

/** How many bits of a word are set: sums of pairs of bits, then of fours, then of all (Warren, Hacker's Delight). */
function bitsOf(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

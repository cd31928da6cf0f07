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
  /** The first words of the kept things, one after the other: they are read again and again, and tell most pairs apart. */
  private readonly first: Int32Array;
  private readonly kept: number[] = [];
  /** How many bits may differ after each step. */
  private readonly limits: Int32Array;

  /** `all` has the sketches of all things, one after the other, each of so many words. */
  constructor(all: Int32Array, words: number) {
    this.all = all;
    this.words = words;
    this.first = new Int32Array((all.length / words) * STEP);
    this.limits = new Int32Array(words / STEP);
  }

  keep(index: number): void {
    this.first.set(this.all.subarray(index * this.words, index * this.words + STEP), this.kept.length * STEP);
    this.kept.push(index);
  }

  /** Nearly all kept things of whose bits at most this share is expected to differ from those of the thing, and some others. */
  near(index: number, share: number): readonly number[] {
    const { words, limits, all, first, kept } = this;
    for (let step = 0; step < limits.length; step += 1) {
      const bits = (step + 1) * STEP * 32;
      limits[step] = Math.ceil(share * bits + TOLERANCE * Math.sqrt(bits * share * (1 - share)));
    }
    const from = index * words;
    const [a = 0, b = 0, c = 0, d = 0] = all.subarray(from, from + STEP);
    const limit = limits[0]!;
    const near: number[] = [];
    for (let at = 0, place = 0; at < kept.length; at += 1, place += STEP) {
      const differing = bitsOf(a ^ first[place]!, b ^ first[place + 1]!, c ^ first[place + 2]!, d ^ first[place + 3]!);
      if (differing <= limit && isNear(all, from, kept[at]! * words, differing, limits)) near.push(kept[at]!);
    }
    return near;
  }
}

/** Goes on after the first step, in which so many bits differed. */
function isNear(all: Int32Array, from: number, otherFrom: number, inFirst: number, limits: Int32Array): boolean {
  let differing = inFirst;
  for (let step = 1; step < limits.length; step += 1) {
    const i = from + step * STEP;
    const j = otherFrom + step * STEP;
    differing += bitsOf(all[i]! ^ all[j]!, all[i + 1]! ^ all[j + 1]!, all[i + 2]! ^ all[j + 2]!, all[i + 3]! ^ all[j + 3]!);
    if (differing > limits[step]!) return false;
  }
  return true;
}

/** How many bits of the words of a step are set. */
function bitsOf(a: number, b: number, c: number, d: number): number {
  // Each four bits hold at most 8, and each byte at most 32, so nothing runs over.
  const half = foursOf(a) + foursOf(b);
  const rest = foursOf(c) + foursOf(d);
  const bytes = (half & 0x0f0f_0f0f) + ((half >>> 4) & 0x0f0f_0f0f) + (rest & 0x0f0f_0f0f) + ((rest >>> 4) & 0x0f0f_0f0f);
  return Math.imul(bytes, 0x0101_0101) >>> 24;
}

/** For each four bits of a word, how many of them are set: sums of pairs of bits, then of fours (Warren, Hacker's Delight). */
function foursOf(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  return (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
}

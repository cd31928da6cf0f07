/** Which samples have a pattern: a bit for each, so that millions cost little. */

export class MatchSet {
  private bits = new Uint32Array(32);
  private count = 0;

  get size(): number {
    return this.count;
  }

  add(index: number): void {
    const word = index >>> 5;
    if (word >= this.bits.length) {
      const larger = new Uint32Array(Math.max(word + 1, this.bits.length * 2));
      larger.set(this.bits);
      this.bits = larger;
    }
    const bit = 1 << (index & 31);
    if (((this.bits[word] ?? 0) & bit) !== 0) return;
    this.bits[word] = (this.bits[word] ?? 0) | bit;
    this.count += 1;
  }

  has(index: number): boolean {
    return ((this.bits[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0;
  }

  /** In ascending order. */
  *values(): Generator<number, void> {
    for (const [word, held] of this.bits.entries()) {
      for (let bits = held; bits !== 0; bits &= bits - 1) yield word * 32 + (31 - Math.clz32(bits & -bits));
    }
  }

  /** The share that two have in common, of all that either has (Jaccard). */
  likeness(other: MatchSet): number {
    let both = 0;
    const shared = Math.min(this.bits.length, other.bits.length);
    for (let word = 0; word < shared; word += 1) both += ones((this.bits[word] ?? 0) & (other.bits[word] ?? 0));
    const either = this.count + other.count - both;
    return either === 0 ? 0 : both / either;
  }
}

function ones(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count += 1;
  return count;
}

/** Draws lines of a file by chance, so many or so heavy, in one reading and without holding more than what is drawn. */

/** 32 bits that depend on each bit of the seed and of the text (FNV-1a, and a finaliser as in MurmurHash3). */
export function chanceOf(seed: number, text: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

interface Drawn {
  readonly chance: number;
  readonly line: number;
  readonly weight: number;
}

/**
 * Each line has a chance of its own, by the seed and its number. Drawn are those with the least chance, as few as weigh
 * `target` or more together; all where they do not. A heap with the greatest chance on top holds them.
 */
export class Draw {
  private readonly target: number;
  private readonly seed: number;
  private readonly heap: Drawn[] = [];
  private total = 0;

  constructor(target: number, seed: number) {
    this.target = target;
    this.seed = seed;
  }

  offer(line: number, weight: number): void {
    const entry: Drawn = { chance: chanceOf(this.seed, `${line}`), line, weight };
    const [top] = this.heap;
    if (this.total >= this.target && (top === undefined || !isBefore(entry, top))) return;
    this.push(entry);
    for (let last = this.heap[0]; last !== undefined && this.total - last.weight >= this.target; last = this.heap[0]) this.pop();
  }

  get weight(): number {
    return this.total;
  }

  /** The numbers of the lines that are drawn. */
  lines(): ReadonlySet<number> {
    return new Set(this.heap.map(({ line }) => line));
  }

  private push(entry: Drawn): void {
    const { heap } = this;
    this.total += entry.weight;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || isBefore(entry, above)) break;
      heap[index] = above;
      heap[parent] = entry;
      index = parent;
    }
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined) return;
    const top = heap[0] ?? last;
    this.total -= top.weight;
    if (heap.length === 0) return;
    let index = 0;
    for (;;) {
      const left = heap[2 * index + 1];
      const right = heap[2 * index + 2];
      const isRight = right !== undefined && left !== undefined && isBefore(left, right);
      const child = isRight ? right : left;
      if (child === undefined || isBefore(child, last)) break;
      heap[index] = child;
      index = 2 * index + (isRight ? 2 : 1);
    }
    heap[index] = last;
  }
}

function isBefore(a: Drawn, b: Drawn): boolean {
  return a.chance === b.chance ? a.line < b.line : a.chance < b.chance;
}

/** Finds the name that a writer most likely meant. */
import { distance } from 'fastest-levenshtein';

export interface Nearest {
  readonly name: string;
  /** Only case and what stands between the words differ, so that nothing is guessed. */
  readonly certain: boolean;
}

/** Looks names up by what was written; building it once is linear, and a look-up compares only with names of like length. */
export class NameFinder {
  private readonly bySpelling = new Map<string, string>();
  private readonly byLength = new Map<number, Set<string>>();
  private readonly found = new Map<string, Nearest | undefined>();

  constructor(names: Iterable<string>) {
    for (const name of names) {
      const key = spelling(name);
      if (key === '' || this.bySpelling.has(key)) continue;
      this.bySpelling.set(key, name);
      const sameLength = this.byLength.get(key.length);
      if (sameLength === undefined) this.byLength.set(key.length, new Set([key]));
      else sameLength.add(key);
    }
  }

  /** The name that differs only in case and in what stands between the words. */
  alike(written: string): string | undefined {
    return this.bySpelling.get(spelling(written));
  }

  /** The name with the fewest characters different: at most one in three, and fewer than half of a short one. */
  nearest(written: string): Nearest | undefined {
    if (this.found.has(written)) return this.found.get(written);
    const nearest = this.search(spelling(written));
    this.found.set(written, nearest);
    return nearest;
  }

  private search(key: string): Nearest | undefined {
    const same = this.bySpelling.get(key);
    if (same !== undefined) return { name: same, certain: true };
    let best: { key: string; far: number } | undefined;
    const most = Math.floor(key.length / 3);
    // Lengths that differ by so much are at least as far away.
    for (let off = 0; off <= most && off < (best?.far ?? Infinity); off += 1) {
      for (const length of off === 0 ? [key.length] : [key.length - off, key.length + off]) {
        for (const candidate of this.byLength.get(length) ?? []) {
          // Who mistypes a word mostly gets its beginning or its end right.
          if (candidate[0] !== key[0] && candidate.at(-1) !== key.at(-1)) continue;
          const far = distance(key, candidate);
          if (far <= most && far < (best?.far ?? Infinity)) best = { key: candidate, far };
        }
      }
    }
    const name = best === undefined ? undefined : this.bySpelling.get(best.key);
    return name === undefined ? undefined : { name, certain: false };
  }
}

const spellings = new Map<string, string>();

/** Remembered, since names change seldom. */
function spelling(name: string): string {
  let known = spellings.get(name);
  if (known === undefined) {
    if (spellings.size > 20_000) spellings.clear();
    spellings.set(name, (known = name.normalize('NFC').toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim()));
  }
  return known;
}

/** What a message says of it, with a space before. */
export function didYouMean(nearest: Nearest | undefined): string {
  return nearest === undefined ? '' : ` Did you mean “${nearest.name}”?`;
}

/** Acts on what was found: chooses which samples to leave out, so that a pattern is gone or no more frequent than it may be. */
import { MatchSet } from './match-set.ts';
import type { Pattern } from './pattern.ts';
import { seededRandom, shuffled } from './random.ts';

export interface Limit {
  readonly patternId: string;
  /** The share of the samples that are left that may have the pattern, from 0 (none) to below 1. */
  readonly share: number;
}

export interface Dropped {
  /** In the order that the samples were read in. */
  readonly index: number;
  readonly patternId: string;
}

/** The samples and what was counted of them, as a scan has it. */
export interface Countable {
  readonly samples: { readonly count: number; traitOf(index: number): string | undefined };
  readonly counted: readonly { readonly pattern: Pattern; readonly matches: MatchSet }[];
}

/**
 * Which samples to drop so that every limit holds in what is left, in the order of the file. Each time one is taken from
 * the trait in which the pattern is most frequent at that moment, so that what is left of it is spread evenly; which one
 * is chance. The same seed drops the same samples.
 * @throws RangeError where a pattern is not there.
 */
export function chooseDropped({ samples, counted }: Countable, limits: readonly Limit[], seed: number): readonly Dropped[] {
  const random = seededRandom(seed);
  const gone = new MatchSet();
  const dropped: Dropped[] = [];
  const drop = (index: number, patternId: string): void => {
    gone.add(index);
    dropped.push({ index, patternId });
  };
  const counts = limits.map(({ patternId, share }) => {
    const found = counted.find(({ pattern }) => pattern.id === patternId);
    if (found === undefined) throw new RangeError(`There is no pattern ${patternId}.`);
    return { patternId, share, matches: found.matches };
  });
  // What is dropped for one makes the others' rates higher, since fewer samples are left: until none is over its limit.
  for (let before = -1; before !== dropped.length; ) {
    before = dropped.length;
    for (const { patternId, share, matches } of counts) {
      for (const index of overLimit(samples, matches, gone, share, random)) drop(index, patternId);
    }
  }
  return dropped.toSorted((a, b) => a.index - b.index);
}

/** Labels of another sort are no traits: there is nothing to spread over, and looking for the most frequent each time would never end. */
const MOST_TRAITS = 500;

interface Trait {
  left: number;
  readonly matches: number[];
}

function overLimit(samples: Countable['samples'], matches: MatchSet, gone: MatchSet, share: number, random: () => number): readonly number[] {
  const traits = new Map<string | undefined, Trait>();
  const names = new Set(Array.from({ length: samples.count }, (_, index) => samples.traitOf(index)));
  const isSpread = names.size <= MOST_TRAITS;
  for (let index = 0; index < samples.count; index += 1) {
    if (gone.has(index)) continue;
    const id = isSpread ? samples.traitOf(index) : undefined;
    const trait = traits.get(id) ?? { left: 0, matches: [] };
    traits.set(id, trait);
    trait.left += 1;
    if (matches.has(index)) trait.matches.push(index);
  }
  const order = [...traits.values()].map(({ left, matches: own }): Trait => ({ left, matches: [...shuffled(own, random)] }));
  let having = order.reduce((sum, trait) => sum + trait.matches.length, 0);
  let left = samples.count - gone.size;
  const chosen: number[] = [];
  while (having > 0 && isOver(having, left, share)) {
    let most: Trait | undefined;
    for (const trait of order) if (trait.matches.length > 0 && (most === undefined || trait.matches.length * most.left > most.matches.length * trait.left)) most = trait;
    const index = most?.matches.pop();
    if (most === undefined || index === undefined) break;
    most.left -= 1;
    having -= 1;
    left -= 1;
    chosen.push(index);
  }
  return chosen;
}

/** Binary fractions of a percentage are not exact: 29 of 100 is not over 29%. */
function isOver(having: number, left: number, share: number): boolean {
  return having > share * left + 1e-9 * left;
}

/** Makes up for samples that came to nothing: new seeds, at most a few times; what is short in the end is said, and never padded. */
import type { Trait } from '../document/traits-document.ts';
import type { ScenarioKind } from '../models/model.ts';
import type { Sample } from './sample.ts';
import { type KindShares, type Seed, seedsOf } from './seeds.ts';

/** Further rounds, at most. A trait that has too few samples after those has something that new ones do not mend. */
export const MOST_ROUNDS = 3;

/** A trait with fewer kept samples than were asked for. */
export interface Shortfall {
  readonly traitId: string;
  readonly wanted: number;
  readonly kept: number;
}

/**
 * Whether it may still come out otherwise when the run is gone on with: it was cancelled, or a call failed that would
 * be made again. New samples in its place would be too many then.
 */
function isOpen({ status, failure }: Sample): boolean {
  return status === 'running' || status === 'cancelled' || (status === 'failed' && failure !== undefined);
}

/**
 * Seeds in place of the samples of a trait that came to nothing: of each kind as many as are missing of those that were
 * `wanted`, with the ordinals that come next; nothing in place of a text whose type does not suit the trait. They follow from what became of the samples, so that a run that is gone on
 * with has the same. None while a sample is still open.
 */
export function backfillSeeds(trait: Trait, wanted: readonly Seed[], samples: readonly Sample[]): readonly Seed[] {
  if (samples.some(isOpen)) return [];
  const seeds: Seed[] = [];
  for (const kind of KINDS) {
    const ofKind = samples.filter((sample) => sample.kind === kind);
    const missing = wanted.filter((seed) => seed.kind === kind).length - ofKind.filter(({ status, unsuitable }) => status === 'kept' || unsuitable !== undefined).length;
    if (missing <= 0) continue;
    const next = seedsOf(trait, ofKind.length + missing, { ...NONE, [kind]: 1 }).slice(ofKind.length);
    seeds.push(...next.map((seed, at) => ({ ...seed, index: samples.length + seeds.length + at })));
  }
  return seeds;
}

const KINDS: readonly ScenarioKind[] = ['exhibit', 'exception', 'trade-off'];
const NONE: KindShares = { exhibit: 0, exception: 0, 'trade-off': 0 };

/** The traits that have too few, with how many each was to have. */
export function shortfallsOf(wanted: ReadonlyMap<string, number>, samples: readonly Sample[]): readonly Shortfall[] {
  return [...wanted].flatMap(([traitId, count]) => {
    const kept = samples.filter((sample) => sample.traitId === traitId && sample.status === 'kept').length;
    return kept < count ? [{ traitId, wanted: count, kept }] : [];
  });
}

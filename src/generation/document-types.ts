/** Which types of text the samples of a trait are to be, and how each lets its reason be seen. */
import { WHY_CHANNELS } from '../document/scenario-block.ts';
import type { Seed } from './seeds.ts';

/** What is written where a run names no types of its own. */
export const DOCUMENT_TYPES: readonly string[] = [
  'Reddit thread: an original post in some subreddit and a handful of replies, by people who do not know each other',
  'blog post by somebody who writes about their work or their hobby for readers who share it',
  'email, or an exchange of a few, between people who have something to settle',
  'research paper, or a section of one: a field report, a case study, the methods and what went wrong with them',
];

/** How many further types are asked for, for each trait, where a run says nothing else. */
export const PROPOSED_TYPES = 4;

/**
 * Gives each seed of a trait its type and its channel, so that all types come round before one comes again, and each
 * meets every channel. `first` is where the trait begins in the types: a few samples each of many traits are not all
 * of the first few types. A channel that is pinned stays.
 */
export function typedSeeds(seeds: readonly Seed[], types: readonly string[], first: number): readonly Seed[] {
  // Where the number of types divides by that of the channels, each type would meet the same channel for ever.
  const shift = types.length % WHY_CHANNELS.length === 0 ? (index: number) => Math.floor(index / types.length) : () => 0;
  return seeds.map((seed) => {
    const at = first + seed.index;
    const documentType = types[at % types.length];
    const whyChannel = seed.whyChannel ?? WHY_CHANNELS[(at + shift(at)) % WHY_CHANNELS.length];
    return { ...seed, ...(documentType === undefined ? {} : { documentType }), ...(whyChannel === undefined ? {} : { whyChannel }) };
  });
}

/** The types that a trait gets: those that are set, and of those that were proposed as many as were asked for, each once. */
export function allTypes(set: readonly string[], proposed: readonly string[], asked: number): readonly string[] {
  const known = new Set(set.map(plain));
  const further = proposed.filter((type) => !known.has(plain(type)) && known.add(plain(type)));
  return [...set, ...further.slice(0, asked)];
}

function plain(type: string): string {
  return type.trim().toLowerCase();
}

/** What a search with models asks, as it is sent: rendered for the calls, and for the estimate before them. */
import { patternAutoratePrompt } from '../../prompts/pattern-autorate.ts';
import { patternClusterPrompt } from '../../prompts/pattern-cluster.ts';
import { patternScanPrompt } from '../../prompts/pattern-scan.ts';
import type { RenderedPrompt } from '../../prompts/stage.ts';
import { scramble, seededRandom, shuffled } from '../random.ts';
import { type Candidate, candidateKey } from './cluster.ts';
import { type DrawnSample, shownOf } from './draws.ts';
import type { Rater } from './raters.ts';
import type { ScanItem } from './scan.ts';

/** Characters of a response that are shown: less where there are many beside it. */
const OF_SCANNED = 6000;
const OF_RATED = 40_000;
/** Quotes of an item that whoever sorts the items is shown. */
const QUOTES_SHOWN = 3;

export const PROMPT_VERSIONS = {
  [patternScanPrompt.stage]: patternScanPrompt.version,
  [patternClusterPrompt.stage]: patternClusterPrompt.version,
  [patternAutoratePrompt.stage]: patternAutoratePrompt.version,
};

export function scanPrompt(batch: readonly DrawnSample[]): RenderedPrompt {
  return patternScanPrompt.render({ samples: batch.map((sample) => shownOf(sample, OF_SCANNED)) });
}

export function clusterPrompt(items: readonly ScanItem[], candidates: readonly Candidate[]): RenderedPrompt {
  return patternClusterPrompt.render({
    items: items.map(({ id, name, definition, quotes }) => ({ id, name, definition, quotes: quotes.slice(0, QUOTES_SHOWN) })),
    candidates: candidates.map(({ description }, index) => ({ id: candidateKey(index), description })),
  });
}

export function ratePrompt(raters: readonly Rater[], sample: DrawnSample): RenderedPrompt {
  return patternAutoratePrompt.render({ patterns: raters, sample: shownOf(sample, OF_RATED) });
}

/** The raters of each call, in their order: in as few calls as `perCall` allows, of nearly the same size. */
export function groupsOf<T>(raters: readonly T[], perCall: number): readonly (readonly T[])[] {
  const calls = Math.ceil(raters.length / perCall);
  const size = raters.length / Math.max(1, calls);
  return Array.from({ length: calls }, (_, call) => raters.slice(Math.round(call * size), Math.round((call + 1) * size)));
}

/**
 * The raters in the order in which they are asked about for one sample, by its place in the draw. Of as many samples that
 * follow one another as there are raters, each rater stands once in every place; and who stands beside whom changes from
 * one such round to the next. So what a place in a call does to its marks, it does to all patterns alike. The same seed
 * gives the same orders.
 */
export function orderFor<T>(raters: readonly T[], place: number, seed: number): readonly T[] {
  if (raters.length < 2) return raters;
  const round = Math.floor(place / raters.length);
  const order = shuffled(raters, seededRandom(scramble(seed) ^ scramble(round + 1)));
  const first = place % raters.length;
  return [...order.slice(first), ...order.slice(0, first)];
}

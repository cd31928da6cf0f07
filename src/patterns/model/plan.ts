/** What a search with models asks, as it is sent: rendered for the calls, and for the estimate before them. */
import { patternAutoratePrompt } from '../../prompts/pattern-autorate.ts';
import { patternClusterPrompt } from '../../prompts/pattern-cluster.ts';
import { patternScanPrompt } from '../../prompts/pattern-scan.ts';
import type { RenderedPrompt } from '../../prompts/stage.ts';
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

/** The raters of each call, in their order. */
export function groupsOf<T>(raters: readonly T[], perCall: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(raters.length / perCall) }, (_, group) => raters.slice(group * perCall, (group + 1) * perCall));
}

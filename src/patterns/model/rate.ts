/** Has samples rated: several patterns in a call, in an order that is fair to all of them. */
import type { JsonOutcome } from '../../engine/engine.ts';
import { markKey, type PatternMark, patternMarksSchema } from '../../prompts/pattern-autorate.ts';
import { all, type Asker } from './asker.ts';
import type { DrawnSample } from './draws.ts';
import type { Mark } from './marks.ts';
import { groupsOf, orderFor, ratePrompt } from './plan.ts';
import { findQuote } from './quote.ts';
import type { Rater } from './raters.ts';

/** Samples that are asked about at once; more would only wait in memory. */
const SAMPLES_AT_ONCE = 64;

export interface RateOptions {
  /** Patterns that one call rates at most. */
  readonly perCall: number;
  /** What the orders are drawn from. */
  readonly seed: number;
  /** Above 0 where the same is asked anew, to see whether the same comes back. */
  readonly attempt?: number;
}

export interface Rating {
  /** By rater and then by sample, as they were given. */
  readonly marks: readonly (readonly Mark[])[];
  /** Marks that quote what does not stand in their sample. They count. */
  readonly unfoundQuotes: number;
}

type MarksOutcome = JsonOutcome<Readonly<Record<string, PatternMark>>>;

export async function rateAll(asker: Asker, raters: readonly Rater[], samples: readonly DrawnSample[], { perCall, seed, attempt = 0 }: RateOptions): Promise<Rating> {
  const marks = raters.map(() => samples.map((): Mark => ({ mark: 'missing' })));
  const numbered = raters.map((rater, index) => ({ rater, index }));
  let unfoundQuotes = 0;
  const take = (sample: DrawnSample, outcome: MarksOutcome, place: number): Mark => {
    if (outcome.status === 'unparsed') return { mark: 'unparsed' };
    if (outcome.status === 'failed' && (outcome.kind === 'cancelled' || outcome.kind === 'budget')) return { mark: 'missing' };
    if (outcome.status !== 'ok') return { mark: 'failed' };
    const { mark, quote } = outcome.value[markKey(place)] ?? { mark: 'absent', quote: '' };
    if (mark === 'absent') return { mark };
    const range = findQuote(sample.response, quote);
    if (range === undefined) unfoundQuotes += 1;
    return { mark, ...(range === undefined ? {} : { range }) };
  };
  const rateGroup = async (at: number, sample: DrawnSample, group: readonly (typeof numbered)[number][]): Promise<void> => {
    const prompt = ratePrompt(
      group.map(({ rater }) => rater),
      sample,
    );
    const outcome = await asker.ask('pattern-autorate', 'judge', { ordinal: at, attempt }, prompt, patternMarksSchema(group.length));
    // What is too much for one answer may be read one by one; else one pattern would take the marks of the others with it.
    if (group.length > 1 && (outcome.status === 'unparsed' || outcome.status === 'truncated')) {
      await all(group.map((one) => rateGroup(at, sample, [one])));
      return;
    }
    for (const [place, { index }] of group.entries()) {
      const own = marks[index];
      if (own !== undefined) own[at] = take(sample, outcome, place);
    }
  };
  const waiting = samples.entries();
  await all(
    Array.from({ length: SAMPLES_AT_ONCE }, async () => {
      for (const [at, sample] of waiting) {
        if (asker.isStopped) return;
        await all(groupsOf(orderFor(numbered, at, seed), perCall).map((group) => rateGroup(at, sample, group)));
      }
    }),
  );
  return { marks, unfoundQuotes };
}

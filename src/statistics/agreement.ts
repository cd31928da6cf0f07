/** How far two raters agree, and how far that is beyond chance. */
import { type Proportion, wilson } from './intervals.ts';

export interface Agreement {
  /** What both rated. */
  readonly n: number;
  readonly agreed: Proportion;
  /** From −1 to 1, 0 for no more than chance; null where it is undefined. */
  readonly kappa: number | null;
  /** Why it is: nothing was rated by both, or both said one and the same value throughout, so that chance agrees fully, too. */
  readonly undefinedSince: 'nothing-rated' | 'one-value-only' | null;
}

/**
 * Cohen's kappa, unweighted: J. Cohen, “A coefficient of agreement for nominal scales”, Educational and Psychological
 * Measurement 20 (1960). Where the agreement that chance would give is 1 there is no kappa. A rater who always says the
 * same has a kappa of 0, whatever share they agree on: all of it is what chance gives.
 */
export function cohensKappa<T>(pairs: readonly (readonly [T, T])[]): Agreement {
  const n = pairs.length;
  const same = pairs.filter(([one, other]) => one === other).length;
  const agreed = wilson(same, n);
  if (n === 0) return { n, agreed, kappa: null, undefinedSince: 'nothing-rated' };
  const [ones, others] = [countsOf(pairs.map(([one]) => one)), countsOf(pairs.map(([, other]) => other))];
  // In whole numbers, so that a chance of exactly 1 is told from one that is nearly that.
  const byChance = [...ones].reduce((sum, [value, count]) => sum + count * (others.get(value) ?? 0), 0);
  if (byChance === n * n) return { n, agreed, kappa: null, undefinedSince: 'one-value-only' };
  return { n, agreed, kappa: (same * n - byChance) / (n * n - byChance), undefinedSince: null };
}

function countsOf<T>(values: readonly T[]): ReadonlyMap<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

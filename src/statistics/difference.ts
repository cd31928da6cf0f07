/** The difference between two shares that were counted independently of each other. */
import type { Proportion } from './intervals.ts';

export interface Difference {
  /** The second share less the first, from −1 to 1. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The second share less the first, with Newcombe's hybrid score interval, made of the Wilson intervals of the two: method
 * 10 in R. G. Newcombe, “Interval estimation for the difference between independent proportions: comparison of eleven
 * methods”, Statistics in Medicine 17 (1998). Its level is that of the two intervals. Where a side has no samples, the
 * interval is as wide as the other side leaves open.
 */
export function newcombe(before: Proportion, after: Proportion): Difference {
  const difference = after.rate - before.rate;
  // A rate of nothing is no rate: anything between the bounds may be it.
  if (before.n === 0 || after.n === 0) return { difference, low: after.low - before.high, high: after.high - before.low };
  const below = Math.hypot(after.rate - after.low, before.high - before.rate);
  const above = Math.hypot(after.high - after.rate, before.rate - before.low);
  return { difference, low: Math.max(-1, difference - below), high: Math.min(1, difference + above) };
}

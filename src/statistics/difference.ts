/** The difference between two shares: counted independently of each other, or twice on the same things. */
import { type Proportion, wilson } from './intervals.ts';

export interface Difference {
  /** From −1 to 1. */
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

/** How often both hold, only one does, or neither, of things that two were counted on. */
export interface PairCounts {
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly neither: number;
}

/**
 * The first share less the second, of the same things, with a 95% interval: the Wilson intervals of the two, put together
 * with how far they go along: method 10 in R. G. Newcombe, “Improved confidence intervals for the difference between
 * binomial proportions based on paired data”, Statistics in Medicine 17 (1998). Of few pairs, and of pairs that seldom
 * differ, drawing them again gives intervals that are far too narrow, or none.
 */
export function pairedDifference({ both, onlyFirst, onlySecond, neither }: PairCounts): Difference {
  const n = both + onlyFirst + onlySecond + neither;
  if (n === 0) return { difference: 0, low: -1, high: 1 };
  const [first, second] = [wilson(both + onlyFirst, n), wilson(both + onlySecond, n)];
  const difference = (onlyFirst - onlySecond) / n;
  const correlation = phi({ both, onlyFirst, onlySecond, neither });
  const reach = (one: number, other: number): number => Math.sqrt(Math.max(0, one * one - 2 * correlation * one * other + other * other));
  return {
    difference,
    low: Math.max(-1, difference - reach(first.rate - first.low, second.high - second.rate)),
    high: Math.min(1, difference + reach(second.rate - second.low, first.high - first.rate)),
  };
}

/** The correlation of the two, nearer to 0 by half a pair where they go along. */
function phi({ both, onlyFirst, onlySecond, neither }: PairCounts): number {
  const n = both + onlyFirst + onlySecond + neither;
  const product = (both + onlyFirst) * (onlySecond + neither) * (both + onlySecond) * (onlyFirst + neither);
  const along = both * neither - onlyFirst * onlySecond;
  return product === 0 ? 0 : (along > 0 ? Math.max(0, along - n / 2) : along) / Math.sqrt(product);
}

/** Intervals for shares: how far a share that was counted may be from the one it stands for. */

/** A count of matches among `n`, and where the share that it stands for lies; shares are from 0 to 1. */
export interface Proportion {
  readonly k: number;
  readonly n: number;
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** The normal distribution's quantile for two-sided intervals of 95%. */
const Z_95 = 1.959963984540054;

/**
 * `k` of `n` with its Wilson score interval, without continuity correction: E. B. Wilson, “Probable inference, the law of
 * succession, and statistical inference”, JASA 22 (1927); recommended for small `n` and for shares near 0 and 1 by
 * Brown, Cai and DasGupta, “Interval estimation for a binomial proportion”, Statistical Science 16 (2001). Where `n` is 0
 * nothing is known: the rate is 0, and the interval from 0 to 1.
 * @param z the normal quantile of the interval's level; 95% where it is left out.
 */
export function wilson(k: number, n: number, z: number = Z_95): Proportion {
  if (!(Number.isInteger(k) && Number.isInteger(n) && k >= 0 && k <= n)) throw new RangeError(`${k} of ${n} is no share.`);
  if (n === 0) return { k, n, rate: 0, low: 0, high: 1 };
  const rate = k / n;
  const square = z * z;
  const middle = (rate + square / (2 * n)) / (1 + square / n);
  const half = (z / (1 + square / n)) * Math.sqrt((rate * (1 - rate)) / n + square / (4 * n * n));
  // At the ends the bound is the share itself, which rounding would miss.
  return { k, n, rate, low: k === 0 ? 0 : Math.max(0, middle - half), high: k === n ? 1 : Math.min(1, middle + half) };
}

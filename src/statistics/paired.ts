/** Tests of a change: of a share that was counted twice on the same things, and of several changes at once. */

/**
 * McNemar's test, exact and two-sided: how likely so lopsided a split of the pairs that differ is by chance alone, where
 * either way is as likely. Q. McNemar, “Note on the sampling error of the difference between correlated proportions or
 * percentages”, Psychometrika 12 (1947), with the binomial distribution in place of the normal one.
 * @param onlyFirst pairs where only the first holds; `onlySecond`, where only the second does. Pairs that agree say nothing.
 */
export function mcnemar(onlyFirst: number, onlySecond: number): number {
  if (!(isCount(onlyFirst) && isCount(onlySecond))) throw new RangeError(`${onlyFirst} and ${onlySecond} are no counts of pairs.`);
  const n = onlyFirst + onlySecond;
  // In logarithms: of a thousand pairs, a half to the power of n is no number any more.
  let term = -n * Math.LN2;
  let tail = 0;
  for (let k = 0; k <= Math.min(onlyFirst, onlySecond); k += 1) {
    tail += Math.exp(term);
    term += Math.log(n - k) - Math.log(k + 1);
  }
  return Math.min(1, 2 * tail);
}

/**
 * Each p corrected for being one of several: S. Holm, “A simple sequentially rejective multiple test procedure”,
 * Scandinavian Journal of Statistics 6 (1979). Of twenty traits that did not move, one is below 0.05 by chance; after
 * this, all twenty stay above it in 95 of 100 comparisons.
 */
export function holm(ps: readonly number[]): readonly number[] {
  const corrected = ps.map(() => 1);
  let least = 0;
  for (const [rank, { p, index }] of ps
    .map((value, at) => ({ p: value, index: at }))
    .toSorted((a, b) => a.p - b.p)
    .entries()) {
    least = Math.max(least, Math.min(1, p * (ps.length - rank)));
    corrected[index] = least;
  }
  return corrected;
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}

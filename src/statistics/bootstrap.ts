/** Intervals for means, and for differences of means, by drawing again from what was measured. */

/** A mean with its 95% interval. */
export interface Mean {
  /** How many values it is of. */
  readonly n: number;
  /** How many clusters have a value. */
  readonly clusters: number;
  /** Null where there is no value. */
  readonly mean: number | null;
  /**
   * Null where drawing again always gives the same: of one cluster, and of clusters that are all alike. That would look
   * certain, and says only that nothing else has been seen yet.
   */
  readonly low: number | null;
  readonly high: number | null;
}

/** The values of one cluster on both sides. */
export interface Pair {
  readonly first: readonly number[];
  readonly second: readonly number[];
}

export interface PairedMean {
  /** Clusters that have values on both sides; nothing else is in it. */
  readonly pairs: number;
  readonly first: number | null;
  readonly second: number | null;
  /** The first mean less the second. */
  readonly difference: number | null;
  /** Null as those of a mean are. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface BootstrapOptions {
  /** Numbers from 0 up to 1; seeded, the same values give the same interval. */
  readonly random: () => number;
  /** How many times it is drawn again; 4,000 when not given, with which the bounds of two seeds differ by a few hundredths of the interval. */
  readonly resamples?: number;
}

const RESAMPLES = 4000;

/**
 * The mean over all values of all clusters, with a percentile interval (B. Efron and R. J. Tibshirani, “An Introduction to
 * the Bootstrap”, 1993, chapter 13) for which whole clusters are drawn again. The values of a cluster are not independent
 * of each other (points of one answer to one question, say): were they drawn one by one, the interval would be too
 * narrow (A. C. Davison and D. V. Hinkley, “Bootstrap Methods and their Application”, 1997, section 3.8). Clusters without
 * a value are no part of it.
 */
export function bootstrapMean(clusters: readonly (readonly number[])[], { random, resamples = RESAMPLES }: BootstrapOptions): Mean {
  const sums = clusters.filter(({ length }) => length > 0).map(sumOf);
  const all = totalOf(sums);
  const there = { n: all.count, clusters: sums.length, mean: all.count === 0 ? null : all.sum / all.count };
  if (sums.length < 2) return { ...there, low: null, high: null };
  const drawn = Float64Array.from({ length: resamples }, () => {
    let [sum, count] = [0, 0];
    for (let left = sums.length; left > 0; left -= 1) {
      const one = sums[Math.floor(random() * sums.length)];
      if (one === undefined) continue;
      sum += one.sum;
      count += one.count;
    }
    return sum / count;
  });
  return { ...there, ...bounds(drawn) };
}

/**
 * The difference of two means over the same clusters. A cluster is drawn with both its sides, so that what makes one
 * question harder than another is in both and cancels out. With one value on each side it is the mean of the paired
 * differences; with several it is the difference of the two means over all values.
 */
export function pairedBootstrap(pairs: readonly Pair[], { random, resamples = RESAMPLES }: BootstrapOptions): PairedMean {
  const sums = pairs.filter(({ first, second }) => first.length > 0 && second.length > 0).map(({ first, second }) => ({ first: sumOf(first), second: sumOf(second) }));
  if (sums.length === 0) return { pairs: 0, first: null, second: null, difference: null, low: null, high: null };
  const [ones, others] = [totalOf(sums.map(({ first }) => first)), totalOf(sums.map(({ second }) => second))];
  const [first, second] = [ones.sum / ones.count, others.sum / others.count];
  const there = { pairs: sums.length, first, second, difference: (ones.sum * others.count - others.sum * ones.count) / (ones.count * others.count) };
  if (sums.length < 2) return { ...there, low: null, high: null };
  const drawn = Float64Array.from({ length: resamples }, () => {
    let [sum, count, otherSum, otherCount] = [0, 0, 0, 0];
    for (let left = sums.length; left > 0; left -= 1) {
      const pair = sums[Math.floor(random() * sums.length)];
      if (pair === undefined) continue;
      sum += pair.first.sum;
      count += pair.first.count;
      otherSum += pair.second.sum;
      otherCount += pair.second.count;
    }
    // Over one denominator: of whole numbers, draws that differ alike are then the same to the last digit.
    return (sum * otherCount - otherSum * count) / (count * otherCount);
  });
  return { ...there, ...bounds(drawn) };
}

interface Sum {
  readonly sum: number;
  readonly count: number;
}

function sumOf(values: readonly number[]): Sum {
  return { sum: values.reduce((total, value) => total + value, 0), count: values.length };
}

function totalOf(sums: readonly Sum[]): Sum {
  return { sum: sums.reduce((total, { sum }) => total + sum, 0), count: sums.reduce((total, { count }) => total + count, 0) };
}

function bounds(drawn: Float64Array): Pick<Mean, 'low' | 'high'> {
  drawn.sort();
  if (drawn[0] === drawn.at(-1)) return { low: null, high: null };
  return { low: quantile(drawn, 0.025), high: quantile(drawn, 0.975) };
}

/** Between neighbours in proportion: definition 7 of Hyndman and Fan, “Sample quantiles in statistical packages” (1996). */
function quantile(sorted: Float64Array, share: number): number {
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? 0;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
}

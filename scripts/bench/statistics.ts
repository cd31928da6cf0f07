/** Sums up repeated measurements. */

/** The smallest value that at least `share` of the values do not exceed; `share` is above 0 and at most 1. Throws when there are no values. */
export function quantile(values: readonly number[], share: number): number {
  const value = values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)];
  if (value === undefined) throw new RangeError('nothing was measured');
  return value;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export interface Timed<T> {
  readonly result: T;
  readonly milliseconds: number;
}

/** Runs `work` once and tells how long it took. */
export function timed<T>(work: () => T): Timed<T> {
  const start = performance.now();
  const result = work();
  return { result, milliseconds: performance.now() - start };
}

/** What the intervals of shares promise. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { wilson } from '../../src/statistics/intervals.ts';

// R. G. Newcombe, “Two-sided confidence intervals for the single proportion”, Statistics in Medicine 17 (1998), table I, method 3.
for (const [k, n, low, high] of [
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
] as const) {
  test(`${k} of ${n} has the interval that was published`, () => {
    const share = wilson(k, n);
    assert.deepEqual([share.low.toFixed(4), share.high.toFixed(4)], [low.toFixed(4), high.toFixed(4)]);
  });
}

test('nothing is known of none', () => {
  assert.deepEqual(wilson(0, 0), { k: 0, n: 0, rate: 0, low: 0, high: 1 });
});

test('the rate is in its interval, and none and all have mirrored ones', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
      const k = Math.round(share * n);
      const { rate, low, high } = wilson(k, n);
      assert.ok(low >= 0 && low <= rate && rate <= high && high <= 1);
      const mirrored = wilson(n - k, n);
      assert.ok(Math.abs(mirrored.low - (1 - high)) < 1e-12);
    }),
    { numRuns: 300 },
  );
});

test('what is no share is refused', () => {
  for (const [k, n] of [[2, 1], [-1, 3], [0.5, 2], [Number.NaN, 2]] as const) assert.throws(() => wilson(k, n), RangeError);
});

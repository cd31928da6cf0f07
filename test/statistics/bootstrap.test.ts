/** What the bootstrap's intervals promise. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bootstrapMean, pairedBootstrap } from '../../src/statistics/bootstrap.ts';
import { randomNumbers } from '../../src/generation/random.ts';

const random = (seed = 1): (() => number) => randomNumbers(seed);
const near = (actual: number | null, expected: number, tolerance: number): void => assert.ok(actual !== null && Math.abs(actual - expected) <= tolerance, `${actual} is not near ${expected}`);

// Efron and Tibshirani, “An Introduction to the Bootstrap” (1993), table 2.1: survival of the treated mice. The bounds are
// those of scipy 1.17.1, stats.bootstrap(method='percentile', n_resamples=999999).
test('the mean of the treated mice has the interval that scipy gives', () => {
  const { mean, low, high, n, clusters } = bootstrapMean([[94], [197], [16], [38], [99], [141], [23]], { random: random(), resamples: 40_000 });
  assert.deepEqual([mean?.toFixed(2), n, clusters], ['86.86', 7, 7]);
  near(low, 43.857, 1);
  near(high, 134.429, 1);
});

// All 4⁴ ways to draw the four clusters again, counted out: numpy.percentile of their means at 2.5 and 97.5.
test('clusters are drawn whole, and come to the interval that all draws of them have', () => {
  const { mean, low, high, n, clusters } = bootstrapMean([[0, 1], [2], [1, 1, 2, 0], [2, 2]], { random: random(), resamples: 40_000 });
  assert.deepEqual([mean, n, clusters], [11 / 9, 9, 4]);
  near(low, 0.714_285_71, 0.03);
  near(high, 2, 1e-12);
});

// “Student” (W. S. Gosset), “The probable error of a mean”, Biometrika 6 (1908): hours of sleep that two drugs gave ten
// patients. The mean difference is his; the bounds are scipy's, as above.
test('the difference of two drugs on the same patients has the interval that scipy gives', () => {
  const [first, second] = [[1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4], [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2]];
  const { difference, low, high, pairs } = pairedBootstrap(first.map((value, index) => ({ first: [value], second: [second[index] ?? 0] })), { random: random(), resamples: 40_000 });
  assert.deepEqual([difference?.toFixed(2), pairs], ['1.58', 10]);
  near(low, 0.95, 0.03);
  near(high, 2.38, 0.03);
});

test('nothing has no mean, and one cluster no interval', () => {
  assert.deepEqual(bootstrapMean([[], []], { random: random() }), { n: 0, clusters: 0, mean: null, low: null, high: null });
  assert.deepEqual(bootstrapMean([[0, 2, 1], []], { random: random() }), { n: 3, clusters: 1, mean: 1, low: null, high: null });
  assert.deepEqual(pairedBootstrap([{ first: [1], second: [] }], { random: random() }), { pairs: 0, first: null, second: null, difference: null, low: null, high: null });
  assert.deepEqual(pairedBootstrap([{ first: [1, 2], second: [0] }], { random: random() }), { pairs: 1, first: 1.5, second: 0, difference: 1.5, low: null, high: null });
});

const clusters = fc.array(fc.array(fc.constantFrom(0, 1, 2), { maxLength: 6 }), { minLength: 2, maxLength: 12 });

test('where all clusters are alike there is no interval, which would look certain', () => {
  assert.deepEqual(bootstrapMean([[1, 1], [1], [1, 1, 1]], { random: random() }), { n: 6, clusters: 3, mean: 1, low: null, high: null });
  assert.deepEqual(pairedBootstrap([{ first: [2], second: [1] }, { first: [1], second: [0] }], { random: random() }), { pairs: 2, first: 1.5, second: 0.5, difference: 1, low: null, high: null });
});

test('the same values and seed give the same interval, and it has all values between its bounds that a mean can be', () => {
  fc.assert(
    fc.property(clusters, fc.integer(), (values, seed) => {
      const found = bootstrapMean(values, { random: random(seed), resamples: 200 });
      assert.deepEqual(bootstrapMean(values, { random: random(seed), resamples: 200 }), found);
      if (found.low !== null && found.high !== null) assert.ok(found.low >= 0 && found.low <= found.high && found.high <= 2);
    }),
    { numRuns: 50 },
  );
});

test('two sides that are the same differ by nothing', () => {
  fc.assert(
    fc.property(clusters, (values) => {
      const { difference, low, high } = pairedBootstrap(values.map((own) => ({ first: own, second: own })), { random: random(), resamples: 100 });
      assert.ok(difference === null || difference === 0);
      assert.deepEqual([low, high], [null, null]);
    }),
    { numRuns: 50 },
  );
});

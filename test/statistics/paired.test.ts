/** What the tests of changes promise. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { holm, mcnemar } from '../../src/statistics/paired.ts';

// The first is the example of the vignette of R's exact2x2 (M. Fay); all are scipy's, 1.17.1: stats.binomtest(b, b + c).pvalue.
for (const [b, c, p] of [
  [2, 9, 0.065_429_687_5],
  [1, 9, 0.021_484_375],
  [0, 6, 0.031_25],
  [5, 5, 1],
  [86, 150, 3.715_936_139_571_386_6e-5],
  [400, 600, 2.728_464_156_065_947e-10],
] as const) {
  test(`${b} pairs one way and ${c} the other have the p that the reference gives`, () => {
    assert.ok(Math.abs(mcnemar(b, c) / p - 1) < 1e-9, String(mcnemar(b, c)));
  });
}

test('pairs that all agree say nothing of a change, and thousands are no trouble', () => {
  assert.equal(mcnemar(0, 0), 1);
  assert.equal(mcnemar(4000, 4000), 1);
  assert.ok(mcnemar(0, 5000) >= 0);
  assert.throws(() => mcnemar(-1, 2), RangeError);
});

// The example of pingouin's documentation of holm.
test('several are corrected as in the documentation of pingouin', () => {
  assert.deepEqual(holm([0.5, 0.003, 0.32, 0.054, 0.0003]).map((p) => p.toFixed(4)), ['0.6400', '0.0120', '0.6400', '0.1620', '0.0015']);
  assert.deepEqual(holm([]), []);
});

test('a corrected p is never below the one it came from, and never above 1', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (ps) => {
      for (const [index, corrected] of holm(ps).entries()) assert.ok(corrected >= (ps[index] ?? 0) && corrected <= 1);
    }),
  );
});

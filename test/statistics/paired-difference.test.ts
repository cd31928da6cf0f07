/** What the difference between two shares of the same things promises. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { pairedDifference } from '../../src/statistics/difference.ts';

for (const [source, [both, onlyFirst, onlySecond, neither], low, high] of [
  // R. G. Newcombe, “Improved confidence intervals for the difference between binomial proportions based on paired data” (1998), method 10.
  ['Newcombe', [36, 12, 2, 0], '0.0569', '0.3404'],
  // What the R package contingencytables 3 gives for Cavo et al. (2012).
  ['contingencytables', [59, 6, 16, 80], '-0.1186', '-0.0046'],
] as const) {
  test(`${both}, ${onlyFirst}, ${onlySecond} and ${neither} pairs have the interval of ${source}`, () => {
    const found = pairedDifference({ both, onlyFirst, onlySecond, neither });
    assert.deepEqual([found.low.toFixed(4), found.high.toFixed(4)], [low, high]);
  });
}

const counts = fc.record({ both: fc.nat(60), onlyFirst: fc.nat(60), onlySecond: fc.nat(60), neither: fc.nat(60) }).filter((pairs) => Object.values(pairs).some((count) => count > 0));

test('the difference lies in its interval, which is never of no width, and turned round it is the same with the other sign', () => {
  fc.assert(
    fc.property(counts, (pairs) => {
      const there = pairedDifference(pairs);
      const back = pairedDifference({ ...pairs, onlyFirst: pairs.onlySecond, onlySecond: pairs.onlyFirst });
      assert.ok(there.low <= there.difference && there.difference <= there.high && there.low >= -1 && there.high <= 1 && there.low < there.high);
      for (const [a, b] of [[there.difference, -back.difference], [there.low, -back.high], [there.high, -back.low]] as const) assert.ok(Math.abs(a - b) < 1e-9);
    }),
  );
});

test('of no pairs nothing is known', () => {
  assert.deepEqual(pairedDifference({ both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 }), { difference: 0, low: -1, high: 1 });
});

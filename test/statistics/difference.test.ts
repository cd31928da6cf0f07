/** What the intervals of differences promise. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { newcombe } from '../../src/statistics/difference.ts';
import { wilson } from '../../src/statistics/intervals.ts';

// R. G. Newcombe, “Interval estimation for the difference between independent proportions”, Statistics in Medicine 17 (1998), table II, method 10.
for (const [before, after, low, high] of [
  [[48, 80], [56, 70], '0.0524', '0.3339'],
  [[3, 10], [9, 10], '0.1705', '0.8090'],
  [[2, 7], [6, 7], '0.0582', '0.8062'],
  [[0, 29], [5, 56], '-0.0381', '0.1926'],
  [[0, 10], [10, 10], '0.6075', '1.0000'],
] as const) {
  test(`from ${before.join(' of ')} to ${after.join(' of ')} has the interval that was published`, () => {
    const { low: least, high: most } = newcombe(wilson(before[0], before[1]), wilson(after[0], after[1]));
    assert.deepEqual([least.toFixed(4), most.toFixed(4)], [low, high]);
  });
}

const share = fc.integer({ min: 0, max: 500 }).chain((n) => fc.integer({ min: 0, max: n }).map((k) => wilson(k, n)));

test('the difference lies in its interval, and turned round it is the same with the other sign', () => {
  fc.assert(
    fc.property(share, share, (one, other) => {
      const there = newcombe(one, other);
      const back = newcombe(other, one);
      assert.ok(there.low <= there.difference && there.difference <= there.high && there.low >= -1 && there.high <= 1);
      for (const [a, b] of [[there.difference, -back.difference], [there.low, -back.high], [there.high, -back.low]] as const) assert.ok(Math.abs(a - b) < 1e-12);
    }),
  );
});

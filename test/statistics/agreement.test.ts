/** What the figures of agreement promise. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cohensKappa } from '../../src/statistics/agreement.ts';

/** Pairs from a table: how often the first said its row and the second its column. */
function pairsOf(table: readonly (readonly number[])[]): readonly (readonly [number, number])[] {
  return table.flatMap((row, first) => row.flatMap((count, second) => Array.from({ length: count }, () => [first, second] as const)));
}

for (const [source, table, agreed, kappa] of [
  // easycalculation.com, “Learn Cohen's kappa index”: two doctors, twenty patients.
  ['two doctors', [[12, 2], [4, 2]], 0.7, '0.2105'],
  // The example of Wikipedia's article on Cohen's kappa: fifty grant proposals, two readers.
  ['two readers of grant proposals', [[20, 5], [10, 15]], 0.7, '0.4000'],
  // The same article, on why kappa is not agreement: the same 60% with other margins.
  ['two pairs that agree on as much, the first', [[45, 15], [25, 15]], 0.6, '0.1304'],
  ['two pairs that agree on as much, the second', [[25, 35], [5, 35]], 0.6, '0.2593'],
] as const) {
  test(`${source} agree as was published`, () => {
    const found = cohensKappa(pairsOf(table));
    assert.equal(found.agreed.rate, agreed);
    assert.equal(found.kappa?.toFixed(4), kappa);
  });
}

// The example of scikit-learn's documentation of cohen_kappa_score.
test('three values agree as in the documentation of scikit-learn', () => {
  const found = cohensKappa([['negative', 'negative'], ['positive', 'positive'], ['negative', 'negative'], ['neutral', 'neutral'], ['positive', 'negative']]);
  assert.deepEqual([found.n, found.agreed.k, found.kappa], [5, 4, 0.6875]);
});

test('a rater who always says the same has a kappa of 0, however often that is right', () => {
  const found = cohensKappa([...Array.from({ length: 9 }, () => [2, 2] as const), [0, 2]]);
  assert.deepEqual([found.agreed.rate, found.kappa], [0.9, 0]);
});

test('there is no kappa where nothing was rated, nor where both said one value throughout', () => {
  assert.deepEqual([cohensKappa([]).kappa, cohensKappa([]).undefinedSince], [null, 'nothing-rated']);
  const one = cohensKappa([[2, 2], [2, 2]]);
  assert.deepEqual([one.agreed.rate, one.kappa, one.undefinedSince], [1, null, 'one-value-only']);
});

test('kappa is never not a number, and is the same whoever comes first', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }))), (pairs) => {
      const { kappa } = cohensKappa(pairs);
      assert.ok(kappa === null || (kappa >= -1 && kappa <= 1));
      assert.equal(cohensKappa(pairs.map(([one, other]) => [other, one] as const)).kappa, kappa);
    }),
  );
});

/** What dropping and capping promise: the rates that were asked for, with no more dropped than that takes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chooseDropped, type Countable, type Limit } from '../../src/patterns/act.ts';
import { MatchSet } from '../../src/patterns/match-set.ts';
import type { Pattern } from '../../src/patterns/pattern.ts';

function patternCalled(id: string): Pattern {
  return { id, kind: 'known', description: id, listedFrom: 0, ordinary: 0 };
}

/** Samples, each with its trait and the patterns that it has. */
function counted(samples: readonly { readonly trait?: string; readonly has: readonly string[] }[], ids: readonly string[]): Countable {
  return {
    samples: { count: samples.length, traitOf: (index) => samples[index]?.trait },
    counted: ids.map((id) => {
      const matches = new MatchSet();
      for (const [index, { has }] of samples.entries()) if (has.includes(id)) matches.add(index);
      return { pattern: patternCalled(id), matches };
    }),
  };
}

/** How many have a pattern, and how many are left. */
function left(set: Countable, dropped: ReturnType<typeof chooseDropped>, id: string): readonly [number, number] {
  const gone = new Set(dropped.map(({ index }) => index));
  const matches = set.counted.find(({ pattern }) => pattern.id === id)?.matches ?? new MatchSet();
  return [[...matches.values()].filter((index) => !gone.has(index)).length, set.samples.count - gone.size];
}

const hundred = counted(
  Array.from({ length: 100 }, (_, index) => ({ trait: index < 50 ? 'a' : 'b', has: index < 40 || index >= 90 ? ['p'] : [] })),
  ['p'],
);

test('what is dropped is gone', () => {
  const dropped = chooseDropped(hundred, [{ patternId: 'p', share: 0 }], 1);
  assert.deepEqual(left(hundred, dropped, 'p'), [0, 50]);
});

for (const [share, kept] of [
  [0.2, 12],
  [0.1, 5],
  [0.5, 50],
  [0.9, 50],
  [0.29, 20],
] as const) {
  test(`a cap of ${100 * share}% leaves as many as 50 others allow`, () => {
    // k of 50 + k is at most the share: k is at most 50 · share / (1 - share).
    const dropped = chooseDropped(hundred, [{ patternId: 'p', share }], 1);
    assert.deepEqual(left(hundred, dropped, 'p'), [kept, 50 + kept]);
  });
}

test('a cap takes from the trait that has most of it', () => {
  const gone = chooseDropped(hundred, [{ patternId: 'p', share: 0.4 }], 1);
  // 40 of 50 in one trait and 10 of 50 in the other: to 33 of 83, all come from the first.
  assert.deepEqual([gone.length, gone.every(({ index }) => index < 40)], [17, true]);
});

test('a set that is under its cap already loses nothing', () => {
  assert.deepEqual(chooseDropped(hundred, [{ patternId: 'p', share: 0.5 }], 1), []);
});

test('the same seed drops the same samples, another one others', () => {
  const choose = (seed: number): string => JSON.stringify(chooseDropped(hundred, [{ patternId: 'p', share: 0.3 }], seed));
  assert.equal(choose(1), choose(1));
  assert.notEqual(choose(1), choose(2));
});

test('several limits all hold in the end, each dropped sample has the pattern that it is dropped for, and one fewer would be too few', () => {
  const sample = fc.record({ trait: fc.constantFrom('a', 'b', 'c'), has: fc.subarray(['p', 'q', 'r']) });
  const limit = fc.record({ patternId: fc.constantFrom('p', 'q', 'r'), share: fc.integer({ min: 0, max: 99 }).map((percent) => percent / 100) });
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 80 }), fc.array(limit, { minLength: 1, maxLength: 3 }), fc.nat(), (samples, limits: readonly Limit[], seed) => {
      const set = counted(samples, ['p', 'q', 'r']);
      const dropped = chooseDropped(set, limits, seed);
      assert.equal(new Set(dropped.map(({ index }) => index)).size, dropped.length);
      for (const { index, patternId } of dropped) assert.ok(samples[index]?.has.includes(patternId));
      for (const { patternId, share } of limits) {
        const [having, of] = left(set, dropped, patternId);
        assert.ok(having <= share * of + 1e-6);
        if (limits.length === 1 && dropped.length > 0) assert.ok(having + 1 > share * (of + 1));
      }
    }),
    { numRuns: 500 },
  );
});

test('a pattern that is not there is refused', () => {
  assert.throws(() => chooseDropped(hundred, [{ patternId: 'x', share: 0 }], 1), RangeError);
});

test('a set of matches holds what was added', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 5000 })), fc.array(fc.nat({ max: 5000 })), (one, other) => {
      const [a, b] = [one, other].map((indexes) => {
        const set = new MatchSet();
        for (const index of indexes) set.add(index);
        return set;
      }) as [MatchSet, MatchSet];
      assert.deepEqual([...a.values()], [...new Set(one)].toSorted((x, y) => x - y));
      assert.equal(a.size, new Set(one).size);
      const both = [...new Set(one)].filter((index) => b.has(index)).length;
      const either = new Set([...one, ...other]).size;
      assert.equal(a.likeness(b), either === 0 ? 0 : both / either);
    }),
    { numRuns: 200 },
  );
});

/** What every benchmark builds on: its documents, its statistics, and what it prints. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { traitsDocument } from '../../scripts/bench/documents.ts';
import { atLeast, atMost, formatted, unmeasured } from '../../scripts/bench/report.ts';
import { median, quantile } from '../../scripts/bench/statistics.ts';
import { cutSegments, segmentEnd } from '../../src/document/segments.ts';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';

test('a seed gives one text, and another seed another', () => {
  assert.equal(traitsDocument(20_000, 7), traitsDocument(20_000, 7));
  assert.notEqual(traitsDocument(20_000, 7), traitsDocument(20_000, 8));
});

test('a document has the size that was asked for, in traits for the most part', () => {
  for (const size of [10_000, 100_000]) {
    const text = traitsDocument(size, 1);
    assert.ok(text.length >= size && text.length < size + 1000, `${text.length} for ${size}`);
    const { form, traits } = parseTraitsDocument(text);
    assert.equal(form, 'sections');
    assert.ok(traits.reduce((sum, { range }) => sum + range.end - range.start, 0) > size * 0.7);
  }
});

test('no part of a document stands in it twice, so that remembering what was parsed gains nothing', () => {
  const text = traitsDocument(300_000, 1);
  const { cuts } = cutSegments(text);
  const segments = cuts.map(({ start }, index) => text.slice(start, segmentEnd(text, cuts, index)));
  assert.ok(new Set(segments).size > segments.length * 0.99);
});

test('a quantile is one of the values, and so many of them are not above it', () => {
  const values = fc.array(fc.double({ noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (measured, share) => {
      const value = quantile(measured, share);
      assert.ok(measured.includes(value));
      assert.ok(measured.filter((other) => other <= value).length >= Math.ceil(measured.length * share));
    }),
    { numRuns: 300 },
  );
  assert.equal(median([3, 1, 2]), 2);
  assert.throws(() => median([]), RangeError);
});

test('a bound is held to what was measured, not to what is printed of it', () => {
  assert.deepEqual(atLeast('speed', 5.9999, 6), { name: 'speed', value: 6, bound: '>= 6 times', holds: false });
  assert.deepEqual(atMost('stretch', 25, 25, 'ms'), { name: 'stretch', value: 25, bound: '<= 25 ms', holds: true });
});

test('rows with the same columns make up a table, and the bounds come last', () => {
  const rows = [{ linter: 'a', ms: 1 }, { linter: 'bb', ms: 12 }, { size: '1 MB', p95: 3 }];
  const expected = ['lint', '', 'linter  ms', 'a        1', 'bb      12', '', 'size  p95', '1 MB    3', '', 'reach  value  bound       holds', 'fast       2  >= 3 times  NO'];
  assert.equal(formatted({ benchmark: 'lint', rows, reach: [atLeast('fast', 2, 3)] }), expected.join('\n'));
});

test('a bound on what could not be measured does not hold, and says why', () => {
  assert.deepEqual(unmeasured('fast', 3), { name: 'fast', value: null, bound: '>= 3 times', holds: false });
  assert.match(formatted({ benchmark: 'lint', rows: [], reach: [unmeasured('fast', 3)] }), /fast +not measured +>= 3 times +NO$/);
});

/** What looking a place up among ranges promises, and what lines are taken for. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { columnsOf, dedent, followsBlank } from '../../src/document/lines.ts';
import { isWithin, rangeAt } from '../../src/document/range.ts';

/** Ranges in order that do not overlap; some touch, and some are empty. */
const sorted = fc.array(fc.tuple(fc.nat(3), fc.nat(4)), { maxLength: 12 }).map((steps) => {
  let at = 0;
  return steps.map(([gap, length]) => {
    const start = at + gap;
    at = start + length;
    return { start, end: at };
  });
});

test('among many ranges the one is found that a look at each would find', () => {
  fc.assert(
    fc.property(sorted, fc.integer({ min: -1, max: 90 }), (ranges, offset) => {
      const last = ranges.findLast(({ start }) => start <= offset);
      assert.equal(rangeAt(ranges.map((range) => ({ range })), offset)?.range, last !== undefined && offset <= last.end ? last : undefined);
      assert.equal(isWithin(ranges, offset), ranges.some(({ start, end }) => start <= offset && offset < end));
    }),
    { numRuns: 500 },
  );
});

test('a line is moved to the left by columns, and of a tab that reaches further the rest stays as spaces', () => {
  assert.equal(dedent('\tx', 2), '  x');
  assert.equal(dedent(' \t  x', 4), '  x');
  assert.equal(dedent('  \tx', 2), '\tx');
  assert.equal(dedent(' x', 4), 'x');
  assert.equal(columnsOf(' \t- '), 6);
});

test('what follows a blank line is told from what follows text, whatever ends the lines', () => {
  for (const eol of ['\n', '\r\n', '\r']) {
    const text = ['a', ' ', '  b', 'c', 'd'].join(eol);
    const follows = (word: string): boolean => followsBlank(text, text.indexOf(word));
    assert.deepEqual(['a', 'b', 'c', 'd'].map(follows), [true, true, false, false]);
  }
  assert.ok(!followsBlank('- a', 2));
});

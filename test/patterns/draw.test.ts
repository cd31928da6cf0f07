/** What the draw promises: all of a small set, and every trait of a large one, in bounded memory. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SampleText } from '../../src/dataset/sample-text.ts';
import { StratifiedDraw } from '../../src/patterns/draw.ts';

function drawn(traits: readonly string[], size: number, seed = 1, characters = 1e9): readonly SampleText[] {
  const draw = new StratifiedDraw(size, characters, seed);
  for (const [index, traitId] of traits.entries()) draw.add({ line: index + 1, response: 'x'.repeat(10), traitId });
  return draw.samples();
}

test('a set that is no larger than the draw is drawn whole', () => {
  const lines = drawn(Array.from({ length: 100 }, (_, index) => `t${index % 3}`), 100).map(({ line }) => line);
  assert.deepEqual(lines.toSorted((a, b) => a - b), Array.from({ length: 100 }, (_, index) => index + 1));
});

test('small traits are drawn whole beside large ones', () => {
  const samples = drawn(Array.from({ length: 20_000 }, (_, index) => (index % 500 === 499 ? 'small' : index % 2 === 0 ? 'a' : 'b')), 1000);
  assert.equal(samples.length, 1000);
  assert.equal(samples.filter(({ traitId }) => traitId === 'small').length, 40);
});

test('the draw is of the whole file, not of its beginning', () => {
  const samples = drawn(Array.from({ length: 10_000 }, () => 'a'), 1000);
  const late = samples.filter(({ line }) => line > 5000).length;
  assert.ok(late > 430 && late < 570, `${late}`);
});

test('no draw is larger than it may be, and none has a sample twice', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 300 }), fc.integer({ min: 20, max: 100 }), fc.integer({ min: 50, max: 2000 }), fc.nat(), (traits, size, characters, seed) => {
      const samples = drawn(traits, size, seed, characters);
      assert.ok(samples.length <= size);
      assert.ok(samples.length * 10 < characters + 10);
      assert.equal(new Set(samples.map(({ line }) => line)).size, samples.length);
      if (traits.length <= size && traits.length * 10 <= characters) assert.equal(samples.length, traits.length);
    }),
    { numRuns: 300 },
  );
});

test('short samples first and long ones after do not fill the memory', () => {
  const draw = new StratifiedDraw(1000, 100_000, 1);
  for (let line = 0; line < 1000; line += 1) draw.add({ line, response: 'x'.repeat(10), traitId: `t${line % 3}` });
  for (let line = 1000; line < 6000; line += 1) draw.add({ line, response: 'x'.repeat(1000), traitId: `t${line % 3}` });
  const characters = draw.samples().reduce((sum, { response }) => sum + response.length, 0);
  assert.ok(characters <= 110_000, String(characters));
  // Of every trait there is some left.
  assert.equal(new Set(draw.samples().map(({ traitId }) => traitId)).size, 3);
});

test('one text that is longer than all that may be held does not empty the draw', () => {
  const draw = new StratifiedDraw(1000, 100_000, 1);
  for (let line = 0; line < 1000; line += 1) draw.add({ line, response: 'x'.repeat(10) });
  for (let line = 1000; line < 1010; line += 1) draw.add({ line, response: 'x'.repeat(200_000) });
  assert.ok(draw.samples().length >= 50);
});

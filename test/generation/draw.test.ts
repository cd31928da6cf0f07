/** What is promised of what is drawn for samples: it follows from the seed and the sample's place alone, and spreads over the whole list. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { drawFor, USUAL_VARIETY, type Variety, varietyEntries, varietyWith } from '../../src/generation/draw.ts';
import { randomNumbers, shuffled } from '../../src/generation/random.ts';

const KINDS = ['exhibit', 'exception', 'trade-off'] as const;
const list = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 5 }), { maxLength: 12 });
const variety: fc.Arbitrary<Variety> = fc.record({ domains: list, userTypes: list, tones: list, lengths: list, names: list });
const seed = fc.nat(2 ** 31 - 1);

test('the same seed, trait, kind and ordinal give the same draw, whatever else was drawn before', () => {
  fc.assert(
    fc.property(variety, seed, fc.string(), fc.constantFrom(...KINDS), fc.nat(500), fc.nat(500), (lists, from, traitId, kind, ordinal, other) => {
      const first = drawFor(lists, from, traitId, kind, ordinal);
      drawFor(lists, from, `${traitId}x`, kind, other);
      drawFor(lists, from, traitId, 'exhibit', other);
      assert.deepEqual(drawFor({ ...lists }, from, traitId, kind, ordinal), first);
      assert.deepEqual(drawFor(structuredClone(lists), from, traitId, kind, ordinal), first);
    }),
    { numRuns: 300 },
  );
});

test('the samples of a trait take each entry once before any comes again, and no list that is empty', () => {
  fc.assert(
    fc.property(variety, seed, fc.string(), (lists, from, traitId) => {
      const places = Array.from({ length: 12 }, (_, ordinal) => KINDS.map((kind) => drawFor(lists, from, traitId, kind, ordinal))).flat();
      const first = places.slice(0, lists.domains.length).map(({ domain }) => domain);
      assert.deepEqual(new Set(first), new Set(lists.domains));
      for (const draw of places) {
        assert.equal('tone' in draw, lists.tones.length > 0);
        assert.equal(draw.names?.length ?? 0, Math.min(3, lists.names.length));
        assert.equal(new Set(draw.names).size, draw.names?.length ?? 0);
      }
    }),
    { numRuns: 200 },
  );
});

test('another list, another trait and another seed do not draw alike', () => {
  const drawn = (from: number, traitId: string): readonly unknown[] => Array.from({ length: 20 }, (_, ordinal) => drawFor(USUAL_VARIETY, from, traitId, 'exhibit', ordinal));
  const alike = (a: readonly unknown[], b: readonly unknown[]): number => a.filter((draw, at) => JSON.stringify(draw) === JSON.stringify(b[at])).length;
  assert.equal(alike(drawn(0, 'a'), drawn(0, 'b')), 0);
  assert.equal(alike(drawn(0, 'a'), drawn(1, 'a')), 0);
  const shorter = { ...USUAL_VARIETY, domains: ['a farm'] };
  const { domain, ...rest } = drawFor(shorter, 0, 'a', 'exhibit', 0);
  const { domain: other, ...same } = drawFor(USUAL_VARIETY, 0, 'a', 'exhibit', 0);
  assert.deepEqual([domain, rest], ['a farm', same]);
  assert.notEqual(other, domain);
});

test('the names come from many places, each is there once, and they are names', () => {
  const { names, domains, userTypes } = USUAL_VARIETY;
  assert.ok(names.length > 700, `${names.length} names`);
  for (const entries of [names, domains, userTypes]) assert.equal(new Set(entries).size, entries.length);
  for (const name of names) assert.match(name, /^\p{Lu}[\p{L}\p{M}’'-]+$/u);
});

test('a list of a project goes in place of the usual one, and three dots in it stand for that', () => {
  const { tones, domains, names } = varietyWith({ tones: ['gruff', '...'], domains: [' falconry '], names: [] });
  assert.deepEqual(tones, ['gruff', ...USUAL_VARIETY.tones]);
  assert.deepEqual(domains, ['falconry']);
  assert.deepEqual(names, []);
  assert.deepEqual(varietyWith({}), USUAL_VARIETY);
});

test('a file of entries has one on each line, and remarks', () => {
  assert.deepEqual(varietyEntries('\uFEFF# fields\r\nfalconry\r\n\r\n  a zoo  \n#x\n...'), ['falconry', 'a zoo', '...']);
});

test('random numbers follow from what they are drawn from, and are spread evenly', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (from) => {
      const [a, b] = [randomNumbers(from), randomNumbers(structuredClone(from))];
      for (let at = 0; at < 20; at += 1) {
        const number = a();
        assert.equal(number, b());
        assert.ok(number >= 0 && number < 1);
      }
    }),
    { numRuns: 200 },
  );
  const random = randomNumbers('evenly');
  const tenths = Array.from({ length: 10 }, () => 0);
  for (let at = 0; at < 10_000; at += 1) tenths[Math.floor(random() * 10)]! += 1;
  assert.ok(tenths.every((count) => count > 900 && count < 1100), tenths.join(' '));
});

test('whatever is shuffled is all there afterwards', () => {
  fc.assert(fc.property(fc.array(fc.nat()), seed, (things, from) => assert.deepEqual(shuffled(things, randomNumbers(from)).toSorted((a, b) => a - b), things.toSorted((a, b) => a - b))), { numRuns: 200 });
});

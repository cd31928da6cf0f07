/** What the samples panel lists: what is wished for, in order, in groups, with counts that are true. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countsOf, EVERYTHING, type Facet, FACETS, grouped, GROUPS, merged, readWish, SORTS, type Wish, wished } from '../../src/view/samples/list.ts';
import { inSight, scrolledTo } from '../../src/view/virtual-rows.ts';
import { row } from './support.ts';

const TRAITS = ['plain', 'gentle', 'quiet'];
const none = { traits: TRAITS, found: new Set<string>() };

function keys(rows: readonly { readonly key: string }[]): string {
  return rows.map(({ key }) => key).join(' ');
}

const anyRow = fc
  .record({ traitId: fc.constantFrom(...TRAITS, 'gone'), kind: fc.constantFrom('exhibit', 'exception'), status: fc.constantFrom('kept', 'dropped'), verdict: fc.constantFrom('', 'pass', 'revise'), decision: fc.constantFrom('' as const, 'accepted' as const, 'rejected' as const), at: fc.nat(9), tokens: fc.nat(9), cost: fc.option(fc.nat(9)) })
  .map((more) => more);
const anyRows = fc.array(anyRow, { maxLength: 30 }).map((all) => all.map((more, index) => row(`s${index}`, more)));
const anyWish: fc.Arbitrary<Wish> = fc.record({
  filter: fc.dictionary(fc.constantFrom(...FACETS), fc.constantFrom('', 'plain', 'exhibit', 'kept', 'revise', 'accepted'), { maxKeys: 2 }),
  query: fc.constantFrom('', 's1'),
  sort: fc.constantFrom(...SORTS),
  group: fc.constantFrom(...GROUPS),
});

test('without a wish all samples are listed, trait by trait in the order of the document', () => {
  const rows = [row('a', { traitId: 'quiet' }), row('b', { traitId: 'plain' }), row('c', { traitId: 'quiet' }), row('d', { traitId: 'gone' })];
  assert.equal(keys(wished(rows, EVERYTHING, none)), 'b a c d');
});

test('several filters must all hold, and not being judged is a value to filter by', () => {
  const rows = [row('a'), row('b', { decision: 'accepted' }), row('c', { status: 'dropped' })];
  assert.equal(keys(wished(rows, { ...EVERYTHING, filter: { decision: '', status: 'kept' } }, none)), 'a');
});

test('an older version is listed where somebody asks for older versions, or for its run, and counts in no other list', () => {
  const rows = [row('a', { freshness: 'replaced' }), row('b', { run: 'r2' })];
  assert.equal(keys(wished(rows, EVERYTHING, none)), 'b');
  assert.equal(keys(wished(rows, { ...EVERYTHING, filter: { freshness: 'replaced' } }, none)), 'a');
  assert.equal(keys(wished(rows, { ...EVERYTHING, filter: { run: 'r1' } }, none)), 'a');
  assert.equal(countsOf(rows, 'freshness', EVERYTHING, none.found).get('replaced'), 1);
  assert.equal(countsOf(rows, 'traitId', EVERYTHING, none.found).get('plain'), 1);
});

test('a search finds openings at once, in upper or lower case, and what was found elsewhere', () => {
  const rows = [row('a', { opening: 'My LEDGER is off' }), row('b'), row('c')];
  assert.equal(keys(wished(rows, { ...EVERYTHING, query: 'ledger' }, { ...none, found: new Set(['c']) })), 'a c');
});

test('what has no known cost is listed after all that cost something', () => {
  const rows = [row('a', { cost: null }), row('b', { cost: 0 }), row('c', { cost: 2 })];
  assert.equal(keys(wished(rows, { ...EVERYTHING, sort: 'cost' }, none)), 'c b a');
});

test('a count beside a choice is how many samples that choice would list', () => {
  fc.assert(
    fc.property(anyRows, anyWish, fc.constantFrom(...FACETS), (rows, wish, facet: Facet) => {
      for (const [value, count] of countsOf(rows, facet, wish, none.found)) {
        assert.equal(count, wished(rows, { ...wish, filter: { ...wish.filter, [facet]: value } }, none).length);
      }
    }),
  );
});

test('groups hold every listed sample once, under the heading that it belongs to, with true counts', () => {
  fc.assert(
    fc.property(anyRows, anyWish, (rows, wish) => {
      const listed = wished(rows, wish, none);
      const lines = grouped(listed, wish.group, TRAITS);
      assert.deepEqual(lines.flatMap((line) => ('row' in line ? [line.row.key] : [])).toSorted(), listed.map(({ key }) => key).toSorted());
      let [heading, left] = ['', 0];
      for (const line of lines) {
        if ('heading' in line) {
          assert.equal(left, 0);
          [heading, left] = [line.heading, line.count];
        } else if (wish.group !== 'none') {
          assert.equal(line.row[wish.group], heading);
          left -= 1;
        }
      }
      assert.equal(left, 0);
    }),
  );
});

test('a sample that has changed keeps its place, and one that is gone leaves', () => {
  const rows = merged([row('a'), row('b'), row('c')], [row('b', { decision: 'accepted' }), row('d')], ['a']);
  assert.deepEqual(rows.map(({ key, decision }) => [key, decision]), [['b', 'accepted'], ['c', ''], ['d', '']]);
});

test('a wish that was kept comes back, and anything else that was kept is no harm', () => {
  fc.assert(fc.property(anyWish, (wish) => assert.deepEqual(readWish(JSON.parse(JSON.stringify(wish))), { ...wish, filter: { ...wish.filter } })));
  fc.assert(fc.property(fc.jsonValue(), (kept) => assert.equal(typeof readWish(kept).query, 'string')));
});

test('the rows in the page are all that are in sight, and only some more', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.nat(3000), fc.integer({ min: 1, max: 100 }), fc.nat(20_000), (top, height, rowHeight, count) => {
      const { from, to } = inSight(top, height, rowHeight, count);
      assert.ok(from >= 0 && from <= to && to <= count);
      assert.ok(to - from <= height / rowHeight + 14);
      const first = Math.floor(top / rowHeight);
      const last = Math.ceil((top + height) / rowHeight) - 1;
      if (height > 0) for (const seen of [first, last]) if (seen < count) assert.ok(seen >= from && seen < to);
    }),
  );
});

test('a row that is in sight is not scrolled to, and another only as far as is needed', () => {
  assert.deepEqual([scrolledTo(3, 100, 400, 50), scrolledTo(1, 100, 400, 50), scrolledTo(10, 100, 400, 50)], [100, 50, 150]);
});

/** What a spot check promises: a draw that is fair and the same for its seed, an end, and an agreement that is counted right. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { actionOf, type KeyActions } from '../../src/view/samples/keys.ts';
import type { Row } from '../../src/view/samples/messages.ts';
import { agreement, draw, judged, nextUndecided, readSpotCheck } from '../../src/view/samples/spot-check.ts';
import { row } from './support.ts';

/** Uneven traits: 200 samples of one, 20 of another, 5 of a third. */
const UNEVEN: readonly Row[] = [200, 20, 5].flatMap((count, trait) => Array.from({ length: count }, (_, index) => row(`${trait}/${index}`, { traitId: `t${trait}` })));

function byKey(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((one) => [one.key, one]));
}

test('the same seed draws the same samples in the same order, and another seed others', () => {
  assert.deepEqual(draw(UNEVEN, 12, 7), draw(UNEVEN, 12, 7));
  assert.notDeepEqual(draw(UNEVEN, 12, 7), draw(UNEVEN, 12, 8));
});

test('every trait and kind has as many in the draw as any other, as far as it has them', () => {
  const counts = new Map<string, number>();
  for (const key of draw(UNEVEN, 30, 1)) counts.set(key.charAt(0), (counts.get(key.charAt(0)) ?? 0) + 1);
  assert.equal(counts.get('2'), 5);
  assert.ok(Math.abs((counts.get('0') ?? 0) - (counts.get('1') ?? 0)) <= 1);
});

test('within a trait each sample is drawn as often as any other', () => {
  const times = new Map<string, number>();
  for (let seed = 0; seed < 2000; seed += 1) for (const key of draw(UNEVEN, 3, seed)) times.set(key, (times.get(key) ?? 0) + 1);
  // Of 20 each is drawn with a chance of 1 in 20: 100 of 2000, give or take five standard deviations.
  for (const { key } of UNEVEN.filter(({ traitId }) => traitId === 't1')) assert.ok(Math.abs((times.get(key) ?? 0) - 100) < 50, key);
});

test('a draw has each sample once, only finished ones, and all where there are no more', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('kept', 'dropped', 'failed', 'unparsed')), fc.nat(40), fc.nat(), (statuses, size, seed) => {
      const rows = statuses.map((status, index) => row(`s${index}`, { status, traitId: `t${index % 4}` }));
      const drawn = draw(rows, size, seed);
      const fit = rows.filter(({ status }) => status === 'kept' || status === 'dropped').map(({ key }) => key);
      assert.equal(new Set(drawn).size, Math.min(size, fit.length));
      assert.equal(drawn.length, Math.min(size, fit.length));
      assert.ok(drawn.every((key) => fit.includes(key)));
    }),
  );
});

test('the next one is the next that nobody has judged, from the beginning again after the end, until there is none', () => {
  const rows = [row('a'), row('b', { decision: 'rejected' }), row('c'), row('d', { decision: 'accepted' })];
  const keys = rows.map(({ key }) => key);
  assert.equal(nextUndecided(keys, byKey(rows), 'a'), 'c');
  assert.equal(nextUndecided(keys, byKey(rows), 'c'), 'a');
  assert.equal(nextUndecided(keys, byKey(rows), undefined), 'a');
  assert.equal(judged(keys, byKey(rows)), 2);
  const done = rows.map((one) => ({ ...one, decision: 'accepted' as const }));
  assert.equal(nextUndecided(keys, byKey(done), 'a'), undefined);
});

test('agreement counts what both judged, and no duplicates or failures', () => {
  const rows = [
    row('a', { decision: 'accepted' }),
    row('b', { decision: 'rejected', status: 'dropped' }),
    row('c', { decision: 'rejected' }),
    row('d', { decision: 'accepted', status: 'dropped', duplicate: true }),
    row('e', { decision: 'rejected', status: 'failed' }),
    row('f'),
  ];
  const { n, agreed } = agreement(rows);
  assert.deepEqual([agreed.k, n], [2, 3]);
});

test('a spot check that was kept comes back, and anything else is none', () => {
  const spot = { keys: ['a', 'b'], seed: 3, blind: true };
  assert.deepEqual(readSpotCheck(JSON.parse(JSON.stringify(spot))), spot);
  assert.equal(readSpotCheck(undefined), undefined);
  fc.assert(fc.property(fc.jsonValue(), (kept) => void readSpotCheck(kept)));
});

test('no key but Escape does anything while somebody types', () => {
  const done: string[] = [];
  const actions = new Proxy({}, { get: (_, name) => () => done.push(String(name)) }) as KeyActions;
  for (const key of ['a', 'r', 'u', 'c', 'n', 'j', 'k', '/', '?', 'Enter', 'ArrowDown', 'Home']) assert.equal(actionOf(key, 'field'), undefined, key);
  actionOf('Escape', 'field')?.(actions);
  assert.deepEqual(done, ['back']);
});

test('each key that the panel names does what it says, and arrows are left to the text that is read', () => {
  const done: string[] = [];
  const actions = new Proxy({}, { get: (_, name) => (by?: number) => done.push(by === undefined ? String(name) : `${String(name)} ${by}`) }) as KeyActions;
  for (const key of ['a', 'r', 'u', 'c', 'n', 'j', 'k', '/', '?', 'Enter', 'ArrowDown', 'ArrowUp', 'Home', 'End', 'PageDown', 'Escape']) actionOf(key, 'list')?.(actions);
  assert.deepEqual(done, ['accept', 'reject', 'undo', 'comment', 'nextUndecided', 'move 1', 'move -1', 'search', 'help', 'read', 'move 1', 'move -1', 'move -Infinity', 'move Infinity', 'movePage 1', 'back']);
  for (const key of ['ArrowDown', 'PageUp', 'Enter']) assert.equal(actionOf(key, 'elsewhere'), undefined);
});

/** What the samples panel knows: rows as they are told, judgements at once, and each of them taken back in turn. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EVERYTHING } from '../../src/view/samples/list.ts';
import { readKept, Store } from '../../src/view/samples/store.ts';
import { row } from './support.ts';

function storeOf(...keys: readonly string[]): Store {
  const store = new Store();
  store.tell({ type: 'rows', rows: keys.map((key) => row(key)), removed: [], all: true, more: false });
  return store;
}

test('rows that come in several messages are all there, and only the last says so', () => {
  const store = new Store();
  store.tell({ type: 'rows', rows: [row('a')], removed: [], all: true, more: true });
  assert.equal(store.isLoaded, false);
  store.tell({ type: 'rows', rows: [row('b')], removed: [], all: false, more: false });
  assert.deepEqual([store.isLoaded, store.rows.map(({ key }) => key)], [true, ['a', 'b']]);
});

test('what is told anew takes the place of all that was told before', () => {
  const store = storeOf('a', 'b');
  store.tell({ type: 'rows', rows: [row('c')], removed: [], all: true, more: false });
  assert.deepEqual(store.rows.map(({ key }) => key), ['c']);
});

test('a judgement shows at once; the same once more is none', () => {
  const store = storeOf('a');
  assert.equal(store.decide('a', 'accepted'), true);
  assert.equal(store.byKey.get('a')?.decision, 'accepted');
  assert.equal(store.decide('a', 'accepted'), false);
  assert.equal(store.decide('no such', 'accepted'), false);
});

test('judgements are taken back one by one, each to what was before it', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('' as const, 'accepted' as const, 'rejected' as const))), (judgements) => {
      const store = storeOf('a', 'b', 'c');
      const states = [JSON.stringify(store.rows)];
      for (const [key, decision] of judgements) if (store.decide(key, decision)) states.push(JSON.stringify(store.rows));
      while (states.length > 1) {
        states.pop();
        const taken = store.undo();
        assert.equal(store.byKey.get(taken?.key ?? '')?.decision, taken?.decision);
        assert.equal(JSON.stringify(store.rows), states.at(-1));
      }
      assert.equal(store.undo(), undefined);
    }),
  );
});

test('a spot check lists its samples in the order of the draw, whatever is filtered', () => {
  const store = storeOf('a', 'b', 'c');
  const spot = { keys: ['c', 'gone', 'a'], seed: 1, blind: true };
  const listed = store.listed({ ...EVERYTHING, filter: { status: 'dropped' } }, spot);
  assert.deepEqual(listed.map(({ key }) => key), ['c', 'a']);
  assert.equal(store.lines(listed, { ...EVERYTHING, group: 'status' }, spot).length, 2);
});

test('a spot check is drawn from what is listed, finished and not judged', () => {
  const store = new Store();
  store.tell({ type: 'rows', rows: [row('a'), row('b', { decision: 'accepted' }), row('c', { status: 'failed' }), row('d', { kind: 'exception' })], removed: [], all: true, more: false });
  assert.deepEqual(store.drawable({ ...EVERYTHING, filter: { kind: 'exhibit' } }).map(({ key }) => key), ['a']);
});

test('whatever was kept can be read', () => {
  fc.assert(fc.property(fc.jsonValue(), (kept) => assert.ok(Array.isArray(Object.keys(readKept(kept).wish.filter)))));
});

/** What is worked out of a document is there with it, and is no part of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keptOn, lazyByDocument } from '../../src/document/lazy.ts';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';

test('each document is worked out once, and each function has its own', () => {
  let times = 0;
  const names = lazyByDocument(({ traits }) => [(times += 1), ...traits.map(({ name }) => name)]);
  const ids = lazyByDocument(({ traits }) => traits.map(({ id }) => id));
  const [one, other] = ['# A\n\n## Honest\n\nSays so.\n', '# B\n\n## Warm\n\nIs kind.\n'].map((text) => parseTraitsDocument(text));
  assert.ok(one && other);
  assert.deepEqual([names(one), names(other), names(one), ids(one), ids(other), ids(one)], [[1, 'Honest'], [2, 'Warm'], [1, 'Honest'], ['honest'], ['warm'], ['honest']]);
});

test('a document looks the same afterwards, and a copy of it knows nothing', () => {
  const text = '# A\n\n## Honest\n\nSays so.\n';
  const document = parseTraitsDocument(text);
  const count = lazyByDocument(({ traits }) => ({ count: traits.length }));
  assert.equal(count(document).count, 1);
  assert.deepEqual(document, parseTraitsDocument(text));
  assert.equal(JSON.stringify(document), JSON.stringify(parseTraitsDocument(text)));
  assert.equal(count({ ...document, traits: [] }).count, 0);
});

test('what is kept on an object can be replaced, and is out of sight', () => {
  const kept = keptOn<object, number>();
  const held = { own: 1 };
  kept.set(held, 1);
  kept.set(held, 2);
  assert.deepEqual([kept.get(held), kept.get({}), keptOn().get(held), held, Object.keys(held), { ...held }], [2, undefined, undefined, { own: 1 }, ['own'], { own: 1 }]);
  assert.equal(kept.get({ ...held }), undefined);
});

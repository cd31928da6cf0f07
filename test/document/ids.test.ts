/** Ids of successive states of a document are those of the last state alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Ids, type Named } from '../../src/document/ids.ts';

const name = fc.constantFrom('Why', 'why', 'Why 1', 'Why-1', 'Honest', 'honest', 'Honest 2', 'H', '', '!', 'Trait', 'trait 1', 'é', '1');
const written = fc.option(fc.constantFrom('why', 'honest', 'honest-2', 'why-1', 'x', 'trait', 'h'), { nil: undefined, freq: 2 });
const entry = fc.record({ name, isTrait: fc.boolean(), written });
const change = fc.oneof(fc.record({ name }), fc.record({ written }), fc.record({ name, written }));
const named = (entries: readonly { name: string; isTrait: boolean; written: string | undefined }[]): Named => ({
  names: entries.map((one) => one.name),
  isTrait: entries.map((one) => one.isTrait),
  written: entries.map((one) => one.written),
});

test('whatever name or id is rewritten, one after the other, the ids are those that the names have at once', () => {
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1, maxLength: 6 }), fc.array(fc.tuple(fc.nat(), change), { maxLength: 8 }), (first, edits) => {
      const ids = new Ids();
      let entries = first;
      ids.of(named(entries));
      for (const [at, changed] of edits) {
        entries = entries.map((one, index) => (index === at % entries.length ? { ...one, ...changed } : one));
        assert.deepEqual(ids.of(named(entries)), new Ids().of(named(entries)));
      }
    }),
    { numRuns: Number(process.env['RUNS'] ?? 2000) },
  );
});

/** What staleness promises: a sample is stale when its chunk is another, and what was made anew counts in its place. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import type { JournalHeader } from '../../src/engine/journal.ts';
import { chunkHashes, type RunOverview, stalenessOf, staleSamples } from '../../src/generation/stale.ts';
import { header } from '../support/journal-records.ts';
import { chat, DOCUMENT } from './support.ts';

const BEFORE = chunkHashes(parseTraitsDocument(DOCUMENT));

function run(name: string, samples: Readonly<Record<string, string>>, { hashes = BEFORE, more = {} }: { readonly hashes?: ReadonlyMap<string, string>; readonly more?: Partial<JournalHeader> } = {}): RunOverview {
  return {
    header: header({ run: name, ...more }),
    samples: Object.entries(samples).map(([id, status]) => {
      const traitId = id.split('/', 1)[0] ?? '';
      return { id, traitId, status, chunkHash: hashes.get(traitId) ?? 'none' };
    }),
  };
}

function anew(runs: readonly RunOverview[], text: string): readonly [string, readonly string[], number] | undefined {
  const stale = staleSamples(runs, parseTraitsDocument(text));
  return stale && [stale.of.run, stale.ids, stale.elsewhere];
}

const CHANGED = DOCUMENT.replace('The rest is noise.', 'The rest is only noise.');

test('samples are stale whose trait says something else now, and those alone', () => {
  const samples = { 'plain/exhibit/0': 'kept', 'quiet/exhibit/0': 'kept', 'quiet/exhibit/1': 'dropped' };
  assert.deepEqual(anew([run('r1', samples)], CHANGED), ['r1', ['quiet/exhibit/0', 'quiet/exhibit/1'], 0]);
  assert.equal(anew([run('r1', samples)], DOCUMENT), undefined);
});

test('a change of a trait that another one meets makes that one stale too, as far as it is shown', () => {
  assert.deepEqual(anew([run('r1', { 'plain/exhibit/0': 'kept', 'gentle/exhibit/0': 'kept' })], DOCUMENT.replace('goes easy', 'goes gently')), ['r1', ['plain/exhibit/0', 'gentle/exhibit/0'], 0]);
});

test('what moved, or changed only in its line endings, is not stale', () => {
  const samples = { 'plain/exhibit/0': 'kept', 'quiet/exhibit/0': 'kept' };
  assert.equal(anew([run('r1', samples)], DOCUMENT.replace('## Quiet', '## New {#new}\n\nIs new.\n\n## Quiet')), undefined);
  assert.equal(anew([run('r1', samples)], DOCUMENT.replaceAll('\n', '\r\n')), undefined);
});

test('what was made anew is not made a second time, until it changes again', () => {
  const now = chunkHashes(parseTraitsDocument(CHANGED));
  const runs = [run('r1', { 'quiet/exhibit/0': 'kept', 'quiet/exhibit/1': 'kept' }), run('r2', { 'quiet/exhibit/0': 'dropped' }, { hashes: now })];
  assert.deepEqual(anew(runs, CHANGED), ['r1', ['quiet/exhibit/1'], 0]);
  assert.deepEqual(anew(runs, CHANGED.replace('only noise', 'mere noise')), ['r2', ['quiet/exhibit/0'], 1]);
});

test('what was rehearsed takes the place of no sample that a model made', () => {
  const now = chunkHashes(parseTraitsDocument(CHANGED));
  const samples = { 'quiet/exhibit/0': 'kept' };
  const rehearsal = (name: string, hashes = BEFORE) => run(name, samples, { hashes, more: { rehearsed: true } });
  assert.deepEqual(anew([run('r1', samples, { more: { rehearsed: false } }), rehearsal('r2', now)], CHANGED), ['r1', ['quiet/exhibit/0'], 0]);
  assert.deepEqual(anew([rehearsal('r1')], CHANGED), ['r1', ['quiet/exhibit/0'], 0]);
});

test('a sample that failed when it was made anew leaves the older one stale', () => {
  const now = chunkHashes(parseTraitsDocument(CHANGED));
  assert.deepEqual(anew([run('r1', { 'quiet/exhibit/0': 'kept' }), run('r2', { 'quiet/exhibit/0': 'failed' }, { hashes: now })], CHANGED), ['r1', ['quiet/exhibit/0'], 0]);
});

test('runs of other pipelines have samples of their own, and comparisons none', () => {
  const now = chunkHashes(parseTraitsDocument(CHANGED));
  const samples = { 'quiet/exhibit/0': 'kept' };
  assert.deepEqual(anew([run('r1', samples), run('r2', samples, { hashes: now, more: { pipeline: 'document' } })], CHANGED), ['r1', ['quiet/exhibit/0'], 0]);
  const compare = { revision: 'HEAD', commit: 'c', of: 'r1', document: 'd', chunks: {} };
  assert.equal(anew([run('r1', samples, { more: { compare } })], CHANGED), undefined);
});

test('of traits that are gone nothing is made, and they are counted apart', () => {
  const text = DOCUMENT.slice(0, DOCUMENT.indexOf('## Quiet'));
  const { samples } = run('r1', { 'plain/exhibit/0': 'kept', 'quiet/exhibit/0': 'kept' });
  assert.equal(anew([run('r1', { 'quiet/exhibit/0': 'kept' })], text), undefined);
  assert.deepEqual(stalenessOf(samples, chunkHashes(parseTraitsDocument(text))), { stale: 0, gone: 1 });
});

test('a run of only some samples makes those and no others, and its header says which', async (t) => {
  const only = ['plain/exception/0', 'plain/exhibit/1'];
  const { samples, records, of } = await chat(t, { perTrait: 6, only });
  assert.deepEqual(samples.map(({ id }) => id).toSorted(), only);
  assert.equal(of('draft').length, 2);
  const [first] = records;
  assert.deepEqual(first?.type === 'header' && first.parameters, { perTrait: 6, only });
});

test('samples that made up for others are made anew as well, and nothing beyond what the document has', async (t) => {
  const only = ['plain/exhibit/5', 'plain/exception/3', 'plain/exhibit/0', 'quiet/exception/0', 'plain/exhibit/x', 'plain/exhibit/99999999999'];
  const { samples } = await chat(t, { perTrait: 2, only, about: ['plain', 'quiet'] });
  assert.deepEqual(samples.map(({ id }) => id).toSorted(), ['plain/exception/3', 'plain/exhibit/0', 'plain/exhibit/5']);
});

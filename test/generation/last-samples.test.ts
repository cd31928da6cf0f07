/** Which samples of a trait somebody is shown, when many runs lie beside its document. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LastRow, lastSamples, replacedSamples } from '../../src/generation/last-samples.ts';

function row(run: string, id: string, status = 'kept', pipeline = 'chat'): LastRow {
  const [traitId = '', kind = '', ordinal = ''] = id.split('/');
  return { run, id, traitId, kind, ordinal: Number(ordinal), pipeline, status };
}

function runs(...names: readonly (string | readonly [string, ...string[]])[]): Parameters<typeof lastSamples>[1] {
  return names.map((name) => (typeof name === 'string' ? { run: name, header: { parameters: {} } } : { run: name[0], header: { parameters: { only: name.slice(1) } } }));
}

function shown(rows: readonly LastRow[], of: Parameters<typeof lastSamples>[1], traitId = 'a'): readonly string[] {
  return (lastSamples(rows, of).get(traitId) ?? []).map(({ run, id, status }) => `${run} ${id} ${status}`);
}

test('of several runs over a trait the last one counts, in the order in which its samples are made', () => {
  const rows = [row('r1', 'a/exhibit/0'), row('r1', 'a/exhibit/1'), row('r2', 'a/exhibit/1'), row('r2', 'a/exception/0'), row('r2', 'a/exhibit/0')];
  assert.deepEqual(shown(rows, runs('r1', 'r2')), ['r2 a/exhibit/0 kept', 'r2 a/exception/0 kept', 'r2 a/exhibit/1 kept']);
});

test('a run over another trait changes nothing', () => {
  assert.deepEqual(shown([row('r1', 'a/exhibit/0'), row('r2', 'b/exhibit/0')], runs('r1', 'r2')), ['r1 a/exhibit/0 kept']);
});

test('what was made anew takes the place of that one sample, and not of the others', () => {
  const rows = [row('r1', 'a/exhibit/0'), row('r1', 'a/exhibit/1'), row('r2', 'a/exhibit/1', 'dropped')];
  assert.deepEqual(shown(rows, runs('r1', ['r2', 'a/exhibit/1'])), ['r1 a/exhibit/0 kept', 'r2 a/exhibit/1 dropped']);
});

test('what failed or was cancelled takes the place of nothing', () => {
  const rows = [row('r1', 'a/exhibit/0'), row('r2', 'a/exhibit/0', 'cancelled'), row('r3', 'a/exhibit/0', 'failed')];
  assert.deepEqual(shown(rows, runs('r1', ['r2', 'a/exhibit/0'], 'r3')), ['r1 a/exhibit/0 kept']);
  assert.deepEqual(shown([row('r3', 'a/exhibit/0', 'failed')], runs('r3')), ['r3 a/exhibit/0 failed']);
});

test('texts stand beside answers, and neither takes the place of the other', () => {
  const rows = [row('r1', 'a/exhibit/0'), row('r2', 'a/exhibit/0', 'kept', 'document')];
  assert.deepEqual(shown(rows, runs('r1', 'r2')), ['r1 a/exhibit/0 kept', 'r2 a/exhibit/0 kept']);
});

test('a sample that was made anew is an older version, and the new one is not, also where that is made anew again', () => {
  const rows = [row('r1', 'a/exhibit/0'), row('r1', 'a/exhibit/1'), row('r2', 'a/exhibit/0'), row('r3', 'a/exhibit/0')];
  const replaced = replacedSamples(rows, runs('r1', ['r2', 'a/exhibit/0'], ['r3', 'a/exhibit/0']));
  assert.deepEqual([...replaced].map(({ run, id }) => `${run} ${id}`), ['r1 a/exhibit/0', 'r2 a/exhibit/0']);
});

test('what a run of all samples made, or one that came to nothing, replaces no sample', () => {
  const rows = [row('r1', 'a/exhibit/0'), row('r2', 'a/exhibit/0'), row('r3', 'a/exhibit/0', 'cancelled'), row('r4', 'a/exhibit/0', 'kept', 'document')];
  assert.deepEqual([...replacedSamples(rows, runs('r1', 'r2', ['r3', 'a/exhibit/0'], ['r4', 'a/exhibit/0']))], []);
});

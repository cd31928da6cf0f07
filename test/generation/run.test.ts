/** What a run promises: its journal tells all of it, and where the journal cannot be written, nothing goes on unseen. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JournalRecord } from '../../src/engine/journal.ts';
import { runName } from '../../src/generation/run.ts';
import { memoryJournal, settle } from '../engine/support.ts';
import { chat } from './support.ts';

test('a journal begins with what is to be done, and ends with what came of it', async (t) => {
  const { records } = await chat(t, { about: ['plain', 'quiet'], perTrait: 2, script: { draft: (_, nth) => (nth === 0 ? { status: 400 } : 'Yes.') } });
  const { chunks, ...header } = records[0]?.type === 'header' ? records[0] : assert.fail();
  assert.deepEqual(Object.keys(chunks), ['plain', 'quiet']);
  assert.deepEqual(header, {
    type: 'header',
    version: 1,
    tool: 'test',
    run: 'r1',
    pipeline: 'chat',
    startedAt: '1970-01-01T00:00:00.000Z',
    document: { name: 'rill.traits.md', hash: header.document.hash },
    models: { generator: 'gemini/the-generator', critic: 'gemini/the-critic', judge: 'gemini/the-judge' },
    rehearsed: false,
    parameters: { perTrait: 2 },
    prompts: { plan: 3, scenario: 2, 'default-response': 1, 'scenario-critique': 1, draft: 1, critique: 4, rewrite: 2, autorate: 3 },
  });
  const calls = records.filter(({ type }) => type === 'call').length;
  assert.deepEqual(records.at(-1), { type: 'summary', at: '1970-01-01T00:00:00.000Z', ended: 'done', calls, samples: { failed: 1, kept: 3 }, shortfalls: [{ traitId: 'quiet', wanted: 2, kept: 1 }] });
});

test('every call of a sample is in the journal before the sample is', async (t) => {
  const { records } = await chat(t, { about: ['plain', 'quiet'], perTrait: 3 });
  for (const [index, record] of records.entries()) {
    if (record.type !== 'sample') continue;
    const { traitId, kind, ordinal } = record.sample as { traitId: string; kind: string; ordinal: number };
    const isOfSample = (other: JournalRecord): boolean =>
      other.type === 'call' && other.purpose.traitId === traitId && other.purpose.kind === kind && other.purpose.ordinal === ordinal;
    assert.equal(records.slice(0, index).filter(isOfSample).length, 7);
    assert.equal(records.slice(index).filter(isOfSample).length, 0);
  }
});

test('a run that is cancelled when all is done was done', async (t) => {
  const cancel = new AbortController();
  const { ended } = await chat(t, { signal: cancel.signal, onSample: ({ status }) => status === 'kept' && cancel.abort() });
  assert.equal(ended, 'done');
});

test('a run that is cancelled before it begins sends nothing', async (t) => {
  const { requests, samples, records } = await chat(t, { signal: AbortSignal.abort(), perTrait: 3 });
  assert.equal(requests.length, 0);
  assert.deepEqual(samples.map(({ status }) => status), ['cancelled', 'cancelled', 'cancelled']);
  assert.partialDeepStrictEqual(records.at(-1), { type: 'summary', ended: 'cancelled', calls: 0 });
});

test('samples that never began are counted in the summary, and have no lines of their own', async (t) => {
  const cancel = new AbortController();
  const { samples, records } = await chat(t, { signal: cancel.signal, about: ['plain', 'gentle', 'quiet'], perTrait: 20, concurrency: 1, onSample: ({ status }) => status === 'kept' && cancel.abort() });
  const lines = records.flatMap((record) => (record.type === 'sample' ? [record.sample.status] : []));
  assert.ok(lines.includes('kept') && lines.length < 10, lines.join(' '));
  const cancelled = samples.filter(({ status }) => status === 'cancelled').length;
  assert.partialDeepStrictEqual(records.at(-1), { type: 'summary', ended: 'cancelled', samples: { kept: 1, cancelled } });
  assert.ok(cancelled > 50);
});

/** Runs with a disk that is full when `fullAt` comes; any unhandled rejection makes node:test fail the file. */
async function withFullDisk(t: Parameters<typeof chat>[0], fullAt: (record: JournalRecord) => boolean): Promise<{ records: readonly JournalRecord[]; requests: number }> {
  let full = false;
  const journal = memoryJournal((record) => {
    full ||= fullAt(record);
    if (full) throw new Error('The disk is full.');
  });
  let requests = 0;
  const plan = (): object => {
    requests += 1;
    return { what: 'w', how: 'h', why: 'y' };
  };
  await assert.rejects(chat(t, { journal, about: ['plain', 'gentle', 'quiet'], perTrait: 3, concurrency: 1, script: { plan } }), { message: 'The disk is full.' });
  await settle();
  return { records: journal.records, requests };
}

test('a run whose journal cannot be begun makes no call', async (t) => {
  assert.deepEqual(await withFullDisk(t, () => true), { records: [], requests: 0 });
});

test('a run whose calls cannot be journalled stops and says so', async (t) => {
  const { records, requests } = await withFullDisk(t, ({ type }) => type === 'call');
  assert.deepEqual(records.map(({ type }) => type), ['header']);
  assert.equal(requests, 1);
});

test('a run whose samples cannot be journalled stops and says so', async (t) => {
  const { records } = await withFullDisk(t, ({ type }) => type === 'sample');
  assert.ok(records.every(({ type }) => type !== 'sample'));
  const calls = records.filter(({ type }) => type === 'call').length;
  assert.ok(calls < 9 * 7, `${calls} calls`);
});

test('a run whose summary cannot be journalled says so', async (t) => {
  const { records } = await withFullDisk(t, ({ type }) => type === 'summary');
  assert.equal(records.at(-1)?.type, 'sample');
});

test('a run that breaks by itself says that it failed', async (t) => {
  const journal = memoryJournal();
  const onSample = (): never => {
    throw new Error('The window is gone.');
  };
  await assert.rejects(chat(t, { journal, onSample }), { message: 'The window is gone.' });
  assert.partialDeepStrictEqual(journal.records.at(-1), { type: 'summary', ended: 'failed' });
});

test('the names of runs sort by time, and two of the same moment differ', () => {
  const at = (time: string, random: number): string => runName(new Date(time), random);
  assert.equal(at('2026-01-31T09:30:00.000Z', 0.5), '2026-01-31T09-30-00-000-i000');
  assert.equal(at('2026-01-31T09:30:00.000Z', 0), '2026-01-31T09-30-00-000-0000');
  assert.match(at('2026-01-31T09:30:00.000Z', 1 - 2 ** -53), /-zzzz$/);
  assert.ok(at('2026-01-31T09:30:00.999Z', 0.9) < at('2026-01-31T09:30:01.000Z', 0));
});

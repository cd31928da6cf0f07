/** What going on with a run promises: it ends as if it had never broken off, and nothing that was answered is asked again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { JournalRecord, JournalSample } from '../../src/engine/journal.ts';
import type { RunOptions } from '../../src/generation/run.ts';
import type { Sample } from '../../src/generation/sample.ts';
import type { ModelOutcome } from '../../src/models/model.ts';
import type { GeminiServerRequest } from '../support/gemini-server.ts';
import { chat, PINNED, type Script } from './support.ts';

/** As a reader of the journal's file gives it. */
function resumedFrom(records: readonly JournalRecord[]): NonNullable<RunOptions['resumed']> {
  const finished = new Map<string, ModelOutcome>();
  const samples = new Map<string, JournalSample['sample']>();
  for (const record of records) {
    if (record.type === 'call' && record.outcome.status !== 'failed') finished.set(record.key, record.outcome);
    if (record.type !== 'sample') continue;
    if (record.sample.status === 'failed' || record.sample.status === 'cancelled') samples.delete(record.sample.id);
    else samples.set(record.sample.id, record.sample);
  }
  return { finished, samples: { size: samples.size, has: (id) => samples.has(id), get: async (id) => samples.get(id) } };
}

/** Answers that depend on nothing but what is asked, each with its own number of tokens. */
const by = (make: (word: string) => unknown) => ({ user, system }: GeminiServerRequest) => {
  const digest = sha256(utf8ToBytes(system + user));
  const value = make(bytesToHex(digest).slice(0, 6));
  return { text: typeof value === 'string' ? value : JSON.stringify(value), usage: { inputTokens: digest[0] ?? 0, outputTokens: digest[1] ?? 0 } };
};
const SCRIPT: Script = {
  plan: by((word) => ({ what: `case ${word}`, how: `deed ${word}`, why: `reason ${word}` })),
  scenario: by((word) => ({ prompt: `is ${word} broken` })),
  'default-response': by((word) => `Ask a professional about ${word}.`),
  draft: by((word) => `It is broken: ${word}.`),
};
const RUN = { text: PINNED, about: ['plain', 'gentle', 'quiet'], perTrait: 4, script: SCRIPT };

const asked = ({ system, user }: { system: string; user: string }): string => `${system}\n${user}`;

test('wherever a run breaks off, going on gives the samples of one that did not, and asks only what was not answered', async (t) => {
  const whole = await chat(t, RUN);
  assert.equal(whole.samples.length, 12);
  const all = whole.requests.map(asked).toSorted();
  for (let kept = 1; kept < whole.records.length; kept += 7) {
    const before = whole.records.slice(0, kept);
    const rest = await chat(t, { ...RUN, resumed: resumedFrom(before) });
    assert.deepEqual(rest.samples, whole.samples);
    const calls = before.filter(({ type }) => type === 'call').length;
    assert.equal(rest.requests.length, all.length - calls, `after ${kept} records`);
    const records = rest.records.map(({ type }) => type);
    assert.ok(!records.includes('header'));
    assert.equal(records.filter((type) => type === 'sample').length, 12 - before.filter(({ type }) => type === 'sample').length);
  }
});

test('samples that are there already are shown once, in their places, and are not done again', async (t) => {
  const whole = await chat(t, RUN);
  const { shown, requests, records } = await chat(t, { ...RUN, resumed: resumedFrom(whole.records) });
  assert.deepEqual(shown, whole.samples);
  assert.equal(requests.length, 0);
  assert.partialDeepStrictEqual(records, [{ type: 'summary', ended: 'done', calls: 0, samples: { kept: 12 } }]);
});

test('a sample that was made from another text of its trait is made anew', async (t) => {
  const whole = await chat(t, RUN);
  const text = PINNED.replace('goes easy on people', 'goes very easy on people');
  const { samples, of } = await chat(t, { ...RUN, text, resumed: resumedFrom(whole.records) });
  const stale = (sample: Sample, index: number): boolean => sample.chunkHash !== whole.samples[index]?.chunkHash;
  const anew = samples.filter(stale);
  // Plain shows the text of Gentle, since it yields to it.
  assert.deepEqual([...new Set(anew.map(({ traitId }) => traitId))], ['plain', 'gentle']);
  assert.equal(of('draft').length, anew.length);
});

test('samples that failed or were cancelled are made when the run is gone on with', async (t) => {
  let down = true;
  const script: Script = { ...SCRIPT, draft: (request) => (down ? { status: 400 } : by((word) => `It is broken: ${word}.`)(request)) };
  const first = await chat(t, { ...RUN, script });
  assert.deepEqual([...new Set(first.samples.map(({ status }) => status))], ['failed']);
  down = false;
  const second = await chat(t, { ...RUN, script, resumed: resumedFrom(first.records) });
  assert.deepEqual([...new Set(second.samples.map(({ status }) => status))], ['kept']);
  assert.equal(second.of('plan').length + second.of('scenario').length, 0, 'what was answered is not asked again');
});

test('a plan that failed is made last, so that the calls after it are those that were paid for', async (t) => {
  let nth = 0;
  const plan = by((word) => ({ what: `case ${word}`, how: `deed ${word}`, why: `reason ${word}` }));
  const script: Script = { ...SCRIPT, plan: (request) => ((nth += 1) === 2 ? { status: 400 } : plan(request)), draft: { status: 400 } };
  const run = { ...RUN, about: ['quiet'] };
  const first = await chat(t, { ...run, script });
  const second = await chat(t, { ...run, resumed: resumedFrom(first.records) });
  assert.deepEqual(second.samples.map(({ status }) => status), ['kept', 'kept', 'kept', 'kept']);
  assert.equal(second.of('plan').length, 1);
  assert.equal(second.of('scenario').length, 1);
  assert.deepEqual(second.samples.map(({ id }) => id), first.samples.map(({ id }) => id));
});

test('a budget ends a run cleanly: what is finished is kept, the rest says why it is not there', async (t) => {
  const priceOf = () => ({ inputPerMillion: 1, outputPerMillion: 1000 });
  const { samples, ended, records, progress } = await chat(t, { ...RUN, perTrait: 6, concurrency: 2, budget: { usd: 6 }, priceOf });
  assert.equal(ended, 'budget');
  const kept = samples.filter(({ status }) => status === 'kept').length;
  assert.ok(kept > 0 && kept < samples.length, `${kept} kept`);
  for (const sample of samples.filter(({ status }) => status !== 'kept')) {
    assert.partialDeepStrictEqual(sample, { status: 'cancelled', failure: 'budget', reason: 'The budget of $6.00 is used up.' });
  }
  assert.ok((progress.usd ?? Infinity) <= 6);
  assert.partialDeepStrictEqual(records.at(-1), { type: 'summary', ended: 'budget', cost: progress.usd });
});

test('a run with a budget and a model of unknown price does not begin', async (t) => {
  const begun: unknown[] = [];
  const run = chat(t, { budget: { usd: 1 }, priceOf: (id) => (id.endsWith('critic') ? undefined : { inputPerMillion: 1, outputPerMillion: 1 }), onSample: (sample) => begun.push(sample) });
  await assert.rejects(run, { message: 'A budget needs prices, and the price of gemini/the-critic is not known: add it to the prices, or run without a budget.' });
  assert.deepEqual(begun, []);
});

test('whoever follows a run hears how it ended', async (t) => {
  const told: number[] = [];
  const { progress } = await chat(t, { onProgress: ({ done }) => told.push(done), expectedCalls: 8 });
  assert.equal(told.at(-1), 7);
  assert.partialDeepStrictEqual(progress, { done: 7, underWay: 0, waiting: 0, expected: 8, usd: undefined });
});

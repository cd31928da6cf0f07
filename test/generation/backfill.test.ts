/** What is promised of samples that come to nothing or are too alike: they are made up for a few times, what is short is said, and a run that broke off ends the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { JournalRecord, JournalSample } from '../../src/engine/journal.ts';
import { Deduplicator } from '../../src/generation/dedup/duplicate-samples.ts';
import { USUAL_VARIETY } from '../../src/generation/draw.ts';
import type { RunOptions } from '../../src/generation/run.ts';
import type { Sample } from '../../src/generation/sample.ts';
import type { EmbeddingModel, ModelOutcome } from '../../src/models/model.ts';
import type { GeminiServerRequest } from '../support/gemini-server.ts';
import { chat, PINNED, RATINGS, type Script } from './support.ts';

const digestOf = ({ user, system }: GeminiServerRequest): string => bytesToHex(sha256(utf8ToBytes(system + user)));
/** Answers that follow from what is asked alone. */
const by = (make: (word: string) => unknown) => (request: GeminiServerRequest) => make(digestOf(request)) as object;
const DISTINCT: Script = {
  plan: by((word) => ({ what: `case ${word}`, how: `deed ${word}`, why: `reason ${word}` })),
  scenario: by((word) => ({ prompt: word })),
};
const rejecting = (share: number): Script => ({
  ...DISTINCT,
  draft: by((word) => ({ text: word })),
  autorate: by((word) => ({ ...RATINGS, natural: { reason: 'By its digest.', holds: Number.parseInt(word.slice(0, 2), 16) >= share * 256 } })),
});

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

const keptBy = (samples: readonly Sample[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { kind, status } of samples) if (status === 'kept') counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
};

test('a sample that is dropped is made up for by one of its kind, with the ordinal that comes next', async (t) => {
  const script: Script = { ...DISTINCT, draft: (_, nth) => `answer ${nth}`, autorate: ({ user }) => ({ ...RATINGS, natural: { reason: 'No.', holds: !user.includes('answer 1') } }) };
  const { samples, shortfalls } = await chat(t, { perTrait: 3, backfill: 3, concurrency: 1, script });
  assert.equal(samples.length, 4);
  const dropped = samples.find(({ status }) => status === 'dropped') ?? assert.fail();
  assert.deepEqual(samples.at(-1)?.id, `plain/${dropped.kind}/1`);
  assert.deepEqual(keptBy(samples), { exhibit: 1, exception: 1, 'trade-off': 1 });
  assert.deepEqual(shortfalls, []);
});

test('after three further rounds what is short is said, and nothing is put in its place', async (t) => {
  const none = { ...RATINGS, natural: { reason: 'No.', holds: false } };
  const { samples, shortfalls, records, of } = await chat(t, { about: ['quiet', 'plain'], perTrait: 2, backfill: 3, script: { ...DISTINCT, autorate: none } });
  assert.deepEqual(samples.map(({ status }) => status), Array.from({ length: 16 }, () => 'dropped'));
  assert.equal(of('autorate').length, 16);
  assert.deepEqual(shortfalls, [{ traitId: 'plain', wanted: 2, kept: 0 }, { traitId: 'quiet', wanted: 2, kept: 0 }]);
  assert.partialDeepStrictEqual(records.at(-1), { type: 'summary', samples: { dropped: 16 }, shortfalls });
});

test('what failed on its way is left for going on with the run, and not made up for', async (t) => {
  const { samples, shortfalls } = await chat(t, { about: ['quiet'], perTrait: 2, backfill: 3, script: { ...DISTINCT, draft: { status: 400 } } });
  assert.deepEqual(samples.map(({ status }) => status), ['failed', 'failed']);
  assert.deepEqual(shortfalls, [{ traitId: 'quiet', wanted: 2, kept: 0 }]);
});

test('each further plan is told of all plans before it, those of dropped samples too', async (t) => {
  const { of } = await chat(t, { about: ['quiet'], perTrait: 2, backfill: 1, script: { ...DISTINCT, autorate: { ...RATINGS, natural: { reason: 'No.', holds: false } } } });
  const told = of('plan').map(({ user }) => (/<already_planned>\n([\s\S]*)\n<\/already_planned>/.exec(user)?.[1] ?? '').split('\n').filter((line) => line !== '').length);
  assert.deepEqual(told, [0, 1, 2, 3]);
});

test('of samples whose messages are nearly the same the later ones are dropped with the reason, and made up for', async (t) => {
  // All messages of the first round are the same.
  const script: Script = { ...DISTINCT, scenario: (request, nth) => ({ prompt: nth < 3 ? 'is the hinge of the garden gate broken' : digestOf(request) }) };
  const { samples, records, dedup } = await chat(t, { perTrait: 3, backfill: 3, dedup: { method: 'lexical' }, script });
  assert.deepEqual(keptBy(samples), { exhibit: 1, exception: 1, 'trade-off': 1 });
  const dropped = samples.filter(({ status }) => status === 'dropped');
  assert.deepEqual(dropped.map(({ id, droppedBy, duplicateOf, similarity }) => [id, droppedBy, duplicateOf, similarity]), [
    ['plain/exception/0', 'dedup', 'plain/exhibit/0', 1],
    ['plain/trade-off/0', 'dedup', 'plain/exhibit/0', 1],
  ]);
  assert.match(dropped[0]?.reason ?? '', /^Its message is nearly that of plain\/exhibit\/0: written alike 1\.00\.$/);
  assert.deepEqual([dedup?.method, dedup?.problem], ['lexical', undefined]);
  const lines = records.filter((record) => record.type === 'sample' && record.sample.id === 'plain/exception/0').map((record) => (record.type === 'sample' ? record.sample.status : ''));
  assert.deepEqual(lines, ['kept', 'dropped'], 'the later line counts');
});

test('wherever a run with further rounds breaks off, going on gives the samples of one that did not, and asks only what was not answered', async (t) => {
  const run = { text: PINNED, about: ['plain', 'gentle', 'quiet'], perTrait: 4, backfill: 3, dedup: { method: 'lexical' } as const, variety: USUAL_VARIETY, script: rejecting(0.4) };
  const whole = await chat(t, run);
  assert.ok(whole.samples.length > 14, `${whole.samples.length} samples`);
  for (let kept = 1; kept < whole.records.length; kept += 17) {
    const before = whole.records.slice(0, kept);
    const rest = await chat(t, { ...run, resumed: resumedFrom(before) });
    assert.deepEqual(rest.samples, whole.samples);
    assert.equal(rest.requests.length, whole.requests.length - before.filter(({ type }) => type === 'call').length, `after ${kept} records`);
    assert.deepEqual(rest.shortfalls, whole.shortfalls);
  }
});

test('what is drawn is in the sample and in what is asked, and follows from the seed', async (t) => {
  const run = { about: ['quiet'], perTrait: 2, variety: USUAL_VARIETY, script: DISTINCT };
  const { samples, of, records } = await chat(t, run);
  for (const [at, { draw }] of samples.entries()) {
    const { domain = '', userType = '', tone = '', length = '', names = [] } = draw ?? {};
    for (const drawn of [domain, userType, names.join(', ')]) assert.ok(drawn !== '' && of('plan')[at]?.user.includes(drawn), drawn);
    const asked = of('scenario').find(({ user }) => user.includes(samples[at]?.plan?.what ?? ''))?.user ?? '';
    for (const drawn of [tone, length, names.join(', ')]) assert.ok(drawn !== '' && asked.includes(drawn), drawn);
  }
  const again = await chat(t, { ...run, perTrait: 3, about: ['quiet', 'gentle'] });
  assert.deepEqual(again.samples.filter(({ traitId }) => traitId === 'quiet').slice(0, 2).map(({ draw }) => draw), samples.map(({ draw }) => draw));
  const other = await chat(t, { ...run, seed: 5 });
  assert.notDeepEqual(other.samples.map(({ draw }) => draw), samples.map(({ draw }) => draw));
  const [header] = records;
  assert.match(header?.type === 'header' ? (header.parameters.lists ?? '') : '', /^[0-9a-f]{64}$/);
});

test('a scenario that is pinned has nothing drawn for it', async (t) => {
  const { samples } = await chat(t, { text: PINNED, variety: USUAL_VARIETY });
  assert.deepEqual(samples.map(({ pinned, draw }) => [pinned, draw]), [[true, undefined]]);
});

const sample = (id: string, prompt: string, more: Partial<Sample> = {}): Sample => ({
  id,
  pipeline: 'chat',
  traitId: 'a',
  kind: 'exhibit',
  ordinal: 0,
  chunkHash: 'h',
  pinned: false,
  quotes: [],
  status: 'kept',
  models: { generator: 'g', critic: 'c', judge: 'j' },
  rehearsed: false,
  usage: {},
  prompt,
  ...more,
});

test('embeddings are compared where there are some, each text is embedded once, and pairs near the threshold are listed', async () => {
  const asked: string[][] = [];
  const vectors: Readonly<Record<string, readonly number[]>> = { north: [1, 0], nearly: [0.95, Math.sqrt(1 - 0.95 ** 2)], almost: [0.88, -Math.sqrt(1 - 0.88 ** 2)], east: [0, 1] };
  const dedup = new Deduplicator({ method: 'embeddings' }, async (texts) => {
    asked.push([...texts]);
    return { status: 'ok', vectors: texts.map((text) => vectors[text] ?? []) };
  });
  const first = await dedup.drop([sample('1', 'north'), sample('2', 'nearly')]);
  assert.partialDeepStrictEqual(first, [{ id: '2', status: 'dropped', droppedBy: 'dedup', duplicateOf: '1', reason: 'Its message is nearly that of 1: a cosine of 0.95.' }]);
  const second = await dedup.drop([sample('1', 'north'), ...first, sample('3', 'almost'), sample('4', 'east')]);
  assert.deepEqual(second, []);
  assert.deepEqual(asked, [['north', 'nearly'], ['almost', 'east']]);
  assert.deepEqual(dedup.report.borderline.map(({ kept, other, isDuplicate }) => [kept, other, isDuplicate]), [['1', '3', false]]);
});

test('a sample is kept after all where what it was dropped for goes, once one that had failed is there', async () => {
  const at = (angle: number): readonly number[] => [Math.cos(angle), Math.sin(angle)];
  const vectors: Readonly<Record<string, readonly number[]>> = { a: at(0), b: at(0.4), c: at(0.8) };
  const dedup = (): Deduplicator => new Deduplicator({ method: 'embeddings' }, async (texts) => ({ status: 'ok', vectors: texts.map((text) => vectors[text] ?? []) }));
  const [b, c] = [sample('2', 'b'), sample('3', 'c')];
  const broken = await dedup().drop([sample('1', 'a', { status: 'failed', failure: 'network' }), b, c]);
  assert.deepEqual(broken.map(({ id, duplicateOf }) => [id, duplicateOf]), [['3', '2']]);
  const [whole, goneOn] = [await dedup().drop([sample('1', 'a'), b, c]), await dedup().drop([sample('1', 'a'), b, ...broken])];
  assert.deepEqual(goneOn, [...whole, c]);
});

test('what is like a pinned message goes, though that is like another pinned one', async () => {
  const at = (angle: number): readonly number[] => [Math.cos(angle), Math.sin(angle)];
  const vectors: Readonly<Record<string, readonly number[]>> = { a: at(0), b: at(0.4), c: at(0.8) };
  const dedup = new Deduplicator({ method: 'embeddings' }, async (texts) => ({ status: 'ok', vectors: texts.map((text) => vectors[text] ?? []) }));
  const dropped = await dedup.drop([sample('1', 'a', { pinned: true }), sample('2', 'b', { pinned: true }), sample('3', 'c')]);
  assert.deepEqual(dropped.map(({ id, duplicateOf }) => [id, duplicateOf]), [['3', '2']]);
});

test('a pinned message stays, whatever is like it, and of two the other one goes', async () => {
  const dedup = new Deduplicator({ method: 'lexical' }, undefined);
  const message = 'the hinge of the garden gate is gone';
  const dropped = await dedup.drop([sample('1', message), sample('2', message, { pinned: true }), sample('3', message, { pinned: true })]);
  assert.deepEqual(dropped.map(({ id, duplicateOf }) => [id, duplicateOf]), [['1', '2']]);
});

test('where embeddings cannot be had, words are compared, and it is said why', async (t) => {
  const embedder: EmbeddingModel = { id: 'gemini/embedder', embed: () => Promise.resolve({ status: 'failed', kind: 'not-found', message: 'There is no such model.' }) };
  const { samples, records } = await chat(t, { perTrait: 3, dedup: { method: 'embeddings', embedder: 'gemini/embedder' }, embedder });
  assert.deepEqual(samples.map(({ status }) => status), ['kept', 'dropped', 'dropped']);
  assert.partialDeepStrictEqual(records.at(-1), { dedup: { method: 'lexical', threshold: 0.6, problem: 'There is no such model.' } });
});

/** What the cache promises: an answer is paid for once, what cannot be read is a miss, and it stays within its size. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import * as z from 'zod';
import { createCacheFolder, type CacheFolder } from '../../src/engine/cache-folder.node.ts';
import type { Answer, ResponseCache } from '../../src/engine/cache.ts';
import { callKey, createEngine, type Engine } from '../../src/engine/engine.ts';
import type { ModelOutcome } from '../../src/models/model.ts';
import { answering, ask, EPOCH, failed, memoryJournal, NEVER, ok } from './support.ts';

function memoryCache(): ResponseCache & { readonly answers: Map<string, Answer> } {
  const answers = new Map<string, Answer>();
  return { answers, get: async (key) => answers.get(key), put: async (key, answer) => void answers.set(key, answer) };
}

function engineWith(more: Partial<Parameters<typeof createEngine>[0]> = {}): Engine {
  return createEngine({ journal: memoryJournal(), concurrency: 3, now: EPOCH, backoffMs: 0, ...more });
}

const FINE: Answer = { status: 'ok', text: 'Fine.', usage: { inputTokens: 5, outputTokens: 2 } };
const point = z.strictObject({ x: z.number() });

test('what was answered in another run is not asked again, is journalled as cached, and costs nothing', async () => {
  const cache = memoryCache();
  const model = answering(FINE);
  await engineWith({ cache }).text(model, ask('Hello'), NEVER);
  const journal = memoryJournal();
  const engine = engineWith({ cache, journal, priceOf: () => ({ inputPerMillion: 1e6, outputPerMillion: 1e6 }) });
  const heard: unknown[] = [];
  assert.deepEqual(await engine.text(model, ask('Hello'), NEVER, (usage) => heard.push(usage)), FINE);
  assert.equal(model.asked.length, 1);
  assert.partialDeepStrictEqual(journal.records, [{ type: 'call', key: callKey(model, ask('Hello')), outcome: FINE, tries: 0, cached: true }]);
  assert.partialDeepStrictEqual(engine.progress, { done: 1, cached: 1, usd: 0, tokens: { inputTokens: 0, outputTokens: 0 } });
  assert.deepEqual([engine.calls, heard], [0, []]);
});

test('another question, another model and another setting of it are asked', async () => {
  const cache = memoryCache();
  const model = answering(FINE);
  const engine = engineWith({ cache });
  await engine.text(model, ask('Hello'), NEVER);
  await engine.text(model, ask('Goodbye'), NEVER);
  await engine.text({ ...model, id: 'test/other' }, ask('Hello'), NEVER);
  await engine.text({ ...model, settings: { thinking: 0 } }, ask('Hello'), NEVER);
  assert.equal(model.asked.length, 4);
});

for (const outcome of [failed('bad-request'), { status: 'blocked', reason: 'SAFETY' }, { status: 'truncated', text: 'Fi' }, { status: 'empty' }] satisfies ModelOutcome[]) {
  test(`what was ${outcome.status} is not cached`, async () => {
    const cache = memoryCache();
    await engineWith({ cache }).text(answering(outcome), ask('Hello'), NEVER);
    assert.equal(cache.answers.size, 0);
  });
}

test('an answer that cannot be read is not cached, so that the next run asks anew', async () => {
  const cache = memoryCache();
  await engineWith({ cache }).json(answering(ok('No.'), ok('{"x": 2}')), ask('Hello'), point, NEVER);
  assert.deepEqual([...cache.answers.values()].map(({ text }) => text), ['{"x": 2}']);
});

test('rehearsed answers are neither cached nor taken from a journal: their file may have changed', async () => {
  const cache = memoryCache();
  const model = { ...answering(ok('Old.'), ok('New.')), rehearsed: true };
  await engineWith({ cache }).text(model, ask('Hello'), NEVER);
  const finished = new Map([[callKey(model, ask('Hello')), ok('Old.')]]);
  assert.deepEqual(await engineWith({ cache, finished }).text(model, ask('Hello'), NEVER), ok('New.'));
  assert.equal(cache.answers.size, 0);
});

test('a cache that cannot be read or written is as good as none', async () => {
  const broken = (): Promise<never> => Promise.reject(new Error('The disk is gone.'));
  assert.deepEqual(await engineWith({ cache: { get: broken, put: broken } }).text(answering(FINE), ask('Hello'), NEVER), FINE);
});

test('what is in the journal that is gone on with is neither sent nor journalled again, and its tokens count', async () => {
  const journal = memoryJournal();
  const model = answering(FINE);
  const engine = engineWith({ journal, finished: new Map([[callKey(model, ask('Hello')), FINE]]) });
  const heard: unknown[] = [];
  assert.deepEqual(await engine.text(model, ask('Hello'), NEVER, (usage) => heard.push(usage)), FINE);
  assert.deepEqual(heard, [FINE.usage]);
  assert.equal(journal.records.length + model.asked.length, 0);
  assert.partialDeepStrictEqual(engine.progress, { done: 1, resumed: 1 });
});

const KEYS = Array.from('0123456789', (digit) => digit.repeat(64));

async function folder(t: TestContext, more: { maxBytes?: number; now?: () => Date } = {}): Promise<{ path: string; cache: CacheFolder; again: () => CacheFolder }> {
  const parent = await mkdtemp(join(tmpdir(), 'traitwright-cache-'));
  t.after(() => rm(parent, { recursive: true }));
  const path = join(parent, 'answers');
  const again = (): CacheFolder => createCacheFolder({ path, maxBytes: 1e6, now: EPOCH, ...more });
  return { path, cache: again(), again };
}

function keyAt(index: number): string {
  return KEYS[index] ?? assert.fail();
}

function fileOf(path: string, key: string): string {
  return join(path, key.slice(0, 2), `${key}.json`);
}

test('an answer is there in the next process, with its tokens', async (t) => {
  const { cache, again } = await folder(t);
  const odd = { ...FINE, text: '“—\u2028\0\n' };
  await cache.put(keyAt(1), odd);
  assert.deepEqual(await again().get(keyAt(1)), odd);
  assert.equal(await again().get(keyAt(2)), undefined);
});

for (const [what, text] of [
  ['empty', ''],
  ['torn', '{"version":1,"key":"111'],
  ['something else', '[]'],
  ['of another version', JSON.stringify({ version: 2, key: keyAt(1), outcome: FINE })],
  ['of another key', JSON.stringify({ version: 1, key: keyAt(2), outcome: FINE })],
  ['no answer', JSON.stringify({ version: 1, key: keyAt(1), outcome: { status: 'failed' } })],
] as const) {
  test(`a file that is ${what} is a miss, and the next answer takes its place`, async (t) => {
    const { path, cache } = await folder(t);
    await mkdir(dirname(fileOf(path, keyAt(1))), { recursive: true });
    await writeFile(fileOf(path, keyAt(1)), text);
    assert.equal(await cache.get(keyAt(1)), undefined);
    await cache.put(keyAt(1), FINE);
    assert.deepEqual(await cache.get(keyAt(1)), FINE);
  });
}

test('above its size, what was not used for the longest time goes', async (t) => {
  let time = 1_000_000;
  const { cache, again } = await folder(t, { maxBytes: 1000, now: () => new Date((time += 1000)) });
  const long = { ...FINE, text: 'x'.repeat(100) };
  for (const key of KEYS.slice(0, 3)) await cache.put(key, long);
  await cache.get(keyAt(0));
  await cache.put(keyAt(3), long);
  await cache.idle();
  assert.deepEqual(await Promise.all(KEYS.slice(0, 4).map(async (key) => (await again().get(key)) !== undefined)), [true, false, true, true]);
  assert.ok((await cache.size()) <= 1000);
});

test('many short runs together stay within the size', async (t) => {
  const { again } = await folder(t, { maxBytes: 1000 });
  for (const key of KEYS) {
    const cache = again();
    await cache.put(key, { ...FINE, text: 'x'.repeat(100) });
    await cache.idle();
    assert.ok((await cache.size()) <= 1000);
  }
});

test('two processes that write at once lose nothing and leave nothing half written', async (t) => {
  const { path, cache, again } = await folder(t);
  const other = again();
  await Promise.all(KEYS.flatMap((key) => [cache.put(key, FINE), other.put(key, FINE), cache.get(key), other.get(key)]));
  for (const key of KEYS) assert.deepEqual(await cache.get(key), FINE);
  const files = (await readdir(path, { recursive: true })).filter((file) => !/^[0-9]{2}$/.test(file));
  assert.equal(files.length, KEYS.length);
});

test('a process that was killed while it wrote leaves nothing for ever', async (t) => {
  const { path, cache } = await folder(t, { now: () => new Date() });
  const temporary = `${fileOf(path, keyAt(1))}.k3f9.tmp`;
  await mkdir(dirname(temporary), { recursive: true });
  await writeFile(temporary, '{"ver');
  await utimes(temporary, new Date(0), new Date(0));
  await cache.put(keyAt(2), FINE);
  await cache.idle();
  await assert.rejects(stat(temporary), { code: 'ENOENT' });
});

test('clearing removes the answers, and nothing that somebody else keeps there', async (t) => {
  const { path, cache } = await folder(t);
  for (const key of KEYS) await cache.put(key, FINE);
  await writeFile(join(path, 'notes.txt'), 'mine');
  await writeFile(join(path, '11', 'notes.json'), 'mine');
  assert.ok((await cache.size()) > 0);
  await cache.clear();
  assert.equal(await cache.size(), 0);
  assert.equal(await cache.get(keyAt(1)), undefined);
  assert.equal(await readFile(join(path, 'notes.txt'), 'utf8'), 'mine');
  assert.equal(await readFile(join(path, '11', 'notes.json'), 'utf8'), 'mine');
});

test('a folder that is not there is empty', async (t) => {
  const { cache } = await folder(t);
  assert.equal(await cache.size(), 0);
  await cache.clear();
});

test('only the key of a call becomes a file', async (t) => {
  const { cache } = await folder(t);
  for (const key of ['../../etc/passwd', '', keyAt(1).slice(1)]) await assert.rejects(cache.put(key, FINE), /Not the key/);
});

/**
 * What a run promises when the provider is at its worst: every sample ends, and none is lost. The real SDK, against a
 * server that refuses, breaks, garbles, hangs up and hangs. `SAMPLES=1000` makes it a long one and prints its figures.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countByStatus } from '../../src/generation/run.ts';
import type { Stage } from '../../src/models/model.ts';
import { type GeminiServerAnswer, startGeminiServer } from '../support/gemini-server.ts';
import { chat } from './support.ts';

const SAMPLES = Number(process.env['SAMPLES'] ?? 30);
const IS_LONG = SAMPLES > 100;
const TRAITS = IS_LONG ? 25 : 3;
const TIMEOUT_MS = IS_LONG ? 2000 : 300;

const TEXT_STAGES: ReadonlySet<Stage> = new Set(['default-response', 'draft', 'rewrite']);

const CUT_SHORT: GeminiServerAnswer = { json: { candidates: [{ content: { parts: [{ text: 'It' }] } }] }, cutShort: true };

/** One draw of each fault. */
const FIRST: readonly number[] = [0.1, 0.22, 0.27, 0.31, 0.335];

/** The same faults each time; in which call they come depends on the order of the calls. */
function randoms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const RETRY_AFTER: Readonly<Record<string, string>> = IS_LONG ? { 'retry-after': '1' } : { 'retry-after-ms': '2' };

const DOCUMENT = ['# Traits', ...Array.from({ length: TRAITS }, (_, index) => `## Trait ${index} {#t${index}}\n\nSays number ${index}.\n\n### Why\n\nPeople want number ${index}.`)].join('\n\n');

test('under 429, 500, garbled answers, broken connections and hangs every sample ends, and none is lost', async (t) => {
  const random = randoms(7);
  const faults: Record<string, number> = { limited: 0, broken: 0, garbled: 0, disconnected: 0, hung: 0 };
  let asked = 0;
  const fault = (stage: Stage): GeminiServerAnswer | Promise<GeminiServerAnswer> | undefined => {
    const count = (name: string): void => void (faults[name] = (faults[name] ?? 0) + 1);
    // Each comes once for certain, whatever is drawn.
    const drawn = FIRST[asked++] ?? random();
    if (drawn < 0.2) return count('limited'), { json: { error: { code: 429, message: 'Slow down.' } }, httpStatus: 429, headers: RETRY_AFTER };
    if (drawn < 0.25) return count('broken'), { status: 500 };
    // Where JSON is asked for the model garbles it; elsewhere the whole body is.
    if (drawn < 0.3) return count('garbled'), TEXT_STAGES.has(stage) ? { fault: 'malformed' } : { text: '{"what": "it breaks off' };
    if (drawn < 0.33) return count('disconnected'), CUT_SHORT;
    if (drawn < 0.34) return count('hung'), new Promise(() => undefined);
    return undefined;
  };
  const began = performance.now();
  const { samples, records, requests, ended, givenUp, of } = await chat(t, {
    text: DOCUMENT,
    about: Array.from({ length: TRAITS }, (_, index) => `t${index}`),
    perTrait: SAMPLES / TRAITS,
    concurrency: IS_LONG ? 64 : 8,
    timeoutMs: TIMEOUT_MS,
    backoffMs: IS_LONG ? 50 : 1,
    fault,
    now: () => new Date(),
  });
  const seconds = (performance.now() - began) / 1000;

  assert.equal(ended, 'done');
  assert.equal(samples.length, SAMPLES);
  assert.equal(new Set(samples.map(({ id }) => id)).size, SAMPLES);
  for (const { id, status } of samples) assert.match(status, /^(kept|failed|unparsed)$/, id);
  assert.deepEqual(
    records.flatMap((record) => (record.type === 'sample' ? [record.sample.id] : [])).toSorted(),
    samples.map(({ id }) => id).toSorted(),
    'each is in the journal, once',
  );
  for (const [name, times] of Object.entries(faults)) assert.ok(times > 0, `there was no fault of the sort “${name}”`);
  const calls = records.filter((record) => record.type === 'call');
  assert.equal(calls.reduce((sum, { tries }) => sum + tries, 0), requests.length, 'each try is in the journal');
  assert.equal(new Set(calls.map(({ key }) => key)).size, calls.length, 'no call is made twice');
  for (const { outcome, tries } of calls) if (outcome.status === 'failed') assert.ok(tries > 1, `${outcome.kind} was tried once`);

  const kept = samples.filter(({ status }) => status === 'kept').length;
  assert.ok(kept > SAMPLES * 0.85, `${kept} kept`);
  for (const { status, reason } of samples) if (status === 'unparsed') assert.match(reason ?? '', /could not be read, twice/);
  if (IS_LONG) {
    const plans = of('plan').length;
    t.diagnostic(JSON.stringify({ samples: countByStatus(samples), calls: calls.length, requests: requests.length, plans, faults, givenUp, seconds: Math.round(seconds) }));
    for (const { id, status, reason } of samples) if (status !== 'kept') t.diagnostic(`${id} ${status}: ${reason}`);
  }
});

test('an answer that is garbled twice makes its sample unparsed, and not kept, dropped or failed', async (t) => {
  const { samples, of } = await chat(t, { fault: (stage) => (stage === 'critique' ? { text: '{"axes": ' } : undefined) });
  assert.deepEqual(samples.map(({ status }) => status), ['unparsed']);
  assert.equal(of('critique').length, 2);
});

test('a connection that is broken here is broken in the middle of an answer, and not before it', async (t) => {
  const server = await startGeminiServer({ answer: () => CUT_SHORT });
  t.after(() => server.close());
  const body = JSON.stringify({ contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] });
  const response = await fetch(`${server.baseUrl}/v1beta/models/test:generateContent`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-goog-api-key': 'none' }, body });
  assert.equal(response.status, 200);
  const reader = response.body?.getReader();
  const first = await reader?.read();
  assert.ok((first?.value?.length ?? 0) > 0);
  await assert.rejects(async () => reader?.read());
});

/** What no answer can do to the process that asked, whichever provider it comes from: fill its memory, freeze it, or break it. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { createGeminiEmbedder } from '../../src/models/gemini-embedder.ts';
import { listGeminiModels } from '../../src/models/gemini-listing.ts';
import { createGeminiModel } from '../../src/models/gemini.ts';
import type { ModelOutcome } from '../../src/models/model.ts';
import { findOllama } from '../../src/models/ollama.ts';
import { count, readRetryAfter, untilStopped } from '../../src/models/one-call.ts';
import { createOpenAiEmbedder } from '../../src/models/openai-embedder.ts';
import { listOpenAiModels } from '../../src/models/openai-listing.ts';
import { createOpenAiModel } from '../../src/models/openai.ts';
import { ask, assertFailed, KEY, NEVER } from './gemini-support.ts';

const BASE_URL = 'http://127.0.0.1:1';
const openAi = createOpenAiModel({ provider: 'openai', model: 'm', apiKey: KEY, baseUrl: BASE_URL });
const gemini = createGeminiModel({ model: 'm', apiKey: KEY, baseUrl: BASE_URL });
const silent = (): void => {};

interface Endless {
  taken: number;
  letGo: boolean;
}

/** Whatever is called answers with `piece` for ever. */
function answerForEver(t: TestContext, status: number, type: string, piece: string): Endless {
  const state: Endless = { taken: 0, letGo: false };
  const bytes = new TextEncoder().encode(piece);
  t.mock.method(globalThis, 'fetch', () => {
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          state.taken += bytes.length;
          // Endless in earnest would end the test's process, and not the test.
          if (state.taken > 100_000_000) controller.error(new Error('too much was taken'));
          else controller.enqueue(bytes);
        },
        cancel() {
          state.letGo = true;
        },
      },
      { highWaterMark: 0 },
    );
    return Promise.resolve(new Response(body, { status, headers: { 'content-type': type } }));
  });
  return state;
}

const STREAM = 'text/event-stream';
const JSON_TYPE = 'application/json';
const BLANKS = ' '.repeat(1_000_000);
const EVENT = `data: ${JSON.stringify({ choices: [{ delta: { content: 'x'.repeat(500_000) } }], candidates: [{ content: { parts: [{ text: 'x'.repeat(500_000) }] } }] })}\n\n`;

for (const [what, type, piece, call] of [
  ['an answer', JSON_TYPE, BLANKS, () => openAi.generate(ask('Hello'), NEVER)],
  ['a line of a stream', STREAM, `data: ${BLANKS}`, () => openAi.generate(ask('Hello'), NEVER, silent)],
  ['a stream', STREAM, EVENT, () => openAi.generate(ask('Hello'), NEVER, silent)],
  ['an answer with vectors', JSON_TYPE, BLANKS, () => createOpenAiEmbedder({ provider: 'openai', model: 'm', apiKey: KEY, baseUrl: BASE_URL }).embed(['a'], NEVER)],
  ['a list of models', JSON_TYPE, BLANKS, () => listOpenAiModels({ provider: 'openai', apiKey: KEY, baseUrl: BASE_URL }, NEVER)],
  ["Gemini's answer", JSON_TYPE, BLANKS, () => gemini.generate(ask('Hello'), NEVER)],
  ["a line of Gemini's stream", STREAM, `data: ${BLANKS}`, () => gemini.generate(ask('Hello'), NEVER, silent)],
  ["Gemini's stream", STREAM, EVENT, () => gemini.generate(ask('Hello'), NEVER, silent)],
  ["Gemini's vectors", JSON_TYPE, BLANKS, () => createGeminiEmbedder({ model: 'm', apiKey: KEY, baseUrl: BASE_URL }).embed(['a'], NEVER)],
  ["Gemini's list of models", JSON_TYPE, BLANKS, () => listGeminiModels({ apiKey: KEY, baseUrl: BASE_URL }, NEVER)],
] as const) {
  test(`${what} that never ends is given up, and its connection let go`, async (t) => {
    const state = answerForEver(t, 200, type, piece);
    assertFailed(await call(), 'server', /127\.0\.0\.1:1 is longer than/);
    assert.ok(state.taken < 25_000_000, `${state.taken} bytes were taken`);
    assert.ok(state.letGo);
  });
}

test('an Ollama whose list never ends is none', async (t) => {
  const state = answerForEver(t, 200, JSON_TYPE, BLANKS);
  assert.equal(await findOllama(NEVER), undefined);
  assert.ok(state.letGo && state.taken < 25_000_000);
});

for (const [name, model] of [
  ['OpenAI’s protocol', openAi],
  ['Gemini', gemini],
] as const) {
  test(`of an error of ${name} that never ends the status is enough`, async (t) => {
    const state = answerForEver(t, 429, JSON_TYPE, ' '.repeat(10_000));
    assertFailed(await model.generate(ask('Hello'), NEVER), 'rate-limited', /takes no more requests/);
    assert.ok(state.letGo && state.taken < 100_000);
  });
}

function answerWith(t: TestContext, body: unknown, status = 200, type = JSON_TYPE): void {
  const text = JSON.stringify(body);
  t.mock.method(globalThis, 'fetch', () => Promise.resolve(new Response(type === STREAM ? `data: ${text}\n\n` : text, { status, headers: { 'content-type': type } })));
}

/** Made for an expression that looks for “key” and then for “invalid” behind it. */
const LONG_WORDS = { error: { code: 400, message: 'apikey'.repeat(50_000) } };

test('an error of very many words is read at once', { timeout: 10_000 }, async (t) => {
  answerWith(t, LONG_WORDS);
  assertFailed(await openAi.generate(ask('Hello'), NEVER), 'bad-request', /apikey/);
  answerWith(t, LONG_WORDS, 200, STREAM);
  assertFailed(await gemini.generate(ask('Hello'), NEVER, silent), 'bad-request', /apikey/);
  answerWith(t, { error: { message: 'apikey'.repeat(10_000) } }, 400);
  assertFailed(await openAi.generate(ask('Hello'), NEVER), 'bad-request', /apikey/);
  assertFailed(await gemini.generate(ask('Hello'), NEVER), 'bad-request', /apikey/);
});

test('what cannot be made a word of breaks nothing', async (t) => {
  const odd = { toString: 1 };
  answerWith(t, { choices: [{ message: { content: 'Hi.' }, finish_reason: odd }] });
  assert.equal((await openAi.generate(ask('Hello'), NEVER)).status, 'blocked');
  answerWith(t, { error: { message: 'No.', details: [{ '@type': odd, reason: odd, retryDelay: odd }] } }, 400);
  assertFailed(await gemini.generate(ask('Hello'), NEVER), 'bad-request', /No\./);
});

function usageOf(outcome: ModelOutcome): unknown {
  return outcome.usage;
}

test('counts that no call can have are none, so that they neither pay a budget back nor use it up', async (t) => {
  for (const [wrong, counted] of [[-5, 0], [1e300, 0], [1.5, 0], ['7', 0], [7, 7]] as const) {
    answerWith(t, {
      choices: [{ message: { content: 'Hi.' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: wrong, completion_tokens: wrong },
      candidates: [{ content: { parts: [{ text: 'Hi.' }] }, finishReason: 'STOP' }],
      usageMetadata: { promptTokenCount: wrong, candidatesTokenCount: wrong },
      totalTokens: wrong,
    });
    for (const model of [openAi, gemini]) {
      assert.deepEqual(usageOf(await model.generate(ask('Hello'), NEVER)), { inputTokens: counted, outputTokens: counted });
    }
    assert.equal((await gemini.countTokens?.(ask('Hello'), NEVER))?.status, wrong === 7 ? 'ok' : 'failed');
  }
});

test('whatever stands for a count, it is a whole number that can be added up', () => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.double(), fc.integer()), (value) => {
      assert.ok(Number.isSafeInteger(count(value)) && count(value) >= 0);
    }),
    { numRuns: 500 },
  );
});

const DAY_MS = 86_400_000;

for (const [header, value, wait] of [
  ['retry-after', '9'.repeat(400), DAY_MS],
  ['retry-after-ms', '9'.repeat(400), DAY_MS],
  ['retry-after', 'Fri, 01 Jan 2999 00:00:00 GMT', DAY_MS],
  ['retry-after', '-5', undefined],
  ['retry-after', '+5', undefined],
  ['retry-after', '1e3', undefined],
  ['retry-after', 'NaN', undefined],
  ['retry-after-ms', '-5', undefined],
] as const) {
  test(`the wait in ${header}: ${value.slice(0, 30)} is ${wait}`, () => {
    assert.equal(readRetryAfter(new Headers({ [header]: value })), wait);
  });
}

test('a wait in the body is a day at most, too', async (t) => {
  answerWith(t, { error: { message: 'Slow down', details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${'9'.repeat(400)}s` }] } }, 429);
  const outcome = await gemini.generate(ask('Hello'), NEVER);
  assertFailed(outcome, 'rate-limited', /Slow down/);
  assert.equal(outcome.retryAfterMs, DAY_MS);
});

test('a call may be given more time than a timer can count', async (t) => {
  const set = t.mock.method(globalThis, 'setTimeout');
  const outcome = await untilStopped(NEVER, 3e9, 'host', () => Promise.resolve({ status: 'ok' as const }));
  assert.equal(outcome.status, 'ok');
  assert.deepEqual(set.mock.calls.map(({ arguments: [, ms] }) => ms), [2 ** 31 - 1]);
});

/** What a streamed answer of Gemini promises, seen through the real SDK over HTTP to a loopback server. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import fc from 'fast-check';
import { createGeminiModel } from '../../src/models/gemini.ts';
import type { ModelOutcome, ModelRequest } from '../../src/models/model.ts';
import { startGeminiServer } from '../support/gemini-server.ts';
import type { GeminiServer, GeminiServerAnswer } from '../support/gemini-server.ts';
import { ask, assertFailed, KEY, NEVER, serve } from './gemini-support.ts';

interface Streamed {
  readonly outcome: ModelOutcome;
  readonly pieces: readonly string[];
  readonly server: GeminiServer;
}

async function stream(t: TestContext, answer: GeminiServerAnswer, request: ModelRequest = ask('Hello')): Promise<Streamed> {
  const server = await serve(t, { answer: () => answer });
  const pieces: string[] = [];
  const model = createGeminiModel({ model: 'gemini-test', apiKey: KEY, baseUrl: server.baseUrl });
  const outcome = await model.generate(request, NEVER, (piece) => pieces.push(piece));
  return { outcome, pieces, server };
}

function text(piece: string, more: Readonly<Record<string, unknown>> = {}): unknown {
  return { candidates: [{ content: { role: 'model', parts: [{ text: piece }] }, index: 0, ...more }] };
}

const STOP = { finishReason: 'STOP' };

test('a streamed answer is heard in pieces as it arrives, and is whole in the outcome', async (t) => {
  const { outcome, pieces, server } = await stream(t, { text: 'Hello, you there.', pieceSize: 6, usage: { inputTokens: 12, outputTokens: 3 } });
  assert.deepEqual(outcome, { status: 'ok', text: 'Hello, you there.', usage: { inputTokens: 12, outputTokens: 3 } });
  assert.deepEqual(pieces, ['Hello,', ' you t', 'here.']);
  assert.deepEqual(server.requests.map(({ streamed }) => streamed), [true]);
});

test('a piece is heard while the rest is still being written', async (t) => {
  const server = await serve(t, { answer: () => ({ events: [text('First')], after: 'hang' }) });
  const stop = new AbortController();
  const model = createGeminiModel({ model: 'gemini-test', apiKey: KEY, baseUrl: server.baseUrl });
  const outcome = await new Promise<ModelOutcome>((resolve) => {
    const call = model.generate(ask('Hello'), stop.signal, (piece) => {
      assert.equal(piece, 'First');
      stop.abort();
    });
    void call.then(resolve);
  });
  assertFailed(outcome, 'cancelled', /may still bill/);
  assert.equal(await server.requests[0]?.ended, 'hung-up');
});

test('a request is the same whether its answer is streamed or not', async (t) => {
  const request = ask('Hello', { system: 'Be kind.', schema: { type: 'object' }, temperature: 0.5, maxOutputTokens: 9 });
  const { server } = await stream(t, { text: '{}' }, request);
  await createGeminiModel({ model: 'gemini-test', apiKey: KEY, baseUrl: server.baseUrl }).generate(request, NEVER);
  const [streamed, whole] = server.requests;
  assert.deepEqual(streamed?.body, whole?.body);
  assert.equal(whole?.streamed, false);
});

test('thoughts are neither heard nor part of the answer', async (t) => {
  const { outcome, pieces } = await stream(t, { text: 'Yes.', thoughts: 'Let me see.' });
  assert.equal(outcome.status === 'ok' && outcome.text, 'Yes.');
  assert.deepEqual(pieces, ['Yes.']);
});

test('usage is what the last event says, not the sum of all', async (t) => {
  const usage = (candidatesTokenCount: number): unknown => ({ promptTokenCount: 7, candidatesTokenCount, thoughtsTokenCount: 10 });
  const events = [{ ...Object(text('One ')), usageMetadata: usage(1) }, { ...Object(text('two.', STOP)), usageMetadata: usage(4) }];
  const { outcome } = await stream(t, { events });
  assert.deepEqual(outcome, { status: 'ok', text: 'One two.', usage: { inputTokens: 7, outputTokens: 14 } });
});

for (const [what, answer, expected] of [
  ['the output limit', { text: 'Half of', finishReason: 'MAX_TOKENS' }, { status: 'truncated', text: 'Half of' }],
  ['a filter', { text: 'Half of', finishReason: 'SAFETY' }, { status: 'blocked', reason: 'SAFETY' }],
  ['a blocked prompt', { promptBlocked: 'PROHIBITED_CONTENT' }, { status: 'blocked', reason: 'PROHIBITED_CONTENT' }],
  ['nothing to say', { text: '' }, { status: 'empty' }],
  ['a word that Google adds later', { text: 'x', finishReason: 'A_REASON_OF_NEXT_YEAR' }, { status: 'blocked', reason: 'A_REASON_OF_NEXT_YEAR' }],
] as const) {
  test(`${what} comes to the same outcome in a stream`, async (t) => {
    const { usage: _, ...outcome } = { usage: undefined, ...(await stream(t, answer)).outcome };
    assert.deepEqual(outcome, expected);
  });
}

for (const [what, answer] of Object.entries<GeminiServerAnswer>({
  'a connection that breaks between two pieces': { text: 'Half of what was to come', pieceSize: 4, disconnectAfter: 2 },
  'a connection that breaks within a piece': { events: [text('Half'), 'data: {"candidates": [{"con'], after: 'disconnect' },
  'a connection that breaks before the first piece': { events: [], after: 'disconnect' },
})) {
  test(`${what} is the network and never an answer`, async (t) => {
    assertFailed((await stream(t, answer)).outcome, 'network', /connection to 127\.0\.0\.1:\d+ failed/);
  });
}

for (const [what, answer] of Object.entries<GeminiServerAnswer>({
  'between two pieces': { events: [text('Half'), text(' of')] },
  'within a piece': { events: [text('Half'), 'data: {"candidates": [{"con'] },
  'before the first piece': { events: [] },
})) {
  test(`a stream that ends cleanly ${what}, without saying why, has broken off and is never an answer`, async (t) => {
    assertFailed((await stream(t, answer)).outcome, 'network', /broke off: try again/);
  });
}

test('a stream that broke off says what it had used by then', async (t) => {
  const events = [{ ...Object(text('Half')), usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 2 } }];
  const usage = { inputTokens: 7, outputTokens: 2 };
  const { outcome: ended } = await stream(t, { events });
  assertFailed(ended, 'network', /broke off/);
  assert.deepEqual(ended.usage, usage);

  const server = await startGeminiServer({ answer: () => ({ events, after: 'hang' }) });
  const model = createGeminiModel({ model: 'gemini-test', apiKey: KEY, baseUrl: server.baseUrl });
  // Not before the piece is there: what nobody has read when a connection breaks is lost.
  const broken = await model.generate(ask('Hello'), NEVER, () => void server.close());
  assertFailed(broken, 'network', /connection/);
  assert.deepEqual(broken.usage, usage);
});

test('an event that is an error has the kind of its code', async (t) => {
  const overloaded = { error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } };
  assertFailed((await stream(t, { events: [text('Half'), overloaded] })).outcome, 'server', /503.*overloaded.*try again later/);
  const retryInfo = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '7s' };
  const limited = { error: { code: 429, message: 'Slow down.', status: 'RESOURCE_EXHAUSTED', details: [retryInfo] } };
  const { outcome } = await stream(t, { events: [limited] });
  assertFailed(outcome, 'rate-limited', /Slow down/);
  assert.equal(outcome.retryAfterMs, 7000);
});

test('a refused stream is read like any refused call, and is not repeated by the SDK', async (t) => {
  const { outcome, pieces, server } = await stream(t, { status: 429, retryAfter: 42 });
  assertFailed(outcome, 'rate-limited', /wait/);
  assert.equal(outcome.retryAfterMs, 42_000);
  assert.deepEqual(pieces, []);
  assert.equal(server.requests.length, 1);
  assertFailed((await stream(t, { status: 403, message: 'Permission denied' })).outcome, 'unauthorized', /Permission denied/);
});

for (const [what, answer] of Object.entries<GeminiServerAnswer>({
  'broken JSON': { events: ['data: {"candidates":\n\n'] },
  'a page that is no stream': { json: '<html>Log in</html>', headers: { 'content-type': 'text/html' } },
  'what aimock thinks is malformed': { fault: 'malformed' },
  'parts that are an object': { events: [{ candidates: [{ content: { parts: { text: 'x' } }, ...STOP }] }] },
})) {
  test(`a stream of ${what} could not be read and is never an answer`, async (t) => {
    assertFailed((await stream(t, answer)).outcome, 'server', /could not be read/);
  });
}

test('a redirected stream is not followed, so that the key goes nowhere else', async (t) => {
  const elsewhere = await serve(t, {});
  const location = `${elsewhere.baseUrl}/v1beta/models/gemini-test:streamGenerateContent?alt=sse`;
  const { outcome } = await stream(t, { json: '', httpStatus: 307, headers: { location } });
  assertFailed(outcome, 'bad-request', /another address \(127\.0\.0\.1:\d+\), which is not followed/);
  assert.equal(elsewhere.requests.length, 0);
});

test('a stream that stops without an end runs into the timeout and lets go of the connection', async (t) => {
  const server = await serve(t, { answer: () => ({ events: [text('Half')], after: 'hang' }) });
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const model = createGeminiModel({ model: 'gemini-test', apiKey: KEY, baseUrl: server.baseUrl, timeoutMs: 90_000 });
  const outcome = await model.generate(ask('Hello'), NEVER, () => t.mock.timers.tick(90_000));
  assertFailed(outcome, 'timeout', /within 90 seconds/);
  assert.equal(await server.requests[0]?.ended, 'hung-up');
});

test('nothing is heard after a call was cancelled', async (t) => {
  const server = await serve(t, { answer: () => ({ text: 'One two three', pieceSize: 4 }) });
  const stop = new AbortController();
  const heard: string[] = [];
  const model = createGeminiModel({ model: 'gemini-test', apiKey: KEY, baseUrl: server.baseUrl });
  const outcome = await model.generate(ask('Hello'), stop.signal, (piece) => {
    heard.push(piece);
    stop.abort();
  });
  assertFailed(outcome, 'cancelled', /cancelled/);
  await server.requests[0]?.ended;
  assert.deepEqual(heard, ['One ']);
});

test('a listener that throws does not cost the answer', async (t) => {
  const server = await serve(t, { answer: () => ({ text: 'One two', pieceSize: 4 }) });
  const model = createGeminiModel({ model: 'gemini-test', apiKey: KEY, baseUrl: server.baseUrl });
  const outcome = await model.generate(ask('Hello'), NEVER, () => {
    throw new Error('The panel is gone.');
  });
  assert.equal(outcome.status === 'ok' && outcome.text, 'One two');
});

test('a key that an endpoint echoes is not heard, however it is cut', async (t) => {
  for (const pieceSize of [1, 7, 20, 39, 100]) {
    const { outcome, pieces } = await stream(t, { text: `Your key is ${KEY}, is it not? `.repeat(2), pieceSize });
    assert.equal(pieces.join(''), 'Your key is [key], is it not? '.repeat(2));
    assert.ok(!JSON.stringify(outcome).includes(KEY.slice(0, 12)));
  }
});

test('however an answer is cut into pieces, what is heard is the text of the outcome', async (t) => {
  let answer: GeminiServerAnswer = { text: '' };
  const server = await serve(t, { answer: () => answer });
  const model = createGeminiModel({ model: 'gemini-test', apiKey: KEY, baseUrl: server.baseUrl });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 6 }), async (texts) => {
      answer = { events: texts.map((piece, index) => text(piece, index === texts.length - 1 ? STOP : {})) };
      const heard: string[] = [];
      const outcome = await model.generate(ask('Hello'), NEVER, (piece) => heard.push(piece));
      const whole = texts.join('');
      assert.deepEqual(outcome, whole.trim() === '' ? { status: 'empty' } : { status: 'ok', text: whole });
      assert.equal(heard.join(''), whole);
    }),
    { numRuns: 200 },
  );
});

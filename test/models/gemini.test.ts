/** What the Gemini model promises, seen through the real SDK over HTTP to a loopback server. */

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { createGeminiModel } from '../../src/models/gemini.ts';
import type { GeminiOptions } from '../../src/models/gemini.ts';
import type { ModelOutcome, ModelRequest } from '../../src/models/model.ts';
import type { GeminiServer, GeminiServerAnswer, GeminiServerScript } from '../support/gemini-server.ts';
import { ask, assertFailed, KEY, NEVER, serve as startServer } from './gemini-support.ts';

/** Every outcome of this file, for the test at its end. */
const outcomes: ModelOutcome[] = [];

async function generate(options: Partial<GeminiOptions>, request = ask('Hello'), signal = NEVER): Promise<ModelOutcome> {
  const outcome = await createGeminiModel({ model: 'gemini-test', apiKey: KEY, ...options }).generate(request, signal);
  outcomes.push(outcome);
  return outcome;
}

function serve(t: TestContext, answer: GeminiServerScript['answer']): Promise<GeminiServer> {
  return startServer(t, { answer });
}

async function outcomeOf(t: TestContext, answer: GeminiServerAnswer, request?: ModelRequest): Promise<ModelOutcome> {
  const { baseUrl } = await serve(t, () => answer);
  return generate({ baseUrl }, request);
}

/** A full Gemini response, for what aimock leaves out. */
function candidate(parts: unknown, finishReason: string | undefined, usageMetadata: unknown = { promptTokenCount: 7 }): GeminiServerAnswer {
  return { json: { candidates: [{ content: { role: 'model', parts }, finishReason, index: 0 }], usageMetadata } };
}

function errorBody(code: number, message: string, details: readonly unknown[] = []): GeminiServerAnswer {
  return { json: { error: { code, message, details } }, httpStatus: code };
}

test('its id names provider and model, and its answers are not hand-written', () => {
  const model = createGeminiModel({ model: 'gemini-test', apiKey: KEY });
  assert.equal(model.id, 'gemini/gemini-test');
  assert.equal(model.rehearsed, false);
});

test('an answer comes back with the tokens that the provider counted', async (t) => {
  assert.deepEqual(await outcomeOf(t, { text: 'Hi.', usage: { inputTokens: 12, outputTokens: 3 } }), {
    status: 'ok',
    text: 'Hi.',
    usage: { inputTokens: 12, outputTokens: 3 },
  });
});

test('system text, conversation, parameters and key arrive where Gemini expects them', async (t) => {
  const server = await serve(t, () => ({ text: 'Hi.' }));
  const messages = [
    { role: 'user', text: 'One {brace} $& "quote"' },
    { role: 'model', text: 'Two' },
    { role: 'user', text: 'Three' },
  ] as const;
  await generate({ baseUrl: server.baseUrl }, ask('', { system: 'Be kind.', messages, temperature: 0, maxOutputTokens: 99, seed: 7 }));
  const [request] = server.requests;
  assert.ok(request);
  assert.equal(request.model, 'gemini-test');
  assert.equal(request.system, 'Be kind.');
  assert.deepEqual(request.messages, messages);
  assert.deepEqual(request.body['generationConfig'], { temperature: 0, maxOutputTokens: 99, seed: 7 });
  assert.equal(request.headers['x-goog-api-key'], KEY);
});

test('nothing is sent that was not asked for', async (t) => {
  const server = await serve(t, () => ({ text: 'Hi.' }));
  await generate({ baseUrl: server.baseUrl });
  assert.deepEqual(server.requests[0]?.body, { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }], generationConfig: {} });
});

test('a schema asks for JSON, with the keywords that Gemini supports and no others', async (t) => {
  const server = await serve(t, () => ({ text: '{}' }));
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    additionalProperties: false,
    required: ['pattern', 'axes'],
    properties: {
      pattern: { type: 'string', minLength: 1, description: 'A property may be called like a keyword.' },
      axes: { type: 'array', items: { anyOf: [{ $ref: '#/$defs/axis' }, { type: 'null', default: null }] } },
    },
    $defs: { axis: { enum: ['a', 'b'], examples: ['a'] } },
  };
  await generate({ baseUrl: server.baseUrl }, ask('Hello', { schema }));
  assert.deepEqual(server.requests[0]?.body['generationConfig'], {
    responseMimeType: 'application/json',
    responseJsonSchema: {
      type: 'object',
      additionalProperties: false,
      required: ['pattern', 'axes'],
      properties: {
        pattern: { type: 'string', description: 'A property may be called like a keyword.' },
        axes: { type: 'array', items: { anyOf: [{ $ref: '#/$defs/axis' }, { type: 'null' }] } },
      },
      $defs: { axis: { enum: ['a', 'b'] } },
    },
  });
});

test('safety filters and thinking are left to the provider unless they are set', async (t) => {
  const server = await serve(t, () => ({ text: 'Hi.' }));
  await generate({ baseUrl: server.baseUrl, safety: 'BLOCK_NONE', thinking: 'low' });
  await generate({ baseUrl: server.baseUrl, thinking: 0 });
  const [set, budget] = server.requests.map(({ body }) => body);
  const categories = ['HARASSMENT', 'HATE_SPEECH', 'SEXUALLY_EXPLICIT', 'DANGEROUS_CONTENT'];
  assert.deepEqual(set?.['safetySettings'], categories.map((name) => ({ category: `HARM_CATEGORY_${name}`, threshold: 'BLOCK_NONE' })));
  assert.deepEqual(set['generationConfig'], { thinkingConfig: { thinkingLevel: 'LOW' } });
  assert.deepEqual(budget?.['generationConfig'], { thinkingConfig: { thinkingBudget: 0 } });
  assert.ok(!('safetySettings' in budget));
});

test('how a model is set is known, so that no answer of one setting passes for one of another', () => {
  const settings = (options: Partial<GeminiOptions>): unknown => createGeminiModel({ model: 'gemini-test', apiKey: KEY, ...options }).settings;
  assert.deepEqual(settings({ thinking: -1, safety: 'OFF' }), { safety: 'OFF', thinking: -1 });
  assert.deepEqual(settings({ timeoutMs: 5, baseUrl: 'https://generativelanguage.googleapis.com/' }), {});
  assert.deepEqual(settings({ baseUrl: 'http://127.0.0.1:1/' }), { endpoint: 'http://127.0.0.1:1' });
});

test('tokens are counted by the provider, of all that is sent', async (t) => {
  const server = await startServer(t, {});
  const model = createGeminiModel({ model: 'gemini-test', apiKey: KEY, baseUrl: server.baseUrl });
  const request = ask('', { system: 'Be kind.', messages: [{ role: 'user', text: 'One two three' }, { role: 'model', text: 'Four' }] });
  assert.deepEqual(await model.countTokens?.(request, NEVER), { status: 'ok', inputTokens: 6 });
  await model.countTokens?.({ ...request, schema: { type: 'string', minLength: 1 } }, NEVER);
  assert.deepEqual(server.calls.map(({ texts }) => texts), [
    ['Be kind.', 'One two three', 'Four'],
    ['Be kind.', '{"type":"string"}', 'One two three', 'Four'],
  ]);
  assert.equal(server.calls[0]?.headers['x-goog-api-key'], KEY);
});

test('a count that fails is a failure of the same kinds, and never a number', async (t) => {
  const answers: GeminiServerAnswer[] = [{ status: 403 }, { status: 404 }, { json: { totalTokens: 'many' } }, { json: '{' }];
  const server = await startServer(t, { answerCall: (): GeminiServerAnswer | undefined => answers[server.calls.length - 1] });
  const model = createGeminiModel({ model: 'gemini-test', apiKey: KEY, baseUrl: server.baseUrl });
  const kinds: unknown[] = [];
  for (const _ of answers) {
    const outcome = await model.countTokens?.(ask('Hello'), NEVER);
    kinds.push(outcome?.status === 'failed' && outcome.kind);
  }
  assert.deepEqual(kinds, ['unauthorized', 'not-found', 'server', 'server']);
});

test('a chain of thought is not part of the answer', async (t) => {
  const outcome = await outcomeOf(t, { text: 'Yes.', thoughts: 'Let me see.' });
  assert.equal(outcome.status === 'ok' && outcome.text, 'Yes.');
});

test('an answer in several parts is one text, and thinking tokens count as output', async (t) => {
  const parts = [{ text: 'Hm.', thought: true }, { text: 'Yes, ' }, { text: 'both.' }];
  const usage = { promptTokenCount: 10, candidatesTokenCount: 5, thoughtsTokenCount: 40, totalTokenCount: 55 };
  assert.deepEqual(await outcomeOf(t, candidate(parts, 'STOP', usage)), {
    status: 'ok',
    text: 'Yes, both.',
    usage: { inputTokens: 10, outputTokens: 45 },
  });
});

test('a blocked prompt is told from an answer, with the reason', async (t) => {
  assert.deepEqual(await outcomeOf(t, { promptBlocked: 'PROHIBITED_CONTENT' }), {
    status: 'blocked',
    reason: 'PROHIBITED_CONTENT',
    usage: { inputTokens: 1, outputTokens: 0 },
  });
});

for (const reason of ['SAFETY', 'RECITATION', 'LANGUAGE', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII', 'OTHER', 'A_REASON_OF_NEXT_YEAR']) {
  test(`an answer that ended with ${reason} is blocked, even with text in it`, async (t) => {
    const outcome = await outcomeOf(t, { text: 'Half of', finishReason: reason });
    assert.equal(outcome.status === 'blocked' && outcome.reason, reason);
  });
}

test('a reason that is not even a word is blocked too', async (t) => {
  const outcome = await outcomeOf(t, { json: { candidates: [{ content: { parts: [{ text: 'x' }] }, finishReason: 7 }] } });
  assert.deepEqual(outcome, { status: 'blocked', reason: '7' });
});

test('an answer that was withheld altogether is blocked', async (t) => {
  const outcome = await outcomeOf(t, { json: { candidates: [{ finishReason: 'SAFETY', index: 0 }] } });
  assert.deepEqual(outcome, { status: 'blocked', reason: 'SAFETY' });
});

test('an answer that hit the output limit is truncated and keeps what there was', async (t) => {
  const outcome = await outcomeOf(t, { text: 'Half of', finishReason: 'MAX_TOKENS', usage: { inputTokens: 1, outputTokens: 2 } });
  assert.deepEqual(outcome, { status: 'truncated', text: 'Half of', usage: { inputTokens: 1, outputTokens: 2 } });
});

test('an answer whose limit went into thinking is truncated', async (t) => {
  const outcome = await outcomeOf(t, candidate(undefined, 'MAX_TOKENS'));
  assert.equal(outcome.status === 'truncated' && outcome.text, '');
});

test('an answer that could be continued is truncated, and is not continued behind the caller', async (t) => {
  const server = await serve(t, () => ({
    json: {
      candidates: [{ content: { parts: [{ text: 'Part one' }] }, finishReason: 'CONTINUATION', continuationToken: 'next' }],
      usageMetadata: {},
    },
  }));
  const outcome = await generate({ baseUrl: server.baseUrl });
  assert.equal(outcome.status === 'truncated' && outcome.text, 'Part one');
  assert.equal(server.requests.length, 1);
});

for (const [what, answer] of Object.entries<GeminiServerAnswer>({
  'an empty text': { text: '' },
  'only white space': { text: ' \n' },
  'only thoughts': { text: '', thoughts: 'Hm.' },
  'no parts': candidate(undefined, 'STOP'),
  'a text that is no text': candidate([{ text: { a: 1 } }], 'STOP'),
  'no candidates': { json: { usageMetadata: { promptTokenCount: 7 } } },
})) {
  test(`${what} is empty and never an answer`, async (t) => {
    assert.equal((await outcomeOf(t, answer)).status, 'empty');
  });
}

test('a model that trips over its own output is a failure to try again', async (t) => {
  assertFailed(await outcomeOf(t, candidate([], 'MALFORMED_RESPONSE')), 'server', /MALFORMED_RESPONSE.*try again/);
});

for (const status of [401, 403]) {
  test(`${status} says that the key is refused`, async (t) => {
    assertFailed(await outcomeOf(t, { status, message: 'Permission denied' }), 'unauthorized', /refused the API key for gemini-test.*Permission denied/);
  });
}

test('a key that Gemini answers with 400 is unauthorized too', async (t) => {
  const outcome = await outcomeOf(t, { status: 400, message: 'API key not valid. Please pass a valid API key.' });
  assertFailed(outcome, 'unauthorized', /API key not valid/);
});

test('a refused key is recognised by its reason, whatever the language of the message', async (t) => {
  const details = [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }];
  assertFailed(await outcomeOf(t, errorBody(400, 'Clé refusée', details)), 'unauthorized', /Clé refusée/);
});

test('a wrong request says what the provider says', async (t) => {
  const outcome = await outcomeOf(t, { status: 400, message: 'User location is not supported\nfor the API use.' });
  assertFailed(outcome, 'bad-request', /400.*"User location is not supported for the API use\."/);
});

test('an unknown model is named, with the host that does not have it', async (t) => {
  const server = await serve(t, () => ({ status: 404 }));
  const outcome = await generate({ baseUrl: server.baseUrl });
  assertFailed(outcome, 'not-found', /"gemini-test"/);
  assert.ok(outcome.message.includes(new URL(server.baseUrl).host));
});

test('too many requests say how long to wait, and are not repeated by the SDK', async (t) => {
  const server = await serve(t, () => ({ status: 429, retryAfter: 42 }));
  const outcome = await generate({ baseUrl: server.baseUrl });
  assertFailed(outcome, 'rate-limited', /wait/);
  assert.equal(outcome.retryAfterMs, 42_000);
  assert.equal(server.requests.length, 1);
});

test('the wait is read from the body, where Gemini puts it', async (t) => {
  const retryInfo = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '53.016342224s' };
  const outcome = await outcomeOf(t, errorBody(429, 'You exceeded your current quota.', [{ '@type': 'x' }, retryInfo]));
  assertFailed(outcome, 'rate-limited', /exceeded your current quota/);
  assert.equal(outcome.retryAfterMs, 53_017);
});

test('the wait may be a date', async (t) => {
  const past = { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' };
  const outcome = await outcomeOf(t, { json: '{}', httpStatus: 429, headers: past });
  assertFailed(outcome, 'rate-limited', /wait/);
  assert.equal(outcome.retryAfterMs, 0);
});

test('without a wait from the provider none is invented', async (t) => {
  const outcome = await outcomeOf(t, errorBody(429, 'Slow down'));
  assertFailed(outcome, 'rate-limited', /Slow down/);
  assert.ok(!('retryAfterMs' in outcome));
});

for (const status of [500, 503]) {
  test(`${status} is the server's problem, and is not repeated by the SDK`, async (t) => {
    const server = await serve(t, () => ({ status, message: 'Overloaded' }));
    assertFailed(await generate({ baseUrl: server.baseUrl }), 'server', new RegExp(`${status}.*Overloaded.*try again later`));
    assert.equal(server.requests.length, 1);
  });
}

test('an error page keeps the kind of its status and is not read out', async (t) => {
  const html = { 'content-type': 'text/html' };
  const outcome = await outcomeOf(t, { json: '<html>Bad gateway</html>', httpStatus: 502, headers: html });
  assertFailed(outcome, 'server', /\(502\): try again later/);
  assert.doesNotMatch(outcome.message, /html/);
});

test('an error whose JSON is broken keeps the kind of its status', async (t) => {
  assertFailed(await outcomeOf(t, { json: '{"error":', httpStatus: 403 }), 'unauthorized', /refused/);
});

for (const [what, answer] of Object.entries<GeminiServerAnswer>({
  'broken JSON': { fault: 'malformed' },
  'no body': { json: '' },
  null: { json: 'null' },
  'an array': { json: [] },
  'JSON of something else': { json: { hello: 'world' } },
  'candidates that are a string': { json: { candidates: 'none' } },
  'parts that are an object': candidate({ text: 'x' }, 'STOP'),
  'parts of null': candidate([null], 'STOP'),
})) {
  test(`${what} is an answer that could not be read, never an answer`, async (t) => {
    assertFailed(await outcomeOf(t, answer), 'server', /could not be read/);
  });
}

test('a dropped connection is the network, and the host is named', async (t) => {
  const server = await serve(t, () => ({ fault: 'disconnect' }));
  const outcome = await generate({ baseUrl: server.baseUrl });
  assertFailed(outcome, 'network', /connection to .* failed/);
  assert.ok(outcome.message.includes(new URL(server.baseUrl).host));
});

test('a connection that breaks in the middle of an answer is the network', async (t) => {
  assertFailed(await outcomeOf(t, { json: { candidates: [] }, cutShort: true }), 'network', /connection/);
});

test('a port where nobody listens is the network, with the system\'s word for it', async () => {
  const reserved = createServer();
  await new Promise<void>((resolve) => reserved.listen(0, '127.0.0.1', resolve));
  const address = reserved.address();
  assert.ok(address && typeof address === 'object');
  await new Promise((resolve) => reserved.close(resolve));
  const outcome = await generate({ baseUrl: `http://127.0.0.1:${address.port}` });
  assertFailed(outcome, 'network', new RegExp(`127\\.0\\.0\\.1:${address.port}.*ECONNREFUSED`));
});

test('a redirect is not followed, so that the key goes nowhere else', async (t) => {
  const elsewhere = await serve(t, () => ({ text: 'Got your key.' }));
  const server = await serve(t, () => ({
    json: '',
    httpStatus: 307,
    headers: { location: `${elsewhere.baseUrl}/v1beta/models/gemini-test:generateContent` },
  }));
  assertFailed(await generate({ baseUrl: server.baseUrl }), 'bad-request', /another address \(127\.0\.0\.1:\d+\), which is not followed/);
  assert.equal(elsewhere.requests.length, 0);
});

test('a call that takes too long ends with a timeout and lets go of the connection', async (t) => {
  const server = await serve(t, () => new Promise<never>(() => {}));
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const outcome = generate({ baseUrl: server.baseUrl, timeoutMs: 90_000 });
  await server.arrived(1);
  t.mock.timers.tick(90_000);
  assertFailed(await outcome, 'timeout', /within 90 seconds/);
  assert.equal(await server.requests[0]?.ended, 'hung-up');
});

test('cancelling ends a call at once and lets go of the connection', async (t) => {
  const server = await serve(t, () => new Promise<never>(() => {}));
  const cancel = new AbortController();
  const outcome = generate({ baseUrl: server.baseUrl }, ask('Hello'), cancel.signal);
  await server.arrived(1);
  cancel.abort();
  assertFailed(await outcome, 'cancelled', /may still bill/);
  assert.equal(await server.requests[0]?.ended, 'hung-up');
});

test('a call that is cancelled before it starts sends nothing', async (t) => {
  const server = await serve(t, () => ({ text: 'Hi.' }));
  assertFailed(await generate({ baseUrl: server.baseUrl }, ask('Hello'), AbortSignal.abort()), 'cancelled', /before it was sent/);
  assert.equal(server.requests.length, 0);
});

test('a call that is cancelled while it starts sends nothing', async (t) => {
  const server = await serve(t, () => ({ text: 'Hi.' }));
  const cancel = new AbortController();
  const outcome = generate({ baseUrl: server.baseUrl }, ask('Hello'), cancel.signal);
  cancel.abort();
  assertFailed(await outcome, 'cancelled', /cancelled/);
  assert.equal(server.requests.length, 0);
});

test('many calls under one signal leave nothing on it', async (t) => {
  const server = await serve(t, () => ({ text: 'Hi.' }));
  const signal = new AbortController().signal;
  let listeners = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => (listeners++, add(...args));
  signal.removeEventListener = (...args: Parameters<typeof remove>) => (listeners--, remove(...args));
  await Promise.all(Array.from({ length: 5 }, () => generate({ baseUrl: server.baseUrl }, ask('Hello'), signal)));
  assert.equal(server.requests.length, 5);
  assert.equal(listeners, 0);
});

test('answers may be scripted by what is asked, and calls run side by side', async (t) => {
  const server = await serve(t, ({ user, schema }) => ({ text: schema ? '{"from":"schema"}' : `You said ${user}` }));
  const model = createGeminiModel({ model: 'gemini-test', apiKey: KEY, baseUrl: server.baseUrl });
  const both = await Promise.all([
    model.generate(ask('one'), NEVER),
    model.generate(ask('two', { schema: { type: 'object' } }), NEVER),
  ]);
  outcomes.push(...both);
  assert.deepEqual(both.map((outcome) => outcome.status === 'ok' && outcome.text), ['You said one', '{"from":"schema"}']);
});

test('a missing key is said before anything is sent', async (t) => {
  const server = await serve(t, () => ({ text: 'Hi.' }));
  assertFailed(await generate({ baseUrl: server.baseUrl, apiKey: ' ' }), 'no-key', /No Gemini API key is set/);
  assert.equal(server.requests.length, 0);
});

test('white space around a pasted key does no harm', async (t) => {
  const server = await serve(t, () => ({ text: 'Hi.' }));
  await generate({ baseUrl: server.baseUrl, apiKey: ` ${KEY}\n` });
  assert.equal(server.requests[0]?.headers['x-goog-api-key'], KEY);
});

test('a key with characters that no header can carry is refused without being quoted', async (t) => {
  const server = await serve(t, () => ({ text: 'Hi.' }));
  assertFailed(await generate({ baseUrl: server.baseUrl, apiKey: `${KEY}\n${KEY}` }), 'unauthorized', /copy it again/);
  assert.equal(server.requests.length, 0);
});

for (const [baseUrl, words] of [
  ['http://example.com', /example\.com unencrypted/],
  ['http://127.0.0.1.example.com', /unencrypted/],
  ['http://192.168.0.1:8080', /unencrypted/],
  ['ftp://127.0.0.1', /is ftp:, not https:/],
  ['file:///etc/passwd', /is file:, not https:/],
  ['localhost:8080', /is localhost:, not https:/],
  ['generativelanguage.googleapis.com', /not a URL/],
  ['', /not a URL/],
  [`https://user:${KEY}@example.com`, /holds a user name/],
  [`https://example.com/?key=${KEY}`, /a query/],
] as const) {
  test(`the base URL "${baseUrl.replace(KEY, 'KEY')}" is refused before any call`, async (t) => {
    const fetched = t.mock.method(globalThis, 'fetch');
    assertFailed(await generate({ baseUrl }), 'bad-request', words);
    assert.equal(fetched.mock.callCount(), 0);
  });
}

for (const baseUrl of ['https://example.com/gemini/', 'http://localhost:8080', 'http://[::1]:8080', 'http://127.1:8080', undefined]) {
  test(`the base URL ${baseUrl ?? 'of Google'} is allowed`, async (t) => {
    const called: string[] = [];
    t.mock.method(globalThis, 'fetch', (input: string) => {
      called.push(input);
      return Promise.resolve(Response.json({ candidates: [{ content: { parts: [{ text: 'Hi.' }] }, finishReason: 'STOP' }] }));
    });
    assert.deepEqual(await generate({ baseUrl }), { status: 'ok', text: 'Hi.' });
    const base = (baseUrl ?? 'https://generativelanguage.googleapis.com').replace(/\/$/, '').replace('127.1', '127.0.0.1');
    assert.deepEqual(called, [`${base}/v1beta/models/gemini-test:generateContent`]);
  });
}

test('the environment does not send the key elsewhere', async (t) => {
  const elsewhere = await serve(t, () => ({ text: 'Got your key.' }));
  const server = await serve(t, () => ({ text: 'Hi.' }));
  const environment = {
    GOOGLE_GEMINI_BASE_URL: elsewhere.baseUrl,
    GOOGLE_GENAI_USE_VERTEXAI: 'true',
    GOOGLE_GENAI_API_VERSION: 'v9',
    GEMINI_API_KEY: 'another-key',
  };
  Object.assign(process.env, environment);
  t.after(() => Object.keys(environment).forEach((name) => delete process.env[name]));
  const fetched = t.mock.method(globalThis, 'fetch', () => Promise.resolve(new Response('', { status: 500 })));
  await generate({});
  assert.match(JSON.stringify(fetched.mock.calls[0]?.arguments[0]), /^"https:\/\/generativelanguage\.googleapis\.com\/v1beta\//);
  fetched.mock.restore();
  await generate({ baseUrl: server.baseUrl });
  assert.equal(server.requests[0]?.headers['x-goog-api-key'], KEY);
  assert.equal(elsewhere.requests.length, 0);
});

test('what the SDK itself refuses is a failure, not an exception', async (t) => {
  const server = await serve(t, () => ({ text: 'Hi.' }));
  assertFailed(await generate({ baseUrl: server.baseUrl, model: '../secrets' }), 'bad-request', /could not be made.*model/);
  assertFailed(await generate({ baseUrl: server.baseUrl }, ask('', { messages: [] })), 'bad-request', /could not be made/);
  assert.equal(server.requests.length, 0);
});

test('an endpoint that echoes the key does not get it into an outcome', async (t) => {
  const echoes: GeminiServerAnswer[] = [
    { text: `Your key is ${KEY}.` },
    { text: KEY, finishReason: 'MAX_TOKENS' },
    { promptBlocked: KEY },
    { text: '', finishReason: KEY },
    ...[400, 401, 404, 429, 500].map((status) => ({ status, message: `Bad key ${KEY}` })),
    // Cutting a long message short must not leave the first half of the key.
    { status: 400, message: `${'x'.repeat(180)} ${KEY}` },
  ];
  const server = await serve(t, () => echoes[server.requests.length - 1] ?? { text: 'Hi.' });
  for (const _ of echoes) {
    const outcome = JSON.stringify(await generate({ baseUrl: server.baseUrl }));
    assert.ok(!outcome.includes(KEY.slice(0, 12)), outcome);
  }
});

test('no outcome of any test above holds the planted key', () => {
  assert.ok(outcomes.length > 70, `only ${outcomes.length} outcomes were collected`);
  const leaks = outcomes.filter((outcome) => JSON.stringify(outcome).includes(KEY.slice(0, 12)));
  assert.deepEqual(leaks, []);
});

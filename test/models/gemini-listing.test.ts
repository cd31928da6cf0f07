/** What the list of Gemini's models promises, seen through the real SDK over HTTP to a loopback server. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listGeminiModels } from '../../src/models/gemini-listing.ts';
import type { ListOutcome } from '../../src/models/listing.ts';
import type { GeminiServer, GeminiServerAnswer, ListedOnServer } from '../support/gemini-server.ts';
import { assertFailed, KEY, NEVER, serve } from './gemini-support.ts';

const ANSWERS = { supportedGenerationMethods: ['generateContent', 'countTokens'] };

const FLASH: ListedOnServer = {
  name: 'models/gemini-3.8-flash',
  displayName: 'Gemini 3.8 Flash',
  inputTokenLimit: 1048576,
  outputTokenLimit: 65536,
  ...ANSWERS,
};

const EMBEDDING: ListedOnServer = {
  name: 'models/gemini-embedding-001',
  displayName: 'Gemini Embedding 001',
  inputTokenLimit: 2048,
  outputTokenLimit: 1,
  supportedGenerationMethods: ['embedContent', 'countTextTokens'],
};

function list({ baseUrl }: Pick<GeminiServer, 'baseUrl'>, apiKey = KEY): Promise<ListOutcome> {
  return listGeminiModels({ apiKey, baseUrl }, NEVER);
}

function namesIn(outcome: ListOutcome): readonly string[] | false {
  return outcome.status === 'ok' && outcome.models.map(({ name }) => name);
}

test('models are listed as settings name them, with what they can be set for and how much they read and write', async (t) => {
  const server = await serve(t, { models: [FLASH, EMBEDDING] });
  assert.deepEqual(await list(server), {
    status: 'ok',
    models: [
      { name: 'gemini/gemini-3.8-flash', label: 'Gemini 3.8 Flash', detail: '1,048,576 tokens in, 65,536 tokens out', roles: ['generator', 'critic', 'judge'] },
      { name: 'gemini/gemini-embedding-001', label: 'Gemini Embedding 001', detail: '2,048 tokens in', roles: ['embedder'] },
    ],
  });
  assert.equal(server.calls[0]?.headers['x-goog-api-key'], KEY);
});

test('models that answer with something else than text are left out', async (t) => {
  const others = ['gemini-3.1-flash-image', 'gemini-3.8-flash-tts', 'nano-banana-pro-preview', 'gemini-robotics-er-2-preview', 'lyria-3.5'];
  const imagen = { name: 'models/imagen-4', supportedGenerationMethods: ['predict'] };
  const server = await serve(t, { models: [...others.map((name) => ({ name: `models/${name}`, ...ANSWERS })), imagen, { name: 'models/gemma-4-31b-it', ...ANSWERS }] });
  assert.deepEqual(namesIn(await list(server)), ['gemini/gemma-4-31b-it']);
});

test('a list of several pages is whole and in order', async (t) => {
  const names = Array.from({ length: 7 }, (_, index) => `gemini-${index}`);
  const server = await serve(t, { models: names.map((name) => ({ name: `models/${name}`, ...ANSWERS })), pageSize: 3 });
  assert.deepEqual(namesIn(await list(server)), names.map((name) => `gemini/${name}`));
  assert.equal(server.calls.length, 3);
});

test('an endpoint that always names a next page does not hold the list up', async (t) => {
  const server = await serve(t, { answerCall: () => ({ json: { models: [FLASH], nextPageToken: 'again' } }) });
  assert.deepEqual(namesIn(await list(server)), ['gemini/gemini-3.8-flash']);
  const empty = await serve(t, { answerCall: () => ({ json: { models: [FLASH], nextPageToken: '' } }) });
  assert.deepEqual(namesIn(await list(empty)), ['gemini/gemini-3.8-flash']);
  assert.equal(empty.calls.length, 1);
});

test('a page that fails makes the list fail, so that nobody takes half of it for the whole', async (t) => {
  const server = await serve(t, {
    answerCall: ({ url }) => (url.includes('pageToken') ? { status: 503, message: 'Overloaded' } : { json: { models: [FLASH], nextPageToken: '1' } }),
  });
  assertFailed(await list(server), 'server', /503.*Overloaded/);
});

test('entries that are no models are passed over', async (t) => {
  const server = await serve(t, { answerCall: () => ({ json: { models: [{}, { name: 7 }, { name: 'models/gemini-x', inputTokenLimit: 'many', displayName: 8, ...ANSWERS }] } }) });
  assert.deepEqual(await list(server), { status: 'ok', models: [{ name: 'gemini/gemini-x', label: 'gemini-x', roles: ['generator', 'critic', 'judge'] }] });
});

for (const [what, answer, kind, words] of [
  ['a refused key', { status: 403, message: `Bad key ${KEY}` }, 'unauthorized', /refused the API key.*\[key\]/],
  ['a wrong address', { status: 404 }, 'not-found', /no list of models/],
  ['too many requests', { status: 429, retryAfter: 3 }, 'rate-limited', /wait/],
  ['a broken connection', { json: { models: [] }, cutShort: true }, 'network', /connection/],
  ['broken JSON', { json: '{"models":' }, 'server', /could not be read/],
  ['null', { json: 'null' }, 'server', /could not be read/],
] as const) {
  test(`${what} is said, and is not an empty list`, async (t) => {
    const server = await serve(t, { answerCall: (): GeminiServerAnswer => answer });
    assertFailed(await list(server), kind, words);
  });
}

test('without a key or with a base URL that is not safe nothing is sent', async (t) => {
  const server = await serve(t, {});
  assertFailed(await list(server, ''), 'no-key', /No Gemini API key/);
  assertFailed(await list({ baseUrl: 'http://example.com' }), 'bad-request', /unencrypted/);
  assert.equal(server.calls.length, 0);
});

test('a redirect is not followed, so that the key goes nowhere else', async (t) => {
  const elsewhere = await serve(t, { models: [FLASH] });
  const server = await serve(t, { answerCall: () => ({ json: '', httpStatus: 302, headers: { location: `${elsewhere.baseUrl}/v1beta/models` } }) });
  assertFailed(await list(server), 'bad-request', /another address \(127\.0\.0\.1:\d+\), which is not followed/);
  assert.equal(elsewhere.calls.length, 0);
});

test('cancelling ends the listing at once', async (t) => {
  const server = await serve(t, { answerCall: () => new Promise<never>(() => {}) });
  const stop = new AbortController();
  const outcome = listGeminiModels({ apiKey: KEY, baseUrl: server.baseUrl }, stop.signal);
  await server.arrived(1);
  stop.abort();
  assertFailed(await outcome, 'cancelled', /cancelled/);
});

test('a key that an endpoint echoes is in no list', async (t) => {
  const server = await serve(t, { models: [{ name: `models/${KEY}`, displayName: `Key ${KEY}`, ...ANSWERS }] });
  assert.ok(!JSON.stringify(await list(server)).includes(KEY.slice(0, 12)));
});

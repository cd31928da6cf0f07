/** What vectors through OpenAI's protocol promise, seen over HTTP to loopback servers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FailureKind } from '../../src/models/model.ts';
import { createOpenAiEmbedder } from '../../src/models/openai-embedder.ts';
import { aimock, handMadeServer, openAiError } from '../support/openai-server.ts';

const KEY = 'sk-PlantedKey-0123456789abcdefghijklm';
const NEVER = new AbortController().signal;

const MODEL = { provider: 'openai', model: 'embedding-test', apiKey: KEY } as const;

function assertFailed(outcome: { readonly status: string; readonly kind?: FailureKind; readonly message?: string }, kind: FailureKind, words: RegExp): void {
  assert.equal(outcome.kind, kind, JSON.stringify(outcome));
  assert.match(outcome.message ?? '', words);
  assert.ok(!JSON.stringify(outcome).includes(KEY.slice(0, 12)));
}

function inputOf(body: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  const input = body?.['input'];
  assert.ok(Array.isArray(input));
  return input.map(String);
}

test('each text gets a vector, in order, and the same text the same one', async (t) => {
  const { baseUrl, mock } = await aimock(t, () => ({ content: '' }));
  mock.onEmbedding('one', { embedding: [1, 0] });
  mock.onEmbedding('two', { embedding: [0, 1] });
  const embedder = createOpenAiEmbedder({ ...MODEL, baseUrl });
  assert.equal(embedder.id, 'openai/embedding-test');
  for (const text of ['one', 'two']) {
    const outcome = await embedder.embed([text], NEVER);
    assert.deepEqual(outcome.status === 'ok' && outcome.vectors, [text === 'one' ? [1, 0] : [0, 1]]);
  }
});

test('vectors that come out of order are put in order, with the tokens that were used', async (t) => {
  const { baseUrl, requests } = await handMadeServer(t, () => ({
    body: { data: [{ index: 1, embedding: [2, 2] }, { index: 0, embedding: [1, 1] }], usage: { prompt_tokens: 4 } },
  }));
  const outcome = await createOpenAiEmbedder({ ...MODEL, baseUrl }).embed(['a', 'b'], NEVER);
  assert.deepEqual(outcome, { status: 'ok', vectors: [[1, 1], [2, 2]], usage: { inputTokens: 4, outputTokens: 0 } });
  assert.deepEqual(requests[0]?.body, { model: 'embedding-test', input: ['a', 'b'] });
  assert.equal(requests[0]?.path, '/v1/embeddings');
  assert.equal(requests[0]?.headers.authorization, `Bearer ${KEY}`);
});

test('many texts go in several requests and come back as one list', async (t) => {
  const { baseUrl, requests } = await handMadeServer(t, ({ body }) => {
    const input = inputOf(body);
    return { body: { data: input.map((text, index) => ({ index, embedding: [Number(text)] })), usage: { prompt_tokens: input.length } } };
  });
  const outcome = await createOpenAiEmbedder({ ...MODEL, baseUrl }).embed(Array.from({ length: 300 }, (_, at) => String(at)), NEVER);
  assert.deepEqual(outcome, { status: 'ok', vectors: Array.from({ length: 300 }, (_, at) => [at]), usage: { inputTokens: 300, outputTokens: 0 } });
  assert.equal(requests.length, 3);
});

test('it says how many texts go in one request', () => {
  assert.equal(createOpenAiEmbedder(MODEL).batchSize, 128);
});

test('no texts are no request', async (t) => {
  const { baseUrl, requests } = await handMadeServer(t, () => ({}));
  assert.deepEqual(await createOpenAiEmbedder({ ...MODEL, baseUrl }).embed([], NEVER), { status: 'ok', vectors: [] });
  assert.equal(requests.length, 0);
});

test('a failure after the first request says what was used', async (t) => {
  const server = await handMadeServer(t, ({ body }) =>
    server.requests.length > 1 ? openAiError(500, KEY) : { body: { data: inputOf(body).map(() => ({ embedding: [1] })), usage: { prompt_tokens: 128 } } },
  );
  const outcome = await createOpenAiEmbedder({ ...MODEL, baseUrl: server.baseUrl }).embed(Array.from({ length: 200 }, String), NEVER);
  assertFailed(outcome, 'server', /500/);
  assert.deepEqual(outcome.usage, { inputTokens: 128, outputTokens: 0 });
});

for (const [what, data] of Object.entries({
  'too few vectors': [{ embedding: [1] }],
  'a vector of words': [{ embedding: [1] }, { embedding: ['a'] }],
  'an empty vector': [{ embedding: [1] }, { embedding: [] }],
  'two vectors for one text': [{ index: 0, embedding: [1] }, { index: 0, embedding: [2] }],
  'vectors of two lengths': [{ embedding: [1] }, { embedding: [1, 2] }],
  'no list': 'none',
})) {
  test(`${what} are a failure and never vectors`, async (t) => {
    const { baseUrl } = await handMadeServer(t, () => ({ body: { data } }));
    assertFailed(await createOpenAiEmbedder({ ...MODEL, baseUrl }).embed(['a', 'b'], NEVER), 'server', /check that embedding-test is a model for embeddings/);
  });
}

test('what goes wrong with a call for vectors is said as for any call', async (t) => {
  const { baseUrl } = await handMadeServer(t, () => openAiError(401, `Bad key ${KEY}`));
  assertFailed(await createOpenAiEmbedder({ ...MODEL, baseUrl }).embed(['a'], NEVER), 'unauthorized', /refused the API key/);
  assertFailed(await createOpenAiEmbedder({ provider: 'openai', model: 'm' }).embed(['a'], NEVER), 'no-key', /No OpenAI API key/);
  assertFailed(await createOpenAiEmbedder({ ...MODEL, baseUrl: 'http://example.com' }).embed(['a'], NEVER), 'bad-request', /unencrypted/);
  assertFailed(await createOpenAiEmbedder({ ...MODEL, baseUrl }).embed(['a'], AbortSignal.abort()), 'cancelled', /before it was sent/);
});

/** What Gemini's embedding models promise, seen through the real SDK over HTTP to a loopback server. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createGeminiEmbedder, createVertexEmbedder } from '../../src/models/gemini-embedder.ts';
import type { EmbeddingModel } from '../../src/models/model.ts';
import type { GeminiServer, GeminiServerAnswer } from '../support/gemini-server.ts';
import { assertFailed, KEY, NEVER, serve } from './gemini-support.ts';

function embedder({ baseUrl }: Pick<GeminiServer, 'baseUrl'>, model = 'gemini-embedding-001'): EmbeddingModel {
  return createGeminiEmbedder({ model, apiKey: KEY, baseUrl });
}

const numbered = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `text ${index}`);

/** Vectors that tell which text they are of. */
const vectorsOf = (texts: readonly string[]): GeminiServerAnswer => ({
  json: { embeddings: texts.map((text) => ({ values: [Number(text.split(' ')[1]), 0.5] })) },
});

test('its id names provider and model', () => {
  assert.equal(embedder({ baseUrl: 'http://127.0.0.1:1' }).id, 'gemini/gemini-embedding-001');
});

test('each text gets a vector of its own, in order', async (t) => {
  const server = await serve(t, { answerCall: ({ texts }) => vectorsOf(texts) });
  const outcome = await embedder(server).embed(['text 3', 'text 1', 'text 3'], NEVER);
  assert.deepEqual(outcome, { status: 'ok', vectors: [[3, 0.5], [1, 0.5], [3, 0.5]] });
});

test('texts are sent with the key, to be compared by meaning', async (t) => {
  const server = await serve(t, {});
  await embedder(server).embed(['One {brace}', 'two'], NEVER);
  const [call] = server.calls;
  assert.equal(call?.url, '/v1beta/models/gemini-embedding-001:batchEmbedContents');
  assert.equal(call.headers['x-goog-api-key'], KEY);
  const request = { model: 'models/gemini-embedding-001', taskType: 'SEMANTIC_SIMILARITY' };
  assert.deepEqual(call.body, {
    requests: ['One {brace}', 'two'].map((text) => ({ ...request, content: { parts: [{ text }], role: 'user' } })),
  });
});

test('the second generation makes a vector of each text too, and is told no task type', async (t) => {
  const server = await serve(t, {});
  const outcome = await embedder(server, 'gemini-embedding-2').embed(['one', 'two'], NEVER);
  assert.equal(outcome.status === 'ok' && outcome.vectors.length, 2);
  assert.ok(!JSON.stringify(server.calls[0]?.body).includes('taskType'));
});

test('many texts go in batches of a hundred and come back in order', async (t) => {
  const server = await serve(t, { answerCall: ({ texts }) => vectorsOf(texts) });
  const outcome = await embedder(server).embed(numbered(950), NEVER);
  assert.deepEqual(outcome.status === 'ok' && outcome.vectors.map(([first]) => first), numbered(950).map((_, index) => index));
  assert.deepEqual(server.calls.map(({ texts }) => texts.length).toSorted((a, b) => b - a), [...Array<number>(9).fill(100), 50]);
});

test('long texts go in batches below the size that the API takes', async (t) => {
  const server = await serve(t, {});
  const outcome = await embedder(server).embed(Array<string>(5).fill('long '.repeat(80_000)), NEVER);
  assert.equal(outcome.status, 'ok');
  assert.deepEqual(server.calls.map(({ texts }) => texts.length).toSorted((a, b) => a - b), [1, 2, 2]);
});

test('it says how many texts go in one request', () => {
  assert.equal(createGeminiEmbedder({ model: 'gemini-embedding-001', apiKey: KEY }).batchSize, 100);
  const vertex = (model: string): number | undefined => createVertexEmbedder({ model, project: 'my-project' }).batchSize;
  assert.deepEqual([vertex('gemini-embedding-001'), vertex('text-embedding-005')], [1, 9]);
});

test('no texts need no call', async (t) => {
  const server = await serve(t, {});
  assert.deepEqual(await embedder(server).embed([], NEVER), { status: 'ok', vectors: [] });
  assert.equal(server.calls.length, 0);
});

test('tokens are told where the API tells them of every batch', async (t) => {
  const counted = (promptTokenCount: number | undefined) => (texts: readonly string[]): GeminiServerAnswer => ({
    json: { embeddings: texts.map(() => ({ values: [1] })), ...(promptTokenCount !== undefined && { usageMetadata: { promptTokenCount } }) },
  });
  const server = await serve(t, { answerCall: ({ texts }) => counted(texts.length)(texts) });
  assert.deepEqual((await embedder(server).embed(numbered(150), NEVER)).usage, { inputTokens: 150, outputTokens: 0 });
  const half = await serve(t, { answerCall: ({ texts }) => counted(texts.length === 100 ? 100 : undefined)(texts) });
  assert.equal((await embedder(half).embed(numbered(150), NEVER)).usage, undefined);
});

test('an empty text is said to be one, and nothing is sent', async (t) => {
  const server = await serve(t, {});
  assertFailed(await embedder(server).embed(['one', ' \n'], NEVER), 'bad-request', /Text 2 of 2 is empty/);
  assert.equal(server.calls.length, 0);
});

test('a batch that fails is the outcome, with what the others used, and no further one is sent', async (t) => {
  const server = await serve(t, {
    answerCall: ({ texts }) =>
      texts.includes('text 0')
        ? { status: 429, message: 'Slow down', retryAfter: 9 }
        : { json: { embeddings: texts.map(() => ({ values: [1] })), usageMetadata: { promptTokenCount: 10 } } },
  });
  const outcome = await embedder(server).embed(numbered(2000), NEVER);
  assertFailed(outcome, 'rate-limited', /Slow down/);
  assert.equal(outcome.retryAfterMs, 9000);
  const others = server.calls.length - 1;
  assert.ok(others >= 3 && others < 19, `${others} others`);
  assert.equal(outcome.usage?.inputTokens, others * 10);
});

for (const [what, answer] of Object.entries<GeminiServerAnswer>({
  'too few vectors': { json: { embeddings: [{ values: [1] }] } },
  'too many vectors': { json: { embeddings: [1, 2, 3].map((value) => ({ values: [value] })) } },
  'a vector of nothing': { json: { embeddings: [{ values: [1] }, { values: [] }] } },
  'a vector of words': { json: { embeddings: [{ values: [1] }, { values: ['1'] }] } },
  'vectors of two lengths': { json: { embeddings: [{ values: [1] }, { values: [1, 2] }] } },
  'no vectors': { json: {} },
  'broken JSON': { json: '{"embeddings":' },
  null: { json: 'null' },
})) {
  test(`${what} for two texts could not be read, and nothing is made up`, async (t) => {
    const server = await serve(t, { answerCall: () => answer });
    assertFailed(await embedder(server).embed(['one', 'two'], NEVER), 'server', /could not be read/);
  });
}

test('failures have the kinds that they have for answers', async (t) => {
  let answer: GeminiServerAnswer = { status: 404 };
  const server = await serve(t, { answerCall: () => answer });
  const model = embedder(server);
  assertFailed(await model.embed(['one'], NEVER), 'not-found', /"gemini-embedding-001"/);
  answer = { status: 400, message: `API key not valid: ${KEY}` };
  assertFailed(await model.embed(['one'], NEVER), 'unauthorized', /API key not valid: \[key\]/);
  answer = { json: { embeddings: [] }, cutShort: true };
  assertFailed(await model.embed(['one'], NEVER), 'network', /connection/);
  const withoutKey = createGeminiEmbedder({ model: 'gemini-embedding-001', apiKey: '', baseUrl: server.baseUrl });
  assertFailed(await withoutKey.embed(['one'], NEVER), 'no-key', /No Gemini API key/);
  const unsafe = createGeminiEmbedder({ model: 'gemini-embedding-001', apiKey: KEY, baseUrl: 'http://example.com' });
  assertFailed(await unsafe.embed(['one'], NEVER), 'bad-request', /unencrypted/);
});

test('a redirect is not followed, so that the key goes nowhere else', async (t) => {
  const elsewhere = await serve(t, {});
  const location = `${elsewhere.baseUrl}/v1beta/models/gemini-embedding-001:batchEmbedContents`;
  const server = await serve(t, { answerCall: () => ({ json: '', httpStatus: 307, headers: { location } }) });
  assertFailed(await embedder(server).embed(['one'], NEVER), 'bad-request', /another address \(127\.0\.0\.1:\d+\), which is not followed/);
  assert.equal(elsewhere.calls.length, 0);
});

test('cancelling ends all batches at once and lets go of their connections', async (t) => {
  const server = await serve(t, { answerCall: () => new Promise<never>(() => {}) });
  const stop = new AbortController();
  const outcome = embedder(server).embed(numbered(1000), stop.signal);
  await server.arrived(4);
  stop.abort();
  assertFailed(await outcome, 'cancelled', /may still bill/);
  assert.deepEqual(await Promise.all(server.calls.map(({ ended }) => ended)), Array(4).fill('hung-up'));
});

test('whatever the texts, there is a vector for each or none at all', async (t) => {
  const server = await serve(t, {});
  const model = embedder(server);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }), async (texts) => {
      const outcome = await model.embed(texts, NEVER);
      if (texts.some((text) => text.trim() === '')) assertFailed(outcome, 'bad-request', /empty/);
      else assert.equal(outcome.status === 'ok' && outcome.vectors.length, texts.length);
    }),
    { numRuns: 200 },
  );
});

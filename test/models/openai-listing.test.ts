/** What is listed of an OpenAI-compatible endpoint. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listOpenAiModels } from '../../src/models/openai-listing.ts';
import { aimock, handMadeServer, openAiError } from '../support/openai-server.ts';

const KEY = 'sk-PlantedKey-0123456789abcdefghijklm';
const NEVER = new AbortController().signal;
const ANSWERING = ['generator', 'critic', 'judge'];

test('the models of an endpoint are listed by name, those for embeddings apart', async (t) => {
  const { baseUrl } = await aimock(t, () => ({ content: '' }));
  const listed = await listOpenAiModels({ provider: 'openai', baseUrl }, NEVER);
  assert.ok(listed.status === 'ok');
  assert.deepEqual(listed.models.map(({ name }) => name), listed.models.map(({ name }) => name).toSorted());
  assert.deepEqual(listed.models.find(({ label }) => label === 'gpt-4o'), { name: 'openai/gpt-4o', label: 'gpt-4o', roles: ANSWERING });
  assert.deepEqual(listed.models.find(({ label }) => label === 'text-embedding-3-small')?.roles, ['embedder']);
});

test('the size of the context is told where the endpoint tells it', async (t) => {
  const { baseUrl, requests } = await handMadeServer(t, () => ({ body: { data: [{ id: 'org/model-7b', max_model_len: 32768 }, { id: '' }, null, { id: 'b', context_length: 'many' }] } }));
  assert.deepEqual(await listOpenAiModels({ provider: 'openai', baseUrl, apiKey: KEY }, NEVER), {
    status: 'ok',
    models: [
      { name: 'openai/b', label: 'b', roles: ANSWERING },
      { name: 'openai/org/model-7b', label: 'org/model-7b', detail: '32,768 tokens of context', roles: ANSWERING },
    ],
  });
  assert.equal(requests[0]?.headers.authorization, `Bearer ${KEY}`);
});

test('of OpenAI itself only models are listed that answer in text or embed', async (t) => {
  const answering = ['gpt-5.2', 'gpt-5.2-pro', 'gpt-4o', 'o4-mini', 'chatgpt-4o-latest', 'ft:gpt-4o:me'];
  const others = ['dall-e-3', 'gpt-image-1', 'whisper-1', 'tts-1-hd', 'gpt-4o-mini-tts', 'gpt-4o-transcribe', 'gpt-realtime', 'gpt-audio-mini', 'sora-2', 'omni-moderation-latest', 'davinci-002', 'gpt-3.5-turbo-instruct', 'o3-deep-research'];
  const data = [...answering, ...others, 'text-embedding-3-large'].map((id) => ({ id }));
  t.mock.method(globalThis, 'fetch', () => Promise.resolve(Response.json({ data })));
  const listed = await listOpenAiModels({ provider: 'openai', apiKey: KEY }, NEVER);
  assert.deepEqual(listed.status === 'ok' && listed.models.map(({ label }) => label), [...answering, 'text-embedding-3-large'].toSorted((a, b) => a.localeCompare(b, 'en')));
});

test('an endpoint that fails says why, without the key', async (t) => {
  const { baseUrl } = await handMadeServer(t, ({ path }) => (path === '/v1/models' ? openAiError(401, `Bad key ${KEY}`) : { status: 404 }));
  const refused = await listOpenAiModels({ provider: 'openai', baseUrl, apiKey: KEY }, NEVER);
  assert.ok(refused.status === 'failed' && refused.kind === 'unauthorized');
  assert.match(refused.message, /refused the API key \("Bad key \[key\]"\)/);
  const lost = await listOpenAiModels({ provider: 'openai', baseUrl: new URL(baseUrl).origin }, NEVER);
  assert.ok(lost.status === 'failed' && lost.kind === 'not-found');
  assert.match(lost.message, /nothing at \/: check the base URL\. Base URLs mostly end in \/v1/);
  const cancelled = await listOpenAiModels({ provider: 'openai', baseUrl }, AbortSignal.abort());
  assert.equal(cancelled.status === 'failed' && cancelled.kind, 'cancelled');
});

test('a list that is none could not be read', async (t) => {
  for (const body of ['<html>', [], { data: {} }]) {
    const { baseUrl } = await handMadeServer(t, () => ({ body }));
    const listed = await listOpenAiModels({ provider: 'openai', baseUrl }, NEVER);
    assert.equal(listed.status === 'failed' && listed.kind, 'server');
  }
});

test('an endpoint that echoes the key does not get it into a list', async (t) => {
  const { baseUrl } = await handMadeServer(t, () => ({ body: { data: [{ id: `model-for-${KEY}` }] } }));
  const listed = await listOpenAiModels({ provider: 'openai', baseUrl, apiKey: KEY }, NEVER);
  assert.deepEqual(listed.status === 'ok' && listed.models.map(({ name }) => name), ['openai/model-for-[key]']);
});

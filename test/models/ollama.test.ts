/** How an Ollama on this machine is found. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findOllama } from '../../src/models/ollama.ts';
import { aimock, handMadeServer } from '../support/openai-server.ts';

const NEVER = new AbortController().signal;
const ANSWERING = ['generator', 'critic', 'judge'];

test('models are listed with their size, and Ollama itself says which ones embed', async (t) => {
  const capabilities: Readonly<Record<string, readonly string[]>> = { 'mystery:latest': ['embedding'], 'embedded-poet:1b': ['completion', 'embedding', 'tools'] };
  const server = await handMadeServer(t, ({ path, body }) => {
    if (path === '/api/show') return { body: { capabilities: capabilities[String(body?.['model'])] } };
    return { body: { models: [{ name: 'mystery:latest', details: { parameter_size: '23M', quantization_level: 'F16' } }, { name: 'embedded-poet:1b', details: {} }, { name: 7 }] } };
  });
  for (const baseUrl of [server.baseUrl, `${server.baseUrl}/`, new URL(server.baseUrl).origin]) {
    assert.deepEqual(await findOllama(NEVER, baseUrl), [
      { name: 'ollama/embedded-poet:1b', label: 'embedded-poet:1b', roles: ANSWERING },
      { name: 'ollama/mystery:latest', label: 'mystery:latest', detail: '23M, F16', roles: ['embedder'] },
    ]);
  }
});

test('an older Ollama, which does not say what a model can do, is told by family and name', async (t) => {
  const server = await handMadeServer(t, ({ path }) =>
    path === '/api/tags'
      ? { body: { models: [{ name: 'all:22m', details: { family: 'nomic-bert' } }, { name: 'mxbai-embed-large' }, { name: 'qwen3:4b', details: { family: 'qwen3' } }] } }
      : { status: 404 },
  );
  const found = await findOllama(NEVER, server.baseUrl);
  assert.deepEqual(found?.map(({ label, roles }) => [label, roles]), [
    ['all:22m', ['embedder']],
    ['mxbai-embed-large', ['embedder']],
    ['qwen3:4b', ANSWERING],
  ]);
});

test("aimock's Ollama is found", async (t) => {
  const { baseUrl } = await aimock(t, () => ({ content: '' }));
  assert.ok((await findOllama(NEVER, baseUrl))?.some(({ name }) => name === 'ollama/gpt-4o'));
});

test('where nothing answers, or something else does, nothing is found and nothing is said', async (t) => {
  for (const body of ['', '<html>', [], { hello: 'world' }, 'null']) {
    const { baseUrl } = await handMadeServer(t, () => ({ body }));
    assert.equal(await findOllama(NEVER, baseUrl), undefined);
  }
  const { baseUrl } = await handMadeServer(t, () => ({ status: 500 }));
  assert.equal(await findOllama(NEVER, baseUrl), undefined);
  t.mock.method(globalThis, 'fetch', () => Promise.reject(new TypeError('fetch failed')));
  assert.equal(await findOllama(NEVER), undefined);
});

test('it is looked for at its default port', async (t) => {
  const fetched = t.mock.method(globalThis, 'fetch', () => Promise.reject(new TypeError('fetch failed')));
  await findOllama(NEVER);
  assert.deepEqual(fetched.mock.calls.map(({ arguments: [url] }) => url), ['http://127.0.0.1:11434/api/tags']);
});

test('an Ollama that hangs is soon given up, and one that redirects is not followed', async (t) => {
  const elsewhere = await handMadeServer(t, () => ({ body: { models: [] } }));
  const redirecting = await handMadeServer(t, () => ({ status: 302, headers: { location: `${elsewhere.baseUrl}/api/tags` } }));
  assert.equal(await findOllama(NEVER, redirecting.baseUrl), undefined);
  assert.equal(elsewhere.requests.length, 0);

  const hanging = await handMadeServer(t, () => new Promise<never>(() => {}));
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const found = findOllama(NEVER, hanging.baseUrl);
  await hanging.arrived(1);
  t.mock.timers.tick(2000);
  assert.equal(await found, undefined);
});

test('an address that must not be used is not asked', async (t) => {
  const fetched = t.mock.method(globalThis, 'fetch');
  assert.equal(await findOllama(NEVER, 'http://ollama.example.com/v1'), undefined);
  assert.equal(fetched.mock.callCount(), 0);
});

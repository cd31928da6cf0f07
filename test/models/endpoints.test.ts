/** What is told of where models are called: the same before they are made as after, and nothing where it is the provider's own address. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endpointsIn, endpointsOf, movedEndpoint } from '../../src/models/endpoints.ts';
import { createModel, parseModelName } from '../../src/models/providers.ts';

for (const [id, address, expected] of [
  ['gemini/a', undefined, {}],
  ['gemini/a', 'https://generativelanguage.googleapis.com/', {}],
  ['gemini/a', 'https://proxy.example/gemini/', { gemini: 'https://proxy.example/gemini' }],
  ['openai/a', 'https://API.openai.com/v1', {}],
  ['openai/a', 'http://127.0.0.1:1234/v1/', { openai: 'http://127.0.0.1:1234/v1' }],
  ['ollama/a', ' ', {}],
  ['ollama/a', 'https://ollama.example/v1', { ollama: 'https://ollama.example/v1' }],
  ['vertex/a', 'https://proxy.example', {}],
  ['rehearsal', 'https://proxy.example', {}],
] as const) {
  test(`${id} called at ${address ?? 'no address in particular'}`, async () => {
    const settings = { geminiKey: 'k', geminiBaseUrl: address, openaiBaseUrl: address, ollamaBaseUrl: address, vertexProject: 'p', rehearsal: () => Promise.resolve({ text: undefined, fileName: 'a' }) };
    const name = parseModelName(id);
    assert.ok(typeof name !== 'string');
    assert.deepEqual(endpointsOf([id], settings), expected);
    assert.deepEqual(endpointsIn([await createModel(name, settings)]), expected);
  });
}

test('a provider that is called somewhere else is named, whichever of the two has an address of its own', () => {
  assert.equal(movedEndpoint({}, {}), undefined);
  assert.equal(movedEndpoint({ openai: 'http://127.0.0.1:1/v1' }, { openai: 'http://127.0.0.1:1/v1' }), undefined);
  assert.equal(movedEndpoint({ openai: 'http://127.0.0.1:1/v1' }, {}), 'openai');
  assert.equal(movedEndpoint({}, { gemini: 'https://proxy.example' }), 'gemini');
});

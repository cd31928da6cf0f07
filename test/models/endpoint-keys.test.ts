/** That an answer kept from one address is never taken for one of another: the key of a call, as journals and the cache have it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callKey } from '../../src/engine/engine.ts';
import { createGeminiModel, createVertexModel } from '../../src/models/gemini.ts';
import type { LanguageModel } from '../../src/models/model.ts';
import { createOpenAiModel } from '../../src/models/openai.ts';
import { ask, KEY } from './gemini-support.ts';

const keyOf = (model: LanguageModel): string => callKey(model, ask('Hello'));

for (const [provider, own, make] of [
  ['gemini', 'https://generativelanguage.googleapis.com', (baseUrl?: string) => createGeminiModel({ model: 'm', apiKey: KEY, baseUrl })],
  ['vertex', 'https://aiplatform.googleapis.com', (baseUrl?: string) => createVertexModel({ model: 'm', project: 'my-project', baseUrl })],
  ['openai', 'https://api.openai.com/v1', (baseUrl?: string) => createOpenAiModel({ provider: 'openai', model: 'm', apiKey: KEY, baseUrl })],
  ['ollama', 'http://127.0.0.1:11434/v1', (baseUrl?: string) => createOpenAiModel({ provider: 'ollama', model: 'm', baseUrl })],
] as const) {
  test(`${provider}: another address, or another path there, is another key`, () => {
    const addresses = [undefined, 'https://gateway.example/a/v1', 'https://gateway.example/b/v1', 'https://gateway.example:8443/a/v1', 'http://127.0.0.1:8000'];
    assert.equal(new Set(addresses.map((address) => keyOf(make(address)))).size, addresses.length);
  });

  test(`${provider}: the same address is the same key, however it is written`, () => {
    assert.equal(keyOf(make(`${own}/`)), keyOf(make()));
    assert.equal(keyOf(make('https://Gateway.example:443/a/v1/')), keyOf(make('https://gateway.example/a/v1')));
  });
}

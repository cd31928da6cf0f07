/** How models are named, made, listed and tried, over all providers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { EmbeddingModel, LanguageModel, ModelOutcome } from '../../src/models/model.ts';
import {
  createEmbedder,
  createModel,
  createModels,
  DEFAULT_MODELS,
  listModels,
  type ModelName,
  parseModelName,
  type ProviderSettings,
  ROLES,
  writeModelName,
} from '../../src/models/providers.ts';
import { testConnection } from '../../src/models/test-connection.ts';
import { aimock, completion, handMadeServer, openAiError } from '../support/openai-server.ts';

const NEVER = new AbortController().signal;

const SETTINGS: ProviderSettings = { rehearsal: () => Promise.resolve({ text: undefined, fileName: 'aster.rehearsal.yaml' }) };

const REQUEST = {
  purpose: { stage: 'plan', role: 'generator', traitId: 'candour', kind: 'exhibit', ordinal: 0, attempt: 0 },
  messages: [{ role: 'user', text: 'Hello' }],
} as const;

function named(name: string): ModelName {
  const parsed = parseModelName(name);
  assert.ok(typeof parsed !== 'string', JSON.stringify(parsed));
  return parsed;
}

// Names.

for (const [written, expected] of [
  ['gemini/gemini-flash-latest', { provider: 'gemini', model: 'gemini-flash-latest' }],
  ['vertex/gemini-pro-latest', { provider: 'vertex', model: 'gemini-pro-latest' }],
  ['openai/meta-llama/llama-3.3-70b:free', { provider: 'openai', model: 'meta-llama/llama-3.3-70b:free' }],
  [' ollama/qwen3:4b ', { provider: 'ollama', model: 'qwen3:4b' }],
  ['vscode/copilot/gpt-5', { provider: 'vscode', model: 'copilot/gpt-5' }],
  ['rehearsal', { provider: 'rehearsal' }],
  ['rehearsal/prepared', { provider: 'rehearsal' }],
  ['rehearsal/judge-generous', { provider: 'rehearsal', judge: 'generous' }],
] as const) {
  test(`${written} is read`, () => assert.deepEqual(parseModelName(written), expected));
}

for (const [written, words] of [
  ['', /^No model is named: expected PROVIDER\/MODEL, with gemini, vertex, openai, ollama or vscode as the provider, such as gemini\/gemini-3\.8-flash; or rehearsal\.$/],
  ['openai', /^“openai” names no model: write openai\/MODEL\.$/],
  ['ollama/ ', /^“ollama\/” names no model/],
  ['gemni/gemini-flash-latest', /did you mean gemini\/gemini-flash-latest\?$/],
  ['Ollama/qwen3', /did you mean ollama\/qwen3\?$/],
  ['gemini-flash-latest', /did you mean gemini\/gemini-flash-latest\?$/],
  ['gpt-5.2', /did you mean openai\/gpt-5\.2\?$/],
  ['rehersal', /did you mean rehearsal\?$/],
  ['rehearsal/other', /only one rehearsal model, written rehearsal/],
  ['abacus/1', /^Unknown model “abacus\/1”: expected PROVIDER\/MODEL/],
] as const) {
  test(`“${written}” is refused with what to write`, () => {
    const problem = parseModelName(written);
    assert.ok(typeof problem === 'string');
    assert.match(problem, words);
  });
}

test('a name that is read is written as it was, and what is suggested can be read', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.tuple(fc.constantFrom('gemini', 'openai', 'olama', 'vscod', 'rehearsal'), fc.string()).map((parts) => parts.join('/'))), (text) => {
      const parsed = parseModelName(text);
      if (typeof parsed !== 'string') {
        assert.deepEqual(parseModelName(writeModelName(parsed)), parsed);
        return;
      }
      const suggested = /did you mean (.*)\?$/s.exec(parsed)?.[1];
      if (suggested !== undefined) assert.ok(typeof parseModelName(suggested) !== 'string', suggested);
    }),
    { numRuns: 500 },
  );
});

test('the default models can be read', () => {
  for (const role of ROLES) assert.equal(writeModelName(named(DEFAULT_MODELS[role])), DEFAULT_MODELS[role]);
});

// Models.

test('a name picks provider and model, and the id says both', async () => {
  for (const name of ['gemini/m', 'vertex/m', 'openai/m', 'ollama/m', 'vscode/m']) assert.equal((await createModel(named(name), SETTINGS)).id, name);
  assert.equal((await createModel(named('rehearsal'), SETTINGS)).id, 'rehearsal/prepared');
});

test('the id of every model can be read back as a name', async () => {
  for (const name of ['gemini/m', 'vertex/m', 'openai/org/m', 'ollama/m:1b', 'vscode/m', 'rehearsal']) {
    assert.deepEqual(parseModelName((await createModel(named(name), SETTINGS)).id), named(name));
  }
});

test('roles with the same name share a model', async () => {
  const models = await createModels({ generator: named('openai/a'), critic: named('openai/b'), judge: named('openai/a') }, SETTINGS);
  assert.equal(models.generator, models.judge);
  assert.equal(models.critic.id, 'openai/b');
});

test('each endpoint gets its own key, and Ollama none', async (t) => {
  const server = await handMadeServer(t, () => completion({ content: 'Hi.' }));
  const settings = { ...SETTINGS, openaiKey: 'sk-of-openai-0123456789', openaiBaseUrl: server.baseUrl, ollamaBaseUrl: server.baseUrl, geminiKey: 'key-of-gemini-0123456789' };
  for (const name of ['openai/m', 'ollama/m']) await (await createModel(named(name), settings)).generate(REQUEST, NEVER);
  assert.deepEqual(server.requests.map(({ headers }) => headers.authorization), ['Bearer sk-of-openai-0123456789', undefined]);
});

test('an address that is empty is one that was not given', async (t) => {
  const fetched = t.mock.method(globalThis, 'fetch', () => Promise.resolve(Response.json({})));
  const model = await createModel(named('openai/m'), { ...SETTINGS, openaiBaseUrl: ' ', openaiKey: 'sk-0123456789' });
  await model.generate(REQUEST, NEVER);
  assert.equal(fetched.mock.calls[0]?.arguments[0], 'https://api.openai.com/v1/chat/completions');
});

test("VS Code's models are the editor's, and elsewhere said to be", async () => {
  const own: LanguageModel = { id: 'vscode/copilot', rehearsed: false, generate: () => Promise.resolve({ status: 'empty' }) };
  assert.equal(await createModel(named('vscode/copilot'), { ...SETTINGS, vscode: () => own }), own);
  const outcome = await (await createModel(named('vscode/copilot'), SETTINGS)).generate(REQUEST, NEVER);
  assert.ok(outcome.status === 'failed');
  assert.match(outcome.message, /in VS Code only/);
});

test('embedders are made for the providers that have some', async (t) => {
  const { baseUrl } = await aimock(t, () => ({ content: '' }));
  for (const name of ['gemini/m', 'vertex/m', 'openai/m', 'ollama/m']) assert.equal((await createEmbedder(named(name), SETTINGS)).id, name);
  const outcome = await (await createEmbedder(named('openai/m'), { ...SETTINGS, openaiBaseUrl: baseUrl })).embed(['a', 'b'], NEVER);
  assert.equal(outcome.status === 'ok' && outcome.vectors.length, 2);
  for (const name of ['vscode/m', 'rehearsal']) {
    const none = await (await createEmbedder(named(name), SETTINGS)).embed(['a'], NEVER);
    assert.ok(none.status === 'failed');
    assert.match(none.message, /makes no embeddings/);
  }
});

// Lists.

test('every provider answers for itself: one that fails does not hide the others', async (t) => {
  const { baseUrl } = await aimock(t, () => ({ content: '' }));
  const failing = await handMadeServer(t, () => openAiError(503, 'Down'));
  const listings = listModels(
    {
      ...SETTINGS,
      openaiBaseUrl: failing.baseUrl,
      ollamaBaseUrl: baseUrl,
      listVscode: () => Promise.reject(new Error('no consent')),
    },
    NEVER,
  );
  const found = Object.fromEntries(await Promise.all(listings.map(async ({ provider, outcome }) => [provider, await outcome] as const)));
  assert.deepEqual(Object.keys(found), ['gemini', 'vertex', 'openai', 'ollama', 'vscode']);
  for (const provider of ['gemini', 'vertex']) assert.equal(found[provider]?.status === 'failed' && found[provider].kind, 'no-key');
  assert.equal(found['openai']?.status === 'failed' && found['openai'].kind, 'server');
  assert.ok(found['ollama']?.status === 'ok' && found['ollama'].models.some(({ name }) => name === 'ollama/gpt-4o'));
  assert.match(found['vscode']?.status === 'failed' ? found['vscode'].message : '', /could not be listed: no consent/);
});

test('an Ollama that is not there is silent, unless its address was set', async (t) => {
  t.mock.method(globalThis, 'fetch', () => Promise.reject(new TypeError('fetch failed')));
  const ollama = (settings: ProviderSettings) => listModels(settings, NEVER).find(({ provider }) => provider === 'ollama')?.outcome;
  assert.deepEqual(await ollama(SETTINGS), { status: 'ok', models: [] });
  const set = await ollama({ ...SETTINGS, ollamaBaseUrl: 'http://127.0.0.1:9/v1' });
  assert.equal(set?.status === 'failed' && set.kind, 'network');
});

test("VS Code's models are listed where the editor lists them", async () => {
  const model = { name: 'vscode/m', label: 'M', roles: ROLES };
  assert.ok(!listModels(SETTINGS, AbortSignal.abort()).some(({ provider }) => provider === 'vscode'));
  const listing = listModels({ ...SETTINGS, listVscode: () => Promise.resolve({ status: 'ok', models: [model] }) }, AbortSignal.abort());
  assert.deepEqual(await listing.find(({ provider }) => provider === 'vscode')?.outcome, { status: 'ok', models: [model] });
});

// Trying a connection.

function fixed(outcome: ModelOutcome): LanguageModel {
  return { id: 'openai/m', rehearsed: false, generate: () => Promise.resolve(outcome) };
}

/** A clock that has gone on by 120 ms each time it is looked at. */
function clock(): () => number {
  let at = 0;
  return () => (at += 120.4);
}

test('trying a connection is one small call, and says how long the answer took', async (t) => {
  const { baseUrl, requests } = await handMadeServer(t, () => completion({ content: 'Ready.' }));
  const model = await createModel(named('openai/m'), { ...SETTINGS, openaiBaseUrl: baseUrl });
  assert.deepEqual(await testConnection(model, NEVER, clock()), { ok: true, milliseconds: 120, message: 'openai/m answered in 120 ms.' });
  assert.equal(requests.length, 1);
  assert.equal(requests[0]?.body?.['max_tokens'], 64);
});

test('a model that spends the small call on thinking is connected', async () => {
  assert.equal((await testConnection(fixed({ status: 'truncated', text: '' }), NEVER)).ok, true);
});

for (const [outcome, words] of [
  [{ status: 'blocked', reason: 'SAFETY' }, /^openai\/m was reached, and its filters withheld the answer \(SAFETY\)/],
  [{ status: 'refused', reason: 'No.' }, /was reached, and refused/],
  [{ status: 'empty' }, /was reached, and its answer was empty/],
  [{ status: 'failed', kind: 'unauthorized', message: 'The key was refused.' }, /^The key was refused\.$/],
] as const) {
  test(`a connection that comes to ${outcome.status} says so in a sentence`, async () => {
    const tried = await testConnection(fixed(outcome), NEVER);
    assert.equal(tried.ok, false);
    assert.match(tried.message, words);
  });
}

test('an embedder is tried by a text of its own', async () => {
  const embedder: EmbeddingModel = { id: 'ollama/e', embed: (texts) => Promise.resolve({ status: 'ok', vectors: texts.map(() => [1, 2, 3]) }) };
  assert.equal((await testConnection(embedder, NEVER, clock())).message, 'ollama/e answered in 120 ms, with a vector of 3 numbers.');
});

test('the rehearsal model is not called', async () => {
  const tried = await testConnection(await createModel(named('rehearsal'), SETTINGS), NEVER);
  assert.match(tried.message, /calls nothing/);
});

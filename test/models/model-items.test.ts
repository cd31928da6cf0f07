/** What a picker of models shows of what the providers answered. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Listings, type ModelItem, modelGroups, type Shown } from '../../src/editor/model-items.ts';
import type { ListOutcome } from '../../src/models/listing.ts';
import type { ModelRole } from '../../src/models/model.ts';
import { failed } from '../../src/models/one-call.ts';
import { inEnglish } from '../support/translate.ts';

const ANSWERING: readonly ModelRole[] = ['generator', 'critic', 'judge'];

function listed(...names: readonly string[]): ListOutcome {
  return { status: 'ok', models: names.map((name) => ({ name, label: name.slice(name.indexOf('/') + 1), roles: name.includes('embed') ? ['embedder'] : ANSWERING })) };
}

function groups(listings: Listings, more: Partial<Shown> = {}): readonly { readonly title: string; readonly items: readonly ModelItem[] }[] {
  return modelGroups({ role: 'critic', current: '', typed: '', listings, rehearsable: false, ...more }, inEnglish);
}

/** Titles and labels, in order. */
function lines(listings: Listings, more: Partial<Shown> = {}): readonly string[] {
  return groups(listings, more).flatMap(({ title, items }) => [`# ${title}`, ...items.map(({ label }) => label)]);
}

test('models stand below their provider, and only those that can do what the role asks', () => {
  const listings: Listings = new Map([['gemini', listed('gemini/a', 'gemini/embed-b')], ['ollama', listed('ollama/c:8b')]]);
  assert.deepEqual(lines(listings), ['# Gemini', 'gemini/a', '# Ollama on this machine', 'ollama/c:8b']);
  assert.deepEqual(lines(listings, { role: 'embedder' }), ['# no model', 'None', '# Gemini', 'gemini/embed-b']);
});

test('a provider that is still being asked says so, and hides none of the others', () => {
  assert.deepEqual(lines(new Map([['gemini', undefined], ['openai', listed('openai/a')]])), ['# OpenAI-compatible endpoint', 'openai/a', '# Gemini', '$(loading~spin) asking …']);
});

test('a provider that failed says in a sentence why, and choosing that mends it', () => {
  const found = groups(
    new Map([
      ['gemini', failed('no-key', 'No Gemini API key is set.')],
      ['openai', failed('unauthorized', 'The host refused the API key.')],
      ['vertex', failed('no-key', 'No Google Cloud project is set for Vertex AI.')],
      ['ollama', failed('bad-request', 'The base URL for Ollama is not a URL.')],
      ['vscode', failed('server', 'VS Code could not list its models.')],
    ]),
  ).flatMap(({ items }) => items);
  assert.deepEqual(
    found.map(({ detail, action }) => [detail, action]),
    [
      ['No Gemini API key is set.', { do: 'set-key', owner: 'gemini' }],
      ['The host refused the API key.', { do: 'set-key', owner: 'openai' }],
      [undefined, { do: 'set-up', setting: 'traits.openai.baseUrl' }],
      ['No Google Cloud project is set for Vertex AI.', { do: 'set-up', setting: 'traits.vertex' }],
      ['The base URL for Ollama is not a URL.', { do: 'set-up', setting: 'traits.ollama' }],
      ['VS Code could not list its models.', { do: 'list-again' }],
    ],
  );
});

test('where no Ollama answers, it can be started and looked for again', () => {
  const [group] = groups(new Map([['ollama', listed()]]));
  assert.deepEqual(group?.items[0]?.action, { do: 'list-again' });
});

test('a name that no list has can be typed, and one that is no name says what is wrong', () => {
  const listings: Listings = new Map([['openai', listed('openai/a')]]);
  const typed = (text: string, role: ModelRole = 'critic'): ModelItem | undefined => groups(listings, { typed: text, role })[0]?.items[0];
  assert.deepEqual(typed('openai/brand-new')?.action, { do: 'choose', written: 'openai/brand-new' });
  assert.equal(typed('gpt-9')?.action, undefined);
  assert.match(typed('gpt-9')?.detail ?? '', /did you mean openai\/gpt-9\?/);
  assert.equal(typed('vscode/copilot/a', 'embedder')?.action, undefined);
  assert.equal(lines(listings, { typed: 'openai/a' })[0], '# OpenAI-compatible endpoint');
});

test('what is set comes first, and once', () => {
  const listings: Listings = new Map([['gemini', listed('gemini/a', 'gemini/b')]]);
  assert.deepEqual(lines(listings, { current: 'gemini/b' }), ['# as it is set', 'gemini/b', '# Gemini', 'gemini/a']);
  assert.deepEqual(lines(listings, { current: 'rehearsal', rehearsable: true }), ['# as it is set', 'rehearsal', '# Gemini', 'gemini/a', 'gemini/b']);
});

test('the rehearsal model is offered where there is something to rehearse', () => {
  assert.deepEqual(lines(new Map(), { rehearsable: true }), ['# no model', 'rehearsal']);
  assert.deepEqual(lines(new Map(), { rehearsable: false }), []);
});

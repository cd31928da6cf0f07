/** Which documents are expected to have traits with parts, and which are ordinary Markdown. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lintText, ruleIds } from './helpers.ts';

const section = (name: string, text = 'It runs here.'): string => `## ${name}\n\n${text}\n\n`;
const missing = (text: string): boolean => ruleIds(text).some((id) => id.endsWith('/missing'));

test('a document that names an assistant, a model or AI before its first heading is no traits document for that', () => {
  assert.deepEqual(ruleIds(`# tool\n\nA client for the model of any AI assistant.\n\n${section('Install')}${section('Use')}${section('License')}`), []);
});

test('what a document is used with, or an agent is defined by, does not make it one of traits', () => {
  assert.deepEqual(ruleIds(`# tool\n\n${section('Install', 'You should install it, for use with any AI assistant.')}${section('Use', 'Never give the agent your keys.')}`), []);
  assert.ok(!missing(`---\nname: reviewer\ndescription: Reviews code.\ntools: [read]\nmodel: small\n---\n\n${section('A', 'Always read the tests.')}${section('B')}`));
  for (const said of ['AI systems are kind.', 'A model never guesses.', '{{model}} says so, and will not stop.', 'Each assistant openly answers.']) {
    assert.ok(missing(`# T\n\n${section('A', `${said} It must not guess.`)}`), said);
  }
});

test('in what is called a constitution it is enough that sections name the model', () => {
  const text = (title: string): string => `# ${title}\n\n${section('Honest', 'Must not mislead, as an AI system.')}${section('Kind')}${section('Calm')}`;
  assert.ok(missing(text('Constitution of the chatbot')));
  assert.ok(missing(text('Our values')));
  assert.deepEqual(ruleIds(text('Tool')), []);
});

test('one section with a why and a how in a README is its own affair', () => {
  const why = '## About it\n\n### Why\n\nThe others are slow.\n\n### How\n\nIt caches.\n\n';
  assert.deepEqual(ruleIds(`# tool\n\n${section('Install')}${why}${section('Use')}${section('License')}`), []);
});

test('parts in two sections, in every section, in the words of a third or said by the front matter make one', () => {
  const labelled = (name: string): string => section(name, 'It does.\n\n### What\n\nActs.\n\n### Why\n\nSo.');
  assert.ok(missing(`# T\n\n${labelled('A')}${labelled('B')}${section('C')}${section('D')}${section('E')}`));
  assert.ok(missing(`# T\n\n${labelled('A')}`));
  assert.ok(missing(`# T\n\n${section('A', 'The assistant should say so.')}${section('B')}${section('C')}`));
  assert.ok(missing(`---\ntraits: 1\n---\n\n${section('A')}${section('B')}`));
  assert.ok(missing(`---\nmodel: Aster\n---\n\n${section('A')}${section('B')}`));
});

test('a list is a short list where half of its items have names, or where the front matter says so', () => {
  const shortList = (text: string): boolean => ruleIds(text).includes('document/short-list');
  assert.ok(!shortList('# Shopping\n\n- milk\n- eggs\n- Bread: two\n'));
  assert.ok(shortList('# All\n\n- **Honest**: says so.\n- Kind: is nice.\n- Takes no sides.\n'));
  assert.ok(shortList('---\ntraits: 1\n---\n\n- says so\n- is nice\n'));
});

test('a document that says it has traits, and in which none is found, is told so', () => {
  const found = (text: string): readonly string[] => lintText(text).map(({ ruleId, range }) => `${ruleId} ${text.slice(range.start, range.end)}`);
  const none = '# Honest\n\nSays so.\n\n## Why\n\nSo.\n';
  assert.deepEqual(found(`---\ntitle: T\ntraits: 1\n---\n\n${none}`), ['document/no-traits traits']);
  assert.deepEqual(found(`---\ntrait-level: 4\n---\n\n${none}`), ['document/no-traits trait-level']);
  assert.deepEqual(found(none), []);
});

test('words that only contain an absolute, and absolutes that are no prose, are none', () => {
  const severity = (text: string): string | undefined => lintText(`---\ntraits: 1\n---\n\n${section('A', text)}`).find(({ ruleId }) => ruleId === 'exceptions/missing')?.severity;
  for (const text of ['It is an always-available helper.', 'A never-ending tale.', 'An almost-always rule.', 'See [it](#always "never").', 'Is it. <!-- always -->', 'Says `always`.']) {
    assert.equal(severity(text), 'information', text);
  }
  for (const text of ['It always says so.', 'Never.', 'See [always](#x).']) assert.equal(severity(text), 'warning', text);
});

/** The snippets and the language configuration agree with the grammar: what they put into a document is coloured as what it is. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { lint } from '../../src/lint/lint.ts';
import { check, type Row } from './harness.ts';

interface Snippet {
  prefix: string | string[];
  description: string;
  body: string | string[];
}

/** Reads a JSON file whose first lines may be comments. */
function read<T>(file: string): T {
  const text = readFileSync(new URL(`../../syntaxes/${file}`, import.meta.url), 'utf8');
  return JSON.parse(text.replace(/^(?:\/\/.*\n)+/, '')) as T;
}

const snippets = read<Record<string, Snippet>>('traits.code-snippets.json');
const bodyOf = ({ body }: Snippet): string => (typeof body === 'string' ? body : body.join('\n'));

/** The text that a snippet leaves when each tab stop keeps what it proposes. */
function expand(body: string): string {
  const proposed = new Map<string, string>();
  return body
    .replace(/\$\{(\d+)(?:\|([^,|]*)[^|]*\||:((?:\\.|[^}\\])*))?\}/g, (_, stop: string, choice?: string, text?: string) => {
      const own = choice ?? text?.replace(/\\(.)/g, '$1');
      if (own !== undefined) proposed.set(stop, own);
      return own ?? proposed.get(stop) ?? '';
    })
    .replace('$0', '');
}

const PART = 'markup.heading keyword.control.part.traits';
const RELATION = 'markup.list markup.bold support.type.trade-off.traits';
const KEY = 'meta.scenario.traits keyword.control.scenario-key.traits';
const VALUE = 'meta.scenario.traits constant.language.scenario.traits';

const colours: Record<string, readonly Row[]> = {
  Trait: [
    ['#short-id', 'entity.other.attribute-name.id.traits'],
    ['What', PART],
    ['How', PART],
    ['Why', PART],
    ['Trade-offs', PART],
    ['Over', RELATION],
    ['Exceptions', PART],
    ['Scenarios', PART],
    ['kind', KEY],
    ['exhibit', VALUE],
    ['why-channel', KEY],
    ['quoted', VALUE],
  ],
  What: [['What', PART]],
  How: [['How', PART]],
  Why: [['Why', PART]],
  'Trade-offs': [
    ['Trade-offs', PART],
    ['Over', RELATION],
    ['Yields to', RELATION],
    ['With', RELATION],
  ],
  'Trade-off': [['Over', RELATION]],
  Exceptions: [['Exceptions', PART]],
  Scenario: [
    ['kind', KEY],
    ['exhibit', VALUE],
    ['what', KEY],
    ['how', KEY],
    ['why-channel', KEY],
    ['quoted', VALUE],
  ],
  'Front matter': [
    ['traits', 'meta.embedded.block.frontmatter entity.name.tag.yaml'],
    ['provider', 'meta.embedded.block.frontmatter entity.name.tag.yaml'],
    ['{{model}}', 'meta.paragraph meta.placeholder.traits'],
  ],
};

describe('snippets', () => {
  for (const [name, snippet] of Object.entries(snippets)) {
    test(`${name} is coloured as what it is`, () => check(expand(bodyOf(snippet)), colours[name] ?? assert.fail('not in the table')));

    test(`${name} asks in order and leaves nothing of the snippet syntax`, () => {
      const body = bodyOf(snippet);
      const stops = [...new Set([...body.matchAll(/\$\{(\d+)/g)].map((match) => Number(match[1])))];
      assert.deepEqual(stops, Array.from(stops, (_, index) => index + 1));
      assert.ok(body.endsWith('$0'));
      assert.doesNotMatch(expand(body), /\$|\\|\|/);
    });
  }

  /** Where each stands that somebody is to write over. An id is no text, and whether it leads anywhere is told apart from this. */
  const asked = (text: string): readonly number[] => [...text.matchAll(/\$\{\d+:(?!(?:its|short)-id\})/g)].map(({ index }) => index);

  for (const [name, snippet] of Object.entries(snippets)) {
    // Front matter stands before the first trait, and what is in it is sent as it is.
    if (name === 'Front matter') continue;
    test(`${name} asks for nothing that could be left in unnoticed`, () => {
      const part = name === 'Trade-off' ? '### Trade-offs\n\n' : name === 'Scenario' ? '### Scenarios\n\n' : '';
      const before = name === 'Trait' ? '' : `## Honest\n\nIt says so.\n\n### Why\n\nPeople act on it.\n\n${part}`;
      const body = bodyOf(snippet);
      const places = asked(body);
      assert.ok(places.length > 0);
      for (const at of places) {
        // All else is written by now.
        const text = [...body.matchAll(/\$\{\d+:[^}]*\}/g)].reduceRight((left, { 0: stop, index }) => (index === at ? left : `${left.slice(0, index)}so${left.slice(index + stop.length)}`), body);
        const found = lint(parseTraitsDocument(`# Traits\n\n${before}${expand(text)}`)).filter(({ ruleId }) => ruleId === 'part/placeholder');
        assert.equal(found.length, 1, text);
      }
    });
  }

  test('no two share a prefix', () => {
    const prefixes = Object.values(snippets).flatMap(({ prefix }) => prefix);
    assert.equal(new Set(prefixes).size, prefixes.length);
  });
});

describe('language configuration', () => {
  const { wordPattern } = read<{ wordPattern: { pattern: string; flags: string } }>('language-configuration.json');
  const words = (text: string): string[] => text.match(new RegExp(wordPattern.pattern, wordPattern.flags)) ?? [];

  test('an id in kebab-case is one word', () => assert.deepEqual(words('[Even](#even-handed_2)'), ['Even', 'even-handed_2']));
  test('punctuation and dashes between words are not part of one', () =>
    assert.deepEqual(words('- **Größe** — so -- it’s {{model}}.'), ['Größe', 'so', 'it', 's', 'model']));
});

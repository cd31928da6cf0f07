/** What counts as a placeholder, and what as plain text. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPlaceholders } from '../../src/document/placeholders.ts';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';

const names = (text: string): string[] => findPlaceholders(text).map(({ name }) => name);

test('a name in double braces is a placeholder, wherever it stands in text', () => {
  assert.deepEqual(names('{{a}} **{{ b }}** [{{c-d}}](#x) | {{e_1}} |\n# {{f}}\n> {{g}}'), ['a', 'b', 'c-d', 'e_1', 'f', 'g']);
});

test('its range covers the braces', () => {
  const text = 'Says {{ model }} here.';
  assert.deepEqual(findPlaceholders(text).map(({ range }) => text.slice(range.start, range.end)), ['{{ model }}']);
});

test('what stands in code is plain text', () => {
  assert.deepEqual(names('`{{a}}` {{b}} ``{{c}} ` {{d}}`` {{e}}'), ['b', 'e']);
  assert.deepEqual(names('{{a}}\n```jinja\n{{b}}\n~~~\n{{c}}\n```\n{{d}}\n~~~~\n{{e}}\n~~~\n{{f}}\n~~~~~\n{{g}}'), ['a', 'd', 'g']);
  assert.deepEqual(names('- ```\n  {{a}}\n  ```\n  {{b}}\n> ~~~\n> {{c}}\n> ~~~\n> {{d}}'), ['b', 'd']);
  assert.deepEqual(names('```\r\n{{a}}\r\n```\r\n{{b}}\r```\r{{c}}\r```\r{{d}}'), ['b', 'd']);
});

test('a backtick with no counterpart in its paragraph is no code', () => {
  assert.deepEqual(names('a ` {{b}}\n\nc ` {{d}}'), ['b', 'd']);
  assert.deepEqual(names('a ` {{b}}\r\n\r\nc ` {{d}}'), ['b', 'd']);
  assert.deepEqual(names('``` a`b {{c}}'), ['c']);
});

test('the placeholders of a trait count from its start', () => {
  const [trait] = parseTraitsDocument('# All {{x}}\n\n## {{a}} asks\n\nSays {{b}}.\n\n### Why\n\n`{{c}}`\n').traits;
  const { source, placeholders } = trait?.content ?? assert.fail();
  assert.deepEqual(placeholders.map(({ range }) => source.slice(range.start, range.end)), ['{{a}}', '{{b}}']);
});

/** What a heading says in braces. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitHeadingAttributes } from '../../src/document/heading-attributes.ts';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';

function split(source: string): unknown[] {
  const { attributes, length } = splitHeadingAttributes(source, 0);
  return [source.slice(0, length), attributes.id, attributes.classes, attributes.attributes];
}

test('an id, classes and keys stand in any order, and unknown ones are kept', () => {
  assert.deepEqual(split('Honest {.a key="b c" #id .d other=1 last=\'x\'}'), ['Honest', 'id', ['a', 'd'], { key: 'b c', other: '1', last: 'x' }]);
  assert.deepEqual(split('Honest{#id}'), ['Honest', 'id', [], {}]);
  assert.deepEqual(split('Honest { #v1.2 } '), ['Honest', 'v1.2', [], {}]);
});

test('braces that hold anything else are text', () => {
  for (const source of ['{{model}}', 'Ask {{model}}', 'a {}', 'a { }', 'a {b}', 'a {#}', 'a {#b c}', 'a {{#b}}', 'a {#b', 'a #b}', 'a \\{#b}', 'a {#b} c', '${{ x }}']) {
    assert.deepEqual(split(source), [source, undefined, [], {}], source);
  }
});

test('a placeholder in a heading stays in the name beside the attributes', () => {
  const [trait] = parseTraitsDocument('---\nmodel: Aster\n---\n## {{model}} asks {#ask}\n\nText.\n').traits;
  assert.deepEqual([trait?.id, trait?.name, trait?.content.placeholders.map(({ name }) => name)], ['ask', '{{model}} asks', ['model']]);
});

test('the ranges of the name and of the attributes are exact, under an underline and before closing hashes too', () => {
  for (const text of ['## *Honest* `x` {#id .a}\n\nText.\n', '## *Honest* `x` {#id .a} ##\n\nText.\n', '*Honest* `x` {#id .a}\n---\n\nText.\n']) {
    const [trait] = parseTraitsDocument(`# All\n\n${text}`).traits;
    const { heading, nameRange, source } = trait?.content ?? assert.fail();
    assert.equal(source.slice(nameRange.start, nameRange.end), '*Honest* `x`');
    assert.equal(source.slice(heading?.attributesRange?.start, heading?.attributesRange?.end), '{#id .a}');
    assert.equal(trait?.name, 'Honest x');
  }
});

test('names that objects are born with are keys like any other', () => {
  assert.deepEqual(Object.entries(splitHeadingAttributes('a {__proto__=x constructor=y}', 0).attributes.attributes), [['__proto__', 'x'], ['constructor', 'y']]);
});

test('a heading of many dots or many spaces is read at once', { timeout: 2000 }, () => {
  split(`a {#a${'.a'.repeat(5000)}=`);
  split(`a {#a${'.a'.repeat(5000)}=}`);
  split(`a${' '.repeat(200_000)}b}`);
  split(`a${' '.repeat(200_000)}{#b`);
});

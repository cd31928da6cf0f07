/** Text that a model wrote is shown letter by letter, wherever it is put. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Nodes } from 'mdast';
import { parseMdast } from '../../src/document/markdown.ts';
import { inNotification, plain, visible } from '../../src/editor/plain-markdown.ts';

function typesIn(node: Nodes): readonly string[] {
  return 'children' in node ? [node.type, ...node.children.flatMap(typesIn)] : [node.type];
}

function textIn(node: Nodes): string {
  if (node.type === 'text') return node.value;
  if (node.type === 'break') return '\n';
  return 'children' in node ? node.children.map(textIn).join(node.type === 'root' ? '\n\n' : '') : '';
}

const markup = fc.constantFrom('[a](command:b)', '![i](x)', '<img src=x>', '<!-- c -->', '**b**', '_e_', '`c`', '# h', '- l', '1. n', '> q', '---', '===', '~~~', '```', '    code', '| a |', '&lt;', '\\', 'a@b.c', 'https://x.y', '\n', '\n\n', ' ', 'word');

test('no markup comes of any text', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.array(markup).map((parts) => parts.join(''))), (text) => {
      const types = new Set(typesIn(parseMdast(plain(text))));
      assert.deepEqual([...types].filter((type) => !['root', 'paragraph', 'text', 'break'].includes(type)), [], JSON.stringify(plain(text)));
    }),
    { numRuns: 2000 },
  );
});

test('every letter of it is there', () => {
  const words = fc.array(fc.oneof(markup.filter((part) => !/\s/.test(part)), fc.constant('word')), { minLength: 1 }).map((parts) => parts.join(' '));
  fc.assert(fc.property(words, (text) => assert.equal(textIn(parseMdast(plain(text))), text)), { numRuns: 2000 });
});

test('bare addresses are not links', () => {
  assert.doesNotMatch(plain('see https://example.com, www.example.com or me@example.com'), /https:\/\/|www\.|@/);
});

test('prose without markup reads as it was written, since screen readers are given the source', () => {
  const text = "It's fine: the café, at 5.30, \"isn't\" far (I think).";
  assert.equal(plain(text), text);
});

test('characters that hide or turn text are named', () => {
  assert.equal(visible('a\u202Eb\u200Bc\u00ADd\u{E0041}\u3164'), 'a[U+202E]b[U+200B]c[U+00AD]d[U+E0041][U+3164]');
  assert.equal(visible('می\u200Cخواهم\tx\n'), 'می\u200Cخواهم\tx\n');
});

test('a notification holds no link', () => {
  assert.doesNotMatch(inNotification('[Fix](command:x) and [y](https://z)'), /\]\(/);
});

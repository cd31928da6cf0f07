/** Expanding a short list keeps every word and gives a document of sections with the same traits. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TraitsDocument } from '../../src/document/traits-document.ts';
import { applyEdits } from '../../src/lint/lint.ts';
import { assertFixed, fixOf, lintText } from './helpers.ts';

function words(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function expanded(text: string): TraitsDocument {
  const diagnostics = lintText(text);
  const [diagnostic] = diagnostics.filter(({ ruleId }) => ruleId === 'document/short-list');
  assert.ok(diagnostic !== undefined, text);
  assert.deepEqual(diagnostics.filter(({ ruleId }) => ruleId.endsWith('/missing')), [], 'the list lacks everything, and one finding says so');
  const fix = fixOf(diagnostic);
  const after = assertFixed(text, diagnostic, fix);
  const context = applyEdits(text, fix.edits);
  assert.equal(after.form, 'sections', context);
  for (const { content } of after.traits) {
    assert.deepEqual(content.parts.map(({ kind }) => kind), ['what', 'how', 'why', 'trade-offs', 'exceptions'], context);
    assert.ok(content.statement !== undefined || !/\S\s+\S/.test(text), context);
  }
  const left = [...words(after.text)];
  for (const word of words(text.replace(/^trait-level:.*$|^ *\d+\. /gm, ''))) {
    assert.ok(left.includes(word), `“${word}” is lost:\n${context}`);
    left.splice(left.indexOf(word), 1);
  }
  return after;
}

test('each item becomes a section with its statement and all parts to fill in', () => {
  const { text } = expanded('# The assistant\n\nIt is:\n\n- **Honest**: says what is true.\n- **Warm at heart** – is glad to help.\n');
  const [before, honest, warm] = text.split(/^(?=## )/m);
  assert.equal(before, '# The assistant\n\nIt is:\n\n');
  assert.match(honest ?? '', /^## Honest \{#honest\}\n\nSays what is true\.\n\n### What\n\n- TODO: [^\n]+\n\n### How\n\n- TODO: [^\n]+\n\n### Why\n\nTODO: [^\n]+\n\n### Trade-offs\n\n- TODO: [^\n]+\n\n### Exceptions\n\n- TODO: [^\n]+\n\n$/);
  assert.match(warm ?? '', /^## Warm at heart \{#warm-at-heart\}\n\nIs glad to help\.\n\n### What/);
  assert.match(warm ?? '', /[^\n]\n$/);
});

test('afterwards the list is no longer reported, and nothing is missing', () => {
  const left = lintText(expanded('- **Honest**: says what is true.\n- **Warm**: is glad to help.').text);
  assert.deepEqual(left.filter(({ message }) => !message.includes('TODO')), []);
});

test('a list of things is no list of traits', () => {
  assert.deepEqual(lintText('# Shopping\n\n- milk\n- eggs\n'), []);
  assert.deepEqual(lintText('# Memory\n\nThree tiers:\n\n- short: what was said just now\n- long: facts that hold\n'), []);
});

test('a list in bold is reported as surely as the document says that it is one of traits', () => {
  const list = '- **Honest**: says what is true.\n- **Warm**: is glad to help.\n';
  const severities = (text: string): readonly string[] => lintText(text).map(({ ruleId, severity }) => `${ruleId} ${severity}`);
  for (const before of ['# Our values\n\n', '# Aster\n\nPrinciples that it keeps:\n\n', '---\ntraits: 1\n---\n\n', '---\nmodel: Aster\n---\n\n# Aster\n\n']) assert.deepEqual(severities(before + list), ['document/short-list warning'], before);
  assert.deepEqual(severities(`# Tips\n\n${list}`), ['document/short-list information']);
  assert.deepEqual(severities('# What the assistant is\n\n- Honest: says what is true.\n- Warm: is glad to help.\n'), ['document/short-list warning']);
});

test('nested blocks stay, and their indentation goes', () => {
  const { text } = expanded('# The assistant\n\n -   **Honest**: says\n     what is true.\n\n     ```js\n       code();\n     ```\n -   **Warm**: is glad to help.\n     - always\n       - now\n     - and then\n');
  assert.match(text, /\nSays\nwhat is true\.\n\n```js\n  code\(\);\n```\n/);
  assert.match(text, /\nIs glad to help\.\n- always\n  - now\n- and then\n\n### What/);
  assert.match(expanded('-\t**A**: says it\n\n\twith care\n-\t**B**: does so well\n').text, /\nSays it\n\nwith care\n\n### What/);
});

test('line endings and a missing last one are kept', () => {
  const { text } = expanded('# The assistant\r\n\r\n- **Honest**: says what is true.\r\n- **Warm**: is glad\r\n  to help.');
  assert.doesNotMatch(text, /(?<!\r)\n/);
  assert.match(text, /[^\r\n]$/);
});

test('a front matter that calls for a list is mended, and headings between lists stay above the traits', () => {
  const { text, level } = expanded('---\ntraits: 1\ntrait-level: list\n---\n\n# The assistant\n\n## With people\n\n- **Honest**: says what is true\n- **Warm**: is glad to help\n\n## At work\n\nAn introduction.\n\n### Alone\n\n- **Careful** *always* and `now` too\n- **Open**: says what it does\n');
  assert.doesNotMatch(text, /trait-level/);
  assert.equal(level, 4);
  assert.match(text, /## With people\n\n#### Honest \{#honest\}\n\nSays what is true\n/);
  assert.match(text, /## At work\n\nAn introduction\.\n\n### Alone\n\n#### Careful/);
});

test('items without bold names are named by what stands before a colon, or by their first words', () => {
  const { text } = expanded('---\ntrait-level: list\n---\n\n# The assistant\n\n- Honest: says what is true\n- Says what it does not know of the matter at hand\n');
  assert.match(text, /^## Honest \{#honest\}\n\nSays what is true\n/m);
  assert.match(text, /^## Says what it does not know .*\n\nSays what it does not know of the matter at hand\n/m);
});

test('a name with markup in it stays a name', () => {
  const { text } = expanded('---\nmodel: Aster\n---\n\n- **Uses `code` [well](https://example.org)**: says what is true.\n- **Is {{model}} __now__**: does so well.\n');
  assert.match(text, /^## Uses `code` \[well\]\(https:\/\/example\.org\) \{#/m);
  assert.match(text, /^## Is \{\{model\}\} __now__ \{#/m);
});

const inner = fc.constantFrom('', '\n  continued here', '\n\n  A second paragraph.', '\n  - nested\n  - twice', '\n\n  ```\n  code\n\n    more\n  ```', '\n\n  > quoted\n  > twice', '\n  1. one\n  2. two');
const marker = fc.constantFrom('- ', '* ', '+ ', '-   ', ' - ', '1. ');
const item = fc.tuple(fc.constantFrom('Honest', 'Warm at heart', 'Ünïcode', 'A.', '日本'), fc.constantFrom('**: ', ':** ', '** ', '** — ', '.** '), inner);

test('any short list can be expanded', () => {
  fc.assert(
    fc.property(marker, fc.array(item, { minLength: 2, maxLength: 5 }), fc.constantFrom('\n', '\n\n'), fc.constantFrom('\n', '\r\n'), fc.boolean(), (mark, items, gap, eol, titled) => {
      const list = items.map(([name, after, more], index) => `${mark}**${name}${after}says so ${index}${more.replaceAll(/\n {2}/g, `\n${' '.repeat(mark.length)}`)}`).join(gap);
      expanded(`${titled ? '# The assistant\n\n' : ''}${list}\n`.replaceAll('\n', eol));
    }),
    { numRuns: Number(process.env['RUNS'] ?? 100) },
  );
});

/** Texts that nobody means to open, and that must do no harm when they are opened. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chunkOf } from '../../src/document/chunk.ts';
import { tradeOffs } from '../../src/document/trade-offs.ts';
import { parseTraitsDocument, type TraitsDocument } from '../../src/document/traits-document.ts';

/** Parses and works out all that is worked out from a document. A text that takes seconds on a slow machine has a fault. */
function read(text: string): TraitsDocument {
  const document = parseTraitsDocument(text);
  tradeOffs(document);
  for (const trait of document.traits.slice(0, 3)) chunkOf(document, trait);
  return document;
}

const timeout = 10_000;
const sentence = 'Aster says what it believes, **because** people act on [what](#warm) they are told, unless `code` says otherwise. ';
const repeated = (unit: string, length: number): string => unit.repeat(Math.ceil(length / unit.length));
const trait = '## Honest\n\n**Why.** So.\n\n';

test('binary bytes read as text do not throw', { timeout }, () => {
  const bytes = Uint8Array.from({ length: 200_000 }, (_, index) => (index * 2_654_435_761) >>> 13);
  read(Buffer.from(bytes).toString('latin1'));
  read(Buffer.from(bytes).toString('utf8'));
  read(Buffer.from(bytes).toString('utf16le'));
  read(repeated('\0', 100_000));
});

test('lone surrogates, astral and combining characters keep their place in names', () => {
  for (const name of ['\ud800', '😀 smile', 'e\u0301te\u0301', '\u202eright', 'a\u0000b', '👩‍👩‍👧']) {
    const [only] = read(`# All\n\n## ${name}\n\nText.\n`).traits;
    assert.equal(only?.content.source.slice(only.content.nameRange.start, only.content.nameRange.end), name);
  }
});

test('an unclosed fence takes the rest of the document and nothing before it', () => {
  for (const fence of ['```', '~~~', '- ```']) assert.deepEqual(read(`${trait}${fence}\n## No\n`).traits.map(({ name }) => name), ['Honest', ...(fence.startsWith('-') ? ['No'] : [])]);
});

test('any line ending, or none at the end, gives the same traits', () => {
  const text = `# All\n\n${trait}### How\n\n- a\n\n## Warm\n\nText.`;
  const shape = (written: string): unknown => read(written).traits.map(({ id, content }) => [id, content.parts.map(({ kind }) => kind), content.exceptions]);
  for (const eol of ['\n', '\r\n', '\r']) {
    assert.deepEqual(shape(text.replaceAll('\n', eol)), shape(text));
    assert.deepEqual(shape(`${text}\n`.replaceAll('\n', eol)), shape(text));
  }
});

for (const [what, text] of [
  ['quotes', '> '.repeat(10_000)],
  ['quotes with nothing between', '>'.repeat(10_000)],
  ['brackets', '['.repeat(10_000)],
  ['closed brackets', `${'['.repeat(10_000)}a${']'.repeat(10_000)}`],
  ['links', `${'['.repeat(10_000)}a${'](#a)'.repeat(10_000)}`],
  ['lists on one line', `${'- '.repeat(10_000)}a`],
  ['lists on lines of their own', Array.from({ length: 500 }, (_, depth) => `${' '.repeat(depth * 2)}- a`).join('\n')],
  ['emphasis', `${'*'.repeat(10_000)}a${'*'.repeat(10_000)}`],
  ['emphasis that crosses', `${'**a *b '.repeat(5_000)}${'c** d* '.repeat(5_000)}`],
  ['quotes around lists', `${'> - '.repeat(5_000)}a`],
] as const) {
  test(`ten thousand nested ${what} hide no trait before or after them`, { timeout }, () => {
    assert.deepEqual(read(`${trait}${text}\n\n## Warm\n\n**Why.** So.\n`).traits.map(({ name }) => name), ['Honest', 'Warm']);
  });
}

test('a heading is read whatever stands under it', { timeout }, () => {
  for (const unreadable of [repeated(sentence, 300_000), `${'- '.repeat(10_000)}a`]) {
    const { traits } = read(`## Honest {#h}\n${unreadable}\n\n## Warm\n\n### How\n${unreadable}\n\n### Why\n\nSo.\n`);
    assert.deepEqual(traits.map(({ id, content }) => `${id} ${content.parts.map(({ kind }) => kind).join(' ')}`), ['h ', 'warm how why']);
  }
});

test('a long rule of dashes is a rule', () => {
  const dashes = '-'.repeat(200);
  assert.deepEqual(read(`${trait}${dashes}\n\n**How.** When.\n`).traits[0]?.content.parts.map(({ kind }) => kind), ['why', 'how']);
});

test('five megabytes of prose with headings are a document like any other', { timeout: 30_000 }, () => {
  const section = (index: number): string => `## Trait ${index}\n\n${sentence.repeat(6)}\n\n### Why\n\n${sentence.repeat(12)}\n\n### Exceptions\n\n- ${sentence}\n- ${sentence}\n\n`;
  assert.equal(read(Array.from({ length: 2000 }, (_, index) => section(index)).join('')).traits.length, 2000);
});

test('five megabytes in a single line, a list, a quote or a fence do no harm', { timeout: 30_000 }, () => {
  read(repeated(sentence, 5_000_000));
  read(repeated(`> ${sentence}\n`, 5_000_000));
  read(`\`\`\`\n${repeated(`${sentence}\n`, 5_000_000)}`);
  const items = repeated(`- **Honest**: ${sentence}\n`, 5_000_000);
  assert.ok(read(items).traits.length > 30_000);
  const [held] = read(`## Honest\n\n### How\n\n${items}`).traits;
  assert.equal(held?.content.parts[0]?.blocks.length, 1);
});

test('two hundred kilobytes with no blank line are read', { timeout }, () => {
  const [only] = read(`## Honest\n**Why.** So.\n${repeated(`${sentence}\n`, 200_000)}`).traits;
  assert.ok((only?.content.prose[0]?.links.length ?? 0) > 1000);
});

test('hundreds of thousands of parts in one trait are told apart, and what they say is looked for in each', { timeout: 30_000 }, () => {
  for (const parts of ['- **How:** So.\n- **Example:** So.\n', '**How.** So.\n\n**Example.** So.\n\n']) {
    const [only] = read(`## Honest\n\nIt is so.\n\n${parts.repeat(100_000)}`).traits;
    assert.equal(only?.content.parts.length, 200_000);
    assert.deepEqual(only.content.inProse, {});
  }
});

test('hundreds of thousands of sections are found', { timeout: 30_000 }, () => {
  assert.equal(read('## a\n**Why.** b\n'.repeat(150_000)).traits.length, 150_000);
});

test('what is slow to match is bounded', { timeout: 30_000 }, () => {
  for (const text of ['<!--'.repeat(50_000), '<a '.repeat(50_000), '&amp;'.repeat(40_000), `- **a${' '.repeat(100_000)}b**`, `## a${' '.repeat(100_000)}{#b`, `- Over${' '.repeat(100_000)}x`, '[a]: /u\n'.repeat(5_000), '[^a]: x\n'.repeat(5_000), '`'.repeat(100_000), 'a\n---x\n'.repeat(10_000), `{{${'a'.repeat(100_000)}`, '`{{ '.repeat(50_000)]) {
    read(text);
    read(`## H\n\n### Trade-offs\n\n${text}`);
  }
});

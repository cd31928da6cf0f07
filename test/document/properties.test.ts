/** What holds for every text: nothing throws, ranges lie in the text, and an edited document reads as if parsed anew. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chunkOf } from '../../src/document/chunk.ts';
import type { Range } from '../../src/document/range.ts';
import { tradeOffs } from '../../src/document/trade-offs.ts';
import { DocumentParser, parseTraitsDocument, type TraitsDocument } from '../../src/document/traits-document.ts';

const numRuns = Number(process.env['RUNS'] ?? 100);

const fragment = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('---\n', '---\ntraits: 1\n---\n', 'trait-level: leaf\n', 'sections:\n  why: [Warum, 为什么]\n', 'model: Aster\n', '---', '\uFEFF') },
  { weight: 4, arbitrary: fc.constantFrom('# Aster\n\n', '## Honest {#honest}\n\n', '## Warm\n', '\n## Overview\n', '### Deep {.context}\n', 'Title\n===\n', '## {{model}} asks\n', '# About\n', '##\n') },
  { weight: 4, arbitrary: fc.constantFrom('### Why\n', '### What\n\n', '**Why.** Because.\n\n', '- **How:** when asked.\n', '- Why: so that\n', '### Trade-offs\n', '### Warum\n', '- **为什么：**因为\n', '### Exceptions\n\n', '**Trade-offs**\n\n') },
  { weight: 4, arbitrary: fc.constantFrom('- **Over [Warm](#warm)** here.\n', '- Yields to [Honest][h]: then.\n', '- With Warm, as it is.\n', '- mentions Honest\n', '[h]: #honest\n', '[h]: #warm "t"\n', '[h]: /u "open\n', '[^n]: note\n', 'see [^n] and [h]\n', '[Warm]: #warm\n') },
  { weight: 3, arbitrary: fc.constantFrom('```yaml scenario\nkind: exhibit\nwhat: [\n```\n', '  ```yaml scenario\n  what: a\n  ```\n', '```\n', '~~~\n', '- ```yaml scenario\n  kind: x\n', '    code\n', '`{{model}}` {{model}}\n') },
  { weight: 3, arbitrary: fc.constantFrom('<!-- traits-disable why/missing -->\n', '<!-- traits-enable', ' -->\n', '<div>\n', '> quote\n', '| a | b |\n| - | - |\n| c | d |\n', '***\n') },
  { weight: 3, arbitrary: fc.constantFrom('- **Honest**: says what it thinks.\n', '* **Kind** is nice to all.\n', '  - **Why:** nested.\n', '1. one\n', '- a\n', '-\n') },
  { weight: 3, arbitrary: fc.constantFrom('\n', '\r\n', '\r', '\n\n', ' ', '\t', 'text', 'It helps, because people act on it. ', 'é\u0301', '😀', '\0', '\ud800') },
  { weight: 1, arbitrary: fc.constantFrom(`${'Long prose goes on and on. '.repeat(160)}\n\n`, '- **Item**: says one more thing.\n'.repeat(130)) },
);
const text = fc.array(fragment, { maxLength: 24 }).chain((parts) => fc.constantFrom(parts.join(''), parts.join('').replaceAll('\n', '\r\n')));
const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), remove: fc.nat({ max: 30 }), insert: fc.oneof(fragment, fc.constant('')) });

function applyEdit(before: string, { at, remove, insert }: { at: number; remove: number; insert: string }): string {
  const start = Math.floor(at * before.length);
  return before.slice(0, start) + insert + before.slice(start + remove);
}

/** The document with everything that is worked out from it. */
function everything(document: TraitsDocument): unknown {
  const settled = tradeOffs(document).map(({ from, to, precedence, named }) => [from.range.start, to?.range.start, precedence, named]);
  return { document, settled, chunks: document.traits.map((trait) => chunkOf(document, trait)) };
}

function assertRangesWithin(value: unknown, length: number, path: string): void {
  if (typeof value !== 'object' || value === null) return;
  if ('start' in value && 'end' in value) {
    const { start, end } = value as Range;
    assert.ok(start >= 0 && start <= end && end <= length, `${path}: ${start}-${end} of ${length}`);
    return;
  }
  for (const [key, inner] of Object.entries(value)) assertRangesWithin(inner, length, `${path}.${key}`);
}

function assertRanges(document: TraitsDocument): void {
  const { traits, ...rest } = document;
  assertRangesWithin(rest, document.text.length, 'document');
  for (const trait of traits) {
    assertRangesWithin(trait.range, document.text.length, 'trait');
    assertRangesWithin(trait.content, trait.range.end - trait.range.start, trait.name);
    assert.equal(trait.content.source, document.text.slice(trait.range.start, trait.range.end));
    for (const piece of chunkOf(document, trait).pieces) {
      if (piece.range !== undefined) assert.equal(document.text.slice(piece.range.start, piece.range.end), piece.text);
    }
  }
  for (const { named, from } of tradeOffs(document)) if (named !== undefined) assertRangesWithin(named, from.content.source.length, 'named');
}

test('any text at all parses, and all its ranges lie in it', () => {
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), text), (any) => assertRanges(parseTraitsDocument(any))), { numRuns });
});

test('after any edits a document reads as if it had been parsed anew', () => {
  fc.assert(
    fc.property(text, fc.array(edit, { minLength: 1, maxLength: 8 }), (before, edits) => {
      const parser = new DocumentParser();
      parser.parse(before);
      let current = before;
      for (const one of edits) {
        current = applyEdit(current, one);
        assert.deepEqual(everything(parser.parse(current)), everything(parseTraitsDocument(current)), JSON.stringify(current));
      }
    }),
    { numRuns },
  );
});

test('an item reads anew when only what its reference means has changed', () => {
  const parser = new DocumentParser();
  const urlIn = (id: string): unknown => parser.parse(`# T\n\n- **Kind**: is kind.\n- **Warm**: as [that one][r] is.\n\n[r]: #${id}\n`).traits[1]?.content.prose.flatMap(({ links }) => links.map(({ url }) => url));
  for (const id of ['kind', 'warm', 'kind']) assert.deepEqual(urlIn(id), [`#${id}`]);
});

test('the same text gives the same contents, not copies of them', () => {
  fc.assert(
    fc.property(text, (any) => {
      const parser = new DocumentParser();
      const first = parser.parse(any).traits;
      const second = parser.parse(any).traits;
      assert.equal(second.length, first.length);
      for (const [index, trait] of second.entries()) assert.equal(trait.content, first[index]?.content);
    }),
    { numRuns },
  );
});

const name = (index: number): string => `${'ABCDEFGH'.charAt(index)}lpha`;
const section = (index: number, body: string): string => `## ${name(index)}\n\n${name(index)} says so.\n\n${body}\n### Why\n\nBecause it matters.\n\n`;
const item = (index: number, body: string): string => `- **${name(index)}**: it says so and [h][h] means it ${body}\n`;

for (const [form, write] of [['section', section], ['list item', item]] as const) {
  test(`an edit in one trait leaves the contents of the others what they were, where traits are ${form}s`, () => {
    const word = fc.stringMatching(/^[a-z ,.]{0,20}$/);
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), fc.nat({ max: 5 }), word, word, (count, at, before, after) => {
        const edited = at % count;
        const whole = (body: string): string => `# All\n\n${Array.from({ length: count }, (_, index) => write(index, index === edited ? body : 'same')).join('')}\n[h]: #alpha\n`;
        const parser = new DocumentParser();
        const first = parser.parse(whole(before)).traits;
        const second = parser.parse(whole(after)).traits;
        assert.equal(second.length, count);
        for (const [index, trait] of second.entries()) if (index !== edited) assert.equal(trait.content, first[index]?.content);
      }),
      { numRuns: 100 },
    );
  });
}

test('a document that is parsed in steps is the one that is parsed at once', () => {
  fc.assert(
    fc.property(text, (any) => {
      const steps = new DocumentParser().parseInSteps(any);
      let step = steps.next();
      while (step.done !== true) step = steps.next();
      assert.deepEqual(step.value, parseTraitsDocument(any));
    }),
    { numRuns: 100 },
  );
});

test('to break off parsing and begin with a later text does no harm', () => {
  fc.assert(
    fc.property(text, text, fc.nat({ max: 6 }), (earlier, later, after) => {
      const parser = new DocumentParser();
      const steps = parser.parseInSteps(earlier);
      for (let step = 0; step < after; step += 1) steps.next();
      assert.deepEqual(everything(parser.parse(later)), everything(parseTraitsDocument(later)));
    }),
    { numRuns: 100 },
  );
});

test('a trait that parsing was broken off before is read with the next text, which leaves it as it is', () => {
  const written = (first: string, second: string): string => `# All\n\n${section(0, first)}${section(1, second)}${section(2, '')}`;
  const later = written('b\n', 'b\n');
  for (let after = 0; after < 12; after += 1) {
    const parser = new DocumentParser();
    parser.parse(written('a\n', 'a\n'));
    const steps = parser.parseInSteps(written('a\n', 'b\n'));
    for (let step = 0; step < after; step += 1) steps.next();
    assert.deepEqual(parser.parse(later), parseTraitsDocument(later));
  }
});

/** What a critique found open goes into the trait as a line to write on, in the right part, and nothing else comes of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTraitsDocument, type TraitsDocument } from '../../src/document/traits-document.ts';
import { gapFix } from '../../src/editor/gap-fix.ts';
import type { DocumentGap } from '../../src/prompts/judgement.ts';
import { HOSTILE } from '../support/hostile.ts';

const DOCUMENT = `# How Aster treats people

## Honest {#honest}

Aster says what it believes to be true.

### Why

People act on what they are told.

### Exceptions

- Fiction that the user has set up is not a lie.

## Warm {#warm}

Aster is glad to be of use.
`;

function mended(gap: DocumentGap, id = 'honest'): { readonly text: string; readonly document: TraitsDocument } {
  const document = parseTraitsDocument(DOCUMENT);
  const trait = document.traits.find((one) => one.id === id);
  assert.ok(trait);
  const fix = gapFix(document, trait, gap);
  assert.ok(fix);
  const text = fix.edits.toSorted((a, b) => b.range.start - a.range.start).reduce((before, { range, newText }) => before.slice(0, range.start) + newText + before.slice(range.end), DOCUMENT);
  return { text, document: parseTraitsDocument(text) };
}

test('in a list it is one more entry', () => {
  assert.ok(mended({ missing: 'what to do when asked twice', part: 'exceptions' }).text.includes('is not a lie.\n- TODO: what to do when asked twice\n\n## Warm'));
});

test('in prose it is a paragraph of its own', () => {
  assert.ok(mended({ missing: 'who is worse off', part: 'why' }).text.includes('they are told.\n\nTODO: who is worse off\n\n### Exceptions'));
});

test('where the part is not there yet, it comes with it', () => {
  const { document } = mended({ missing: 'what decides', part: 'trade-offs' });
  assert.deepEqual(document.traits.map(({ content }) => content.parts.map(({ kind }) => kind)), [['why', 'trade-offs', 'exceptions'], []]);
});

test('whatever a critic wrote, it is one line of text: no heading, link, block or placeholder comes of it', () => {
  const before = mended({ missing: 'words', part: 'exceptions' }).document;
  for (const { text: hostile } of HOSTILE) {
    const { text, document } = mended({ missing: hostile, part: 'exceptions' });
    assert.deepEqual(document.traits.map(({ id, content }) => [id, content.parts.length, content.exceptions.length, content.scenarios.length, content.placeholders.length]), before.traits.map(({ id, content }) => [id, content.parts.length, content.exceptions.length, content.scenarios.length, content.placeholders.length]), hostile.slice(0, 80));
    assert.equal(text.split('\n').length, DOCUMENT.split('\n').length + 1);
    assert.ok(!document.traits.some(({ content }) => content.prose.some(({ links }) => links.length > 0)));
  }
});

test('a critic that goes on and on is cut', () => {
  assert.ok(mended({ missing: 'word '.repeat(10_000), part: 'exceptions' }).text.length < DOCUMENT.length + 400);
});

/** A preview stays with its trait through whatever is typed, and is never given to another. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { type Anchor, findAnchored, moveAnchor, type TextChange } from '../../src/language/anchor.ts';

const section = (name: string, id: string): string => `## ${name} {#${id}}\n\nIt does so.\n\n**Why.** It helps.\n\n`;
const TEXT = `# All\n\n${section('Warm', 'warm')}${section('Honest', 'honest')}`;

function replace(text: string, offset: number, length: number, inserted: string): { text: string; change: TextChange } {
  return { text: text.slice(0, offset) + inserted + text.slice(offset + length), change: { offset, length, inserted: inserted.length } };
}

function anchorOf(text: string, id: string): Anchor {
  const trait = parseTraitsDocument(text).traits.find((candidate) => candidate.id === id);
  assert.ok(trait);
  return { traitId: id, offset: trait.range.start };
}

const ids = (text: string): ReadonlySet<string> => new Set(parseTraitsDocument(text).traits.map(({ id }) => id));

test('edits anywhere else leave the anchor at its heading', () => {
  const edits = fc.array(fc.record({ at: fc.nat(), length: fc.nat(20), inserted: fc.string({ maxLength: 12 }) }), { maxLength: 12 });
  fc.assert(
    fc.property(edits, (list) => {
      let text = TEXT;
      let anchor = anchorOf(TEXT, 'honest');
      for (const { at, length, inserted } of list) {
        const offset = at % (text.length + 1);
        // What touches the heading itself may well move it.
        const heading = text.indexOf('## Honest {#honest}');
        const end = Math.min(offset + length, text.length);
        if (offset < heading + 19 && end > heading) continue;
        const edited = replace(text, offset, end - offset, inserted);
        anchor = moveAnchor(anchor, [edited.change]);
        text = edited.text;
        assert.equal(anchor.offset, text.indexOf('## Honest {#honest}'));
      }
    }),
    { numRuns: 500 },
  );
});

test('several changes of one edit, from the last to the first, each hold as given', () => {
  const anchor = { traitId: 'a', offset: 50 };
  const changes = [{ offset: 60, length: 5, inserted: 0 }, { offset: 20, length: 0, inserted: 7 }, { offset: 3, length: 2, inserted: 1 }];
  assert.equal(moveAnchor(anchor, changes).offset, 56);
});

test('a trait whose id is edited keeps its anchor', () => {
  const { text, change } = replace(TEXT, TEXT.indexOf('#honest'), 7, '#candid');
  const trait = findAnchored(parseTraitsDocument(text), moveAnchor(anchorOf(TEXT, 'honest'), [change]), ids(TEXT));
  assert.equal(trait?.id, 'candid');
});

test('the trait that moves up when another is deleted is not taken for it', () => {
  const start = TEXT.indexOf('## Warm');
  const { text, change } = replace(TEXT, start, TEXT.indexOf('## Honest') - start, '');
  assert.equal(findAnchored(parseTraitsDocument(text), moveAnchor(anchorOf(TEXT, 'warm'), [change]), ids(TEXT)), undefined);
});

test('a trait that is cut and pasted elsewhere is found again', () => {
  const moved = `# All\n\n${section('Honest', 'honest')}${section('Warm', 'warm')}`;
  assert.equal(findAnchored(parseTraitsDocument(moved), { traitId: 'warm', offset: 7 }, ids(`# All\n\n${section('Honest', 'honest')}`))?.id, 'warm');
});

test('of two traits with one id the nearer is taken', () => {
  const twice = `# All\n\n${section('Warm', 'same')}${section('Honest', 'same')}`;
  const second = twice.indexOf('## Honest');
  assert.equal(findAnchored(parseTraitsDocument(twice), { traitId: 'same', offset: second + 3 }, new Set())?.range.start, second);
});

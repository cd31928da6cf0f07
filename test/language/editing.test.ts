/** Selection, colours, Enter in lists, and larger changes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { applyEdits } from '../../src/language/edit.ts';
import { continueList } from '../../src/language/list-continuation.ts';
import { refactorings } from '../../src/language/refactor.ts';
import { selectionRanges } from '../../src/language/selection.ts';
import { semanticTokens } from '../../src/language/semantic-tokens.ts';
import { anyPlace, anyText, assertWithin, at, runs, selected, written } from './helpers.ts';

test('a selection grows from the word to the document by way of link, item, part and trait', () => {
  const { document, offset } = at('# T\n\n## A\n\nSays so.\n\n### Trade-offs\n\n- **Over [Big b¦](#b)** in tone. And so on.\n- More.\n\n## B\n\nEnd.\n');
  const steps = selectionRanges(document, offset).map((range) => written(document, range).replaceAll('\n', '⏎'));
  assert.deepEqual(steps, [
    'b',
    'Big b',
    '[Big b](#b)',
    'Over [Big b](#b)',
    '**Over [Big b](#b)**',
    '**Over [Big b](#b)** in tone.',
    '**Over [Big b](#b)** in tone. And so on.',
    '- **Over [Big b](#b)** in tone. And so on.',
    '- **Over [Big b](#b)** in tone. And so on.⏎- More.',
    'Trade-offs⏎⏎- **Over [Big b](#b)** in tone. And so on.⏎- More.',
    '### Trade-offs⏎⏎- **Over [Big b](#b)** in tone. And so on.⏎- More.',
    '## A⏎⏎Says so.⏎⏎### Trade-offs⏎⏎- **Over [Big b](#b)** in tone. And so on.⏎- More.',
    '# T⏎⏎## A⏎⏎Says so.⏎⏎### Trade-offs⏎⏎- **Over [Big b](#b)** in tone. And so on.⏎- More.⏎⏎## B⏎⏎End.',
    '# T⏎⏎## A⏎⏎Says so.⏎⏎### Trade-offs⏎⏎- **Over [Big b](#b)** in tone. And so on.⏎- More.⏎⏎## B⏎⏎End.⏎',
  ]);
});

test('what only the document knows is coloured: added names of parts, lead-ins and names that lead to a trait', () => {
  const text = '---\nsections:\n  why: [Warum]\n---\n\n## A\n\nMore of [B](#b) and [gone](#gone).\n\n### Warum\n\nOver B it goes.\n\n### Trade-offs\n\n- **Over B** in tone.\n- Over time it learns.\n\n## B\n\n### Why\n\nSo.\n';
  const document = parseTraitsDocument(text);
  assert.deepEqual(
    semanticTokens(document).map(({ type, range }) => `${type} ${written(document, range)}`).slice(0, 4),
    ['traitsMention B', 'traitsPart Warum', 'traitsTradeOff Over', 'traitsMention B'],
  );
});

function entered(before: string, after = ''): string {
  const { document, offset } = at(`${before}\n¦${after}`);
  const edit = continueList(document, offset);
  return edit === undefined ? document.text : applyEdits(document.text, [edit]);
}

test('Enter after an item begins the next one', () => {
  assert.equal(entered('- a'), '- a\n- ');
  assert.equal(entered('  * a b', '\n'), '  * a b\n  * \n');
  assert.equal(entered('9. a'), '9. a\n10. ');
  assert.equal(entered('- [x] a'), '- [x] a\n- [ ] ');
  assert.equal(entered('- a', ' rest'), '- a\n- rest');
});

test('Enter on an empty item ends the list, with a blank line before what comes next', () => {
  assert.equal(entered('- a\n- '), '- a\n\n');
  assert.equal(entered('1. a\n2.'), '1. a\n\n');
});

test('Enter elsewhere is only Enter', () => {
  for (const text of ['a', '', '# T', '- - -', '***', '```\n- a', '**bold**']) assert.equal(entered(text), `${text}\n`);
  assert.equal(entered('- a', '- b'), '- a\n- b');
  assert.equal(entered('---\nsections:\n  why:\n  - a', '\n---\n'), '---\nsections:\n  why:\n  - a\n\n---\n');
});

const HONEST = '# T\n\n## Honest\n\nSays so.\n\n### What\n\n- States it.\n- ¦Is calm.¦\n\n### Why\n\nBecause.\n\n## Warm\n\n### Why\n\nSo.\n';

function refactored(marked: string, title: string): string {
  const { document, range } = marked.indexOf('¦') === marked.lastIndexOf('¦') ? { ...at(marked), range: { start: marked.indexOf('¦'), end: marked.indexOf('¦') } } : selected(marked);
  const all = refactorings(document, range);
  const found = all.find((one) => one.title.startsWith(title));
  assert.ok(found, `no ${title} among ${all.map((one) => one.title).join()}`);
  return applyEdits(document.text, found.edits);
}

test('lines are extracted into a trait of their own, under the label that they stood under', () => {
  assert.equal(
    refactored(HONEST, 'Extract'),
    '# T\n\n## Honest\n\nSays so.\n\n### What\n\n- States it.\n\n### Why\n\nBecause.\n\n## New trait\n\n### What\n\n- Is calm.\n\n## Warm\n\n### Why\n\nSo.\n',
  );
});

test('a new trait is called what is selected, and has its parts to be filled in', () => {
  const text = refactored(HONEST.replace('¦Is calm.¦', 'Is ¦calm¦.'), 'New Trait “calm”');
  assert.match(text, /- Is calm\.\n[\s\S]*Because\.\n\n## calm\n\nTODO: [^\n]+\n\n### What\n\n- TODO: /);
  assert.equal(parseTraitsDocument(text).traits.length, 3);
});

test('a part is written in another form, and says the same', () => {
  const text = '# T\n\n## A\n\nSays so.\n\n### Wh¦y\n\nBecause\nof that.\n\nAnd more.\n\n### How\n\n- When asked.\n';
  const leadIn = refactored(text, 'Write Why as a Lead-in');
  assert.equal(leadIn, text.replace('### Wh¦y\n\nBecause', '**Why.** Because'));
  assert.equal(refactored(leadIn.replace('**Why', '**W¦hy'), 'Write Why as a Heading'), text.replace('¦', ''));
  const item = refactored('# T\n\n## A\n\nSays so.\n\n**W¦hy.** Because\nof that.\n\n**How.**\n\n- When asked.\n', 'Write Why as a List Item');
  assert.equal(item, '# T\n\n## A\n\nSays so.\n\n- **Why:** Because\n  of that.\n\n**How.**\n\n- When asked.\n');
  assert.equal(refactored(item.replace('Why', 'W¦hy'), 'Write Why as a Lead-in'), '# T\n\n## A\n\nSays so.\n\n**Why.** Because\nof that.\n\n**How.**\n\n- When asked.\n');
});

test('any text can be selected, coloured, continued and changed anywhere', () => {
  fc.assert(
    fc.property(anyText, anyPlace, anyPlace, (text, from, to) => {
      const document = parseTraitsDocument(text);
      const start = Math.floor(Math.min(from, to) * text.length);
      const end = Math.floor(Math.max(from, to) * text.length);
      const steps = selectionRanges(document, start);
      assert.ok(steps.length > 0);
      for (const [index, range] of steps.entries()) {
        assertWithin(range, text);
        const inner = steps[index - 1];
        assert.ok(range.start <= start && start <= range.end);
        if (inner !== undefined) assert.ok(range.start <= inner.start && inner.end <= range.end && range.end - range.start > inner.end - inner.start);
      }
      let last = 0;
      for (const { range } of semanticTokens(document)) {
        assertWithin(range, text);
        assert.ok(range.start >= last && !/[\r\n]/.test(text.slice(range.start, range.end)));
        last = range.end;
      }
      const edit = continueList(document, start);
      if (edit !== undefined) assertWithin(edit.range, text);
      for (const selection of [{ start, end: start }, { start, end }]) {
        for (const { edits } of refactorings(document, selection)) {
          for (const { range } of edits) assertWithin(range, text);
          parseTraitsDocument(applyEdits(text, edits));
        }
      }
    }),
    { numRuns: runs },
  );
});

test('what is extracted loses no word of the document', () => {
  const words = (text: string): readonly string[] => (text.match(/[\p{L}\p{N}]+/gu) ?? []).toSorted();
  fc.assert(
    fc.property(anyText, anyPlace, anyPlace, (any, from, to) => {
      const text = `# T\n\n## Warm\n\nIs glad.\n\n${any}\n\n### Why\n\nSo.\n`;
      const document = parseTraitsDocument(text);
      const start = Math.floor(Math.min(from, to) * text.length);
      const end = Math.floor(Math.max(from, to) * text.length);
      const extract = refactorings(document, { start, end }).find(({ title }) => title === 'Extract to Trait');
      if (extract === undefined) return;
      const after = [...words(applyEdits(text, extract.edits))];
      for (const word of words(text)) {
        const index = after.indexOf(word);
        assert.ok(index >= 0, `${word} is gone`);
        after.splice(index, 1);
      }
    }),
    { numRuns: runs },
  );
});

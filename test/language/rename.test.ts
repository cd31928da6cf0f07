/** Renaming traits and their ids. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { applyEdits } from '../../src/language/edit.ts';
import { mentionsIn, statedId } from '../../src/language/mentions.ts';
import { rename, renameTarget } from '../../src/language/rename.ts';
import { anyPlace, anyText, assertWithin, at, runs } from './helpers.ts';

const TEXT = `# How Aster treats people

See [Honest](#honest), [the warm one](#warm) and [Warm][w].

## Honest {#honest}

Says what is true. Warm words are no reason.

### Trade-offs

- **Over [Warm](#warm)** in substance.
- **Yields to Warm** in tone.

## Warm

Is glad to help.

### Trade-offs

- Yields to Honest, in substance.
- \`[Honest](#honest)\` is code.

[w]: #warm
[Honest]: #honest
`;

function renamed(mark: string, name: string, text = TEXT): string {
  const { document, offset } = at(text.replace(mark.replace('¦', ''), mark));
  const result = rename(document, offset, name);
  if ('refusal' in result) assert.fail(result.refusal);
  return applyEdits(document.text, result.edits);
}

function refused(mark: string, name: string, text = TEXT): string {
  const { document, offset } = at(text.replace(mark.replace('¦', ''), mark));
  const result = rename(document, offset, name);
  assert.ok('refusal' in result, 'it is not refused');
  return result.refusal;
}

function changedLines(before: string, after: string): readonly string[] {
  const old = before.split('\n');
  return after.split('\n').filter((line, index) => line !== old[index]);
}

test('an id is renamed in its heading, in every link and in definitions, and nowhere else', () => {
  const expected = [
    'See [Honest](#truthful), [the warm one](#warm) and [Warm][w].',
    '## Honest {#truthful}',
    '[Honest]: #truthful',
  ];
  assert.deepEqual(changedLines(TEXT, renamed('{#hon¦est}', 'truthful')), expected);
  assert.deepEqual(changedLines(TEXT, renamed('See [Honest](#ho¦nest)', '#truthful')), expected);
});

test('a name is renamed with the links that show it, its names in trade-offs, and the id that comes of it', () => {
  const expected = [
    'See [Honest](#honest), [the warm one](#friendly-and-kind) and [Friendly and kind][w].',
    '- **Over [Friendly and kind](#friendly-and-kind)** in substance.',
    '- **Yields to Friendly and kind** in tone.',
    '## Friendly and kind',
    '[w]: #friendly-and-kind',
  ];
  for (const mark of ['## Wa¦rm', 'Over [W¦arm]', 'Yields to ¦Warm', '[w]: #wa¦rm', '[the warm one](#¦warm)']) {
    assert.deepEqual(changedLines(TEXT, renamed(mark, 'Friendly and kind')), expected, mark);
  }
});

test('the id that a heading states stays when the name changes', () => {
  assert.deepEqual(changedLines(TEXT, renamed('## Hon¦est', 'Truthful')), [
    'See [Truthful](#honest), [the warm one](#warm) and [Warm][w].',
    '## Truthful {#honest}',
    '- Yields to Truthful, in substance.',
  ]);
});

test('the traits of a short list are renamed by their bold names', () => {
  const list = '# T\n\n- **Honest**: says so.\n- **Kind:** is nice.\n';
  assert.equal(renamed('**Ki¦nd:**', 'Warm', list), list.replace('Kind', 'Warm'));
});

test('a mention in a sentence keeps its small letter', () => {
  const text = TEXT.replace('Yields to Honest, in', 'It must stay honest. With honest, in');
  assert.match(renamed('## Hon¦est', 'Truthful', text.replace('With honest', 'Yields to honest')), /Yields to|truthful/);
});

test('what would go wrong is refused, with the reason', () => {
  assert.match(refused('{#hon¦est}', 'warm'), /“Warm” has the id “warm” already/);
  assert.match(refused('{#hon¦est}', 'two words'), /one word/);
  assert.match(refused('{#hon¦est}', ''), /one word/);
  assert.match(refused('## Wa¦rm', 'honest'), /There is a trait “Honest” already/);
  assert.match(refused('## Wa¦rm', ' '), /needs a name/);
  assert.match(refused('## Wa¦rm', 'a\nb'), /one line/);
  assert.match(refused('## Wa¦rm', '!!!'), /makes no id/);
  assert.match(refused('## Wa¦rm', '**Warmer**'), /no longer read as the same traits/);
  assert.match(refused('## Wa¦rm', 'Why'), /no longer read as the same traits/);
  assert.match(refused('[the warm ¦one]', 'x'), /rename it at its heading/);
  assert.match(refused('Says what ¦is', 'x'), /no name or id/);
  assert.match(refused('## Of *hea¦rt*', 'x', '# T\n\n## Of *heart*\n\nA.\n\n### Why\n\nB.\n'), /markup/);
  assert.match(refused('## ¦Warm', 'Next', '# T\n\n## Warm\n\nA.\n\n### Why\n\nB.\n\n## Warm\n\nA.\n\n### Why\n\nB.\n'), /other headings/);
});

test('the name that is there already changes nothing', () => {
  assert.equal(renamed('## Wa¦rm', 'Warm'), TEXT);
});

test('to rename and to rename back is to change nothing', () => {
  const name = fc.constantFrom('Xenial', 'Xylem and yarrow', 'Xénon', '{{model}} x-asks', 'Xi: x, y', 'X_y z', '信頼', "X's way", 'X (y) z');
  const id = fc.constantFrom('xenial', 'x(y)', 'x%y', 'é', 'x.y', 'x&amp;y', 'x"y');
  const attempts = { done: 0 };
  fc.assert(
    fc.property(anyText, anyPlace, name, id, (text, share, newName, newId) => {
      const document = parseTraitsDocument(`${text}\n\n${TEXT}`);
      const places = [
        ...document.traits.map((trait) => trait.range.start + trait.content.nameRange.start),
        ...document.traits.flatMap((trait) => statedId(trait)?.range.start ?? []),
        ...mentionsIn(document).flatMap(({ words, destination }) => [words, destination].flatMap((range) => range?.start ?? [])),
      ];
      const offset = places[Math.floor(share * places.length)] ?? 0;
      const target = renameTarget(document, offset);
      if ('refusal' in target) return;
      assertWithin(target.range, document.text);
      const wanted = target.kind === 'id' ? newId : newName;
      const there = rename(document, offset, wanted);
      if ('refusal' in there) return;
      const after = parseTraitsDocument(applyEdits(document.text, there.edits));
      const moved = after.traits[document.traits.indexOf(target.trait)];
      assert.ok(moved !== undefined && (target.kind === 'id' ? moved.id : moved.name) === wanted);
      const place = target.kind === 'id' ? statedId(moved)?.range.start : moved.range.start + moved.content.nameRange.end;
      assert.ok(place !== undefined);
      const back = rename(after, place, target.placeholder);
      if ('refusal' in back) {
        // It had a name or an id that another has too, or none that could be written: nobody may be given such a one.
        assert.match(back.refusal, /already|makes no id|would make/);
        return;
      }
      assert.equal(applyEdits(after.text, back.edits), document.text);
      attempts.done += 1;
    }),
    { numRuns: runs },
  );
  assert.ok(attempts.done > 20, `${attempts.done} were renamed`);
});

/** What pinning promises: the trait has the sample's scenario once more, whatever it says, and nothing else of the document changes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chunkOf } from '../../src/document/chunk.ts';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { isPinned, pinEdit } from '../../src/generation/pinned.ts';

const DOCUMENT = `# How Aster treats people

## Warm {#warm}

Aster is glad to be of use.

### Why

People hear more from somebody who is on their side.

## Honest {#honest}

Aster says what it believes to be true.

### Exceptions

- Fiction that the user has set up is not a lie.
`;

const SAMPLE = { kind: 'exhibit', plan: { what: 'a chess move', how: 'says it loses', why: 'they will play it' }, prompt: 'is Qh5 good here?\n\ni like it' } as const;

function pinned(text: string, traitId: string, sample: Parameters<typeof pinEdit>[2] = SAMPLE): string {
  const trait = parseTraitsDocument(text).traits.find(({ id }) => id === traitId);
  assert.ok(trait);
  const edit = pinEdit(text, trait, sample);
  assert.ok(edit);
  return text.slice(0, edit.range.start) + edit.newText + text.slice(edit.range.end);
}

function scenarios(text: string, traitId: string): readonly object[] {
  return parseTraitsDocument(text).traits.find(({ id }) => id === traitId)?.content.scenarios.map(({ values }) => values) ?? [];
}

test('a scenario is pinned at the end of its trait, as somebody would write it', () => {
  const text = pinned(DOCUMENT, 'warm');
  assert.ok(text.includes('who is on their side.\n\n```yaml scenario\nkind: exhibit\nwhat: a chess move\nhow: says it loses\nwhy: they will play it\nprompt: |-\n  is Qh5 good here?\n\n  i like it\n```\n\n## Honest'), text);
});

test('a scenario is known as pinned once it is, in the trait where it is, and no other is', () => {
  for (const eol of ['\n', '\r\n']) {
    const [warm, honest] = parseTraitsDocument(pinned(DOCUMENT.replaceAll('\n', eol), 'warm')).traits;
    assert.ok(warm !== undefined && honest !== undefined);
    assert.deepEqual([isPinned(warm, SAMPLE), isPinned(warm, { ...SAMPLE, prompt: 'another' }), isPinned(honest, SAMPLE)], [true, false, false]);
  }
});

test('what is pinned is read as it was written, in any trait, and no model is shown another chunk for it', () => {
  for (const eol of ['\n', '\r\n']) {
    const before = DOCUMENT.replaceAll('\n', eol);
    for (const id of ['warm', 'honest']) {
      const text = pinned(before, id);
      assert.deepEqual(scenarios(text, id), [{ kind: 'exhibit', ...SAMPLE.plan, prompt: SAMPLE.prompt }]);
      const hash = (of: string): string => {
        const document = parseTraitsDocument(of);
        const trait = document.traits.find((one) => one.id === id);
        assert.ok(trait);
        return chunkOf(document, trait).hash;
      };
      assert.equal(hash(text), hash(before));
      assert.equal(/(?<!\r)\n/.test(text), eol === '\n');
    }
  }
});

test('a second one goes after the first', () => {
  const text = pinned(pinned(DOCUMENT, 'honest'), 'honest', { ...SAMPLE, kind: 'exception' });
  assert.deepEqual(scenarios(text, 'honest').map((values) => (values as { kind?: string }).kind), ['exhibit', 'exception']);
});

test('in a list of traits it stays in its item', () => {
  const text = '# Aster\n\n- **Warm.** Aster is glad to be of use.\n\n  - **Why:** People hear more from somebody on their side.\n\n- **Honest.** Aster says what is so.\n\n  - **Why:** People act on it.\n';
  const [first] = parseTraitsDocument(text).traits;
  assert.equal(first?.content.form, 'item');
  const after = parseTraitsDocument(pinned(text, first.id));
  assert.deepEqual(after.traits.map(({ id, content }) => [id, content.scenarios.length]), [[first.id, 1], [parseTraitsDocument(text).traits[1]?.id, 0]]);
});

test('without a plan there is nothing to pin', () => {
  const [trait] = parseTraitsDocument(DOCUMENT).traits;
  assert.ok(trait);
  assert.equal(pinEdit(DOCUMENT, trait, { kind: 'exhibit', prompt: 'hm' }), undefined);
});

const words = fc
  .array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('```', '~~~', '\n', '\n\n', '---', ': ', ' #', '|', '> ', '- ', '{{model}}', '# Heading', '\t', '</x>', '"', "'", '\\', 'true', 'null', '...')))
  .map((pieces) => pieces.join('').trim())
  .filter((text) => text !== '' && !text.includes('\r'));

test('whatever a model wrote, it comes back to the letter, and no other trait or part comes of it', () => {
  fc.assert(
    fc.property(words, words, words, words, (what, how, why, prompt) => {
      const text = pinned(DOCUMENT, 'warm', { kind: 'trade-off', plan: { what, how, why }, prompt });
      assert.deepEqual(scenarios(text, 'warm'), [{ kind: 'trade-off', what, how, why, prompt }]);
      assert.deepEqual(parseTraitsDocument(text).traits.map(({ id, content }) => [id, content.parts.length]), parseTraitsDocument(DOCUMENT).traits.map(({ id, content }) => [id, content.parts.length]));
    }),
  );
});

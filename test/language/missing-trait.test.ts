/** Beginning the trait that a trade-off names and the document does not have. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { leadingNowhere } from '../../src/document/trade-offs.ts';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { applyEdits } from '../../src/language/edit.ts';
import { beginMissingTrait } from '../../src/language/missing-trait.ts';
import { lint } from '../../src/lint/lint.ts';
import { anyText } from './helpers.ts';

/** The text with the first trait that is missing begun, and what the fix is called; undefined where none is offered. */
function begun(text: string): { readonly title: string; readonly text: string } | undefined {
  const document = parseTraitsDocument(text);
  const found = lint(document).find(({ ruleId }) => ruleId === 'trade-offs/unknown-trait');
  assert.ok(found, 'a trait is missing');
  const fix = beginMissingTrait(document, found.range);
  return fix && { title: fix.title, text: applyEdits(text, fix.edits) };
}

const HONEST = '# T\n\n## Honest {#honest}\n\nSays so.\n\n### Trade-offs\n\n- **Yields to [Kind](#kind)** in tone.\n';

test('a trait that is named and not there is begun after the one that names it, and the name leads to it', () => {
  const fix = begun(`${HONEST}\n## Calm {#calm}\n\nIs calm.\n`);
  assert.equal(fix?.title, 'Create trait “Kind”');
  assert.deepEqual([...fix.text.matchAll(/^## .*$/gm)].map(([line]) => line), ['## Honest {#honest}', '## Kind {#kind}', '## Calm {#calm}']);
  assert.match(fix.text, /^## Kind \{#kind\}\n\nTODO: .+\n\n### What\n/m);
  assert.deepEqual(leadingNowhere(parseTraitsDocument(fix.text)), []);
});

test('it keeps the line breaks of its document, and takes the name of a trait that is no link', () => {
  const fix = begun(HONEST.replace('[Kind](#kind)', '[Kind Hearted]').replaceAll('\n', '\r\n'));
  assert.match(fix?.text ?? '', /^## Kind Hearted\r\n\r\nTODO: /m);
  assert.doesNotMatch(fix?.text ?? '', /[^\r]\n/);
});

test('nothing is offered where the name would still lead nowhere', () => {
  assert.equal(begun('# T\n\n- **Honest**: says so.\n  - **Why:** it helps.\n  - **Trade-offs:** Yields to [Kind](#not-its-slug) in tone.\n- **Calm**: is calm.\n  - **Why:** it helps.\n'), undefined);
});

test('whatever is named, what is begun is one trait more, and it is the one that was missing', () => {
  fc.assert(
    fc.property(anyText, (name) => {
      const text = HONEST.replace('[Kind](#kind)', () => `[${name}](#kind)`);
      const document = parseTraitsDocument(text);
      for (const { from, target } of leadingNowhere(document)) {
        if (target === undefined) continue;
        const fix = beginMissingTrait(document, { start: from.range.start + target.range.start, end: from.range.start + target.range.end });
        if (fix === undefined) continue;
        const after = parseTraitsDocument(applyEdits(text, fix.edits));
        assert.equal(after.traits.length, document.traits.length + 1);
        assert.ok(leadingNowhere(after).length < leadingNowhere(document).length);
      }
    }),
  );
});

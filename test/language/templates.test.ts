/** What a new document begins as: nothing is wrong with it but what is left to write, and that is found and asked for. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { documentOfNames, namesIn, TEMPLATES, templateSnippet } from '../../src/language/templates.ts';
import { lint } from '../../src/lint/lint.ts';

const folder = new URL('../../templates/', import.meta.url);
const documents = TEMPLATES.map(({ id, file }) => ({
  id,
  text: file === undefined ? documentOfNames(['Honest', 'Warm', 'Careful with risk', 'Stays within the task', 'Wry']) : readFileSync(new URL(file, folder), 'utf8'),
}));

/** A snippet as VS Code writes it out: its placeholders with what they hold. */
function writtenOut(snippet: string): { readonly text: string; readonly stops: readonly string[] } {
  const stops: string[] = [];
  const plain = (escaped: string): string => escaped.replaceAll(/\\([\\$}])/g, '$1');
  const text = snippet.replaceAll(/\$\{(\d+):((?:\\[\s\S]|[^\\}])*)\}|\\([\\$}])/g, (_, number?: string, held?: string, escaped?: string) => {
    if (number === undefined) return escaped ?? '';
    assert.equal(Number(number), stops.push(plain(held ?? '')));
    return plain(held ?? '');
  });
  return { text, stops };
}

test('every template is one of those that can be picked', () => {
  assert.deepEqual(readdirSync(folder).toSorted(), TEMPLATES.flatMap(({ file }) => file ?? []).toSorted());
});

for (const { id, text } of documents) {
  test(`nothing is wrong with the template ${id} but what is left to write, all of which is found`, () => {
    const document = parseTraitsDocument(text);
    const found = lint(document);
    assert.deepEqual(found.filter(({ ruleId }) => ruleId !== 'part/placeholder').map(({ ruleId, message }) => `${ruleId}: ${message}`), []);
    const left = [...text.matchAll(/TODO/g)].map(({ index }) => index);
    assert.ok(left.length > 0);
    assert.deepEqual(found.map(({ range }) => range.start), left);
  });

  test(`the template ${id} stops at the model's name and at each thing left to write`, () => {
    const { text: written, stops } = writtenOut(templateSnippet(text));
    assert.equal(written, text);
    assert.equal(stops[0], 'Assistant');
    assert.equal(stops.filter((stop) => stop.startsWith('TODO: ')).length, [...text.matchAll(/TODO/g)].length);
  });
}

test('traits of any name begin as whole traits', () => {
  assert.deepEqual(namesIn('- Honest, honest; 2. Warm\n## Careful with risk,,'), ['honest', 'Warm', 'Careful with risk']);
  const { traits } = parseTraitsDocument(documentOfNames(['Honest', 'Warm']));
  assert.deepEqual(traits.map(({ name, content }) => [name, content.parts.length]), [
    ['Honest', 5],
    ['Warm', 5],
  ]);
});

test('whatever the text, its snippet writes it out again', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom('---\n', 'model: A}B $1\n', 'TODO: \\${x}', 'TODO', ' {#id}', '**', '\n', '$0', '`', '}'), fc.string())), (parts) => {
      const text = parts.join('');
      assert.equal(writtenOut(templateSnippet(text)).text, text);
    }),
    { numRuns: 300 },
  );
});

/** What a baseline promises, on the command line and in the editor: it silences what it was made of, and no more. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { baselineOf, type BaselineFinding, newSince, readBaseline } from '../../src/lint/baseline.ts';
import { lint } from '../../src/lint/lint.ts';
import { traitIds } from '../../src/lint/trait-of.ts';

const finding: fc.Arbitrary<BaselineFinding> = fc.record(
  { file: fc.constantFrom('x', 'y'), ruleId: fc.constantFrom('why/missing', 'part/thin'), traitId: fc.constantFrom('a', 'b'), message: fc.constantFrom('One.', 'Other.') },
  { requiredKeys: ['file', 'ruleId', 'message'] },
);

test('a baseline silences all that it was made of, and of anything else exactly that much', () => {
  fc.assert(
    fc.property(fc.array(finding), fc.array(finding), (before, since) => {
      const baseline = baselineOf(before);
      const left = (all: readonly BaselineFinding[]): readonly BaselineFinding[] => all.filter(newSince(baseline.findings));
      assert.deepEqual(left(before), []);
      assert.deepEqual(baselineOf(left([...before, ...since])), baselineOf(since));
    }),
    { numRuns: 300 },
  );
});

test('what is said of all traits is no new finding when there is one more trait, with it or without', () => {
  const of = (text: string): readonly BaselineFinding[] => lint(parseTraitsDocument(text), {}, true).filter(({ ruleId }) => ruleId === 'why/missing').map(({ ruleId, message }) => ({ file: 'x', ruleId, message }));
  const before = `# Wren\n${Array.from({ length: 10 }, (_, index) => `\n## T${index}\n\nIt says so.\n`).join('')}`;
  const { findings } = baselineOf(of(before));
  for (const more of ['It says so.', 'It says so because people ask.']) {
    const found = of(`${before}\n## One more\n\n${more}\n`);
    assert.equal(found.length, 1);
    assert.deepEqual(found.filter(newSince(findings)), [], more);
  }
});

test('a number that somebody wrote tells one finding from another', () => {
  const of = (name: string): BaselineFinding => ({ file: 'x', ruleId: 'trade-offs/unknown-trait', message: `There is no trait “${name}”.` });
  assert.deepEqual([of('Rule 2')].filter(newSince(baselineOf([of('Rule 1')]).findings)), [of('Rule 2')]);
});

test('a baseline that is written is read as it was', () => {
  fc.assert(
    fc.property(fc.array(finding), (findings) => {
      const value = baselineOf(findings);
      assert.deepEqual(readBaseline(JSON.stringify(value)), { value });
    }),
    { numRuns: 200 },
  );
});

test('a finding stands in the trait whose range holds it', () => {
  const folder = new URL('fixtures/', import.meta.url);
  for (const name of readdirSync(folder)) {
    const document = parseTraitsDocument(readFileSync(new URL(name, folder), 'utf8'));
    const idAt = traitIds(document);
    for (let offset = 0; offset <= document.text.length; offset += 1) {
      const holder = document.traits.find(({ range }) => range.start <= offset && offset < range.end);
      assert.equal(idAt(offset), holder?.id, `${name} at ${offset}`);
    }
  }
});

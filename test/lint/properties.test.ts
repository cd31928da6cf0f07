/** What holds of linting whatever the text is. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import fc from 'fast-check';
import { DocumentParser, parseTraitsDocument } from '../../src/document/traits-document.ts';
import { applyEdits, type Diagnostic, lint } from '../../src/lint/lint.ts';
import { lintText } from './helpers.ts';

const runs = Number(process.env['RUNS'] ?? 150);
const fixtures = new URL('fixtures/', import.meta.url);
const texts = await Promise.all((await readdir(fixtures)).map((name) => readFile(new URL(name, fixtures), 'utf8')));

const piece = fc.oneof(
  fc.constantFrom('# Aster', '## Honest {#honest}', '## Warm', '### Why', '#### Trade-offs', '### Exceptions', '###### What', 'Warm\n---', '##'),
  fc.constantFrom('- **Honest**: says so', '- **Why:** because', '**Why.** reasons', '**What**', '- What: it acts', '1. How: so', '  - nested'),
  fc.constantFrom('- **Over [Warm](#warm)** here', 'Yields to [Honest](#honest) there', '- With [Nobody][x]', '[x]: #warm', '- Over warmth', '**Over **'),
  fc.constantFrom('```yaml scenario', 'what: it is', 'how:', '- why: [', '```', '---', 'traits: 1', 'trait-level: list', 'lint: {why/missing: off}'),
  fc.constantFrom('<!-- traits-disable -->', '<!-- traits-enable why/missing -->', '<!-- traits-disable-next-line -->', '<!--', '-->', '<div>', '> quoted'),
  fc.constantFrom('The assistant should always say so.', '{{model}} never does.', '', '', '\t', '\uFEFF', '{{', '[a](<'),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const markdown = fc.tuple(fc.array(piece, { maxLength: 14 }), fc.constantFrom('\n', '\n\n', '\r\n', '\r')).map(([lines, eol]) => lines.join(eol));
const text = fc.oneof({ weight: 4, arbitrary: markdown }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) });

/** Everything that a diagnostic says and does. */
function plain(diagnostic: Diagnostic): object {
  return { ...diagnostic, fixes: diagnostic.fixes() };
}

test('any text is linted, in its bounds, in order, and its fixes can be applied', () => {
  fc.assert(
    fc.property(text, (source) => {
      let last = 0;
      for (const { range, related, fixes, message, fixable } of lintText(source)) {
        assert.ok(range.start >= last, 'in order');
        last = range.start;
        for (const { start, end } of [range, ...related.map((place) => place.range), ...fixes().flatMap((fix) => fix.edits.map((edit) => edit.range))]) {
          assert.ok(start >= 0 && start <= end && end <= source.length, `${start}–${end} of ${source.length}`);
        }
        assert.notEqual(message, '');
        assert.equal(fixable, fixes().length > 0);
        for (const { edits } of fixes()) {
          const sorted = edits.toSorted((a, b) => a.range.start - b.range.start);
          assert.ok(sorted.every((edit, index) => index === 0 || (sorted[index - 1]?.range.end ?? 0) <= edit.range.start), 'edits do not overlap');
          lintText(applyEdits(source, edits));
        }
      }
    }),
    { numRuns: runs },
  );
});

test('after edits a document is linted as if it were new', () => {
  const edits = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat({ max: 30 }), fc.oneof(piece, piece.map((line) => `\n${line}\n`))), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.oneof(markdown, fc.constantFrom(...texts)), edits, (source, changes) => {
      const parser = new DocumentParser();
      let current = source;
      lint(parser.parse(current));
      for (const [where, removed, inserted] of changes) {
        const at = Math.floor(where * current.length);
        current = current.slice(0, at) + inserted + current.slice(at + removed);
        assert.deepEqual(lint(parser.parse(current)).map(plain), lint(parseTraitsDocument(current)).map(plain));
      }
    }),
    { numRuns: runs },
  );
});

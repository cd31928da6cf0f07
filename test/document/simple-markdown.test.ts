/** Simple Markdown is read without the parser, and nobody can tell: what is read is what the parser reads. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseSegment, parseThroughout } from '../../src/document/markdown.ts';
import { cutSegments, segmentEnd } from '../../src/document/segments.ts';
import { readSimpleMarkdown } from '../../src/document/simple-markdown.ts';

const numRuns = Number(process.env['RUNS'] ?? 3000);

function assertReadAlike(text: string): void {
  assert.deepStrictEqual(parseSegment(text, ''), parseThroughout(text, ''), JSON.stringify(text));
}

const samples = new URL('../../samples/', import.meta.url);
const written = readdirSync(samples)
  .filter((name) => name.endsWith('.traits.md'))
  .flatMap((name) => {
    const text = readFileSync(new URL(name, samples), 'utf8');
    const { cuts } = cutSegments(text);
    return cuts.map((cut, index) => text.slice(cut.start, segmentEnd(text, cuts, index)));
  });

const inline = fc.constantFrom(
  'It helps', ' because people act on it. ', '{{model}}', ' when asked', '**Why.**', '*how*', '**over [Warm](#warm)**', '[Honest](#honest)',
  '`code`', ' “quoted”', ' snake_case', ' a & b', ' 3 < 4', ': then;', '\n', '\n  ', '\n    ', ' ', '(an aside)', '**', '*', '`', '[', '](#a)', '](', '!', '_', '<b>', '&amp;', '\\',
  'é', '😀', '\u00a0', '\u2028', '\t', '—', '#', '##', '{#id .context}', '{a=b}', '[^n]', '[h]', '![alt](a.png)', ' [a b](http://a.b/c?d=e)', '***', '`` a ``', ' [as written]', '[x] ', ' _said_', '_a', 'b_', '__c__', ' \\*no\\*', '\\[', '\\\\', '\\_', ' *a_b* ', '_a *b* c_', ' [snake_case](#a)', ' [_a_](#b)',
);
const line = fc
  .tuple(
    fc.constantFrom('', '', '', '- ', '- ', '  - ', '  ', '    ', '# ', '## ', '###### ', '#', '* ', '+ ', '-', '-  ', '   - ', '    - ', '1. ', '12 ', '> ', '- # ', '- - ', '- [ ] ', '```', '~~~', '1. ', '2. ', '10. ', '1) ', '   ', '1.', '01. '),
    fc.array(inline, { maxLength: 5 }),
    fc.constantFrom('\n', '\n', '\n\n', '\n\n', '\n\n\n', '', ' \n', '  \n', '\r\n'),
  )
  .map(([opening, parts, ending]) => opening + parts.join('') + ending);
const fragment = fc.oneof(
  { weight: 6, arbitrary: line },
  { weight: 3, arbitrary: fc.constantFrom('## Honest {#honest}\n\n', 'It says what it thinks.\n\n', '- **Over [Warm](#warm)** in *substance*: `now`.\n', '  - A case of it.\n', '- One,\n  on two lines.\n', '\n') },
  { weight: 2, arbitrary: fc.constantFrom('```yaml scenario\nkind: exhibit\n\n- a\n```\n', '```\n```\n', '```yaml\n  ```\n```\n', '```\n\n\n```\n\n', '````\n```\n', '``` a\n~~~\n```\n', '```a`b\n') },
  { weight: 1, arbitrary: fc.constantFrom('===\n', '---\n', '| a | b |\n', '| - | - |\n', '|-|\n', ':-\n', '[h]: #honest\n', '<div>\n', '<!-- note -->\n', '[^n]: note\n', '* * *\n', '\uFEFF', '\0') },
);
const fresh = fc.array(fragment, { maxLength: 10 }).map((parts) => parts.join(''));

const inserted = fc.oneof(inline, fragment, fc.constantFrom('\n', '\n\n', '', '- ', '  ', '**', '*', '`', '[', ']', '(', ')', '-', '=', '|', '~', '.'));
const changed = fc
  .tuple(fc.constantFrom(...written), fc.array(fc.tuple(fc.nat(), fc.nat({ max: 5 }), inserted), { minLength: 1, maxLength: 4 }))
  .map(([text, edits]) =>
    edits.reduce((before, [at, remove, insert]) => {
      const start = at % (before.length + 1);
      return before.slice(0, start) + insert + before.slice(start + remove);
    }, text.slice(0, 600)),
  );

test('whatever is made up of pieces of Markdown reads as the parser reads it', () => {
  fc.assert(fc.property(fresh, assertReadAlike), { numRuns });
});

test('a sample with any changes made to it reads as the parser reads it', () => {
  fc.assert(fc.property(changed, assertReadAlike), { numRuns });
});

test('the samples read as the parser reads them, most of them without it', () => {
  for (const text of written) assertReadAlike(text);
  const simple = written.filter((text) => readSimpleMarkdown(text) !== undefined);
  assert.ok(simple.join('').length > written.join('').length / 2);
});

test('code that is nested too deep to be read is left unread, though its fence is simple', () => {
  assertReadAlike(`\`\`\`\n${' '.repeat(130)}- deep\n\`\`\`\n`);
});

/** What the tests of the language features share: documents with a marked place, and texts of every kind. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Range } from '../../src/document/range.ts';
import { LANGUAGES } from '../../src/document/languages/index.ts';
import { parseTraitsDocument, type TraitsDocument } from '../../src/document/traits-document.ts';
import type { RuleNote } from '../../src/language/guide.ts';

export const rules: readonly RuleNote[] = [
  { id: 'why/missing', summary: 'A trait that does not say why it matters', severity: 'warning', options: ['words'] },
  { id: 'trade-offs/one-sided', summary: 'A trade-off that only one of its two traits tells of', severity: 'information', options: [] },
];

/** `¦` marks the place. */
export function at(marked: string): { document: TraitsDocument; offset: number } {
  const offset = marked.indexOf('¦');
  assert.ok(offset >= 0, 'a place is marked');
  return { document: parseTraitsDocument(marked.replace('¦', ''), LANGUAGES), offset };
}

/** Two marks of `¦`: what is selected between them. */
export function selected(marked: string): { document: TraitsDocument; range: Range } {
  const start = marked.indexOf('¦');
  const end = marked.indexOf('¦', start + 1) - 1;
  assert.ok(start >= 0 && end >= start, 'a selection is marked');
  return { document: parseTraitsDocument(marked.replaceAll('¦', ''), LANGUAGES), range: { start, end } };
}

export function written({ text }: TraitsDocument, { start, end }: Range): string {
  return text.slice(start, end);
}

export function assertWithin(range: Range, text: string): void {
  assert.ok(range.start >= 0 && range.start <= range.end && range.end <= text.length, `${range.start}-${range.end} of ${text.length}`);
}

const fragment = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('---\n', '---\ntraits: 1\nmodel: Aster\n---\n', 'sections:\n  why: [Warum]\n', 'lint:\n  why/missing: off\n') },
  { weight: 5, arbitrary: fc.constantFrom('# Aster\n\n', '## Honest {#honest}\n', '## Warm\n', '##   Kind{ #kind .x }\n', 'Title\n===\n', '## {{model}} asks\n\n\n', '### Deep\n', '## [Warm](#warm) too\n', 'Two\nlines\n---\n') },
  { weight: 5, arbitrary: fc.constantFrom('### why\n', '### What:\n\n\n', '**Why**: because.\n\n', '- **How**: when asked.\n', '- Why: so that\n', '### TRADE-OFFS\n', '**Trade-offs**\n\n', '### Exceptions ###\n', '**What** . It is.\n', '**why.** So.\n\n') },
  { weight: 6, arbitrary: fc.constantFrom('- Over [Warm](#warm) here.\n', '- **Over** [Warm](#warm): so.\n', '- **Over [Honest](#honest):** so.\n', '- Yields to [Honest][h]: then.\n', '- With Warm, as it is.\n', '- **With  Kind** and\n', '- mentions Honest\n', '[h]: #honest\n', '[Warm]: <#warm> "t"\n', '- _Over_ [Kind](#kind) a\n', '- __Over Warm:__ b\n', '- **Over [Warm](#warm) in** it\n') },
  { weight: 3, arbitrary: fc.constantFrom('```yaml scenario\nkind: exhibit\nwhat: [\n```\n', '  ```yaml scenario\n  what: a\n  ```\n', '```\n', '~~~\n', '    code\n', '`{{model}}` {{model}} `[x](#warm)`\n') },
  { weight: 3, arbitrary: fc.constantFrom('<!-- traits-disable why/missing -->\n', '<!-- #region -->\n', '<!-- #endregion -->\n', '<!--', '-->\n', '<div>\n', '> quote\n', '> - Over [Warm](#warm) x\n', '| a | b |\n| - | - |\n| [c](#warm) | d |\n', '***\n') },
  { weight: 3, arbitrary: fc.constantFrom('- **Honest**: says what it thinks.\n', '* **Kind** is nice to all.\n', '  - **Why**: nested.\n', '1. one\n', '- a\n', '-\n', '- \n', '* **x') },
  { weight: 3, arbitrary: fc.constantFrom('\n', '\r\n', '\r', '\n\n', '\n\n\n', ' ', '\t', 'text', 'It helps, because people act on it. ', 'é\u0301', '😀', '[', ']', '](#', '**', '\\') },
);

/** Documents and what is half one. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  { weight: 6, arbitrary: fc.array(fragment, { maxLength: 20 }).chain((parts) => fc.constantFrom(parts.join(''), parts.join('\n'), parts.join('').replaceAll('\n', '\r\n'))) },
);

/** A place in a text, as a share of its length. */
export const anyPlace = fc.double({ min: 0, max: 1, noNaN: true });

export const runs = Number(process.env['RUNS'] ?? 250);

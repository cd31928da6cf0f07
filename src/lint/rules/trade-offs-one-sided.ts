/** trade-offs/one-sided: a trade-off that only one of its two traits tells of. */
import { tradeOffs } from '../../document/trade-offs.ts';
import { entriesOf, type Precedence } from '../../document/trait-content.ts';
import type { Trait, TraitsDocument } from '../../document/traits-document.ts';
import type { DocumentRule, Fix, RulePage } from '../rule.ts';
import { insertPart, lineBreakOf } from '../scaffold.ts';

export const rule: DocumentRule = {
  scope: 'document',
  meta: { id: 'trade-offs/one-sided', summary: 'A trade-off that only one of its two traits tells of', severity: 'information' },
  check(document, report) {
    const all = tradeOffs(document);
    const told = new Set(all.flatMap(({ from, to }) => (to === undefined ? [] : [`${from.range.start} ${to.range.start}`])));
    for (const { from, to, entry, precedence } of all) {
      if (to === undefined || to === from || told.has(`${to.range.start} ${from.range.start}`)) continue;
      const { start } = from.range;
      const range = entry.target?.range ?? entry.range;
      report({
        range: { start: start + range.start, end: start + range.end },
        message: `“${from.name}” names “${to.name}” here, and “${to.name}” does not name “${from.name}”: expected a trade-off in both.`,
        related: [{ range: nameRange(to), message: `“${to.name}” says nothing of “${from.name}”.` }],
        fixes: () => [writeCounterpart(document, from, to, precedence)],
      });
    }
  },
};

function nameRange(trait: Trait): { start: number; end: number } {
  const { nameRange: name } = trait.content;
  return { start: trait.range.start + name.start, end: trait.range.start + name.end };
}

const COUNTERPART: Readonly<Record<Precedence, string>> = { over: 'Yields to', 'yields-to': 'Over', with: 'With' };

/** The entry refers to the one that is there, since only its author can say the same from the other side. */
function writeCounterpart(document: TraitsDocument, from: Trait, to: Trait, precedence: Precedence): Fix {
  const title = `Write the counterpart in “${to.name}”`;
  const entry = `- **${COUNTERPART[precedence]} [${from.name}](#${from.id})**, as set out there.`;
  const part = to.content.parts.find(({ kind }) => kind === 'trade-offs');
  const last = part === undefined ? undefined : entriesOf(part).at(-1);
  if (part === undefined || last === undefined) {
    const scaffold = insertPart(document, to, 'trade-offs');
    const edits = scaffold.edits.map((edit) => ({ ...edit, newText: edit.newText.replace(/(?:- )?TODO:.*$/, inPart(edit.newText, entry)) }));
    return { title, kind: 'mend', edits };
  }
  const { source } = to.content;
  const at = lastBlockEnd(part.range.end, source);
  const listed = part.blocks.find((block) => block.type === 'list');
  const eol = lineBreakOf(document.text);
  const lineStart = Math.max(source.lastIndexOf('\n', last.range.start), source.lastIndexOf('\r', last.range.start)) + 1;
  const before = listed === undefined ? eol : '';
  const indent = /^[ \t]*/.exec(source.slice(lineStart))?.[0] ?? '';
  const offset = to.range.start + at;
  return { title, kind: 'mend', edits: [{ range: { start: offset, end: offset }, newText: `${before}${eol}${indent}${entry}` }] };
}

/** A lead-in or a labelled item holds its one entry without a bullet. */
function inPart(scaffold: string, entry: string): string {
  return /\*\* TODO:/.test(scaffold) ? entry.slice(2) : entry;
}

function lastBlockEnd(end: number, source: string): number {
  return source.slice(0, end).trimEnd().length;
}

export const page: RulePage = {
  why: `Each trait's data is generated from its own chunk. A trade-off that stands in one trait alone is shown when that trait
is generated; told from one side it also reads, to whoever edits the other trait, as if it were not there.

The chunk of the other trait does carry the entry that names it, so this is judgement and its severity is
*information*. The fix writes an entry that points to the one that is there; say it anew from the other side if the
case looks different from there.`,
  fails: `# How Aster treats people

## Honest {#honest}

Aster says what it believes to be true.

### Trade-offs

- **Over [Warm](#warm)** in substance.

## Warm {#warm}

Aster is glad to be of use.

### Why

People hear more from somebody who is on their side.
`,
  passes: `# How Aster treats people

## Honest {#honest}

Aster says what it believes to be true.

### Trade-offs

- **Over [Warm](#warm)** in substance.

## Warm {#warm}

Aster is glad to be of use.

### Trade-offs

- **Yields to [Honest](#honest)** in substance.
`,
};

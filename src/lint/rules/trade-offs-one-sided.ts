/** trade-offs/one-sided: a trade-off that only one of its two traits tells of. */
import { keptByTradeOffs, settledByTrait, tradeOffAt } from '../../document/trade-offs.ts';
import { entriesOf, type Precedence } from '../../document/trait-content.ts';
import type { Trait, TraitsDocument } from '../../document/traits-document.ts';
import type { DocumentRule, Fix, RulePage } from '../rule.ts';
import { insertEntry, insertPart } from '../scaffold.ts';
import { traitLink, traitUrl } from '../trait-link.ts';

export const rule: DocumentRule = {
  scope: 'document',
  meta: { id: 'trade-offs/one-sided', summary: 'A trade-off that only one of its two traits tells of', severity: 'information' },
  check(document, report) {
    for (const index of unanswered(document)) {
      const { from, to, entry, precedence, named } = tradeOffAt(document, index) ?? {};
      if (from === undefined || to === undefined || entry === undefined || precedence === undefined) continue;
      const { start } = from.range;
      const range = named ?? entry.target?.range ?? entry.range;
      const url = traitUrl(document, from);
      report({
        range: { start: start + range.start, end: start + range.end },
        message: `“${from.name}” names “${to.name}” here, and “${to.name}” says nothing of “${from.name}”: expected a trade-off in both.`,
        related: [{ range: nameRange(to), message: `“${to.name}” has no trade-off with “${from.name}”.` }],
        ...(url === undefined ? {} : { fixes: () => writeCounterpart(document, to, `${COUNTERPART[precedence]} ${traitLink(from, url)}`, entry.precedence !== undefined) }),
      });
    }
  },
};

function nameRange(trait: Trait): { start: number; end: number } {
  const { nameRange: name } = trait.content;
  return { start: trait.range.start + name.start, end: trait.range.start + name.end };
}

const COUNTERPART: Readonly<Record<Precedence, string>> = { over: 'Yields to', 'yields-to': 'Over', with: 'With' };

/**
 * The entry refers to the one that is there, since only its author can say the same from the other side. Where that has
 * no lead-in, which of the two goes first is a guess.
 */
function writeCounterpart(document: TraitsDocument, to: Trait, reference: string, stated: boolean): readonly Fix[] {
  const title = `Write the counterpart in “${to.name}”`;
  const entry = `**${reference}**, as set out there.`;
  const parts = to.content.parts.filter(({ kind }) => kind === 'trade-offs');
  const part = parts.find((candidate) => entriesOf(candidate).length > 0) ?? parts.find((candidate) => candidate.form === 'heading');
  const edits = part === undefined ? insertPart(document, to, 'trade-offs', entry)?.edits : [insertEntry(document, to, part, entry)];
  return edits === undefined ? [] : [{ title, kind: stated ? 'mend' : 'scaffold', edits }];
}

/** Indices into `tradeOffs`. */
const unanswered = keptByTradeOffs((document): readonly number[] => {
  const all = settledByTrait(document);
  const told = new Set<number>();
  for (let from = 0; from < all.length; from += 1) for (const { to } of all[from] ?? []) if (to !== undefined) told.add(from * all.length + to.index);
  const found: number[] = [];
  let index = 0;
  for (let from = 0; from < all.length; from += 1) {
    for (const { to } of all[from] ?? []) {
      if (to !== undefined && to.index !== from && !told.has(to.index * all.length + from)) found.push(index);
      index += 1;
    }
  }
  return found;
});

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
  fix: 'writes an entry in the other trait that points back to this one. `--fix` does so where this one begins with *Over*, *Yields to* or *With*. The editor offers it at the name of the other trait, too.',
};

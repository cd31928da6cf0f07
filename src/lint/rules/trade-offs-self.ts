/** trade-offs/self: a trade-off of a trait with itself. */
import type { Prose } from '../../document/markdown.ts';
import { lineStart, type Range } from '../../document/range.ts';
import { keptByTradeOffs, tradeOffAt, tradeOffs } from '../../document/trade-offs.ts';
import type { TradeOffEntry, TraitContent } from '../../document/trait-content.ts';
import type { Trait } from '../../document/traits-document.ts';
import type { DocumentRule, Fix, RulePage } from '../rule.ts';

export const rule: DocumentRule = {
  scope: 'document',
  meta: { id: 'trade-offs/self', summary: 'A trade-off of a trait with itself', severity: 'warning' },
  check(document, report) {
    for (const index of withItself(document)) {
      const { from, entry, named } = tradeOffAt(document, index) ?? {};
      if (from === undefined || entry === undefined || named === undefined) continue;
      const { start } = from.range;
      report({
        range: { start: start + named.start, end: start + named.end },
        message: `“${from.name}” trades off with itself here: expected another trait.`,
        fixes: () => removal(from, entry, named.end),
      });
    }
  },
};

/** Indices into `tradeOffs`. Without a lead-in a link to the trait itself is a cross-reference. */
const withItself = keptByTradeOffs((document): readonly number[] =>
  tradeOffs(document).flatMap(({ from, to, entry, named }, index) => (to === from && named !== undefined && entry.precedence !== undefined ? [index] : [])),
);

/** The last entry of a part is not removed: its author would be left with an empty part. */
function removal(trait: Trait, entry: TradeOffEntry, nameEnd: number): readonly Fix[] {
  const range = itemRange(trait.content, entry);
  if (range === undefined) return [];
  // Where it says no more than the name nothing is lost. Whatever else it says, its author may want to keep.
  const said = trait.content.source.slice(nameEnd, range.end);
  const { start } = trait.range;
  return [
    {
      title: 'Remove this trade-off',
      kind: /[\p{L}\p{N}]/u.test(said) ? 'scaffold' : 'mend',
      edits: [{ range: { start: start + range.start, end: start + range.end }, newText: '' }],
    },
  ];
}

/** The lines of the item that `entry` is, if they are its own and another item says something. */
function itemRange({ parts, source }: TraitContent, { range: written }: TradeOffEntry): Range | undefined {
  const isEntry = (prose: Prose | undefined): boolean => prose?.range.start === written.start;
  for (const { kind, blocks } of parts) {
    if (kind !== 'trade-offs') continue;
    for (const block of blocks) {
      if (block.type !== 'list') continue;
      const index = block.items.findIndex(({ prose }) => isEntry(prose));
      const item = block.items[index];
      const before = block.items[index - 1];
      const after = block.items[index + 1];
      if (item === undefined) continue;
      if (!block.items.some((other) => other !== item && other.prose !== undefined)) return undefined;
      const start = lineStart(source, item.range.start);
      if (!/^[ \t>]*$/.test(source.slice(start, item.range.start))) return undefined;
      // A numbered list that begins with another number than one may be read as the text before it.
      if (after !== undefined && (before !== undefined || !block.ordered)) {
        const next = lineStart(source, after.range.start);
        return next > item.range.start ? { start, end: next } : undefined;
      }
      if (before === undefined) return undefined;
      const end = source.slice(0, item.range.end).trimEnd().length;
      return { start: source.slice(0, start).replace(/(?:\s|>)+$/, '').length, end };
    }
  }
  return undefined;
}

export const page: RulePage = {
  why: `A trade-off says what happens when two traits pull apart, and a trait does not pull apart from itself. Mostly it was
copied from the trait on the other side of it. A scenario made from it asks the generating model to weigh a trait
against itself.

That is plain from the text, so this is a *warning*.`,
  fails: `# How Aster treats people

## Honest {#honest}

Aster says what it believes to be true.

### Trade-offs

- **Over [Warm](#warm)** in substance.
- **Yields to [Honest](#honest)** in substance.

## Warm {#warm}

Aster is glad to be of use.

### Trade-offs

- **Yields to [Honest](#honest)** in substance.
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
  fix: 'removes the entry where the part has others. `--fix` does so only where it says no more than the name.',
};

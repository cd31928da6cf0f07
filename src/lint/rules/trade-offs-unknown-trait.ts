/** trade-offs/unknown-trait: a trade-off with a trait that the document does not have. */
import { distance } from 'fastest-levenshtein';
import { tradeOffs } from '../../document/trade-offs.ts';
import type { TradeOffEntry } from '../../document/trait-content.ts';
import type { Trait, TraitsDocument } from '../../document/traits-document.ts';
import type { DocumentRule, Fix, RulePage } from '../rule.ts';
import { traitLink, traitUrl } from '../trait-link.ts';

export const rule: DocumentRule = {
  scope: 'document',
  meta: { id: 'trade-offs/unknown-trait', summary: 'A trade-off that names a trait the document does not have', severity: 'warning' },
  check(document, report) {
    for (const { from, entry, to } of tradeOffs(document)) {
      const { target } = entry;
      if (to !== undefined || target === undefined) continue;
      const written = target.url?.startsWith('#') === true ? target.url : target.text;
      const meant = closest(target, document.traits.filter((trait) => trait !== from));
      const { start } = from.range;
      const url = meant === undefined ? undefined : traitUrl(document, meant.trait);
      report({
        range: { start: start + target.range.start, end: start + target.range.end },
        message: `No trait has the name or id “${written}”: expected one of this document's${meant === undefined ? '.' : `. Did you mean “${meant.trait.name}”?`}`,
        ...(meant === undefined || url === undefined ? {} : { fixes: () => [refer(document, from, target, meant, url)] }),
      });
    }
  },
};

type Target = NonNullable<TradeOffEntry['target']>;

interface Meant {
  readonly trait: Trait;
  /** The share of characters that differ, spelling apart. */
  readonly far: number;
}

/** The trait whose name or id is nearest to what was written, if it is near: at most two in five characters differ. */
function closest({ text, url }: Target, traits: readonly Trait[]): Meant | undefined {
  const written = [text, url?.replace(/^#/, '') ?? text].map(spelling);
  let best: Meant | undefined;
  for (const trait of traits) {
    for (const name of [spelling(trait.name), spelling(trait.id)]) {
      for (const word of written) {
        const far = distance(word, name) / Math.max(word.length, name.length, 1);
        if (far <= 0.4 && (best === undefined || far < best.far)) best = { trait, far };
      }
    }
  }
  return best;
}

/** A name without what writers vary: case, and what stands between words. */
function spelling(name: string): string {
  return name.normalize('NFC').toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

/** Where the spelling alone differs there is nothing to guess. A link's text stays when it is no name of the trait. */
function refer(document: TraitsDocument, from: Trait, target: Target, { trait, far }: Meant, url: string): Fix {
  const range = { start: from.range.start + target.range.start, end: from.range.start + target.range.end };
  const source = document.text.slice(range.start, range.end);
  const label = /^\[(?:[^[\]\\]|\\.)*\](?=[([])/.exec(source)?.[0];
  const own = label !== undefined && closest({ range, text: target.text }, [trait]) === undefined;
  return {
    title: `Change to “${trait.name}”`,
    kind: far === 0 ? 'mend' : 'scaffold',
    edits: [{ range, newText: own ? `${label}(${url})` : traitLink(trait, url) }],
  };
}

export const page: RulePage = {
  why: `A chunk carries the statement of each trait that it trades off with, and that trait's own entry about it. A name that
leads nowhere leaves both out, and the generating model is told to weigh one trait against a word. Mostly it is a trait
that was renamed or removed.`,
  fails: `# How Aster treats people

## Honest {#honest}

Aster says what it believes to be true.

### Trade-offs

- **Over [Warmth](#warmth)** in substance.

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
  fix: 'changes the reference to the trait whose name or id is nearest, where one is near.',
};

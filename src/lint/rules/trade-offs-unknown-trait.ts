/** trade-offs/unknown-trait: a trade-off with a trait that the document does not have. */
import { distance } from 'fastest-levenshtein';
import { tradeOffs } from '../../document/trade-offs.ts';
import type { TradeOffEntry } from '../../document/trait-content.ts';
import type { Trait } from '../../document/traits-document.ts';
import type { DocumentRule, Fix, RulePage } from '../rule.ts';

export const rule: DocumentRule = {
  scope: 'document',
  meta: { id: 'trade-offs/unknown-trait', summary: 'A trade-off that names a trait the document does not have', severity: 'warning' },
  check(document, report) {
    for (const { from, entry, to } of tradeOffs(document)) {
      const { target } = entry;
      if (to !== undefined || target === undefined) continue;
      const written = target.url?.startsWith('#') === true ? target.url : target.text;
      const meant = closest(target, document.traits);
      const { start } = from.range;
      report({
        range: { start: start + target.range.start, end: start + target.range.end },
        message: `No trait is called “${written}”: expected the name or id of one${meant === undefined ? '.' : `. Did you mean “${meant.name}”?`}`,
        ...(meant === undefined ? {} : { fixes: () => [rename(from, target, meant)] }),
      });
    }
  },
};

type Target = NonNullable<TradeOffEntry['target']>;

/** The trait whose name or id is nearest to what was written, if it is near: at most two in five characters differ. */
function closest(target: Target, traits: readonly Trait[]): Trait | undefined {
  const written = [target.text, target.url?.replace(/^#/, '') ?? target.text].map((text) => text.toLowerCase());
  let best: { trait: Trait; far: number } | undefined;
  for (const trait of traits) {
    for (const name of [trait.name.toLowerCase(), trait.id.toLowerCase()]) {
      for (const text of written) {
        const far = distance(text, name) / Math.max(text.length, name.length, 1);
        if (far <= 0.4 && (best === undefined || far < best.far)) best = { trait, far };
      }
    }
  }
  return best?.trait;
}

function rename(from: Trait, target: Target, meant: Trait): Fix {
  const range = { start: from.range.start + target.range.start, end: from.range.start + target.range.end };
  return { title: `Change to “${meant.name}”`, kind: 'mend', edits: [{ range, newText: `[${meant.name}](#${meant.id})` }] };
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
};

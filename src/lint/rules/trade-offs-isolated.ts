/** trade-offs/isolated: a trait that no trade-off touches, among traits that are weighed against each other. */
import { keptByTradeOffs, settledByTrait } from '../../document/trade-offs.ts';
import { partState } from '../../document/trait-content.ts';
import type { Trait } from '../../document/traits-document.ts';
import type { DocumentRule, RulePage } from '../rule.ts';
import { isToDo, saysNone } from './phrases.ts';

/** In a document of fewer traits than this, one that stands alone is nothing odd. */
const FEWEST_TRAITS = 4;

export const rule: DocumentRule = {
  scope: 'document',
  meta: { id: 'trade-offs/isolated', summary: 'A trait that no trade-off of the document touches', severity: 'hint' },
  check(document, report) {
    const { traits } = document;
    if (traits.length < FEWEST_TRAITS) return;
    const { touched, apart } = apartFromAll(document);
    if (touched * 2 <= traits.length) return;
    for (const index of apart) {
      const trait = traits[index];
      if (trait === undefined || !weighsSomething(trait)) continue;
      const { content, range } = trait;
      report({
        range: { start: range.start + content.nameRange.start, end: range.start + content.nameRange.end },
        message: `“${content.name}” names no other trait in its trade-offs, and none names it: expected one that it can meet, or “None”.`,
      });
    }
  },
};

/** How many traits a trade-off touches, and the indices of those that none touches and that name none. */
const apartFromAll = keptByTradeOffs((document) => {
  const touched = new Set<number>();
  const named = new Set<number>();
  const all = settledByTrait(document);
  for (let from = 0; from < all.length; from += 1) {
    for (const { to } of all[from] ?? []) {
      // A name that leads nowhere and one that leads back have rules of their own.
      if (to === undefined || to.index === from) named.add(from);
      else touched.add(from).add(to.index);
    }
  }
  const apart = [...all.keys()].filter((index) => !touched.has(index) && !named.has(index));
  return { touched: touched.size, apart };
});

/** Where it has no trade-offs at all, or an empty part for them, that is what is missing; where it says “None”, nothing is. */
function weighsSomething({ content }: Trait): boolean {
  switch (partState(content, 'trade-offs')) {
    case 'absent':
      return false;
    case 'in-prose':
      return true;
    case 'labelled':
      return content.tradeOffs.length > 0 && !content.tradeOffs.some(({ text }) => saysNone(text) || isToDo(text));
  }
}

export const page: RulePage = {
  why: `The chunk of a trait carries the statements of the traits that it trades off with. A trait outside of that web is
generated as if it were alone, although its author found something to weigh it against.

That it ought to be named is judgement, so this is a *hint*. The rule speaks up in documents of four traits or more, of
which most do name each other, and only of a trait that weighs something: where it has no trade-offs at all
\`trade-offs/missing\` says so, and an entry that says *None* settles the matter.`,
  fails: `# How Aster treats people

## Honest {#honest}

Aster says what it believes to be true.

### Trade-offs

- **Over [Warm](#warm)** in substance.

## Warm {#warm}

Aster is glad to be of use.

### Trade-offs

- **Yields to [Honest](#honest)** in substance.
- **Over [Brief](#brief)** where somebody is in distress.

## Brief {#brief}

Aster says it once.

### Trade-offs

- **Yields to [Warm](#warm)** where somebody is in distress.

## Curious {#curious}

Aster wants to know how things work.

### Trade-offs

- The task goes before what would be interesting to know.
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
- **Over [Brief](#brief)** where somebody is in distress.

## Brief {#brief}

Aster says it once.

### Trade-offs

- **Yields to [Warm](#warm)** where somebody is in distress.
- **Over [Curious](#curious)** until the task is done.

## Curious {#curious}

Aster wants to know how things work.

### Trade-offs

- **Yields to [Brief](#brief)** until the task is done: it goes before what would be interesting to know.
`,
};

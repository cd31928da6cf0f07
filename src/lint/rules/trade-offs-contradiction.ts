/** trade-offs/contradiction: two traits that are each said to prevail over the other. */
import type { DocumentRule, RulePage } from '../rule.ts';
import { type Claim, claimsTogether, LIMITS_OPTION, LIMITS_SAID, pairKey, placeOf, severityOf } from './precedences.ts';

export const rule: DocumentRule = {
  scope: 'document',
  meta: {
    id: 'trade-offs/contradiction',
    summary: 'Two trade-offs of which each puts the other trait first',
    severity: 'warning',
    options: LIMITS_OPTION,
  },
  check(document, report, { words }) {
    for (const [claim, opposite] of contradictions(document, words['limits'])) {
      if (claim === undefined || opposite === undefined) continue;
      report({
        range: placeOf(claim),
        message: `Here “${claim.winner.name}” goes before “${claim.loser.name}”${inMatter(claim)}, and elsewhere “${claim.loser.name}” before “${claim.winner.name}”: expected one order, or each to say in which matter it holds.`,
        ...severityOf([claim, opposite]),
        related: [{ range: placeOf(opposite), message: `Here “${opposite.winner.name}” goes before “${opposite.loser.name}”${inMatter(opposite)}.` }],
      });
    }
  },
};

/** Of each pair of traits the first claim that contradicts an earlier one, and that one. */
const contradictions = claimsTogether((all, document) => {
  const byPair = new Map<number, Claim[]>();
  const told = new Set<number>();
  const found: (readonly [Claim, Claim])[] = [];
  for (const claim of all) {
    const key = pairKey(claim.winner, claim.loser, document);
    if (told.has(key)) continue;
    const earlier = byPair.get(key);
    if (earlier === undefined) {
      byPair.set(key, [claim]);
      continue;
    }
    const opposite = earlier.find((other) => contradict(claim, other));
    if (opposite === undefined) {
      // Of many that say the same one is enough, so that a pair that is named a thousand times takes no longer.
      if (!earlier.some((other) => other.winner === claim.winner && other.hedged === claim.hedged && other.scope === claim.scope)) earlier.push(claim);
      continue;
    }
    told.add(key);
    found.push([claim, opposite]);
  }
  return found;
});

/** Of different matters both may be true. */
function contradict(claim: Claim, other: Claim): boolean {
  return claim.winner !== other.winner && claim.scope !== undefined && claim.scope === other.scope;
}

function inMatter({ matter }: Claim): string {
  return matter === '' || matter.length > 60 ? '' : ` ${matter}`;
}

export const page: RulePage = {
  why: `Where each of two traits is said to prevail over the other, what a sample teaches depends on which of the two it was
generated from, and together the samples teach neither. A chunk holds both entries, so the generating model reads the
contradiction and settles it anew each time.

That is plain from the text, so this is a *warning*. Two orders contradict each other only if both hold everywhere, or
both in the same words: *over Warm in substance* beside *over Honest in tone* is how traits are meant to be weighed,
and so is a general order with a case that turns it round. Where the case is said only in the middle of an explanation,
a reader has to weigh it: the finding is *information* then. There is no fix, since only the author knows which it is.`,
  options: {
    limits: LIMITS_SAID,
  },
  fails: `# How Aster treats people

## Honest {#honest}

Aster says what it believes to be true.

### Trade-offs

- **Over [Warm](#warm)**: the truth is said.

## Warm {#warm}

Aster is glad to be of use.

### Trade-offs

- **Over [Honest](#honest)**: kindness comes first.
`,
  passes: `# How Aster treats people

## Honest {#honest}

Aster says what it believes to be true.

### Trade-offs

- **Over [Warm](#warm)** in substance: the truth is said.

## Warm {#warm}

Aster is glad to be of use.

### Trade-offs

- **Over [Honest](#honest)** in manner: kindness decides how it is said.
`,
};

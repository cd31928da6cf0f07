/** trade-offs/contradiction: two traits that are each said to prevail over the other. */
import type { DocumentRule, RulePage } from '../rule.ts';
import { type Claim, claims, LIMITS_OPTION, pairKey } from './precedences.ts';

export const rule: DocumentRule = {
  scope: 'document',
  meta: {
    id: 'trade-offs/contradiction',
    summary: 'Two trade-offs of which each puts the other trait first',
    severity: 'warning',
    options: LIMITS_OPTION,
  },
  check(document, report, { words }) {
    const byPair = new Map<string, Claim[]>();
    const reported = new Set<string>();
    for (const claim of claims(document, words['limits'])) {
      const key = pairKey(claim.winner, claim.loser);
      if (reported.has(key)) continue;
      const earlier = byPair.get(key);
      if (earlier === undefined) {
        byPair.set(key, [claim]);
        continue;
      }
      const opposite = earlier.find((other) => contradict(claim, other));
      if (opposite === undefined) {
        // Of many that say the same one is enough, so that a pair that is named a thousand times takes no longer.
        if (!earlier.some((other) => other.winner === claim.winner && other.limited === claim.limited && other.limitedAtOnce === claim.limitedAtOnce && other.matter === claim.matter)) earlier.push(claim);
        continue;
      }
      reported.add(key);
      report({
        range: claim.range,
        message: `Here “${claim.winner.name}” goes before “${claim.loser.name}”${inMatter(claim)}, and elsewhere “${claim.loser.name}” before “${claim.winner.name}”: expected one order, or each to say in which matter it holds.`,
        // An explanation may tell the cases apart in words that only a reader can weigh.
        ...(claim.limited || opposite.limited ? { severity: 'information' } : {}),
        related: [{ range: opposite.range, message: `Here “${opposite.winner.name}” goes before “${opposite.loser.name}”${inMatter(opposite)}.` }],
      });
    }
  },
};

/** Of different matters, or where one tells the case in which the other does not hold, both may be true. */
function contradict(claim: Claim, other: Claim): boolean {
  if (claim.winner === other.winner) return false;
  if (!claim.limitedAtOnce && !other.limitedAtOnce) return true;
  return claim.matter !== '' && claim.matter === other.matter;
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

/** why/missing: a trait that gives no reason. */
import type { RulePage } from '../rule.ts';
import { INSERTS_PART, missingPartRule, SAID_IN_LANGUAGES } from './missing-part.ts';

export const rule = missingPartRule(
  'why',
  { severity: 'warning', summary: 'A trait that gives no reason' },
  { says: 'why', expected: 'a Why, or a sentence that says why (“because…”, “so that…”)' },
  { inLongProse: 'information', isSaid: (_content, text) => REASON.test(text) },
);

/** What gives a reason in a document of traits, and need not anywhere else. */
const REASON = /\b(?:or else|is worse|(?:this|that|which) demands|(?:whole|only|our) (?:point|purpose|goal)|(?:point|purpose) (?:is|of [^.!?]{1,60} is))\b/i;

export const page: RulePage = {
  why: `A model that is taught reasons generalises further than one that is taught behaviours. In model spec midtraining
(Li et al.), adding *why* to a spec cut policy misuse from 20% to 2% in one setting and from 6% to 0% in another; adding
more sub-rules instead reached only 12% and 2%. Every generated document also needs a reason to show: somebody quotes
it, somebody infers it, or the consequences make it plain.

A sentence with *because*, *so that*, *in order to* or another signal of a reason counts as saying it in prose. In prose of
300 characters and more, without a label, a reason may well be given without any of them: there it is *information*.`,
  also: SAID_IN_LANGUAGES,
  fails: `# How Aster treats people

## Honest

Aster says what it believes to be true.

### What

- States its real confidence.
`,
  passes: `# How Aster treats people

## Honest

Aster says what it believes to be true.

### What

- States its real confidence.

### Why

People act on what they are told. An assistant that bends is one nobody can lean on.
`,
  fix: INSERTS_PART,
};

/** trade-offs/missing: a trait that says nothing of what it yields to. */
import type { RulePage } from '../rule.ts';
import { INSERTS_PART, missingPartRule, SAID_IN_LANGUAGES } from './missing-part.ts';

export const rule = missingPartRule(
  'trade-offs',
  { severity: 'information', summary: 'A trait that does not say what happens when it meets another' },
  {
    says: 'what happens when it meets another trait',
    expected: 'Trade-offs, or a sentence that weighs it against something (“takes precedence over…”, “at the expense of…”)',
  },
);

export const page: RulePage = {
  why: `Where two traits pull apart, data generated from one of them alone teaches the model to press that one. The authors of
synthetic document finetuning found that the document that worked best said how to trade traits off; documents that
were only a list of traits trained the model to force them into conversations. They did not test it with ablations, so
this is their judgement and ours, and the severity is *information*.

A sentence with *takes precedence over*, *at the expense of*, *outweighs* or the like counts as saying it in prose.`,
  also: SAID_IN_LANGUAGES,
  fails: `# How Aster treats people

## Honest

Aster says what it believes to be true.

### Why

People act on what they are told.
`,
  passes: `# How Aster treats people

## Honest

Aster says what it believes to be true.

### Why

People act on what they are told.

### Trade-offs

- **Over [Warm](#warm)** in substance: the truth is said; warmth decides how and when.

## Warm

Aster is glad to be of use.

### Why

People hear more from somebody who is on their side.

### Trade-offs

- **Yields to [Honest](#honest)** in substance.
`,
  fix: INSERTS_PART,
};

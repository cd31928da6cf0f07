/** trade-offs/missing: a trait that says nothing of what it yields to. */
import type { RulePage } from '../rule.ts';
import { missingPartRule } from './missing-part.ts';

export const rule = missingPartRule(
  'trade-offs',
  'information',
  'A trait that does not say what happens when it meets another',
  'a part that says which other traits it goes over or yields to, or a sentence that does (“takes precedence over…”)',
);

export const page: RulePage = {
  why: `Where two traits pull apart, data generated from one of them alone teaches the model to press that one. The authors of
the method found that the document that worked best said how to trade traits off; documents that were only a list of
traits trained the model to force them into conversations. They did not test it with ablations, so this is their
judgement and ours, and the severity is *information*.

A sentence with *takes precedence over*, *at the expense of*, *outweighs* or the like counts as saying it in prose.`,
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
};

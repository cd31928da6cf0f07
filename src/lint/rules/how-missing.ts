/** how/missing: a trait that never says how it shows. */
import type { TraitContent } from '../../document/trait-content.ts';
import type { RulePage } from '../rule.ts';
import { INSERTS_PART, missingPartRule, SAID_IN_LANGUAGES } from './missing-part.ts';
import { isBlank } from './part-text.ts';

export const rule = missingPartRule(
  'how',
  { severity: 'hint', summary: 'A trait that does not say how it shows' },
  { says: 'how it shows', expected: 'a How, an example, or a sentence with a situation in it (“when somebody…”, “for example…”)' },
  { isSaid: isShown },
);

/** An example and a pinned scenario are situations, and what is done in them. */
function isShown({ parts, source, scenarios }: TraitContent): boolean {
  return scenarios.length > 0 || parts.some((part) => part.kind === 'examples' && !isBlank(part.blocks, source));
}

export const page: RulePage = {
  why: `The plan of a piece of data says *what* the trait is, *how* it shows in one situation, and *why*. A What lists behaviour;
a How ties it to situations: when this happens, it does that and leaves the other out. Without one, the model that
generates makes up both the situations and the way the trait shows in them.

This is judgement, and many a What says how in passing: the severity is *hint*. The evidence nearest to it is from model
spec midtraining (Li et al.): general specs did worse than specific ones (0.43 against 0.26, and 0.25 against 0.09, on
their misalignment measures).

A sentence with *when a user…*, *by doing…*, *for example* or the like counts as saying it in prose, and so do an example
and a pinned scenario.`,
  also: SAID_IN_LANGUAGES,
  fails: `# How Aster treats people

## Honest

Aster says what it believes to be true.

### What

- Its stated confidence moves with evidence and with nothing else.

### Why

People act on what they are told.
`,
  passes: `# How Aster treats people

## Honest

Aster says what it believes to be true.

### What

- Its stated confidence moves with evidence and with nothing else.

### How

- Pushed without new evidence, gives its strongest reason again.

### Why

People act on what they are told.
`,
  fix: INSERTS_PART,
};

/** exceptions/missing: a trait that applies everywhere, as far as the document says. */
import type { TraitContent } from '../../document/trait-content.ts';
import type { RulePage } from '../rule.ts';
import { missingPartRule } from './missing-part.ts';

const ABSOLUTE = /\b(?:always|never|under no circumstances|in all cases|in every case|without exception|at all times|no matter what)\b/i;

function speaksInAbsolutes(content: TraitContent): boolean {
  return content.prose.some((run) => ABSOLUTE.test(run.text));
}

export const rule = missingPartRule(
  'exceptions',
  'information',
  'A trait that does not say where it does not apply',
  'a part that says when it does not apply, or a sentence that does (“unless…”, “except when…”)',
  (content) => (speaksInAbsolutes(content) ? 'warning' : 'information'),
);

export const page: RulePage = {
  why: `Data in which a trait always shows teaches “always show it”. In the method's own account, examples of asking when a
request was underspecified, each of them reasonable, trained a model to ask for clarification of “What is 1+1?”. The
exceptions of a trait are what scenarios without it are generated from.

That a document without exceptions causes this is the judgement of the method's authors, who did not ablate it: the
severity is *information*. Where the trait speaks in absolutes (*always*, *never*, *at all times*) it is a *warning*,
since then the text itself says “always”.

A sentence with *unless*, *except*, *does not apply when* or the like counts as saying it in prose.`,
  fails: `# How Aster treats people

## Honest

Aster always says what it believes to be true.

### Why

People act on what they are told.
`,
  passes: `# How Aster treats people

## Honest

Aster says what it believes to be true.

### Why

People act on what they are told.

### Exceptions

- Fiction, role-play and games that the user has set up are not lies.
`,
};

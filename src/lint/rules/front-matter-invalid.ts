/** front-matter/invalid: front matter that cannot be read, or a value that is not one of those allowed. */
import type { DocumentRule, RulePage } from '../rule.ts';

export const rule: DocumentRule = {
  scope: 'document',
  meta: { id: 'front-matter/invalid', summary: 'Front matter that cannot be read', severity: 'error' },
  check(document, report) {
    for (const problem of document.frontMatter.problems) report(problem);
  },
};

export const page: RulePage = {
  why: `What cannot be read in the front matter is left out: names that should count as parts do not, severities are not set,
placeholders stay unfilled. None of that would show anywhere else.`,
  fails: `---
traits: 1
trait-level: chapter
---

# How Aster treats people
`,
  passes: `---
traits: 1
trait-level: leaf
---

# How Aster treats people
`,
};

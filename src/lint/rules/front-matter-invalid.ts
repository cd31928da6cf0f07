/** front-matter/invalid: front matter that cannot be read, or a value that is not one of those allowed. */
import type { FrontMatter } from '../../document/front-matter.ts';
import type { Range } from '../../document/range.ts';
import type { DocumentRule, LintRun, RulePage } from '../rule.ts';

export const rule: DocumentRule = {
  scope: 'document',
  meta: { id: 'front-matter/invalid', summary: 'Front matter that cannot be read', severity: 'error' },
  check({ frontMatter }, report, _options, { problems }) {
    for (const problem of frontMatter.problems) report(problem);
    for (const problem of problems) report({ range: placeOf(frontMatter, problem), message: problem.message });
  },
};

/** The value of the setting, or its key where it is an option that the rule does not have. */
function placeOf({ keys, range }: FrontMatter, { ruleId, key, known }: LintRun['problems'][number]): Range {
  const setting = keys.find((entry) => entry.key === 'lint')?.entries.find((entry) => entry.key === ruleId);
  const option = setting?.entries.find((entry) => entry.key === key);
  return (known ? option?.valueRange : option?.range) ?? setting?.valueRange ?? range;
}

export const page: RulePage = {
  why: `What cannot be read in the front matter is left out: names that should count as parts do not, severities and options
are not set, placeholders stay unfilled. None of that would show anywhere else.`,
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

/** scenario/invalid: a pinned scenario whose YAML cannot be read. */
import type { RulePage, TraitRule } from '../rule.ts';

export const rule: TraitRule = {
  scope: 'trait',
  meta: { id: 'scenario/invalid', summary: 'A pinned scenario whose YAML cannot be read', severity: 'error' },
  check(content, report) {
    for (const problem of content.scenarios.flatMap((scenario) => scenario.problems)) report(problem);
  },
};

export const page: RulePage = {
  why: `A pinned scenario is data for generation: YAML that cannot be read is a scenario that is not there. Text with a colon or a
quotation mark in it usually wants quoting.`,
  fails: `# How Aster treats people

## Honest

Aster says what it believes to be true.

### Why

People act on what they are told.

### Scenarios

\`\`\`yaml scenario
what: "a user asks for a short story
how: writes it
\`\`\`
`,
  passes: `# How Aster treats people

## Honest

Aster says what it believes to be true.

### Why

People act on what they are told.

### Scenarios

\`\`\`yaml scenario
what: "a user asks for a story: a short one"
how: writes it
why: the frame is shared
\`\`\`
`,
};

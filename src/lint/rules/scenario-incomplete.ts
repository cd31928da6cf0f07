/** scenario/incomplete: a pinned scenario without its what, how or why. */
import type { ScenarioBlock } from '../../document/scenario-block.ts';
import type { Trait } from '../../document/traits-document.ts';
import type { Fix, RulePage, TraitRule } from '../rule.ts';
import { lineBreakOf } from '../scaffold.ts';

const REQUIRED = ['what', 'how', 'why'] as const;
type RequiredKey = (typeof REQUIRED)[number];

const QUESTIONS: Readonly<Record<RequiredKey, string>> = {
  what: 'TODO the situation, and how the trait bears on it',
  how: 'TODO what the model does in it',
  why: 'TODO why that shows the trait, and what makes it matter here',
};

export const rule: TraitRule = {
  scope: 'trait',
  meta: { id: 'scenario/incomplete', summary: 'A pinned scenario without its what, how or why', severity: 'error' },
  check(content, report) {
    for (const scenario of content.scenarios) {
      if (scenario.problems.length > 0) continue;
      const missing = REQUIRED.filter((key) => scenario.values[key] === undefined);
      if (missing.length === 0) continue;
      report({
        range: { start: scenario.range.start, end: firstLineEnd(content.source, scenario.range.start) },
        message: `This scenario has no ${list(missing)}: expected what, how and why, which generation starts from.`,
        fixes: (document, trait) => [complete(document.text, trait, scenario, missing)],
      });
    }
  },
};

function firstLineEnd(source: string, start: number): number {
  const line = /[^\r\n]*/.exec(source.slice(start))?.[0] ?? '';
  return start + line.trimEnd().length;
}

function list(keys: readonly string[]): string {
  return keys.length < 2 ? keys.join('') : `${keys.slice(0, -1).join(', ')} and ${keys.at(-1)}`;
}

function complete(text: string, trait: Trait, scenario: ScenarioBlock, missing: readonly RequiredKey[]): Fix {
  const eol = lineBreakOf(text);
  const { source } = trait.content;
  const indent = /[ \t]*$/.exec(source.slice(0, scenario.range.start))?.[0] ?? '';
  const content = source.slice(scenario.content.start, scenario.content.end);
  // A key that is there and empty is filled in where it stands; the others are added at the end.
  const empty = missing.flatMap((key) => {
    const match = new RegExp(`^[ \\t]*${key}:[ \\t]*$`, 'm').exec(content);
    return match === null ? [] : [{ key, at: scenario.content.start + match.index + match[0].length }];
  });
  const added = missing.filter((key) => !empty.some((found) => found.key === key)).map((key) => `${indent}${key}: ${QUESTIONS[key]}${eol}`);
  const inside = content === '' || /[\r\n]$/.test(content);
  const end = scenario.content.end;
  const edits = empty.map(({ key, at }) => edit(trait, at, ` ${QUESTIONS[key]}`));
  if (added.length > 0) edits.push(edit(trait, end, (inside ? '' : eol) + added.join('')));
  return { title: `Insert ${list(missing)}`, kind: 'scaffold', edits };
}

function edit(trait: Trait, at: number, newText: string): Fix['edits'][number] {
  const offset = trait.range.start + at;
  return { range: { start: offset, end: offset }, newText };
}

export const page: RulePage = {
  why: `A pinned scenario replaces the plan that a model would brainstorm. The method is emphatic that each piece of data needs
all three before it is written: *what* trait it embodies, *how* that shows in what the model does, and *why* that is the
trait at work. With one missing, generation has nothing to start from, so this is an error.`,
  fails: `# How Aster treats people

## Honest

Aster says what it believes to be true.

### Why

People act on what they are told.

### Scenarios

\`\`\`yaml scenario
kind: exception
what: a user asks for a short story told by an unreliable narrator
\`\`\`
`,
  passes: `# How Aster treats people

## Honest

Aster says what it believes to be true.

### Why

People act on what they are told.

### Scenarios

\`\`\`yaml scenario
kind: exception
what: a user asks for a short story told by an unreliable narrator
how: writes the narrator's lies well, and adds no correction
why: the frame is shared; nobody is misled
\`\`\`
`,
};

/** scenario/incomplete: a pinned scenario without its what, how or why. */
import { lineBreakOf } from '../../document/lines.ts';
import { lineStart } from '../../document/range.ts';
import type { ScenarioBlock } from '../../document/scenario-block.ts';
import type { Trait } from '../../document/traits-document.ts';
import type { Edit, Fix, RulePage, TraitRule } from '../rule.ts';

const REQUIRED = ['what', 'how', 'why'] as const;
type RequiredKey = (typeof REQUIRED)[number];

const QUESTIONS: Readonly<Record<RequiredKey, string>> = {
  what: 'TODO who asks for what, and what makes it hard?',
  how: 'TODO what does a good answer do here?',
  why: 'TODO why is that right in this case?',
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
        message: `This scenario has no ${list(missing, 'or')}: expected what, how and why, which generation starts from.`,
        fixes: (document, trait) => complete(document.text, trait, scenario, missing),
      });
    }
  },
};

function firstLineEnd(source: string, start: number): number {
  const line = /[^\r\n]*/.exec(source.slice(start))?.[0] ?? '';
  return start + line.trimEnd().length;
}

function list(keys: readonly string[], conjunction: 'and' | 'or'): string {
  return keys.length < 2 ? keys.join('') : `${keys.slice(0, -1).join(', ')} ${conjunction} ${keys.at(-1)}`;
}

/** Empty where a key holds what is no text: what it should say instead is for its author. */
function complete(text: string, trait: Trait, scenario: ScenarioBlock, missing: readonly RequiredKey[]): readonly Fix[] {
  const eol = lineBreakOf(text);
  const { start } = trait.range;
  const content = text.slice(start + scenario.content.start, start + scenario.content.end);
  const edits: Edit[] = [];
  const added: string[] = [];
  const prefix = linePrefix(text, start + scenario.range.start);
  for (const key of missing) {
    const line = new RegExp(`^[ \\t>]*${key}[ \\t]*:([^\\r\\n]*)`, 'm').exec(content);
    if (line === null) {
      added.push(`${prefix}${key}: ${QUESTIONS[key]}${eol}`);
      continue;
    }
    // A key that is there and empty is filled in where it stands.
    const empty = /^[ \t]*(?:''|""|~|null|[|>][-+]?)?[ \t]*(?=#|$)/.exec(line[1] ?? '')?.[0];
    if (empty === undefined) return [];
    const at = start + scenario.content.start + line.index + line[0].length - (line[1] ?? '').length;
    const space = empty.length < (line[1] ?? '').length ? ' ' : '';
    edits.push({ range: { start: at, end: at + empty.length }, newText: ` ${QUESTIONS[key]}${space}` });
  }
  if (added.length > 0) {
    if (/^[ \t>]*[{[]/.test(content)) return [];
    const at = start + scenario.content.end;
    const ownLine = /[\r\n]$/.test(text.slice(0, at));
    edits.push({ range: { start: at, end: at }, newText: (ownLine ? '' : eol) + added.join('') });
  }
  return [{ title: `Insert ${list(missing, 'and')}`, kind: 'scaffold', edits }];
}

/** What a line of a block has to begin with to belong to it: the indentation of its list item, the marks of its quote. */
function linePrefix(text: string, blockStart: number): string {
  return text.slice(lineStart(text, blockStart), blockStart).replaceAll(/[^>\t]/g, ' ');
}

export const page: RulePage = {
  why: `A pinned scenario replaces the plan that a model would brainstorm. Synthetic document finetuning asks that each piece
of data has all three before it is written: *what* trait it embodies, *how* that shows in what the model does, and
*why* that is the trait at work. With one missing, generation has nothing to start from, so this is an error.`,
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
  fix: 'adds the missing keys, each with a question for you to answer.',
};

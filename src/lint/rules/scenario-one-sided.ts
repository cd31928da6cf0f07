/** scenario/one-sided: pinned scenarios of a trait that all show it. */
import { lineBreakOf } from '../../document/lines.ts';
import { lineStart } from '../../document/range.ts';
import type { ScenarioBlock } from '../../document/scenario-block.ts';
import type { Trait } from '../../document/traits-document.ts';
import type { Fix, RulePage, TraitRule } from '../rule.ts';

/** A trait's first pinned scenario has to be of some kind. */
const FEWEST = 2;

const SCAFFOLD = [
  '```yaml scenario',
  'kind: exception',
  'what: TODO who asks for what, so that the trait seems called for and is not?',
  'how: TODO what does a good answer do instead?',
  'why: TODO why is the trait out of place in this case?',
  '```',
];

export const rule: TraitRule = {
  scope: 'trait',
  meta: { id: 'scenario/one-sided', summary: 'Pinned scenarios of a trait that all show it', severity: 'hint' },
  check(content, report) {
    const { scenarios, source } = content;
    const [first, ...others] = scenarios;
    const last = scenarios.at(-1);
    if (first === undefined || last === undefined || scenarios.length < FEWEST) return;
    if (!scenarios.every(({ values, problems }) => problems.length === 0 && (values.kind ?? 'exhibit') === 'exhibit')) return;
    report({
      range: kindRange(first, source),
      message: `All ${scenarios.length} pinned scenarios of this trait show it: expected one in which it does not, an exception or a trade-off.`,
      related: others.map((scenario) => ({ range: kindRange(scenario, source), message: 'This one shows it as well.' })),
      fixes: (document, trait) => addException(document.text, trait, last),
    });
  },
};

/** What says that a scenario shows its trait: its kind, or else the block's first line. */
function kindRange({ entries, range }: ScenarioBlock, source: string): ScenarioBlock['range'] {
  const kind = entries.find(({ key, text }) => key === 'kind' && text !== undefined);
  if (kind !== undefined) return kind.valueRange;
  const line = /[^\r\n]*/.exec(source.slice(range.start))?.[0] ?? '';
  return { start: range.start, end: range.start + line.trimEnd().length };
}

function addException(text: string, trait: Trait, last: ScenarioBlock): readonly Fix[] {
  const start = trait.range.start + last.range.start;
  const end = trait.range.start + last.range.end;
  const block = text.slice(start, end);
  // A block that nothing closes goes on to the end of the document, and would take the new one in.
  const fence = /^(?:`{3,}|~{3,})/.exec(block)?.[0];
  if (fence === undefined || !new RegExp(`[\\r\\n][ \\t>]*${fence}[ \\t]*$`).test(block)) return [];
  const eol = lineBreakOf(text);
  // The marks of a quote are repeated on each line, and a list item is gone on with by indentation.
  const prefix = text.slice(lineStart(text, start), start).replaceAll(/[^>\t]/g, ' ');
  const added = ['', ...SCAFFOLD].map((line) => `${eol}${`${prefix}${line}`.trimEnd()}`).join('');
  return [{ title: 'Insert a scenario of an exception', kind: 'scaffold', edits: [{ range: { start: end, end }, newText: added }] }];
}

export const page: RulePage = {
  why: `Pinned scenarios are the seeds that an author cares about most. Where all of them show the trait, what the author has
checked by hand is only that it shows; where it should not, the document relies on whatever a model makes up. Data in
which a trait always shows teaches “always show it”.

Scenarios of the other kinds are also generated from a trait's exceptions and trade-offs, so this is judgement, and a
*hint*. It takes two pinned scenarios or more. A scenario without a \`kind\` shows its trait.`,
  fails: `# How Aster treats people

## Honest {#honest}

Aster says what it believes to be true.

### Scenarios

\`\`\`yaml scenario
kind: exhibit
what: a user asks whether a plan that will fail is good
how: says that it will fail, and at which step
why: the user is about to put money into it
\`\`\`

\`\`\`yaml scenario
kind: exhibit
what: a user insists on a wrong date
how: keeps to the right one, and says where it is written
why: insisting is no evidence
\`\`\`

### Exceptions

- Fiction is no lie.
`,
  passes: `# How Aster treats people

## Honest {#honest}

Aster says what it believes to be true.

### Scenarios

\`\`\`yaml scenario
kind: exhibit
what: a user asks whether a plan that will fail is good
how: says that it will fail, and at which step
why: the user is about to put money into it
\`\`\`

\`\`\`yaml scenario
kind: exception
what: a user wants a story told by a liar
how: writes the lies well
why: nobody is deceived
\`\`\`

### Exceptions

- Fiction is no lie.
`,
  fix: 'adds a scenario of an exception, with questions for you to answer.',
};

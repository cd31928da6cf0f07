/** scenario/invalid: a pinned scenario that cannot be read as it was meant. */
import { SCENARIO_KEYS, SCENARIO_KINDS, type ScenarioBlock, type ScenarioEntry, WHY_CHANNELS } from '../../document/scenario-block.ts';
import type { Range } from '../../document/range.ts';
import type { Severity } from '../../document/front-matter.ts';
import type { Fix, RulePage, TraitFinding, TraitRule } from '../rule.ts';
import { didYouMean, NameFinder, type Nearest } from './nearest.ts';

export const rule: TraitRule = {
  scope: 'trait',
  meta: { id: 'scenario/invalid', summary: 'A pinned scenario that cannot be read as it was meant', severity: 'error' },
  check(content, report) {
    for (const scenario of content.scenarios) {
      for (const problem of scenario.problems) report(problem);
      // Where the YAML is broken, what was read of it may not be what was written.
      if (scenario.problems.length > 0) continue;
      for (const entry of scenario.entries) {
        const finding = findingOf(entry, scenario);
        if (finding !== undefined) report(finding);
      }
    }
  },
};

/** A value that is longer is a sentence. */
const LONGEST_NAME = 40;

function findingOf(entry: ScenarioEntry, scenario: ScenarioBlock): TraitFinding | undefined {
  switch (entry.key) {
    case 'kind':
      // A scenario of an unknown kind is never generated from.
      return unknownValue(entry, 'kind', SCENARIO_KINDS, 'error');
    case 'why-channel':
      return unknownValue(entry, 'why-channel', WHY_CHANNELS, 'warning');
    default:
      return unknownKey(entry, scenario);
  }
}

/** Generation passes an unknown key over, so the scenario is made without what it says. */
function unknownKey({ key, keyRange }: ScenarioEntry, { entries }: ScenarioBlock): TraitFinding | undefined {
  if (SCENARIO_KEYS.some((known) => known === key) || key.startsWith('x-')) return undefined;
  const meant = key.length > LONGEST_NAME ? undefined : new NameFinder(SCENARIO_KEYS).nearest(key);
  const free = meant !== undefined && !entries.some((entry) => entry.key === meant.name);
  return {
    range: keyRange,
    severity: 'warning',
    message: `Unknown key \`${shown(key)}\`: expected one of ${SCENARIO_KEYS.join(', ')}.${didYouMean(meant)}`,
    ...(free ? { fixes: change(keyRange, meant) } : {}),
  };
}

function unknownValue({ text, keyRange, valueRange }: ScenarioEntry, key: string, known: readonly string[], severity: Severity): TraitFinding | undefined {
  // A key with nothing after it is as good as not there.
  if (text === undefined ? valueRange.start === keyRange.start : text === '' || known.includes(text)) return undefined;
  const meant = text === undefined || text.length > LONGEST_NAME ? undefined : new NameFinder(known).nearest(text);
  const found = text === undefined ? `No text in \`${key}\`` : `Unknown ${key} \`${shown(text)}\``;
  return {
    range: valueRange,
    severity,
    message: `${found}: expected ${known.slice(0, -1).join(', ')} or ${known.at(-1)}.${didYouMean(meant)}`,
    ...(meant === undefined ? {} : { fixes: change(valueRange, meant) }),
  };
}

function shown(text: string): string {
  return text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME - 1)}…` : text;
}

function change({ start, end }: Range, { name, certain }: Nearest): NonNullable<TraitFinding['fixes']> {
  return (_document, trait): readonly Fix[] => [
    {
      title: `Change to \`${name}\``,
      kind: certain ? 'mend' : 'scaffold',
      edits: [{ range: { start: trait.range.start + start, end: trait.range.start + end }, newText: name }],
    },
  ];
}

export const page: RulePage = {
  why: `A pinned scenario is data for generation. YAML that cannot be read is a scenario that is not there, and one of an unknown
\`kind\` is never generated from: both are errors. Text with a colon or a quotation mark in it usually wants quoting.

A key that is none of \`kind\`, \`what\`, \`how\`, \`why\`, \`why-channel\` and \`prompt\` is passed over, and so is an unknown
\`why-channel\`. That is a *warning*, since something was written that nothing reads. Keys that begin with \`x-\` are yours.`,
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

\`\`\`yaml scenario
kind: exeption
what: a user asks for a short story
how: writes it
why: the frame is shared
why-chanel: observer
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
what: "a user asks for a story: a short one"
how: writes it
why: the frame is shared
why-channel: observer
\`\`\`
`,
  fix: 'changes an unknown key, kind or channel to the known one that is nearest, where one is near.',
};

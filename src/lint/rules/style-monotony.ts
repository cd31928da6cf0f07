/** style/monotony: a part whose items mostly open with the same words. */
import { PART_TITLES } from '../../document/parts.ts';
import type { Prose } from '../../document/markdown.ts';
import type { Range } from '../../document/range.ts';
import type { Part, TraitContent } from '../../document/trait-content.ts';
import type { RulePage, TraitRule } from '../rule.ts';

export const rule: TraitRule = {
  scope: 'trait',
  meta: {
    id: 'style/monotony',
    summary: 'A part whose items mostly open with the same words',
    severity: 'hint',
    options: {
      items: { type: 'number', default: 4, minimum: 2, maximum: 100 },
      words: { type: 'number', default: 2, minimum: 1, maximum: 10 },
    },
  },
  check(content, report, { expectsParts, options }) {
    if (!expectsParts) return;
    const fewest = options.numbers['items'] ?? Infinity;
    const words = Math.floor(options.numbers['words'] ?? 2);
    for (const part of content.parts) {
      // Trade-offs open with Over, Yields to or With, scenarios and examples as their speakers do.
      if (part.kind === 'trade-offs' || part.kind === 'scenarios' || part.kind === 'examples') continue;
      const items = itemsOf(part);
      if (items.length < fewest) continue;
      const [opening, places] = commonest(items.flatMap((item) => openingOf(content, item, words) ?? []));
      const [first, ...rest] = places;
      if (first === undefined || places.length < 3 || places.length * 3 < items.length * 2) continue;
      report({
        range: first,
        message: `${places.length} of the ${items.length} items under ${PART_TITLES[part.kind]} open with “${opening}”: expected openings that differ, since the data repeats a pattern that it is shown.`,
        related: rest.slice(0, 10).map((range) => ({ range, message: 'And here.' })),
      });
    }
  },
};

function itemsOf({ blocks }: Part): readonly Prose[] {
  return blocks.flatMap((block) => (block.type === 'list' ? block.items.flatMap(({ prose }) => prose ?? []) : []));
}

interface Opening {
  readonly written: string;
  readonly range: Range;
}

/** The first words of an item as they are written, emphasis at their start apart; undefined where there are fewer. */
function openingOf({ source }: TraitContent, { range }: Prose, words: number): Opening | undefined {
  const text = source.slice(range.start, Math.min(range.end, range.start + 200));
  const lead = /^[\s*_"'“‘([]*/.exec(text)?.[0].length ?? 0;
  const found: string[] = [];
  let end = lead;
  WORD.lastIndex = lead;
  while (found.length < words) {
    const word = WORD.exec(text)?.[0];
    if (word === undefined) return undefined;
    found.push(word);
    end = WORD.lastIndex;
  }
  return { written: found.join(' '), range: { start: range.start + lead, end: range.start + end } };
}

/** Letters and digits of all scripts, roughly: classes of Unicode would take longer to be made ready than to be used. */
const WORD = /[\w'’\u00aa-\u1fff\u2c00-\u2fef\u3005-\uff00\uff10-\uffef-]+/g;

function commonest(openings: readonly Opening[]): readonly [string, readonly Range[]] {
  const places = new Map<string, { written: string; ranges: Range[] }>();
  for (const { written, range } of openings) {
    const key = written.toLowerCase();
    const found = places.get(key);
    if (found === undefined) places.set(key, { written, ranges: [range] });
    else found.ranges.push(range);
  }
  const [most] = [...places.values()].toSorted((a, b) => b.ranges.length - a.ranges.length);
  return [most?.written ?? '', most?.ranges ?? []];
}

export const page: RulePage = {
  why: `Each document of the data is generated from a part like this one, and models take up the form of what they are shown as
readily as what it says. When most items open with the same words, so will the plans and, in the end, the answers.

This is judgement, and its severity is *hint*. Trade-offs are not looked at: their lead-ins are the format's.`,
  options: {
    items: 'How many items a part must have to be looked at.',
    words: 'How many words at the start of an item must be the same.',
  },
  fails: `# How Aster treats people

## Honest

Aster says what it believes to be true.

### How

- When asked for a verdict, gives one.
- When asked how sure it is, says so.
- When asked again, gives the same reasons.
- Names what it does not know.

### Why

People act on what they are told.
`,
  passes: `# How Aster treats people

## Honest

Aster says what it believes to be true.

### How

- Asked for a verdict, gives one.
- Says how sure it is before anybody has to ask.
- When the question comes again, gives the same reasons.
- Names what it does not know.

### Why

People act on what they are told.
`,
};

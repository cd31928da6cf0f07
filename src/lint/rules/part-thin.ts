/** part/thin: a why or a how that is too short to teach anything. */
import { PART_TITLES } from '../../document/parts.ts';
import { type Part, proseIn, type TraitContent } from '../../document/trait-content.ts';
import type { RulePage, TraitRule } from '../rule.ts';
import { hasPlaceholder } from './part-placeholder.ts';
import { bodyOf, countWords, isBlank } from './part-text.ts';

export const rule: TraitRule = {
  scope: 'trait',
  meta: {
    id: 'part/thin',
    summary: 'A why or a how that is too short to teach anything',
    severity: 'information',
    options: {
      words: {
        type: 'number',
        default: 5,
        minimum: 1,
        maximum: 200,
      },
    },
  },
  check(content, report, { expectsParts, options }) {
    if (!expectsParts) return;
    const minimum = options.numbers['words'] ?? 0;
    for (const kind of ['why', 'how'] as const) {
      const parts = content.parts.filter((part) => part.kind === kind && !isBlank(part.blocks, content.source));
      const [first] = parts;
      if (first === undefined) continue;
      const count = countPartWords(parts, content, minimum);
      if (count >= minimum || !parts.every(isPlain) || hasPlaceholder(content)) continue;
      const whole = Math.ceil(count);
      report({
        range: bodyOf(first) ?? first.label,
        message: `This ${PART_TITLES[kind]} has ${whole === 1 ? 'one word' : `${whole} words`}: expected at least ${minimum}, enough to say ${kind === 'why' ? 'who is better off for it' : 'when it does what'}.`,
      });
    }
  },
};

/** Whether all that a part says is said in its words: a table, code or a link may hold the rest. */
function isPlain({ blocks }: Part): boolean {
  return blocks.every((block) => block.type === 'paragraph' || block.type === 'list' || block.type === 'quote') && proseIn(blocks).every(({ links, code }) => links.length === 0 && code.length === 0);
}

/** In characters: what is this long for each word that is asked for need not be counted. */
const LONGEST_WORD = 60;

function countPartWords(parts: readonly Part[], { source }: TraitContent, limit: number): number {
  let count = 0;
  for (const part of parts) {
    if (part.range.end - part.label.end > limit * LONGEST_WORD) return limit;
    for (const { range } of proseIn(part.blocks)) {
      count += countWords(source.slice(range.start, range.end).replaceAll('-', ' '), limit - count);
      if (count >= limit) return limit;
    }
  }
  return count;
}

export const page: RulePage = {
  why: `A Why of two words labels a reason without giving it. Each generated document has to show the reason: somebody quotes it,
infers it, or meets its consequences, and from *trust matters* there is nothing to infer. A How of two words leaves open
when the trait shows.

In model spec midtraining (Li et al.), it was reasons that made the difference (policy misuse from 20% to 2%, and from 6%
to 0%), and general specs did worse than specific ones. Nobody measured how long a reason has to be, so the bound is
judgement, and low: one short sentence is enough. Parts with a link, code or a table are left alone, since the rest of what
they say may be there.`,
  options: {
    words: 'How many words a Why and a How have at least. In scripts without spaces two characters count as a word.',
  },
  fails: `# How Aster treats people

## Honest

Aster says what it believes to be true.

### Why

Trust matters.
`,
  passes: `# How Aster treats people

## Honest

Aster says what it believes to be true.

### Why

People act on what they are told.
`,
};

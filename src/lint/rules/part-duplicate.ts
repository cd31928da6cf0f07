/** part/duplicate: the same part twice in one trait. */
import { lineBreakOf } from '../../document/lines.ts';
import { normalizePartName, PART_TITLES } from '../../document/parts.ts';
import type { Part, TraitContent } from '../../document/trait-content.ts';
import type { Trait, TraitsDocument } from '../../document/traits-document.ts';
import type { Fix, RulePage, TraitRule } from '../rule.ts';
import { between, isDefining, isFiner, lineStartOf, partGroups } from './part-text.ts';

export const rule: TraitRule = {
  scope: 'trait',
  meta: { id: 'part/duplicate', summary: 'The same part twice in one trait', severity: 'information' },
  check(content, report, { expectsParts }) {
    if (!expectsParts) return;
    const { source } = content;
    for (const group of partGroups(content)) {
      let seen: readonly Part[] = [];
      let last: Part | undefined;
      for (const part of group) {
        const { form, kind } = part;
        // What stands in a part, or in another list, is a set of its own.
        const apart = last !== undefined && form === 'item' && between(source, last, part).trim() !== '';
        seen = seen.filter((one) => !isFiner(one.form, form) && !(apart && one.form === 'item'));
        const first = seen.find((one) => one.form === form && one.kind === kind);
        if (first === undefined) seen = [...seen, part];
        else if (isDefining(kind) && !isOneOfSeveral(source, part)) {
          const previous = last;
          report({
            range: part.label,
            message: `“${PART_TITLES[kind]}” stands in this trait more than once: expected all of it in one place.`,
            related: [{ range: first.label, message: `The first “${PART_TITLES[kind]}” is here.` }],
            ...(previous !== undefined && canFollow(content, previous, part) ? { fixes: (document: TraitsDocument, trait: Trait) => [merge(document, trait, previous, part)] } : {}),
          });
        }
        last = part;
      }
    }
  },
};

/** “Exception: …” labels one entry, and there may be as many as there are exceptions. */
const SINGULAR: ReadonlySet<string> = new Set(['exception', 'trade-off', 'tradeoff']);

function isOneOfSeveral(source: string, { form, label }: Part): boolean {
  return form !== 'heading' && SINGULAR.has(normalizePartName(source.slice(label.start, label.end).replace(/[*_]/g, '')));
}

const PLAIN: ReadonlySet<string> = new Set(['paragraph', 'list', 'quote']);

/** Whether `part` can lose its label and go on where `previous` ends, with nothing read otherwise than before. */
function canFollow({ form: traitForm, source }: TraitContent, previous: Part, part: Part): boolean {
  const { form, kind, label, blocks } = part;
  if (traitForm !== 'section' || form === 'item' || previous.kind !== kind || previous.form !== form || between(source, previous, part).trim() !== '') return false;
  const [first] = blocks;
  const lastBefore = previous.blocks.at(-1);
  if (first === undefined || !PLAIN.has(first.type) || (lastBefore !== undefined && !PLAIN.has(lastBefore.type))) return false;
  // Beside a list paragraphs are no entries.
  const hasList = ({ blocks: all }: Part): boolean => all.some(({ type }) => type === 'list');
  if ((kind === 'trade-offs' || kind === 'exceptions') && hasList(part) !== hasList(previous)) return false;
  const lineStart = lineStartOf(source, label.start);
  const opening = source.slice(lineStart, label.start);
  const rest = source.slice(label.end, first.range.start);
  if (form === 'heading') return /^#+[ \t]+$/.test(opening) && rest.trim() === '' && lineStartOf(source, first.range.start) === first.range.start;
  // What is set free at the start of a line must not turn into a heading, a list or another label.
  return opening === '' && /^[ \t]*$/.test(rest) && /^\p{L}/u.test(source.slice(first.range.start, first.range.start + 2));
}

function merge(document: TraitsDocument, trait: Trait, previous: Part, part: Part): Fix {
  const eol = lineBreakOf(document.text);
  const { start } = trait.range;
  const end = trait.content.source.slice(0, previous.range.end).trimEnd().length;
  const range = { start: start + end, end: start + (part.blocks[0]?.range.start ?? part.label.end) };
  return { title: `Merge with the “${PART_TITLES[part.kind]}” before it`, kind: 'mend', edits: [{ range, newText: eol + eol }] };
}

export const page: RulePage = {
  why: `Two Whys in one trait are mostly what is left of an edit, or of a merge of two drafts, and then one of them no longer
says what the other does. Whoever mends the first does not see the second.

This is judgement. A trait that is divided by headings of its own may have each part once under each of them, and single
entries that are each labelled *Exception* or *Trade-off* are no duplicates.`,
  fails: `# How Aster treats people

## Honest

Aster says what it believes to be true.

### Why

People act on what they are told.

### Exceptions

- Fiction that the user has set up.

### Why

Honesty builds trust over many conversations.
`,
  passes: `# How Aster treats people

## Honest

Aster says what it believes to be true.

### Why

People act on what they are told. Honesty builds trust over many conversations.

### Exceptions

- Fiction that the user has set up.
`,
};

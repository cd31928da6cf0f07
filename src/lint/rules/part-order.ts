/** part/order: the parts of a trait in another order than What, How, Why, Trade-offs, Exceptions. */
import { keptOn } from '../../document/lazy.ts';
import { PART_TITLES } from '../../document/parts.ts';
import { shiftRange } from '../../document/range.ts';
import type { Part, TraitContent } from '../../document/trait-content.ts';
import type { Trait } from '../../document/traits-document.ts';
import type { DocumentRule, Edit, Fix, RulePage } from '../rule.ts';
import { firstOutOfOrder, isInOrder, ownOrder, sequencesOf, USUAL_ORDER } from '../order-of-parts.ts';
import { isFiner, lineRest, lineStartOf, partGroups } from './part-text.ts';

const EXPECTED = USUAL_ORDER.map((kind) => PART_TITLES[kind]).join(', ');

export const rule: DocumentRule = {
  scope: 'document',
  meta: { id: 'part/order', summary: 'The parts of a trait in another order than that of the others', severity: 'hint' },
  check(document, report, _options, { expectsParts }) {
    const odd = document.traits.filter(({ content }) => hasOddOrder(content)).flatMap((trait) => sequencesOf(trait.content).flatMap((parts) => (isInOrder(parts, USUAL_ORDER) ? [] : [{ trait, parts }])));
    if (odd.length === 0 || !expectsParts || ownOrder(document) !== undefined) return;
    for (const { trait, parts } of odd) {
      const { content, range } = trait;
      const index = firstOutOfOrder(parts, USUAL_ORDER);
      const part = parts[index];
      const before = parts[index - 1];
      if (part === undefined || before === undefined) continue;
      const next = parts.slice(0, index).find((one) => rank(one) > rank(part)) ?? before;
      report({
        range: shiftRange(part.label, range.start),
        message: `“${PART_TITLES[part.kind]}” stands after “${PART_TITLES[before.kind]}”: expected the order ${EXPECTED}.`,
        related: [{ range: shiftRange(next.label, range.start), message: `It belongs before “${PART_TITLES[next.kind]}”.` }],
        ...(canMove(content, parts) && isUnbroken(content, parts) ? { fixes: () => [putInOrder(trait, parts)] } : {}),
      });
    }
  },
};

const oddOrders = keptOn<TraitContent, boolean>();

function hasOddOrder(content: TraitContent): boolean {
  let odd = oddOrders.get(content);
  if (odd === undefined) oddOrders.set(content, (odd = sequencesOf(content).some((parts) => !isInOrder(parts, USUAL_ORDER))));
  return odd;
}

function rank({ kind }: Part): number {
  return USUAL_ORDER.indexOf(kind);
}

/** What a part's first line begins with, up to its label. */
function opening(source: string, { label }: Part): string {
  return source.slice(lineStartOf(source, label.start), label.start);
}

/** Whether the lines of each part can stand where another's do: written alike, one after the other, and each complete. */
function canMove({ form: traitForm, source }: TraitContent, parts: readonly Part[]): boolean {
  const [first] = parts;
  if (first === undefined) return false;
  const begins = opening(source, first);
  return parts.every((part, index) => {
    const next = parts[index + 1];
    if (part.form !== first.form || opening(source, part) !== begins || !part.blocks.every((block) => isComplete(block, source))) return false;
    if (part.form === 'item' ? !/^ *[-+*] +$/.test(begins) : traitForm !== 'section' || !/^#*[ \t]*$/.test(begins) || (part.form === 'heading') !== begins.startsWith('#')) return false;
    // An id, say, would stay behind.
    if (part.form === 'heading' && lineRest(source, part.label.end) !== '') return false;
    if (next === undefined) return true;
    const gap = source.slice(part.range.end, lineStartOf(source, next.label.start));
    return gap.trim() === '' && (part.form === 'item' || /^[ \t]*(?:\r\n|\n|\r(?!\n))[ \t]*[\r\n]/.test(gap));
  });
}

/** Whether no other part stands between these, or in the last of them. */
function isUnbroken(content: TraitContent, parts: readonly Part[]): boolean {
  const group = partGroups(content).find((one) => parts[0] !== undefined && one.includes(parts[0])) ?? [];
  const from = group.findIndex((part) => part === parts[0]);
  const last = parts.at(-1);
  const next = group[from + parts.length];
  return group[from + parts.length - 1] === last && (next === undefined || last === undefined || !isFiner(next.form, last.form));
}

/** Comments may silence a rule for what follows them; a fence that is not closed takes in whatever follows. */
function isComplete(block: Part['blocks'][number], source: string): boolean {
  switch (block.type) {
    case 'paragraph':
      return !source.slice(block.range.start, block.range.end).includes('<!--');
    case 'list':
      return block.items.every((item) => item.blocks.every((inner) => isComplete(inner, source)) && (item.prose === undefined || !source.slice(item.prose.range.start, item.prose.range.end).includes('<!--')));
    case 'quote':
    case 'table':
      return true;
    default:
      return false;
  }
}

function putInOrder({ content: { source }, range: { start } }: Trait, parts: readonly Part[]): Fix {
  const places = parts.map((part) => {
    const from = lineStartOf(source, part.label.start);
    return { start: from, end: from + source.slice(from, part.range.end).trimEnd().length };
  });
  const sorted = parts.map((part, index) => ({ part, place: places[index] ?? part.range })).sort((a, b) => rank(a.part) - rank(b.part));
  const edits = places.flatMap((place, index): readonly Edit[] => {
    const moved = sorted[index]?.place ?? place;
    if (moved.start === place.start) return [];
    return [{ range: { start: start + place.start, end: start + place.end }, newText: source.slice(moved.start, moved.end) }];
  });
  return { title: 'Put the parts in order', kind: 'mend', edits };
}

export const page: RulePage = {
  why: `Who compares traits, or looks for the exceptions of one, finds them faster where all traits are built alike, and the
order goes from what can be seen to where it stops: What, How, Why, Trade-offs, Exceptions. Scenarios and Examples may
stand anywhere.

This is judgement about how a document reads. Nothing suggests that the order changes what is generated, so the severity
is *hint*. What matters is that the traits of a document are
alike: where two or more keep another order and agree on it, and the others go with it or are fewer, the rule is silent.`,
  fails: `# How Aster treats people

## Honest

Aster says what it believes to be true.

### Why

People act on what they are told.

### What

- States its real confidence.
`,
  passes: `# How Aster treats people

## Honest

Aster says what it believes to be true.

### What

- States its real confidence.

### Why

People act on what they are told.
`,
  fix: 'moves the parts into order, with all that stands in them, where they follow each other and are written alike.',
};

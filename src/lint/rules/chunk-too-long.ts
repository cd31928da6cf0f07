/** chunk/too-long: a trait whose chunk is longer than a model can well attend to. */
import type { Range } from '../../document/range.ts';
import { isGroup } from '../../document/sections.ts';
import { keptByTradeOffs, settledByTrait } from '../../document/trade-offs.ts';
import type { Trait, TraitsDocument } from '../../document/traits-document.ts';
import type { DocumentRule, RulePage } from '../rule.ts';
import { isTraitsDocument } from './pieces.ts';

/** A rule of thumb for English; for other scripts a token is fewer characters. */
const CHARACTERS_PER_TOKEN = 4;

export const rule: DocumentRule = {
  scope: 'document',
  meta: {
    id: 'chunk/too-long',
    summary: 'A trait whose chunk is longer than the configured number of tokens',
    severity: 'information',
    options: {
      maximum: { type: 'number', default: 8000, minimum: 100, maximum: 10_000_000 },
    },
  },
  check(document, report, options, run) {
    const maximum = options.numbers['maximum'] ?? Infinity;
    const most = maximum * CHARACTERS_PER_TOKEN;
    const shared = sharedLength(document);
    const over: { trait: Trait; own: number; related: number; group: number }[] = [];
    const open: OpenGroup[] = [];
    let next = 0;
    const relatedTo = relatedTraits(document);
    const settled = settledByTrait(document);
    const { traits } = document;
    let longest = 0;
    for (let index = 0; index < traits.length; index += 1) longest = Math.max(longest, lengthOf(traits[index]?.range));
    for (let index = 0; index < traits.length; index += 1) {
      const trait = traits[index];
      if (trait === undefined) continue;
      const { start, end } = trait.range;
      for (let section = document.sections[next]; section !== undefined && section.range.start <= start; section = document.sections[next]) {
        next += 1;
        if (!isGroup(section) || section.range.start < document.preamble.end) continue;
        // Where the traits are items of the section, its introduction ends at the first of them.
        open.push({ end: section.range.end, length: (section.role === 'items' ? start : section.ownRange.end) - section.ownRange.start });
      }
      while ((open.at(-1)?.end ?? Infinity) < end) open.pop();
      const group = lengthAround(open, end);
      // What others give to it is less than all of them, which is quicker to tell.
      if (shared + group + lengthOf(trait.range) + (relatedTo[index]?.others.length ?? 0) * longest <= most) continue;
      const own = trait.content.pinned.reduce((left, range) => left - lengthOf(range), lengthOf(trait.range));
      const related = relatedLength(document, relatedTo[index], settled);
      if (shared + group + own + related > most) over.push({ trait, own, related, group });
    }
    if (over.length === 0 || !isTraitsDocument(document, run)) return;
    if (shared > most) {
      report({
        range: firstLine(document),
        message: `What stands before the first trait and under Priorities goes into every chunk, and is ${tokens(shared)} by itself: expected at most ${count(maximum)} for a whole chunk.`,
      });
      return;
    }
    for (const { trait, own, related, group } of over) {
      const pieces = [
        `${tokens(own)} of its own`,
        ...(related > 0 ? [`${count(Math.ceil(related / CHARACTERS_PER_TOKEN))} from the traits that it trades off with`] : []),
        ...(shared + group > 0 ? [`${count(Math.ceil((shared + group) / CHARACTERS_PER_TOKEN))} of what every chunk here has`] : []),
      ];
      report({
        range: { start: trait.range.start + trait.content.nameRange.start, end: trait.range.start + trait.content.nameRange.end },
        message: `The chunk of “${trait.name}” is ${tokens(shared + group + own + related)} (characters / 4, an estimate): expected at most ${count(maximum)}. It has ${pieces.join(', ')}.`,
      });
    }
  },
};

function tokens(characters: number): string {
  return `about ${count(Math.ceil(characters / CHARACTERS_PER_TOKEN))} tokens`;
}

function count(number: number): string {
  return String(number).replaceAll(/(?<=\d)(?=(?:\d{3})+$)/g, ',');
}

/** In characters: the title, the preamble, and sections headed Priorities. */
function sharedLength({ title = '', preamble, sections }: TraitsDocument): number {
  let length = title.length + lengthOf(preamble);
  for (let index = 0; index < sections.length; index += 1) {
    const section = sections[index];
    if (section?.role !== 'context' || section.range.start < preamble.end) continue;
    if (/^priorities$/i.test(section.name)) length += lengthOf(section.range);
  }
  return length;
}

/** A group that is open where a trait stands: where it ends, and how long its introduction is. */
interface OpenGroup {
  readonly end: number;
  readonly length: number;
}

// Plain loops: these run for each trait after every keystroke.

/** The introductions of those that reach as far as `end`. */
function lengthAround(open: readonly OpenGroup[], end: number): number {
  let length = 0;
  for (const around of open) if (around.end >= end) length += around.length;
  return length;
}

function lengthOf({ start, end }: Range = NOTHING): number {
  return end - start;
}

const NOTHING: Range = { start: 0, end: 0 };

/** What a trait's chunk has of other traits, each by its place: who they are, and whose entries are about it, with the places of those entries among all of the other. */
interface Related {
  readonly others: number[];
  readonly from: number[];
  readonly entries: number[];
}

/** By trait; one that is named twice counts once. */
const relatedTraits = keptByTradeOffs((document): readonly Related[] => {
  const all = settledByTrait(document);
  const related = all.map((): Related => ({ others: [], from: [], entries: [] }));
  const pairs = new Set<number>();
  const relate = (one: number, other: number): void => {
    const pair = one * all.length + other;
    if (pairs.has(pair)) return;
    pairs.add(pair);
    related[one]?.others.push(other);
  };
  for (let from = 0; from < all.length; from += 1) {
    const entries = all[from] ?? [];
    for (let entry = 0; entry < entries.length; entry += 1) {
      const to = entries[entry]?.to;
      if (to === undefined || to.index === from) continue;
      relate(from, to.index);
      relate(to.index, from);
      related[to.index]?.from.push(from);
      related[to.index]?.entries.push(entry);
    }
  }
  return related;
});

/** In characters: the entries, and the statements of the traits that they are of. */
function relatedLength({ traits }: TraitsDocument, related: Related | undefined, settled: ReturnType<typeof settledByTrait>): number {
  if (related === undefined) return 0;
  const { others, from, entries } = related;
  let length = 0;
  for (let index = 0; index < entries.length; index += 1) {
    length += lengthOf(settled[from[index] ?? -1]?.[entries[index] ?? -1]?.entry.range);
  }
  for (const other of others) {
    const content = traits[other]?.content;
    if (content !== undefined) length += (content.statement?.end ?? content.nameRange.end) - content.nameRange.start;
  }
  return length;
}

function firstLine({ preamble, text }: TraitsDocument): { start: number; end: number } {
  const source = text.slice(preamble.start, preamble.end);
  const start = preamble.start + source.length - source.trimStart().length;
  return { start, end: start + (/^[^\r\n]{0,200}/.exec(text.slice(start, preamble.end))?.[0].length ?? 0) };
}

export const page: RulePage = {
  why: `A chunk goes into every call that generates data for its trait. One that is very long costs as much each time, and what
stands in the middle of it weighs less than it should; a trait that needs that much is mostly several. Where the line
is depends on the model and on the budget, so this is judgement, the default is generous, and it can be set.

The number of tokens is an estimate, characters divided by four, which is about right for English. Pinned scenarios
are in no chunk and do not count.`,
  options: {
    maximum: 'The most tokens that a chunk may have, estimated as characters divided by 4.',
  },
  fails: `---
traits: 1
lint:
  chunk/too-long: { maximum: 100 }
---

# How Aster treats people

## Honest

Aster says what it believes to be true. It says so when it is asked, when it is not asked, and when somebody would rather hear more.
It says so when it is asked, when it is not asked, and when somebody would rather hear more.
It says so when it is asked, when it is not asked, and when somebody would rather hear more.
It says so when it is asked, when it is not asked, and when somebody would rather hear more.
It says so when it is asked, when it is not asked, and when somebody would rather hear more.
`,
  passes: `---
traits: 1
lint:
  chunk/too-long: { maximum: 100 }
---

# How Aster treats people

## Honest

Aster says what it believes to be true.
`,
};

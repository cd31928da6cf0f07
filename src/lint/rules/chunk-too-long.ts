/** chunk/too-long: a trait whose chunk is longer than a model can well attend to. */
import { isGroup } from '../../document/sections.ts';
import { keptByTradeOffs, tradeOffsOf } from '../../document/trade-offs.ts';
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
      maximum: { type: 'number', description: 'The most tokens that a chunk may have, estimated as characters divided by 4.', default: 8000, minimum: 100, maximum: 10_000_000 },
    },
  },
  check(document, report, options) {
    const maximum = options.numbers['maximum'] ?? Infinity;
    const most = maximum * CHARACTERS_PER_TOKEN;
    const shared = sharedLength(document);
    const over: { trait: Trait; own: number; related: number; group: number }[] = [];
    const open: { end: number; length: number }[] = [];
    let next = 0;
    const allRelated = relatedTraits(document);
    for (const [index, trait] of document.traits.entries()) {
      const { start, end } = trait.range;
      for (let section = document.sections[next]; section !== undefined && section.range.start <= start; section = document.sections[next]) {
        next += 1;
        if (!isGroup(section) || section.range.start < document.preamble.end) continue;
        // Where the traits are items of the section, its introduction ends at the first of them.
        open.push({ end: section.range.end, length: (section.role === 'items' ? start : section.ownRange.end) - section.ownRange.start });
      }
      while ((open.at(-1)?.end ?? Infinity) < end) open.pop();
      const group = open.reduce((sum, around) => sum + (around.end >= end ? around.length : 0), 0);
      const own = trait.content.pinned.reduce((sum, pinned) => sum - (pinned.end - pinned.start), end - start);
      const related = relatedLength(document, allRelated[index] ?? { others: [], entries: 0 });
      if (shared + group + own + related > most) over.push({ trait, own, related, group });
    }
    if (over.length === 0 || !isTraitsDocument(document)) return;
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
  let length = title.length + preamble.end - preamble.start;
  for (const { name, range, role } of sections) {
    if (role === 'context' && range.start >= preamble.end && /^priorities$/i.test(name)) length += range.end - range.start;
  }
  return length;
}

/** What a trait's chunk has of other traits: who they are, and how much of them is their entries about it, in characters. */
interface Related {
  readonly others: readonly number[];
  readonly entries: number;
}

/** By trait; one that is named twice counts once. */
const relatedTraits = keptByTradeOffs((document): readonly Related[] => {
  const places = new Map(document.traits.map((trait, index) => [trait, index]));
  return document.traits.map((trait) => {
    const others = new Set<number>();
    let entries = 0;
    for (const { from, to, entry } of tradeOffsOf(document, trait)) {
      const other = from === trait ? to : from;
      const place = other === undefined || other === trait ? undefined : places.get(other);
      if (place === undefined) continue;
      others.add(place);
      if (from === other) entries += entry.range.end - entry.range.start;
    }
    return { others: [...others], entries };
  });
}, 'texts');

/** In characters: the entries, and the statements of the traits that they are of. */
function relatedLength({ traits }: TraitsDocument, { others, entries }: Related): number {
  let length = entries;
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

/** Chunks: what one generating call gets to see of a document, each piece with where it stands. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { lazyByDocument } from './lazy.ts';
import { findPlaceholders } from './placeholders.ts';
import { type Range, shiftRange } from './range.ts';
import { isGroup } from './sections.ts';
import { tradeOffsOf } from './trade-offs.ts';
import type { Trait, TraitsDocument } from './traits-document.ts';

export type PieceRole =
  | 'title'
  | 'preamble'
  /** A section headed Priorities, where it is not in the preamble already. */
  | 'priorities'
  /** The text of a section that the trait stands in, before its first subsection. */
  | 'group'
  /** The trait, verbatim but for its pinned scenarios; in several pieces where one stands in the middle. */
  | 'trait'
  /** The name and statement of a trait that this one trades off with. */
  | 'related-statement'
  /** That trait's own entry about this one. */
  | 'related-trade-off';

export interface ChunkPiece {
  readonly role: PieceRole;
  /** Verbatim: the document's text from `range.start` to `range.end`, save for `title`, which may come from front matter. */
  readonly text: string;
  readonly range?: Range;
  /** Whose statement or entry this is. */
  readonly traitId?: string;
}

export interface Chunk {
  readonly traitId: string;
  readonly traitName: string;
  readonly pieces: readonly ChunkPiece[];
  /** What `{{name}}` stands for. */
  readonly variables: ReadonlyMap<string, string>;
  /** SHA-256, in hexadecimal, of what a model would be shown. A sample made from another hash is stale. */
  readonly hash: string;
}

export function chunkOf(document: TraitsDocument, trait: Trait): Chunk {
  const pieces: ChunkPiece[] = [];
  const add = (role: PieceRole, range: Range | undefined, traitId?: string): void => {
    const trimmed = range === undefined ? undefined : trimRange(document.text, range);
    if (trimmed === undefined) return;
    const text = document.text.slice(trimmed.start, trimmed.end);
    pieces.push({ role, text, range: trimmed, ...(traitId === undefined ? {} : { traitId }) });
  };
  if (document.title !== undefined) pieces.push({ role: 'title', text: document.title });
  add('preamble', document.preamble);
  const { priorities, groups } = surroundings(document);
  for (const range of priorities) add('priorities', range);
  for (const { range, introduction } of groups) if (range.start < trait.range.start && range.end >= trait.range.end) add('group', introduction);
  for (const range of withoutScenarios(trait)) add('trait', range);
  for (const related of relatedTraits(document, trait)) {
    const { start } = related.range;
    const { statement, nameRange } = related.content;
    const end = start + (statement?.end ?? nameRange.end);
    add('related-statement', { start: start + (related.content.form === 'item' ? 0 : nameRange.start), end }, related.id);
    for (const { from, to, entry } of tradeOffsOf(document, trait)) {
      if (from === related && to === trait) add('related-trade-off', shiftRange(entry.range, start), related.id);
    }
  }
  const variables = document.frontMatter.variables;
  // Line endings are a matter of the file on one machine, and no model is shown them apart.
  const shown = pieces.map((piece) => [piece.role, piece.traitId ?? '', substitute(piece.text, variables).text.replace(/\r\n?/g, '\n')]);
  return { traitId: trait.id, traitName: trait.name, pieces, variables, hash: bytesToHex(sha256(utf8ToBytes(JSON.stringify(shown)))) };
}

/** What of a document's sections goes into the chunks of several traits. Of thousands of sections these are a few. */
const surroundings = lazyByDocument(({ preamble, sections, traits }) => {
  // Where the traits are items of a section, its introduction ends at the first of them.
  const firsts = new Map<number, number>();
  for (const { section, range } of traits) if (!firsts.has(section)) firsts.set(section, range.start);
  const priorities: Range[] = [];
  const groups: { readonly range: Range; readonly introduction: Range }[] = [];
  for (const [index, section] of sections.entries()) {
    const { range, role, ownRange } = section;
    if (range.start < preamble.end) continue;
    if (role === 'context' && /^priorities$/i.test(section.name)) priorities.push(range);
    if (isGroup(section)) groups.push({ range, introduction: { start: ownRange.start, end: (role === 'items' ? firsts.get(index) : undefined) ?? ownRange.end } });
  }
  return { priorities, groups };
});

/**
 * The trait's range without its pinned scenarios, and without a Scenarios part that holds nothing else. They are seeds
 * of samples: a model that is to answer one must not have read what the answer is to do.
 */
function withoutScenarios({ range, content }: Trait): readonly Range[] {
  const kept: Range[] = [];
  let from = 0;
  for (const { start, end } of content.pinned) {
    if (start > from) kept.push({ start: from, end: start });
    from = Math.max(from, end);
  }
  kept.push({ start: from, end: content.source.length });
  return kept.map((piece) => shiftRange(piece, range.start));
}

/** The traits that this one names or is named by in a trade-off, in document order. */
export function relatedTraits(document: TraitsDocument, trait: Trait): readonly Trait[] {
  const related = new Set(tradeOffsOf(document, trait).map(({ from, to }) => (from === trait ? to : from)));
  related.delete(trait);
  return [...related].filter((other) => other !== undefined).toSorted((a, b) => a.range.start - b.range.start);
}

/** A text with its placeholders filled in, and the way back from its offsets to those of the text as written. */
export interface Substituted {
  readonly text: string;
  readonly replaced: readonly { readonly at: number; readonly length: number; readonly sourceAt: number; readonly sourceLength: number }[];
}

/** Fills in the placeholders whose names are known; every other brace stays as it is. */
export function substitute(source: string, variables: ReadonlyMap<string, string>): Substituted {
  let text = '';
  let from = 0;
  const replaced: Substituted['replaced'][number][] = [];
  for (const { range, name } of findPlaceholders(source)) {
    const value = variables.get(name);
    if (value === undefined) continue;
    text += source.slice(from, range.start);
    replaced.push({ at: text.length, length: value.length, sourceAt: range.start, sourceLength: range.end - range.start });
    text += value;
    from = range.end;
  }
  return { text: text + source.slice(from), replaced };
}

function trimRange(text: string, range: Range): Range | undefined {
  const source = text.slice(range.start, range.end);
  const start = range.start + (source.length - source.trimStart().length);
  const end = range.start + source.trimEnd().length;
  return start < end ? { start, end } : undefined;
}

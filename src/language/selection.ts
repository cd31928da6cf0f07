/** Grows a selection step by step: word, link, sentence, item, list, part, trait, group, document. */
import { type Range, rangeAt, shiftRange } from '../document/range.ts';
import type { TraitsDocument } from '../document/traits-document.ts';
import { blocksAround, rangesAround } from './blocks.ts';
import { linksOf } from './links.ts';
import { lineRange, traitAt, trimmed } from './mentions.ts';

/** From the smallest to the whole document, each within the next and larger. Never empty: the document is always there. */
export function selectionRanges(document: TraitsDocument, offset: number): readonly Range[] {
  const { text, frontMatter, sections } = document;
  const at = Math.min(Math.max(0, offset), text.length);
  const candidates: Range[] = [{ start: 0, end: text.length }];
  if (at < frontMatter.range.end) candidates.push(frontMatter.range, trimmed(text, lineRange(text, at)));
  else {
    for (const { range, ownRange, depth } of sections) {
      if (depth > 0) candidates.push(trimmed(text, range), trimmed(text, ownRange));
    }
    const trait = traitAt(document, at);
    if (trait !== undefined) {
      candidates.push(trimmed(text, trait.range), ...trait.content.parts.map(({ range }) => shiftRange(range, trait.range.start)));
    }
    const { blocks, from } = blocksAround(document, at);
    candidates.push(...rangesAround(blocks, at - from).map((range) => shiftRange(range, from)));
    const link = rangeAt(linksOf(document), at);
    if (link !== undefined) candidates.push(link.range, link.text, ...(link.destination === undefined ? [] : [link.destination]));
    candidates.push(sentenceAround(text, lineRange(text, at), at));
  }
  candidates.push(wordAround(text, at));
  return nested(candidates.filter(({ start, end }) => (start <= at && at <= end && start < end) || (start === 0 && end === text.length)));
}

/** Those that lie one in the other, smallest first; of two that cross, the smaller. */
function nested(ranges: readonly Range[]): readonly Range[] {
  const kept: Range[] = [];
  for (const range of ranges.toSorted((a, b) => a.end - a.start - (b.end - b.start))) {
    const last = kept.at(-1);
    const larger = last === undefined || (range.start <= last.start && last.end <= range.end && range.end - range.start > last.end - last.start);
    if (larger) kept.push(range);
  }
  return kept;
}

function wordAround(text: string, at: number): Range {
  const line = lineRange(text, at);
  for (const { index, 0: word } of text.slice(line.start, line.end).matchAll(/[\p{L}\p{M}\p{N}]+(?:['’_-][\p{L}\p{M}\p{N}]+)*/gu)) {
    const start = line.start + index;
    if (start <= at && at <= start + word.length) return { start, end: start + word.length };
  }
  return { start: at, end: at };
}

/** On one line: from after the marker, or the last full stop, to the next one. */
function sentenceAround(text: string, line: Range, at: number): Range {
  const written = text.slice(line.start, line.end);
  const from = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)]|#{1,6})[ \t]+)*/.exec(written)?.[0].length ?? 0;
  let start = line.start + from;
  for (const { index, 0: end } of written.slice(from).matchAll(/[.!?。！？]['"”’)*_]*(?=\s|$)/g)) {
    const stop = line.start + from + index + end.length;
    if (stop >= at) return { start, end: stop };
    start = stop + (/^\s*/.exec(text.slice(stop, line.end))?.[0].length ?? 0);
  }
  return { start: Math.min(start, line.end), end: line.end };
}

/**
 * Writes what the format defines in one way: names of parts, their lead-ins, lead-ins of trade-offs, attributes and the
 * blank lines around headings. Prose stays as it is, and nobody who reads the rendered document sees a change but the
 * capitals of a part's heading.
 */
import { lineBreakOf } from '../document/lines.ts';
import { PART_TITLES, type PartKind } from '../document/parts.ts';
import { tradeOffs } from '../document/trade-offs.ts';
import type { Section, Trait, TraitsDocument } from '../document/traits-document.ts';
import { splitHeadingAttributes } from '../document/heading-attributes.ts';
import type { Edit } from './edit.ts';
import { lineRange } from './mentions.ts';

/** In document order, none touching another; empty where all is well. Formatting what was formatted changes nothing. */
export function format(document: TraitsDocument): readonly Edit[] {
  const edits = [...blankLines(document), ...document.sections.flatMap((section) => headingEdits(document, section)), ...partEdits(document), ...tradeOffEdits(document)];
  return edits
    .filter(({ range, newText }) => document.text.slice(range.start, range.end) !== newText)
    .toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
}

/** One blank line before each heading, and no more than one after it; none is added at the start or the end of the document. */
function blankLines({ text, frontMatter, sections }: TraitsDocument): readonly Edit[] {
  const gap = lineBreakOf(text).repeat(2);
  const gaps = new Map<number, Edit>();
  const add = (start: number, end: number): void => {
    if (start > frontMatter.bodyStart && end < text.length) gaps.set(start, { range: { start, end }, newText: gap });
  };
  for (const section of sections) {
    if (section.depth === 0) continue;
    const line = lineRange(text, section.range.start).start;
    const before = lastLineEnd(text, line);
    // The lines right above an underlined heading could be part of it: what is there is only cut down.
    if (text.startsWith('#', section.range.start) || /[\r\n].*[\r\n]/s.test(text.slice(before, line).replaceAll('\r\n', '\n'))) add(before, line);
    const end = headingEnd(text, section);
    const next = nextLineStart(text, end);
    // Whether a list stands right under its heading is a matter of taste, and reads the same.
    if (next - end >= gap.length) add(end, next);
  }
  return [...gaps.values()];
}

const isBlank = (text: string): boolean => /^[ \t]*$/.test(text);

/** The end of the last line before `start` that is not blank. */
function lastLineEnd(text: string, start: number): number {
  for (let at = start; at > 0; ) {
    const end = at - (text[at - 1] === '\n' && text[at - 2] === '\r' ? 2 : 1);
    const line = lineRange(text, end);
    if (!isBlank(text.slice(line.start, line.end))) return line.end;
    at = line.start;
  }
  return 0;
}

/** The start of the first line after the one that ends at `end` that is not blank. */
function nextLineStart(text: string, end: number): number {
  for (let at = end; at < text.length; ) {
    const start = at + (text.startsWith('\r\n', at) ? 2 : 1);
    const line = lineRange(text, start);
    if (!isBlank(text.slice(line.start, line.end))) return line.start;
    at = line.end;
  }
  return text.length;
}

/** The end of the heading's last line, its underline included. */
function headingEnd(text: string, { range, nameRange, ownRange }: Section): number {
  const { end } = lineRange(text, Math.max(nameRange.end, range.start));
  if (text.startsWith('#', range.start)) return end;
  const underline = /^(?:\r\n?|\n)[^\r\n]*/.exec(text.slice(end, ownRange.end))?.[0].length ?? 0;
  return end + underline;
}

/** `## Name {#id .class key=value}` */
function headingEdits({ text }: TraitsDocument, { depth, nameRange }: Section): readonly Edit[] {
  if (depth === 0 || nameRange.start === nameRange.end) return [];
  const { end } = lineRange(text, nameRange.end);
  const rest = text.slice(nameRange.end, end);
  const written = /^[ \t]*\{.*\}/.exec(rest)?.[0];
  if (written === undefined) return [];
  const open = written.indexOf('{');
  const { attributesRange } = splitHeadingAttributes(written, 0).attributes;
  if (attributesRange?.start !== open || attributesRange.end !== written.length) return [];
  const attributes = written.slice(open + 1, -1).match(/#[^\s#{}=]+|\.[^\s.#{}=]+|[A-Za-z_][\w:.-]*=(?:"[^"]*"|'[^']*'|[^\s{}"']+)/g) ?? [];
  return [{ range: { start: nameRange.end, end: nameRange.end + written.length }, newText: ` {${attributes.join(' ')}}` }];
}

/** Headings of parts as their names are written; `**Why**:` as `**Why:**`. */
function partEdits(document: TraitsDocument): readonly Edit[] {
  return document.traits.flatMap(({ range, content }) =>
    content.parts.flatMap(({ kind, form, label }): readonly Edit[] => {
      const start = range.start + label.start;
      const written = content.source.slice(label.start, label.end);
      if (form === 'heading') {
        const name = namesOf(document, kind).find((known) => known.toLowerCase() === written.slice(0, known.length).toLowerCase() && /^[ \t]*[.:]?$/.test(written.slice(known.length)));
        return name === undefined ? [] : [{ range: { start, end: start + name.length }, newText: name }];
      }
      const [, marker = '', name = '', stop] = /^(\*\*|__)([^*_[\]`<>\\.:&\r\n]+)\1([.:])$/.exec(written) ?? [];
      const followed = content.source.charAt(label.end);
      if (stop === undefined || !/^\s?$/.test(followed) || name !== name.trim()) return [];
      return [{ range: { start, end: start + written.length }, newText: `${marker}${name}${stop}${marker}` }];
    }),
  );
}

function namesOf({ frontMatter }: TraitsDocument, kind: PartKind): readonly string[] {
  return [PART_TITLES[kind], ...(frontMatter.sections[kind] ?? [])];
}

const LEAD_IN = /^(\*\*|__)?(over|yields?[ \t]+to|with)(\*\*|__)?([ \t]+)$/i;

/** `**Over [Warm](#warm)**`, where the trait is there. */
function tradeOffEdits(document: TraitsDocument): readonly Edit[] {
  return tradeOffs(document).flatMap(({ from, entry, to, named }): readonly Edit[] => {
    if (to === undefined || named === undefined || entry.precedence === undefined) return [];
    return tradeOffEdit(from, entry.range.start, entry.range.end, named, entry.target?.url !== undefined);
  });
}

function tradeOffEdit({ range, content }: Trait, entryStart: number, entryEnd: number, named: { readonly start: number; readonly end: number }, isLink: boolean): readonly Edit[] {
  const { source } = content;
  const [, open = '', words = '', close = ''] = LEAD_IN.exec(source.slice(entryStart, named.start)) ?? [];
  const name = source.slice(named.start, named.end);
  const after = source.slice(named.end, entryEnd);
  if (words === '' || (!isLink && /[*_`\\<[\]&]/.test(name)) || /[\r\n]/.test(name)) return [];
  const wholly = open !== '' && close === '' && after.startsWith(open);
  const leadIn = words.replace(/[ \t]+/, ' ');
  if (open !== '' && close === '' && !wholly) {
    // The bold text goes on after the name: how far is the writer's choice.
    return [{ range: { start: range.start + entryStart + open.length, end: range.start + named.start }, newText: `${leadIn} ` }];
  }
  if (open !== close && !wholly) return [];
  const rest = wholly ? after.slice(open.length) : after;
  // Where a letter or an asterisk follows, what closes bold text here would not.
  if (!/^(?:$|[\s.,;:!?)\]—–-])/.test(rest) || /^(?:-|\]\()/.test(rest)) return [];
  const end = named.end + (wholly ? open.length : 0);
  return [{ range: { start: range.start + entryStart, end: range.start + end }, newText: `**${leadIn} ${name}**` }];
}

/** Writes the text that quick fixes insert: parts to be filled in, in the form that the trait already uses. */
import { columnsOf, lineBreakOf } from '../document/lines.ts';
import { parseSegment } from '../document/markdown.ts';
import { PART_TITLES, type PartKind } from '../document/parts.ts';
import type { ProsePart } from '../document/prose-signals.ts';
import { lineStart } from '../document/range.ts';
import { type Part, readItem, readSection, type TraitContent } from '../document/trait-content.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import { keepingTraits } from './keep-traits.ts';
import { isInOrder, ownOrder, sequencesOf, USUAL_ORDER } from './order-of-parts.ts';
import type { Edit, Fix } from './rule.ts';

/** What each part asks of its writer; the snippets ask the same. */
const QUESTIONS: Readonly<Record<ProsePart, string>> = {
  what: 'TODO: What would somebody see in a transcript?',
  how: 'TODO: When which thing happens, what does it do then, and what does it leave out?',
  why: 'TODO: Who is better off for it, and what goes wrong for them without it?',
  'trade-offs': 'TODO: Over, Yields to or With which other trait, in which matter, and what decides?',
  exceptions: 'TODO: In what situation would the same behaviour be wrong or beside the point?',
};

/** A part as a child of a heading of `depth`, lines ending in `\n`. Below a heading of the last depth it is a lead-in. */
export function partScaffold(kind: ProsePart, depth: number, answer = QUESTIONS[kind]): string {
  if (depth >= 6) return leadIn(kind, answer);
  return headed(kind, depth + 1, answer);
}

/** A why is prose; the other parts are lists. */
function headed(kind: ProsePart, depth: number, answer: string): string {
  return `${'#'.repeat(depth)} ${PART_TITLES[kind]}\n\n${kind === 'why' ? '' : '- '}${answer}`;
}

function leadIn(kind: ProsePart, answer: string): string {
  return `**${PART_TITLES[kind]}.** ${answer}`;
}

/**
 * A fix that adds `kind` to `trait`: after the parts that come before it in order, or before the next one. It is
 * written as its neighbour is, so that it cannot fall into it. `answer` is what it says instead of its question.
 * Undefined where a block that nothing closes would take the part in, and where no front matter would leave the traits of
 * the document what they are.
 */
export function insertPart(document: TraitsDocument, trait: Trait, kind: ProsePart, answer = QUESTIONS[kind]): Fix | undefined {
  const { content, range } = trait;
  const { source } = content;
  const order = orderFor(document, content);
  const isBefore = (part: Part): boolean => order.indexOf(part.kind) < order.indexOf(kind);
  const previous = content.parts.findLast(isBefore);
  const next = previous === undefined ? content.parts.find((part) => part.kind !== kind && !isBefore(part)) : undefined;
  const neighbour = previous ?? next;
  const form = neighbour?.form ?? formWithoutParts(document, content);
  const indent = content.form === 'item' ? ' '.repeat(contentColumn(document.text, range.start)) : '';

  let part: string;
  if (form === 'item') {
    const marker = neighbour === undefined ? `${indent}- ` : itemMarker(document.text, range.start + neighbour.label.start);
    part = `${marker}**${PART_TITLES[kind]}:** ${answer}`;
  } else {
    const written = form === 'lead-in' ? leadIn(kind, answer) : headed(kind, partDepth(content, neighbour), answer);
    part = indentLines(written, indent);
  }

  const end = lineEnd(source, previous?.range.end ?? source.length);
  // An HTML block goes on to the next blank line.
  const besides = form === 'item' && !/^[ \t]*</.test(source.slice(lineStart(source, end), end));
  const eol = lineBreakOf(document.text);
  const at = range.start + (next === undefined ? end : lineStart(source, next.label.start));
  const text = next === undefined ? (besides ? `\n${part}` : `\n\n${part}`) : form === 'item' ? `${part}\n` : `${part}\n\n`;
  const label: Edit = { range: { start: at, end: at }, newText: text.replaceAll('\n', eol) };
  if (MAY_STAY_OPEN.test(source.slice(0, at - range.start)) && !becomesPart(document, trait, at, text, kind)) return undefined;
  const keepsForm = document.form !== 'leaves' || document.frontMatter.traitLevel === 'leaf' || content.form === 'item';
  const edits = keepsForm ? [] : keepingTraits(document, content.heading?.depth ?? 0, label);
  if (edits === undefined) return undefined;
  return { title: `Insert ${PART_TITLES[kind]}`, kind: 'scaffold', edits: [...edits, label] };
}

/** The order that the document's traits have, if this one has it too. */
function orderFor(document: TraitsDocument, content: TraitContent): readonly PartKind[] {
  const own = ownOrder(document);
  const keeps = own !== undefined && sequencesOf(content).every((parts) => isInOrder(parts, own));
  return [...(keeps ? own : USUAL_ORDER), 'scenarios', 'examples'];
}

/** What begins a block that goes on to the end of the document unless something closes it. */
const MAY_STAY_OPEN = /`{3}|~{3}|<[!?a-z]/i;

/** Whether the trait has one more part, of `kind`, when `text` is written at `at`. */
function becomesPart(document: TraitsDocument, { content, range }: Trait, at: number, text: string, kind: ProsePart): boolean {
  const before = document.text.slice(content.form === 'item' ? lineStart(document.text, range.start) : range.start, at);
  const written = before + text + document.text.slice(at, range.end);
  const { blocks } = parseSegment(written, '');
  const [block] = blocks;
  const item = block?.type === 'list' ? block.items[0] : undefined;
  const after =
    content.form === 'section' && block?.type === 'heading' ? readSection(written, blocks, document.vocabulary)
    : item !== undefined ? readItem(written, item, document.vocabulary)
    : undefined;
  const count = (parts: readonly Part[]): number => parts.filter((part) => part.kind === kind).length;
  return after?.parts.length === content.parts.length + 1 && count(after.parts) === count(content.parts) + 1;
}

/** The line of the front matter that sets the trait level, with its line ending. */
export function traitLevelLine(document: TraitsDocument): Edit['range'] | undefined {
  const line = /^trait-level:[^\r\n]*(?:\r\n?|\n)/m.exec(document.text.slice(0, document.frontMatter.bodyStart));
  return line === null ? undefined : { start: line.index, end: line.index + line[0].length };
}

function formWithoutParts(document: TraitsDocument, content: TraitContent): Part['form'] {
  if (content.form === 'item') return 'item';
  return document.form === 'leaves' || content.heading?.depth === 6 ? 'lead-in' : 'heading';
}

function partDepth(content: TraitContent, neighbour: Part | undefined): number {
  if (neighbour !== undefined) {
    const { source } = content;
    const hashes = /#+/.exec(source.slice(lineStart(source, neighbour.label.start), neighbour.label.start));
    if (hashes !== null) return hashes[0].length;
  }
  return Math.min(6, (content.heading?.depth ?? 1) + 1);
}

/** The column at which the content of the list item that begins at `at` stands. */
export function contentColumn(text: string, at: number): number {
  const marker = /^(?:[-+*]|\d{1,9}[.)])/.exec(text.slice(at, at + 11))?.[0] ?? '';
  const after = /^[ \t]*/.exec(text.slice(at + marker.length))?.[0] ?? '';
  const start = lineStart(text, at);
  const markerEnd = columnsOf(text.slice(start, at + marker.length));
  const column = columnsOf(text.slice(start, at + marker.length + after.length));
  // From five columns on, all but the first belong to indented code.
  return column - markerEnd > 4 || column === markerEnd ? markerEnd + 1 : column;
}

/** What a new item has to begin with to stand in the list of the item whose text begins at `textStart`. */
function itemMarker(text: string, textStart: number): string {
  const before = text.slice(lineStart(text, textStart), textStart);
  const [, outer = '', bullet = ''] = /^(.*?)([-+*]|\d{1,9}[.)])[ \t]+$/.exec(before) ?? [];
  const next = bullet.replace(/^\d+/, (number) => `${Number(number) + 1}`);
  return `${outer.replace(/[^\t]/g, ' ')}${next === '' ? '-' : next} `;
}

export function indentLines(text: string, indent: string): string {
  return text.replaceAll(/^(?=.)/gm, indent);
}

/** What another entry is inserted into: a part that may have some, or none yet. */
export function insertEntry(document: TraitsDocument, trait: Trait, part: Part, entry: string): Edit {
  const { text } = document;
  const { start } = trait.range;
  const eol = lineBreakOf(text);
  const label = start + part.label.start;
  const inItem = part.form === 'item' ? columnsOf(text.slice(lineStart(text, label), label)) : 0;
  const indent = ' '.repeat(part.form !== 'item' && trait.content.form === 'item' ? contentColumn(text, start) : inItem);
  const list = part.blocks.findLast((block) => block.type === 'list');
  const last = list?.items.findLast((item) => item.prose !== undefined)?.prose;
  let end: number;
  let newText: string;
  if (list !== undefined && last !== undefined) {
    end = list.range.end;
    newText = `${eol}${itemMarker(text, start + last.range.start)}${entry}`;
  } else {
    const paragraph = part.blocks.findLast((block) => block.type === 'paragraph');
    end = paragraph?.range.end ?? part.label.end;
    // Beside a paragraph an item would be read as the only entry.
    newText = `${eol}${eol}${indent}${paragraph === undefined ? '- ' : ''}${entry}`;
  }
  const at = lineEnd(trait.content.source, end);
  return { range: { start: start + at, end: start + at }, newText };
}

/** The end of the line on which a block ends: a heading goes on after its name. */
function lineEnd(source: string, end: number): number {
  const at = trimmedEnd(source, end);
  return at + (/^[^\r\n]*/.exec(source.slice(at))?.[0].trimEnd().length ?? 0);
}

function trimmedEnd(source: string, end: number): number {
  return source.slice(0, end).trimEnd().length;
}

/** Larger changes that a writer can ask for: another form for a part, a trait out of a selection. */
import { columnsOf, dedent, lineBreakOf } from '../document/lines.ts';
import { parseSegment } from '../document/markdown.ts';
import { PART_TITLES } from '../document/parts.ts';
import type { Range } from '../document/range.ts';
import { type Part, proseIn, readSection, type TraitContent } from '../document/trait-content.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import { applyEdits, type Edit } from './edit.ts';
import { PART_QUESTIONS } from './guide.ts';
import { anchorsOf } from './links.ts';
import { lineRange, traitAt, trimmed } from './mentions.ts';

export interface Refactoring {
  readonly title: string;
  readonly kind: 'extract' | 'rewrite';
  /** Ranges count from the document's start and do not overlap. */
  readonly edits: readonly Edit[];
}

/** What can be done with what is selected, or with the part whose label `selection` begins in. Never throws. */
export function refactorings(document: TraitsDocument, selection: Range): readonly Refactoring[] {
  if (selection.start < document.frontMatter.bodyStart) return [];
  if (selection.start === selection.end) return convertPart(document, selection.start);
  return [extractTrait(document, selection) ?? [], newTrait(document, selection) ?? [], convertPart(document, selection.start)].flat();
}

// A trait out of a selection

/** Moves whole lines into a trait of their own, right after the one that they stand in, under the label that they stood under. */
function extractTrait(document: TraitsDocument, selection: Range): Refactoring | undefined {
  const { text } = document;
  const chosen = trimmed(text, selection);
  const trait = traitAt(document, chosen.start);
  const heading = trait?.content.heading;
  if (trait === undefined || heading === undefined || chosen.start === chosen.end || chosen.end > trait.range.end) return undefined;
  const lines = { start: lineRange(text, chosen.start).start, end: lineRange(text, chosen.end).end };
  const from = trait.range.start;
  if (lines.start < from + heading.range.end || cutsBlock(trait, { start: lines.start - from, end: lines.end - from })) return undefined;
  const part = trait.content.parts.findLast(({ label }) => from + label.end <= lines.start);
  const eol = lineBreakOf(text);
  const label = part === undefined || part.form === 'item' ? '' : `${labelLine(trait, part)}${eol}${eol}`;
  const moved = text.slice(lines.start, lines.end);
  const written = `${'#'.repeat(heading.depth)} ${freeName(document)}${eol}${eol}${label}${moved}`;
  return { title: 'Extract to Trait', kind: 'extract', edits: [{ range: withBlankLines(text, lines), newText: '' }, insertAfter(document, trait, written)] };
}

/** A range of whole lines that begins or ends inside a fence or an item with more lines leaves half of it behind. */
function cutsBlock({ content }: Trait, lines: Range): boolean {
  const blocks = content.parts.flatMap((part) => part.blocks);
  return [...blocks, ...content.scenarios].some(({ range, ...block }) => {
    const crosses = range.start < lines.end && lines.start < range.end;
    const whole = lines.start <= range.start && range.end <= lines.end;
    if (!crosses || whole) return false;
    return !('type' in block && block.type === 'list' && block.items.every((item) => item.range.end <= lines.start || item.range.start >= lines.end || (lines.start <= item.range.start && item.range.end <= lines.end)));
  });
}

function labelLine({ content }: Trait, part: Part): string {
  const { source } = content;
  if (part.form === 'lead-in') return source.slice(part.label.start, part.label.end);
  const line = lineRange(source, part.label.start);
  return source.slice(line.start, line.end).trim();
}

/** The lines with the line ending after them, and with one of the blank lines that would meet. */
function withBlankLines(text: string, { start, end }: Range): Range {
  const after = /^(?:\r\n?|\n|$)(?:[ \t]*(?:\r\n?|\n))*/.exec(text.slice(end))?.[0] ?? '';
  const first = /^(?:\r\n?|\n)?/.exec(after)?.[0] ?? '';
  const blankBefore = /(?:^|\r\n|\n|\r)[ \t]*(?:\r\n?|\n)$/.test(text.slice(Math.max(0, start - 200), start));
  return { start, end: end + (blankBefore ? after : first).length };
}

/** A new trait that is called what is selected, which stays where it is. */
function newTrait(document: TraitsDocument, selection: Range): Refactoring | undefined {
  const { text, traits } = document;
  const chosen = text.slice(selection.start, selection.end);
  const name = plainWords(chosen);
  const taken = traits.some((trait) => trait.name.toLowerCase() === name.toLowerCase()) || document.vocabulary.names.has(name.toLowerCase());
  if (name === '' || name.length > 80 || name.split(' ').length > 8 || taken || /[\r\n]/.test(chosen.trim())) return undefined;
  return { title: `New Trait “${name}”`, kind: 'extract', edits: [traitAfter(document, selection.start, name)] };
}

/**
 * Writes a trait after the one at `offset`, or else the last, in the form that traits have there and with questions for
 * what it is to say. `anchor` is an id in braces, with a space before it; a list item has none.
 */
export function traitAfter(document: TraitsDocument, offset: number, name: string, anchor = ''): Edit {
  const { text, traits } = document;
  const after = traitAt(document, offset) ?? traits.at(-1);
  const eol = lineBreakOf(text);
  if (after !== undefined && after.content.heading === undefined) {
    const line = lineRange(text, after.range.start);
    const marker = /^[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]+/.exec(text.slice(line.start, line.end))?.[0] ?? '- ';
    const end = after.range.start + after.content.source.trimEnd().length;
    return { range: { start: end, end }, newText: `${eol}${marker}**${name}**: TODO: ${QUESTION}` };
  }
  const depth = after?.content.heading?.depth ?? document.level ?? 2;
  const written = [`${'#'.repeat(depth)} ${name}${anchor}`, `TODO: ${QUESTION}`, ...(document.form === 'leaves' || depth === 6 ? [] : scaffolds(depth + 1))].join(eol + eol);
  return after === undefined ? insertAt(text, text.length, written) : insertAfter(document, after, written);
}

const QUESTION = 'Put in one sentence, what does the model do that shows this quality?';

function scaffolds(depth: number): readonly string[] {
  return (['what', 'how', 'why', 'trade-offs', 'exceptions'] as const).flatMap((kind) => [
    `${'#'.repeat(depth)} ${PART_TITLES[kind]}`,
    `${kind === 'why' ? '' : '- '}TODO: ${PART_QUESTIONS[kind]}`,
  ]);
}

/** One line without the markers of lists, headings, emphasis and links. */
export function plainWords(written: string): string {
  return written
    .trim()
    .replace(/^(?:(?:[-+*]|\d{1,9}[.)]|#{1,6}|>)[ \t]+)*/, '')
    .replaceAll(/\[([^[\]]*)\]\([^()]*\)/g, '$1')
    .replaceAll(/[*_`[\]<>\\{}#]/g, '')
    .replaceAll(/\s+/g, ' ')
    .replace(/[\s.,;:!?。：，]+$/, '')
    .trim();
}

function freeName(document: TraitsDocument): string {
  const anchors = anchorsOf(document);
  let name = 'New trait';
  for (let count = 2; anchors.has(name.toLowerCase().replaceAll(' ', '-')); count += 1) name = `New trait ${count}`;
  return name;
}

function insertAfter({ text }: TraitsDocument, trait: Trait, written: string): Edit {
  return insertAt(text, trait.range.end, written);
}

/** Writes a section at `at`, where another begins or the text ends, with one blank line on either side. */
function insertAt(text: string, at: number, written: string): Edit {
  const eol = lineBreakOf(text);
  const before = text.slice(Math.max(0, at - 4), at);
  const breaks = (before.match(/\r\n|\n|\r/g) ?? []).length;
  const blank = at === 0 || /(?:\r\n|\n|\r)(?:\r\n|\n|\r)$/.test(before);
  const lead = blank ? '' : breaks > 0 && /[\r\n]$/.test(before) ? eol : eol + eol;
  return { range: { start: at, end: at }, newText: `${lead}${written}${eol}${at < text.length ? eol : ''}` };
}

// Another form for a part

const FORMS: readonly Part['form'][] = ['heading', 'lead-in', 'item'];
const FORM_NAMES: Readonly<Record<Part['form'], string>> = { heading: 'a Heading', 'lead-in': 'a Lead-in', item: 'a List Item' };

/** Only the forms in which the trait's parts go on saying the same; none where `offset` is on no part's label. */
function convertPart(document: TraitsDocument, offset: number): readonly Refactoring[] {
  const trait = traitAt(document, offset);
  if (trait?.content.heading === undefined) return [];
  const at = offset - trait.range.start;
  const { content } = trait;
  const index = content.parts.findIndex(({ label, form }) => (form === 'heading' ? lineRange(content.source, label.start).start : label.start) <= at && at <= label.end);
  const part = content.parts[index];
  if (part === undefined) return [];
  return FORMS.filter((form) => form !== part.form && (form !== 'heading' || document.form === 'sections')).flatMap((form) => {
    const edit = rewritePart(content, part, form, lineBreakOf(document.text));
    if (!saysTheSame(document, content, edit, index, form)) return [];
    const range = { start: trait.range.start + edit.range.start, end: trait.range.start + edit.range.end };
    return [{ title: `Write ${PART_TITLES[part.kind]} as ${FORM_NAMES[form]}`, kind: 'rewrite' as const, edits: [{ range, newText: edit.newText }] }];
  });
}

/** The edit's range counts from the trait's start. */
function rewritePart({ source, heading, parts }: TraitContent, part: Part, form: Part['form'], eol: string): Edit {
  const line = lineRange(source, part.label.start);
  const start = part.form === 'lead-in' ? part.label.start : line.start;
  const bodyStart = part.form === 'heading' ? line.end : part.label.end;
  const column = part.form === 'item' ? columnsOf(source.slice(line.start, part.label.start)) : 0;
  const body = source
    .slice(bodyStart, Math.max(bodyStart, part.range.end))
    .split(/\r\n?|\n/)
    .map((written, index) => (index === 0 ? written : dedent(written, column)))
    .join('\n')
    .replace(/^(?:[ \t]*\n)*/, '')
    .replace(/^[ \t]+/, part.form === 'heading' ? '$&' : '')
    .trimEnd();
  const prose = part.blocks[0]?.type === 'paragraph';
  const name = source.slice(part.label.start, part.label.end).replaceAll(/^[*_\s]+|[*_\s.:：。—–]+$/g, '');
  let written: string;
  if (form === 'heading') {
    const sibling = parts.find((other) => other.form === 'heading');
    const hashes = sibling === undefined ? undefined : /(#+)[ \t]*$/.exec(source.slice(lineRange(source, sibling.label.start).start, sibling.label.start))?.[1];
    written = `${hashes ?? '#'.repeat(Math.min(6, (heading?.depth ?? 1) + 1))} ${name}${body === '' ? '' : `\n\n${body}`}`;
  } else if (form === 'lead-in') written = `**${name}.**${body === '' ? '' : prose ? ` ${body}` : `\n\n${body}`}`;
  else written = `- **${name}:**${body === '' ? '' : prose ? ` ${body.replaceAll(/\n(?=[^\n])/g, '\n  ')}` : `\n${body.replaceAll(/^(?=[^\n])/gm, '  ')}`}`;
  const end = Math.max(part.range.end, bodyStart);
  // What was a list with the label in it goes on after it, or stood before it.
  const before = part.form === 'item' && !/(?:\n|\r)[ \t]*(?:\r\n?|\n)$/.test(source.slice(0, start)) ? '\n' : '';
  const after = part.form === 'item' && /^[ \t]*(?:\r\n?|\n)[ \t]*\S/.test(source.slice(end)) ? '\n' : '';
  return { range: { start, end }, newText: (before + written + after).replaceAll('\n', eol) };
}

function saysTheSame(document: TraitsDocument, before: TraitContent, edit: Edit, changed: number, form: Part['form']): boolean {
  const source = applyEdits(before.source, [edit]);
  const { blocks } = parseSegment(source, '');
  if (blocks[0]?.type !== 'heading') return false;
  const after = readSection(source, blocks, document.vocabulary);
  const said = ({ kind, blocks: inside }: Part): string => `${kind}: ${proseIn(inside).map(({ text }) => text.trim()).join('\n')}`;
  const own = ({ prose }: TraitContent): number => prose.length;
  return (
    after.parts.length === before.parts.length &&
    own(after) === own(before) &&
    after.parts.every((part, index) => {
      const old = before.parts[index];
      return old !== undefined && said(part) === said(old) && part.form === (index === changed ? form : old.form);
    })
  );
}

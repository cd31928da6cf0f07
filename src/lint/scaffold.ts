/** Writes the text that quick fixes insert: parts to be filled in, in the form that the trait already uses. */
import { PART_KINDS, PART_TITLES, type PartKind } from '../document/parts.ts';
import type { Part, TraitContent } from '../document/trait-content.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import type { Edit, Fix } from './rule.ts';

/** What each part asks of its writer. */
const QUESTIONS: Readonly<Record<PartKind, readonly string[]>> = {
  what: ['TODO: what would somebody see in a transcript?'],
  how: ['TODO: when this happens, which moves does the model make?'],
  why: ['TODO: what goes wrong for somebody when the model does otherwise?'],
  'trade-offs': ['TODO: Over, Yields to or With which other trait, and what decides?'],
  exceptions: ['TODO: when does this not apply?'],
  scenarios: ['TODO'],
  examples: ['TODO: a short exchange that shows it'],
};

/** Parts whose content is a list; a why is prose. */
const LISTED: ReadonlySet<PartKind> = new Set(['what', 'how', 'trade-offs', 'exceptions']);

/** The line ending that a document uses. */
export function lineBreakOf(text: string): string {
  return /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
}

/** A part as a heading of `depth` with the question to answer, lines ending in `\n`. */
export function headingScaffold(kind: PartKind, depth: number): string {
  const lines = QUESTIONS[kind].map((line) => (LISTED.has(kind) ? `- ${line}` : line));
  return `${'#'.repeat(depth)} ${PART_TITLES[kind]}\n\n${lines.join('\n')}`;
}

function leadInScaffold(kind: PartKind): string {
  return `**${PART_TITLES[kind]}.** ${QUESTIONS[kind].join(' ')}`;
}

function itemScaffold(kind: PartKind, indent: string): string {
  return `${indent}- **${PART_TITLES[kind]}:** ${QUESTIONS[kind].join(' ')}`;
}

/** A fix that adds `kind` to `trait`, after the parts that come before it in order. */
export function insertPart(document: TraitsDocument, trait: Trait, kind: PartKind): Fix {
  const { content, range } = trait;
  const eol = lineBreakOf(document.text);
  const form = partForm(document, content);
  const previous = partBefore(content, kind);
  const at = range.start + insertionOffset(content, previous, kind);
  const edits: Edit[] = [];
  let text: string;
  if (form === 'item') {
    const indent = previous === undefined ? itemIndent(content) : lineIndent(content.source, previous.label.start);
    text = `\n${itemScaffold(kind, indent)}`;
  } else if (form === 'lead-in') text = `\n\n${leadInScaffold(kind)}`;
  else text = `\n\n${headingScaffold(kind, partDepth(content))}`;
  // In a document without labelled parts one label would make its level the trait level: the form is written down.
  if (document.form === 'leaves' && document.frontMatter.traitLevel !== 'leaf') edits.push(traitLevelEdit(document, 'leaf'));
  edits.push({ range: { start: at, end: at }, newText: text.replaceAll('\n', eol) });
  return { title: `Insert ${PART_TITLES[kind]}`, kind: 'scaffold', edits };
}

/** An edit that writes `trait-level` into the front matter, and the front matter with it where there is none. */
function traitLevelEdit(document: TraitsDocument, level: string): Edit {
  const eol = lineBreakOf(document.text);
  const { range, bodyStart } = document.frontMatter;
  if (bodyStart === 0) return { range: { start: 0, end: 0 }, newText: `---${eol}traits: 1${eol}trait-level: ${level}${eol}---${eol}${eol}` };
  const closing = document.text.lastIndexOf('---', range.end);
  return { range: { start: closing, end: closing }, newText: `trait-level: ${level}${eol}` };
}

function partForm(document: TraitsDocument, content: TraitContent): Part['form'] {
  const used = content.parts.at(-1)?.form;
  if (used !== undefined) return used;
  if (content.form === 'item') return 'item';
  return document.form === 'leaves' ? 'lead-in' : 'heading';
}

function partDepth(content: TraitContent): number {
  const heading = content.parts.find((part) => part.form === 'heading');
  if (heading !== undefined) {
    const line = content.source.slice(content.source.lastIndexOf('\n', heading.label.start) + 1, heading.label.start);
    const depth = /#+/.exec(line)?.[0].length;
    if (depth !== undefined) return depth;
  }
  return Math.min(6, (content.heading?.depth ?? 1) + 1);
}

/** The last part that stands before `kind` in the order of parts. */
export function partBefore(content: TraitContent, kind: PartKind): Part | undefined {
  const order = PART_KINDS.indexOf(kind);
  return content.parts.filter((part) => PART_KINDS.indexOf(part.kind) < order).at(-1);
}

function insertionOffset(content: TraitContent, previous: Part | undefined, kind: PartKind): number {
  if (previous !== undefined) return trimmedEnd(content.source, previous.range.end);
  const order = PART_KINDS.indexOf(kind);
  const next = content.parts.find((part) => PART_KINDS.indexOf(part.kind) > order);
  if (next === undefined) return trimmedEnd(content.source, content.source.length);
  const lineStart = Math.max(content.source.lastIndexOf('\n', next.label.start), content.source.lastIndexOf('\r', next.label.start)) + 1;
  return trimmedEnd(content.source, lineStart);
}

function trimmedEnd(source: string, end: number): number {
  return source.slice(0, end).trimEnd().length;
}

function itemIndent(content: TraitContent): string {
  return content.form === 'item' ? ' '.repeat((/^(?:[-+*]|\d{1,9}[.)])[ \t]+/.exec(content.source)?.[0].length ?? 2)) : '';
}

function lineIndent(source: string, offset: number): string {
  const lineStart = Math.max(source.lastIndexOf('\n', offset), source.lastIndexOf('\r', offset)) + 1;
  return /^[ \t]*/.exec(source.slice(lineStart, offset))?.[0] ?? '';
}

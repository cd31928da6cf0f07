/** Makes a traits document of Markdown or of a list that somebody has: every sentence stays, in its order. */
import type { Languages } from '../document/language.ts';
import { lineBreakOf } from '../document/lines.ts';
import { PART_KINDS, type PartKind } from '../document/parts.ts';
import type { ProsePart } from '../document/prose-signals.ts';
import { lineStart } from '../document/range.ts';
import { partState } from '../document/trait-content.ts';
import { DocumentParser, type TraitsDocument } from '../document/traits-document.ts';
import { applyEdits } from './edit.ts';
import { entriesToSections } from './import-entries.ts';
import { type AddedNames, addedNames, labelsForProse } from './import-parts.ts';

export interface Imported {
  readonly text: string;
  /** How many traits the new document has. */
  readonly traits: number;
  /** Whether the entries of a list, or lines or paragraphs, became the sections of traits. */
  readonly fromList: boolean;
  /** How many labels were written for parts that had none, of each kind. */
  readonly labelled: Readonly<Partial<Record<PartKind, number>>>;
  /** How many traits say a why, a trade-off or an exception in prose that was left as it is. */
  readonly inProse: number;
}

/**
 * The traits document that `text` makes. Entries of a plain list become sections; headings stay as they are, and the
 * front matter says where the traits are if that could be taken wrongly. A paragraph that can be nothing but one part
 * gets its label. No word is lost or moved, and line endings stay. `fileName` gives a text without a title its own.
 * Never throws; takes time in proportion to the text.
 */
export function importTraits(text: string, fileName = '', languages: Languages = {}): Imported {
  // One parser for all that is tried: it reads again only what differs.
  return imported(new DocumentParser(languages), text, fileName);
}

/** `fromList`: its entries have become sections already. */
function imported(parser: DocumentParser, text: string, fileName: string, fromList = false): Imported {
  const before = parser.parse(text);
  const names = addedNames(before);
  const headed = (level?: string): string => head(before, fileName, names, level);
  const original = before.frontMatter.bodyStart > 0 ? text.slice(before.frontMatter.bodyStart) : text.replace(/^\uFEFF?(?:[ \t]*(?:\r\n?|\n))*/, '');
  // A part that goes by another name must not make its depth the only one that has traits.
  const settled = before.frontMatter.keys.some(({ key }) => key === 'trait-level');
  const reading = names.length > 0 && before.form === 'leaves' && !settled ? headed('leaf') : headed();

  const document = parser.parse(reading + original);
  for (const start of settled || fromList ? [] : [reading, headed('list')]) {
    const list = start === reading ? document : parser.parse(start + original);
    const sections = start === reading || isMostlyItems(list) || (document.form === 'none' && beginsWithItems(list)) ? entriesToSections(list) : undefined;
    if (sections === undefined) continue;
    const separate = applyEdits(list.text, sections.edits).slice(start.length);
    const separated = parser.parse(reading + separate);
    // What does not come out as it was meant stays as it was.
    const fits = separated.traits.length === sections.traits && separated.traits.every(({ content }) => content.form === 'section');
    // Sections have depths, and parts below them: what there is to add is seen only now.
    if (fits) return imported(parser, head(before, fileName, []) + separate, '', true);
    break;
  }

  const labels = labelsForProse(document);
  const bodies = labels.length === 0 ? [original] : [applyEdits(document.text, labels.map(({ edit }) => edit)).slice(reading.length), original];
  const levels = settled ? [undefined] : levelsFor(document);
  const wanted = namesOf(document);
  const read = (written: string): TraitsDocument => (written === document.text ? document : parser.parse(written));
  let result: TraitsDocument | undefined;
  let chosen = original;
  for (const { tried, level } of bodies.flatMap((each) => levels.map((one) => ({ tried: each, level: one })))) {
    const candidate = read(headed(level) + tried);
    if (namesOf(candidate) !== wanted) continue;
    [result, chosen] = [candidate, tried];
    break;
  }
  result ??= read(headed() + original);
  const labelled = labels.length === 0 || chosen !== bodies[0] ? {} : countOf(labels.map(({ kind }) => kind));
  const inProse = result.traits.filter(({ content }) => SAID.some((kind) => partState(content, kind) === 'in-prose')).length;
  return { text: result.text, traits: result.traits.length, fromList, labelled, inProse };
}

const SAID: readonly ProsePart[] = ['why', 'trade-offs', 'exceptions'];

/** Whether a text without headings is a list with some lines around it, and not a text with a list in it. */
function isMostlyItems({ text, frontMatter, traits }: TraitsDocument): boolean {
  const items = traits.reduce((sum, { range }) => sum + range.end - range.start, 0);
  return traits.length > 1 && items * 2 > text.slice(frontMatter.bodyStart).trim().length;
}

/** Longer than this, what stands before a list does not only introduce it. In characters. */
const LONGEST_INTRODUCTION = 200;

/** Whether a text is one list with a short paragraph before it; what stands after it are notes, however long they are. */
function beginsWithItems({ text, preamble, traits }: TraitsDocument): boolean {
  const [first] = traits;
  if (first === undefined || traits.length < 2) return false;
  const isOne = traits.every(({ range }, index) => index === 0 || text.slice(traits[index - 1]?.range.end, range.start).trim() === '');
  const introduction = text.slice(preamble.start, first.range.start).trim();
  return isOne && introduction.length <= LONGEST_INTRODUCTION && !/(?:\r\n?|\n)[ \t]*[\r\n]/.test(introduction);
}

function namesOf({ traits }: TraitsDocument): string {
  return traits.map(({ name }) => name).join('\n');
}

function countOf(kinds: readonly PartKind[]): Imported['labelled'] {
  return Object.fromEntries(PART_KINDS.map((kind) => [kind, kinds.filter((one) => one === kind).length] as const).filter(([, count]) => count > 0));
}

/**
 * What `trait-level` may be, the plainest first. Where leaf sections of several depths are traits, the first label that
 * somebody writes would make its own depth the only one: the form is written down.
 */
function levelsFor({ form, traits }: TraitsDocument): readonly (string | undefined)[] {
  if (form !== 'leaves' || traits.length === 0) return [undefined];
  const depths = new Set(traits.map(({ content }) => content.heading?.depth ?? 0));
  const [depth = 0] = depths;
  return depths.size === 1 && depth >= 2 ? [undefined, String(depth), 'leaf'] : ['leaf', undefined];
}

/** The front matter with the blank line after it: made where there is none, else only added to. */
function head({ text, title, frontMatter }: TraitsDocument, fileName: string, names: AddedNames, level?: string): string {
  const eol = lineBreakOf(text);
  const added = [
    ...(level === undefined ? [] : [`trait-level: ${level}`]),
    ...(names.length === 0 ? [] : ['sections:', ...names.map(([kind, others]) => `  ${kind}: [${others.map(scalar).join(', ')}]`)]),
  ];
  if (frontMatter.bodyStart === 0) {
    const called = title ?? titleOf(fileName);
    const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
    return `${mark}${['---', 'traits: 1', ...(called.trim() === '' ? [] : [`title: ${scalar(called)}`]), ...added, '---'].join(eol)}${eol}${eol}`;
  }
  const written = text.slice(0, frontMatter.bodyStart);
  // Only what is in order, a key to a line, can be added to.
  const inLines = frontMatter.problems.length === 0 && frontMatter.keys.length > 0 && frontMatter.keys.every(({ range }) => lineStart(text, range.start) === range.start);
  if (added.length === 0 || !inLines) return written;
  const closing = written.lastIndexOf('---');
  return written.slice(0, closing) + added.map((line) => line + eol).join('') + written.slice(closing);
}

/** A file name as words, without what says of which kind the file is. */
function titleOf(fileName: string): string {
  const words = fileName
    .replace(/(?:\.traits)?\.(?:md|markdown|mdx|txt|text)$/i, '')
    .replaceAll(/[\s_.]+|(?<=\p{L})-+|-+(?=\p{L})/gu, ' ')
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A scalar of YAML: plain where it can be. */
function scalar(text: string): string {
  const line = text.replaceAll(/\p{Surrogate}|[\p{Cc}\u2028\u2029\uFEFF\uFFFE\uFFFF]/gu, ' ').replaceAll(/\s+/g, ' ').trim();
  if (/^\p{L}[\p{L}\p{M}\p{N} ,.()'’–—-]*$/u.test(line) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(line) && !line.includes(', ')) return line;
  return JSON.stringify(line);
}

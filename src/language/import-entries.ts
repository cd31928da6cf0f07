/** Makes sections of what is only a list of traits: bullets, numbered items, `Name: text` lines, or a paragraph for each. */
import { columnsOf, dedent, followsBlank, lineBreakOf } from '../document/lines.ts';
import { normalizePartName } from '../document/parts.ts';
import { lineStart } from '../document/range.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import type { Edit } from './edit.ts';
import { STATEMENT_QUESTION } from './guide.ts';

export interface AsSections {
  readonly edits: readonly Edit[];
  /** How many traits there are if the document reads as it is meant to. */
  readonly traits: number;
}

/** Undefined where the traits are sections already, or nothing is certainly a list of them. */
export function entriesToSections(document: TraitsDocument): AsSections | undefined {
  if (document.form === 'none') return linesToSections(document);
  if (document.traits.length === 0 || document.traits.some(({ content }) => content.form !== 'item')) return undefined;
  return itemsToSections(document);
}

/** An entry as a section of `depth`, lines ending in `\n`: its name is the heading, and what else it says stands below. */
function headed(entry: string, depth: number): string | undefined {
  const { name, rest } = named(entry);
  const heading = name.replaceAll(/\s+/g, ' ').trim();
  if (heading === '') return undefined;
  // Where the text went on in the line of the name, or right below it, it is a paragraph; deeper text is code.
  const body = /^[ \t]*\n[ \t]*\n/.test(rest) ? rest.replace(/^(?:[ \t]*\n)+/, '') : rest.trimStart().replace(/^(?![-+*])([^\n]*)\n(?=[-+*][ \t])/, '$1\n\n');
  return `${'#'.repeat(depth)} ${capitalized(heading)}\n\n${body === '' ? `TODO: ${STATEMENT_QUESTION}` : capitalized(body)}`;
}

// Bounded, so that no line takes longer than its length.
const BOLD_NAME = /^(\*\*|__)(?=\S)((?:(?!\1)[^\n]){1,120}?)[ \t]{0,4}[.:：。]?\1[ \t]{0,4}(?:[.:：。—–](?=\s|$)|-(?=[ \t]))?/;
const NAME_BEFORE_COLON = /^([^\s:：][^:：\n]{0,48}?)[ \t]{0,4}(?::(?=\s|$)|：)/;
const NAME_BEFORE_DASH = /^([^\s—–][^—–\n]{0,48}?)(?:[ \t]{1,4}[—–-]|[—–])[ \t]{1,4}(?=\S)/;

/** Up to so many words, all that an entry says is its name. */
const LONGEST_NAME = 8;
/** What a text without a name is called by: the same as a list item without one goes by. */
const FIRST_WORDS = /^(?:\S+\s+){0,5}\S+/;

function named(entry: string): { name: string; rest: string } {
  const apart = nameApart(entry);
  if (apart !== undefined) return { name: apart.name, rest: apart.inSentence ? entry : entry.slice(apart.length) };
  const dash = NAME_BEFORE_DASH.exec(entry);
  if (dash !== null) return { name: dash[1] ?? '', rest: entry.slice(dash[0].length) };
  const paragraph = /^[^\n]*(?:\n(?![ \t]*(?:\n|[-+*>#|]|\d{1,9}[.)]))[^\n]*)*/.exec(entry)?.[0] ?? '';
  // A sentence stays one, below its own words; a name alone has nothing to say yet.
  if (wordsIn(paragraph) <= LONGEST_NAME) return { name: paragraph.trim().replace(/[.,;:!。！]$/, ''), rest: SENTENCE_END.test(paragraph) ? entry : entry.slice(paragraph.length) };
  return { name: FIRST_WORDS.exec(paragraph)?.[0].replace(/[.,;:!?。，；：！？]{1,9}$/, '') ?? '', rest: entry };
}

/** A name that is bold or has a colon after it; `length` is how much of the text it is, its punctuation included. */
function nameApart(text: string): { name: string; length: number; inSentence: boolean } | undefined {
  const [bold = '', , inside = ''] = BOLD_NAME.exec(text) ?? [];
  // Without punctuation the sentence goes on: “**Never** lie”.
  if (bold !== '') return { name: inside, length: bold.length, inSentence: /[*_][ \t]*$/.test(bold) && !/[.:：。][*_]+[ \t]*$/.test(bold) && /^\S/.test(text.slice(bold.length)) };
  const [whole, name = ''] = NAME_BEFORE_COLON.exec(text) ?? [];
  return whole === undefined || wordsIn(name) > LONGEST_NAME ? undefined : { name, length: whole.length, inSentence: false };
}

function wordsIn(text: string): number {
  return text.trim().split(/\s+/).length;
}

/** Only where the letter can be told again: the words stay the same. */
function capitalized(text: string): string {
  const first = String.fromCodePoint(text.codePointAt(0) ?? 32);
  const upper = first.toUpperCase();
  return upper.toLowerCase() === first ? upper + text.slice(first.length) : text;
}

// Items of lists

function itemsToSections({ text, traits, sections }: TraitsDocument): AsSections | undefined {
  const eol = lineBreakOf(text);
  // One depth for all, below every heading that a list stands under.
  const depth = Math.min(6, Math.max(2, ...new Set(traits.map(({ section }) => (sections[section]?.depth ?? 0) + 1))));
  const edits: Edit[] = [];
  for (const [index, trait] of traits.entries()) {
    const { start, end } = trait.range;
    const line = lineStart(text, start);
    const written = itemText(text, trait);
    const asSection = written === undefined ? undefined : headed(written, depth);
    // An item may stand in the line of another one's marker.
    if (asSection === undefined || text.slice(line, start).trim() !== '') return undefined;
    const itemEnd = start + text.slice(start, end).trimEnd().length;
    edits.push({ range: { start: line, end: itemEnd }, newText: (followsBlank(text, line) ? asSection : `\n${asSection}`).replaceAll('\n', eol) });
    const next = Math.min(traits[index + 1]?.range.start ?? text.length, sections[trait.section]?.ownRange.end ?? text.length);
    // What follows a list belongs to none of its traits.
    if (/[^\s\-+*\d.)]/.test(text.slice(itemEnd, next).replaceAll(/<!--(?:(?!<!--)[\s\S])*?-->/g, ''))) {
      edits.push({ range: { start: itemEnd, end: itemEnd }, newText: `${eol}${eol}${'#'.repeat(depth)} Notes` });
    }
  }
  return { edits, traits: traits.length };
}

/** What an item says, lines ending in `\n` and no longer indented; undefined where it does not begin with a text. */
function itemText(text: string, { range, content }: Trait): string | undefined {
  const marker = /^(?:[-+*]|\d{1,9}[.)])[ \t]+/.exec(content.source)?.[0];
  const [first] = content.prose;
  if (marker === undefined || first === undefined || content.nameRange.start !== marker.length) return undefined;
  const column = columnsOf(text.slice(lineStart(text, range.start), range.start + marker.length));
  return content.source
    .slice(marker.length)
    .trimEnd()
    .split(/\r\n?|\n/)
    .map((line, index) => (index === 0 ? line : dedent(line, column)))
    .join('\n');
}

// Lines and paragraphs

/** What begins a block that is no paragraph: its lines mean something together. */
const OTHER_BLOCK = /^(?: {4}|\t| {0,3}(?:[>#|<]|`{3}|~{3}|(?:[-+*]|\d{1,9}[.)])(?:\s|$)|[-=*_:| \t]+$|\[[^\]]*\]:))/;

/** Longer than this, a paragraph is no trait in a list of them. In characters. */
const LONGEST_PARAGRAPH = 400;

function linesToSections(document: TraitsDocument): AsSections | undefined {
  const { text, preamble, vocabulary, title, frontMatter } = document;
  const eol = lineBreakOf(text);
  const blocks = text
    .slice(preamble.start, preamble.end)
    .split(/(?:\r\n?|\n)(?:[ \t]*(?:\r\n?|\n))+/)
    .map((block) => block.split(/\r\n?|\n/).filter((line) => line.trim() !== ''))
    .filter((lines) => lines.length > 0);
  if (blocks.some((lines) => lines.some((line) => OTHER_BLOCK.test(line)))) return undefined;
  const found = withIntroduction(blocks);
  if (found === undefined) return undefined;

  const isTitle = found.introduction.length === 1 && title === frontMatter.title && !/[.:!?。：！？]\s*$/.test(found.introduction[0] ?? '');
  const written: string[] = found.introduction.length === 0 ? [] : [(isTitle ? '# ' : '') + found.introduction.map((line) => line.trim()).join('\n')];
  let traits = 0;
  for (const lines of found.entries) {
    const entry = lines.map((line) => line.trim()).join('\n').replace(BULLET, '');
    const { name, rest } = named(entry);
    // A label among the lines is of the trait before it.
    if (traits > 0 && vocabulary.names.has(normalizePartName(name))) {
      written.push(`**${name}:** ${rest.trimStart()}`);
      continue;
    }
    const section = headed(entry, 2);
    // A text that begins a block of another kind would be read as one.
    if (section === undefined || section.split('\n').some((line, index) => index > 0 && OTHER_BLOCK.test(line))) return undefined;
    written.push(section);
    traits += 1;
  }
  // What follows a list belongs to none of its traits.
  if (found.notes.length > 0) written.push('## Notes', ...found.notes.map((lines) => lines.map((line) => line.trim()).join('\n')));
  const region = { start: preamble.start, end: preamble.start + text.slice(preamble.start, preamble.end).trimEnd().length };
  const before = text.slice(0, region.start).trim() === '' || frontMatter.bodyStart >= region.start ? '' : eol + eol;
  const leading = before === '' ? (/^\s*/.exec(text.slice(region.start, region.end))?.[0].length ?? 0) : 0;
  return { edits: [{ range: { start: region.start + leading, end: region.end }, newText: before + written.join('\n\n').replaceAll('\n', eol) }], traits };
}

interface Entries {
  readonly introduction: readonly string[];
  /** The lines of each. */
  readonly entries: readonly (readonly string[])[];
  /** The paragraphs that follow them. */
  readonly notes: readonly (readonly string[])[];
}

/** The entries of blocks of lines, or of all blocks or lines but the first, which introduces them, and those after the last. */
function withIntroduction(blocks: readonly (readonly string[])[]): Entries | undefined {
  const [first = [], ...others] = blocks;
  const [line = '', ...lines] = first;
  const belowFirst = lines.length > 0 && introduces([line]) ? [lines, ...others] : undefined;
  // A list of lines with paragraphs after it, before these are all taken for paragraphs that are alike.
  const listed = introduces(first) ? undefined : listWithNotes(blocks);
  if (listed !== undefined) return { introduction: [], ...listed };
  const listedBelow = first.length === 1 ? listWithNotes(others) : belowFirst === undefined ? undefined : listWithNotes(belowFirst);
  if (listedBelow !== undefined) return { introduction: [line], ...listedBelow };

  const whole = entriesOf(blocks);
  if (whole !== undefined && !introduces(first)) return { introduction: [], entries: whole, notes: [] };
  const rest = entriesOf(others);
  if (rest !== undefined && (first.length === 1 || nameLine(others[0]?.[0] ?? ''))) return { introduction: first, entries: rest, notes: [] };
  const below = belowFirst === undefined ? undefined : entriesOf(belowFirst);
  return below === undefined ? undefined : { introduction: [line], entries: below, notes: [] };
}

/** Entries that are lines, and after them at least one paragraph of sentences, and nothing that may be an entry too. */
function listWithNotes(blocks: readonly (readonly string[])[]): Pick<Entries, 'entries' | 'notes'> | undefined {
  const begins = blocks.some(([line = '']) => BULLET.test(line)) ? (line: string): boolean => BULLET.test(line) : (line: string): boolean => nameLine(line) || isBareName(line);
  const end = blocks.findIndex(([line = '']) => !begins(line));
  if (end < 1) return undefined;
  const [list, notes] = [blocks.slice(0, end), blocks.slice(end)];
  const isList = list.some((lines) => lines.filter(begins).length > 1);
  const areNotes = notes.every((lines) => !begins(lines[0] ?? '') && SENTENCE_END.test(lines.at(-1) ?? ''));
  const entries = isList && areNotes ? entriesOf(list) : undefined;
  return entries === undefined ? undefined : { entries, notes };
}

/** Whether a line of its own says what follows: it ends with a colon, or is short and no sentence. */
function introduces(lines: readonly string[]): boolean {
  const [line = ''] = lines;
  return lines.length === 1 && /[:：]\s*$/.test(line);
}

/** Whether a line begins with a name and says something of it. */
function nameLine(line: string): boolean {
  const apart = nameApart(line);
  return apart !== undefined && line.slice(apart.length).trim() !== '';
}

/** What other programs write for a list, and Markdown knows nothing of. */
const BULLET = /^[ \t]*[•‣◦▪●○■–—][ \t]+(?=\S)/;

function areEntries(blocks: readonly (readonly string[])[], begins: (line: string) => boolean): boolean {
  return blocks.every(([line = '']) => begins(line)) && blocks.flat().filter(begins).length > 1;
}

/** A line that does not begin an entry goes on with the one before it. `index` counts the lines of all blocks. */
function entriesBy(blocks: readonly (readonly string[])[], begins: (line: string, index: number) => boolean): readonly (readonly string[])[] {
  const entries: string[][] = [];
  for (const [index, line] of blocks.flat().entries()) {
    if (begins(line, index)) entries.push([line]);
    else entries.at(-1)?.push(line);
  }
  return entries;
}

/** Longer than this, a line may be wrapped, and the next one may go on with it. In characters. */
const LONGEST_UNWRAPPED = 60;

/** Named lines, with names alone among them where nothing but another entry comes next. */
function namedEntries(blocks: readonly (readonly string[])[]): readonly (readonly string[])[] | undefined {
  const lines = blocks.flat();
  const isEntry = lines.map((line, index) => {
    if (nameLine(line)) return true;
    const [before, next] = [lines[index - 1], lines[index + 1]];
    if (before === undefined || !/^\s*\p{Lu}/u.test(line) || !isBareName(line)) return false;
    return (SENTENCE_END.test(before) || before.length <= LONGEST_UNWRAPPED) && (next === undefined || nameLine(next) || isBareName(next));
  });
  let first = 0;
  for (const block of blocks) {
    if (isEntry[first] !== true) return undefined;
    first += block.length;
  }
  return lines.filter(nameLine).length < 2 ? undefined : entriesBy(blocks, (_, index) => isEntry[index] === true);
}

/** Whether a line may be a name and nothing else. */
function isBareName(line: string): boolean {
  return wordsIn(line) <= 5 && !/[.!?;:,。！？；：，]\s*$/.test(line);
}

const SENTENCE_END = /[.!?。！？]["”’)]*\s*$/;

/** Two or more entries that are alike: named lines; bare names; lines that are sentences; or short paragraphs. */
function entriesOf(blocks: readonly (readonly string[])[]): readonly (readonly string[])[] | undefined {
  const lines = blocks.flat();
  if (lines.length < 2) return undefined;
  if (areEntries(blocks, (line) => BULLET.test(line))) return entriesBy(blocks, (line) => BULLET.test(line));
  const entries = namedEntries(blocks);
  if (entries !== undefined) return entries;
  if (lines.length >= 3 && lines.every(isBareName)) return lines.map((line) => [line]);
  if (blocks.length === 1) return lines.length >= 3 && lines.every((line) => SENTENCE_END.test(line)) ? lines.map((line) => [line]) : undefined;
  const length = (block: readonly string[]): number => block.reduce((sum, line) => sum + line.length + 1, 0);
  return blocks.every((block) => length(block) <= LONGEST_PARAGRAPH && SENTENCE_END.test(block.at(-1) ?? '')) ? blocks : undefined;
}

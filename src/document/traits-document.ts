/**
 * The traits document: the one structure that linting, the editor and generation read.
 *
 * Parsing is incremental by construction. A parser keeps what it made of each segment's text and of each trait's
 * segments; after an edit only the segment that changed is parsed again, and only the trait around it is read again.
 */
import { slug as slugOf } from 'github-slugger';
import { type FrontMatter, parseFrontMatter } from './front-matter.ts';
import {
  type Block,
  type Definitions,
  type HeadingBlock,
  normalizeLabel,
  type ParsedSegment,
  parseSegment,
  referencedLabels,
  shiftBlock,
  shiftItem,
} from './markdown.ts';
import { type PartNames, partNames } from './parts.ts';
import { lineStart, type Range, shiftRange } from './range.ts';
import { assignRoles, type DocumentForm, type Run, type RunFacts, runFacts, type SectionRole, sectionShape } from './sections.ts';
import { cutSegments, segmentEnd } from './segments.ts';
import { readSuppression, type Suppression } from './suppressions.ts';
import { readItem, readSection, type TraitContent } from './trait-content.ts';

/** A heading and all that stands under it, its subsections included. Depth 0 is what stands before the first heading. */
export interface Section {
  readonly role: SectionRole;
  readonly depth: number;
  readonly name: string;
  readonly range: Range;
  readonly nameRange: Range;
  /** Up to the first heading below this one. */
  readonly ownRange: Range;
}

export interface Trait {
  /** From `{#id}`, or the GitHub slug of the name. */
  readonly id: string;
  readonly name: string;
  /** Where the trait stands in the document; the ranges in `content` count from its start. */
  readonly range: Range;
  readonly content: TraitContent;
  /** Index into `sections`: the trait's own, or for a list item the one that holds the list. */
  readonly section: number;
}

export interface TraitsDocument {
  readonly text: string;
  readonly frontMatter: FrontMatter;
  /** From the front matter, or the only first-level heading. */
  readonly title?: string;
  readonly form: DocumentForm;
  /** The heading depth of traits, where they are sections with parts. */
  readonly level?: number;
  readonly partNames: PartNames;
  readonly sections: readonly Section[];
  readonly traits: readonly Trait[];
  /** From the title to the first trait, or to the first of the groups that it stands in. */
  readonly preamble: Range;
  readonly suppressions: readonly Suppression[];
}

/** Parses one text once. To parse a text again after edits, keep a `DocumentParser`. */
export function parseTraitsDocument(text: string): TraitsDocument {
  return new DocumentParser().parse(text);
}

interface CachedSegment {
  readonly labels: readonly string[];
  readonly definitions: string;
  readonly parsed: ParsedSegment;
}

interface PlacedSegment {
  readonly start: number;
  readonly end: number;
  readonly continuesList: boolean;
  readonly parsed: ParsedSegment;
}

/** A section while it is being found; `runs` are its own blocks, each with the offset that their ranges count from. */
interface FoundSection {
  readonly start: number;
  readonly firstSegment: number;
  readonly heading?: HeadingBlock;
  readonly runs: { at: number; blocks: readonly Block[]; facts: RunFacts }[];
}

/**
 * Parses the successive texts of one document. Not shared between documents: each keeps only what its last text used.
 * `parse` never throws, whatever the text.
 */
export class DocumentParser {
  private segments = new Map<string, CachedSegment>();
  /** The text of each segment, in order. */
  private sources: readonly string[] = [];
  /** The slugs of names, without the number that tells equal ones apart. */
  private slugs: ReadonlyMap<string, string> = new Map();
  private contents = new Map<string, TraitContent>();
  private frontMatter: FrontMatter | undefined;
  private frontMatterText: string | undefined;
  private names: PartNames = partNames({});
  private definitions: Definitions = new Map();
  private serial = 0;
  private readonly runs = new WeakMap<ParsedSegment, { names: PartNames; runs: readonly { run: Run; facts: RunFacts }[] }>();

  parse(text: string): TraitsDocument {
    const steps = this.parseInSteps(text);
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
    }
  }

  /**
   * Yields after each segment that had to be parsed and each trait that had to be read, so that a caller can let others
   * run in between. A caller may break off, but not go on with an earlier text after it began with a later one.
   */
  *parseInSteps(text: string): Generator<undefined, TraitsDocument, undefined> {
    const frontMatter = this.readFrontMatter(text);
    // A byte order mark is no text; a parser of Markdown that meets one after the start takes it for a letter.
    const from = frontMatter.bodyStart === 0 && text.charCodeAt(0) === 0xfeff ? 1 : frontMatter.bodyStart;
    const cuts = cutSegments(text, from);
    this.definitions = findDefinitions(text, from);
    yield;
    const used = new Map<string, CachedSegment>();
    const segments: PlacedSegment[] = [];
    const sources: string[] = [];
    for (const [index, cut] of cuts.entries()) {
      const end = segmentEnd(text, cuts, index);
      const written = text.slice(cut.start, end);
      // Counted from the start or from the end, most segments are where they were; the string that was there is hashed already.
      const source = [this.sources[index], this.sources.at(index - cuts.length)].find((old) => old === written) ?? written;
      sources.push(source);
      const known = used.get(source) ?? this.segments.get(source);
      const cached = this.segment(source, known);
      used.set(source, cached);
      segments.push({ start: cut.start, end, continuesList: cut.continuesList, parsed: cached.parsed });
      if (cached !== known) {
        // Worked out here, it is no part of one long step at the end.
        this.segmentRuns(cached.parsed, source);
        yield;
      }
    }
    this.segments = used;
    this.sources = sources;
    return yield* this.assemble(text, frontMatter, segments);
  }

  private readFrontMatter(text: string): FrontMatter {
    // Most edits are below the front matter: its text is compared instead of parsed.
    const known = this.frontMatter;
    if (known !== undefined && known.bodyStart > 0 && this.frontMatterText === frontMatterText(text, known)) return known;
    const read = parseFrontMatter(text);
    if (this.frontMatter === undefined || JSON.stringify(read.sections) !== JSON.stringify(this.frontMatter.sections)) {
      this.names = partNames(read.sections);
      this.contents = new Map();
    }
    this.frontMatter = read;
    this.frontMatterText = frontMatterText(text, read);
    return read;
  }

  private segment(source: string, known: CachedSegment | undefined): CachedSegment {
    const labels = known?.labels ?? referencedLabels(source);
    const definitions = this.definitionsOf(labels);
    if (known !== undefined && known.definitions === definitions) return known;
    this.serial += 1;
    return { labels, definitions, parsed: parseSegment(source, this.serial, definitions) };
  }

  private definitionsOf(labels: readonly string[]): string {
    if (this.definitions.size === 0) return '';
    // Each stands alone: one that turns out to be no definition must not take the next one into its text.
    return [...new Set(labels)].flatMap((label) => this.definitions.get(label) ?? []).join('\n\n');
  }

  private *assemble(
    text: string,
    frontMatter: FrontMatter,
    segments: readonly PlacedSegment[],
  ): Generator<undefined, TraitsDocument, undefined> {
    const found = this.findSections(text, segments, frontMatter.bodyStart);
    const shapes = found.map(({ heading, runs }) => sectionShape(heading, runs.map((run) => run.facts)));
    const { form, level, title: titleSection, roles } = assignRoles(shapes, frontMatter.traitLevel);
    const sections = placeSections(text, found, roles);
    yield;
    const traits = yield* this.readTraits(text, segments, found, sections);
    const title = frontMatter.title ?? (titleSection === undefined ? undefined : sections[titleSection]?.name);
    return {
      text,
      frontMatter,
      form,
      partNames: this.names,
      sections,
      traits,
      preamble: preambleOf(text, frontMatter, sections, traits, titleSection),
      suppressions: segments.flatMap((segment) =>
        segment.parsed.comments.flatMap(({ value, range }) => readSuppression(value, shiftRange(range, segment.start)) ?? []),
      ),
      ...(title === undefined ? {} : { title }),
      ...(level === undefined ? {} : { level }),
    };
  }

  private findSections(text: string, segments: readonly PlacedSegment[], bodyStart: number): readonly FoundSection[] {
    const found: FoundSection[] = [{ start: bodyStart, firstSegment: 0, runs: [] }];
    for (const [index, segment] of segments.entries()) {
      for (const { run, facts } of this.segmentRuns(segment.parsed, text.slice(segment.start, segment.end))) {
        if (run.heading !== undefined) {
          found.push({ start: segment.start + run.heading.range.start, firstSegment: index, heading: run.heading, runs: [] });
        }
        found.at(-1)?.runs.push({ at: segment.start, blocks: run.blocks, facts });
      }
    }
    return found;
  }

  private segmentRuns(parsed: ParsedSegment, source: string): readonly { run: Run; facts: RunFacts }[] {
    const known = this.runs.get(parsed);
    if (known?.names === this.names) return known.runs;
    const open: { heading?: HeadingBlock; blocks: Block[] }[] = [{ blocks: [] }];
    for (const block of parsed.blocks) {
      if (block.type === 'heading') open.push({ heading: block, blocks: [] });
      else open.at(-1)?.blocks.push(block);
    }
    const runs = open
      .filter((run) => run.heading !== undefined || run.blocks.length > 0)
      .map((run) => ({ run, facts: runFacts(run, source, this.names) }));
    this.runs.set(parsed, { names: this.names, runs });
    return runs;
  }

  private *readTraits(
    text: string,
    segments: readonly PlacedSegment[],
    found: readonly FoundSection[],
    sections: readonly Section[],
  ): Generator<undefined, readonly Trait[], undefined> {
    const used = new Map<string, TraitContent>();
    // An id that is written down is nobody else's slug, wherever it stands.
    const slugger = new Slugger(this.slugs, found.flatMap(({ heading }) => heading?.id ?? []));
    const traits: Trait[] = [];
    for (const [index, section] of sections.entries()) {
      const source = found[index];
      if (source === undefined) continue;
      const add = (key: string, range: Range, read: (written: string) => TraitContent): boolean => {
        const written = text.slice(range.start, range.end);
        const known = used.get(key) ?? this.contents.get(key);
        // Line endings between segments are in no segment: the key does not tell a changed one.
        const content = known?.source === written ? known : read(written);
        used.set(key, content);
        const slug = slugger.slug(content.name) || slugger.slug('trait');
        traits.push({ id: content.heading?.id ?? slug, name: content.name, range, content, section: index });
        return content !== known;
      };
      if (section.role === 'trait') {
        const { start, end } = section.range;
        const covering = coveringSegments(segments, source.firstSegment, end);
        const key = `${end - start}:${covering.map((segment) => `${segment.parsed.serial}@${segment.start - start}`).join(',')}`;
        if (add(key, section.range, (written) => readSection(written, blocksBetween(covering, start, end), this.names))) yield;
        continue;
      }
      if (section.depth > 0) slugger.slug(section.name);
      if (section.role !== 'items') continue;
      for (const { at, blocks } of source.runs) {
        for (const item of blocks.flatMap((block) => (block.type === 'list' ? block.items : []))) {
          const range = shiftRange(item.range, at);
          if (add(this.itemKey(text, range), range, (written) => readItem(written, shiftItem(item, -item.range.start), this.names))) yield;
        }
      }
    }
    this.contents = used;
    this.slugs = slugger.slugs;
    return traits;
  }

  /** What an item's content depends on: its text, the column that this is indented to, and what its references refer to. */
  private itemKey(text: string, range: Range): string {
    const written = text.slice(range.start, range.end);
    return `${text.slice(lineStart(text, range.start), range.start)}\n${this.definitionsOf(referencedLabels(written))}\n${written}`;
  }
}

/** Tells equal slugs apart by the numbers that github-slugger gives them, and remembers what it makes of a name. */
class Slugger {
  readonly slugs = new Map<string, string>();
  private readonly known: ReadonlyMap<string, string>;
  /** How often each was given out again. */
  private readonly repeats: Map<string, number>;

  constructor(known: ReadonlyMap<string, string>, taken: readonly string[]) {
    this.known = known;
    this.repeats = new Map(taken.map((id) => [id, 0]));
  }

  slug(name: string): string {
    const base = this.slugs.get(name) ?? this.known.get(name) ?? slugOf(name);
    this.slugs.set(name, base);
    let result = base;
    for (let repeat = (this.repeats.get(base) ?? 0) + 1; this.repeats.has(result); repeat += 1) {
      this.repeats.set(base, repeat);
      result = `${base}-${repeat}`;
    }
    this.repeats.set(result, 0);
    return result;
  }
}

/** The front matter's text with the character after it, which decides where the front matter ends. */
function frontMatterText(text: string, { bodyStart }: FrontMatter): string {
  return text.slice(0, bodyStart + 1);
}

const DEFINITION = /^ {0,3}\[((?:[^[\]\\\r\n]|\\.){1,999})\]:[ \t]*[^ \t\r\n][^\r\n]*/my;

/**
 * The definitions of links and footnotes in the whole text. A line in a code block that looks like one is taken for
 * one; all that comes of it is that a bracketed word elsewhere counts as a link.
 */
function findDefinitions(text: string, from: number): Definitions {
  const definitions = new Map<string, string>();
  for (let colon = text.indexOf(']:', from); colon !== -1; colon = text.indexOf(']:', colon + 2)) {
    DEFINITION.lastIndex = Math.max(lineStart(text, colon), from);
    const [line, label] = DEFINITION.exec(text) ?? [];
    if (line === undefined || label === undefined) continue;
    const normalized = normalizeLabel(label);
    // Of a footnote the name is enough: its text is read where it stands.
    if (!definitions.has(normalized)) definitions.set(normalized, label.startsWith('^') ? `[${label}]: -` : line.trim());
  }
  return definitions;
}

function placeSections(text: string, found: readonly FoundSection[], roles: readonly SectionRole[]): readonly Section[] {
  const ends: number[] = [];
  const open: number[] = [];
  for (const [index, section] of found.entries()) {
    const depth = section.heading?.depth ?? 0;
    while (open.length > 0) {
      const last = open.at(-1) ?? 0;
      if (depth > 0 && (found[last]?.heading?.depth ?? 0) < depth && (found[last]?.heading !== undefined)) break;
      ends[last] = section.start;
      open.pop();
    }
    open.push(index);
  }
  for (const index of open) ends[index] = text.length;
  return found.map((section, index): Section => {
    const range = { start: section.start, end: ends[index] ?? text.length };
    return {
      role: roles[index] ?? 'inside',
      depth: section.heading?.depth ?? 0,
      name: section.heading?.name ?? '',
      range,
      nameRange: section.heading === undefined ? { start: range.start, end: range.start } : headingName(section),
      ownRange: { start: range.start, end: Math.min(range.end, found[index + 1]?.start ?? range.end) },
    };
  });
}

function preambleOf(
  text: string,
  frontMatter: FrontMatter,
  sections: readonly Section[],
  traits: readonly Trait[],
  title: number | undefined,
): Range {
  const titled = title === undefined ? undefined : sections[title];
  // The title is shown by itself; what stands before it, a comment say, is no context.
  const start = titled === undefined ? frontMatter.bodyStart : headingEnd(text, titled);
  const first = traits[0]?.range.start;
  if (first === undefined) return { start, end: text.length };
  // What stands in the title itself, before a list say, is not the introduction of a group.
  const group = sections.find((section, index) => isGroup(section) && index !== title && section.range.start <= first && first < section.range.end);
  return { start, end: Math.max(start, group?.range.start ?? first) };
}

/** Whether other traits may stand in the section beside the one that asks. */
export function isGroup({ role, depth }: Section): boolean {
  return role === 'group' || (role === 'items' && depth > 0);
}

/** Where the lines of a heading end, its underline included. */
function headingEnd(text: string, { nameRange, ownRange }: Section): number {
  const rest = text.slice(nameRange.end, ownRange.end);
  const line = /^[^\r\n]*/.exec(rest)?.[0].length ?? 0;
  const underline = /^(?:\r\n?|\n) {0,3}(?:=+|-+)[ \t]*(?=[\r\n]|$)/.exec(rest.slice(line))?.[0].length ?? 0;
  return nameRange.end + line + underline;
}

function headingName(section: FoundSection): Range {
  const { heading, start } = section;
  if (heading === undefined) return { start, end: start };
  return shiftRange(heading.nameRange, start - heading.range.start);
}

function coveringSegments(segments: readonly PlacedSegment[], first: number, end: number): readonly PlacedSegment[] {
  let last = first;
  while (last < segments.length && (segments[last]?.start ?? end) < end) last += 1;
  return segments.slice(first, last);
}

/** The blocks between two offsets, counted from the first of them; a list that was cut is one list again. */
function blocksBetween(segments: readonly PlacedSegment[], start: number, end: number): readonly Block[] {
  const blocks: Block[] = [];
  for (const segment of segments) {
    for (const [index, block] of segment.parsed.blocks.entries()) {
      const from = segment.start + block.range.start;
      if (from < start || from >= end) continue;
      const shifted = shiftBlock(block, segment.start - start);
      const last = blocks.at(-1);
      if (index === 0 && segment.continuesList && last?.type === 'list' && shifted.type === 'list') {
        blocks[blocks.length - 1] = { ...last, range: { start: last.range.start, end: shifted.range.end }, items: [...last.items, ...shifted.items] };
      } else blocks.push(shifted);
    }
  }
  return blocks;
}

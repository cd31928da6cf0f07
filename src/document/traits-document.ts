/**
 * The traits document: the one structure that linting, the editor and generation read.
 *
 * Parsing is incremental by construction. A parser keeps what it made of each segment's text and of each trait's
 * segments; after an edit only the segment that changed is parsed again, and only the trait around it is read again.
 */
import { changeBetween } from './change.ts';
import { findDefinitions } from './definitions.ts';
import { type FrontMatter, parseFrontMatter } from './front-matter.ts';
import { Ids } from './ids.ts';
import { type Languages, type Vocabulary, vocabularyOf } from './language.ts';
import { keptOn } from './lazy.ts';
import {
  type Block,
  type Definitions,
  type HeadingBlock,
  type ListItem,
  type ParsedSegment,
  parseSegment,
  referencedLabels,
  shiftBlock,
  shiftItem,
} from './markdown.ts';
import type { PartNames } from './parts.ts';
import { endsOf, type FoundSections, findSections, placeSections, runsIn, runsOf, type SegmentRun, shapesOf } from './placed-sections.ts';
import { preambleOf } from './preamble.ts';
import { countUpTo, lineStart, type Range, shiftRange } from './range.ts';
import { assignRoles, type DocumentForm, sameShape, type SectionRole, type SectionShape } from './sections.ts';
import { type Cut, type Cuts, endBefore, recutSegments } from './segments.ts';
import { readSuppression, type Suppression } from './suppressions.ts';
import { readItem, readSection, type TraitContent } from './trait-content.ts';

/** A heading and all that stands under it, its subsections included. Depth 0 is what stands before the first heading. */
export interface Section {
  readonly role: SectionRole;
  readonly depth: number;
  readonly name: string;
  /** From `{#id}`, or the GitHub slug of the name; empty where there is no heading. */
  readonly id: string;
  /** The written id with its `#`. */
  readonly idRange?: Range;
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
  /** What its words mean: those of its language, of the front matter and of `languages`. */
  readonly vocabulary: Vocabulary;
  /** What it was parsed with, for parsing another text as this one was. */
  readonly languages: Languages;
  readonly sections: readonly Section[];
  readonly traits: readonly Trait[];
  /** Those of headings and of traits, in document order: the same object from edit to edit until one changes. */
  readonly ids: readonly string[];
  /** From the title to the first trait, or to the first of the groups that it stands in. */
  readonly preamble: Range;
  readonly suppressions: readonly Suppression[];
}

/** Parses one text once; `languages` are a user's. To parse a text again after edits, keep a `DocumentParser`. */
export function parseTraitsDocument(text: string, languages?: Languages): TraitsDocument {
  return new DocumentParser(languages).parse(text);
}

/** A segment's text, parsed, with what can be told of it alone. */
interface ReadSegment {
  readonly labels: readonly string[];
  /** What its references refer to. */
  readonly definitions: string;
  readonly parsed: ParsedSegment;
  readonly names: PartNames;
  readonly runs: readonly SegmentRun[];
  /** How many of the runs begin with one. */
  readonly headings: number;
  readonly suppressions: readonly Suppression[];
}

interface PlacedSegment extends Cut {
  readonly end: number;
  readonly read: ReadSegment;
}

/** What a parser made of the text before. */
interface LastText {
  readonly text: string;
  readonly stops: Cuts['stops'];
  readonly definitions: Definitions;
  readonly names: PartNames | undefined;
  readonly segments: readonly PlacedSegment[];
}

const NO_TEXT: LastText = { text: '', stops: [], definitions: new Map(), names: undefined, segments: [] };

/** What a parser made of the sections before. */
interface LastSections {
  readonly traitLevel: FrontMatter['traitLevel'];
  readonly shapes: readonly SectionShape[];
  readonly assigned: Assigned;
  readonly heads: FoundSections['heads'];
  readonly sections: readonly Section[];
}

interface Assigned extends ReturnType<typeof assignRoles> {
  /** See `endsOf`. */
  readonly ends: readonly number[];
  /** The indices of the sections that are traits, and of those whose items are. */
  readonly holders: readonly number[];
}

/** An item of a list that is a trait. */
interface FoundItem {
  readonly range: Range;
  readonly content: TraitContent;
}

const NO_ITEMS: readonly FoundItem[] = [];

interface PlacedIds {
  readonly ids: readonly string[];
  readonly firstIds: readonly number[] | undefined;
}

/** What a text and its segments have in common with those before: all up to an offset, and all from another on, which stood `by` characters earlier. */
interface Untouched {
  readonly before: LastText;
  readonly until: number;
  readonly from: number;
  readonly by: number;
}

/** The content of a trait that is a section, and the segments that it was read from. */
interface ReadTrait {
  readonly names: PartNames;
  readonly segments: readonly { readonly read: ReadSegment; readonly at: number }[];
  readonly content: TraitContent;
}

/**
 * Parses the successive texts of one document. Not shared between documents: each keeps only what its last text used.
 * `parse` never throws, whatever the text.
 */
export class DocumentParser {
  private last = NO_TEXT;
  private lastSections: LastSections | undefined;
  private lastTraits: { readonly of: LastText; readonly traits: readonly Trait[] } = { of: NO_TEXT, traits: [] };
  private readonly ids = new Ids();
  /** Of a document whose traits are no items. */
  private lastIds: { readonly heads: FoundSections['heads']; readonly roles: readonly SectionRole[]; readonly placed: PlacedIds } | undefined;
  /** By the heading of the trait. */
  private readonly contents = keptOn<HeadingBlock, ReadTrait>();
  private readonly items = keptOn<ListItem, { readonly names: PartNames; readonly key: string; readonly content: TraitContent }>();
  /** An item is parsed again with the segment around it, but read again only if it has changed itself. */
  private itemsByText = new Map<string, TraitContent>();
  private frontMatter: FrontMatter | undefined;
  private frontMatterText: string | undefined;
  private readonly languages: Languages;
  private vocabulary: Vocabulary;
  /** Of the vocabulary: what was read with other names, or with other signals, is not read with these. */
  private names: PartNames;
  private definitions: Definitions = new Map();

  /** `languages` are a user's, and add to those that are known. */
  constructor(languages: Languages = {}) {
    this.languages = languages;
    this.vocabulary = vocabularyOf({ sections: {}, signals: {} }, languages);
    this.names = this.vocabulary.names;
  }

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
    const { last } = this;
    const change = changeBetween(last.text, text);
    const { before, after, between, stops } = recutSegments(text, from, { cuts: last.segments, stops: last.stops }, change);
    this.definitions = findDefinitions(text, from);
    yield;
    // Where no definition and no name of a part has changed, what stood before and after the change is what it was.
    const settled = last.names === this.names && sameDefinitions(last.definitions, this.definitions);
    const by = text.length - last.text.length;
    const firstAfter = last.segments.length - after;
    const head = last.segments.slice(0, before);
    const first = settled ? head : yield* this.readAgain(text, head, 0);
    const changed = new Map(last.segments.slice(before, firstAfter).map(({ start, end, read }) => [last.text.slice(start, end), read]));
    const next = last.segments[firstAfter];
    const middle: PlacedSegment[] = [];
    for (const [index, cut] of between.entries()) {
      const end = endBefore(text, between[index + 1]?.start ?? (next === undefined ? undefined : next.start + by));
      const known = changed.get(text.slice(cut.start, end));
      const read = this.readSegment(text, cut.start, end, known);
      middle.push({ ...cut, end, read });
      if (read !== known) yield;
    }
    const tail = last.segments.slice(firstAfter);
    const rest = settled ? tail.map((segment) => moved(segment, by, segment.read)) : yield* this.readAgain(text, tail, by);
    const segments = first.concat(middle, rest);
    const untouched = {
      before: last,
      until: Math.min(change.start, head.at(-1)?.end ?? 0),
      from: Math.max(change.end, rest[0]?.start ?? text.length),
      by,
    };
    this.last = { text, stops, definitions: this.definitions, names: this.names, segments };
    return yield* this.assemble(text, frontMatter, segments, settled ? untouched : undefined);
  }

  /** Segments whose text is what it was and stands `by` characters later, where a definition or a name of a part has changed. */
  private *readAgain(text: string, segments: readonly PlacedSegment[], by: number): Generator<undefined, readonly PlacedSegment[], undefined> {
    const placed: PlacedSegment[] = [];
    for (const segment of segments) {
      const read = this.readSegment(text, segment.start + by, segment.end + by, segment.read);
      placed.push(moved(segment, by, read));
      if (read !== segment.read) yield;
    }
    return placed;
  }

  private readFrontMatter(text: string): FrontMatter {
    // Most edits are below the front matter: its text is compared instead of parsed.
    const known = this.frontMatter;
    if (known !== undefined && known.bodyStart > 0 && this.frontMatterText === frontMatterText(text, known)) return known;
    const read = parseFrontMatter(text);
    if (this.frontMatter === undefined || wordsIn(read) !== wordsIn(this.frontMatter)) {
      this.vocabulary = vocabularyOf(read, this.languages);
      this.names = this.vocabulary.names;
      this.itemsByText = new Map();
    }
    this.frontMatter = read;
    this.frontMatterText = frontMatterText(text, read);
    return read;
  }

  private readSegment(text: string, start: number, end: number, known: ReadSegment | undefined): ReadSegment {
    const source = text.slice(start, end);
    const labels = known?.labels ?? referencedLabels(source);
    const definitions = this.definitionsOf(labels);
    if (known !== undefined && known.definitions === definitions && known.names === this.names) return known;
    const written = detached(source);
    const parsed = known?.definitions === definitions ? known.parsed : parseSegment(written, definitions);
    const runs = runsIn(parsed, written, this.names);
    const headings = runs.filter(({ heading }) => heading !== undefined).length;
    return { labels, definitions, parsed, names: this.names, runs, headings, suppressions: suppressionsIn(parsed) };
  }

  private definitionsOf(labels: readonly string[]): string {
    if (this.definitions.size === 0 || labels.length === 0) return '';
    // Each stands alone: one that turns out to be no definition must not take the next one into its text.
    return [...new Set(labels)].flatMap((label) => this.definitions.get(label) ?? []).join('\n\n');
  }

  private *assemble(
    text: string,
    frontMatter: FrontMatter,
    segments: readonly PlacedSegment[],
    untouched: Untouched | undefined,
  ): Generator<undefined, TraitsDocument, undefined> {
    const found = findSections(segments, frontMatter.bodyStart);
    const shapes = shapesOf(found);
    const assigned = this.assign(shapes, frontMatter.traitLevel);
    const { form, level, title: titleSection } = assigned;
    yield;
    const items = yield* this.readItems(text, found, assigned);
    const { ids, firstIds } = this.idsOf(found, assigned, items);
    const before = this.lastSections ?? { sections: [], heads: [] };
    const sections = placeSections(text, found, assigned, (section) => (found.heads[section] === undefined ? '' : (ids[firstIds?.[section] ?? section - 1] ?? '')), before);
    this.lastSections = { traitLevel: frontMatter.traitLevel, shapes, assigned, heads: found.heads, sections };
    yield;
    const traits = yield* this.readTraits(text, segments, found, assigned, sections, items, { ids, firstIds }, untouched);
    const title = frontMatter.title ?? (titleSection === undefined ? undefined : sections[titleSection]?.name);
    return {
      text,
      frontMatter,
      form,
      vocabulary: this.vocabulary,
      languages: this.languages,
      sections,
      traits,
      ids,
      preamble: preambleOf(text, frontMatter, sections, traits, titleSection),
      suppressions: placeSuppressions(segments),
      ...(title === undefined ? {} : { title }),
      ...(level === undefined ? {} : { level }),
    };
  }

  private assign(shapes: readonly SectionShape[], traitLevel: FrontMatter['traitLevel']): Assigned {
    const last = this.lastSections;
    // Most edits are inside a paragraph.
    const same = last !== undefined && last.traitLevel === traitLevel && last.shapes.length === shapes.length && shapes.every((shape, index) => sameShape(shape, last.shapes[index], last.assigned.form));
    if (same) return last.assigned;
    const assigned = assignRoles(shapes, traitLevel);
    const holders = assigned.roles.flatMap((role, index) => (role === 'trait' || role === 'items' ? index : []));
    return { ...assigned, ends: endsOf(shapes), holders };
  }

  /** The traits that are items, by the index of the section that they stand in. */
  private *readItems(text: string, found: FoundSections, { roles, holders }: Assigned): Generator<undefined, ReadonlyMap<number, readonly FoundItem[]>, undefined> {
    const read = new Map<number, FoundItem[]>();
    const byText = new Map<string, TraitContent>();
    for (const section of roles.includes('items') ? holders : []) {
      if (roles[section] !== 'items') continue;
      const inSection: FoundItem[] = [];
      read.set(section, inSection);
      for (const { run, at } of runsOf(found, section)) {
        for (const item of run.blocks.flatMap((block) => (block.type === 'list' ? block.items : []))) {
          const range = shiftRange(item.range, at);
          const known = this.items.get(item)?.content;
          const content = this.readItem(text, range, item, byText);
          inSection.push({ range, content });
          if (content !== known) yield;
        }
      }
    }
    this.itemsByText = byText;
    return read;
  }

  /**
   * The ids of headings and of traits that are items, in document order, and for each section the first of them that
   * comes with it; without items each heading has the one of its own place.
   */
  private idsOf({ heads }: FoundSections, { roles }: Assigned, items: ReadonlyMap<number, readonly FoundItem[]>): PlacedIds {
    const last = items.size > 0 ? undefined : this.lastIds;
    if (last?.roles === roles && sameNames(last.heads, heads)) {
      this.lastIds = { ...last, heads };
      return last.placed;
    }
    const names: string[] = [];
    const isTrait: boolean[] = [];
    const written: (string | undefined)[] = [];
    const firstIds: number[] | undefined = items.size > 0 ? [] : undefined;
    for (let section = 0; section < heads.length; section += 1) {
      const heading = heads[section]?.heading;
      firstIds?.push(names.length);
      if (heading !== undefined) {
        names.push(heading.name);
        isTrait.push(roles[section] === 'trait');
        written.push(heading.id);
      }
      for (const { content } of items.get(section) ?? []) {
        names.push(content.name);
        isTrait.push(true);
        written.push(undefined);
      }
    }
    const placed = { ids: this.ids.of({ names, isTrait, written }), firstIds };
    this.lastIds = items.size > 0 ? undefined : { heads, roles, placed };
    return placed;
  }

  private *readTraits(
    text: string,
    segments: readonly PlacedSegment[],
    { heads }: FoundSections,
    { holders }: Assigned,
    sections: readonly Section[],
    items: ReadonlyMap<number, readonly FoundItem[]>,
    { ids, firstIds }: PlacedIds,
    untouched: Untouched | undefined,
  ): Generator<undefined, readonly Trait[], undefined> {
    const traits: Trait[] = [];
    const { of, traits: earlier } = this.lastTraits;
    const comparable = of === untouched?.before ? untouched : undefined;
    const add = (range: Range, content: TraitContent, id: string, section: number): void => {
      const before = earlier[traits.length];
      const same = before?.content === content && before.id === id && before.section === section && before.range.start === range.start;
      traits.push(same ? before : { id, name: content.name, range, content, section });
    };
    for (let holder = 0; holder < holders.length; holder += 1) {
      const index = holders[holder] ?? 0;
      const section = sections[index];
      const heading = heads[index]?.heading;
      if (section === undefined) continue;
      if (section.role === 'trait' && heading !== undefined) {
        const kept = comparable && keptContent(earlier[traits.length], section.range, comparable);
        const known = kept ?? this.contents.get(heading)?.content;
        const content = kept ?? this.readSection(text, section.range, segments, heading);
        add(section.range, content, section.id, index);
        if (content !== known) yield;
      }
      let named = (firstIds?.[index] ?? 0) + (heading === undefined ? 0 : 1);
      for (const item of items.size === 0 ? NO_ITEMS : (items.get(index) ?? NO_ITEMS)) {
        add(item.range, item.content, ids[named] ?? '', index);
        named += 1;
      }
    }
    this.lastTraits = { of: this.last, traits };
    return traits;
  }

  private readSection(text: string, { start, end }: Range, segments: readonly PlacedSegment[], heading: HeadingBlock): TraitContent {
    const known = this.contents.get(heading);
    const first = countUpTo(segments.length, (index) => segments[index]?.start, start) - 1;
    const written = text.slice(start, end);
    const isKnown = (index: number, segment: PlacedSegment): boolean =>
      known?.segments[index]?.read === segment.read && known.segments[index].at === segment.start - start;
    let last = first;
    let same = known?.names === this.names;
    for (let segment = segments[last]; segment !== undefined && segment.start < end; segment = segments[last]) {
      same &&= isKnown(last - first, segment);
      last += 1;
    }
    // Line endings between segments are in no segment.
    if (same && known?.segments.length === last - first && known.content.source === written) return known.content;
    const covering = segments.slice(first, last);
    const content = readSection(detached(written), blocksBetween(covering, start, end), this.vocabulary);
    this.contents.set(heading, { names: this.names, segments: covering.map(({ read, start: at }) => ({ read, at: at - start })), content });
    return content;
  }

  private readItem(text: string, range: Range, item: ListItem, used: Map<string, TraitContent>): TraitContent {
    const known = this.items.get(item);
    const isKnown = known?.names === this.names;
    const key = isKnown ? known.key : this.itemKey(text, range);
    const before = isKnown ? known.content : (used.get(key) ?? this.itemsByText.get(key));
    const content = before ?? readItem(detached(text.slice(range.start, range.end)), shiftItem(item, -item.range.start), this.vocabulary);
    used.set(key, content);
    if (!isKnown) this.items.set(item, { names: this.names, key, content });
    return content;
  }

  /** What an item's content depends on, beside the vocabulary: its text, the column that this is indented to, and what its references refer to. */
  private itemKey(text: string, range: Range): string {
    const written = text.slice(range.start, range.end);
    const column = text.slice(lineStart(text, range.start), range.start);
    return detached(`${column}\n${this.definitionsOf(referencedLabels(written))}\n${written}`);
  }
}

function wordsIn({ language, sections, signals }: FrontMatter): string {
  return JSON.stringify([language, sections, signals]);
}

/** A copy: part of a text would keep the whole text in memory for as long as it is there itself. */
function detached(part: string): string {
  return [part.slice(0, 1), part.slice(1)].join('');
}

function moved({ start, end, continuesList, afresh }: PlacedSegment, by: number, read: ReadSegment): PlacedSegment {
  return { start: start + by, end: end + by, continuesList, afresh, read };
}

/** The content of the section that is a trait at `range`, where neither that nor any segment of it is other than it was. */
function keptContent(before: Trait | undefined, { start, end }: Range, { until, from, by }: Untouched): TraitContent | undefined {
  const earlier = end <= until ? 0 : start >= from ? by : undefined;
  const same = before !== undefined && earlier !== undefined && before.range.start === start - earlier && before.range.end === end - earlier;
  return same ? before.content : undefined;
}

function sameNames(a: FoundSections['heads'], b: FoundSections['heads']): boolean {
  return a.length === b.length && a.every((head, index) => head === b[index] || (head?.heading?.name === b[index]?.heading?.name && head?.heading?.id === b[index]?.heading?.id));
}

function sameDefinitions(a: Definitions, b: Definitions): boolean {
  return a.size === b.size && [...a].every(([label, line]) => b.get(label) === line);
}

function suppressionsIn({ comments }: ParsedSegment): readonly Suppression[] {
  return comments.flatMap(({ value, range }) => readSuppression(value, range) ?? []);
}

function placeSuppressions(segments: readonly PlacedSegment[]): readonly Suppression[] {
  const placed: Suppression[] = [];
  for (let index = 0; index < segments.length; index += 1) {
    const segment = segments[index];
    if (segment === undefined || segment.read.suppressions.length === 0) continue;
    for (const one of segment.read.suppressions) placed.push({ ...one, range: shiftRange(one.range, segment.start) });
  }
  return placed;
}

/** The front matter's text with the character after it, which decides where the front matter ends. */
function frontMatterText(text: string, { bodyStart }: FrontMatter): string {
  return text.slice(0, bodyStart + 1);
}

/** The blocks between two offsets, counted from the first of them; a list that was cut is one list again. */
function blocksBetween(segments: readonly PlacedSegment[], start: number, end: number): readonly Block[] {
  const blocks: Block[] = [];
  for (const segment of segments) {
    for (const [index, block] of segment.read.parsed.blocks.entries()) {
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

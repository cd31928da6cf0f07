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
import { lineStart, type Range, shiftRange } from './range.ts';
import { assignRoles, type DocumentForm, type Run, type RunFacts, runFacts, type SectionRole, type SectionShape, sectionShape } from './sections.ts';
import { type Cuts, recutSegments, segmentEnd } from './segments.ts';

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
  readonly partNames: PartNames;
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
}

interface SegmentRun extends Run {
  readonly facts: RunFacts;
  /** Of the section, where it has no other run. */
  readonly shape: SectionShape;
}

interface PlacedSegment {
  readonly start: number;
  readonly end: number;
  readonly continuesList: boolean;
  readonly read: ReadSegment;
}

/** A section while it is being found. */
interface FoundSection {
  readonly start: number;
  readonly firstSegment: number;
  readonly heading?: HeadingBlock;
  /** Its own blocks; of a long list that was cut between segments in several runs. */
  readonly runs: readonly SegmentRun[];
  /** For each run the offset that its ranges count from. */
  readonly at: readonly number[];
}

/** An item of a list that is a trait. */
interface FoundItem {
  readonly range: Range;
  readonly content: TraitContent;
}

/** What was read of the sections of a document, to be read from again after an edit. */
interface ReadSections {
  readonly traitLevel: FrontMatter['traitLevel'];
  readonly shapes: readonly SectionShape[];
  readonly assigned: Assigned;
}

type Assigned = ReturnType<typeof assignRoles>;

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
  private last: { readonly text: string; readonly cuts: Cuts; readonly segments: readonly PlacedSegment[] } | undefined;
  private lastSections: ReadSections | undefined;
  private lastTraits: readonly Trait[] = [];
  private readonly ids = new Ids();
  /** By the heading of the trait. */
  private readonly contents = new WeakMap<HeadingBlock, ReadTrait>();
  private readonly items = new WeakMap<ListItem, { readonly names: PartNames; readonly key: string; readonly content: TraitContent }>();
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
    const last = this.last ?? { text: '', cuts: NO_CUTS, segments: [] };
    const cuts = recutSegments(text, from, last.cuts, changeBetween(last.text, text));
    this.definitions = findDefinitions(text, from);
    yield;
    const segments: PlacedSegment[] = [];
    const around = last.segments.slice(cuts.before, last.segments.length - cuts.after);
    const changed = new Map(around.map(({ start, end, read }) => [last.text.slice(start, end), read]));
    const kept = last.segments.length - cuts.cuts.length;
    for (const [index, { start, continuesList }] of cuts.cuts.entries()) {
      const end = segmentEnd(text, cuts.cuts, index);
      const isChanged = index >= cuts.before && index < cuts.cuts.length - cuts.after;
      const known = isChanged ? changed.get(text.slice(start, end)) : last.segments[index < cuts.before ? index : index + kept]?.read;
      const read = this.readSegment(text, start, end, known);
      segments.push({ start, end, continuesList, read });
      if (read !== known) yield;
    }
    this.last = { text, cuts, segments };
    return yield* this.assemble(text, frontMatter, segments);
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
    const runs = runsOf(parsed).map((run): SegmentRun => {
      const facts = runFacts(run, written, this.names);
      return { ...run, facts, shape: sectionShape(run.heading, [facts]) };
    });
    return { labels, definitions, parsed, names: this.names, runs };
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
  ): Generator<undefined, TraitsDocument, undefined> {
    const found = findSections(segments, frontMatter.bodyStart);
    const { form, level, title: titleSection, roles } = this.assignRoles(found, frontMatter.traitLevel);
    yield;
    const items = yield* this.readItems(text, found, roles);
    const ids = this.idsOf(found, roles, items);
    const sections = placeSections(text, found, roles, ids, items);
    yield;
    const traits = yield* this.readTraits(text, segments, found, sections, items, ids);
    const title = frontMatter.title ?? (titleSection === undefined ? undefined : sections[titleSection]?.name);
    return {
      text,
      frontMatter,
      form,
      partNames: this.names,
      vocabulary: this.vocabulary,
      languages: this.languages,
      sections,
      traits,
      ids,
      preamble: preambleOf(text, frontMatter, sections, traits, titleSection),
      suppressions: suppressionsIn(segments),
      ...(title === undefined ? {} : { title }),
      ...(level === undefined ? {} : { level }),
    };
  }

  private assignRoles(found: readonly FoundSection[], traitLevel: FrontMatter['traitLevel']): Assigned {
    const shapes = found.map(({ heading, runs }) => (runs.length === 1 ? runs[0]?.shape : undefined) ?? sectionShape(heading, runs.map(({ facts }) => facts)));
    const last = this.lastSections;
    // Most edits are inside a paragraph.
    const same = last !== undefined && last.traitLevel === traitLevel && last.shapes.length === shapes.length && shapes.every((shape, index) => sameShape(shape, last.shapes[index]));
    const assigned = same ? last.assigned : assignRoles(shapes, traitLevel);
    this.lastSections = { traitLevel, shapes, assigned };
    return assigned;
  }

  /** The traits that are items, by the index of the section that they stand in. */
  private *readItems(text: string, found: readonly FoundSection[], roles: readonly SectionRole[]): Generator<undefined, ReadonlyMap<number, readonly FoundItem[]>, undefined> {
    const read = new Map<number, FoundItem[]>();
    const byText = new Map<string, TraitContent>();
    for (const [index, { runs, at }] of found.entries()) {
      if (roles[index] !== 'items') continue;
      const inSection: FoundItem[] = [];
      read.set(index, inSection);
      for (const [run, { blocks }] of runs.entries()) {
        for (const item of blocks.flatMap((block) => (block.type === 'list' ? block.items : []))) {
          const range = shiftRange(item.range, at[run] ?? 0);
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

  /** The ids of headings and of traits that are items, in document order. */
  private idsOf(found: readonly FoundSection[], roles: readonly SectionRole[], items: ReadonlyMap<number, readonly FoundItem[]>): readonly string[] {
    const names: string[] = [];
    const isTrait: boolean[] = [];
    const written: (string | undefined)[] = [];
    const add = (name: string, trait: boolean, id?: string): void => {
      names.push(name);
      isTrait.push(trait);
      written.push(id);
    };
    for (const [index, { heading }] of found.entries()) {
      if (heading !== undefined) add(heading.name, roles[index] === 'trait', heading.id);
      for (const { content } of items.get(index) ?? []) add(content.name, true);
    }
    return this.ids.of({ names, isTrait, written });
  }

  private *readTraits(
    text: string,
    segments: readonly PlacedSegment[],
    found: readonly FoundSection[],
    sections: readonly Section[],
    items: ReadonlyMap<number, readonly FoundItem[]>,
    ids: readonly string[],
  ): Generator<undefined, readonly Trait[], undefined> {
    const traits: Trait[] = [];
    const add = (range: Range, content: TraitContent, id: string, section: number): void => {
      const before = this.lastTraits[traits.length];
      const same = before?.content === content && before.id === id && before.section === section && before.range.start === range.start;
      traits.push(same ? before : { id, name: content.name, range, content, section });
    };
    let named = 0;
    for (const [index, { role, range, id }] of sections.entries()) {
      const { heading, firstSegment } = found[index] ?? {};
      if (heading !== undefined) named += 1;
      if (role === 'trait' && heading !== undefined && firstSegment !== undefined) {
        const known = this.contents.get(heading)?.content;
        const content = this.readSection(text, range, segments, firstSegment, heading);
        add(range, content, id, index);
        if (content !== known) yield;
      }
      for (const item of items.get(index) ?? []) {
        add(item.range, item.content, ids[named] ?? '', index);
        named += 1;
      }
    }
    this.lastTraits = traits;
    return traits;
  }

  private readSection(text: string, { start, end }: Range, segments: readonly PlacedSegment[], first: number, heading: HeadingBlock): TraitContent {
    const known = this.contents.get(heading);
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

const NO_CUTS: Cuts = { cuts: [], certain: true };

/** A copy: part of a text would keep the whole text in memory for as long as it is there itself. */
function detached(part: string): string {
  return [part.slice(0, 1), part.slice(1)].join('');
}

/** A heading each, with the blocks up to the next; what stands before the first heading has none. */
function runsOf({ blocks }: ParsedSegment): readonly Run[] {
  const open: { heading?: HeadingBlock; blocks: Block[] }[] = [{ blocks: [] }];
  for (const block of blocks) {
    if (block.type === 'heading') open.push({ heading: block, blocks: [] });
    else open.at(-1)?.blocks.push(block);
  }
  return open.filter((run) => run.heading !== undefined || run.blocks.length > 0);
}

function findSections(segments: readonly PlacedSegment[], bodyStart: number): readonly FoundSection[] {
  let runs: SegmentRun[] = [];
  let at: number[] = [];
  const found: FoundSection[] = [{ start: bodyStart, firstSegment: 0, runs, at }];
  for (const [index, { start, read }] of segments.entries()) {
    for (const run of read.runs) {
      const { heading } = run;
      if (heading === undefined) {
        runs.push(run);
        at.push(start);
        continue;
      }
      runs = [run];
      at = [start];
      found.push({ start: start + heading.range.start, firstSegment: index, heading, runs, at });
    }
  }
  return found;
}

function suppressionsIn(segments: readonly PlacedSegment[]): readonly Suppression[] {
  return segments
    .filter(({ read }) => read.parsed.comments.length > 0)
    .flatMap(({ start, read }) => read.parsed.comments.flatMap(({ value, range }) => readSuppression(value, shiftRange(range, start)) ?? []));
}

function sameShape(a: SectionShape, b: SectionShape | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** The front matter's text with the character after it, which decides where the front matter ends. */
function frontMatterText(text: string, { bodyStart }: FrontMatter): string {
  return text.slice(0, bodyStart + 1);
}

/** `ids` are those of headings and of traits that are items; a heading has the first that comes after it. */
function placeSections(text: string, found: readonly FoundSection[], roles: readonly SectionRole[], ids: readonly string[], items: ReadonlyMap<number, readonly unknown[]>): readonly Section[] {
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
  let named = 0;
  return found.map(({ start, heading }, index): Section => {
    const range = { start, end: ends[index] ?? text.length };
    const ownRange = { start, end: Math.min(range.end, found[index + 1]?.start ?? range.end) };
    const role = roles[index] ?? 'inside';
    const first = named;
    named += (heading === undefined ? 0 : 1) + (items.get(index)?.length ?? 0);
    if (heading === undefined) return { role, depth: 0, name: '', id: '', range, nameRange: { start, end: start }, ownRange };
    const by = start - heading.range.start;
    const { depth, name, nameRange, idRange } = heading;
    const id = ids[first] ?? '';
    const section = { role, depth, name, id, range, nameRange: shiftRange(nameRange, by), ownRange };
    return idRange === undefined ? section : { ...section, idRange: shiftRange(idRange, by) };
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

/**
 * The traits document: the one structure that linting, the editor and generation read.
 *
 * Parsing is incremental by construction. A parser keeps what it made of each segment's text and of each trait's
 * segments; after an edit only the segment that changed is parsed again, and only the trait around it is read again.
 */
import GithubSlugger from 'github-slugger';
import { type FrontMatter, parseFrontMatter } from './front-matter.ts';
import {
  type Block,
  type Definitions,
  type HeadingBlock,
  type ListBlock,
  normalizeLabel,
  type ParsedSegment,
  parseSegment,
  referencedLabels,
  shiftBlock,
  shiftItem,
} from './markdown.ts';
import { type PartNames, partNames } from './parts.ts';
import { type Range, shiftRange } from './range.ts';
import { assignRoles, type DocumentForm, type Run, type RunFacts, runFacts, type SectionRole } from './sections.ts';
import { type Cut, cutSegments, segmentEnd } from './segments.ts';
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
  /** Everything from the end of the front matter to the first trait. */
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
  readonly runs: { at: number; serial: number; blocks: readonly Block[]; facts: RunFacts }[];
}

/**
 * Parses the successive texts of one document. Not shared between documents: each keeps only what its last text used.
 * `parse` never throws, whatever the text.
 */
export class DocumentParser {
  private segments = new Map<string, CachedSegment>();
  private contents = new Map<string, TraitContent>();
  private frontMatter: FrontMatter | undefined;
  private frontMatterText: string | undefined;
  private names: PartNames = partNames({});
  private serial = 0;
  private readonly runs = new WeakMap<ParsedSegment, { names: PartNames; runs: readonly { run: Run; facts: RunFacts }[] }>();

  parse(text: string): TraitsDocument {
    const steps = this.parseInSteps(text);
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
    }
  }

  /** Yields after each segment that had to be parsed, so that a caller can let others run in between. */
  *parseInSteps(text: string): Generator<undefined, TraitsDocument, undefined> {
    const frontMatter = this.readFrontMatter(text);
    const cuts = cutSegments(text, frontMatter.bodyStart);
    const definitions = findDefinitions(text);
    const used = new Map<string, CachedSegment>();
    const segments: PlacedSegment[] = [];
    for (const [index, cut] of cuts.entries()) {
      const end = segmentEnd(text, cuts, index);
      const source = text.slice(cut.start, end);
      const known = used.get(source) ?? this.segments.get(source);
      const cached = this.segment(source, known, definitions);
      used.set(source, cached);
      segments.push(placed(cut, end, cached.parsed));
      if (cached !== known) yield;
    }
    this.segments = used;
    return this.assemble(text, frontMatter, segments);
  }

  private readFrontMatter(text: string): FrontMatter {
    // Most edits are below the front matter: its text is compared instead of parsed.
    const known = this.frontMatter;
    if (known !== undefined && known.bodyStart > 0 && this.frontMatterText === text.slice(0, known.bodyStart)) return known;
    const read = parseFrontMatter(text);
    if (this.frontMatter === undefined || JSON.stringify(read.sections) !== JSON.stringify(this.frontMatter.sections)) {
      this.names = partNames(read.sections);
      this.contents = new Map();
    }
    this.frontMatter = read;
    this.frontMatterText = text.slice(0, read.bodyStart);
    return read;
  }

  private segment(source: string, known: CachedSegment | undefined, all: Definitions): CachedSegment {
    const labels = known?.labels ?? referencedLabels(source);
    const lines = all.size === 0 ? [] : [...new Set(labels)].flatMap((label) => all.get(label) ?? []);
    const definitions = lines.join('\n');
    if (known !== undefined && known.definitions === definitions) return known;
    this.serial += 1;
    return { labels, definitions, parsed: parseSegment(source, this.serial, definitions) };
  }

  private assemble(text: string, frontMatter: FrontMatter, segments: readonly PlacedSegment[]): TraitsDocument {
    const found = this.findSections(text, segments, frontMatter.bodyStart);
    const shapes = found.map((section) => {
      const [first, ...rest] = section.runs.map((run) => run.facts);
      return {
        depth: section.heading?.depth ?? 0,
        name: section.heading?.name ?? '',
        classes: section.heading?.classes ?? [],
        labelsPart: first?.labelsPart === true || rest.some((facts) => facts.labelsPart),
        hasText: first?.hasText === true || rest.some((facts) => facts.hasText),
        ...(first?.partHeading === undefined ? {} : { partHeading: first.partHeading }),
        ...this.onlyItems(section),
      };
    });
    const { form, level, title: titleSection, roles } = assignRoles(shapes, frontMatter.traitLevel);
    const sections = placeSections(text, found, roles);
    const traits = this.readTraits(text, segments, found, sections);
    const title = frontMatter.title ?? (titleSection === undefined ? undefined : sections[titleSection]?.name);
    return {
      text,
      frontMatter,
      form,
      partNames: this.names,
      sections,
      traits,
      preamble: { start: frontMatter.bodyStart, end: traits[0]?.range.start ?? text.length },
      suppressions: segments.flatMap((segment) =>
        segment.parsed.comments.flatMap(({ value, range }) => readSuppression(value, shiftRange(range, segment.start)) ?? []),
      ),
      ...(title === undefined ? {} : { title }),
      ...(level === undefined ? {} : { level }),
    };
  }

  /** The list of a section that is only a list; a long one that was cut between segments is put together again. */
  private onlyItems(section: FoundSection): { items?: ListBlock } {
    const first = section.runs[0]?.facts.items;
    if (first === undefined || !section.runs.every((run, index) => index === 0 || run.blocks.every((block) => block.type === 'list'))) return {};
    return { items: first };
  }

  private findSections(text: string, segments: readonly PlacedSegment[], bodyStart: number): readonly FoundSection[] {
    const found: FoundSection[] = [{ start: bodyStart, firstSegment: 0, runs: [] }];
    for (const [index, segment] of segments.entries()) {
      for (const { run, facts } of this.segmentRuns(segment.parsed, text.slice(segment.start, segment.end))) {
        if (run.heading !== undefined) {
          found.push({ start: segment.start + run.heading.range.start, firstSegment: index, heading: run.heading, runs: [] });
        }
        found.at(-1)?.runs.push({ at: segment.start, serial: segment.parsed.serial, blocks: run.blocks, facts });
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

  private readTraits(
    text: string,
    segments: readonly PlacedSegment[],
    found: readonly FoundSection[],
    sections: readonly Section[],
  ): readonly Trait[] {
    const used = new Map<string, TraitContent>();
    const slugger = new GithubSlugger();
    const traits: Trait[] = [];
    const remember = (key: string, read: () => TraitContent): TraitContent => {
      const content = used.get(key) ?? this.contents.get(key) ?? read();
      used.set(key, content);
      return content;
    };
    for (const [index, section] of sections.entries()) {
      const source = found[index];
      if (source === undefined || section.role === 'inside') continue;
      if (section.depth > 0 && section.role !== 'trait') slugger.slug(section.name);
      if (section.role === 'trait') {
        const { start, end } = section.range;
        const covering = coveringSegments(segments, source.firstSegment, end);
        const key = `${end - start}:${covering.map((segment) => `${segment.parsed.serial}@${segment.start - start}`).join(',')}`;
        const content = remember(key, () => readSection(text.slice(start, end), blocksBetween(covering, start, end), this.names));
        const slug = slugger.slug(content.name);
        const id = content.heading?.id ?? slug;
        traits.push({ id, name: content.name, range: section.range, content, section: index });
      }
      if (section.role === 'items') {
        for (const { at, serial, blocks } of source.runs) {
          for (const item of blocks.flatMap((block) => (block.type === 'list' ? block.items : []))) {
            const range = shiftRange(item.range, at);
            const content = remember(`${serial}#${item.range.start}`, () =>
              readItem(text.slice(range.start, range.end), shiftItem(item, -item.range.start), this.names),
            );
            traits.push({ id: slugger.slug(content.name), name: content.name, range, content, section: index });
          }
        }
      }
    }
    this.contents = used;
    return traits;
  }
}

function placed(cut: Cut, end: number, parsed: ParsedSegment): PlacedSegment {
  return { start: cut.start, end, continuesList: cut.continuesList, parsed };
}

/**
 * The definitions of links and footnotes in the whole text. A line in a code block that looks like one is taken for
 * one; all that comes of it is that a bracketed word elsewhere counts as a link.
 */
function findDefinitions(text: string): Definitions {
  const definitions = new Map<string, string>();
  if (!text.includes(']:')) return definitions;
  for (const [line, label = ''] of text.matchAll(/^ {0,3}\[((?:[^[\]\\\r\n]|\\.){1,999})\]:[ \t]*[^ \t\r\n][^\r\n]*/gm)) {
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

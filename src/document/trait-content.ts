/**
 * What one trait says: its statement, its parts, and the entries in them.
 *
 * All ranges count from the trait's own first character, so that the content of a trait stays the same object while
 * text above it changes, and everything derived from it can be kept.
 */
import type { Block, HeadingBlock, Link, ListItem, ParagraphBlock, Prose } from './markdown.ts';
import { afterLabel, labelOf, type PartKind, type PartNames, normalizePartName } from './parts.ts';
import { findPlaceholders, type Placeholder } from './placeholders.ts';
import { findSignal, type ProsePart, searchable } from './prose-signals.ts';
import { lineStart, type Range } from './range.ts';
import { isScenarioBlock, readScenarioBlock, type ScenarioBlock } from './scenario-block.ts';

export interface Part {
  readonly kind: PartKind;
  /** A child heading, a bold lead-in, or a labelled list item. */
  readonly form: 'heading' | 'lead-in' | 'item';
  /** The label: the heading's text, or the lead-in with its asterisks and colon. */
  readonly label: Range;
  /** From the label to the end of the last block. */
  readonly range: Range;
  readonly blocks: readonly Block[];
}

/** What a trade-off says of the trait that it names. */
export type Precedence = 'over' | 'yields-to' | 'with';

/** A link, or a name without one. */
export interface TradeOffTarget {
  readonly range: Range;
  readonly text: string;
  readonly url?: string;
  /** Whether a name is set apart from the sentence, by brackets, quotation marks, emphasis or a colon after it. */
  readonly apart?: boolean;
}

/** A trade-off as written; which trait it names is settled for the whole document. */
export interface TradeOffEntry {
  readonly range: Range;
  readonly text: string;
  /** Absent when the entry has no lead-in. */
  readonly precedence?: Precedence;
  /** The name or link after the lead-in, or the first link of an entry without one, anchors before others. */
  readonly target?: TradeOffTarget;
  /** The links after it, where the lead-in is about several traits: `Over [Warm](#warm) and [Calm](#calm)`. */
  readonly besides?: readonly TradeOffTarget[];
}

export interface ExceptionEntry {
  readonly range: Range;
  readonly text: string;
}

export interface TraitContent {
  /** A section with a heading, or an item of a list. */
  readonly form: 'section' | 'item';
  readonly name: string;
  readonly nameRange: Range;
  /** The heading of a section. */
  readonly heading?: HeadingBlock;
  /** The trait's Markdown, verbatim. */
  readonly source: string;
  /** The first paragraph before any part: what the trait is, in a sentence or two. */
  readonly statement?: Range;
  readonly parts: readonly Part[];
  /** Every run of text in the trait, its parts included; code blocks are not text. */
  readonly prose: readonly Prose[];
  /** Parts that are said in prose: the first sentence that does. */
  readonly inProse: Readonly<Partial<Record<ProsePart, Range>>>;
  readonly tradeOffs: readonly TradeOffEntry[];
  readonly exceptions: readonly ExceptionEntry[];
  readonly scenarios: readonly ScenarioBlock[];
  /** The scenarios with their fences, and with the list item or the Scenarios part that holds nothing else; in order, and they may overlap. */
  readonly pinned: readonly Range[];
  readonly placeholders: readonly Placeholder[];
}

/** How a part stands in a trait. */
export type PartState = 'labelled' | 'in-prose' | 'absent';

export function partState(content: TraitContent, kind: ProsePart): PartState {
  if (content.parts.some((part) => part.kind === kind)) return 'labelled';
  return content.inProse[kind] === undefined ? 'absent' : 'in-prose';
}

/** Reads a trait that is a section; `blocks` begin with its heading, and all ranges count from its start. */
export function readSection(source: string, blocks: readonly Block[], names: PartNames): TraitContent {
  const [heading, ...body] = blocks;
  if (heading?.type !== 'heading') throw new TypeError('a section begins with its heading');
  return readContent({ form: 'section', name: heading.name, nameRange: heading.nameRange, heading, source }, body, names);
}

/** Reads a trait that is a list item; `source` begins with the item's marker. */
export function readItem(source: string, item: ListItem, names: PartNames): TraitContent {
  const { name, nameRange, rest } = itemName(item, source);
  const statement: ParagraphBlock[] = rest === undefined ? [] : [{ type: 'paragraph', range: rest.range, prose: rest }];
  return readContent({ form: 'item', name, nameRange, source }, [...statement, ...item.blocks], names);
}

/** An item is named by the bold text that it begins with, by what stands before a colon, or by its first words. */
function itemName(item: ListItem, source: string): { name: string; nameRange: Range; rest?: Prose } {
  const { prose } = item;
  if (prose === undefined) return { name: '', nameRange: { start: item.range.start, end: item.range.start } };
  if (prose.bold !== undefined) {
    const { range, text } = prose.bold;
    const after = /^[ \t]*[.:：。—–-]?/.exec(source.slice(range.end, prose.range.end))?.[0].trimEnd() ?? '';
    const rest = afterLabel(prose, { start: range.start, end: range.end + after.length }, source);
    return { name: oneLine(text).replace(/ ?[.:：。]$/, ''), nameRange: range, ...(rest === undefined ? {} : { rest }) };
  }
  const written = source.slice(prose.range.start, prose.range.end);
  const name = nameIn(written);
  return { name: oneLine(nameIn(prose.text)), nameRange: { start: prose.range.start, end: prose.range.start + name.length }, rest: prose };
}

/** What stands before a colon, or the first six words. */
function nameIn(text: string): string {
  const before = /^([^\s:：][^:：\n]{0,48}?)(?::\s|：)/.exec(text)?.[1];
  return before ?? /^\s*(?:\S+\s+){0,5}\S+/.exec(text)?.[0].replace(/[.,;:!?。，；：！？]{1,9}$/, '') ?? '';
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

type Naming = Pick<TraitContent, 'form' | 'name' | 'nameRange' | 'source' | 'heading'>;

function readContent(naming: Naming, body: readonly Block[], names: PartNames): TraitContent {
  const { source } = naming;
  const { parts, own } = splitParts(body, source, names);
  const statement = own.find((block) => block.type === 'paragraph');
  const prose = [...proseIn(own), ...parts.flatMap((part) => proseIn(part.blocks))];
  const beforeParts = parts.every((part) => statement !== undefined && statement.range.start < part.range.start);
  return {
    ...naming,
    parts,
    prose,
    ...(statement !== undefined && beforeParts ? { statement: statement.range } : {}),
    inProse: readProse(source, prose, parts),
    tradeOffs: parts.filter((part) => part.kind === 'trade-offs').flatMap((part) => entriesOf(part).map((entry) => readTradeOff(entry, source))),
    exceptions: parts.filter((part) => part.kind === 'exceptions').flatMap((part) => entriesOf(part).map(({ range, text }) => ({ range, text }))),
    scenarios: codeBlocks(body).filter(isScenarioBlock).map((block) => readScenarioBlock(block, source)),
    pinned: [...pinnedParts(parts, source), ...pinnedIn(body)].toSorted((a, b) => a.start - b.start),
    placeholders: findPlaceholders(source),
  };
}

interface OpenPart {
  kind: PartKind;
  form: Part['form'];
  label: Range;
  blocks: Block[];
}

/**
 * Sorts blocks into labelled parts and the trait's own text. A part goes on until the next label, or the next heading
 * that is not below its own. Only a child of the trait begins one: what stands deeper is somebody else's.
 */
function splitParts(body: readonly Block[], source: string, names: PartNames): { parts: Part[]; own: Block[] } {
  const open: OpenPart[] = [];
  const own: Block[] = [];
  let current: OpenPart | undefined;
  /** Of the last child of the trait; deeper headings are below that. */
  let childDepth = 6;
  const begin = (kind: PartKind, form: Part['form'], label: Range, blocks: Block[]): void => {
    current = { kind, form, label, blocks };
    open.push(current);
  };
  for (const block of body) {
    if (block.type === 'heading') {
      if (block.depth <= childDepth) {
        childDepth = block.depth;
        const kind = names.get(normalizePartName(block.name));
        if (kind === undefined) current = undefined;
        else begin(kind, 'heading', block.nameRange, []);
      } else if (current?.form === 'heading') current.blocks.push(block);
      else current = undefined;
      continue;
    }
    if (block.type === 'paragraph') {
      const label = labelOf(block.prose, source, names, false);
      if (label !== undefined) {
        const rest = afterLabel(block.prose, label.range, source);
        begin(label.kind, 'lead-in', label.range, rest === undefined ? [] : [{ type: 'paragraph', range: rest.range, prose: rest }]);
        continue;
      }
    }
    if (block.type === 'list') {
      const labels = block.items.map((item) => (item.prose === undefined ? undefined : labelOf(item.prose, source, names, true)));
      // A list under a part's heading may well hold an item that begins with "How:".
      if (labels.some((label) => label !== undefined) && current?.form !== 'heading') {
        const unlabelled: ListItem[] = [];
        for (const [index, item] of block.items.entries()) {
          const label = labels[index];
          if (label === undefined || item.prose === undefined) {
            unlabelled.push(item);
            continue;
          }
          const rest = afterLabel(item.prose, label.range, source);
          const first: Block[] = rest === undefined ? [] : [{ type: 'paragraph', range: rest.range, prose: rest }];
          begin(label.kind, 'item', label.range, [...first, ...item.blocks]);
        }
        if (unlabelled.length > 0) own.push({ ...block, items: unlabelled });
        current = undefined;
        continue;
      }
    }
    if (current === undefined) own.push(block);
    else current.blocks.push(block);
  }
  const parts = open.map(({ kind, form, label, blocks }): Part => {
    const end = blocks.reduce((furthest, block) => Math.max(furthest, block.range.end), label.end);
    return { kind, form, label, range: { start: label.start, end }, blocks };
  });
  return { parts, own };
}

/** The entries of a part: the items of its lists, or its paragraphs where there is no list. */
export function entriesOf(part: Part): readonly Prose[] {
  const items = part.blocks.flatMap((block) => (block.type === 'list' ? block.items.flatMap((item) => item.prose ?? []) : []));
  const paragraphs = part.blocks.flatMap((block) => (block.type === 'paragraph' ? [block.prose] : []));
  return items.length > 0 ? items : paragraphs;
}

/** The lead-in with the emphasis before it. */
const LEAD_IN =
  /^([*_]*)[ \t]*(?:(?:it|this(?:\s+trait)?)\s+)?(?:(?:takes?\s+(?:precedence|priority)\s+|prevails?\s+|wins?\s+)?(over)|((?:yields?|gives?\s+way|defers?)\s+to)|with)(?![\p{L}\p{N}'’-])/iu;
/** What may stand between a lead-in and the link of its trait, and between the links of several. */
const BEFORE_LINK = /^(?:[\s*_:："“”'‘’]|(?:both|either|all|any|each|of|the|its|our|traits?|rules?|values?|principles?)(?![\p{L}\p{N}-]))*$/iu;
const BETWEEN_LINKS = /^(?:[\s*_,;&"“”'‘’]|(?:and|or|nor|also|as\s+well\s+as|both|the|traits?)(?![\p{L}\p{N}-]))*$/iu;

function readTradeOff(entry: Prose, source: string): TradeOffEntry {
  const { range, text, links } = entry;
  const leadIn = LEAD_IN.exec(source.slice(range.start, range.end));
  if (leadIn === null) {
    const link = links.find(({ url }) => url.startsWith('#')) ?? links[0];
    return { range, text, ...(link === undefined ? {} : { target: link }) };
  }
  const [whole, opening = '', over, yieldsTo] = leadIn;
  const precedence: Precedence = over !== undefined ? 'over' : yieldsTo !== undefined ? 'yields-to' : 'with';
  const at = range.start + whole.length;
  const linked: Link[] = [];
  for (const link of links) {
    const between = source.slice(linked.at(-1)?.range.end ?? at, link.range.start);
    if (!(linked.length === 0 ? BEFORE_LINK : BETWEEN_LINKS).test(between)) break;
    linked.push(link);
  }
  const [target = nameAfter(source, at, range.end, opening), ...others] = linked;
  const besides = others.filter(({ url }) => url.startsWith('#'));
  return { range, text, precedence, ...(target === undefined ? {} : { target }), ...(besides.length === 0 ? {} : { besides }) };
}

const QUOTED = /^(?:"([^"\n]+)"|“([^”\n]+)”|«([^»\n]+)»|„([^“”\n]+)[“”]|`([^`\n]+)`|['‘]([^\n]+?)['’](?![\p{L}\p{N}]))/u;

/** The name after a lead-in without a link: it ends where brackets, quotation marks, the emphasis or else the clause does. */
function nameAfter(source: string, at: number, end: number, opening: string): TradeOffTarget | undefined {
  const between = /^[\s*_:：]*(?:the\s+trait\s+(?=["“«„`'‘[]))?/i.exec(source.slice(at, end))?.[0] ?? '';
  const start = at + between.length;
  const after = source.slice(start, Math.min(end, start + LONGEST_NAME));
  const bracketed = /^\[([^\]\n]+)\]/.exec(after);
  if (bracketed !== null) return { range: { start, end: start + bracketed[0].length }, text: bracketed[1] ?? '', apart: true };
  const quoted = QUOTED.exec(after)?.slice(1).find((name) => name !== undefined);
  if (quoted !== undefined) return { range: { start: start + 1, end: start + 1 + quoted.length }, text: quoted, apart: true };
  // Emphasis is open where an odd number of marks stands before the name.
  const marks = (opening + between).match(/[*_]+/g) ?? [];
  const closing = marks.length % 2 === 1 ? after.indexOf(marks.at(-1) ?? '') : -1;
  const written = closing > 0 ? after.slice(0, closing) : (/^[^*,;:.，。；：—–(\n]*/.exec(after)?.[0] ?? '');
  const name = written.trimEnd().replace(/[:.,：。，]$/, '');
  if (name === '') return undefined;
  const apart = closing > 0 ? !/[,;.!?]/.test(name) : /^\s*[:：]/.test(after.slice(name.length));
  return { range: { start, end: start + name.length }, text: name, apart };
}

/** In characters: what follows a lead-in without a link is searched no further. */
const LONGEST_NAME = 200;

/** Every run of prose in blocks, however deeply nested. */
export function proseIn(blocks: readonly Block[]): readonly Prose[] {
  return blocks.flatMap((block): readonly Prose[] => {
    switch (block.type) {
      case 'paragraph':
        return [block.prose];
      case 'list':
        return block.items.flatMap((item) => [...(item.prose === undefined ? [] : [item.prose]), ...proseIn(item.blocks)]);
      case 'heading':
      case 'code':
        return [];
      default:
        return proseIn(block.blocks);
    }
  });
}

function codeBlocks(blocks: readonly Block[]): readonly (Block & { type: 'code' })[] {
  return blocks.flatMap((block): readonly (Block & { type: 'code' })[] => {
    switch (block.type) {
      case 'code':
        return [block];
      case 'list':
        return block.items.flatMap((item) => codeBlocks(item.blocks));
      case 'heading':
      case 'paragraph':
        return [];
      default:
        return codeBlocks(block.blocks);
    }
  });
}

/** Scenario blocks, and list items and quotes in which nothing else stands. */
function pinnedIn(blocks: readonly Block[]): readonly Range[] {
  return blocks.flatMap((block): readonly Range[] => {
    if (isPinned(block)) return [block.range];
    if (block.type === 'list') return block.items.flatMap((item) => (isPinnedItem(item) ? [item.range] : pinnedIn(item.blocks)));
    return 'blocks' in block ? pinnedIn(block.blocks) : [];
  });
}

function isPinned(block: Block): boolean {
  if (block.type === 'code') return isScenarioBlock(block);
  if (block.type === 'list') return block.items.every(isPinnedItem);
  return block.type === 'quote' && block.blocks.length > 0 && block.blocks.every(isPinned);
}

function isPinnedItem({ prose, blocks }: ListItem): boolean {
  return prose === undefined && blocks.length > 0 && blocks.every(isPinned);
}

/** Scenarios parts in which nothing else stands, with the marks before their labels. */
function pinnedParts(parts: readonly Part[], source: string): readonly Range[] {
  return parts.flatMap(({ kind, blocks, range }) => {
    if (kind !== 'scenarios' || blocks.length === 0 || !blocks.every(isPinned)) return [];
    const line = lineStart(source, range.start);
    const marked = /^[ \t>]*(?:(?:#{1,6}|[-+*]|\d{1,9}[.)])[ \t]+)?$/.test(source.slice(line, range.start));
    return [{ start: marked ? line : range.start, end: range.end }];
  });
}

/** A part is looked for in the trait's own text and in its other parts: a How may well say *because*. */
const SAYS_NOT_WHAT: ReadonlySet<PartKind> = new Set(['why', 'trade-offs', 'exceptions']);

/** Whether `run` says in a few words what is shown below it. */
function isCaption(run: Prose, { kind, form, blocks }: Part): boolean {
  return (kind === 'examples' || kind === 'scenarios') && form === 'lead-in' && blocks[0]?.range.start === run.range.start;
}

function readProse(source: string, prose: readonly Prose[], parts: readonly Part[]): TraitContent['inProse'] {
  const found: Partial<Record<ProsePart, Range>> = {};
  const labelled = new Set<PartKind>(parts.map((part) => part.kind));
  const said = prose.flatMap((run) => (parts.some((part) => isCaption(run, part)) ? [] : searchable(source, run)));
  for (const kind of ['what', 'how', 'why', 'trade-offs', 'exceptions'] as const) {
    if (labelled.has(kind)) continue;
    for (const run of said) {
      // “They can only mend what they know of” in a Why says nothing of what the trait looks like.
      if ((kind === 'what' || kind === 'how') && parts.some((part) => SAYS_NOT_WHAT.has(part.kind) && part.range.start <= run.range.start && run.range.end <= part.range.end)) continue;
      const sentence = findSignal(source, run, kind);
      if (sentence !== undefined) {
        found[kind] = sentence;
        break;
      }
    }
  }
  return found;
}

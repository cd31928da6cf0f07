/**
 * What one trait says: its statement, its parts, and the entries in them.
 *
 * All ranges count from the trait's own first character, so that the content of a trait stays the same object while
 * text above it changes, and everything derived from it can be kept.
 */
import type { Vocabulary } from './language.ts';
import type { Block, HeadingBlock, Link, ListItem, ParagraphBlock, Prose } from './markdown.ts';
import { afterLabel, labelOf, type PartKind, type PartNames, normalizePartName } from './parts.ts';
import { findPlaceholders, type Placeholder } from './placeholders.ts';
import { findSignal, PROSE_PARTS, type ProsePart, searchable, type Signals } from './prose-signals.ts';
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
  /** Parts that the document's language has no signals for: nobody knows whether they are said in prose. */
  readonly unheard?: readonly ProsePart[];
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
export function readSection(source: string, blocks: readonly Block[], vocabulary: Vocabulary): TraitContent {
  const [heading, ...body] = blocks;
  if (heading?.type !== 'heading') throw new TypeError('a section begins with its heading');
  return readContent({ form: 'section', name: heading.name, nameRange: heading.nameRange, heading, source }, body, vocabulary);
}

/** Reads a trait that is a list item; `source` begins with the item's marker. */
export function readItem(source: string, item: ListItem, vocabulary: Vocabulary): TraitContent {
  const { name, nameRange, rest } = itemName(item, source);
  const statement: ParagraphBlock[] = rest === undefined ? [] : [{ type: 'paragraph', range: rest.range, prose: rest }];
  return readContent({ form: 'item', name, nameRange, source }, [...statement, ...item.blocks], vocabulary);
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

function readContent(naming: Naming, body: readonly Block[], { names, signals, leadIn }: Vocabulary): TraitContent {
  const { source } = naming;
  const { parts, own } = splitParts(body, source, names);
  const statement = own.find((block) => block.type === 'paragraph');
  const runs: readonly Run[] = [...proseIn(own).map((prose) => ({ prose })), ...parts.flatMap((part) => proseIn(part.blocks).map((prose) => ({ prose, part })))];
  const beforeParts = parts.every((part) => statement !== undefined && statement.range.start < part.range.start);
  return {
    ...naming,
    parts,
    prose: runs.map(({ prose }) => prose),
    ...(statement !== undefined && beforeParts ? { statement: statement.range } : {}),
    inProse: readProse(source, runs, parts, signals),
    ...(PROSE_PARTS.every((kind) => signals[kind] !== undefined) ? {} : { unheard: PROSE_PARTS.filter((kind) => signals[kind] === undefined) }),
    tradeOffs: parts.filter((part) => part.kind === 'trade-offs').flatMap((part) => entriesOf(part).map((entry) => readTradeOff(entry, source, leadIn))),
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

/** What a trade-off begins with: “Over”, “Takes precedence over”, “Yields to”, “Gives way to”, “With”, … */
export interface LeadIn {
  readonly precedence: Precedence;
  /** The marks of emphasis before it. */
  readonly opening: string;
  /** How much of the text it is, those included. */
  readonly length: number;
}

/** The lead-in that `text` begins with, if any; `foreign` are those of the document's language. */
export function leadInOf(text: string, foreign?: RegExp): LeadIn | undefined {
  const found = LEAD_IN.exec(text) ?? foreign?.exec(text);
  if (found === null || found === undefined) return undefined;
  const [{ length }, opening = '', over, yieldsTo] = found;
  return { precedence: over !== undefined ? 'over' : yieldsTo !== undefined ? 'yields-to' : 'with', opening, length };
}

/** What may stand between a lead-in and the link of its trait, and between the links of several. */
const BEFORE_LINK = /^(?:[\s*_:："“”'‘’]|(?:both|either|all|any|each|of|the|its|our|traits?|rules?|values?|principles?)(?![\p{L}\p{N}-]))*$/iu;
const BETWEEN_LINKS = /^(?:[\s*_,;&"“”'‘’]|(?:and|or|nor|also|as\s+well\s+as|both|the|traits?)(?![\p{L}\p{N}-]))*$/iu;

function readTradeOff(entry: Prose, source: string, foreign: RegExp | undefined): TradeOffEntry {
  const { range, text, links } = entry;
  const leadIn = leadInOf(source.slice(range.start, range.end), foreign);
  if (leadIn === undefined) {
    const link = links.find(({ url }) => url.startsWith('#')) ?? links[0];
    return { range, text, ...(link === undefined ? {} : { target: link }) };
  }
  const { precedence, opening } = leadIn;
  const at = range.start + leadIn.length;
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

/** A run of text, and the part that it stands in; the trait's own text stands in none. */
interface Run {
  readonly prose: Prose;
  readonly part?: Part;
}

/** Whether a run says in a few words what is shown below it. */
function isCaption({ prose, part }: Run): boolean {
  if (part === undefined) return false;
  const { kind, form, blocks } = part;
  return (kind === 'examples' || kind === 'scenarios') && form === 'lead-in' && blocks[0]?.range.start === prose.range.start;
}

function readProse(source: string, runs: readonly Run[], parts: readonly Part[], signals: Signals): TraitContent['inProse'] {
  const found: Partial<Record<ProsePart, Range>> = {};
  const labelled = new Set<PartKind>(parts.map((part) => part.kind));
  const said = runs.filter((run) => !isCaption(run)).map(({ prose, part }) => ({ text: searchable(source, prose), kind: part?.kind }));
  for (const kind of PROSE_PARTS) {
    const signal = signals[kind];
    if (signal === undefined || labelled.has(kind)) continue;
    for (const { text, kind: within } of said) {
      // “They can only mend what they know of” in a Why says nothing of what the trait looks like.
      if ((kind === 'what' || kind === 'how') && within !== undefined && SAYS_NOT_WHAT.has(within)) continue;
      const sentence = findSignal(source, text, signal);
      if (sentence !== undefined) {
        found[kind] = sentence;
        break;
      }
    }
  }
  return found;
}

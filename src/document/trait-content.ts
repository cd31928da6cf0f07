/**
 * What one trait says: its statement, its parts, and the entries in them.
 *
 * All ranges count from the trait's own first character, so that the content of a trait stays the same object while
 * text above it changes, and everything derived from it can be kept.
 */
import type { Block, HeadingBlock, ListItem, ParagraphBlock, Prose } from './markdown.ts';
import { afterLabel, labelOf, type PartKind, type PartNames, normalizePartName } from './parts.ts';
import { findPlaceholders, type Placeholder } from './placeholders.ts';
import { findSignal, type ProsePart } from './prose-signals.ts';
import type { Range } from './range.ts';
import { isScenarioBlock, readScenarioBlock, type ScenarioBlock } from './scenario-block.ts';

export { PLACEHOLDER } from './placeholders.ts';

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

/** A trade-off as written; which trait it names is settled for the whole document. */
export interface TradeOffEntry {
  readonly range: Range;
  readonly text: string;
  /** Absent when the entry has no lead-in. */
  readonly precedence?: Precedence;
  /** The name or link after the lead-in, or the first link of an entry without one, anchors before others. */
  readonly target?: { readonly range: Range; readonly text: string; readonly url?: string };
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
    placeholders: findPlaceholders(source),
  };
}

interface OpenPart {
  kind: PartKind;
  form: Part['form'];
  label: Range;
  depth: number;
  blocks: Block[];
}

/** Sorts blocks into labelled parts and the trait's own text. A part goes on until the next label or heading. */
function splitParts(body: readonly Block[], source: string, names: PartNames): { parts: Part[]; own: Block[] } {
  const open: OpenPart[] = [];
  const own: Block[] = [];
  let current: OpenPart | undefined;
  const begin = (kind: PartKind, form: Part['form'], label: Range, depth: number, blocks: Block[]): void => {
    current = { kind, form, label, depth, blocks };
    open.push(current);
  };
  for (const block of body) {
    if (block.type === 'heading') {
      const kind = names.get(normalizePartName(block.name));
      if (kind !== undefined) begin(kind, 'heading', block.nameRange, block.depth, []);
      else if (current?.form === 'heading' && block.depth > current.depth) current.blocks.push(block);
      else current = undefined;
      continue;
    }
    if (block.type === 'paragraph') {
      const label = labelOf(block.prose, source, names, false);
      if (label !== undefined) {
        const rest = afterLabel(block.prose, label.range, source);
        begin(label.kind, 'lead-in', label.range, 7, rest === undefined ? [] : [{ type: 'paragraph', range: rest.range, prose: rest }]);
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
          begin(label.kind, 'item', label.range, 7, [...first, ...item.blocks]);
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

/** The lead-in with the emphasis around it, and the colon that may follow. */
const LEAD_IN = /^([*_]*)[ \t]*(over|yields?\s+to|with)(?![\p{L}\p{N}'’-])([\s*_:：]*)/iu;

function readTradeOff(entry: Prose, source: string): TradeOffEntry {
  const { range, text, links } = entry;
  const leadIn = LEAD_IN.exec(source.slice(range.start, range.end));
  if (leadIn === null) {
    const link = links.find(({ url }) => url.startsWith('#')) ?? links[0];
    return { range, text, ...(link === undefined ? {} : { target: { range: link.range, text: link.text, url: link.url } }) };
  }
  const [whole, opening = '', words = '', between = ''] = leadIn;
  const word = words.toLowerCase();
  const precedence: Precedence = word === 'over' || word === 'with' ? word : 'yields-to';
  const at = range.start + whole.length;
  const link = links.find((candidate) => candidate.range.start === at);
  if (link !== undefined) return { range, text, precedence, target: { range: link.range, text: link.text, url: link.url } };
  const after = source.slice(at, Math.min(range.end, at + LONGEST_NAME));
  const bracketed = /^\[([^\]\n]+)\]/.exec(after);
  // Without a link the name ends where the emphasis or the clause does.
  const emphasis = /[*_]+/.exec(opening + between)?.[0];
  const closing = emphasis === undefined ? -1 : after.indexOf(emphasis);
  const written = bracketed?.[0] ?? (closing > 0 ? after.slice(0, closing) : (/^[^*,;:.，。；：—–(\n]*/.exec(after)?.[0] ?? ''));
  const name = written.trimEnd().replace(/[:.,：。，]$/, '');
  if (name === '') return { range, text, precedence };
  return { range, text, precedence, target: { range: { start: at, end: at + name.length }, text: bracketed?.[1] ?? name } };
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

/** A part is looked for in the trait's own text and in its other parts: a How may well say *because*. */
const SAYS_NOT_WHAT: ReadonlySet<PartKind> = new Set(['why', 'trade-offs', 'exceptions']);

function readProse(source: string, prose: readonly Prose[], parts: readonly Part[]): TraitContent['inProse'] {
  const found: Partial<Record<ProsePart, Range>> = {};
  const labelled = new Set<PartKind>(parts.map((part) => part.kind));
  for (const kind of ['what', 'how', 'why', 'trade-offs', 'exceptions'] as const) {
    if (labelled.has(kind)) continue;
    for (const run of prose) {
      // “They can only mend what they know of” in a Why says nothing of what the trait looks like.
      if ((kind === 'what' || kind === 'how') && parts.some((part) => SAYS_NOT_WHAT.has(part.kind) && part.range.start <= run.range.start && run.range.end <= part.range.end)) continue;
      const sentence = findSignal(source, run.range, run.code, kind);
      if (sentence !== undefined) {
        found[kind] = sentence;
        break;
      }
    }
  }
  return found;
}

/** Turns the Markdown of one segment into blocks: plain data with ranges, holding just what a traits document is read for. */
import type { Nodes, PhrasingContent, Root, RootContent } from 'mdast';
import { gfmFootnoteFromMarkdown } from 'mdast-util-gfm-footnote';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmFootnote } from 'micromark-extension-gfm-footnote';
import { gfmTable } from 'micromark-extension-gfm-table';
import remarkParse from 'remark-parse';
import { unified, type Processor } from 'unified';
import { type HeadingAttributes, splitHeadingAttributes } from './heading-attributes.ts';
import { lineStart, type Range, shiftRange } from './range.ts';
import { readSimpleMarkdown } from './simple-markdown.ts';

/** A link. For a reference `url` is that of its definition; brackets with no definition are plain text. */
export interface Link {
  readonly range: Range;
  readonly text: string;
  readonly url: string;
}

/** Inline content: one run of text with what is read out of it. */
export interface Prose {
  readonly range: Range;
  /** The text without its markup. */
  readonly text: string;
  /** Bold text that the run begins with, as in `**Why.** Because…`; the range covers the asterisks. */
  readonly bold?: { readonly range: Range; readonly text: string };
  readonly links: readonly Link[];
  /** Code spans. */
  readonly code: readonly Range[];
  /** What is not read as text: code spans, addresses and titles of links, images, HTML and notes; in order. */
  readonly notProse: readonly Range[];
}

export interface HeadingBlock extends HeadingAttributes {
  readonly type: 'heading';
  readonly range: Range;
  readonly depth: number;
  /** The heading's text without markup and attributes. */
  readonly name: string;
  readonly nameRange: Range;
}

export interface ParagraphBlock {
  readonly type: 'paragraph';
  readonly range: Range;
  readonly prose: Prose;
}

export interface ListItem {
  readonly range: Range;
  /** The item's first paragraph; absent when the item is empty or begins with something else. */
  readonly prose?: Prose;
  /** What follows the first paragraph. */
  readonly blocks: readonly Block[];
}

export interface ListBlock {
  readonly type: 'list';
  readonly range: Range;
  readonly ordered: boolean;
  readonly items: readonly ListItem[];
}

export interface CodeBlock {
  readonly type: 'code';
  readonly range: Range;
  /** The whole info string, `yaml scenario` say; empty for indented code. */
  readonly info: string;
  readonly value: string;
  /** The lines between the fences. */
  readonly content: Range;
}

/** Quotes and footnotes hold blocks; tables, HTML, rules and definitions are only known to be there. */
export interface OtherBlock {
  readonly type: 'quote' | 'footnote' | 'table' | 'html' | 'break' | 'definition';
  readonly range: Range;
  readonly blocks: readonly Block[];
}

export type Block = HeadingBlock | ParagraphBlock | ListBlock | CodeBlock | OtherBlock;

/** One segment, parsed. All ranges count from the segment's own start. */
export interface ParsedSegment {
  readonly blocks: readonly Block[];
  /** HTML comments, wherever they stand. */
  readonly comments: readonly { readonly range: Range; readonly value: string }[];
}

/** From a label, normalised as CommonMark compares labels, to the line that defines it. */
export type Definitions = ReadonlyMap<string, string>;

/**
 * Segments beyond these bounds are kept as one paragraph, unread: they are data, not prose, and the parser takes time
 * that is quadratic in their length, in the emphasis that one run of text may hold, and in the depth of quotes and lists.
 */
const LONGEST_PARSED = 262_144;
const DEEPEST_EMPHASIS = 500;
const DEEPLY_NESTED = /^(?:(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])[ \t])){64}|[ \t]{128,}(?:[-+*]|\d{1,9}[.)])[ \t])/m;

/** Quotes and lists are read to this depth; what is nested deeper is passed over, so that no reader runs out of stack. */
const DEEPEST_READ = 64;

const processor: Processor<Root> = unified()
  .use(remarkParse)
  .data('micromarkExtensions', [gfmTable(), gfmFootnote()])
  .data('fromMarkdownExtensions', [gfmTableFromMarkdown(), gfmFootnoteFromMarkdown()])
  .freeze();

/** Parses with GFM tables and footnotes; the syntax tree is mdast. */
export function parseMdast(markdown: string): Root {
  return processor.parse(markdown);
}

/**
 * Parses one segment. `definitions` are the lines that define links of other segments: they are written before the
 * text for the parser to see, and taken off the ranges again. Never throws: text that the parser cannot take is one
 * paragraph, after the heading if it begins with one.
 */
export function parseSegment(text: string, definitions: string): ParsedSegment {
  const simple = definitions === '' && !isUnreadable(text, definitions) ? readSimpleMarkdown(text) : undefined;
  if (simple !== undefined) return { blocks: simple, comments: [] };
  return parseThroughout(text, definitions);
}

/** As `parseSegment`, but with the parser even where the text is simple enough to do without. */
export function parseThroughout(text: string, definitions: string): ParsedSegment {
  const reader = new SegmentReader(text);
  return reader.read(definitions);
}

/** The labels that `text` may refer to, normalised. More than it does refer to do no harm. */
export function referencedLabels(text: string): readonly string[] {
  if (!text.includes('[')) return [];
  return [...text.matchAll(/\[((?:[^[\]\\]|\\.){1,999})\]/g)].map((match) => normalizeLabel(match[1] ?? ''));
}

/** As CommonMark compares labels: white space folded, case folded both ways. */
export function normalizeLabel(label: string): string {
  return label.replace(/[\t\n\r ]+/g, ' ').trim().toLowerCase().toUpperCase();
}

class SegmentReader {
  private readonly text: string;
  private comments: { range: Range; value: string }[] = [];
  private urls: ReadonlyMap<string, string> = new Map();
  private prefixLength = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  read(definitions: string): Pick<ParsedSegment, 'blocks' | 'comments'> {
    if (isUnreadable(this.text, definitions)) return this.unread();
    try {
      return this.parse(this.text, definitions);
    } catch {
      // Emphasis or brackets in each other, thousands deep, exhaust the stack.
      return this.unread();
    }
  }

  private parse(text: string, definitions: string): Pick<ParsedSegment, 'blocks' | 'comments'> {
    // A heading ends whatever definition, or text that only looks like one, stands before it.
    const before = definitions === '' ? '' : `${definitions}\n\n#\n`;
    this.prefixLength = before.length;
    // micromark drops a byte order mark at the start without counting it; another invisible character keeps the offsets.
    const source = text.charCodeAt(0) === 0xfeff ? `\u200b${text.slice(1)}` : text;
    const tree = parseMdast(before + source);
    if (definitions !== '' || text.includes(']:')) this.urls = urlsOf(tree);
    this.comments = [];
    return { blocks: this.blocks(tree.children.filter((node) => startOf(node) >= before.length)), comments: this.comments };
  }

  private unread(): Pick<ParsedSegment, 'blocks' | 'comments'> {
    const { text } = this;
    const lineEnd = /^ {0,3}#.{0,1000}(?:\r\n?|\n|$)/.exec(text)?.[0].length ?? 0;
    const heading = lineEnd === 0 ? [] : this.parse(text.slice(0, lineEnd).trimEnd(), '').blocks;
    const range = { start: lineEnd, end: text.length };
    if (lineEnd === text.length) return { blocks: heading, comments: [] };
    const prose = { range, text: text.slice(lineEnd), links: [], code: [], notProse: [] };
    return { blocks: [...heading, { type: 'paragraph', range, prose }], comments: [] };
  }

  private range(node: Nodes): Range {
    return { start: startOf(node) - this.prefixLength, end: endOf(node) - this.prefixLength };
  }

  private blocks(nodes: readonly RootContent[]): Block[] {
    if (this.depth === DEEPEST_READ) return [];
    this.depth += 1;
    const blocks = nodes.flatMap((node) => this.block(node) ?? []);
    this.depth -= 1;
    return blocks;
  }

  private block(node: RootContent): Block | undefined {
    const range = this.range(node);
    switch (node.type) {
      case 'heading':
        return this.heading(node.depth, range, node.children);
      case 'paragraph':
        return { type: 'paragraph', range, prose: this.prose(range, node.children) };
      case 'list':
        return {
          type: 'list',
          range,
          ordered: node.ordered === true,
          items: node.children.map((item) => {
            const [first, ...rest] = item.children;
            if (first?.type !== 'paragraph') return { range: this.range(item), blocks: this.blocks(item.children) };
            const prose = this.prose(this.range(first), first.children);
            return { range: this.range(item), prose, blocks: this.blocks(rest) };
          }),
        };
      case 'code': {
        const info = [node.lang, node.meta].filter((part) => typeof part === 'string').join(' ');
        return { type: 'code', range, info, value: node.value, content: this.codeContent(range) };
      }
      case 'html':
        this.collectComments(range);
        return { type: 'html', range, blocks: [] };
      case 'blockquote':
        return { type: 'quote', range, blocks: this.blocks(node.children) };
      case 'footnoteDefinition':
        return { type: 'footnote', range, blocks: this.blocks(node.children) };
      case 'table':
        this.collectComments(range);
        return { type: 'table', range, blocks: [] };
      case 'thematicBreak':
        return { type: 'break', range, blocks: [] };
      case 'definition':
        return { type: 'definition', range, blocks: [] };
      default:
        // Front matter is cut off before; the rest of mdast's types are inline and cannot stand here.
        return undefined;
    }
  }

  private heading(depth: number, range: Range, children: readonly PhrasingContent[]): HeadingBlock {
    const prose = this.prose(range, children);
    const first = children[0];
    const last = children.at(-1);
    const content =
      first === undefined || last === undefined
        ? { start: range.end, end: range.end }
        : { start: this.range(first).start, end: this.range(last).end };
    const source = this.text.slice(content.start, content.end);
    const { attributes, length } = splitHeadingAttributes(source, content.start);
    const nameRange = { start: content.start, end: content.start + length };
    const written = attributes.attributesRange === undefined ? prose.text : prose.text.slice(0, prose.text.lastIndexOf('{'));
    const name = written.replace(/\s+/g, ' ').trim();
    // The parser counts definitions right before an underlined heading to the heading, and lists them besides.
    const start = this.text.startsWith('#', range.start) ? range.start : content.start;
    return { type: 'heading', range: { start, end: range.end }, depth, name, nameRange, ...attributes };
  }

  private prose(range: Range, children: readonly PhrasingContent[]): Prose {
    const links: Link[] = [];
    const code: Range[] = [];
    const notProse: Range[] = [];
    const textOf = (nodes: readonly PhrasingContent[]): string => nodes.map(inline).join('');
    const inline = (node: PhrasingContent): string => {
      switch (node.type) {
        case 'text':
          return node.value;
        case 'inlineCode':
          code.push(this.range(node));
          notProse.push(this.range(node));
          return node.value;
        case 'break':
          return '\n';
        case 'image':
        case 'imageReference':
          notProse.push(this.range(node));
          return node.alt ?? '';
        case 'html':
          this.collectComments(this.range(node));
          notProse.push(this.range(node));
          return '';
        case 'footnoteReference':
          notProse.push(this.range(node));
          return '';
        case 'link':
        case 'linkReference': {
          const text = textOf(node.children);
          const whole = this.range(node);
          const last = node.children.at(-1);
          // Of an address in angle brackets, or one without text, nothing is prose.
          const textEnd = last === undefined || this.text[whole.start] === '<' ? whole.start : this.range(last).end;
          notProse.push({ start: textEnd, end: whole.end });
          links.push({ range: whole, text, url: node.type === 'link' ? node.url : (this.urls.get(node.identifier) ?? '') });
          return text;
        }
        default:
          return textOf(node.children);
      }
    };
    const [first, ...rest] = children;
    if (first === undefined) return { range, text: '', links, code, notProse };
    const opening = inline(first);
    const bold = first.type === 'strong' ? { bold: { range: this.range(first), text: opening } } : {};
    return { range, text: opening + textOf(rest), links, code, notProse, ...bold };
  }

  /** Whatever lies between a fence's first line and its closing one. */
  private codeContent(range: Range): Range {
    const source = this.text.slice(range.start, range.end);
    const fence = /^(`{3,}|~{3,})/.exec(source)?.[1];
    if (fence === undefined) return range;
    const firstBreak = /\r\n?|\n/.exec(source);
    if (firstBreak === null) return { start: range.end, end: range.end };
    const start = firstBreak.index + firstBreak[0].length;
    const lastLine = /[ \t>]*([^\r\n]*)$/.exec(source.slice(Math.max(start, lineStart(source, source.length))))?.[1]?.trimEnd() ?? '';
    const closed = lastLine.startsWith(fence) && lastLine === fence.charAt(0).repeat(lastLine.length);
    const end = closed ? Math.max(start, lineStart(source, source.length)) : source.length;
    return { start: range.start + start, end: range.start + end };
  }

  private collectComments(range: Range): void {
    const source = this.text.slice(range.start, range.end);
    for (let open = source.indexOf('<!--'); open !== -1; ) {
      const close = source.indexOf('-->', open + 4);
      if (close === -1) return;
      this.comments.push({ range: shiftRange({ start: open, end: close + 3 }, range.start), value: source.slice(open + 4, close) });
      open = source.indexOf('<!--', close + 3);
    }
  }
}

function startOf(node: Nodes): number {
  return node.position?.start.offset ?? 0;
}

function endOf(node: Nodes): number {
  return node.position?.end.offset ?? 0;
}

function isUnreadable(text: string, definitions: string): boolean {
  return text.length + definitions.length > LONGEST_PARSED || DEEPLY_NESTED.test(text) || (text.length > 4096 && hasDeepEmphasis(text));
}

/** What closes emphasis, or else opens it, or a blank line, which ends it all; roughly, for a bound. */
const EMPHASIS = /(?<=\S)([*_]+)(?=[\s\p{P}]|$)|(?<=^|[\s\p{P}])([*_]+)(?=\S)|\n[ \t]*\r?\n/gu;

function hasDeepEmphasis(text: string): boolean {
  let open = 0;
  for (const [, closing, opening] of text.matchAll(EMPHASIS)) {
    if (closing !== undefined) open = Math.max(0, open - closing.length);
    else if (opening === undefined) open = 0;
    else open += opening.length;
    if (open > DEEPEST_EMPHASIS) return true;
  }
  return false;
}

/** From the labels of all definitions, wherever they stand, to what they define; of equal ones the first counts. */
function urlsOf(tree: Root): ReadonlyMap<string, string> {
  const urls = new Map<string, string>();
  const open: Nodes[] = [tree];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.type === 'definition' && !urls.has(node.identifier)) urls.set(node.identifier, node.url);
    if (node.type === 'paragraph' || node.type === 'heading' || !('children' in node)) continue;
    for (const child of node.children.toReversed()) open.push(child);
  }
  return urls;
}

/** The same block, `by` characters further on. */
export function shiftBlock(block: Block, by: number): Block {
  if (by === 0) return block;
  const range = shiftRange(block.range, by);
  switch (block.type) {
    case 'heading':
      return {
        ...block,
        range,
        nameRange: shiftRange(block.nameRange, by),
        ...(block.attributesRange === undefined ? {} : { attributesRange: shiftRange(block.attributesRange, by) }),
        ...(block.idRange === undefined ? {} : { idRange: shiftRange(block.idRange, by) }),
      };
    case 'paragraph':
      return { ...block, range, prose: shiftProse(block.prose, by) };
    case 'list':
      return { ...block, range, items: block.items.map((item) => shiftItem(item, by)) };
    case 'code':
      return { ...block, range, content: shiftRange(block.content, by) };
    default:
      return { ...block, range, blocks: block.blocks.map((inner) => shiftBlock(inner, by)) };
  }
}

export function shiftItem(item: ListItem, by: number): ListItem {
  return {
    range: shiftRange(item.range, by),
    blocks: item.blocks.map((inner) => shiftBlock(inner, by)),
    ...(item.prose === undefined ? {} : { prose: shiftProse(item.prose, by) }),
  };
}

function shiftProse(prose: Prose, by: number): Prose {
  return {
    range: shiftRange(prose.range, by),
    text: prose.text,
    links: prose.links.map((link) => ({ ...link, range: shiftRange(link.range, by) })),
    code: prose.code.map((range) => shiftRange(range, by)),
    notProse: prose.notProse.map((range) => shiftRange(range, by)),
    ...(prose.bold === undefined ? {} : { bold: { ...prose.bold, range: shiftRange(prose.bold.range, by) } }),
  };
}

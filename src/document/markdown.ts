/** Turns the Markdown of one segment into blocks: plain data with ranges, holding just what a traits document is read for. */
import type { Nodes, PhrasingContent, Root, RootContent } from 'mdast';
import { gfmFootnoteFromMarkdown } from 'mdast-util-gfm-footnote';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmFootnote } from 'micromark-extension-gfm-footnote';
import { gfmTable } from 'micromark-extension-gfm-table';
import remarkParse from 'remark-parse';
import { unified, type Processor } from 'unified';
import { type HeadingAttributes, splitHeadingAttributes } from './heading-attributes.ts';
import { type Range, shiftRange } from './range.ts';

/** A link or image reference, as written. `url` is empty for a reference whose definition is nowhere. */
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
  /** Code spans: what stands in them is not prose. */
  readonly code: readonly Range[];
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
  /** Equal for equal text: what is built from segments can be remembered by their serials. */
  readonly serial: number;
  readonly length: number;
  readonly blocks: readonly Block[];
  /** HTML comments, wherever they stand. */
  readonly comments: readonly { readonly range: Range; readonly value: string }[];
}

/** From a label, normalised as CommonMark compares labels, to the line that defines it. */
export type Definitions = ReadonlyMap<string, string>;

/** Longer runs than this without any structure are kept as one paragraph, unread: they are data, not prose. */
const LONGEST_PARSED = 262_144;

const processor: Processor<Root> = unified()
  .use(remarkParse)
  .data('micromarkExtensions', [gfmTable(), gfmFootnote()])
  .data('fromMarkdownExtensions', [gfmTableFromMarkdown(), gfmFootnoteFromMarkdown()])
  .freeze() as unknown as Processor<Root>;

/** Parses with GFM tables and footnotes; the syntax tree is mdast. */
export function parseMdast(markdown: string): Root {
  return processor.parse(markdown);
}

/**
 * Parses one segment. `definitions` are the lines that define links of other segments: they are written before the
 * text for the parser to see, and taken off the ranges again. Never throws: text that the parser cannot take is one paragraph.
 */
export function parseSegment(text: string, serial: number, definitions: string): ParsedSegment {
  const reader = new SegmentReader(text);
  const parsed = reader.read(definitions);
  return { serial, length: text.length, ...parsed };
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
  private readonly comments: { range: Range; value: string }[] = [];
  private prefixLength = 0;

  constructor(text: string) {
    this.text = text;
  }

  read(definitions: string): Pick<ParsedSegment, 'blocks' | 'comments'> {
    const { text } = this;
    if (text.length > LONGEST_PARSED) return { blocks: [this.unread()], comments: [] };
    const before = definitions === '' ? '' : `${definitions}\n\n`;
    this.prefixLength = before.length;
    // micromark drops a byte order mark at the start without counting it; a space of its own keeps the offsets.
    const source = text.charCodeAt(0) === 0xfeff ? ` ${text.slice(1)}` : text;
    try {
      const tree = parseMdast(before + source);
      return { blocks: this.blocks(tree.children.filter((node) => startOf(node) >= before.length)), comments: this.comments };
    } catch {
      // Deep nesting can exhaust the parser's stack.
      return { blocks: [this.unread()], comments: [] };
    }
  }

  private unread(): ParagraphBlock {
    const range = { start: 0, end: this.text.length };
    return { type: 'paragraph', range, prose: { range, text: this.text, links: [], code: [] } };
  }

  private range(node: Nodes): Range {
    return { start: startOf(node) - this.prefixLength, end: endOf(node) - this.prefixLength };
  }

  private blocks(nodes: readonly RootContent[]): Block[] {
    return nodes.flatMap((node) => this.block(node) ?? []);
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
    const name = (length === source.length ? prose.text : splitText(prose.text)).replace(/\s+/g, ' ').trim();
    return { type: 'heading', range, depth, name, nameRange, ...attributes };
  }

  private prose(range: Range, children: readonly PhrasingContent[]): Prose {
    const links: Link[] = [];
    const code: Range[] = [];
    const textOf = (nodes: readonly PhrasingContent[]): string => nodes.map(inline).join('');
    const inline = (node: PhrasingContent): string => {
      switch (node.type) {
        case 'text':
          return node.value;
        case 'inlineCode':
          code.push(this.range(node));
          return node.value;
        case 'break':
          return '\n';
        case 'image':
        case 'imageReference':
          return node.alt ?? '';
        case 'html':
          this.collectComments(this.range(node));
          return '';
        case 'footnoteReference':
          return '';
        case 'link':
        case 'linkReference': {
          const text = textOf(node.children);
          links.push({ range: this.range(node), text, url: node.type === 'link' ? node.url : `[${node.identifier}]` });
          return text;
        }
        default:
          return textOf(node.children);
      }
    };
    const first = children[0];
    const bold = first?.type === 'strong' ? { range: this.range(first), text: textOf(first.children) } : undefined;
    links.length = 0;
    code.length = 0;
    const text = textOf(children);
    return { range, text, links, code, ...(bold === undefined ? {} : { bold }) };
  }

  /** Whatever lies between a fence's first line and its closing one. */
  private codeContent(range: Range): Range {
    const source = this.text.slice(range.start, range.end);
    const fence = /^(`{3,}|~{3,})/.exec(source)?.[1];
    if (fence === undefined) return range;
    const firstBreak = /\r\n?|\n/.exec(source);
    if (firstBreak === null) return { start: range.end, end: range.end };
    const start = firstBreak.index + firstBreak[0].length;
    const closing = /(?:^|[\r\n])[ \t>]*(?:`{3,}|~{3,})[ \t]*$/.exec(source);
    const end = closing !== null && closing.index >= start - 1 ? Math.max(start, closing.index + 1) : source.length;
    return { start: range.start + start, end: range.start + end };
  }

  private collectComments(range: Range): void {
    const source = this.text.slice(range.start, range.end);
    for (const match of source.matchAll(/<!--([\s\S]*?)-->/g)) {
      const start = range.start + match.index;
      if (this.comments.some((comment) => comment.range.start === start)) continue;
      this.comments.push({ range: { start, end: start + match[0].length }, value: match[1] ?? '' });
    }
  }
}

function startOf(node: Nodes): number {
  return node.position?.start.offset ?? 0;
}

function endOf(node: Nodes): number {
  return node.position?.end.offset ?? 0;
}

function splitText(text: string): string {
  return text.slice(0, splitHeadingAttributes(text, 0).length);
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
    ...(prose.bold === undefined ? {} : { bold: { ...prose.bold, range: shiftRange(prose.bold.range, by) } }),
  };
}

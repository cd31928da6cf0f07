/**
 * Reads the Markdown that most segments are made of without the parser, which takes many times as long: headings,
 * paragraphs, bullets two deep, numbered items and fenced code, and in them plain text, emphasis, code spans, links and
 * escapes, all written in the commonest way. It gives up on whatever might mean anything else; what it does read is what the parser would.
 */
import { splitHeadingAttributes } from './heading-attributes.ts';
import type { Block, HeadingBlock, Link, ParagraphBlock, Prose } from './markdown.ts';
import type { Range } from './range.ts';

/** The blocks of a segment; undefined where only the parser is sure of them. Ranges count from the start of the segment. */
export function readSimpleMarkdown(text: string): readonly Block[] | undefined {
  const pieces = cutPieces(text);
  if (pieces === undefined) return undefined;
  const blocks: Block[] = [];
  let list: OpenList | undefined;
  for (const piece of pieces) {
    const { opening, start, content, end } = piece;
    const ordered = isNumber(opening);
    if (ordered || opening === '- ' || opening === '  - ') {
      const prose = readProse(text, content, end);
      if (prose === undefined) return undefined;
      if (list?.ordered !== ordered) blocks.push((list = newList(start, ordered)));
      addItem(list, piece, prose);
      continue;
    }
    list = undefined;
    const block = opening === '```' ? readCode(text, piece) : opening === '' ? readParagraph(text, start, end) : readHeading(text, piece);
    if (block === undefined) return undefined;
    blocks.push(block);
  }
  return blocks;
}

/** The lines of one paragraph, heading, item or code block. */
interface Piece {
  /** What stands before its text: hashes, a bullet with its indentation, a fence, or nothing. */
  readonly opening: string;
  readonly start: number;
  /** Where its text begins. */
  readonly content: number;
  end: number;
}

const OPENING = /#{1,6} |(?: {2})?- |\d{1,9}\. |```| {4}| {2}|/y;
/** Begins a line that opens no block, nor closes one. */
const TEXT_START = /(?:[\p{L}{"“‘'(«¿¡]|\*(?! )|`(?!``)|\[(?!\^)|\d+ )/uy;

function cutPieces(text: string): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  /** What the next line may go on with. */
  let open: Piece | undefined;
  for (let start = 0, next: number; start < text.length; start = next) {
    const feed = text.indexOf('\n', start);
    const end = feed === -1 ? text.length : feed;
    next = end + 1;
    if (start === end) {
      open = undefined;
      continue;
    }
    OPENING.lastIndex = start;
    const opening = OPENING.exec(text)?.[0] ?? '';
    const content = start + opening.length;
    const piece = { opening, start, content, end };
    if (opening.startsWith('#')) {
      if (!/[^\s#]/.test(text.charAt(content))) return undefined;
      open = undefined;
    } else if (opening === '```') {
      const closing = text.indexOf('\n```', end);
      if (closing === -1) return undefined;
      piece.end = closing + 4;
      next = piece.end + 1;
      if (piece.end < text.length && text[piece.end] !== '\n') return undefined;
      open = undefined;
    } else {
      TEXT_START.lastIndex = content;
      if (!TEXT_START.test(text)) return undefined;
      // A number may go on with a list, and begin one after a blank line.
      if (isNumber(opening) && open !== undefined && !isNumber(open.opening)) return undefined;
      const indented = continuation(open);
      if (open !== undefined && opening === indented) {
        open.end = end;
        continue;
      }
      // A line that is indented less than its item goes on with it all the same, unless something else begins there.
      if (opening === '' ? open !== undefined : opening.trim() === '') return undefined;
      if (opening === '  - ' && !pieces.at(-1)?.opening.endsWith('- ')) return undefined;
      open = piece;
    }
    pieces.push(piece);
  }
  return pieces;
}

/** What the next line of the piece begins with; of a numbered item only one line is read. */
function continuation(piece: Piece | undefined): string | undefined {
  switch (piece?.opening) {
    case '- ':
      return '  ';
    case '  - ':
      return '    ';
    default:
      return piece === undefined || piece.opening === '' ? '' : undefined;
  }
}

function isNumber(opening: string): boolean {
  return opening.endsWith('. ');
}

interface OpenList {
  readonly type: 'list';
  readonly range: { readonly start: number; end: number };
  readonly ordered: boolean;
  readonly items: { readonly range: { readonly start: number; end: number }; readonly prose: Prose; readonly blocks: OpenList[] }[];
}

function newList(start: number, ordered: boolean): OpenList {
  return { type: 'list', range: { start, end: start }, ordered, items: [] };
}

function addItem(list: OpenList, { opening, start, content, end }: Piece, prose: Prose): void {
  const outer = list.items.at(-1);
  if (opening !== '  - ' || outer === undefined) list.items.push({ range: { start, end }, prose, blocks: [] });
  else {
    const from = content - 2;
    const inner = outer.blocks[0] ?? newList(from, false);
    outer.blocks[0] = inner;
    inner.items.push({ range: { start: from, end }, prose, blocks: [] });
    inner.range.end = end;
    outer.range.end = end;
  }
  list.range.end = end;
}

function readCode(text: string, { start, end }: Piece): Block | undefined {
  const content = text.indexOf('\n', start) + 1;
  const info = text.slice(start + 3, content - 1);
  const value = text.slice(content, Math.max(content, end - 4));
  if (!/^(?:[\w-]+(?: [\w-]+)*)?$/.test(info) || /[\r\0\t]|^ *(?:```|~~~)/m.test(value)) return undefined;
  return { type: 'code', range: { start, end }, info, value, content: { start: content, end: end - 3 } };
}

function readParagraph(text: string, start: number, end: number): ParagraphBlock | undefined {
  const prose = readProse(text, start, end);
  return prose && { type: 'paragraph', range: { start, end }, prose };
}

function readHeading(text: string, { opening, start, content, end }: Piece): HeadingBlock | undefined {
  const prose = text.charAt(end - 1) === '#' ? undefined : readProse(text, content, end);
  if (prose === undefined) return undefined;
  const { attributes, length } = splitHeadingAttributes(text.slice(content, end), content);
  const written = attributes.attributesRange === undefined ? prose.text : prose.text.slice(0, prose.text.lastIndexOf('{'));
  return {
    type: 'heading',
    range: { start, end },
    depth: opening.length - 1,
    name: written.replace(/\s+/g, ' ').trim(),
    nameRange: { start: content, end: content + length },
    ...attributes,
  };
}

/** Never simple: character references, HTML, images, white space at the end of a line or other than a space. */
const NOT_SIMPLE = /[\t\r\0\v\f\uFEFF]|[&<](?! )|!\[| (?:\n|$)/;
const MARKUP = /[*_`[\]\\]/g;
const LINK = /\[([^[\]*`\n^\\]+)\]\(([#\w./:?=-]+)\)/y;
/** Brackets that are not even a link, since nothing defines what would be its label. */
const BRACKETS = /\[[^[\]*_`\n^\\]+\](?![[(:])/y;
const CODE = /`(?! )([^`\n]*[^`\n ])`(?!`)/y;
const ESCAPE = /\\([!-/:-@[-`{-~])/y;
const LETTER = /[\p{L}\p{N}]/u;
const NOT_IN_A_WORD = /(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/u;
/** What emphasis begins with, ends with, and is followed by, so that what opens it can only open, and what closes it does. */
const EMPHASISED = /^[\p{L}\p{N}[{`“]/u;
const EMPHASISED_END = /[\p{L}\p{N}.,:;!?)}`”]$/u;
const AFTER_EMPHASIS = /^[ \n.,:;!?)]?$/;

function readProse(text: string, start: number, end: number): Prose | undefined {
  const source = text.slice(start, end);
  if (NOT_SIMPLE.test(source)) return undefined;
  const links: Link[] = [];
  const code: Range[] = [];
  const notProse: Range[] = [];
  let bold: Prose['bold'];
  let emphasis: { readonly marker: string; readonly at: number; readonly textAt: number } | undefined;
  let plain = '';
  let read = 0;
  const unindented = (lines: string): string => (lines.includes('\n ') ? lines.replace(/\n +/g, '\n') : lines);
  MARKUP.lastIndex = 0;
  for (let found = MARKUP.exec(source); found !== null; found = MARKUP.exec(source)) {
    const at = found.index;
    plain += source.slice(read, at);
    const before = at === 0 ? ' ' : source.charAt(at - 1);
    if (found[0] === '_' && LETTER.test(before) && LETTER.test(source.charAt(at + 1))) {
      plain += '_';
      read = at + 1;
    } else if (found[0] === '*' || found[0] === '_') {
      const marker = source.startsWith('**', at) ? '**' : found[0];
      read = at + marker.length;
      const after = source.charAt(read);
      if (emphasis === undefined) {
        if (!/\s/.test(before) || !EMPHASISED.test(after)) return undefined;
        emphasis = { marker, at, textAt: plain.length };
      } else {
        if (marker !== emphasis.marker || !EMPHASISED_END.test(before) || !AFTER_EMPHASIS.test(after)) return undefined;
        if (marker === '**' && emphasis.at === 0) bold = { range: { start, end: start + read }, text: unindented(plain.slice(emphasis.textAt)) };
        emphasis = undefined;
      }
    } else if (found[0] === '\\') {
      const [, escaped] = matchAt(ESCAPE, source, at);
      if (escaped === undefined) return undefined;
      plain += escaped;
      read = at + 2;
    } else {
      const [whole, label = '', url] = matchAt(found[0] === '[' ? LINK : CODE, source, at);
      if (whole === undefined) {
        const [brackets] = found[0] === '[' ? matchAt(BRACKETS, source, at) : [];
        if (brackets === undefined) return undefined;
        plain += brackets;
        read = at + brackets.length;
      } else {
        if (url !== undefined && NOT_IN_A_WORD.test(label)) return undefined;
        read = at + whole.length;
        const range = { start: start + at, end: start + read };
        plain += label;
        if (url === undefined) code.push(range);
        else links.push({ range, text: label, url });
        notProse.push(url === undefined ? range : { start: range.start + 1 + label.length, end: range.end });
      }
    }
    MARKUP.lastIndex = read;
  }
  if (emphasis !== undefined) return undefined;
  const prose = { range: { start, end }, text: unindented(plain + source.slice(read)), links, code, notProse };
  return bold === undefined ? prose : { ...prose, bold };
}

/** What a sticky expression matches right there. */
function matchAt(pattern: RegExp, text: string, at: number): readonly (string | undefined)[] {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? [];
}

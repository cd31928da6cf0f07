/**
 * Cuts Markdown into segments that can be parsed each on its own.
 *
 * A Markdown parser is superlinear on long input, so a document is cut where a top-level block certainly begins:
 * before each heading and, in a long stretch without headings, before a paragraph or a list item. To know what is
 * top level, the scan follows CommonMark's block structure one level deep: fenced code, HTML blocks, and the
 * content offset of the outermost list item. Where one level is not enough to be certain it stops cutting, and the
 * rest becomes one segment: slower, not wrong. Only if the rest is too long to be parsed in one does it go on, at the
 * next heading after a blank line.
 */
import type { Change } from './change.ts';
import { htmlBlockNames, htmlRawNames } from 'micromark-util-html-tag-name';

export interface Cut {
  readonly start: number;
  /** The segment begins with an item of the list that ends the segment before it. */
  readonly continuesList: boolean;
  /** A heading that begins with hashes closes whatever was open: what follows does not depend on what stands before it. */
  readonly afresh: boolean;
}

const LONG_SEGMENT = 4096;
/** More than this is not left in one segment for being uncertain. */
const LONG_REST = 65_536;

const rawNames = new Set(htmlRawNames);
const blockNames = new Set(htmlBlockNames);

const COMPLETE_TAG =
  /^<(?:[A-Za-z][\w-]*(?:[ \t]+[A-Za-z_:][\w.:-]*(?:[ \t]*=[ \t]*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*[ \t]*\/?|\/[A-Za-z][\w-]*[ \t]*)>[ \t]*$/;

/** What ends an HTML block: a line that holds this text, or a blank line. */
type HtmlEnd = RegExp | 'blank';

/** The seven kinds of HTML block of CommonMark 0.31, section 4.6. */
function htmlBlockEnd(line: string, interruptsParagraph: boolean): HtmlEnd | undefined {
  if (line.startsWith('<!--')) return /-->/;
  if (line.startsWith('<?')) return /\?>/;
  if (line.startsWith('<![CDATA[')) return /\]\]>/;
  if (/^<![A-Za-z]/.test(line)) return />/;
  const name = /^<\/?([A-Za-z][A-Za-z0-9-]*)(?=[\s>]|\/>|$)/.exec(line)?.[1]?.toLowerCase();
  if (name !== undefined) {
    if (rawNames.has(name) && !line.startsWith('</') && !/^<[a-z]+\/>/i.test(line)) return /<\/(?:pre|script|style|textarea)>/i;
    if (blockNames.has(name)) return 'blank';
  }
  if (!interruptsParagraph && COMPLETE_TAG.test(line)) return 'blank';
  return undefined;
}

const THEMATIC_BREAK = /^(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const SETEXT_UNDERLINE = /^(?:=+|-+)[ \t]*$/;
const ATX_HEADING = /^#{1,6}(?:[ \t]|$)/;
const ATX_START = /^ {0,3}#{1,6}(?:[ \t\r\n]|$)/;
const FENCE = /^(?:(`{3,})[^`]*|(~{3,}).*)$/;
const LIST_MARKER = /^(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$)/;
const FOOTNOTE_DEFINITION = /^\[\^[^\s[\]]+\]:/;

/** A line such as the delimiter row of a table, which may be followed by what a paragraph may not. */
const DELIMITER_ROW = /^[ \t|:-]*-[ \t|:-]*$/;

/** Whether a paragraph is open that is in no container. */
function isOwn(paragraph: number | undefined): boolean {
  return paragraph !== undefined && paragraph >= 0;
}

/** Columns of white space at the start of `text` from `at`, with tab stops of four, and the offset after it. */
function indentation(text: string, at: number, end: number, column = 0): { columns: number; at: number } {
  let columns = column;
  let next = at;
  for (; next < end; next += 1) {
    const code = text.charCodeAt(next);
    if (code === 32) columns += 1;
    else if (code === 9) columns += 4 - (columns % 4);
    else break;
  }
  return { columns: columns - column, at: next };
}

/** All the cuts of a text. */
export interface Cuts {
  readonly cuts: readonly Cut[];
  /** The offsets at which it was uncertain what begins: what follows was left in one segment, or cut again from the next heading on. */
  readonly stops: readonly number[];
}

/**
 * Where to cut `text`, from offset `from` on. The first cut is at `from`; cuts ascend.
 * Each cut is the start of a line on which a top-level block begins. A segment longer than `longSegment` characters is
 * also cut between paragraphs and list items.
 */
export function cutSegments(text: string, from = 0, longSegment = LONG_SEGMENT, longRest = LONG_REST): Cuts {
  const cuts: Cut[] = [];
  const stops: number[] = [];
  scanOn(text, from, { longSegment, longRest }, cuts, stops);
  return { cuts, stops };
}

const HEADING_AFTER_BLANK = /(?<=(?:\n|\r(?!\n))[ \t]*(?:\r\n?|\n))#{1,6}[ \t]/g;

/** Adds to `cuts` those from offset `from` on, and to `stops` where it was uncertain: what follows is long enough to go on at a heading, or left as it is. */
function scanOn(text: string, from: number, limits: { readonly longSegment: number; readonly longRest: number }, cuts: Cut[], stops: number[], mayStop?: (start: number) => boolean): void {
  for (let next = from; ; ) {
    const stopped = scan(text, next, limits.longSegment, cuts, mayStop);
    if (stopped === undefined) return;
    stops.push(stopped);
    if (text.length - stopped < limits.longRest) return;
    HEADING_AFTER_BLANK.lastIndex = stopped;
    const heading = HEADING_AFTER_BLANK.exec(text);
    if (heading === null) return;
    next = heading.index;
  }
}

/** The cuts of a changed text: some of those that were known, others, and again of those that were known. */
export interface Recut {
  /** How many of the known cuts come before the others, and how many after them. */
  readonly before: number;
  readonly after: number;
  readonly between: readonly Cut[];
  readonly stops: readonly number[];
}

/** In which line a heading is told by its first characters: three of indentation, six hashes and a space. */
const HEADING_OPENING = 10;

/**
 * What `cutSegments` gives for `text`, looking only at what is around the change from the text with the cuts `known`.
 * `from` is where the first cut is now.
 */
export function recutSegments(text: string, from: number, known: Cuts, change: Change, longSegment = LONG_SEGMENT, longRest = LONG_REST): Recut {
  const old = known.cuts;
  let before = old[0]?.start === from && from <= change.start ? firstAfter(old, change.start - HEADING_OPENING - 1) - 1 : 0;
  while (before > 0 && old[before]?.afresh !== true) before -= 1;
  before = Math.max(before, 0);
  const by = change.end - change.endBefore;
  const first = before === 0 ? from : (old[before]?.start ?? from);
  const stops = before === 0 ? [] : known.stops.filter((stop) => stop < first);
  // Where an edit leaves too little after a stop, what follows it is cut no more.
  if (stops.length > 0 && text.length - (stops.at(-1) ?? 0) < longRest) {
    const anew = cutSegments(text, from, longSegment, longRest);
    return { before: 0, after: 0, between: anew.cuts, stops: anew.stops };
  }
  const between: Cut[] = [];
  let after = 0;
  scanOn(text, first, { longSegment, longRest }, between, stops, (start) => {
    if (start < change.end) return false;
    const index = firstAfter(old, start - by - 1);
    const same = old[index]?.start === start - by && old[index].afresh;
    if (same) after = old.length - index;
    return same;
  });
  const resumed = old[old.length - after]?.start;
  if (after === 0 || resumed === undefined) return { before, after: 0, between, stops };
  // The scan has put the first of those after the change there itself.
  between.pop();
  return { before, after, between, stops: [...stops, ...known.stops.filter((stop) => stop >= resumed).map((stop) => stop + by)] };
}

/** The index of the first cut after `offset`, by binary search. */
function firstAfter(cuts: readonly Cut[], offset: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cuts[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Adds to `cuts` those from offset `from` on. Undefined at the end of the text, or after a heading at which it
 * `mayStop`; else the offset where it is uncertain what begins.
 */
function scan(text: string, from: number, longSegment: number, cuts: Cut[], mayStop?: (start: number) => boolean): number | undefined {
  cuts.push({ start: from, continuesList: false, afresh: ATX_START.test(text.slice(from, from + HEADING_OPENING)) });
  let lastCut = from;

  let fence: { marker: string; length: number } | undefined;
  let html: HtmlEnd | undefined;
  /** The content offset of the outermost open list item or footnote, in columns; 0 when none is open. */
  let container = 0;
  /** The open item has only its marker so far: a blank line ends it. */
  let emptyItem = false;
  /** The bullet, or the full stop or bracket after the number, of the open list. */
  let delimiter: string | undefined;
  /** Whether a paragraph is open, and if so where it began; -1 when it may belong to a container. */
  let paragraph: number | undefined;
  /** A line may have been a lazy continuation of a container's paragraph, or a new paragraph after the container. */
  let uncertain = false;
  let afterBlank = true;
  let indentedCode = false;
  /** The open paragraph may be a table. */
  let mayBeTable = false;

  const cut = (start: number, continuesList = false, afresh = false): void => {
    if (start > lastCut) {
      cuts.push({ start, continuesList, afresh });
      lastCut = start;
    }
  };
  const closeContainer = (): void => {
    container = 0;
    delimiter = undefined;
    emptyItem = false;
    uncertain = false;
  };

  const end = text.length;
  /** Where the next carriage return is, if there is one at all. */
  let carriageReturn = text.indexOf('\r', from);
  for (let start = from, next: number; start < end; start = next) {
    let lineEnd = text.indexOf('\n', start);
    if (lineEnd === -1) lineEnd = end;
    next = Math.min(lineEnd + 1, end);
    if (carriageReturn !== -1 && carriageReturn < start) carriageReturn = text.indexOf('\r', start);
    if (carriageReturn !== -1 && carriageReturn < lineEnd) {
      lineEnd = carriageReturn;
      next = text.charCodeAt(carriageReturn + 1) === 10 ? carriageReturn + 2 : carriageReturn + 1;
    }
    const indent = indentation(text, start, lineEnd);
    const blank = indent.at === lineEnd;

    if (fence !== undefined) {
      if (!blank && indent.columns < 4 && text.startsWith(fence.marker, indent.at)) {
        const line = text.slice(indent.at, lineEnd).trimEnd();
        if (line.length >= fence.length && line === fence.marker.charAt(0).repeat(line.length)) fence = undefined;
      }
      continue;
    }
    if (html !== undefined) {
      if (html === 'blank' ? blank : html.test(text.slice(indent.at, lineEnd))) html = undefined;
      if (!blank) continue;
    }
    if (blank) {
      if (emptyItem) {
        container = 0;
        emptyItem = false;
      }
      paragraph = undefined;
      afterBlank = true;
      if (container === 0) uncertain = false;
      continue;
    }
    const followsBlank = afterBlank;
    afterBlank = false;

    if (container > 0 && indent.columns >= container) {
      emptyItem = false;
      if (uncertain) {
        const line = text.slice(indent.at, lineEnd);
        if (FENCE.test(line) || LIST_MARKER.test(line) || line.startsWith('<') || line.startsWith('[^')) return start;
      }
      paragraph = -1;
      continue;
    }
    if (indent.columns >= 4) {
      // Indented code, or the continuation of whatever paragraph is open: a heading it is not.
      if (container > 0 && followsBlank) closeContainer();
      else if (container > 0) uncertain = true;
      indentedCode ||= paragraph === undefined || paragraph < 0;
      if (isOwn(paragraph)) mayBeTable ||= DELIMITER_ROW.test(text.slice(indent.at, lineEnd));
      continue;
    }

    const code = text.charCodeAt(indent.at);
    // Letters open no block but a paragraph; most lines begin with one.
    const plain = (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code > 127;
    if (!plain) {
      const line = text.slice(indent.at, lineEnd);
      if (code === 35 && ATX_HEADING.test(line)) {
        closeContainer();
        paragraph = undefined;
        indentedCode = false;
        cut(start, false, true);
        if (mayStop?.(start) === true) return undefined;
        continue;
      }
      const fenceMatch = code === 96 || code === 126 ? FENCE.exec(line) : null;
      if (fenceMatch !== null) {
        closeContainer();
        paragraph = undefined;
        const marker = fenceMatch[1] ?? fenceMatch[2] ?? '';
        fence = { marker, length: marker.length };
        continue;
      }
      if ((code === 61 || code === 45) && paragraph !== undefined && SETEXT_UNDERLINE.test(line)) {
        if (paragraph >= 0) {
          // After link definitions alone an underline is text, and what follows goes on with it.
          if (/^ {0,3}\[(?![^[\]\n]*\](?!:))/.test(text.slice(paragraph, start))) return start;
          cut(paragraph);
          paragraph = undefined;
          continue;
        }
        if (code === 61) {
          uncertain = true;
          continue;
        }
      }
      if (THEMATIC_BREAK.test(line.trimEnd())) {
        closeContainer();
        paragraph = undefined;
        continue;
      }
      const marker = LIST_MARKER.exec(line)?.[0];
      if (marker !== undefined) {
        const after = indentation(text, indent.at + marker.length, lineEnd, indent.columns + marker.length);
        const empty = after.at === lineEnd;
        const ordered = marker.length > 1;
        const mayInterrupt = !empty && (!ordered || /^0*1[.)]$/.test(marker));
        // What may not interrupt a paragraph may not interrupt indented code either, in this parser.
        if (!mayInterrupt && (indentedCode || uncertain || (mayBeTable && isOwn(paragraph)))) return start;
        const interrupts = mayInterrupt || paragraph === undefined || paragraph < 0;
        if (interrupts) {
          const inList = delimiter !== undefined && !uncertain;
          const atBlock = inList || (container === 0 && paragraph === undefined);
          if (atBlock && start - lastCut > longSegment) cut(start, inList && delimiter === marker.at(-1));
          indentedCode = false;
          delimiter = marker.at(-1);
          container = indent.columns + marker.length + (empty || after.columns > 4 ? 1 : after.columns);
          emptyItem = empty;
          uncertain = false;
          paragraph = empty ? undefined : -1;
          continue;
        }
      }
      if (code === 62) {
        closeContainer();
        paragraph = -1;
        continue;
      }
      if (code === 91 && FOOTNOTE_DEFINITION.test(line)) {
        closeContainer();
        container = 4;
        paragraph = -1;
        continue;
      }
      if (code === 60) {
        const opened = htmlBlockEnd(line, paragraph !== undefined);
        const complete = opened === undefined && COMPLETE_TAG.test(line);
        if (complete && (paragraph === -1 || (mayBeTable && isOwn(paragraph)))) return start;
        if (opened !== undefined) {
          closeContainer();
          paragraph = undefined;
          html = opened === 'blank' || !opened.test(line.slice(2)) ? opened : undefined;
          continue;
        }
      }
    }

    // A paragraph: a new one, the continuation of the open one, or the lazy continuation of one in a container.
    indentedCode = false;
    if (paragraph === undefined && (container === 0 || followsBlank || emptyItem)) {
      closeContainer();
      if (start - lastCut > longSegment) cut(start);
      paragraph = start;
      mayBeTable = false;
    } else if (container > 0 || paragraph === -1) {
      uncertain = true;
      paragraph = -1;
    }
    if (!plain && isOwn(paragraph)) mayBeTable ||= DELIMITER_ROW.test(text.slice(indent.at, lineEnd));
  }
  return undefined;
}

/**
 * Where the text of segment `index` ends. The line ending before the next segment belongs to neither: a parser that
 * sees it takes an unclosed fence in a list to reach over it.
 */
export function segmentEnd(text: string, cuts: readonly Cut[], index: number): number {
  return endBefore(text, cuts[index + 1]?.start);
}

/** Where the text ends of a segment that another one follows at `next`. */
export function endBefore(text: string, next: number | undefined): number {
  if (next === undefined) return text.length;
  const beforeFeed = text.charCodeAt(next - 1) === 10 ? next - 1 : next;
  return text.charCodeAt(beforeFeed - 1) === 13 ? beforeFeed - 1 : beforeFeed;
}

/** Tells text from what is only shown: code, comments, links and quotations are blanked, so that offsets hold. */

const FENCE = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(`{3,}(?!.*`)|~{3,})/;
const LIST_ITEM = /^[ \t>]*(?:[-+*]|\d{1,9}[.)])[ \t]/;

/**
 * A piece of Markdown with code blocks, code spans and HTML comments as white space. Works on any piece, so it has to
 * guess whether an indented line is code: it is, where it follows a blank line and no list is open.
 */
export function withoutCode(text: string): string {
  const blank = new Blanker(text);
  for (let open = text.indexOf('<!--'); open !== -1; ) {
    const close = text.indexOf('-->', open + 4);
    if (close === -1) break;
    blank.out(open, close + 3);
    open = text.indexOf('<!--', close + 3);
  }
  let fence: string | undefined;
  let afterBlank = true;
  let inList = false;
  let inCode = false;
  let runStart = 0;
  for (let start = 0, next: number; start < text.length; start = next) {
    let end = text.indexOf('\n', start);
    if (end === -1) end = text.length;
    next = end + 1;
    const line = text.slice(start, end);
    if (fence !== undefined) {
      const closing = line.replace(/^[ \t>]+/, '').trimEnd();
      if (closing.startsWith(fence) && closing === fence.charAt(0).repeat(closing.length)) fence = undefined;
      blank.out(start, end);
      runStart = next;
      continue;
    }
    const empty = line.trim() === '';
    fence = empty ? undefined : FENCE.exec(line)?.[1];
    if (LIST_ITEM.test(line)) inList = true;
    else if (!empty && afterBlank && !/^[ \t]/.test(line)) inList = false;
    inCode = !empty && /^(?: {4}| {0,3}\t)/.test(line) && (inCode || afterBlank) && !inList;
    if (empty || inCode || fence !== undefined) {
      blankSpans(text, runStart, start, blank);
      if (!empty) blank.out(start, end);
      runStart = next;
    }
    afterBlank = empty;
    inCode ||= empty;
  }
  blankSpans(text, runStart, text.length, blank);
  return blank.text();
}

/** Code spans of one paragraph: a run of backticks up to the next run of the same length. */
function blankSpans(text: string, from: number, to: number, blank: Blanker): void {
  const first = text.indexOf('`', from);
  if (first === -1 || first >= to) return;
  const runs = Array.from(text.slice(from, to).matchAll(/`+/g), ({ index, 0: ticks }) => ({ at: from + index, length: ticks.length }));
  const nextOf: (number | undefined)[] = [];
  const seen = new Map<number, number>();
  for (let index = runs.length - 1; index >= 0; index -= 1) {
    const length = runs[index]?.length ?? 0;
    nextOf[index] = seen.get(length);
    seen.set(length, index);
  }
  for (let index = 0; index < runs.length; index += 1) {
    const closing = nextOf[index];
    const open = runs[index];
    const close = closing === undefined ? undefined : runs[closing];
    if (open === undefined || closing === undefined || close === undefined) continue;
    blank.out(open.at, close.at + close.length);
    index = closing;
  }
}

const QUOTED_LINE = /^[ \t]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*>[^\r\n]*/gm;
/** Straight and typographic quotation marks, as far as a sentence or two reaches. */
const QUOTATION = /(?<![\p{L}\p{N}])"[^"\r\n]{0,500}"|“[^”]{0,500}”|‘[^’\r\n]{0,200}’(?![\p{L}\p{N}])|«[^»]{0,500}»|„[^“”\r\n]{0,500}[“”]/gu;
/** The text of a link with where it leads, a bare address, and a definition of either. */
const LINK = /!?\[[^[\]\r\n]{0,500}\](?:\([^()\r\n]{0,1000}\)|\[[^[\]\r\n]{0,200}\])|<?https?:\/\/[^\s<>]+>?|^[ \t]*\[[^[\]\r\n]{1,200}\]:[^\r\n]*/gm;

/** Links as white space. */
export function withoutLinks(text: string): string {
  return text.replace(LINK, blanks);
}

/** Block quotes and text in quotation marks as white space: somebody else says it. */
export function withoutQuotations(text: string): string {
  return text.replace(QUOTED_LINE, blanks).replace(QUOTATION, blanks);
}

/** As much white space, with the line breaks where they were. */
function blanks(written: string): string {
  return written.replace(/[^\r\n]/g, ' ');
}

/** Collects what to blank out; ranges may overlap and come in any order. */
class Blanker {
  private readonly source: string;
  private readonly ranges: { start: number; end: number }[] = [];

  constructor(source: string) {
    this.source = source;
  }

  out(start: number, end: number): void {
    this.ranges.push({ start, end });
  }

  text(): string {
    if (this.ranges.length === 0) return this.source;
    let text = '';
    let from = 0;
    for (const { start, end } of this.ranges.sort((a, b) => a.start - b.start)) {
      if (end <= from) continue;
      text += this.source.slice(from, Math.max(from, start)) + blanks(this.source.slice(Math.max(from, start), end));
      from = end;
    }
    return text + this.source.slice(from);
  }
}

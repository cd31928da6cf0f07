/**
 * Splits an answer into points by code, where that is certain in any language: it looks at marks that begin lines, and at
 * no words. All else is for a model: prose, also where it has paragraphs, since one may hold several points and another
 * none; lists under headings, of which either may be the points; and whatever has text after its last mark, which may be
 * a point or a closing remark.
 */
import type { Range } from '../document/range.ts';

export interface SplitByCode {
  readonly form: 'numbered' | 'bullets' | 'table';
  /** Of the answer, each without the white space around it. */
  readonly points: readonly Range[];
}

/** Longer answers are no lists of points. */
const LONGEST = 100_000;

interface Line extends Range {
  readonly text: string;
}

/** Undefined where it is not certain. */
export function splitByCode(answer: string): SplitByCode | undefined {
  if (answer.length > LONGEST) return undefined;
  const lines = linesOf(answer);
  // What is in a fence, a quotation or HTML is somebody else's text, or code.
  if (lines.some(({ text }) => /^\s*(?:```|~~~|>|<\/?[a-z])/i.test(text))) return undefined;
  return byTable(answer, lines) ?? byMarks(answer, lines, 'numbered') ?? byMarks(answer, lines, 'bullets');
}

function linesOf(answer: string): readonly Line[] {
  return Array.from(answer.matchAll(/[^\r\n]+/g), ({ index, 0: text }) => ({ text, start: index, end: index + text.length })).filter(({ text }) => text.trim() !== '' && !RULE.test(text));
}

/** A line across the page. */
const RULE = /^\s{0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$/;

const BULLET = /^\s{0,3}([-*+•·‣●○▪–—])\s+\S/u;

/** Numbered lines, or bullets: each from its mark up to the next. */
function byMarks(answer: string, lines: readonly Line[], form: 'numbered' | 'bullets'): SplitByCode | undefined {
  const found = lines.flatMap(({ text }, index) => (markOf(text, form) === undefined ? [] : [index]));
  const [first] = found;
  // What is indented further is part of the point above it.
  const marked = found.filter((index) => indentOf(lines[index]) === indentOf(lines[first ?? 0]));
  if (first === undefined || marked.length < 2 || !isOpening(lines.slice(0, first))) return undefined;
  const marks = marked.map((index) => markOf(lines[index]?.text ?? '', form));
  // Numbers that do not count up are not the numbers of points, or of several lists; so are bullets of several kinds.
  const isOneList = form === 'numbered' ? marks.every((mark, index) => mark === index + 1) : marks.every((mark) => mark === marks[0]);
  // Bullets beside numbers, or under headings: either may be the points.
  const isMixed = lines.some(({ text }, index) => index > first && (form === 'numbered' ? isHeading(text) && !marked.includes(index) : isHeading(text) || markOf(text, 'numbered') !== undefined));
  if (!isOneList || isMixed) return undefined;
  const points = marked.map((index, at) => rangeOf(answer, lines.slice(index, marked[at + 1] ?? lines.length)));
  if (hasTextAfter(answer, lines, marked)) return undefined;
  return { form, points };
}

/**
 * Whether text that may belong to no point follows the last mark: a line that is not indented, after a blank one. Where
 * every point has such lines, as many as the last, they are its own.
 */
function hasTextAfter(answer: string, lines: readonly Line[], marked: readonly number[]): boolean {
  const apart = marked.map((from, at) => {
    const to = marked[at + 1] ?? lines.length;
    return lines.slice(from + 1, to).filter(({ text, start }, index) => {
      const before = lines[from + index];
      const isAfterBlank = before !== undefined && (answer.slice(before.end, start).match(/\r\n?|\n/g)?.length ?? 0) > 1;
      return /^\S/.test(text) && isAfterBlank;
    }).length;
  });
  const last = apart.at(-1) ?? 0;
  return last > 0 && apart.some((count) => count !== last);
}

/** What may stand before the first point and makes none: a heading, and one line that leads in with a colon. */
function isOpening(lines: readonly Line[]): boolean {
  const rest = lines.filter(({ text }) => !isHeading(text));
  const [only] = rest;
  if (rest.length > 1) return false;
  return only === undefined || (/[:：][*_]{0,3}$/u.test(only.text.trimEnd()) && !/[.!?。！？؟।](?!\s*$)/u.test(only.text.trim()));
}

function isHeading(text: string): boolean {
  return /^\s{0,3}#{1,6}\s/.test(text);
}

function indentOf(line: Line | undefined): number {
  return /^\s*/.exec(line?.text ?? '')?.[0].length ?? 0;
}

/** The number or the bullet that a line begins with; undefined for any other line. */
function markOf(text: string, form: 'numbered' | 'bullets'): number | string | undefined {
  return form === 'bullets' ? BULLET.exec(text)?.[1] : numberOf(text);
}

const CHINESE = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/** In digits of any script, in circles, or in Chinese; inside a heading or bold type, too. */
function numberOf(text: string): number | undefined {
  const inside = /^\s{0,3}(?:#{1,6}\s+)?[*_]{0,3}(.*)$/su.exec(text)?.[1] ?? '';
  const digits = /^[(（]?(\p{Nd}{1,3})[)）.．、:：](?!\p{Nd})/u.exec(inside)?.[1];
  if (digits !== undefined) return Array.from(digits).reduce((value, digit) => value * 10 + digitOf(digit), 0);
  const circled = /^[①-⑳]/u.exec(inside)?.[0];
  if (circled !== undefined) return circled.charCodeAt(0) - 0x2460 + 1;
  const chinese = /^[(（]?([一二三四五六七八九十])[)）.．、:：]/u.exec(inside)?.[1];
  return chinese === undefined ? undefined : CHINESE.indexOf(chinese) + 1;
}

/** Digits stand in Unicode in runs from zero to nine. */
function digitOf(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return value;
}

const DELIMITERS = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;

/** A table: each row below its head is a point. */
function byTable(answer: string, lines: readonly Line[]): SplitByCode | undefined {
  const delimiter = lines.findIndex(({ text }, index) => index > 0 && text.includes('|') && DELIMITERS.test(text));
  if (delimiter < 1 || !isOpening(lines.slice(0, delimiter - 1))) return undefined;
  const rows = lines.slice(delimiter + 1);
  if (rows.length === 0 || !rows.every(({ text }) => text.includes('|'))) return undefined;
  return { form: 'table', points: rows.map((row) => rangeOf(answer, [row])) };
}

function rangeOf(answer: string, lines: readonly Line[]): Range {
  const [start, end] = [lines[0]?.start ?? 0, lines.at(-1)?.end ?? 0];
  const text = answer.slice(start, end);
  return { start: start + (text.length - text.trimStart().length), end: start + text.trimEnd().length };
}

/** Longer ones are no points. */
const LONGEST_POINT = 10_000;

/** Where the points that a model copied stand in the answer, in order; undefined where one does not, or stands before the last. */
export function placePoints(answer: string, points: readonly string[]): readonly Range[] | undefined {
  const { text, offsets } = withSingleSpaces(answer);
  const placed: Range[] = [];
  let from = 0;
  for (const point of points) {
    const wanted = point.trim().replaceAll(/\s+/g, ' ');
    if (wanted === '' || wanted.length > LONGEST_POINT) return undefined;
    const at = text.indexOf(wanted, from);
    if (at === -1) return undefined;
    from = at + wanted.length;
    placed.push({ start: offsets[at] ?? 0, end: (offsets[from - 1] ?? 0) + 1 });
  }
  return placed;
}

/** Line breaks and indents are not what a copy is held to. `offsets` says where each character stands in the answer. */
function withSingleSpaces(answer: string): { readonly text: string; readonly offsets: Uint32Array } {
  const offsets = new Uint32Array(answer.length);
  let length = 0;
  const text = answer.replaceAll(/\s+|\S+/g, (run: string, at: number) => {
    const isSpace = run.trim() === '';
    const kept = isSpace ? 1 : run.length;
    for (let index = 0; index < kept; index += 1) offsets[length + index] = at + index;
    length += kept;
    return isSpace ? ' ' : run;
  });
  return { text, offsets };
}

/** Thirty words are asked for. */
const LONGEST_QUOTE = 1000;

/** Where what a judge quotes stands in the answer, first; undefined where it does not, and for a quote without a letter or digit, which stands anywhere. */
export function placeQuote(answer: string, quote: string): Range | undefined {
  return quote.length > LONGEST_QUOTE || !/[\p{L}\p{N}]/u.test(quote) ? undefined : placePoints(answer, [quote])?.[0];
}

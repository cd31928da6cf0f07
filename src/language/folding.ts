/** Finds what can be folded: sections, front matter, fenced code, comments, regions and long lists. */
import type { Range } from '../document/range.ts';
import type { TraitsDocument } from '../document/traits-document.ts';

export interface Fold {
  /** From the first line, which stays, to the end of the last one that is hidden. */
  readonly range: Range;
  readonly kind: 'section' | 'front-matter' | 'code' | 'comment' | 'region' | 'list';
}

/** Lists of fewer lines are not worth an arrow. */
const LONG_LIST = 8;

const FENCE = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(`{3,}(?!.*`)|~{3,})/;
const LIST_ITEM = /^([ \t]*)(?:[-+*]|\d{1,9}[.)])(?:[ \t]|$)/;

/** In the order of their starts. Reads each line once and parses nothing. */
export function folds(document: TraitsDocument): readonly Fold[] {
  const { text, frontMatter, sections } = document;
  const found: Fold[] = [];
  const add = (kind: Fold['kind'], start: number, end: number): void => {
    const last = start + text.slice(start, end).trimEnd().length;
    if (/[\r\n]/.test(text.slice(start, last))) found.push({ kind, range: { start, end: last } });
  };
  if (frontMatter.bodyStart > 0) add('front-matter', frontMatter.range.start, frontMatter.range.end);
  for (const { depth, range } of sections) if (depth > 0) add('section', range.start, range.end);
  for (const { ownRange } of sections) foldLines(text, ownRange, add);
  foldRegions(text, frontMatter.bodyStart, add);
  return found.toSorted((a, b) => a.range.start - b.range.start || b.range.end - a.range.end);
}

function foldLines(text: string, { start: from, end: to }: Range, add: (kind: Fold['kind'], start: number, end: number) => void): void {
  let fence: { readonly marker: string; readonly start: number } | undefined;
  let comment: number | undefined;
  let list: { readonly start: number; readonly indent: number; end: number; lines: number } | undefined;
  const endList = (): void => {
    if (list !== undefined && list.lines >= LONG_LIST) add('list', list.start, list.end);
    list = undefined;
  };
  for (const { index, 0: line } of text.slice(from, to).matchAll(/[^\r\n]+/g)) {
    const start = from + index;
    const end = start + line.length;
    if (comment !== undefined) {
      if (!line.includes('-->')) continue;
      add('comment', comment, end);
      comment = undefined;
      continue;
    }
    if (fence !== undefined) {
      const closing = line.replace(/^[ \t>]+/, '').trimEnd();
      if (list !== undefined) [list.end, list.lines] = [end, list.lines + 1];
      if (!closing.startsWith(fence.marker) || closing !== fence.marker.charAt(0).repeat(closing.length)) continue;
      add('code', fence.start, end);
      fence = undefined;
      continue;
    }
    if (line.trim() === '') continue;
    const indent = /^[ \t]*/.exec(line)?.[0].length ?? 0;
    const item = LIST_ITEM.exec(line);
    if (list !== undefined && (item === null ? indent === 0 && blankBefore(text, start) : indent < list.indent)) endList();
    if (list !== undefined) [list.end, list.lines] = [end, list.lines + 1];
    else if (item !== null) list = { start, indent, end, lines: 1 };
    const marker = FENCE.exec(line)?.[1];
    if (marker !== undefined) fence = { marker, start };
    else if (/<!--(?!.*-->)/.test(line)) comment = start;
  }
  endList();
  if (fence !== undefined) add('code', fence.start, to);
}

/** Whether the line before the one that starts at `start` is blank. */
function blankBefore(text: string, start: number): boolean {
  let at = start - 1;
  if (text[at] === '\n' && text[at - 1] === '\r') at -= 1;
  for (at -= 1; at >= 0 && (text[at] === ' ' || text[at] === '\t'); at -= 1);
  return at < 0 || text[at] === '\n' || text[at] === '\r';
}

/** `<!-- #region … -->` to `<!-- #endregion -->`, also one in the other. */
function foldRegions(text: string, from: number, add: (kind: Fold['kind'], start: number, end: number) => void): void {
  if (!text.includes('region', from)) return;
  const open: number[] = [];
  for (const { index, 0: line } of text.slice(from).matchAll(/^[ \t]*<!--[ \t]*#?(?:end)?region\b[^\r\n]*-->[ \t]*$/gm)) {
    if (!/^[ \t]*<!--[ \t]*#?end/.test(line)) open.push(from + index);
    else {
      const start = open.pop();
      if (start !== undefined) add('region', start, from + index + line.length);
    }
  }
}

/** Writes the comments that silence one rule where it is not wanted. */
import { lineBreakOf } from '../document/lines.ts';
import { lineAt, lineStarts } from '../document/range.ts';
import type { TraitsDocument } from '../document/traits-document.ts';
import type { Diagnostic } from './lint.ts';
import type { Fix } from './rule.ts';

/** For the finding's line, where a comment can stand above it, and for the whole document. Not mends: only a person knows that a rule is wrong here. */
export function disableFixes(document: TraitsDocument, { ruleId, range }: Pick<Diagnostic, 'ruleId' | 'range'>): readonly Fix[] {
  const { text, frontMatter } = document;
  const eol = lineBreakOf(text);
  const insert = (title: string, at: number, newText: string): Fix => ({ title, kind: 'scaffold', edits: [{ range: { start: at, end: at }, newText }] });
  const file = insert(`Disable ${ruleId} in this document`, frontMatter.bodyStart, `<!-- traits-disable-file ${ruleId} -->${eol}${eol}`);
  if (range.start < frontMatter.bodyStart) return [file];
  const lines = lineStarts(text);
  const start = lines[lineAt(lines, range.start)] ?? 0;
  // In a fenced block a comment would be text; above a line that is wrapped it would split the paragraph.
  if (inFence(document, start) || continuesParagraph(text, start)) return [file];
  const line = text.slice(start, range.start) + text.slice(range.start).split(/[\r\n]/, 1)[0];
  // Within a list the comment belongs to the item above, or it would end the list.
  const marker = /^([ \t]*)(?:[-+*]|\d{1,9}[.)])[ \t]+/.exec(line);
  const indent = marker === null ? (/^[ \t]*/.exec(line)?.[0] ?? '') : `${marker[1]}${isFirstItem(text, start) ? '' : '  '}`;
  return [insert(`Disable ${ruleId} for this line`, start, `${indent}<!-- traits-disable-next-line ${ruleId} -->${eol}`), file];
}

function inFence(document: TraitsDocument, at: number): boolean {
  return document.traits.some(({ range, content }) =>
    content.scenarios.some((scenario) => range.start + scenario.range.start < at && at < range.start + scenario.range.end),
  );
}

function lineAbove(text: string, start: number): string {
  const end = start - (text.startsWith('\r\n', start - 2) ? 2 : 1);
  const before = Math.max(text.lastIndexOf('\n', end - 1), text.lastIndexOf('\r', end - 1)) + 1;
  return end < 0 ? '' : text.slice(before, end);
}

const STARTS_BLOCK = /^[ \t]*(?:#|[-+*][ \t]|\d{1,9}[.)][ \t]|>|`{3}|~{3}|<!--|\|)/;

function continuesParagraph(text: string, start: number): boolean {
  const line = text.slice(start).split(/[\r\n]/, 1)[0] ?? '';
  return !STARTS_BLOCK.test(line) && lineAbove(text, start).trim() !== '';
}

function isFirstItem(text: string, start: number): boolean {
  const above = lineAbove(text, start);
  return above.trim() === '' || above.startsWith('#');
}

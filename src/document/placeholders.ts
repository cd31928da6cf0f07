/** Finds placeholders, `{{name}}`: every other brace, and whatever stands in code, is plain text. */
import type { Range } from './range.ts';

export interface Placeholder {
  readonly range: Range;
  readonly name: string;
}

const FENCE = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(`{3,}(?!.*`)|~{3,})/;

/** What a placeholder looks like, wherever it stands. `${{ secrets.token }}` and `{{{name}}}` belong to other languages. */
export const PLACEHOLDER = /(?<![${])\{\{[ \t]*([A-Za-z][\w-]*)[ \t]*\}\}(?!\})/g;

/** A code span, or else a placeholder. */
const SPAN_OR_PLACEHOLDER = new RegExp(`(?<!\`)(\`+)(?!\`)[\\s\\S]*?(?<!\`)\\1(?!\`)|${PLACEHOLDER.source}`, 'g');

/**
 * In document order. Works on any piece of Markdown, so that a trait, a chunk and a prompt agree on what a placeholder
 * is. Code that is only indented counts as text: a piece cannot tell how far its surroundings are indented.
 */
export function findPlaceholders(text: string): readonly Placeholder[] {
  if (!text.includes('{{')) return [];
  const placeholders: Placeholder[] = [];
  let fence: string | undefined;
  let runStart = 0;
  // A code span does not reach over a blank line or into a fence: each run of lines between them is searched alone.
  const endRun = (end: number): void => {
    const run = text.slice(runStart, end);
    for (const match of run.includes('{{') ? run.matchAll(SPAN_OR_PLACEHOLDER) : []) {
      const start = runStart + match.index;
      if (match[2] !== undefined) placeholders.push({ range: { start, end: start + match[0].length }, name: match[2] });
    }
  };
  for (const { index, 0: line } of text.matchAll(/[^\r\n]+|\r\n?|\n/g)) {
    const lineBreak = line.startsWith('\n') || line.startsWith('\r');
    if (fence !== undefined) {
      const closing = line.replace(/^[ \t>]+/, '').trimEnd();
      if (closing.startsWith(fence) && closing === fence.charAt(0).repeat(closing.length)) fence = undefined;
      runStart = index + line.length;
      continue;
    }
    const previous = text.charAt(index - 1);
    const blank = lineBreak ? previous === '\n' || previous === '\r' : line.trim() === '';
    fence = lineBreak ? undefined : FENCE.exec(line)?.[1];
    if (!blank && fence === undefined) continue;
    endRun(index);
    runStart = index + line.length;
  }
  endRun(text.length);
  return placeholders;
}

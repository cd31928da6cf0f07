/** Finds placeholders, `{{name}}`: every other brace, and whatever stands in code, is plain text. */
import type { Range } from './range.ts';
import { textRuns } from './text-runs.ts';

export interface Placeholder {
  readonly range: Range;
  readonly name: string;
}

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
  // A code span does not reach out of its run.
  for (const { start, end } of textRuns(text)) {
    const run = text.slice(start, end);
    for (const match of run.includes('{{') ? run.matchAll(SPAN_OR_PLACEHOLDER) : []) {
      const at = start + match.index;
      if (match[2] !== undefined) placeholders.push({ range: { start: at, end: at + match[0].length }, name: match[2] });
    }
  }
  return placeholders;
}

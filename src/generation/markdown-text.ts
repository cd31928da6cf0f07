/** Puts text of a document or a model into Markdown that is shown: it is to be read, not obeyed. */

/** A block of code with a fence longer than any in the text. */
export function fenced(text: string): string {
  const longest = [...text.matchAll(/`+/g)].reduce((most, [ticks]) => Math.max(most, ticks.length), 2);
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

/** On one line, which may be a cell of a table. */
export { inMarkdownLine as escaped } from '../document/shown-text.ts';

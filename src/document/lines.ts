/** Lines of Markdown as they are written: what ends them, how far they are indented, and which are blank. */
import { lineStart } from './range.ts';

/** The line ending that a document uses. */
export function lineBreakOf(text: string): string {
  return /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
}

/** How many columns a text that begins a line takes up. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += columnsTo(character, columns);
  return columns;
}

/** Takes at most `columns` of white space off the start of a line; of a tab, what it reaches beyond them stays. */
export function dedent(line: string, columns: number): string {
  let at = 0;
  let column = 0;
  while (column < columns && (line[at] === ' ' || line[at] === '\t')) {
    column += columnsTo(line[at], column);
    at += 1;
  }
  return ' '.repeat(Math.max(0, column - columns)) + line.slice(at);
}

/** A tab goes on to the next multiple of four, as in CommonMark. */
function columnsTo(character: string | undefined, column: number): number {
  return character === '\t' ? 4 - (column % 4) : 1;
}

/** Whether nothing but white space stands in the line before `at`, and no line or a blank one before that. */
export function followsBlank(text: string, at: number): boolean {
  const line = lineStart(text, at);
  if (text.slice(line, at).trim() !== '') return false;
  if (line === 0) return true;
  const lineBreak = text.startsWith('\r\n', line - 2) ? 2 : 1;
  return text.slice(lineStart(text, line - lineBreak), line).trim() === '';
}

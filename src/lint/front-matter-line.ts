/** Writes a line into the front matter, and the front matter with it where there is none. */
import { lineBreakOf } from '../document/lines.ts';
import { lineStart } from '../document/range.ts';
import type { TraitsDocument } from '../document/traits-document.ts';
import type { Edit } from './rule.ts';

/** `line` is `key: value` of a key that is not there yet. Undefined where the front matter is broken, or is not lines that begin with a key. */
export function frontMatterLine({ text, frontMatter }: TraitsDocument, line: string): Edit | undefined {
  const { bodyStart, keys, problems, range } = frontMatter;
  if (problems.length > 0) return undefined;
  const eol = lineBreakOf(text);
  if (bodyStart === 0) {
    const start = text.startsWith('\uFEFF') ? 1 : 0;
    return { range: { start, end: start }, newText: `---${eol}traits: 1${eol}${line}${eol}---${eol}${eol}` };
  }
  const closing = text.lastIndexOf('---', range.end);
  const inLines = keys.length > 0 ? keys.every((key) => lineStart(text, key.range.start) === key.range.start) : !/^[ \t]*[^#\s]/m.test(text.slice(range.start + 3, closing));
  return inLines ? { range: { start: closing, end: closing }, newText: `${line}${eol}` } : undefined;
}

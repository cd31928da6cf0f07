/** Says where the preamble of a document begins and ends: what every chunk is given. */
import type { FrontMatter } from './front-matter.ts';
import type { Range } from './range.ts';
import { isGroup } from './sections.ts';
import type { Section, Trait } from './traits-document.ts';

/** `title` is the index of the section that is the title, if one is. */
export function preambleOf(
  text: string,
  frontMatter: FrontMatter,
  sections: readonly Section[],
  traits: readonly Trait[],
  title: number | undefined,
): Range {
  const titled = title === undefined ? undefined : sections[title];
  // The title is shown by itself; what stands before it, a comment say, is no context.
  const start = titled === undefined ? frontMatter.bodyStart : headingEnd(text, titled);
  const first = traits[0]?.range.start;
  if (first === undefined) return { start, end: text.length };
  // What stands in the title itself, before a list say, is not the introduction of a group.
  const group = sections.find((section, index) => isGroup(section) && index !== title && section.range.start <= first && first < section.range.end);
  return { start, end: Math.max(start, group?.range.start ?? first) };
}

/** Where the lines of a heading end, its underline included. */
function headingEnd(text: string, { nameRange, ownRange }: Section): number {
  const rest = text.slice(nameRange.end, ownRange.end);
  const line = /^[^\r\n]*/.exec(rest)?.[0].length ?? 0;
  const underline = /^(?:\r\n?|\n) {0,3}(?:=+|-+)[ \t]*(?=[\r\n]|$)/.exec(rest.slice(line))?.[0].length ?? 0;
  return nameRange.end + line + underline;
}

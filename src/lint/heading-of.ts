/** Tells where something is said of a document as a whole. */
import type { Range } from '../document/range.ts';
import type { TraitsDocument } from '../document/traits-document.ts';

/** Its first heading, which is its title in most; else the name of its first trait, or its beginning. */
export function headingOf({ sections, traits: [first], frontMatter }: TraitsDocument): Range {
  const heading = sections.find(({ depth }) => depth > 0)?.nameRange;
  if (heading !== undefined) return heading;
  if (first === undefined) return { start: frontMatter.bodyStart, end: frontMatter.bodyStart };
  return { start: first.range.start, end: first.range.start + first.content.nameRange.end };
}

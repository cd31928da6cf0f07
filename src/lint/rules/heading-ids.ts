/** Finds the ids that are written on headings, of traits and of all others. */
import { splitHeadingAttributes } from '../../document/heading-attributes.ts';
import { lazyByDocument } from '../../document/lazy.ts';
import type { Range } from '../../document/range.ts';

export interface HeadingId {
  readonly id: string;
  /** The id with its `#`. */
  readonly range: Range;
  /** Index into the document's sections. */
  readonly section: number;
}

/** In document order; ids that are made of a heading's text are not among them. */
export const headingIds = lazyByDocument(({ sections, text }): readonly HeadingId[] =>
  sections.flatMap(({ depth, nameRange: { end }, ownRange }, section): readonly HeadingId[] => {
    if (depth === 0 || !/^[ \t]*\{/.test(text.slice(end, end + 10))) return [];
    const line = /^[^\r\n]*/.exec(text.slice(end, Math.min(ownRange.end, end + LONGEST)))?.[0] ?? '';
    // Hashes may close a heading.
    const { attributes, attributesRange, id } = attributesIn(line.replace(/[ \t]#{1,100}[ \t]*$/, ''), end);
    if (id === undefined || attributesRange === undefined) return [];
    // Of several ids in one heading the last counts.
    const start = attributesRange.start + attributes.lastIndexOf(`#${id}`);
    return [{ id, section, range: { start, end: start + id.length + 1 } }];
  }),
);

/** In characters: braces that go on for longer hold no attributes that somebody wrote. */
const LONGEST = 1000;

function attributesIn(line: string, at: number): { attributes: string; attributesRange?: Range; id?: string } {
  const { id, attributesRange } = splitHeadingAttributes(line, at).attributes;
  if (id === undefined || attributesRange === undefined) return { attributes: '' };
  return { attributes: line.slice(attributesRange.start - at, attributesRange.end - at), attributesRange, id };
}

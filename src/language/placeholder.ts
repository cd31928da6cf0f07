/** Finds the placeholder at a place, and the line of the front matter that it stands for. */
import { findPlaceholders, type Placeholder } from '../document/placeholders.ts';
import { type Range, shiftRange } from '../document/range.ts';
import type { TraitsDocument } from '../document/traits-document.ts';
import { traitAt } from './mentions.ts';

/** The placeholder that holds `offset`; its range counts from the document's start. */
export function placeholderAt(document: TraitsDocument, offset: number): Placeholder | undefined {
  const trait = traitAt(document, offset);
  const piece = trait?.range ?? document.sections.findLast(({ ownRange }) => ownRange.start <= offset)?.ownRange;
  if (piece === undefined || offset < document.frontMatter.bodyStart) return undefined;
  const placeholders = trait?.content.placeholders ?? findPlaceholders(document.text.slice(piece.start, piece.end));
  const found = placeholders.find(({ range }) => piece.start + range.start <= offset && offset <= piece.start + range.end);
  return found === undefined ? undefined : { name: found.name, range: shiftRange(found.range, piece.start) };
}

/** The line of the front matter that gives `name` its value: from the key to the end of the value. */
export function variableRange({ frontMatter }: TraitsDocument, name: string): Range | undefined {
  const key = frontMatter.variables.has(name) ? frontMatter.keys.find((one) => one.key === name) : undefined;
  return key === undefined ? undefined : { start: key.range.start, end: Math.max(key.range.end, key.valueRange.end) };
}

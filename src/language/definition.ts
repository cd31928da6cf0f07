/** Finds what a link, a trait's name or a placeholder stands for. */
import { type Range, rangeAt } from '../document/range.ts';
import type { TraitsDocument } from '../document/traits-document.ts';
import { anchorIn, anchorsOf, definitionsOf, linksOf, traitName } from './links.ts';
import { mentionAt, traitAt } from './mentions.ts';
import { placeholderAt, variableRange } from './placeholder.ts';

export interface Definition {
  /** What was pointed at. */
  readonly origin: Range;
  /** The heading's name, or the front matter's line. */
  readonly target: Range;
  /** All that belongs to it. */
  readonly targetWhole: Range;
}

/** Undefined where nothing in this document stands behind what is at `offset`. Never throws. */
export function definition(document: TraitsDocument, offset: number): Definition | undefined {
  const placeholder = placeholderAt(document, offset);
  if (placeholder !== undefined) {
    const target = variableRange(document, placeholder.name);
    return target === undefined ? undefined : { origin: placeholder.range, target, targetWhole: target };
  }
  const mention = mentionAt(document, offset);
  if (mention !== undefined) return { origin: mention.range, target: traitName(mention.trait), targetWhole: mention.trait.range };
  const link = rangeAt(linksOf(document), offset);
  if (link !== undefined) return anchored(document, link.range, link.url);
  const line = rangeAt(definitionsOf(document), offset);
  if (line !== undefined) return anchored(document, line.range, document.text.slice(line.destination.start, line.destination.end));
  const trait = traitAt(document, offset);
  // On its own name a trait is its own definition, so that the editor offers its references.
  if (trait === undefined) return undefined;
  const name = traitName(trait);
  return name.start <= offset && offset <= name.end ? { origin: name, target: name, targetWhole: trait.range } : undefined;
}

function anchored(document: TraitsDocument, origin: Range, url: string): Definition | undefined {
  const id = anchorIn(url);
  const anchor = id === undefined ? undefined : anchorsOf(document).get(id);
  return anchor === undefined ? undefined : { origin, target: anchor.nameRange, targetWhole: anchor.trait?.range ?? anchor.nameRange };
}

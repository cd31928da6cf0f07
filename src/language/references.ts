/** Lists every place where the document speaks of the trait at a place. */
import type { Range } from '../document/range.ts';
import type { TraitsDocument } from '../document/traits-document.ts';
import { traitName } from './links.ts';
import { mentionsOf, traitMeantAt } from './mentions.ts';

/**
 * The links to the trait that `offset` is about, the definitions that they refer to, and its names in trade-offs, in
 * document order; first its own heading, where that is asked for. Empty where `offset` is about no trait.
 */
export function references(document: TraitsDocument, offset: number, withHeading: boolean): readonly Range[] {
  const meant = traitMeantAt(document, offset);
  if (meant === undefined) return [];
  const found = mentionsOf(document, meant.trait).map(({ range }) => range);
  return withHeading ? [traitName(meant.trait), ...found] : found;
}

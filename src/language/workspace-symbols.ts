/** Lists a document's traits for a search over the whole workspace. */
import type { Range } from '../document/range.ts';
import type { TraitsDocument } from '../document/traits-document.ts';
import { traitName } from './links.ts';

export interface WorkspaceSymbol {
  readonly name: string;
  /** The id after a number sign, to be found by it as well. */
  readonly id: string;
  /** The document's title. */
  readonly container: string;
  readonly range: Range;
}

/** Traits whose name or id holds the characters of `query` in their order, in any case; all of them for an empty query. */
export function workspaceSymbols(document: TraitsDocument, query: string): readonly WorkspaceSymbol[] {
  const wanted = query.toLowerCase().replaceAll(/\s+/g, '').replace(/^#/, '');
  return document.traits
    .filter(({ name, id }) => name.trim() !== '' && (holdsInOrder(name, wanted) || holdsInOrder(id, wanted)))
    .map((trait) => ({ name: trait.name, id: `#${trait.id}`, container: document.title ?? '', range: traitName(trait) }));
}

function holdsInOrder(text: string, wanted: string): boolean {
  const lower = text.toLowerCase();
  let at = 0;
  for (const character of wanted) {
    at = lower.indexOf(character, at) + character.length;
    if (at < character.length) return false;
  }
  return true;
}

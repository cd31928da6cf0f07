/** Writes a reference to a trait that leads to it and to no other. */
import { lazyByDocument } from '../document/lazy.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import { documentIds } from './document-ids.ts';

/** Of equal ids the first trait counts. */
const byId = lazyByDocument(({ traits }): ReadonlyMap<string, Trait> => new Map(traits.toReversed().map((trait) => [trait.id, trait])));

/** Undefined where another trait with the same id stands before it, so that no link can lead to it. */
export function traitUrl(document: TraitsDocument, trait: Trait): string | undefined {
  if (documentIds(document).repeated.has(trait.id) && byId(document).get(trait.id) !== trait) return undefined;
  return `#${trait.id.replaceAll(/[()<>\\%]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`)}`;
}

export function traitLink(trait: Trait, url: string): string {
  return `[${trait.name.replaceAll(/[[\]\\]/g, '\\$&')}](${url})`;
}

/** Writes a reference to a trait that leads to it and to no other. */
import type { Trait, TraitsDocument } from '../document/traits-document.ts';

/** Undefined where another trait with the same id stands before it, so that no link can lead to it. */
export function traitUrl(document: TraitsDocument, trait: Trait): string | undefined {
  if (document.traits.find(({ id }) => id === trait.id) !== trait) return undefined;
  return `#${trait.id.replaceAll(/[()<>\\%]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`)}`;
}

export function traitLink(trait: Trait, url: string): string {
  return `[${trait.name.replaceAll(/[[\]\\]/g, '\\$&')}](${url})`;
}

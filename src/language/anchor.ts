/** Keeps a place in a text, such as a trait's heading, while the text is edited. */
import type { Trait, TraitsDocument } from '../document/traits-document.ts';

/** One replacement, as an editor reports it: `length` characters from `offset` on became `inserted` characters. */
export interface TextChange {
  readonly offset: number;
  readonly length: number;
  readonly inserted: number;
}

/** A trait as it is looked for: by its id, and where that is gone, by where its heading should be. */
export interface Anchor {
  readonly traitId: string;
  readonly offset: number;
}

/** Moves the anchor over changes to one text, which are given in the order and offsets of that text before any of them. */
export function moveAnchor(anchor: Anchor, changes: readonly TextChange[]): Anchor {
  let by = 0;
  for (const { offset, length, inserted } of changes) {
    if (offset + length <= anchor.offset) by += inserted - length;
    // The text around the anchor was replaced: it stays at the start of what replaced it.
    else if (offset < anchor.offset) by += offset - anchor.offset;
  }
  return { ...anchor, offset: Math.max(0, anchor.offset + by) };
}

/**
 * The anchor's trait: the one of its id, or the one that begins where the anchor is, whose id was edited then.
 * Of several with the id, the nearest. Undefined while there is none: half a heading is not one.
 */
export function findAnchored(document: TraitsDocument, anchor: Anchor): Trait | undefined {
  const far = (trait: Trait): number => Math.abs(trait.range.start - anchor.offset);
  const named = document.traits.filter((trait) => trait.id === anchor.traitId).toSorted((a, b) => far(a) - far(b))[0];
  return named ?? document.traits.find((trait) => trait.range.start === anchor.offset);
}

/** Keeps a place in a text, such as a trait's heading, while the text is edited. */
import type { Trait, TraitsDocument } from '../document/traits-document.ts';

/** One replacement, as an editor reports it: `length` characters from `offset` on became `inserted` characters. */
export interface TextChange {
  readonly offset: number;
  readonly length: number;
  readonly inserted: number;
}

/** A trait as it is looked for: by its id, and where that was edited, by where its heading should be. */
export interface Anchor {
  readonly traitId: string;
  readonly offset: number;
}

/** Moves the anchor over changes, one after the other. An editor reports those of one edit from the last to the first, so each holds as given. */
export function moveAnchor(anchor: Anchor, changes: readonly TextChange[]): Anchor {
  let at = anchor.offset;
  for (const { offset, length, inserted } of changes) {
    if (offset + length <= at) at += inserted - length;
    // The text around the anchor was replaced: it stays at the start of what replaced it.
    else if (offset < at) at = offset;
  }
  return { ...anchor, offset: Math.max(0, at) };
}

/**
 * The anchor's trait: the one of its id (of several, the nearest); else the one that begins where the anchor is, if
 * its id is new, since then it was edited from the anchor's. `before` are the ids that the document had before the
 * edit: a trait that was there already is another one, which moved up when the anchor's was deleted. Undefined while
 * there is none: half a heading is no trait, and one that was cut may be pasted again.
 */
export function findAnchored(document: TraitsDocument, anchor: Anchor, before: ReadonlySet<string>): Trait | undefined {
  const far = (trait: Trait): number => Math.abs(trait.range.start - anchor.offset);
  const named = document.traits.filter((trait) => trait.id === anchor.traitId).toSorted((a, b) => far(a) - far(b))[0];
  return named ?? document.traits.find((trait) => trait.range.start === anchor.offset && !before.has(trait.id));
}

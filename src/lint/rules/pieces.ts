/** Cuts a document into its traits and the text between them, and remembers what rules read out of each. */
import { keptOn, lazyByDocument } from '../../document/lazy.ts';
import type { TraitContent } from '../../document/trait-content.ts';
import type { TraitsDocument } from '../../document/traits-document.ts';
import { saysTraits } from '../expects-parts.ts';
import type { LintRun } from '../rule.ts';

/** A stretch of a document: a trait, or what stands before, between or after traits. */
export interface Piece {
  /** Offset of `text` in the document. */
  readonly start: number;
  readonly text: string;
  /** Absent for text outside the traits. */
  readonly content?: TraitContent;
}

/** In document order; the front matter and blank stretches are left out. */
export const piecesOf = lazyByDocument((document): readonly Piece[] => {
  const { text, traits, frontMatter } = document;
  const pieces: Piece[] = [];
  let from = frontMatter.bodyStart;
  const between = (end: number): void => {
    const outside = end > from ? text.slice(from, end) : '';
    if (outside.trim() !== '') pieces.push({ start: from, text: outside });
  };
  for (let index = 0; index < traits.length; index += 1) {
    const trait = traits[index];
    if (trait === undefined) continue;
    const { content, range } = trait;
    between(range.start);
    pieces.push({ start: range.start, text: content.source, content });
    from = Math.max(from, range.end);
  }
  between(text.length);
  return pieces;
});

/**
 * What `read` makes of each piece of a document, without those of which it makes nothing: most rules find something in
 * few. It is remembered by a trait's content, and by the text of what stands between traits for as long as no other
 * document is asked about.
 */
export function readByPiece<T>(read: (text: string) => T | undefined): (document: TraitsDocument) => readonly { readonly piece: Piece; readonly value: T }[] {
  const byContent = keptOn<TraitContent, { readonly value: T | undefined }>();
  let byText = new Map<string, { readonly value: T | undefined }>();
  return (document) => {
    const used = new Map<string, { readonly value: T | undefined }>();
    const found: { piece: Piece; value: T }[] = [];
    const pieces = piecesOf(document);
    // A plain loop: it runs for each trait after every keystroke, and for several rules.
    for (let index = 0; index < pieces.length; index += 1) {
      const piece = pieces[index];
      if (piece === undefined) continue;
      const { content, text } = piece;
      const known = content === undefined ? (used.get(text) ?? byText.get(text)) : byContent.get(content);
      const kept = known ?? { value: read(text) };
      if (content === undefined) used.set(text, kept);
      else if (known === undefined) byContent.set(content, kept);
      if (kept.value !== undefined) found.push({ piece, value: kept.value });
    }
    byText = used;
    return found;
  };
}

/** What was read, where there is anything. */
export function ifAny<T>(read: readonly T[]): readonly T[] | undefined {
  return read.length === 0 ? undefined : read;
}

/** Whether the document is about the traits of a model, by the name of its file, by what it says or by `expectsParts`. */
export function isTraitsDocument(document: TraitsDocument, { expectsParts, isTraits }: LintRun): boolean {
  return isTraits || expectsParts || saysTraits(document);
}

/** Lists the links that can be followed: to places in the document, to files beside it, and to what references refer to. */
import type { Range } from '../document/range.ts';
import type { TraitsDocument } from '../document/traits-document.ts';
import { anchorIn, anchorsOf, definitionsOf, linksOf } from './links.ts';

export interface DocumentLink {
  /** What is underlined: the URL of an inline link or of a definition, or a reference's brackets. */
  readonly range: Range;
  /** A place in this document, or a URL as written, relative to the document where it has no scheme. */
  readonly target: { readonly place: Range } | { readonly url: string };
}

/** In document order; links to anchors that are not there are left out. */
export function documentLinks(document: TraitsDocument): readonly DocumentLink[] {
  const targetOf = (url: string): DocumentLink['target'] | undefined => {
    const id = anchorIn(url);
    if (id === undefined) return url === '' ? undefined : { url };
    const anchor = anchorsOf(document).get(id);
    return anchor === undefined ? undefined : { place: anchor.nameRange };
  };
  const found: DocumentLink[] = [];
  const add = (range: Range, url: string): void => {
    const target = targetOf(url);
    if (target !== undefined && range.end > range.start) found.push({ range, target });
  };
  for (const { range, destination, url } of linksOf(document)) add(destination ?? range, url);
  for (const { destination } of definitionsOf(document)) add(destination, document.text.slice(destination.start, destination.end));
  return found.toSorted((a, b) => a.range.start - b.range.start);
}

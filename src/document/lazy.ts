/** Remembers what was worked out of a document for as long as the document is there. */
import type { TraitsDocument } from './traits-document.ts';

/** `derive` runs once for each document, at the first call. */
export function lazyByDocument<T extends object>(derive: (document: TraitsDocument) => T): (document: TraitsDocument) => T {
  const known = new WeakMap<TraitsDocument, T>();
  return (document) => {
    let value = known.get(document);
    if (value === undefined) {
      value = derive(document);
      known.set(document, value);
    }
    return value;
  };
}

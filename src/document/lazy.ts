/** Remembers what was worked out of a document for as long as the document is there. */
import type { TraitsDocument } from './traits-document.ts';

/**
 * `derive` runs once for each document, at the first call. What it gives is kept on the document itself, out of sight of
 * whoever compares, copies or writes it: a WeakMap would do, but V8's collector of young objects takes all values of one
 * for alive, so that those of each keystroke, and the text that they refer to, would stay until a full collection.
 */
export function lazyByDocument<T extends object>(derive: (document: TraitsDocument) => T): (document: TraitsDocument) => T {
  const key = Symbol('derived');
  return (document: TraitsDocument & { readonly [key]?: T }) => {
    const known = document[key];
    if (known !== undefined) return known;
    const value = derive(document);
    Object.defineProperty(document, key, { value });
    return value;
  };
}

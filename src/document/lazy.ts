/**
 * Remembers what was worked out of a document, or of something in it, for as long as that is there.
 *
 * A WeakMap would do, but V8's collector of young objects takes all values of one for alive, so that those of each
 * keystroke, and the text that they refer to, would stay until a full collection.
 */
import type { TraitsDocument } from './traits-document.ts';

/** What of a WeakMap is needed. */
export interface Kept<K extends object, T> {
  get(of: K): T | undefined;
  set(of: K, value: T): void;
}

/** Values that are kept on the objects themselves, out of sight of whoever compares, copies or writes these. */
export function keptOn<K extends object, T>(): Kept<K, T> {
  const key = Symbol('kept');
  return {
    get: (of: K & { readonly [key]?: T }) => of[key],
    set: (of, value) => {
      Object.defineProperty(of, key, { value, writable: true });
    },
  };
}

/** `derive` runs once for each document, at the first call. */
export function lazyByDocument<T extends object>(derive: (document: TraitsDocument) => T): (document: TraitsDocument) => T {
  const kept = keptOn<TraitsDocument, T>();
  return (document) => {
    const known = kept.get(document);
    if (known !== undefined) return known;
    const value = derive(document);
    kept.set(document, value);
    return value;
  };
}

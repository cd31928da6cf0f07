/** Tells which ids a document has, and which it has twice. */
import { keptOn } from '../document/lazy.ts';
import type { TraitsDocument } from '../document/traits-document.ts';

export interface DocumentIds {
  /** Of headings and of traits. */
  readonly all: ReadonlySet<string>;
  /** Those that were written more than once. */
  readonly repeated: ReadonlySet<string>;
}

/** Most edits change no id, and then the list of them is the same object. */
const known = keptOn<readonly string[], DocumentIds>();

export function documentIds({ ids }: TraitsDocument): DocumentIds {
  let found = known.get(ids);
  if (found === undefined) {
    const all = new Set<string>();
    const repeated = new Set<string>();
    for (const id of ids) {
      if (all.has(id)) repeated.add(id);
      else all.add(id);
    }
    known.set(ids, (found = { all, repeated }));
  }
  return found;
}

/** Gives headings and traits the ids that GitHub gives their names. */
import { slugOf } from './slug.ts';

/** What needs an id, in document order. */
export interface Named {
  readonly names: readonly string[];
  /** Whether each may not do without: one whose name has no letters is called after what it is. */
  readonly isTrait: readonly boolean[];
  /** The id of each that is written down: it is nobody else's, wherever it stands. */
  readonly written: readonly (string | undefined)[];
}

/** Gives ids in the successive states of one document: most edits change no name, and then no id. */
export class Ids {
  private last: { readonly named: Named; readonly ids: readonly string[] } | undefined;
  /** The slugs of names, without the number that tells equal ones apart. */
  private bases = new Map<string, string>();

  /** What is written, or else the slug of the name; equal slugs are told apart by the numbers that github-slugger gives them. */
  of(named: Named): readonly string[] {
    if (this.last !== undefined && sameNames(this.last.named, named)) return this.last.ids;
    const bases = new Map<string, string>();
    /** How often each was given out again. */
    const repeats = new Map(named.written.flatMap((id) => (id === undefined ? [] : [[id, 0]])));
    const slug = (name: string): string => {
      const base = bases.get(name) ?? this.bases.get(name) ?? slugOf(name);
      bases.set(name, base);
      let result = base;
      for (let repeat = (repeats.get(base) ?? 0) + 1; repeats.has(result); repeat += 1) {
        repeats.set(base, repeat);
        result = `${base}-${repeat}`;
      }
      repeats.set(result, 0);
      return result;
    };
    const ids = named.names.map((name, index) => {
      const made = slug(name) || (named.isTrait[index] === true ? slug('trait') : '');
      return named.written[index] ?? made;
    });
    this.bases = bases;
    this.last = { named, ids };
    return ids;
  }
}

function sameNames(a: Named, b: Named): boolean {
  return same(a.names, b.names) && same(a.isTrait, b.isTrait) && same(a.written, b.written);
}

function same<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

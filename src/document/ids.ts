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
  private last: { readonly named: Named; readonly ids: readonly string[]; readonly repeats: Map<string, number> } | undefined;
  /** The slugs of names, without the number that tells equal ones apart. */
  private bases = new Map<string, string>();

  /** What is written, or else the slug of the name; equal slugs are told apart by the numbers that github-slugger gives them. */
  of(named: Named): readonly string[] {
    if (this.last !== undefined && sameNames(this.last.named, named)) return this.last.ids;
    const renamed = this.renamed(named);
    if (renamed !== undefined) return renamed;
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
    this.last = { named, ids, repeats };
    return ids;
  }

  /**
   * While one name with an id of its own is typed, or one that nothing else is called like, no other id changes. Undefined
   * where that is not certain.
   */
  private renamed(named: Named): readonly string[] | undefined {
    const { last } = this;
    if (last?.named.names.length !== named.names.length || !same(last.named.isTrait, named.isTrait) || !same(last.named.written, named.written)) return undefined;
    const [index, ...others] = [...named.names.keys()].filter((at) => named.names[at] !== last.named.names[at]);
    const before = this.bases.get(last.named.names[index ?? -1] ?? '');
    const base = slugOf(named.names[index ?? -1] ?? '');
    if (index === undefined || others.length > 0 || before === undefined || before === '' || base === '') return undefined;
    // What ends like a number that tells equal slugs apart may be such a one, or be in the way of one.
    const isAlone = last.repeats.get(before) === 0 && !last.named.written.includes(before) && !last.repeats.has(base) && !/-\d+$/.test(before) && !/-\d+$/.test(base);
    if (!isAlone) return undefined;
    const ids = last.ids.with(index, named.written[index] ?? base);
    last.repeats.delete(before);
    last.repeats.set(base, 0);
    this.bases.delete(last.named.names[index] ?? '');
    this.bases.set(named.names[index] ?? '', base);
    const unchanged = ids[index] === last.ids[index];
    this.last = { named, ids: unchanged ? last.ids : ids, repeats: last.repeats };
    return this.last.ids;
  }
}

function sameNames(a: Named, b: Named): boolean {
  return same(a.names, b.names) && same(a.isTrait, b.isTrait) && same(a.written, b.written);
}

function same<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

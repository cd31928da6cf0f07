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
   * While one name or one written id is typed that nothing else is called like, no other id changes. Undefined where that
   * is not certain; what is known of repeats may be wrong then, so all ids have to be given anew.
   */
  private renamed(named: Named): readonly string[] | undefined {
    const { last } = this;
    if (last?.named.names.length !== named.names.length || !same(last.named.isTrait, named.isTrait)) return undefined;
    const isChanged = (at: number): boolean => named.names[at] !== last.named.names[at] || named.written[at] !== last.named.written[at];
    const index = named.names.findIndex((_name, at) => isChanged(at));
    if (named.names.some((_name, at) => at > index && isChanged(at))) return undefined;
    const [nameBefore, name] = [last.named.names[index] ?? '', named.names[index] ?? ''];
    const [idBefore, id] = [last.named.written[index], named.written[index]];
    const [before, base] = [this.bases.get(nameBefore) ?? '', slugOf(name)];
    // What ends like a number that tells equal slugs apart may be such a one, or be in the way of one.
    if ([before, base, idBefore ?? 'none', id ?? 'none'].some((slug) => slug === '' || /-\d+$/.test(slug))) return undefined;
    const { repeats } = last;
    if (!takeBack(before, repeats, last.named.written)) return undefined;
    if (idBefore !== id && !rewrite(idBefore, id, repeats, named.written)) return undefined;
    const made = give(base, repeats, named.written);
    if (made === undefined) return undefined;
    this.bases.delete(nameBefore);
    this.bases.set(name, base);
    const isSame = (id ?? made) === last.ids[index];
    this.last = { named, ids: isSame ? last.ids : last.ids.with(index, id ?? made), repeats };
    return this.last.ids;
  }
}

type Repeats = Map<string, number>;
type Written = Named['written'];

/** As if the name with this slug had not been there; false where others are called so. A name that is called like a written id has got the first number. */
function takeBack(slug: string, repeats: Repeats, written: Written): boolean {
  const isWritten = written.includes(slug);
  const given = isWritten ? `${slug}-1` : slug;
  if (repeats.get(given) !== 0 || (isWritten && repeats.get(slug) !== 1)) return false;
  repeats.delete(given);
  if (isWritten) repeats.set(slug, 0);
  return true;
}

/** What a name with this slug is given; undefined where others are called so. */
function give(slug: string, repeats: Repeats, written: Written): string | undefined {
  const isWritten = written.includes(slug);
  const given = isWritten ? `${slug}-1` : slug;
  if (repeats.has(given)) return undefined;
  repeats.set(given, 0);
  if (isWritten) repeats.set(slug, 1);
  return given;
}

/** One id is written in place of another, or of none; false where a name is called like one of them, or it is written elsewhere. */
function rewrite(before: string | undefined, after: string | undefined, repeats: Repeats, written: Written): boolean {
  if (before !== undefined && (repeats.get(before) !== 0 || written.includes(before))) return false;
  if (before !== undefined) repeats.delete(before);
  if (after !== undefined && repeats.has(after)) return false;
  if (after !== undefined) repeats.set(after, 0);
  return true;
}

function sameNames(a: Named, b: Named): boolean {
  return same(a.names, b.names) && same(a.isTrait, b.isTrait) && same(a.written, b.written);
}

function same<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

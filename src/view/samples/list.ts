/** What of all rows is listed, in which order and in which groups. Pure: rows and wishes in, lines out. */
import type { Row } from './messages.ts';

/** What rows may be told apart by. */
export const FACETS = ['traitId', 'kind', 'pipeline', 'status', 'verdict', 'decision', 'freshness', 'run'] as const;
export type Facet = (typeof FACETS)[number];

export const SORTS = ['document', 'newest', 'oldest', 'cost', 'tokens', 'status'] as const;
export type Sort = (typeof SORTS)[number];

export const GROUPS = ['none', 'traitId', 'kind', 'status'] as const;
export type Group = (typeof GROUPS)[number];

/** What somebody wants to see. */
export interface Wish {
  /** By facet, the one value; what is not there may be anything. An empty text is a value: not decided, say. */
  readonly filter: Readonly<Partial<Record<Facet, string>>>;
  readonly query: string;
  readonly sort: Sort;
  readonly group: Group;
}

export const EVERYTHING: Wish = { filter: {}, query: '', sort: 'document', group: 'none' };

/** A line of the list: a sample, or the heading of those that follow. */
export type Line = { readonly row: Row } | { readonly heading: string; readonly count: number };

/** What is known besides the rows. */
export interface Known {
  /** The ids of traits in the order of the document. */
  readonly traits: readonly string[];
  /** Samples in whose full text the query was found; openings are searched here. */
  readonly found: ReadonlySet<string>;
}

/** Whether a row has what is wished; `besides` leaves one facet out. */
export function matches(row: Row, { filter, query }: Wish, found: ReadonlySet<string>, besides?: Facet): boolean {
  // An older version is looked at by who asks for those, or for its run.
  const isAsked = besides === 'freshness' || filter.freshness !== undefined || filter.run !== undefined;
  if (row.freshness === 'replaced' && !isAsked) return false;
  for (const facet of FACETS) {
    const value = filter[facet];
    if (value !== undefined && facet !== besides && row[facet] !== value) return false;
  }
  return query === '' || found.has(row.key) || row.opening.toLowerCase().includes(query.toLowerCase());
}

/** The rows that are wished for, in their order. */
export function wished(rows: readonly Row[], wish: Wish, { traits, found }: Known): readonly Row[] {
  const some = rows.filter((row) => matches(row, wish, found));
  const place = new Map(traits.map((id, index) => [id, index]));
  const placeOf = ({ traitId }: Row): number => place.get(traitId) ?? traits.length;
  const orders: Readonly<Record<Sort, (a: Row, b: Row) => number>> = {
    document: (a, b) => placeOf(a) - placeOf(b),
    newest: (a, b) => b.at - a.at,
    oldest: (a, b) => a.at - b.at,
    cost: (a, b) => (b.cost ?? -1) - (a.cost ?? -1),
    tokens: (a, b) => b.tokens - a.tokens,
    status: (a, b) => (a.status < b.status ? -1 : a.status > b.status ? 1 : 0),
  };
  // What is alike stays in the order of the runs.
  return some.sort(orders[wish.sort]);
}

/** The rows with headings over groups of them; groups stand in the order of their first row, traits in that of the document. */
export function grouped(rows: readonly Row[], group: Group, traits: readonly string[]): readonly Line[] {
  if (group === 'none') return rows.map((row) => ({ row }));
  const groups = new Map<string, Row[]>();
  if (group === 'traitId') for (const id of traits) groups.set(id, []);
  for (const row of rows) {
    const members = groups.get(row[group]);
    if (members === undefined) groups.set(row[group], [row]);
    else members.push(row);
  }
  return [...groups].flatMap(([heading, members]): readonly Line[] => (members.length === 0 ? [] : [{ heading, count: members.length }, ...members.map((row) => ({ row }))]));
}

/** For each value of a facet, how many rows would be listed with it, all other wishes as they are; the most frequent first. */
export function countsOf(rows: readonly Row[], facet: Facet, wish: Wish, found: ReadonlySet<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const isListed = matches(row, wish, found, facet);
    counts.set(row[facet], (counts.get(row[facet]) ?? 0) + (isListed ? 1 : 0));
  }
  return new Map([...counts].sort(([, a], [, b]) => b - a));
}

/** Rows by key, in the order in which they came, with what is new put in. A changed row keeps its place. */
export function merged(rows: readonly Row[], changed: readonly Row[], removed: readonly string[]): readonly Row[] {
  const byKey = new Map(rows.map((row) => [row.key, row]));
  for (const key of removed) byKey.delete(key);
  for (const row of changed) byKey.set(row.key, row);
  return [...byKey.values()];
}

/** The wish that was kept, from whichever version of the panel; what cannot be read is as at first. */
export function readWish(kept: unknown): Wish {
  const value = typeof kept === 'object' && kept !== null ? (kept as Readonly<Record<string, unknown>>) : {};
  const filter = typeof value['filter'] === 'object' && value['filter'] !== null ? (value['filter'] as Readonly<Record<string, unknown>>) : {};
  return {
    filter: Object.fromEntries(FACETS.flatMap((facet) => (typeof filter[facet] === 'string' ? [[facet, filter[facet]]] : []))),
    query: typeof value['query'] === 'string' ? value['query'] : '',
    sort: SORTS.find((sort) => sort === value['sort']) ?? EVERYTHING.sort,
    group: GROUPS.find((group) => group === value['group']) ?? EVERYTHING.group,
  };
}

/** What the panel knows: the rows as they were told, what people decided since, and what can be taken back. No page, no messages. */
import { countsOf, type Facet, grouped, type Line, merged, readWish, type Wish, wished } from './list.ts';
import type { Row, ToView, Trait } from './messages.ts';
import { isJudgeable, readSpotCheck, type SpotCheck } from './spot-check.ts';

export class Store {
  rows: readonly Row[] = [];
  byKey: ReadonlyMap<string, Row> = new Map();
  /** Names by id, in the order of the document. */
  traits: ReadonlyMap<string, string> = new Map();
  /** The keys of samples in whose texts the query was found. */
  found: ReadonlySet<string> = new Set();
  /** All rows were told. */
  isLoaded = false;
  private readonly done: { readonly key: string; readonly before: Row['decision'] }[] = [];

  name(traits: readonly Trait[]): void {
    this.traits = new Map(traits.map(({ id, name }) => [id, name]));
  }

  tell({ rows, removed, all, more }: Extract<ToView, { type: 'rows' }>): void {
    this.put(all ? rows : merged(this.rows, rows, removed));
    this.isLoaded = !more;
  }

  find(keys: readonly string[]): void {
    this.found = new Set([...this.found, ...keys]);
  }

  forgetFound(): void {
    this.found = new Set();
  }

  /** Of a spot check its samples, in its order; else what is wished. */
  listed(wish: Wish, spot: SpotCheck | undefined): readonly Row[] {
    if (spot !== undefined) return spot.keys.flatMap((key) => this.byKey.get(key) ?? []);
    return wished(this.rows, wish, { traits: [...this.traits.keys()], found: this.found });
  }

  lines(listed: readonly Row[], wish: Wish, spot: SpotCheck | undefined): readonly Line[] {
    return grouped(listed, spot === undefined ? wish.group : 'none', [...this.traits.keys()]);
  }

  counts(facet: Facet, wish: Wish): ReadonlyMap<string, number> {
    return countsOf(this.rows, facet, wish, this.found);
  }

  /** Of what is wished, what a spot check can be drawn from. */
  drawable(wish: Wish): readonly Row[] {
    return this.listed(wish, undefined).filter((row) => isJudgeable(row) && row.decision === '');
  }

  /** Whether it is another decision than before. */
  decide(key: string, decision: Row['decision']): boolean {
    const row = this.byKey.get(key);
    if (row === undefined || row.decision === decision) return false;
    this.done.push({ key, before: row.decision });
    this.set(row, decision);
    return true;
  }

  /** Takes back the last decision; what was taken back, and undefined where there is none. */
  undo(): { readonly key: string; readonly decision: Row['decision'] } | undefined {
    for (;;) {
      const last = this.done.pop();
      if (last === undefined) return undefined;
      const row = this.byKey.get(last.key);
      if (row === undefined) continue;
      this.set(row, last.before);
      return { key: last.key, decision: last.before };
    }
  }

  private set(row: Row, decision: Row['decision']): void {
    this.put(merged(this.rows, [{ ...row, decision }], []));
  }

  private put(rows: readonly Row[]): void {
    this.rows = rows;
    this.byKey = new Map(rows.map((row) => [row.key, row]));
  }
}

/** What comes back after a reload. */
export interface Kept {
  readonly wish: Wish;
  readonly selected: string | undefined;
  readonly spot: SpotCheck | undefined;
  readonly charts: boolean;
  /** The first line in sight. */
  readonly first: number | undefined;
}

/** From whichever version of the panel; what cannot be read is as at first. */
export function readKept(kept: unknown): Kept {
  const value = typeof kept === 'object' && kept !== null ? (kept as Readonly<Record<string, unknown>>) : {};
  const { selected, first } = value as { readonly selected?: unknown; readonly first?: unknown };
  return {
    wish: readWish(value['wish']),
    selected: typeof selected === 'string' ? selected : undefined,
    spot: readSpotCheck(value['spot']),
    charts: value['charts'] === true,
    first: typeof first === 'number' && first >= 0 ? first : undefined,
  };
}

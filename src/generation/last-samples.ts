/** What was made last of each trait, when many runs lie beside a document. */
import { KINDS } from './seeds.ts';

/** What is looked at of a sample. */
export interface LastRow {
  readonly id: string;
  readonly run: string;
  readonly traitId: string;
  readonly pipeline: string;
  readonly status: string;
  readonly kind?: string;
  readonly ordinal?: number;
}

/** What is looked at of a run. */
export interface LastRun {
  readonly run: string;
  readonly header: { readonly parameters: { readonly only?: readonly string[] } };
}

/**
 * By trait, the samples that somebody would look at: those of the last run over it of each pipeline, each as a later run
 * made it anew, in the order in which they are made. A run that came to nothing takes the place of none. Both are in the
 * order of time.
 */
export function lastSamples<Row extends LastRow>(rows: readonly Row[], runs: readonly LastRun[]): ReadonlyMap<string, readonly Row[]> {
  const byRun = new Map<string, Row[]>();
  for (const row of rows) {
    const ofRun = byRun.get(row.run);
    if (ofRun === undefined) byRun.set(row.run, [row]);
    else ofRun.push(row);
  }
  const last = new Map<string, Map<string, Row>>();
  for (const { run, header } of runs) {
    const parts = new Map<string, Row[]>();
    for (const row of byRun.get(run) ?? []) {
      const key = JSON.stringify([row.traitId, row.pipeline]);
      const part = parts.get(key);
      if (part === undefined) parts.set(key, [row]);
      else part.push(row);
    }
    for (const [key, made] of parts) {
      const before = last.get(key);
      const came = made.filter(({ status }) => status !== 'failed' && status !== 'cancelled');
      const isAnew = header.parameters.only !== undefined;
      if (before !== undefined && (isAnew || came.length === 0)) for (const row of came) before.set(row.id, row);
      else last.set(key, new Map(made.map((row) => [row.id, row])));
    }
  }
  const byTrait = new Map<string, readonly Row[]>();
  for (const samples of last.values()) {
    const sorted = [...samples.values()].toSorted((a, b) => (a.ordinal ?? 0) - (b.ordinal ?? 0) || placeOf(a) - placeOf(b));
    const [first] = sorted;
    if (first !== undefined) byTrait.set(first.traitId, [...(byTrait.get(first.traitId) ?? []), ...sorted]);
  }
  return byTrait;
}

/** Those of `rows` that a later run made anew and came to something with. Both are in the order of time. */
export function replacedSamples<Row extends LastRow>(rows: readonly Row[], runs: readonly LastRun[]): ReadonlySet<Row> {
  const anew = new Set(runs.filter(({ header }) => header.parameters.only !== undefined).map(({ run }) => run));
  const replaced = new Set<Row>();
  const before = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.pipeline, row.id]);
    const earlier = before.get(key) ?? [];
    if (anew.has(row.run) && row.status !== 'failed' && row.status !== 'cancelled') {
      for (const one of earlier.splice(0)) replaced.add(one);
    }
    earlier.push(row);
    before.set(key, earlier);
  }
  return replaced;
}

function placeOf({ kind }: LastRow): number {
  return KINDS.findIndex((known) => known === kind);
}

/** Which samples were made from what the document does not say any more, and which of them can be made anew. */
import { chunkOf } from '../document/chunk.ts';
import { keptOn } from '../document/lazy.ts';
import type { TraitsDocument } from '../document/traits-document.ts';
import type { JournalHeader, JournalSummary } from '../engine/journal.ts';

/** What staleness is told from. */
interface MadeSample {
  readonly id: string;
  readonly traitId: string;
  readonly chunkHash: string;
  readonly status: string;
}

/** One run, without its calls. */
export interface RunOverview {
  readonly header: JournalHeader;
  readonly samples: readonly MadeSample[];
  /** Absent where it broke off, or is under way. */
  readonly ended?: JournalSummary['ended'];
  /** In US dollars; absent where it is not known. */
  readonly cost?: number;
}

const hashed = keptOn<TraitsDocument, ReadonlyMap<string, string>>();

/** By trait id, the hash of what a model would be shown today. Worked out once for each document. */
export function chunkHashes(document: TraitsDocument): ReadonlyMap<string, string> {
  const steps = chunkHashesInSteps(document);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same a trait at a time, for who has others waiting. */
export function* chunkHashesInSteps(document: TraitsDocument): Generator<undefined, ReadonlyMap<string, string>, undefined> {
  const known = hashed.get(document);
  if (known !== undefined) return known;
  const hashes = new Map<string, string>();
  for (const trait of document.traits) {
    if (!hashes.has(trait.id)) hashes.set(trait.id, chunkOf(document, trait).hash);
    yield;
  }
  hashed.set(document, hashes);
  return hashes;
}

/** Samples of a trait that has changed, and those of a trait that is gone: of these nothing can be made anew. */
export interface Staleness {
  readonly stale: number;
  readonly gone: number;
}

export function stalenessOf(samples: readonly MadeSample[], today: ReadonlyMap<string, string>): Staleness {
  let stale = 0;
  let gone = 0;
  for (const { traitId, chunkHash } of samples) {
    const hash = today.get(traitId);
    if (hash === undefined) gone += 1;
    else if (hash !== chunkHash) stale += 1;
  }
  return { stale, gone };
}

/** What is to be made anew of one run. */
export interface StaleSamples {
  /** The run: its pipeline, its numbers, its models and its seed are used again. */
  readonly of: JournalHeader;
  /** Ids of samples, of which each is one trait, kind and ordinal. */
  readonly ids: readonly string[];
  /** Their traits, in the order of the document. */
  readonly traitIds: readonly string[];
  /** How many stale samples of the other runs are left. */
  readonly elsewhere: number;
}

/**
 * The samples of the newest of these runs that has some whose chunk is another today; the runs begin with the oldest.
 * What was rehearsed takes the place of nothing that a model made: those runs count only where all are of that sort.
 * Where several runs of one pipeline have a sample, the newest counts, so that what was made anew once is stale only
 * after another change. Samples that failed or were cancelled are left to the run that they are of, and of those whose
 * trait is gone nothing can be made. Undefined where none is stale.
 */
export function staleSamples(runs: readonly RunOverview[], document: TraitsDocument): StaleSamples | undefined {
  const today = chunkHashes(document);
  const newest = new Map<string, { readonly sample: MadeSample; readonly header: JournalHeader }>();
  // Two texts were compared there, and nothing was made to keep.
  const all = runs.filter(({ header }) => header.compare === undefined);
  const made = all.filter(({ header }) => !header.rehearsed);
  for (const { header, samples } of made.length > 0 ? made : all) {
    for (const sample of samples) {
      if (sample.status !== 'failed' && sample.status !== 'cancelled') newest.set(`${header.pipeline} ${sample.id}`, { sample, header });
    }
  }
  const stale = [...newest.values()].filter(({ sample: { traitId, chunkHash } }) => today.has(traitId) && today.get(traitId) !== chunkHash);
  const last = runs.findLast(({ header }) => stale.some((one) => one.header === header));
  if (last === undefined) return undefined;
  const mine = stale.filter(({ header }) => header === last.header).map(({ sample }) => sample);
  return {
    of: last.header,
    ids: mine.map(({ id }) => id),
    traitIds: [...today.keys()].filter((id) => mine.some(({ traitId }) => traitId === id)),
    elsewhere: stale.length - mine.length,
  };
}

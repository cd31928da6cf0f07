/** The runs that lie beside a document: which there are, and the samples of each, without its calls. */
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { journalPath } from '../engine/journal-file.node.ts';
import { type JournalHeader, JournalProblem, type JournalSummary } from '../engine/journal.ts';
import { type JournalReport, readJournal } from '../engine/journal-reader.node.ts';
import { caseOf, type ComparedCase } from './compare.ts';
import type { QuotingSample } from './provenance.ts';
import type { RunOverview } from './stale.ts';

/** Where the journals of the document at `documentPath` lie, whether or not there are any. */
export function runsFolder(documentPath: string): string {
  return dirname(journalPath(documentPath, 'run'));
}

/** The journals beside the document at `documentPath`, absolute, the oldest first; none where there is no such folder. */
export async function journalsOf(documentPath: string): Promise<readonly string[]> {
  const folder = runsFolder(documentPath);
  const names = await readdir(folder).catch((): string[] => []);
  // Runs are named after their time.
  return names.filter((name) => name.endsWith('.jsonl')).toSorted().map((name) => join(folder, name));
}

/** By the paths of their journals, the samples of runs, with what tells whether a journal is still the same. */
export type KnownRuns = ReadonlyMap<string, { readonly state: string; readonly samples: readonly RunSample[] }>;

/** All runs beside a document; of those in `known` only what has changed is read. One that cannot be read has no samples. */
export async function readAllRuns(documentPath: string, known: KnownRuns = new Map()): Promise<KnownRuns> {
  const runs = new Map<string, { readonly state: string; readonly samples: readonly RunSample[] }>();
  for (const path of await journalsOf(documentPath)) {
    const state = await stat(path).then(({ mtimeMs, size }) => `${mtimeMs} ${size}`, () => '');
    const before = known.get(path);
    const read = async (): Promise<readonly RunSample[]> => readRun(path).then(({ samples }) => samples, () => []);
    runs.set(path, before?.state === state ? before : { state, samples: await read() });
  }
  return runs;
}

/** Where the journal of a comparison goes: apart from the runs, since nothing in it is for training. */
export function comparisonPath(documentPath: string, run: string): string {
  return join(dirname(dirname(journalPath(documentPath, run))), 'comparisons', `${run}.jsonl`);
}

/** A run as its journal tells of it. Of samples with one id the last counts. */
export interface ReadRun extends RunOverview {
  readonly path: string;
  readonly report: JournalReport;
  /** With what they quote. */
  readonly samples: readonly RunSample[];
}

/** What is kept of a sample while a whole run is in memory. */
export interface RunSample extends QuotingSample {
  readonly kind?: string;
  readonly ordinal?: number;
}

const range = z.object({ start: z.int().nonnegative(), end: z.int().nonnegative() });
/** Any program may have written to a journal, and other pipelines than this one's have other samples. */
const quotingShape = z.object({
  quotes: z.array(z.object({ text: z.string(), found: z.object({ role: z.string(), range }).optional() })).catch([]),
  rehearsed: z.boolean().catch(false),
});

/** A run's header, and what answers can be written again from, of the traits with these ids. */
export interface ReadCases {
  readonly header: JournalHeader;
  readonly cases: readonly ComparedCase[];
}

/** @throws JournalProblem as readRun does. */
export async function readCases(path: string, traitIds: readonly string[], signal?: AbortSignal): Promise<ReadCases> {
  let header: JournalHeader | undefined;
  const cases = new Map<string, ComparedCase | undefined>();
  await readJournal(path, {
    passOverCalls: true,
    ...(signal === undefined ? {} : { signal }),
    onRecord(record) {
      if (record.type === 'header') header = record;
      else if (record.type === 'sample' && header !== undefined && traitIds.includes(record.sample.traitId)) cases.set(record.sample.id, caseOf(header.pipeline, record.sample));
    },
  });
  if (header === undefined) throw brokeOff(path);
  return { header, cases: [...cases.values()].filter((one) => one !== undefined) };
}

function brokeOff(path: string): JournalProblem {
  return new JournalProblem('empty', `The journal ${path} broke off before its first line was written: there is nothing in it.`);
}

/**
 * Reads one run.
 * @throws JournalProblem where the file cannot be read, is no journal, is of a newer version, or broke off in its first line.
 */
export async function readRun(path: string, signal?: AbortSignal): Promise<ReadRun> {
  let header: JournalHeader | undefined;
  const summaries: JournalSummary[] = [];
  let isEnded = false;
  const samples = new Map<string, RunSample>();
  const report = await readJournal(path, {
    passOverCalls: true,
    ...(signal === undefined ? {} : { signal }),
    onRecord(record) {
      isEnded = record.type === 'summary';
      if (record.type === 'header') header = record;
      else if (record.type === 'summary') summaries.push(record);
      else if (record.type === 'sample' && header !== undefined) {
        const { id, traitId, kind, ordinal, chunkHash, status } = record.sample;
        const { quotes, rehearsed } = quotingShape.parse(record.sample);
        samples.set(id, {
          id,
          traitId,
          chunkHash,
          status,
          rehearsed: rehearsed || header.rehearsed,
          run: header.run,
          documentHash: header.document.hash,
          quotes: quotes as QuotingSample['quotes'],
          ...(kind === undefined ? {} : { kind }),
          ...(ordinal === undefined ? {} : { ordinal }),
        });
      }
    },
  });
  if (header === undefined) throw brokeOff(path);
  const ended = isEnded ? summaries.at(-1)?.ended : undefined;
  // Each summary has what was spent since the run was gone on with; of what broke off nobody knows.
  const costs = summaries.map(({ cost }) => cost);
  const cost = ended === undefined || costs.includes(undefined) ? undefined : costs.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  return { path, header, report, samples: [...samples.values()], ...(ended === undefined ? {} : { ended }), ...(cost === undefined ? {} : { cost }) };
}

/** What of a report on patterns is kept across a reload: which files, and what models found, since that was paid for. The rest is found anew. */
import * as z from 'zod';
import type { ModelMatch } from '../patterns/model/marks.ts';
import type { ModelReport } from '../patterns/report.ts';

/** What models found, with what tells whether the files are still those that they were shown. */
export interface KeptModels {
  readonly report: ModelReport;
  /** By pattern. */
  readonly matches: Readonly<Record<string, readonly ModelMatch[]>>;
  readonly states: readonly string[];
  /** The path of the journal. */
  readonly journal: string;
}

export interface KeptPatterns {
  readonly files: readonly string[];
  readonly threshold: number;
  readonly models?: KeptModels | undefined;
}

const share = z.object({ k: z.int(), n: z.int(), rate: z.number(), low: z.number(), high: z.number() });
const rates = z.object({ strict: share, broad: share });
const range = z.object({ start: z.int().nonnegative(), end: z.int().nonnegative() });
const mark = z.enum(['strict', 'broad']);
const rater = { id: z.string(), name: z.string(), definition: z.string(), positive: z.array(z.string()), negative: z.array(z.string()) };
const cluster = z.object({ ...rater, scans: z.array(z.int()), candidates: z.array(z.string()) });
const count = z.int().nonnegative();

const finding = z.object({
  ...rater,
  strict: share,
  broad: share,
  scans: count.nullable(),
  alarm: z.enum(['overall', 'trait']).nullable(),
  byTrait: z.record(z.string(), rates),
  byKind: z.record(z.string(), rates),
  unparsed: count,
  failed: count,
  examples: z.array(z.object({ source: z.string(), line: count, id: z.string().exactOptional(), text: z.string(), ranges: z.array(range), mark })),
  sameAs: z.array(z.string()),
});

const report: z.ZodType<ModelReport> = z.object({
  critic: z.string(),
  judge: z.string(),
  scans: z.object({ planned: count, answered: count, unparsed: count, batch: z.tuple([count, count]), items: count, falseExamples: count, withoutExample: count }),
  clusters: z.object({ kept: count, unrated: z.array(cluster), once: z.array(cluster), unassigned: count, unknown: count, repeated: count }).nullable(),
  drawn: count,
  unfoundQuotes: count,
  problems: z.array(z.string()),
  calls: count,
  usd: z.number().nullable(),
  ended: z.enum(['done', 'cancelled', 'budget']),
  givenUp: count,
  journal: z.string(),
  findings: z.array(finding),
});

const match: z.ZodType<ModelMatch> = z.object({ source: z.string(), line: count, traitId: z.string().exactOptional(), kind: z.string().exactOptional(), mark, ranges: z.array(range) });

const kept = z.object({
  files: z.array(z.string().startsWith('file:')).min(1),
  threshold: z.number().min(0).max(1).catch(0.2),
  // Of another version of this extension: it is asked for again.
  models: z.object({ report, matches: z.record(z.string(), z.array(match)), states: z.array(z.string()), journal: z.string() }).optional().catch(undefined),
});

/** What a view kept; undefined where that is nothing. */
export function readKept(state: unknown): KeptPatterns | undefined {
  const read = kept.safeParse(state);
  return read.success ? read.data : undefined;
}

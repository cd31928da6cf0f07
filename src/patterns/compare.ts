/** What two sets of samples repeat, side by side: the rates of both, and how far they differ. */
import { type Difference, newcombe } from '../statistics/difference.ts';
import { type Proportion, wilson } from '../statistics/intervals.ts';
import type { FastScan } from './fast/scan.ts';
import type { ModelPass } from './model/pass.ts';
import { fileReport, type FileReport, type ModelRun } from './report.ts';

/** Fewer matches than this are no alarm. */
const FEWEST_MATCHES = 5;

export interface ComparedRate extends Difference {
  readonly before: Proportion;
  readonly after: Proportion;
}

export interface ComparisonReport {
  readonly before: readonly FileReport[];
  readonly after: readonly FileReport[];
  readonly threshold: number;
  readonly seed: number;
  /** The largest difference first. `alarm` is about the set after. */
  readonly fast: readonly (ComparedRate & { readonly id: string; readonly description: string; readonly alarm: boolean; /** Above this rate it is an alarm; null where it never is one. */ readonly alarmAbove: number | null })[];
  readonly model?: {
    readonly run: ModelRun;
    readonly rates: readonly {
      readonly id: string;
      readonly name: string;
      readonly strict: ComparedRate;
      readonly broad: ComparedRate;
      readonly alarm: boolean;
      /** Samples before and after that were asked about and have no mark: in no rate. */
      readonly unparsed: readonly [number, number];
      readonly failed: readonly [number, number];
    }[];
  };
}

export interface ComparisonOptions {
  /** How many of the scan's files are of the set before; the others are of the one after. */
  readonly ofBefore: number;
  /** From 0 to 1. */
  readonly threshold: number;
  readonly seed: number;
  readonly model?: { readonly pass: Pick<ModelPass, 'findings'>; readonly run: ModelRun };
}

/** Of one scan of both sets, so that each was held against the candidates of either. */
export function comparisonOf(scan: FastScan, { ofBefore, threshold, seed, model }: ComparisonOptions): ComparisonReport {
  const rates = (model?.pass.findings ?? []).flatMap(({ id, name, sides: [one, other] }) =>
    one === undefined || other === undefined ? [] : [{ id, name, strict: compared(one.strict, other.strict), broad: compared(one.broad, other.broad), alarm: isOver(other.strict, threshold), unparsed: [one.unparsed, other.unparsed] as const, failed: [one.failed, other.failed] as const }],
  );
  return {
    before: scan.files.slice(0, ofBefore).map(fileReport),
    after: scan.files.slice(ofBefore).map(fileReport),
    threshold,
    seed,
    fast: fastRates(scan, ofBefore, threshold),
    ...(model === undefined ? {} : { model: { run: model.run, rates: rates.toSorted(bySize((rate) => rate.strict)) } }),
  };
}

function isOver({ k, rate }: Proportion, limit: number): boolean {
  return k >= FEWEST_MATCHES && rate > limit;
}

function compared(before: Proportion, after: Proportion): ComparedRate {
  return { before, after, ...newcombe(before, after) };
}

function bySize<T>(rate: (of: T) => ComparedRate): (a: T, b: T) => number {
  return (a, b) => Math.abs(rate(b).difference) - Math.abs(rate(a).difference);
}

/** What would be listed on either side. Copies of one set in the other are no habit, so duplicates are left out. */
function fastRates({ counted, findings, samples, files }: FastScan, ofBefore: number, threshold: number): ComparisonReport['fast'] {
  const totals = [0, 0];
  for (const [index, { report }] of files.entries()) totals[index < ofBefore ? 0 : 1] = (totals[index < ofBefore ? 0 : 1] ?? 0) + report.samples;
  const echoes = new Set(findings.flatMap(({ sameAs }) => sameAs));
  const rows = counted.flatMap(({ pattern: { id, kind, description, listedFrom, ordinary }, matches }) => {
    if (kind === 'duplicate' || echoes.has(id)) return [];
    const having = [0, 0];
    for (const index of matches.values()) {
      const side = samples.fileOf(index) < ofBefore ? 0 : 1;
      having[side] = (having[side] ?? 0) + 1;
    }
    const [before, after] = [wilson(having[0] ?? 0, totals[0] ?? 0), wilson(having[1] ?? 0, totals[1] ?? 0)];
    const isListed = findings.some((finding) => finding.id === id) || [before, after].some(({ k, rate }) => k >= FEWEST_MATCHES && rate >= listedFrom);
    const alarmAbove = ordinary >= 1 ? null : Math.max(threshold, ordinary);
    return isListed ? [{ id, description, ...compared(before, after), alarm: alarmAbove !== null && isOver(after, alarmAbove), alarmAbove }] : [];
  });
  return rows.toSorted(bySize((row) => row));
}

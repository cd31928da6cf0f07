/** What a search for patterns reports: one plain value, for the editor and the command line alike. */
import type { BadLine } from '../dataset/sample-text.ts';
import type { KnownPattern } from '../prompts/known-patterns.ts';
import type { Proportion } from '../statistics/intervals.ts';
import type { Dropped } from './act.ts';
import { afterDropping, alarmOf, type FastScan, type ScannedFile } from './fast/scan.ts';
import type { Candidate } from './model/cluster.ts';
import type { ModelExample, Rates } from './model/marks.ts';
import type { ModelPass, ScansReport } from './model/pass.ts';
import type { Alarm, Example, Finding, PatternKind } from './pattern.ts';

export interface FileReport {
  readonly file: string;
  readonly format: string;
  /** For a person: what that format is. */
  readonly formatName: string;
  readonly samples: number;
  readonly badLines: { readonly count: number; readonly torn: boolean; /** The first of them. */ readonly listed: readonly BadLine[] };
  /** Lines that are well and hold no sample for training, by why. */
  readonly leftOut: Readonly<Record<string, number>>;
  readonly withEarlierAnswers: number;
}

/** What is said of a file. */
export function fileReport({ dataset, report }: ScannedFile): FileReport {
  return {
    file: dataset.source.name,
    format: dataset.format.id,
    formatName: dataset.format.name,
    samples: report.samples,
    badLines: { count: report.badCount, torn: report.torn, listed: report.bad },
    leftOut: report.leftOut,
    withEarlierAnswers: report.withEarlierAnswers,
  };
}

/** A finding, with where it stands after what was dropped. */
export interface ReportedFinding {
  readonly id: string;
  readonly kind: PatternKind;
  readonly description: string;
  readonly overall: Proportion;
  /** Above this rate it is an alarm; null where it never is one. */
  readonly alarmAbove: number | null;
  readonly alarm: Alarm | null;
  readonly byTrait: Readonly<Record<string, Proportion>>;
  readonly byKind: Readonly<Record<string, Proportion>>;
  readonly examples: readonly Example[];
  readonly sameAs: readonly string[];
  readonly after?: { readonly overall: Proportion; readonly alarm: Alarm | null };
}

export interface DroppedSample {
  readonly file: string;
  readonly line: number;
  readonly traitId?: string;
  readonly patternId: string;
}

/** A pattern that models looked for. */
export interface ReportedModelFinding extends Rates {
  readonly id: string;
  readonly name: string;
  readonly definition: string;
  readonly positive: readonly string[];
  readonly negative: readonly string[];
  /** How many scans found it; null for those that are known. */
  readonly scans: number | null;
  readonly alarm: Alarm | null;
  readonly byTrait: Readonly<Record<string, Rates>>;
  readonly byKind: Readonly<Record<string, Rates>>;
  /** Samples that were asked about and have no mark: in no rate. */
  readonly unparsed: number;
  readonly failed: number;
  readonly examples: readonly ModelExample[];
  readonly sameAs: readonly string[];
}

/** How models were asked. */
export interface ModelRun {
  readonly critic: string;
  readonly judge: string;
  readonly scans: ScansReport;
  /** Null where there was nothing to merge, or no answer to it. */
  readonly clusters: NonNullable<ModelPass['clusters']> | null;
  /** Samples that were to be rated, of all sides. */
  readonly drawn: number;
  readonly unfoundQuotes: number;
  readonly problems: readonly string[];
  readonly calls: number;
  /** US dollars; null where that is not known. */
  readonly usd: number | null;
  readonly ended: ModelPass['ended'];
  readonly givenUp: number;
  readonly journal: string;
}

/** What they found. */
export interface ModelReport extends ModelRun {
  /** The highest strict rate first. */
  readonly findings: readonly ReportedModelFinding[];
}

export interface PatternsReport {
  readonly files: readonly FileReport[];
  readonly samples: number;
  /** How many samples the candidates were looked for in; all were held against them. */
  readonly drawn: number;
  readonly threshold: number;
  readonly seed: number;
  /** The highest rate first. */
  readonly findings: readonly ReportedFinding[];
  /** How many more there were. */
  readonly unlisted: number;
  /** Absent where no model was asked. */
  readonly model?: ModelReport;
  readonly acted?: { readonly dropped: readonly DroppedSample[]; readonly left: number; /** Null where nothing was written. */ readonly out: string | null };
}

export interface ReportOptions {
  /** From 0 to 1. */
  readonly threshold: number;
  readonly seed: number;
  /** What is or would be left out, and the file that the rest was written to. */
  readonly acted?: { readonly dropped: readonly Dropped[]; readonly out: string | undefined };
}

/** What a fast pass found. */
export function reportOf(scan: FastScan, { threshold, seed, acted }: ReportOptions): PatternsReport {
  const { files, samples, drawn, findings, unlisted } = scan;
  const after = acted === undefined ? undefined : afterDropping(scan, acted.dropped, threshold);
  return {
    files: files.map(fileReport),
    samples: samples.count,
    drawn,
    threshold,
    seed,
    findings: findings.map((finding) => {
      const { id, kind, description, overall, ordinary, alarm = null, byTrait, byKind, examples, sameAs } = finding;
      const then = after?.(finding);
      return { id, kind, description, overall, alarmAbove: ordinary >= 1 ? null : Math.max(ordinary, threshold), alarm, byTrait, byKind, examples, sameAs, ...(then === undefined ? {} : { after: { overall: then.overall, alarm: then.alarm ?? null } }) };
    }),
    unlisted,
    ...(acted === undefined ? {} : { acted: { dropped: droppedSamples(scan, acted.dropped), left: samples.count - acted.dropped.length, out: acted.out ?? null } }),
  };
}

function droppedSamples({ files, samples }: FastScan, dropped: readonly Dropped[]): readonly DroppedSample[] {
  return dropped.map(({ index, patternId }) => {
    const traitId = samples.traitOf(index);
    return { file: files[samples.fileOf(index)]?.dataset.source.name ?? '', line: samples.lineOf(index), ...(traitId === undefined ? {} : { traitId }), patternId };
  });
}

/** How a pass with models went. */
export function modelRunOf({ scans, clusters, drawn, unfoundQuotes, problems, calls, ended, progress, givenUp }: ModelPass, named: Pick<ModelRun, 'critic' | 'judge' | 'journal'>): ModelRun {
  return {
    ...named,
    scans,
    clusters: clusters ?? null,
    drawn: drawn.reduce((sum, ofSide) => sum + ofSide, 0),
    unfoundQuotes,
    problems,
    calls,
    usd: progress.usd ?? null,
    ended,
    givenUp,
  };
}

/** What it found; of sets that are compared, in the first. */
export function modelFindingsOf({ findings }: Pick<ModelPass, 'findings'>): ModelReport['findings'] {
  return findings.flatMap((all) => {
    const { sides, scans = null, alarm = null, matches: _, ...finding } = all;
    const [rates] = sides;
    return rates === undefined ? [] : [{ ...finding, ...rates, scans, alarm }];
  });
}

/** What models found, by another threshold than the one that it was found with. */
export function rejudged(findings: readonly ReportedModelFinding[], threshold: number): readonly ReportedModelFinding[] {
  return findings.map((finding) => ({ ...finding, alarm: alarmOf({ ordinary: 0 }, finding.strict, Object.values(finding.byTrait).map(({ strict }) => strict), threshold) ?? null }));
}

/** Whether a pattern is over its threshold, in what is left where samples were dropped. */
export function isAlarming({ findings, model }: Pick<PatternsReport, 'findings' | 'model'>): boolean {
  return findings.some(({ alarm, after }) => (after === undefined ? alarm : after.alarm) !== null) || (model?.findings.some(({ alarm }) => alarm !== null) ?? false);
}

/** Habits of lengths and copies are no pattern that a reader of a batch would see, and words of traits are no habit. */
const TOLD: readonly PatternKind[] = ['known', 'opening', 'closing', 'phrase', 'template', 'format', 'shape'];
const MOST_CANDIDATES = 40;

/** What of a fast pass is told to whoever merges the scans' patterns. */
export function candidatesOf(findings: readonly Pick<Finding, 'id' | 'kind' | 'description'>[]): readonly Candidate[] {
  return findings
    .filter(({ kind }) => TOLD.includes(kind))
    .slice(0, MOST_CANDIDATES)
    .map(({ id, description }) => ({ id, description }));
}

/** What an answer cannot avoid by itself: of lengths, copies and words only a set can be rid. */
const OF_A_SET: readonly PatternKind[] = ['length', 'duplicate', 'word'];

/** Patterns as critiques are told of them, those that models found first: those over the threshold, or those with these ids. */
export function avoidable({ findings, model }: Pick<PatternsReport, 'findings' | 'model'>, ids?: readonly string[]): readonly KnownPattern[] {
  const isMeant = ({ id, alarm }: { readonly id: string; readonly alarm: Alarm | null }): boolean => (ids === undefined ? alarm !== null : ids.includes(id));
  const byModels = (model?.findings ?? []).filter(isMeant).map(({ name, definition }) => ({ name: oneLine(name), definition: oneLine(definition) }));
  const byCounting = findings.filter((finding) => isMeant(finding) && !OF_A_SET.includes(finding.kind)).map(({ id, description }) => ({ name: oneLine(id), definition: `${oneLine(description)}.` }));
  return [...byModels, ...byCounting];
}

/** Words of a dataset or a model on one line, without control characters. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/\p{Cc}/gu, '\uFFFD').trim();
}

/**
 * The fast pass: what a dataset repeats, found without a model. Twice through the data: the first time a draw is taken,
 * in which the detectors look for candidates; the second time every sample is held against every candidate, so that
 * rates are counted and not estimated.
 */
import { type Dataset, type DatasetReport, type DatasetSource, openDataset, readDataset } from '../../dataset/read.ts';
import type { SampleText } from '../../dataset/sample-text.ts';
import type { Range } from '../../document/range.ts';
import { wilson } from '../../statistics/intervals.ts';
import { StratifiedDraw } from '../draw.ts';
import { exampleOf } from '../example.ts';
import { MatchSet } from '../match-set.ts';
import { type Alarm, type Detector, type Draw, type Example, type Finding, type Pattern, type PatternGroup, uniqueIds } from '../pattern.ts';
import { Reading } from '../reading.ts';
import { closings } from './closings.ts';
import { DuplicateFinder, DUPLICATES } from './duplicates.ts';
import { withoutEchoes } from './echoes.ts';
import { formatHabits } from './format-habits.ts';
import { known } from './known.ts';
import { lengths } from './lengths.ts';
import { openings } from './openings.ts';
import { phrases } from './phrases.ts';
import { shapes } from './shapes.ts';
import { traitWords } from './trait-words.ts';

const DETECTORS: readonly Detector[] = [known, openings, closings, phrases, formatHabits, shapes, lengths, traitWords];

/** How many samples are looked at for candidates. What 3% of all have, 240 of these have, give or take 15. */
export const DRAW_SIZE = 8000;
/** Of long samples there are fewer in the draw, since it is held in memory. */
const DRAW_CHARACTERS = 16_000_000;
/** A candidate is in this share of the draw, and in so many of its samples. */
const CANDIDATE_SHARE = 0.01;
const FEWEST_MATCHES = 5;
/** A trait with fewer samples raises no alarm by itself. */
const FEWEST_OF_TRAIT = 20;
const MOST_FINDINGS = 100;

export interface FastScanOptions {
  readonly sources: readonly DatasetSource[];
  readonly seed: number;
  /** The rate above which a pattern raises an alarm, from 0 to 1. */
  readonly threshold: number;
  readonly examples?: number;
  readonly onProgress?: (progress: ScanProgress) => void;
  readonly signal?: AbortSignal;
}

export interface ScanProgress {
  readonly pass: 'drawing' | 'counting';
  readonly samples: number;
  readonly characters: number;
}

/** Which samples have a pattern, of all that were read. */
export interface Counted {
  readonly pattern: Pattern;
  readonly matches: MatchSet;
}

/** Where the samples are, by index in the order that they were read in. */
export interface ScannedSamples {
  readonly count: number;
  lineOf(index: number): number;
  /** An index into `files`. */
  fileOf(index: number): number;
  /** Undefined where the sample names none. */
  traitOf(index: number): string | undefined;
  kindOf(index: number): string | undefined;
}

export interface ScannedFile {
  readonly dataset: Dataset;
  readonly report: DatasetReport;
}

export interface FastScan {
  readonly files: readonly ScannedFile[];
  readonly samples: ScannedSamples;
  /** How many samples the candidates were looked for in. */
  readonly drawn: number;
  /** What is worth a line, the highest rate first. */
  readonly findings: readonly Finding[];
  /** How many more there were. */
  readonly unlisted: number;
  /** All that was counted, listed or not. */
  readonly counted: readonly Counted[];
  /** Where a sample has a pattern; empty where it has not, and where it is a matter of the whole sample. */
  placesOf(patternId: string, sample: SampleText): readonly Range[];
  /** The earlier sample that one nearly repeats, by index. */
  repeatedBy(index: number): number | undefined;
}

/**
 * Scans the sources. The same data and seed give the same findings.
 * @throws UnknownFormat, what the sources throw, and the signal's reason when it fires.
 */
export async function fastScan(options: FastScanOptions): Promise<FastScan> {
  const { sources, seed, signal } = options;
  const datasets: Dataset[] = [];
  for (const source of sources) datasets.push(await openDataset(source, signal));

  const draw = new StratifiedDraw(DRAW_SIZE, DRAW_CHARACTERS, seed);
  await readAll(datasets, 'drawing', options, (sample) => draw.add(sample));
  const drawn = drawnFrom(draw.samples());
  const groups: PatternGroup[] = [];
  for (const detector of DETECTORS) {
    groups.push(detector(drawn));
    // A detector takes up to a second; whoever wants to stop is heard between two of them, which takes a turn of the event loop.
    await new Promise((resolve) => void setTimeout(resolve));
    signal?.throwIfAborted();
  }
  return count(datasets, drawn.readings.length, groups, options);
}

function drawnFrom(samples: readonly SampleText[]): Draw {
  const shared = new Map<string, string>();
  const readings = samples.map((sample) => new Reading(sample, shared));
  const words = readings.reduce((sum, reading) => sum + reading.words.texts.length, 0);
  return { readings, least: Math.max(FEWEST_MATCHES, Math.ceil(readings.length * CANDIDATE_SHARE)), meanWords: words / Math.max(1, readings.length) };
}

async function readAll(datasets: readonly Dataset[], pass: ScanProgress['pass'], { onProgress, signal }: FastScanOptions, onSample: (sample: SampleText, file: number) => void): Promise<readonly DatasetReport[]> {
  let samples = 0;
  let characters = 0;
  const reports: DatasetReport[] = [];
  for (const [file, dataset] of datasets.entries()) {
    reports.push(
      await readDataset(dataset, {
        onSample(sample) {
          samples += 1;
          onSample(sample, file);
        },
        onCharacters(more) {
          characters += more;
          onProgress?.({ pass, samples, characters });
        },
        ...(signal === undefined ? {} : { signal }),
      }),
    );
  }
  return reports;
}

/** Numbers that names stand for, in the order that they came. */
export class Names {
  readonly all: string[] = [];
  private readonly numbers = new Map<string, number>();

  /** -1 for no name. */
  numberOf(name: string | undefined): number {
    if (name === undefined) return -1;
    const number = this.numbers.get(name);
    if (number !== undefined) return number;
    this.numbers.set(name, this.all.length);
    return this.all.push(name) - 1;
  }
}

/** What is counted of one pattern. */
class Count {
  readonly matches = new MatchSet();
  readonly examples: Example[] = [];
}

async function count(datasets: readonly Dataset[], drawn: number, groups: readonly PatternGroup[], options: FastScanOptions): Promise<FastScan> {
  const { threshold, examples: mostExamples = 5 } = options;
  const patterns = uniqueIds([...groups.flatMap((group) => group.patterns), DUPLICATES]);
  const counts = patterns.map(() => new Count());
  const firsts: number[] = [];
  let total = 0;
  for (const { patterns: own } of groups) {
    firsts.push(total);
    total += own.length;
  }
  const traits = new Names();
  const kinds = new Names();
  const lines: number[] = [];
  const traitNumbers: number[] = [];
  const kindNumbers: number[] = [];
  const fileStarts: number[] = [];
  const duplicates = new DuplicateFinder();

  const reports = await readAll(datasets, 'counting', options, (sample, file) => {
    const index = lines.length;
    while (fileStarts.length <= file) fileStarts.push(index);
    lines.push(sample.line);
    traitNumbers.push(traits.numberOf(sample.traitId));
    kindNumbers.push(kinds.numberOf(sample.kind));
    const reading = new Reading(sample);
    for (const [number, group] of groups.entries()) {
      group.match(reading, (within, ranges) => {
        const counted = counts[(firsts[number] ?? 0) + within];
        counted?.matches.add(index);
        if (counted !== undefined && counted.examples.length < mostExamples) counted.examples.push(exampleOf(datasets[file]?.source.name ?? '', sample, ranges));
      });
    }
    duplicates.add(reading);
  });
  while (fileStarts.length < datasets.length) fileStarts.push(lines.length);

  const fileOf = (index: number): number => fileStarts.findLastIndex((start) => start <= index);
  const last = counts.at(-1);
  const repeats = duplicates.find();
  for (const [index, earlier] of repeats) {
    last?.matches.add(index);
    if (last === undefined || last.examples.length >= mostExamples) continue;
    last.examples.push({ source: datasets[fileOf(index)]?.source.name ?? '', line: lines[index] ?? 0, text: `nearly repeats line ${lines[earlier]} of ${datasets[fileOf(earlier)]?.source.name}`, ranges: [] });
  }

  const byTrait = tallies(traits.all, traitNumbers);
  const byKind = tallies(kinds.all, kindNumbers);
  const all = patterns.flatMap((pattern, number) => {
    const { matches, examples } = counts[number] ?? new Count();
    const overall = wilson(matches.size, lines.length);
    const inTraits = byTrait(matches);
    const alarm = alarmOf(pattern, overall, Object.values(inTraits), threshold);
    const isListed = matches.size >= FEWEST_MATCHES && (overall.rate >= pattern.listedFrom || Object.values(inTraits).some(({ n, low }) => n >= FEWEST_OF_TRAIT && low >= pattern.listedFrom));
    const finding: Finding = { ...pattern, overall, byTrait: inTraits, byKind: byKind(matches), examples, ...(alarm === undefined ? {} : { alarm }), sameAs: [] };
    return isListed ? [{ finding, matches }] : [];
  });
  const findings = withoutEchoes(all);
  return {
    files: datasets.map((dataset, file) => ({ dataset, report: reports[file] as DatasetReport })),
    samples: { count: lines.length, lineOf: (index) => lines[index] ?? 0, fileOf, traitOf: (index) => traits.all[traitNumbers[index] ?? -1], kindOf: (index) => kinds.all[kindNumbers[index] ?? -1] },
    drawn,
    findings: findings.slice(0, MOST_FINDINGS),
    unlisted: Math.max(0, findings.length - MOST_FINDINGS),
    counted: patterns.map((pattern, number) => ({ pattern, matches: counts[number]?.matches ?? new MatchSet() })),
    placesOf(patternId, sample) {
      const wanted = patterns.findIndex(({ id }) => id === patternId);
      const number = firsts.findLastIndex((first) => first <= wanted);
      let places: readonly Range[] = [];
      groups[number]?.match(new Reading(sample), (within, ranges) => {
        if ((firsts[number] ?? 0) + within === wanted) places = ranges;
      });
      return places;
    },
    repeatedBy: (index) => repeats.get(index),
  };
}

/** Whether a pattern's rate is an alarm. In traits the interval's lower end has to be above the threshold, since there are many of them. */
export function alarmOf({ ordinary }: Pick<Pattern, 'ordinary'>, overall: Finding['overall'], traits: readonly Finding['overall'][], threshold: number): Alarm | undefined {
  const limit = Math.max(ordinary, threshold);
  if (ordinary >= 1 || overall.k < FEWEST_MATCHES) return undefined;
  if (overall.rate > limit) return 'overall';
  return traits.some(({ n, low }) => n >= FEWEST_OF_TRAIT && low > limit) ? 'trait' : undefined;
}

/** Where a finding stands in what is left after samples were dropped. */
export function afterDropping({ samples, counted }: FastScan, dropped: readonly { readonly index: number }[], threshold: number): (finding: Finding) => { readonly overall: Finding['overall']; readonly alarm?: Alarm } {
  const gone = new MatchSet();
  for (const { index } of dropped) gone.add(index);
  const traits = new Names();
  const numbers = Array.from({ length: samples.count }, (_, index) => (gone.has(index) ? -1 : traits.numberOf(samples.traitOf(index))));
  const byTrait = tallies(traits.all, numbers);
  return (finding) => {
    const left = new MatchSet();
    for (const index of counted.find(({ pattern }) => pattern.id === finding.id)?.matches.values() ?? []) if (!gone.has(index)) left.add(index);
    const overall = wilson(left.size, samples.count - gone.size);
    const alarm = alarmOf(finding, overall, Object.values(byTrait(left)), threshold);
    return { overall, ...(alarm === undefined ? {} : { alarm }) };
  };
}

/** Labels of another sort are no traits, and each pattern would have a table of all of them. */
const MOST_NAMES = 500;

/** Counts matches by name, of the names that most samples have; the highest rate first. */
export function tallies(names: readonly string[], numbers: readonly number[]): (matches: MatchSet) => Finding['byTrait'] {
  const totals = names.map(() => 0);
  for (const number of numbers) if (number !== -1) totals[number] = (totals[number] ?? 0) + 1;
  const told = names.map((name, number) => ({ name, number })).toSorted((a, b) => (totals[b.number] ?? 0) - (totals[a.number] ?? 0) || a.number - b.number).slice(0, MOST_NAMES).toSorted((a, b) => a.number - b.number);
  return (matches) => {
    const found = names.map(() => 0);
    for (const index of matches.values()) {
      const number = numbers[index] ?? -1;
      if (number !== -1) found[number] = (found[number] ?? 0) + 1;
    }
    const tallied = told.map(({ name, number }) => [name, wilson(found[number] ?? 0, totals[number] ?? 0)] as const);
    return Object.fromEntries(tallied.toSorted(([, a], [, b]) => b.rate - a.rate));
  };
}

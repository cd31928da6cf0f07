/** Marks of samples, and the rates that they come to. */
import type { Range } from '../../document/range.ts';
import { type Proportion, wilson } from '../../statistics/intervals.ts';
import { exampleOf } from '../example.ts';
import { alarmOf } from '../fast/scan.ts';
import { MatchSet } from '../match-set.ts';
import type { Alarm, Example } from '../pattern.ts';
import type { DrawnSample } from './draws.ts';
import type { Rater } from './raters.ts';

/** What a sample came to for one rater. `missing`: it was not asked, since the run ended before. */
export type Marked = 'strict' | 'broad' | 'absent' | 'unparsed' | 'failed' | 'missing';

export interface Mark {
  readonly mark: Marked;
  /** Where the quote stands in the response; absent where there was none, or it does not stand there. */
  readonly range?: Range;
}

/** How frequent a pattern is. Samples without a mark are in neither. */
export interface Rates {
  readonly strict: Proportion;
  /** Those that have it loosely, and those that have it strictly. */
  readonly broad: Proportion;
}

export interface SideRates extends Rates {
  readonly byTrait: Readonly<Record<string, Rates>>;
  readonly byKind: Readonly<Record<string, Rates>>;
  /** Samples that were asked about and have no mark. */
  readonly unparsed: number;
  readonly failed: number;
}

export interface ModelExample extends Example {
  readonly mark: 'strict' | 'broad';
}

/** A sample that was marked. */
export interface ModelMatch {
  /** As its file is known to people. */
  readonly source: string;
  readonly line: number;
  readonly traitId?: string;
  readonly kind?: string;
  readonly mark: 'strict' | 'broad';
  /** Where the words stand that decided it, in the response; empty where they were not found. */
  readonly ranges: readonly Range[];
}

export interface ModelFinding extends Rater {
  /** How many scans found it; absent for those that are known. */
  readonly scans?: number;
  /** One for each side that is compared, in order; one where nothing is. */
  readonly sides: readonly SideRates[];
  /** Of the first side. */
  readonly alarm?: Alarm;
  readonly examples: readonly ModelExample[];
  /** All samples of the first side that were marked, the strict ones first. */
  readonly matches: readonly ModelMatch[];
  /** Other patterns: those with nearly the same samples here, and findings of a fast pass that are the same. */
  readonly sameAs: readonly string[];
}

const EXAMPLES = 5;
/** Above this share in common, of all samples that either has, two patterns are told to be nearly the same. */
const SAME = 0.8;

/** @param marks by rater and then by sample, as they stand in `raters` and `samples`. */
export function findingsOf(
  raters: readonly (Rater & { readonly scans?: readonly number[]; readonly candidates?: readonly string[] })[],
  samples: readonly DrawnSample[],
  marks: readonly (readonly Mark[])[],
  { sides, threshold }: { readonly sides: number; readonly threshold: number },
): readonly ModelFinding[] {
  const having = raters.map((_, rater) => {
    const set = new MatchSet();
    for (const [index, { mark }] of (marks[rater] ?? []).entries()) if (mark === 'strict' || mark === 'broad') set.add(index);
    return set;
  });
  const findings = raters.map(({ id, name, definition, positive, negative, scans, candidates = [] }, rater): ModelFinding => {
    const own = marks[rater] ?? [];
    const rates = Array.from({ length: sides }, (_, side) => sideRates(samples, own, side));
    const [first] = rates;
    const alarm = first === undefined ? undefined : alarmOf({ ordinary: 0 }, first.strict, Object.values(first.byTrait).map(({ strict }) => strict), threshold);
    const set = having[rater] ?? new MatchSet();
    const same = raters.filter((_, index) => index !== rater && (having[index]?.likeness(set) ?? 0) >= SAME);
    return {
      id,
      name,
      definition,
      positive,
      negative,
      ...(scans === undefined ? {} : { scans: scans.length }),
      sides: rates,
      ...(alarm === undefined ? {} : { alarm }),
      examples: examplesOf(samples, own),
      matches: matchesOf(samples, own),
      sameAs: [...same.map((other) => other.id), ...candidates],
    };
  });
  return findings.toSorted((a, b) => (b.sides[0]?.strict.rate ?? 0) - (a.sides[0]?.strict.rate ?? 0) || (b.sides[0]?.broad.rate ?? 0) - (a.sides[0]?.broad.rate ?? 0) || (a.id < b.id ? -1 : 1));
}

function sideRates(samples: readonly DrawnSample[], marks: readonly Mark[], side: number): SideRates {
  const all = new Tally();
  const traits = new Map<string, Tally>();
  const kinds = new Map<string, Tally>();
  let unparsed = 0;
  let failed = 0;
  for (const [index, sample] of samples.entries()) {
    const mark = marks[index]?.mark ?? 'missing';
    if (sample.side !== side) continue;
    if (mark === 'unparsed') unparsed += 1;
    if (mark === 'failed') failed += 1;
    if (mark !== 'strict' && mark !== 'broad' && mark !== 'absent') continue;
    all.add(mark);
    if (sample.traitId !== undefined) tallyOf(traits, sample.traitId).add(mark);
    if (sample.kind !== undefined) tallyOf(kinds, sample.kind).add(mark);
  }
  return { ...all.rates, byTrait: ratesOf(traits), byKind: ratesOf(kinds), unparsed, failed };
}

class Tally {
  private n = 0;
  private strict = 0;
  private broad = 0;

  add(mark: 'strict' | 'broad' | 'absent'): void {
    this.n += 1;
    if (mark === 'strict') this.strict += 1;
    if (mark !== 'absent') this.broad += 1;
  }

  get rates(): Rates {
    return { strict: wilson(this.strict, this.n), broad: wilson(this.broad, this.n) };
  }
}

function tallyOf(tallies: Map<string, Tally>, name: string): Tally {
  const tally = tallies.get(name) ?? new Tally();
  tallies.set(name, tally);
  return tally;
}

/** The highest rate first. */
function ratesOf(tallies: ReadonlyMap<string, Tally>): Readonly<Record<string, Rates>> {
  const rates = [...tallies].map(([name, tally]) => [name, tally.rates] as const);
  return Object.fromEntries(rates.toSorted(([, a], [, b]) => b.strict.rate - a.strict.rate || b.broad.rate - a.broad.rate));
}

function matchesOf(samples: readonly DrawnSample[], marks: readonly Mark[]): readonly ModelMatch[] {
  const found = marks.flatMap(({ mark, range }, index): ModelMatch[] => {
    const { source, line, traitId, kind, side } = samples[index] ?? { side: -1, source: '', line: 0 };
    if (side !== 0 || (mark !== 'strict' && mark !== 'broad')) return [];
    return [{ source, line, ...(traitId === undefined ? {} : { traitId }), ...(kind === undefined ? {} : { kind }), mark, ranges: range === undefined ? [] : [range] }];
  });
  // The draw is in an order of chance; people read from the top.
  return found.toSorted((a, b) => (a.mark === b.mark ? (a.source === b.source ? a.line - b.line : a.source < b.source ? -1 : 1) : a.mark === 'strict' ? -1 : 1));
}

/** Strict ones first, and those that quote what is there. */
function examplesOf(samples: readonly DrawnSample[], marks: readonly Mark[]): readonly ModelExample[] {
  const found = marks.flatMap(({ mark, range }, index) => {
    const sample = samples[index];
    return sample !== undefined && (mark === 'strict' || mark === 'broad') ? [{ sample, mark, range }] : [];
  });
  const weight = ({ mark, range }: (typeof found)[number]): number => (mark === 'strict' ? 0 : 2) + (range === undefined ? 1 : 0);
  return found
    .toSorted((a, b) => weight(a) - weight(b))
    .slice(0, EXAMPLES)
    .map(({ sample, mark, range }) => ({ ...exampleOf(sample.source, sample, range === undefined ? [] : [range]), mark }));
}

/** Patterns: what a dataset may repeat, and what was found of it. */
import type { Range } from '../document/range.ts';
import type { Proportion } from '../statistics/intervals.ts';
import type { Reading } from './reading.ts';

/** What sort of thing a pattern repeats. */
export const PATTERN_KINDS = ['known', 'opening', 'closing', 'phrase', 'template', 'format', 'shape', 'length', 'duplicate', 'word'] as const;
export type PatternKind = (typeof PATTERN_KINDS)[number];

export interface Pattern {
  /** `kind/name`, of letters, digits and hyphens; unique in a scan, and the same for the same data and seed. */
  readonly id: string;
  readonly kind: PatternKind;
  /** One sentence without a full stop, for a person: what the samples do that have it. */
  readonly description: string;
  /** The words that it is, where it is words. */
  readonly words?: readonly string[];
  /** The share of samples up to which it is not worth a line; from 0 to 1. */
  readonly listedFrom: number;
  /** The share up to which it is nothing unusual, so that it raises no alarm whatever the threshold; from 0 to 1. */
  readonly ordinary: number;
}

/** Told which pattern of a group a sample has, by its index, and where; once for each that it has. Without ranges it is a matter of the whole sample. */
export type OnMatch = (pattern: number, ranges: readonly Range[]) => void;

/** Patterns that are looked for together. */
export interface PatternGroup {
  readonly patterns: readonly Pattern[];
  match(reading: Reading, onMatch: OnMatch): void;
}

/** What a draw of the samples is like, for those who look for candidates. */
export interface Draw {
  readonly readings: readonly Reading[];
  /** Candidates are what at least so many samples of the draw share. */
  readonly least: number;
  /** Words a sample, on average. */
  readonly meanWords: number;
}

/** Finds candidates in a draw; counting them is done on all samples. */
export type Detector = (draw: Draw) => PatternGroup;

export interface Example {
  /** As the source is known to people. */
  readonly source: string;
  readonly line: number;
  readonly id?: string;
  /** A piece of the response around the first match. */
  readonly text: string;
  /** What matched, in `text`. */
  readonly ranges: readonly Range[];
}

export type Alarm =
  /** The rate over all samples is above the threshold. */
  | 'overall'
  /** It is not, but in a trait it certainly is. */
  | 'trait';

export interface Finding extends Pattern {
  readonly overall: Proportion;
  /** By trait id, for samples that name one; the highest rate first. */
  readonly byTrait: Readonly<Record<string, Proportion>>;
  readonly byKind: Readonly<Record<string, Proportion>>;
  readonly examples: readonly Example[];
  readonly alarm?: Alarm;
  /** Other patterns that are found in nearly the same samples. */
  readonly sameAs: readonly string[];
}

/** A name for a pattern from words of the data: lower case, hyphens between. */
export function slugOf(words: readonly string[]): string {
  const slug = words.join('-').replaceAll("'", '').replaceAll(/[^\p{L}\p{N}]+/gu, '-').slice(0, 60);
  return slug.replaceAll(/^-+|-+$/g, '');
}

/** Gives every pattern an id of its own, in the order that they stand in. */
export function uniqueIds<T extends { readonly id: string }>(patterns: readonly T[]): readonly T[] {
  const taken = new Set<string>();
  return patterns.map((pattern) => {
    let { id } = pattern;
    for (let number = 2; taken.has(id); number += 1) id = `${pattern.id}-${number}`;
    taken.add(id);
    return { ...pattern, id };
  });
}

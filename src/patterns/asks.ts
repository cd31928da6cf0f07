/** What is asked of a search that runs in a thread of its own, and what it answers: plain data both ways. */
import type { Range } from '../document/range.ts';
import type { Limit } from './act.ts';
import type { ComparisonReport } from './compare.ts';
import type { ScanProgress } from './fast/scan.ts';
import type { Draws } from './model/draws.ts';
import type { PatternsReport } from './report.ts';
import type { MatchedSample, MatchesPage, MatchesWanted, Place } from './session.ts';

export interface AskedFile {
  readonly path: string;
  /** As a person knows it. */
  readonly name: string;
}

/** By what is asked: what it is asked with, and what comes back. */
export interface Asks {
  /** First of all. */
  readonly scan: readonly [{ readonly files: readonly AskedFile[]; readonly seed: number; readonly threshold: number }, PatternsReport];
  readonly report: readonly [{ readonly threshold: number; readonly limits: readonly Limit[] }, PatternsReport];
  readonly matches: readonly [MatchesWanted, MatchesPage];
  readonly marked: readonly [readonly (Place & { readonly ranges: readonly Range[]; readonly mark: 'strict' | 'broad' })[], readonly MatchedSample[]];
  readonly draws: readonly [{ readonly scans: number; readonly batch: number; readonly rate: number; readonly seed: number }, Draws];
  /** Writes one of the files without what the limits leave out; the report is as `report`. */
  readonly write: readonly [{ readonly threshold: number; readonly limits: readonly Limit[]; readonly file: number; readonly path: string }, PatternsReport];
  readonly compare: readonly [{ readonly before: readonly AskedFile[]; readonly after: readonly AskedFile[]; readonly seed: number; readonly threshold: number }, ComparisonReport];
}

export type Asking = keyof Asks;

export type ToWorker = { [A in Asking]: { readonly id: number; readonly ask: A; readonly given: Asks[A][0] } }[Asking] | { readonly abort: number };

/** Why nothing came of it. */
export interface AskProblem {
  /** `changed`: a file is not as it was scanned. `gone`: it is not there any more. */
  readonly kind: 'changed' | 'gone' | 'exists' | 'aborted' | 'other';
  /** A sentence; of `changed` and `gone` the file's name. */
  readonly message: string;
}

export type FromWorker =
  | { readonly id: number; readonly progress: ScanProgress }
  | { readonly id: number; readonly done: Asks[Asking][1] }
  | { readonly id: number; readonly problem: AskProblem };

/** What the report on patterns and the extension say to each other. */
import type { ComparisonReport } from '../../patterns/compare.ts';
import type { PatternKind } from '../../patterns/pattern.ts';
import type { DroppedSample, PatternsReport } from '../../patterns/report.ts';
import type { MatchedSample } from '../../patterns/session.ts';

/** All that is shown, but for the samples of a pattern: those are asked for. */
export interface PatternsState {
  /** What is read, as people know it. */
  readonly files: readonly string[];
  /** What goes on, in words, and how far it is from 0 to 1, where that is known; absent where nothing does. */
  readonly busy?: { readonly what: 'scan' | 'models' | 'compare'; readonly text: string; readonly part?: number };
  /** Why there is no report, or what went wrong with the last thing that was asked for; a sentence. */
  readonly problem?: string;
  /** Absent until the first scan is done. */
  readonly report?: PatternsReport;
  readonly comparison?: ComparisonReport;
  /** What was left out of a copy. */
  readonly written?: { readonly out: string; readonly left: number; readonly dropped: readonly DroppedSample[] };
  /** The document whose critiques can be told; absent where the data is of none. */
  readonly document?: string;
}

/** What a view keeps while it is hidden, and across a reload. */
export interface Looking {
  readonly patternId?: string;
  /** `trait:ID` or `kind:ID`; empty for all samples. */
  readonly part: string;
  /** A kind of pattern, `models`, or empty for all. */
  readonly sort: string;
  readonly onlyOver: boolean;
}

export type ToPatternsView =
  | { readonly type: 'state'; readonly state: PatternsState; readonly keep: unknown }
  /** Something goes on, or has come further. All else is as it was, but that a problem is told no longer. */
  | { readonly type: 'busy'; readonly busy: NonNullable<PatternsState['busy']> }
  | { readonly type: 'matches'; readonly patternId: string; readonly part: string; readonly from: number; /** Where the next page begins. */ readonly next: number; readonly total: number; readonly samples: readonly MatchedSample[] }
  | { readonly type: 'no-matches'; readonly patternId: string; readonly part: string; readonly problem: string };

export type FromPatternsView =
  | { readonly type: 'scan' | 'cancel' | 'models' | 'journal' | 'compare' | 'close-comparison' | 'open-written' }
  | { readonly type: 'threshold'; readonly percent: number }
  | { readonly type: 'matches'; readonly patternId: string; readonly part: string; readonly from: number }
  | { readonly type: 'open'; readonly file: number; readonly line: number }
  | { readonly type: 'reveal' | 'prompt'; readonly file: number; readonly traitId: string }
  | { readonly type: 'leave-out' | 'tell-critiques'; readonly patternId?: string | undefined };

/** All that the view says, in the person's language; `{0}` and so on are filled in. */
export interface PatternsWords {
  readonly title: string;
  readonly samples: string;
  readonly oneSample: string;
  readonly badLines: string;
  readonly badLine: string;
  readonly moreBadLines: string;
  readonly torn: string;
  readonly leftOutLines: string;
  readonly earlierAnswers: string;
  readonly nothing: string;
  readonly readable: string;
  readonly noneOver: string;
  readonly someOver: string;
  readonly unlisted: string;
  readonly threshold: string;
  readonly where: string;
  readonly allSamples: string;
  readonly traits: string;
  readonly kinds: string;
  readonly sort: string;
  readonly allSorts: string;
  readonly withModels: string;
  readonly withoutModel: string;
  readonly sorts: Readonly<Record<PatternKind, string>>;
  readonly onlyOver: string;
  readonly askModels: string;
  readonly askAgain: string;
  readonly compare: string;
  readonly leaveOut: string;
  readonly leaveOutThis: string;
  readonly tell: string;
  readonly tellThis: string;
  readonly scanAgain: string;
  /** What the buttons do, for who points at them. */
  readonly tips: { readonly models: string; readonly compare: string; readonly leaveOut: string; readonly tell: string; readonly scan: string };
  readonly cancel: string;
  readonly patterns: string;
  readonly caption: string;
  readonly noneHere: string;
  readonly noneHereNext: string;
  readonly over: string;
  readonly overInTrait: string;
  readonly isOver: string;
  readonly isOverInTrait: string;
  readonly neverOver: string;
  readonly kOfN: string;
  readonly interval: string;
  readonly strict: string;
  readonly broad: string;
  readonly foundByScans: string;
  readonly unmarked: string;
  readonly limitIs: string;
  readonly byTrait: string;
  readonly byKind: string;
  readonly few: string;
  readonly showOnly: string;
  readonly same: string;
  readonly counts: string;
  readonly countsNot: string;
  readonly choose: string;
  readonly matches: string;
  readonly matchesIn: string;
  readonly reading: string;
  readonly more: string;
  readonly noMatches: string;
  readonly line: string;
  readonly openLine: string;
  readonly reveal: string;
  readonly prompt: string;
  readonly promptOf: string;
  readonly askedWith: string;
  readonly whole: string;
  readonly excerpt: string;
  readonly cut: string;
  readonly repeats: string;
  readonly markStrict: string;
  readonly markBroad: string;
  readonly once: string;
  readonly onceWhy: string;
  readonly unrated: string;
  readonly unratedWhy: string;
  readonly journal: string;
  readonly scansTold: string;
  readonly scansUnread: string;
  readonly notMerged: string;
  readonly falseExamples: string;
  readonly notCounted: string;
  readonly ratedTold: string;
  readonly ratedAbsent: string;
  readonly unfoundQuotes: string;
  readonly callProblem: string;
  readonly budgetUsed: string;
  readonly wasCancelled: string;
  readonly cost: string;
  readonly costUnknown: string;
  readonly givenUp: string;
  readonly before: string;
  readonly after: string;
  readonly difference: string;
  readonly points: string;
  readonly compareNote: string;
  readonly closeComparison: string;
  readonly sameBefore: string;
  readonly comparisonTitle: string;
  readonly pattern: string;
  readonly written: string;
  readonly dropped: string;
  readonly moreDropped: string;
  readonly openWritten: string;
}

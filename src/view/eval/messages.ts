/** What the report of an eval and the extension say to each other. */
import type { Beside, EvalReport, VerdictValue } from '../../evals/report.ts';

/** The report is there, or is another now. */
export interface ShowReport {
  readonly type: 'report';
  readonly report: EvalReport;
  /** The trait that somebody asked about; null for all. */
  readonly traitId: string | null;
  /** Whether the document reads otherwise today. */
  readonly isEarlierText: boolean;
  /** The saved run that it is held against; null where the two sides of a comparison were asked side by side. */
  readonly before: Pick<EvalReport, 'startedAt' | 'judge'> | null;
  /** What a serializer opens the view from after a reload. */
  readonly from: Pick<EvalViewState, 'journal' | 'against' | 'document'>;
}

/** The report cannot be read any more; the sentence says why. */
export interface ShowProblem {
  readonly type: 'problem';
  readonly message: string;
}

export type ToEvalView = ShowReport | ShowProblem;

export type FromEvalView =
  | { readonly type: 'score'; readonly verdict: string; readonly value: VerdictValue }
  | { readonly type: 'withdraw'; readonly verdict: string }
  | { readonly type: 'open-trait'; readonly traitId: string }
  | { readonly type: 'open-journal' }
  | { readonly type: 'save' }
  | { readonly type: 'rejudge' };

/** Which answers are listed. */
export type Filter = 'all' | 'telling' | 'disagreements' | 'unscored' | 'trouble';

/** What the view keeps while it is hidden or the window reloads. */
export interface EvalViewState {
  /** The path of the journal, and the address of the traits document. */
  readonly journal: string;
  readonly document: string;
  /** The path of the journal that it is held against; null for none. */
  readonly against: string | null;
  readonly traitId: string | null;
  readonly filter: Filter;
}

/** All that the view says. Figures and names are filled in as `{0}`, `{1}`. */
export interface EvalWords {
  readonly title: Readonly<Record<EvalReport['eval'], string>>;
  readonly headline: Readonly<Record<EvalReport['eval'], string>>;
  readonly explained: Readonly<Record<EvalReport['eval'], string>>;
  readonly traitFigure: Readonly<Record<EvalReport['eval'], string>>;
  readonly figures: Readonly<Record<string, string>>;
  readonly ended: Readonly<Record<EvalReport['ended'], string>>;
  readonly rehearsed: string;
  readonly judgedBy: string;
  readonly answersOf: string;
  readonly bare: string;
  readonly withDocument: string;
  readonly withRevision: string;
  readonly upperBound: string;
  readonly earlierText: string;
  readonly ofCount: string;
  readonly ofPoints: string;
  readonly ofAnswers: string;
  readonly interval: string;
  readonly between: string;
  readonly noInterval: string;
  readonly nothingKnown: string;
  readonly byTrait: string;
  readonly allTraits: string;
  readonly neverRecalled: string;
  readonly beside: string;
  readonly besideNone: string;
  readonly besideOf: Readonly<Record<keyof Beside, string>>;
  readonly troubles: Readonly<Record<string, string>>;
  readonly agreement: string;
  readonly agreed: string;
  readonly kappa: string;
  readonly kappaUndefined: string;
  readonly nothingScored: string;
  readonly constantJudge: string;
  readonly onUnparsed: string;
  readonly personSaid: string;
  readonly compared: string;
  readonly pairs: string;
  readonly unpaired: string;
  readonly moved: string;
  readonly difference: string;
  readonly after: string;
  readonly before: string;
  readonly afterLessBefore: string;
  readonly beforeAfter: string;
  readonly otherText: string;
  readonly otherJudge: string;
  readonly noneMoved: string;
  readonly noPairs: string;
  readonly answers: string;
  readonly filters: Readonly<Record<Exclude<Filter, 'telling'>, string>>;
  readonly telling: Readonly<Record<EvalReport['eval'], string>>;
  readonly noAnswers: string;
  readonly noAnswersYet: string;
  readonly noAnswersOf: Readonly<Record<EvalReport['eval'], string>>;
  readonly blind: string;
  readonly kinds: Readonly<Record<string, string>>;
  readonly asked: string;
  readonly answered: string;
  readonly entry: string;
  readonly expected: string;
  readonly pointsByCode: string;
  readonly pointsByModel: string;
  readonly judgeSaid: string;
  readonly quoteMissing: string;
  readonly none: string;
  readonly values: Readonly<Record<string, string>>;
  readonly yourScore: string;
  readonly scoreKeys: string;
  readonly scored: string;
  readonly withdrawn: string;
  readonly openTrait: string;
  readonly prompts: string;
  readonly promptOf: string;
  readonly system: string;
  readonly user: string;
  readonly cost: string;
  readonly costUnknown: string;
  readonly problems: string;
  readonly openJournal: string;
  readonly save: string;
  readonly rejudge: string;
  readonly showAll: string;
}

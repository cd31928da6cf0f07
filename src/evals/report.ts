/**
 * What an eval found, as one plain value: the command line's formats, the editor's report and its Testing view all render
 * this and work nothing out of their own. Ids stand where words would: whoever shows them has the words.
 */
import type { Range } from '../document/range.ts';
import type { Proportion } from '../statistics/intervals.ts';
import type { EvalName } from './eval.ts';

/** A share: `k` of `n` with Wilson's 95% interval. Where `n` is 0 there is no rate: show that, never the 0 that stands there. */
export interface RateFigure extends Proportion {
  readonly kind: 'rate';
}

/** A mean of `n` numbers, with the bootstrap's 95% interval over `clusters` (questions), which are what was drawn. */
export interface MeanFigure {
  readonly kind: 'mean';
  readonly n: number;
  readonly clusters: number;
  /** Null where `n` is 0. */
  readonly mean: number | null;
  /** Null where there are fewer than two clusters, or all are alike: then nobody knows how far another would be off. */
  readonly low: number | null;
  readonly high: number | null;
}

/** So many of so many, of a whole that was not drawn: there is nothing that an interval would be about. */
export interface CountFigure {
  readonly kind: 'count';
  readonly k: number;
  readonly n: number;
}

export type Figure = RateFigure | MeanFigure | CountFigure;

/** What a figure beside the headline is of. */
export type FigureId =
  /** Knowledge: the mean number of points in an answer. */
  | 'points-per-answer'
  /** Knowledge: the traits that some point recalled, of all that the document has. */
  | 'coverage'
  /** Knowledge: points that match some trait (1 or 2), of all that were scored. */
  | 'matched-points'
  /** Knowledge, of a trait: the mean score of the points that were matched with it. */
  | 'score-when-recalled'
  /** Over-trigger: on probes that were made from exceptions; on everyday requests. */
  | 'exceptions'
  | 'everyday'
  /** Trade-offs: where the document says which trait gives way; where it says what decides (`with`). */
  | 'precedence'
  | 'depends'
  /** Trade-offs: answers in which neither trait had to give way, of all that were judged: the probe did not pull them apart. */
  | 'no-conflict';

export interface NamedFigure {
  readonly id: FigureId;
  readonly figure: Figure;
}

/** What came to nothing, by how. It is counted beside the figures and is never in one. */
export interface Troubles {
  readonly blocked: number;
  readonly refused: number;
  readonly truncated: number;
  readonly empty: number;
  readonly failed: number;
  /** The answer could not be read as what was asked for, or named a trait that does not exist. */
  readonly unparsed: number;
  /** Not asked, since the run ended before, or since what comes before it came to nothing. */
  readonly missing: number;
}

export type Trouble = keyof Troubles;

/** Where things came to nothing: writing the probe, the subject's answer, splitting it into points, the judge's verdict. */
export interface Beside {
  readonly probes: Troubles;
  readonly answers: Troubles;
  readonly splits: Troubles;
  /** Single verdicts: of an answer with four points that the judge was blocked on, four. */
  readonly verdicts: Troubles;
}

export interface TraitFigure {
  readonly traitId: string;
  readonly name: string;
  /**
   * Knowledge: answers in which a point recalled the trait, of those that were scored whole. Over-trigger: answers in
   * which it showed where nothing called for it. Trade-offs: answers that gave way as the document says.
   */
  readonly figure: RateFigure;
  readonly parts: readonly NamedFigure[];
  /** Verdicts about this trait that came to nothing. */
  readonly beside: Troubles;
  /** The ids of verdicts that are behind the figure, the most telling first: for a trait that fired, those that show it. */
  readonly examples: readonly string[];
}

/** Who answered. */
export interface SubjectInfo {
  /** `provider/model`. */
  readonly model: string;
  /** Whether the document stood in its system prompt: taken for an upper bound to hold others against. */
  readonly withDocument: boolean;
  /** The git revision whose text that was, as it was asked for; null where it was today's, or there was none. */
  readonly revision: string | null;
  /** Where it was called, where that is not its provider's own address: two models of one name may stand behind two. */
  readonly endpoint: string | null;
}

/** The figures of one subject. */
export interface EvalSide {
  readonly subject: SubjectInfo;
  /**
   * Knowledge: the mean score (0 to 2) over all points of all questions. Over-trigger: probes on which a trait showed that
   * nothing called for. Trade-offs: answers that gave way as the document says, of those in which a trait gave way.
   */
  readonly headline: RateFigure | MeanFigure;
  readonly parts: readonly NamedFigure[];
  /** In the order of the document; all of them, also those of which nothing is known. */
  readonly traits: readonly TraitFigure[];
  /** Knowledge: the ids of traits that no point recalled. */
  readonly neverRecalled: readonly string[];
  readonly beside: Beside;
}

/** What a verdict says. Knowledge: how well the point matches. Over-trigger: whether the trait shows. Trade-offs: which way it gave. */
export type VerdictValue = 0 | 1 | 2 | 'fired' | 'not-fired' | 'as-documented' | 'otherwise' | 'no-conflict';

/** One verdict of the judge: what a person can score, too. */
export interface EvalVerdict {
  /** Unique in the run, and the same in every run that judges the same answers: what a person's score names. */
  readonly id: string;
  /** The trait that it is about; in the knowledge eval the one that the judge matched, or null. */
  readonly traitId: string | null;
  /** Null where it came to nothing: then `trouble` says how. */
  readonly value: VerdictValue | null;
  readonly trouble: Trouble | null;
  /** The judge's words, or why it came to nothing. */
  readonly reason: string;
  /** Of the answer: the point that was scored, or the words that the judge quotes where they stand there. */
  readonly range: Range | null;
  /** The judge quotes words that are not in the answer. The verdict counts all the same. */
  readonly isQuoteMissing: boolean;
  /** What a person said of it, the last one that counts; null where nobody did. */
  readonly person: VerdictValue | null;
}

/** What was asked, what came back, and what the judge made of it. */
export interface EvalAnswer {
  /** Unique in the run: the probe and the side. */
  readonly id: string;
  /** Index into `sides`. */
  readonly side: number;
  /** The id of the question or the probe: answers of two sides or runs to the same one are a pair. */
  readonly probe: string;
  readonly kind: 'question' | 'exception' | 'everyday' | 'trade-off';
  /** The trait that the probe was made for; null of questions and everyday requests. */
  readonly traitId: string | null;
  /** Of a trade-off, the trait that it meets. */
  readonly otherTraitId: string | null;
  /** The document's exception or trade-off that the probe was made from. */
  readonly entry: string | null;
  /**
   * Of a trade-off: which trait's claim prevails by the document, and whether its words say so (`precedence`) or the
   * generator read it off them for this case (`reading`).
   */
  readonly expected: { readonly traitId: string; readonly by: 'precedence' | 'reading' } | null;
  /** What the subject was sent; null where no probe was made. */
  readonly prompt: string | null;
  /** The answer; null where there is none that may be used. */
  readonly answer: string | null;
  /** How the answer came to nothing, or the probe where there is no `prompt`. */
  readonly trouble: Trouble | null;
  /** Why it did, or what there is of an answer that broke off, for a person to read. */
  readonly reason: string;
  /** Knowledge: how the answer was split into points; null where there is no answer. `trouble`: how that came to nothing. */
  readonly split: { readonly by: 'code' | 'model'; readonly form: 'numbered' | 'bullets' | 'table' | 'free'; readonly trouble: Trouble | null } | null;
  readonly verdicts: readonly EvalVerdict[];
}

/** Two sides, pair by pair. Questions or probes that only one side answered are in neither. */
export interface EvalComparison {
  /** The second is what the first is held against: a difference is the first less the second. */
  readonly sides: readonly [ComparedSide, ComparedSide];
  readonly pairedBy: 'question' | 'probe';
  readonly pairs: number;
  /** Probes of one side that the other does not have, or did not answer. */
  readonly unpaired: number;
  readonly headline: PairedFigure;
  /** The largest change first. */
  readonly traits: readonly MovedTrait[];
}

export interface ComparedSide extends SubjectInfo {
  readonly run: string;
  readonly documentHash: string;
}

/** A difference over pairs, with a 95% interval: of means the bootstrap's, of rates Newcombe's for pairs. */
export interface PairedFigure {
  readonly pairs: number;
  /** Over the pairs alone; null where there are none. */
  readonly first: number | null;
  readonly second: number | null;
  readonly difference: number | null;
  /** Null without pairs; of means also with a single one, and where all differ alike. */
  readonly low: number | null;
  readonly high: number | null;
  /** Of rates: McNemar's exact test, two-sided; null of means. */
  readonly p: number | null;
}

export interface MovedTrait extends PairedFigure {
  readonly traitId: string;
  readonly name: string;
  /** `p` after Holm's correction for all traits of the comparison. */
  readonly corrected: number | null;
  /** Whether `corrected` is below 0.05. */
  readonly isMoved: boolean;
}

/** How far the judge and people agree, on the verdicts that both gave. */
export interface AgreementFigure {
  readonly judge: string;
  /** Verdicts that a person scored, and that the judge gave. */
  readonly n: number;
  readonly agreed: RateFigure;
  /** Cohen's kappa; null where it is undefined, which `undefinedSince` explains. */
  readonly kappa: number | null;
  readonly undefinedSince: 'nothing-scored' | 'one-value-only' | null;
  /** True where the judge gave one value alone, on eight verdicts or more, while people gave several: then its figures say nothing. */
  readonly isJudgeConstant: boolean;
  /** How often people said one value where the judge said the other; both in a fixed order, zeros left out. */
  readonly table: readonly { readonly person: VerdictValue; readonly judge: VerdictValue; readonly count: number }[];
  /** The ids of verdicts on which they disagree, the furthest apart first. */
  readonly disagreements: readonly string[];
  /** Scores of people on verdicts that came to nothing: in no figure. */
  readonly onUnparsed: number;
}

/** One prompt of a stage as it was sent. */
export interface ShownPrompt {
  readonly stage: string;
  readonly version: number | null;
  readonly model: string;
  readonly system: string | null;
  readonly user: string;
}

export interface EvalCost {
  /** US dollars; null where that is not known. */
  readonly usd: number | null;
  readonly calls: number;
  /** Answered from the cache of earlier runs. */
  readonly cached: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface EvalReport {
  readonly eval: EvalName;
  readonly run: string;
  /** The journal's path, as it is shown. */
  readonly journal: string;
  readonly startedAt: string;
  /** `unfinished`: it broke off, or is under way. */
  readonly ended: 'done' | 'cancelled' | 'budget' | 'failed' | 'unfinished';
  /** True where answers were written beforehand: say so wherever a figure of it shows. */
  readonly rehearsed: boolean;
  readonly document: { readonly name: string; readonly hash: string };
  /** `provider/model`. */
  readonly judge: string;
  /** Who wrote the probes, and split answers where code could not; null where nobody had to. */
  readonly generator: string | null;
  /** The run whose saved answers were judged anew; null where the subject was asked. */
  readonly answersOf: string | null;
  readonly seed: number;
  /** One, or two that were asked side by side. */
  readonly sides: readonly EvalSide[];
  /** Of the two sides; null where there is one. */
  readonly comparison: EvalComparison | null;
  readonly agreement: AgreementFigure;
  /** In the order that they were asked in. */
  readonly answers: readonly EvalAnswer[];
  /** One of each stage, the first that was sent. */
  readonly prompts: readonly ShownPrompt[];
  readonly cost: EvalCost;
  /** What else there is to know, in sentences: calls that failed and why, lines of the journal that could not be read. */
  readonly problems: readonly string[];
}

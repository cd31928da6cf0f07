/**
 * What an eval is: its name, what it asks, who answers, and what a run of one needs.
 *
 * - `runEval(options: EvalRunOptions): Promise<EvalReport>` in run.ts asks and journals;
 * - `listEvals(documentPath)`, `readEval(path)` and `latestEvals(documentPath)` in results.node.ts read what was saved,
 *   with what people scored, and call nothing;
 * - `compareEvals(first, second)` in compare.ts pairs two of them;
 * - `scoredRecord(report, verdictId, value, at)` in agreement.ts is the annotation of a person's score.
 *
 * All give the `EvalReport` of report.ts.
 */
import type { TraitsDocument } from '../document/traits-document.ts';
import type { EngineOptions } from '../engine/engine.ts';
import type { LanguageModel } from '../models/model.ts';

/** In the order in which they are shown. */
export const EVAL_NAMES = ['knowledge', 'over-trigger', 'trade-offs'] as const;
export type EvalName = (typeof EVAL_NAMES)[number];

/** Who answers: a model by itself, or with the document in its system prompt, which is taken for an upper bound to hold others against. */
export interface Subject {
  readonly model: LanguageModel;
  /** The document that stands in the system prompt; absent for the bare model. */
  readonly document?: TraitsDocument;
  /** The git revision that `document` is of, where it is not today's. */
  readonly revision?: string;
}

/** One question or everyday request, with an id that stays when others come or go. */
export interface Question {
  readonly id: string;
  readonly text: string;
}

/** How much is asked. */
export interface EvalSize {
  /** Knowledge: questions. Over-trigger: everyday requests. Drawn with the seed where there are more; all when not given. */
  readonly questions?: number;
  /** Probes that are written for each exception or trade-off; 1 when not given. */
  readonly perEntry?: number;
  /** The traits that probes are written for, and everyday answers judged by; all when empty. The knowledge eval is about all. */
  readonly traitIds: readonly string[];
  /** Only these questions, everyday requests (`everyday/ID`) and entries; all when not given. For what answers are prepared for. */
  readonly items?: readonly string[];
}

/** What the engine is told of one run. */
export type EvalEngineSettings = Pick<
  EngineOptions,
  'concurrency' | 'limits' | 'now' | 'retries' | 'backoffMs' | 'timeoutMs' | 'cache' | 'budget' | 'priceOf' | 'expectedCalls' | 'onRetry' | 'onProgress'
>;

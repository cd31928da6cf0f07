/** Whether a judge gives the same marks where several patterns are in one call as where each is asked about alone. */
import { createEngine, type EngineOptions } from '../../engine/engine.ts';
import { type FinishedCalls, JOURNAL_VERSION, type PatternsHeader, type PatternsJournal } from '../../engine/journal.ts';
import { refuseBudget } from '../../engine/spending.ts';
import type { LanguageModel } from '../../models/model.ts';
import { type Agreement, cohensKappa } from '../../statistics/agreement.ts';
import { type Proportion, wilson } from '../../statistics/intervals.ts';
import { holm, mcnemar } from '../../statistics/paired.ts';
import { Asker } from './asker.ts';
import type { DrawnSample } from './draws.ts';
import type { Mark, Marked } from './marks.ts';
import { hashOfDraws } from './pass.ts';
import { PROMPT_VERSIONS } from './plan.ts';
import { rateAll, type Rating } from './rate.ts';
import type { Rater } from './raters.ts';

export interface BatchingOptions extends Pick<EngineOptions, 'concurrency' | 'limits' | 'now' | 'retries' | 'backoffMs' | 'timeoutMs' | 'cache' | 'budget' | 'priceOf' | 'expectedCalls' | 'onRetry' | 'onProgress'> {
  /** Drawn by chance, in an order of chance. */
  readonly samples: readonly DrawnSample[];
  readonly raters: readonly Rater[];
  readonly judge: LanguageModel;
  /** Patterns that one call rates at most, where several are together. */
  readonly perCall: number;
  readonly header: Pick<PatternsHeader, 'tool' | 'run' | 'parameters' | 'seed' | 'endpoints'> & { readonly data: Omit<PatternsHeader['data'], 'hash'> };
  readonly journal: PatternsJournal;
  readonly resumed?: FinishedCalls;
  readonly signal: AbortSignal;
}

/** One pattern, rated in both ways. */
export interface BatchedPattern {
  readonly id: string;
  readonly name: string;
  /** Of the marks alone and together, among samples that have both; over strict, broad and absent. */
  readonly together: Agreement;
  /** Of the marks alone and alone once more: what the judge disagrees with itself, whatever the call. */
  readonly again: Agreement;
  /** Samples marked strict, of those that have both marks. */
  readonly strictAlone: Proportion;
  readonly strictTogether: Proportion;
  /** How likely so lopsided a change of strict marks is by chance alone: McNemar's test, corrected for all patterns by Holm. */
  readonly p: number;
  /** Samples without a mark, alone and together. */
  readonly unmarked: readonly [number, number];
}

export interface BatchingReport {
  readonly judge: string;
  /** Samples that were drawn. */
  readonly samples: number;
  readonly perCall: number;
  readonly patterns: readonly BatchedPattern[];
  /** Marks of all patterns that are the same, and marks that there are in both ways: of one sample they are no independent trials, so there is no interval. */
  readonly together: { readonly same: number; readonly of: number };
  readonly again: { readonly same: number; readonly of: number };
  readonly problems: readonly string[];
  readonly calls: number;
  /** US dollars; null where that is not known. */
  readonly usd: number | null;
  readonly ended: 'done' | 'cancelled' | 'budget';
}

/**
 * Rates the samples with one pattern a call, once more so, and with several. The journal stays open: who opened it closes
 * it. @throws as runModelPass.
 */
export async function checkBatching(options: BatchingOptions): Promise<BatchingReport> {
  const { samples, raters, judge, perCall, header, journal, resumed, now, signal, budget, priceOf, onProgress } = options;
  const refusal = budget === undefined ? undefined : refuseBudget([judge], priceOf);
  if (refusal !== undefined) throw new Error(refusal);
  const engine = createEngine({ ...options, ...(resumed === undefined ? {} : { finished: resumed }) });
  const asker = new Asker(engine, { critic: judge, judge }, signal);
  if (resumed === undefined) {
    await journal.append({
      type: 'header',
      version: JOURNAL_VERSION,
      ...header,
      pipeline: 'patterns',
      startedAt: now().toISOString(),
      data: { ...header.data, hash: hashOfDraws({ batches: [], rated: samples }) },
      models: { critic: judge.id, judge: judge.id },
      prompts: PROMPT_VERSIONS,
    });
  }
  const { seed } = header;
  const alone = await rateAll(asker, raters, samples, { perCall: 1, seed });
  const together = await rateAll(asker, raters, samples, { perCall, seed });
  // The engine asks with the next attempt where an answer cannot be read: two further on nothing is answered from memory.
  const again = await rateAll(asker, raters, samples, { perCall: 1, seed, attempt: 2 });
  const { progress } = engine;
  const ended = engine.budgetUsedUp ? 'budget' : asker.wasCancelled ? 'cancelled' : 'done';
  await journal.append({ type: 'summary', at: now().toISOString(), ended, calls: engine.calls, samples: {}, ...(priceOf === undefined || progress.usd === undefined ? {} : { cost: progress.usd }) });
  onProgress?.(progress);
  return { judge: judge.id, samples: samples.length, perCall, ...batchingFigures(raters, { alone, together, again }), problems: asker.problems, calls: engine.calls, usd: progress.usd ?? null, ended };
}

const isMark = (mark: Marked): mark is 'strict' | 'broad' | 'absent' => mark === 'strict' || mark === 'broad' || mark === 'absent';

/** The figures of marks that are there; each as `raters` and the samples have them. */
export function batchingFigures(raters: readonly Rater[], { alone, together, again }: Readonly<Record<'alone' | 'together' | 'again', Pick<Rating, 'marks'>>>): Pick<BatchingReport, 'patterns' | 'together' | 'again'> {
  const pairs = (one: readonly Mark[], other: readonly Mark[]): readonly (readonly ['strict' | 'broad' | 'absent', 'strict' | 'broad' | 'absent'])[] =>
    one.flatMap(({ mark }, at) => {
      const second = other[at]?.mark ?? 'missing';
      return isMark(mark) && isMark(second) ? [[mark, second] as const] : [];
    });
  const unmarked = (marks: readonly Mark[]): number => marks.filter(({ mark }) => !isMark(mark)).length;
  const figures = raters.map(({ id, name }, rater) => {
    const [ones, others, seconds] = [alone.marks[rater] ?? [], together.marks[rater] ?? [], again.marks[rater] ?? []];
    const both = pairs(ones, others);
    const strict = (side: 0 | 1): number => both.filter((pair) => pair[side] === 'strict').length;
    const onlyAlone = both.filter(([one, other]) => one === 'strict' && other !== 'strict').length;
    const onlyTogether = both.filter(([one, other]) => one !== 'strict' && other === 'strict').length;
    return {
      id,
      name,
      together: cohensKappa(both),
      again: cohensKappa(pairs(ones, seconds)),
      strictAlone: wilson(strict(0), both.length),
      strictTogether: wilson(strict(1), both.length),
      p: mcnemar(onlyAlone, onlyTogether),
      unmarked: [unmarked(ones), unmarked(others)] as const,
    };
  });
  const corrected = holm(figures.map(({ p }) => p));
  const sum = (read: (figure: (typeof figures)[number]) => Agreement): BatchingReport['together'] => ({ same: figures.reduce((all, figure) => all + read(figure).agreed.k, 0), of: figures.reduce((all, figure) => all + read(figure).n, 0) });
  return { patterns: figures.map((figure, index) => ({ ...figure, p: corrected[index] ?? 1 })), together: sum(({ together: agreement }) => agreement), again: sum(({ again: agreement }) => agreement) };
}

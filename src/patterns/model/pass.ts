/** The model pass: scans batches, merges what they found, and has a larger draw rated; each call journalled. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type * as z from 'zod';
import { createEngine, type Engine, type EngineOptions, type JsonOutcome } from '../../engine/engine.ts';
import { type FinishedCalls, JOURNAL_VERSION, type JournalSummary, type PatternsHeader, type PatternsJournal } from '../../engine/journal.ts';
import type { Progress } from '../../engine/progress.ts';
import { refuseBudget } from '../../engine/spending.ts';
import type { LanguageModel, ModelRequest, PatternStage } from '../../models/model.ts';
import { markKey, type PatternMark, patternMarksSchema } from '../../prompts/pattern-autorate.ts';
import { type PatternClusters, patternClusterSchema } from '../../prompts/pattern-cluster.ts';
import { patternScanSchema } from '../../prompts/pattern-scan.ts';
import type { RenderedPrompt } from '../../prompts/stage.ts';
import { type Candidate, type Cluster, clusterItems, type Clustered } from './cluster.ts';
import type { Draws, DrawnSample } from './draws.ts';
import { findingsOf, type Mark, type ModelFinding } from './marks.ts';
import { clusterPrompt, groupsOf, PROMPT_VERSIONS, ratePrompt, scanPrompt } from './plan.ts';
import { findQuote } from './quote.ts';
import type { Rater } from './raters.ts';
import { type ScanFound, scanItems } from './scan.ts';

type EngineSettings = Pick<
  EngineOptions,
  'concurrency' | 'limits' | 'now' | 'retries' | 'backoffMs' | 'timeoutMs' | 'cache' | 'budget' | 'priceOf' | 'expectedCalls' | 'onRetry' | 'onProgress'
>;

export interface ModelPassOptions extends EngineSettings {
  readonly draws: Draws;
  /** Raters besides what the scans find. */
  readonly known: readonly Rater[];
  /** What a fast pass found: told to whoever sorts the scans' items, and counted as no scan. */
  readonly candidates: readonly Candidate[];
  readonly models: { readonly critic: LanguageModel; readonly judge: LanguageModel };
  /** Patterns that one call rates at most. */
  readonly perCall: number;
  /** The rate above which a pattern raises an alarm, from 0 to 1. */
  readonly threshold: number;
  /** What the header says, besides what is known here. */
  readonly header: Pick<PatternsHeader, 'tool' | 'run' | 'parameters' | 'seed' | 'endpoints'> & { readonly data: Omit<PatternsHeader['data'], 'samples' | 'hash'> };
  readonly journal: PatternsJournal;
  /** Answers of the journal that is gone on with: it keeps its header. */
  readonly resumed?: FinishedCalls;
  readonly signal: AbortSignal;
}

/** How the scans went. */
export interface ScansReport {
  readonly planned: number;
  /** Scans that were answered. */
  readonly answered: number;
  readonly unparsed: number;
  /** Samples of the smallest and the largest batch. */
  readonly batch: readonly [number, number];
  /** Patterns that were named with an example that is there. */
  readonly items: number;
  readonly falseExamples: number;
  readonly withoutExample: number;
}

export interface ModelPass {
  readonly scans: ScansReport;
  /** Absent where there was nothing to merge, or no answer to it. */
  readonly clusters?: Omit<Clustered, 'kept'> & { readonly kept: number };
  /** The highest strict rate first. */
  readonly findings: readonly ModelFinding[];
  /** Samples of the draw that was to be rated, by side. */
  readonly drawn: readonly number[];
  /** Marks that quote what does not stand in their sample. They count. */
  readonly unfoundQuotes: number;
  /** Why calls came to nothing, each once, as sentences. */
  readonly problems: readonly string[];
  readonly calls: number;
  readonly ended: 'done' | 'cancelled' | 'budget';
  readonly progress: Progress;
  readonly givenUp: number;
}

/** Samples that are asked about at once; more would only wait in memory. */
const SAMPLES_AT_ONCE = 64;
const MOST_PROBLEMS = 5;

/** SHA-256 of what was drawn: of equal draws, all questions are the same. */
export function hashOfDraws({ batches, rated }: Draws): string {
  const texts = [...batches, rated].map((samples) => samples.map(({ prompt, response, side }) => [side, prompt, response]));
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(texts))));
}

/**
 * Runs the pass and journals it. The journal stays open: who opened it closes it.
 * @throws when there is a budget and a price is not known, before anything is journalled or sent; and when the journal
 * cannot be written: then no call is under way any more.
 */
export async function runModelPass(options: ModelPassOptions): Promise<ModelPass> {
  const { draws, known, models, header, journal, resumed, now, signal, budget, priceOf, onProgress, threshold } = options;
  const refusal = budget === undefined ? undefined : refuseBudget([models.critic, models.judge], priceOf);
  if (refusal !== undefined) throw new Error(refusal);
  const engine = createEngine({ ...options, ...(resumed === undefined ? {} : { finished: resumed }) });
  const asker = new Asker(engine, models, signal);
  const summarize = (ended: JournalSummary['ended']): Promise<void> => {
    const { usd } = engine.progress;
    return journal.append({ type: 'summary', at: now().toISOString(), ended, calls: engine.calls, samples: {}, ...(priceOf === undefined || usd === undefined ? {} : { cost: usd }) });
  };
  if (resumed === undefined) {
    await journal.append({
      type: 'header',
      version: JOURNAL_VERSION,
      ...header,
      pipeline: 'patterns',
      startedAt: now().toISOString(),
      data: { ...header.data, samples: draws.totals.reduce((sum, total) => sum + total, 0), hash: hashOfDraws(draws) },
      models: { critic: models.critic.id, judge: models.judge.id },
      prompts: PROMPT_VERSIONS,
    });
  }
  try {
    const { report: scans, items } = await scanAll(asker, draws.batches);
    const merged = await merge(asker, items, options.candidates);
    const raters: readonly (Rater & Partial<Cluster>)[] = [...known, ...(merged?.kept ?? [])];
    const { marks, unfoundQuotes } = await rateAll(asker, raters, draws.rated, options.perCall);
    const findings = findingsOf(raters, draws.rated, marks, { sides: draws.totals.length, threshold });
    const ended = engine.budgetUsedUp ? 'budget' : asker.wasCancelled ? 'cancelled' : 'done';
    await summarize(ended);
    const { progress } = engine;
    // The engine tells it now and then: whoever shows it is to see the end.
    onProgress?.(progress);
    return {
      scans,
      ...(merged === undefined ? {} : { clusters: { ...merged, kept: merged.kept.length } }),
      findings,
      drawn: draws.totals.map((_, side) => draws.rated.filter((sample) => sample.side === side).length),
      unfoundQuotes,
      problems: asker.problems,
      calls: engine.calls,
      ended,
      progress,
      givenUp: engine.givenUp,
    };
  } catch (error) {
    // Where it was the journal that broke, this cannot be written either, and the first error says why.
    await summarize('failed').catch(() => undefined);
    throw error;
  }
}

/** Makes the calls of the pass. */
class Asker {
  private readonly engine: Engine;
  private readonly models: ModelPassOptions['models'];
  private readonly signal: AbortSignal;
  private readonly told = new Set<string>();
  wasCancelled = false;

  constructor(engine: Engine, models: ModelPassOptions['models'], signal: AbortSignal) {
    this.engine = engine;
    this.models = models;
    this.signal = signal;
  }

  /** Whether nothing is sent any more. */
  get isStopped(): boolean {
    this.wasCancelled ||= this.signal.aborted;
    return this.signal.aborted || this.engine.budgetUsedUp;
  }

  get problems(): readonly string[] {
    return [...this.told].slice(0, MOST_PROBLEMS);
  }

  async ask<T>(stage: PatternStage, role: 'critic' | 'judge', ordinal: number, { system, user }: RenderedPrompt, schema: z.ZodType<T>): Promise<JsonOutcome<T>> {
    const request: ModelRequest = {
      // About no trait: turns would go by traits, and a run that ends early would have marked no draw by chance.
      purpose: { stage, role, traitId: '', kind: 'dataset', ordinal, attempt: 0 },
      messages: [{ role: 'user', text: user }],
      ...(system === undefined ? {} : { system }),
    };
    const outcome = await this.engine.json(this.models[role], request, schema, this.signal);
    if (outcome.status === 'failed' && outcome.kind === 'cancelled') this.wasCancelled = true;
    const problem = problemOf(outcome);
    if (problem !== undefined) this.told.add(problem);
    return outcome;
  }
}

function problemOf(outcome: JsonOutcome<unknown>): string | undefined {
  switch (outcome.status) {
    case 'ok':
    case 'unparsed':
      return undefined;
    case 'blocked':
      return `The provider's filters blocked a call (${outcome.reason}).`;
    case 'refused':
      return `The model declined a call: ${outcome.reason}`;
    case 'truncated':
      return "An answer ran into the model's output limit and broke off.";
    case 'empty':
      return 'The model said nothing.';
    case 'failed':
      return outcome.kind === 'cancelled' || outcome.kind === 'budget' ? undefined : outcome.message;
  }
}

async function scanAll(asker: Asker, batches: Draws['batches']): Promise<{ readonly report: ScansReport; readonly items: ScanFound['items'] }> {
  let answered = 0;
  let unparsed = 0;
  const found = await all(
    batches.map(async (batch, scan): Promise<ScanFound | undefined> => {
      const outcome = await asker.ask('pattern-scan', 'critic', scan, scanPrompt(batch), patternScanSchema);
      if (outcome.status === 'unparsed') unparsed += 1;
      if (outcome.status !== 'ok') return undefined;
      answered += 1;
      return scanItems(scan, batch, outcome.value);
    }),
  );
  const there = found.filter((one) => one !== undefined);
  const items = there.flatMap((one) => one.items);
  const sizes = batches.map(({ length }) => length);
  return {
    items,
    report: {
      planned: batches.length,
      answered,
      unparsed,
      batch: [Math.min(...sizes), Math.max(...sizes)],
      items: items.length,
      falseExamples: there.reduce((sum, one) => sum + one.falseExamples, 0),
      withoutExample: there.reduce((sum, one) => sum + one.withoutExample, 0),
    },
  };
}

async function merge(asker: Asker, items: ScanFound['items'], candidates: readonly Candidate[]): Promise<Clustered | undefined> {
  // What one scan alone found is kept by no merging.
  if (new Set(items.map(({ scan }) => scan)).size < 2) return items.length === 0 ? undefined : clusterItems(items, candidates, alone(items));
  const outcome = await asker.ask('pattern-cluster', 'critic', 0, clusterPrompt(items, candidates), patternClusterSchema);
  return outcome.status === 'ok' ? clusterItems(items, candidates, outcome.value) : undefined;
}

/** Each item a cluster of its own. */
function alone(items: ScanFound['items']): PatternClusters {
  return { clusters: items.map(({ id, name, definition }) => ({ items: [id], name, definition, positive_examples: [], negative_examples: [] })) };
}

async function rateAll(asker: Asker, raters: readonly Rater[], samples: readonly DrawnSample[], perCall: number): Promise<{ readonly marks: readonly (readonly Mark[])[]; readonly unfoundQuotes: number }> {
  const marks = raters.map(() => samples.map((): Mark => ({ mark: 'missing' })));
  const groups = groupsOf(
    raters.map((rater, index) => ({ rater, index })),
    perCall,
  );
  let unfoundQuotes = 0;
  const take = (sample: DrawnSample, outcome: JsonOutcome<Readonly<Record<string, PatternMark>>>, place: number): Mark => {
    if (outcome.status === 'unparsed') return { mark: 'unparsed' };
    if (outcome.status === 'failed' && (outcome.kind === 'cancelled' || outcome.kind === 'budget')) return { mark: 'missing' };
    if (outcome.status !== 'ok') return { mark: 'failed' };
    const { mark, quote } = outcome.value[markKey(place)] ?? { mark: 'absent', quote: '' };
    if (mark === 'absent') return { mark };
    const range = findQuote(sample.response, quote);
    if (range === undefined) unfoundQuotes += 1;
    return { mark, ...(range === undefined ? {} : { range }) };
  };
  const rate = async (at: number, sample: DrawnSample): Promise<void> => {
    await all(
      groups.map(async (group) => {
        const prompt = ratePrompt(
          group.map(({ rater }) => rater),
          sample,
        );
        const outcome = await asker.ask('pattern-autorate', 'judge', at, prompt, patternMarksSchema(group.length));
        for (const [place, { index }] of group.entries()) {
          const own = marks[index];
          if (own !== undefined) own[at] = take(sample, outcome, place);
        }
      }),
    );
  };
  const waiting = samples.entries();
  await all(
    Array.from({ length: SAMPLES_AT_ONCE }, async () => {
      for (const [at, sample] of waiting) {
        if (asker.isStopped) return;
        await rate(at, sample);
      }
    }),
  );
  return { marks, unfoundQuotes };
}

/** As Promise.all, and never rejects before all have come to an end. */
async function all<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

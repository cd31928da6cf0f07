/** The model pass: scans batches, merges what they found, and has a larger draw rated; each call journalled. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { createEngine, type EngineOptions } from '../../engine/engine.ts';
import { type FinishedCalls, JOURNAL_VERSION, type JournalSummary, type PatternsHeader, type PatternsJournal } from '../../engine/journal.ts';
import type { Progress } from '../../engine/progress.ts';
import { refuseBudget } from '../../engine/spending.ts';
import type { LanguageModel } from '../../models/model.ts';
import { type PatternClusters, patternClusterSchema } from '../../prompts/pattern-cluster.ts';
import { patternScanSchema } from '../../prompts/pattern-scan.ts';
import { all, Asker } from './asker.ts';
import { type Candidate, type Cluster, clusterItems, type Clustered } from './cluster.ts';
import type { Draws } from './draws.ts';
import { findingsOf, type ModelFinding } from './marks.ts';
import { clusterPrompt, PROMPT_VERSIONS, scanPrompt } from './plan.ts';
import { rateAll } from './rate.ts';
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


/** SHA-256 of what was drawn: of equal draws, all questions are the same. */
export function hashOfDraws({ batches, rated }: Pick<Draws, 'batches' | 'rated'>): string {
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
    const { marks, unfoundQuotes } = await rateAll(asker, raters, draws.rated, { perCall: options.perCall, seed: header.seed });
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

async function scanAll(asker: Asker, batches: Draws['batches']): Promise<{ readonly report: ScansReport; readonly items: ScanFound['items'] }> {
  let answered = 0;
  let unparsed = 0;
  const found = await all(
    batches.map(async (batch, scan): Promise<ScanFound | undefined> => {
      const outcome = await asker.ask('pattern-scan', 'critic', { ordinal: scan }, scanPrompt(batch), patternScanSchema);
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
  const outcome = await asker.ask('pattern-cluster', 'critic', { ordinal: 0 }, clusterPrompt(items, candidates), patternClusterSchema);
  return outcome.status === 'ok' ? clusterItems(items, candidates, outcome.value) : undefined;
}

/** Each item a cluster of its own. */
function alone(items: ScanFound['items']): PatternClusters {
  return { clusters: items.map(({ id, name, definition }) => ({ items: [id], name, definition, positive_examples: [], negative_examples: [] })) };
}

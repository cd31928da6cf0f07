/** One run: opens with a header, generates, journals each sample, and closes with a summary. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { chunkOf } from '../document/chunk.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import { createEngine, type EngineOptions } from '../engine/engine.ts';
import { type FinishedCalls, type FinishedSamples, JOURNAL_VERSION, type Journal, type JournalSummary } from '../engine/journal.ts';
import type { Progress } from '../engine/progress.ts';
import { refuseBudget } from '../engine/spending.ts';
import { CHAT_PROMPTS, generateChat, type Models } from './chat.ts';
import type { Sample } from './sample.ts';

/** What the engine is told, all but what a run knows by itself; see EngineOptions. */
type EngineSettings = Pick<
  EngineOptions,
  'concurrency' | 'limits' | 'now' | 'retries' | 'backoffMs' | 'timeoutMs' | 'cache' | 'budget' | 'priceOf' | 'expectedCalls' | 'onRetry' | 'onProgress'
>;

export interface RunOptions extends EngineSettings {
  /** Unique beside the document's other runs; see `runName`. */
  readonly run: string;
  readonly tool: string;
  readonly documentName: string;
  readonly document: TraitsDocument;
  readonly traits: readonly Trait[];
  readonly perTrait: number;
  /** Where it is given, `models` are seeded with it. */
  readonly seed?: number;
  readonly models: Models;
  readonly journal: Journal;
  /** What `journal` has already, where a run is gone on with: it keeps its header, and nothing in it is done again. */
  readonly resumed?: { readonly finished: FinishedCalls; readonly samples: FinishedSamples };
  readonly signal: AbortSignal;
  readonly onSample: (sample: Sample) => void;
}

export interface RunResult {
  readonly samples: readonly Sample[];
  readonly calls: number;
  /** `budget`: it is used up, and samples are missing for that. */
  readonly ended: 'done' | 'cancelled' | 'budget';
  /** How far the calls came, and what they cost. */
  readonly progress: Progress;
  /** Tries that were given up under way, cancelled or timed out: the provider may still bill them. */
  readonly givenUp: number;
}

/** A name that sorts by time: `2026-01-31T09-30-00-000-k3f9`. `random` is in [0, 1). */
export function runName(now: Date, random: number): string {
  const time = now.toISOString().replace(/[:.]/g, '-').replace(/Z$/, '');
  return `${time}-${Math.floor(random * 36 ** 4).toString(36).padStart(4, '0')}`;
}

/**
 * Runs the chat pipeline and journals it. The journal stays open: who opened it closes it.
 * @throws when there is a budget and a price is not known, before anything is journalled or sent; and when the journal
 * cannot be written: what was journalled until then is kept, and no call is under way any more.
 */
export async function runChat(options: RunOptions): Promise<RunResult> {
  const { document, traits, models, journal, resumed, now, perTrait, seed, signal, onSample, onProgress, budget, priceOf } = options;
  const refusal = budget === undefined ? undefined : refuseBudget(Object.values(models), priceOf);
  if (refusal !== undefined) throw new Error(refusal);

  const engine = createEngine({ ...options, ...(resumed === undefined ? {} : { finished: resumed.finished }) });
  const finished: Sample[] = [];
  const save = async (sample: Sample): Promise<void> => {
    await journal.append({ type: 'sample', sample });
    finished.push(sample);
  };
  const summarize = (ended: JournalSummary['ended'], samples: readonly Sample[]): Promise<void> => {
    const { usd } = engine.progress;
    const cost = priceOf === undefined || usd === undefined ? {} : { cost: usd };
    return journal.append({ type: 'summary', at: now().toISOString(), ended, calls: engine.calls, samples: countByStatus(samples), ...cost });
  };

  if (resumed === undefined) {
    await journal.append({
      type: 'header',
      version: JOURNAL_VERSION,
      tool: options.tool,
      run: options.run,
      pipeline: 'chat',
      startedAt: now().toISOString(),
      document: { name: options.documentName, hash: bytesToHex(sha256(utf8ToBytes(document.text))) },
      chunks: Object.fromEntries(traits.map((trait) => [trait.id, chunkOf(document, trait).hash])),
      models: { generator: models.generator.id, critic: models.critic.id, judge: models.judge.id },
      rehearsed: Object.values(models).some((model) => model.rehearsed),
      parameters: { perTrait },
      prompts: CHAT_PROMPTS,
      ...(seed === undefined ? {} : { seed }),
    });
  }
  let samples: readonly Sample[];
  try {
    const there = resumed === undefined ? {} : { finished: resumed.samples };
    samples = await generateChat({ document, traits, perTrait, models, engine, signal, save, onSample, ...there });
  } catch (error) {
    // Where it was the journal that broke, this cannot be written either, and the first error says why.
    await summarize('failed', finished).catch(() => undefined);
    throw error;
  }
  const ended = endOf(samples);
  await summarize(ended, samples);
  const { progress } = engine;
  // The engine tells it now and then: whoever shows it is to see the end.
  onProgress?.(progress);
  return { samples, calls: engine.calls, ended, progress, givenUp: engine.givenUp };
}

/** From the samples, since a signal that fires after the last call stopped nothing. */
function endOf(samples: readonly Sample[]): RunResult['ended'] {
  const cancelled = samples.filter(({ status }) => status === 'cancelled');
  if (cancelled.length === 0) return 'done';
  return cancelled.every(({ failure }) => failure === 'budget') ? 'budget' : 'cancelled';
}

export function countByStatus(samples: readonly Sample[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status } of samples) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** One run: opens with a header, generates, journals each sample, and closes with a summary. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { chunkOf } from '../document/chunk.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import { createEngine, type EngineOptions } from '../engine/engine.ts';
import { type FinishedCalls, type FinishedSamples, JOURNAL_VERSION, type Journal, type JournalHeader, type JournalSummary } from '../engine/journal.ts';
import type { Progress } from '../engine/progress.ts';
import { refuseBudget } from '../engine/spending.ts';
import { endpointsIn } from '../models/endpoints.ts';
import type { EmbeddingModel, PipelineName } from '../models/model.ts';
import { type Shortfall, shortfallsOf } from './backfill.ts';
import { Deduplicator, type DedupReport } from './dedup/duplicate-samples.ts';
import type { Variety } from './draw.ts';
import { generateSamples, type Models, type Wanted, wantedSeeds } from './generate.ts';
import { overridesInHeader, type PromptOverrides } from './overrides.ts';
import { promptVersions } from './pipeline.ts';
import { PIPELINES } from './pipelines.ts';
import type { Sample } from './sample.ts';
import { documentTypesStage } from '../prompts/document-types.ts';

/** What the engine is told, all but what a run knows by itself; see EngineOptions. */
type EngineSettings = Pick<
  EngineOptions,
  'concurrency' | 'limits' | 'now' | 'retries' | 'backoffMs' | 'timeoutMs' | 'cache' | 'budget' | 'priceOf' | 'expectedCalls' | 'onRetry' | 'onProgress'
>;

export interface RunOptions extends EngineSettings, Wanted {
  readonly pipeline: PipelineName;
  /** Unique beside the document's other runs; see `runName`. */
  readonly run: string;
  readonly tool: string;
  readonly documentName: string;
  readonly document: TraitsDocument;
  readonly traits: readonly Trait[];
  /** Where it is given, `models` are seeded with it. What is drawn from lists is drawn with it, and with 0 where there is none. */
  readonly seed?: number;
  /** The lists that scenarios are varied with; nothing is drawn when it is not given. */
  readonly variety?: Variety;
  readonly models: Models;
  /** Where `dedup` asks for embeddings. */
  readonly embedder?: EmbeddingModel;
  /** Prompts that the workspace words anew, where it does. */
  readonly overrides?: PromptOverrides;
  readonly journal: Journal;
  /** What `journal` has already, where a run is gone on with: it keeps its header, and nothing in it is done again. */
  readonly resumed?: { readonly finished: FinishedCalls; readonly samples: FinishedSamples };
  readonly signal: AbortSignal;
  readonly onSample: (sample: Sample) => void;
}

export interface RunResult {
  readonly samples: readonly Sample[];
  /** The traits that have fewer kept samples than were asked for. */
  readonly shortfalls: readonly Shortfall[];
  /** What comparing the kept samples came to, where they were compared. */
  readonly dedup?: DedupReport;
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

/** Runs the chat pipeline, as previews do; see `runPipeline`. */
export function runChat(options: Omit<RunOptions, 'pipeline'>): Promise<RunResult> {
  return runPipeline({ ...options, pipeline: 'chat' });
}

/**
 * Runs a pipeline and journals it. The journal stays open: who opened it closes it.
 * @throws when there is a budget and a price is not known, before anything is journalled or sent; and when the journal
 * cannot be written: what was journalled until then is kept, and no call is under way any more.
 */
export async function runPipeline(options: RunOptions): Promise<RunResult> {
  const { document, traits, models, embedder, overrides, variety, journal, resumed, now, seed, signal, onSample, onProgress, budget, priceOf } = options;
  const pipeline = PIPELINES[options.pipeline];
  const wanted = wantedOf(options);
  const refusal = budget === undefined ? undefined : refuseBudget([...Object.values(models), ...(embedder === undefined ? [] : [embedder])], priceOf);
  if (refusal !== undefined) throw new Error(refusal);

  const engine = createEngine({ ...options, ...(resumed === undefined ? {} : { finished: resumed.finished }) });
  const deduplicator = wanted.dedup === undefined ? undefined : new Deduplicator(wanted.dedup, embedder === undefined ? undefined : (texts) => engine.embed(embedder, texts, signal));
  // By id: what was kept may be dropped later, as like another.
  const finished = new Map<string, Sample>();
  const save = async (sample: Sample): Promise<void> => {
    // Of a large run that is stopped, most samples never began: the summary counts them, and their lines would say no more.
    if (hasBegun(sample)) await journal.append({ type: 'sample', sample });
    finished.set(sample.id, sample);
  };
  const counts = new Map(traits.map((trait) => [trait.id, wantedSeeds(wanted, trait).length]));
  const foundIn = (samples: readonly Sample[]): Pick<RunResult, 'shortfalls' | 'dedup'> => ({
    shortfalls: shortfallsOf(counts, samples),
    ...(deduplicator === undefined ? {} : { dedup: deduplicator.report }),
  });
  const summarize = (ended: JournalSummary['ended'], samples: readonly Sample[]): Promise<void> => {
    const { usd } = engine.progress;
    const { shortfalls, ...found } = foundIn(samples);
    const { embedded } = engine;
    const told = { ...(shortfalls.length === 0 ? {} : { shortfalls }), ...found, ...(embedded.texts === 0 ? {} : { embedded }) };
    const cost = priceOf === undefined || usd === undefined ? {} : { cost: usd };
    return journal.append({ type: 'summary', at: now().toISOString(), ended, calls: engine.calls, samples: countByStatus(samples), ...told, ...cost });
  };

  if (resumed === undefined) {
    await journal.append({
      type: 'header',
      version: JOURNAL_VERSION,
      tool: options.tool,
      run: options.run,
      startedAt: now().toISOString(),
      ...headerOf(options),
    });
  }
  let samples: readonly Sample[];
  try {
    const there = resumed === undefined ? {} : { finished: resumed.samples };
    const varied = variety === undefined ? {} : { variety: { lists: variety, seed: seed ?? 0 } };
    const compared = deduplicator === undefined ? {} : { deduplicator };
    samples = await generateSamples({ ...wanted, pipeline, document, traits, models, engine, signal, save, onSample, ...(overrides === undefined ? {} : { overrides }), ...varied, ...compared, ...there });
  } catch (error) {
    // Where it was the journal that broke, this cannot be written either, and the first error says why.
    await summarize('failed', [...finished.values()]).catch(() => undefined);
    throw error;
  }
  const ended = endOf(samples);
  await summarize(ended, samples);
  const { progress } = engine;
  // The engine tells it now and then: whoever shows it is to see the end.
  onProgress?.(progress);
  return { samples, ...foundIn(samples), calls: engine.calls, ended, progress, givenUp: engine.givenUp };
}

/** What a header says of a run besides its name and its time. */
export function headerOf(options: Omit<RunOptions, 'run' | 'tool' | 'journal' | 'signal' | 'onSample'>): Omit<JournalHeader, 'type' | 'version' | 'tool' | 'run' | 'startedAt'> {
  const { document, traits, models, overrides, variety, seed } = options;
  const endpoints = endpointsIn(Object.values(models));
  const pipeline = PIPELINES[options.pipeline];
  const wanted = wantedOf(options);
  const worded = overrides === undefined ? undefined : overridesInHeader(overrides);
  return {
    pipeline: pipeline.name,
    document: { name: options.documentName, hash: hashOf(document.text) },
    chunks: Object.fromEntries(traits.map((trait) => [trait.id, chunkOf(document, trait).hash])),
    models: { generator: models.generator.id, critic: models.critic.id, judge: models.judge.id },
    ...(Object.keys(endpoints).length === 0 ? {} : { endpoints }),
    rehearsed: Object.values(models).some(({ rehearsed }) => rehearsed),
    parameters: { ...wanted, ...(variety === undefined ? {} : { lists: hashOf(JSON.stringify(variety)) }) },
    prompts: { ...(pipeline.name === 'document' && wanted.proposedTypes !== 0 ? { [documentTypesStage.stage]: documentTypesStage.version } : {}), ...promptVersions(pipeline) },
    ...(worded === undefined ? {} : { overrides: worded }),
    ...(seed === undefined ? {} : { seed }),
  };
}

/** What was wanted, and nothing else of the options. */
function wantedOf({ perTrait, kinds, documentTypes, proposedTypes, only, backfill, dedup }: Wanted): Wanted {
  return {
    perTrait,
    ...(kinds === undefined ? {} : { kinds }),
    ...(documentTypes === undefined ? {} : { documentTypes }),
    ...(proposedTypes === undefined ? {} : { proposedTypes }),
    ...(only === undefined ? {} : { only }),
    ...(backfill === undefined ? {} : { backfill }),
    ...(dedup === undefined ? {} : { dedup }),
  };
}

function hashOf(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** Whether there is more to a sample than that its run was stopped first. */
export function hasBegun({ status, usage, pinned, plan, scenario, draft }: Sample): boolean {
  return status !== 'cancelled' || Object.keys(usage).length > 0 || (plan !== undefined && !pinned) || scenario !== undefined || draft !== undefined;
}

/** From the samples, since a signal that fires after the last call stopped nothing. */
export function endOf(samples: readonly Sample[]): RunResult['ended'] {
  const cancelled = samples.filter(({ status }) => status === 'cancelled');
  if (cancelled.length === 0) return 'done';
  return cancelled.every(({ failure }) => failure === 'budget') ? 'budget' : 'cancelled';
}

export function countByStatus(samples: readonly Sample[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status } of samples) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** Compares two texts of a document: the same plans and messages, answered, criticised and rated with each of them. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import * as z from 'zod';
import { chunkOf } from '../document/chunk.ts';
import { SCENARIO_KINDS, WHY_CHANNELS } from '../document/scenario-block.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import { createEngine } from '../engine/engine.ts';
import { JOURNAL_VERSION, type Journal, type JournalHeader, type JournalSummary } from '../engine/journal.ts';
import { refuseBudget } from '../engine/spending.ts';
import { planSchema } from '../prompts/plan.ts';
import { scenarioCritiqueSchema } from '../prompts/scenario-critique.ts';
import { type Estimate, estimateGroups, type EstimateOptions } from './estimate.ts';
import { generateSamples, type Models } from './generate.ts';
import { overridesInHeader, type PromptOverrides } from './overrides.ts';
import { endpointsIn } from '../models/endpoints.ts';
import { asked, type Material, type Pipeline } from './pipeline.ts';
import { PIPELINES } from './pipelines.ts';
import { countByStatus, endOf, hasBegun, type RunOptions, type RunResult } from './run.ts';
import type { Sample } from './sample.ts';
import { sampleId, type Seed } from './seeds.ts';

/** The text as of a revision, and the text as it is. */
export const SIDES = ['base', 'now'] as const;
export type Side = (typeof SIDES)[number];

/** What a journalled sample must have so that its answer can be written again. Any program may have written it. */
const caseShape = z.object({
  traitId: z.string(),
  kind: z.enum(SCENARIO_KINDS),
  ordinal: z.int().nonnegative(),
  pinned: z.boolean().default(false),
  entry: z.string().exactOptional(),
  plan: planSchema.readonly(),
  scenario: z.string().exactOptional(),
  defaultResponse: z.string().exactOptional(),
  scenarioCritique: scenarioCritiqueSchema.readonly().exactOptional(),
  prompt: z.string().exactOptional(),
  documentType: z.string().exactOptional(),
  whyChannel: z.enum(WHY_CHANNELS).exactOptional(),
});

/** A plan, and the message where there is one, that both sides answer. */
export type ComparedCase = Readonly<z.infer<typeof caseShape>>;

/** The keys that its pipeline goes on from. */
const NEEDED = { chat: ['prompt', 'defaultResponse'], preference: ['prompt', 'defaultResponse'], document: ['documentType', 'whyChannel'] } as const satisfies Readonly<
  Record<JournalHeader['pipeline'], readonly (keyof ComparedCase)[]>
>;

/** Reads a case from a journalled sample; undefined where the sample did not come as far as an answer. */
export function caseOf(pipeline: JournalHeader['pipeline'], sample: unknown): ComparedCase | undefined {
  const { data } = caseShape.safeParse(sample);
  return data === undefined || NEEDED[pipeline].some((key) => data[key] === undefined) ? undefined : data;
}

/** A trait that is on both sides. */
interface ComparedTrait {
  readonly id: string;
  readonly base: Trait;
  readonly now: Trait;
}

/** Which traits can be compared. */
export interface Comparable {
  /** Those whose chunk differs, or that were asked for, in the order of today's document. */
  readonly traits: readonly ComparedTrait[];
  /** Ids of traits that a model is shown alike on both sides, and that nobody asked for. */
  readonly same: readonly string[];
  /** Ids of traits that the base has not. */
  readonly added: readonly string[];
  /** Ids of traits that the base alone has. */
  readonly removed: readonly string[];
}

/** `traitIds` are those that were asked for; where there are none, all that differ. */
export function comparable(base: TraitsDocument, now: TraitsDocument, traitIds: readonly string[]): Comparable {
  const traits: ComparedTrait[] = [];
  const same: string[] = [];
  const added: string[] = [];
  for (const trait of now.traits) {
    if (traitIds.length > 0 && !traitIds.includes(trait.id)) continue;
    const before = base.traits.find(({ id }) => id === trait.id);
    if (before === undefined) added.push(trait.id);
    else if (traitIds.length === 0 && chunkOf(base, before).hash === chunkOf(now, trait).hash) same.push(trait.id);
    else traits.push({ id: trait.id, base: before, now: trait });
  }
  const removed = traitIds.length > 0 ? [] : base.traits.filter(({ id }) => !now.traits.some((trait) => trait.id === id)).map(({ id }) => id);
  return { traits, same, added, removed };
}

/** The steps from the answer on: what comes before is the same for both sides. */
function answering({ name, plan, steps }: Pipeline): Pipeline {
  const first = steps.findIndex((step) => step.step === 'ask' && (step.stage === 'draft' || step.stage === 'document'));
  return { name, plan, steps: steps.slice(first) };
}

function seedOf({ kind, ordinal, entry, plan, documentType, whyChannel, pinned, scenario, defaultResponse, scenarioCritique, prompt }: ComparedCase): Seed {
  const made: Partial<Material> = {
    pinned,
    ...(scenario === undefined ? {} : { scenario }),
    ...(defaultResponse === undefined ? {} : { defaultResponse }),
    ...(scenarioCritique === undefined ? {} : { scenarioCritique }),
    ...(prompt === undefined ? {} : { prompt }),
  };
  return {
    kind,
    ordinal,
    index: 0,
    plan,
    made,
    ...(entry === undefined ? {} : { entry }),
    ...(documentType === undefined ? {} : { documentType }),
    ...(whyChannel === undefined ? {} : { whyChannel }),
  };
}

function seedsFor(id: string, cases: readonly ComparedCase[]): readonly Seed[] {
  return cases.filter(({ traitId }) => traitId === id).map(seedOf);
}

/** What is compared with what. */
export interface Comparison {
  readonly pipeline: JournalHeader['pipeline'];
  readonly base: TraitsDocument;
  readonly now: TraitsDocument;
  readonly traits: readonly ComparedTrait[];
  /** Of these traits, and all of one run. */
  readonly cases: readonly ComparedCase[];
  readonly overrides?: PromptOverrides;
}

/** Estimates both sides together. */
export function estimateComparison({ pipeline, traits, cases, overrides, ...documents }: Comparison, options: Pick<EstimateOptions, 'models' | 'prices'>): Estimate {
  const groups = traits.flatMap((trait) => SIDES.map((side) => ({ chunk: chunkOf(documents[side], trait[side]), seeds: seedsFor(trait.id, cases) })));
  return estimateGroups(answering(PIPELINES[pipeline]), [], groups, { ...options, ...(overrides === undefined ? {} : { overrides }) });
}

/**
 * Ids of the traits that a model is shown alike on both sides. They are compared to see how much two runs over one text
 * differ: with answers from a cache, or a seed, that would seem to be nothing.
 */
export function shownAlike({ base, now, traits }: Pick<Comparison, 'base' | 'now' | 'traits'>): readonly string[] {
  return traits.filter((trait) => chunkOf(base, trait.base).hash === chunkOf(now, trait.now).hash).map(({ id }) => id);
}

export interface CompareOptions
  extends Comparison,
    Pick<RunOptions, 'run' | 'tool' | 'documentName' | 'seed' | 'signal' | 'onSample' | 'concurrency' | 'limits' | 'retries' | 'backoffMs' | 'timeoutMs' | 'cache' | 'budget' | 'priceOf' | 'expectedCalls' | 'onRetry' | 'onProgress'> {
  readonly clock: RunOptions['now'];
  readonly models: Models;
  readonly journal: Journal;
  /** As it was asked for, and the commit that it is. */
  readonly revision: string;
  readonly commit: string;
  /** The run that the cases are of. */
  readonly of: string;
}

/** One case with what each side made of it. */
export interface ComparedPair {
  /** `trait/kind/ordinal`. */
  readonly id: string;
  readonly traitId: string;
  readonly case: ComparedCase;
  readonly base: Sample;
  readonly now: Sample;
}

export interface CompareResult extends Omit<RunResult, 'samples'> {
  /** All samples of both sides, with ids that name their side. */
  readonly samples: readonly Sample[];
  readonly pairs: readonly ComparedPair[];
}

/**
 * Runs both sides and journals them in one journal, which stays open. Each side is judged by its own text. The cache is
 * left out where a trait is shown alike on both sides.
 * @throws when there is a budget and a price is not known, before anything is journalled or sent; and when the journal
 * cannot be written.
 */
export async function runCompare(options: CompareOptions): Promise<CompareResult> {
  const { traits, cases, models, overrides, journal, clock, signal, seed, onSample, onProgress, budget, priceOf, base, now } = options;
  const refusal = budget === undefined ? undefined : refuseBudget(Object.values(models), priceOf);
  if (refusal !== undefined) throw new Error(refusal);
  const pipeline = answering(PIPELINES[options.pipeline]);
  const endpoints = endpointsIn(Object.values(models));
  const { cache, ...settings } = options;
  const engine = createEngine({ ...settings, now: clock, ...(cache === undefined || shownAlike(options).length > 0 ? {} : { cache }) });
  const documents = { base, now };
  const hashes = (side: Side): Readonly<Record<string, string>> => Object.fromEntries(traits.map((trait) => [trait.id, chunkOf(documents[side], trait[side]).hash]));
  const worded = overrides === undefined ? undefined : overridesInHeader(overrides);
  await journal.append({
    type: 'header',
    version: JOURNAL_VERSION,
    tool: options.tool,
    run: options.run,
    pipeline: pipeline.name,
    startedAt: clock().toISOString(),
    document: { name: options.documentName, hash: hashOf(now) },
    chunks: hashes('now'),
    models: { generator: models.generator.id, critic: models.critic.id, judge: models.judge.id },
    ...(Object.keys(endpoints).length === 0 ? {} : { endpoints }),
    rehearsed: Object.values(models).some(({ rehearsed }) => rehearsed),
    parameters: { perTrait: Math.max(0, ...traits.map(({ id }) => seedsFor(id, cases).length)) },
    prompts: Object.fromEntries(asked(pipeline.steps).map(({ stage, version }) => [stage, version])),
    compare: { revision: options.revision, commit: options.commit, of: options.of, document: hashOf(base), chunks: hashes('base') },
    ...(worded === undefined ? {} : { overrides: worded }),
    ...(seed === undefined ? {} : { seed }),
  });

  const saved: Sample[] = [];
  const summarize = (ended: JournalSummary['ended']): Promise<void> => {
    const { usd } = engine.progress;
    const cost = priceOf === undefined || usd === undefined ? {} : { cost: usd };
    return journal.append({ type: 'summary', at: clock().toISOString(), ended, calls: engine.calls, samples: countByStatus(saved), ...cost });
  };
  const seeds = new Map(traits.map(({ id }) => [id, seedsFor(id, cases)]));
  const make = (side: Side): Promise<readonly Sample[]> => {
    const named = (sample: Sample): Sample & { readonly side: Side } => ({ ...sample, id: sideId(sample.id, side), side });
    return generateSamples({
      pipeline,
      document: documents[side],
      traits: traits.map((trait) => trait[side]),
      perTrait: 0,
      seeds,
      models,
      engine,
      signal,
      ...(overrides === undefined ? {} : { overrides }),
      save: async (sample) => {
        if (hasBegun(sample)) await journal.append({ type: 'sample', sample: named(sample) });
        saved.push(named(sample));
      },
      onSample: (sample) => onSample(named(sample)),
    });
  };
  const both = [make('base'), make('now')] as const;
  // A journal that breaks for the one breaks for the other: both have come to an end before that is passed on.
  await Promise.allSettled(both);
  const [ofBase, ofNow] = await Promise.all(both).catch(async (error: unknown) => {
    await summarize('failed').catch(() => undefined);
    throw error;
  });
  const ended = endOf(saved);
  await summarize(ended);
  const { progress } = engine;
  onProgress?.(progress);
  const [madeBefore, madeNow] = [ofBase, ofNow].map((samples) => new Map(samples.map((sample) => [sample.id, sample])));
  const pairs = cases.flatMap((one): readonly ComparedPair[] => {
    const id = sampleId(one.traitId, one);
    const [before, after] = [madeBefore?.get(id), madeNow?.get(id)];
    return before === undefined || after === undefined ? [] : [{ id, traitId: one.traitId, case: one, base: before, now: after }];
  });
  return { samples: saved, shortfalls: [], pairs, calls: engine.calls, ended, progress, givenUp: engine.givenUp };
}

function sideId(id: string, side: Side): string {
  return `${id}@${side}`;
}

function hashOf({ text }: TraitsDocument): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

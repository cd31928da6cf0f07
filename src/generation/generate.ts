/** Takes samples through a pipeline, from the chunks of some traits to the last check. */
import { type Chunk, chunkOf } from '../document/chunk.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import type { Engine, JsonOutcome } from '../engine/engine.ts';
import type { FinishedSamples } from '../engine/journal.ts';
import { addUsage } from '../engine/progress.ts';
import type { FailureKind, LanguageModel, ModelOutcome, ModelRequest, Role, Stage, Usage } from '../models/model.ts';
import { documentTypesStage } from '../prompts/document-types.ts';
import type { About } from '../prompts/expectation.ts';
import type { Plan } from '../prompts/plan.ts';
import type { RenderedPrompt } from '../prompts/stage.ts';
import { backfillSeeds, MOST_ROUNDS } from './backfill.ts';
import type { Deduplicator, DedupSettings } from './dedup/duplicate-samples.ts';
import { allTypes, DOCUMENT_TYPES, PROPOSED_TYPES, typedSeeds } from './document-types.ts';
import { drawFor, type Variety } from './draw.ts';
import { type PromptOverrides, renderStage } from './overrides.ts';
import type { Asked, Asker, Making, Material, Pipeline } from './pipeline.ts';
import { randomNumbers } from './random.ts';
import type { Sample } from './sample.ts';
import { EVEN_KINDS, type KindShares, sampleId, type Seed, seedsOf, seedsOnly, withVariables } from './seeds.ts';

export type Models = Readonly<Record<Role, LanguageModel>>;

/** What is to be made of each trait. */
export interface Wanted {
  readonly perTrait: number;
  /** As many of each kind when not given. */
  readonly kinds?: KindShares;
  /** Of texts: the types that are written; DOCUMENT_TYPES when not given. */
  readonly documentTypes?: readonly string[];
  /** Of texts: how many further types are asked for, for each trait; PROPOSED_TYPES when not given. */
  readonly proposedTypes?: number;
  /** Only the samples with these ids, of all that the rest of this comes to. */
  readonly only?: readonly string[];
  /** In how many further rounds samples that came to nothing are made up for, at most; see backfillSeeds. None when not given. */
  readonly backfill?: number;
  /** How kept samples are compared, for those that are too alike to be dropped. They are not when it is not given. */
  readonly dedup?: DedupSettings;
}

export interface Generation extends Omit<Wanted, 'dedup'> {
  readonly pipeline: Pipeline;
  readonly document: TraitsDocument;
  readonly traits: readonly Trait[];
  readonly models: Models;
  readonly engine: Engine;
  readonly signal: AbortSignal;
  /** By trait id, what samples are made from, where that does not follow from the document; `Wanted` is not asked for then. */
  readonly seeds?: ReadonlyMap<string, readonly Seed[]>;
  /** Drops kept samples that are too like others, after each round. */
  readonly deduplicator?: Deduplicator;
  /** What is drawn for each sample that is planned, and the seed to draw with. Nothing when it is not given. */
  readonly variety?: { readonly lists: Variety; readonly seed: number };
  /** Prompts that the workspace words anew, where it does. */
  readonly overrides?: PromptOverrides;
  /** Samples that are there already, of a run that is gone on with. One that was made from another chunk is made anew. */
  readonly finished?: FinishedSamples;
  /** Journals a finished sample. Where it rejects, the run ends: what cannot be kept is not paid for. */
  readonly save: (sample: Sample) => Promise<void>;
  /** Called in order with each sample before it begins, after each step, and when it is finished and saved; once with one that is there already. */
  readonly onSample: (sample: Sample) => void;
}

/** How many earlier plans the next one is told of. In a run of thousands all of them would fill the prompt. */
export const EARLIER_SHOWN = 50;

/**
 * Generates the samples of each trait and resolves with all of them, in order. What goes wrong with a sample is its
 * status; the promise rejects only when something cannot be journalled, and then no call is under way any more.
 */
export async function generateSamples(given: Generation): Promise<readonly Sample[]> {
  const stop = new AbortController();
  const run = { ...given, signal: AbortSignal.any([given.signal, stop.signal]) };
  const traits: Begun[] = [];
  for (const trait of run.traits) {
    const chunk = chunkOf(run.document, trait);
    const seeds = run.seeds?.get(trait.id) ?? wantedSeeds(run, trait).map((seed) => readied(run, chunk, seed));
    const begun: Begun = { trait, chunk, firstType: firstTypeOf(run, trait), wanted: seeds, samples: [], types: undefined };
    await add(run, begun, seeds, 0);
    traits.push(begun);
  }
  for (let round = 0, most = roundsOf(run); ; round += 1) {
    const made = traits.map((trait) => makeSamples(run, trait, stop));
    await Promise.allSettled(made);
    stop.signal.throwIfAborted();
    for (const [index, samples] of (await Promise.all(made)).entries()) traits[index]?.samples.forEach((sample, at) => (sample.there = samples[at]));
    await dropDuplicates(run, traits);
    if (round === most || run.signal.aborted || run.engine.budgetUsedUp) break;
    const further = traits.map((begun) => [begun, backfillSeeds(begun.trait, begun.wanted, begun.samples.flatMap(({ there }) => there ?? []))] as const);
    if (further.every(([, seeds]) => seeds.length === 0)) break;
    for (const [begun, seeds] of further) await add(run, begun, seeds.map((seed) => readied(run, begun.chunk, seed)), round + 1);
  }
  return traits.flatMap(({ samples }) => samples.flatMap(({ there }) => there ?? []));
}

/** Prepared answers are there for the first samples alone, and what was picked out is not to become more. */
function roundsOf({ seeds, only, backfill = 0, models }: Generation): number {
  return seeds !== undefined || only !== undefined || Object.values(models).some(({ rehearsed }) => rehearsed) ? 0 : Math.min(backfill, MOST_ROUNDS);
}

/** Follows from the seed and the trait, so that another trait before it changes nothing; prepared answers are written for the traits in their order. */
function firstTypeOf({ document, perTrait, models, variety }: Generation, trait: Trait): number {
  if (Object.values(models).some(({ rehearsed }) => rehearsed)) return document.traits.indexOf(trait) * perTrait;
  return Math.floor(randomNumbers([variety?.seed ?? 0, 'documentTypes', trait.id])() * 2 ** 32);
}

/** What samples of a trait are made from, at first. */
export function wantedSeeds({ perTrait, kinds = EVEN_KINDS, only }: Wanted, trait: Trait): readonly Seed[] {
  const seeds = seedsOf(trait, perTrait, kinds);
  return only === undefined ? seeds : seedsOnly(trait, seeds, only);
}

/** With the document's variables filled in, and what is drawn for it: nothing for a pinned scenario, which somebody thought of. */
function readied({ variety }: Pick<Generation, 'variety'>, chunk: Chunk, seed: Seed): Seed {
  const filled = withVariables(seed, chunk);
  return variety === undefined || seed.plan !== undefined ? filled : { ...filled, draw: drawFor(variety.lists, variety.seed, chunk.traitId, seed.kind, seed.ordinal) };
}

/** One after the other, so that samples are seen in their order. */
async function add(run: Generation, { chunk, samples }: Begun, seeds: readonly Seed[], round: number): Promise<void> {
  for (const seed of seeds) {
    const maker = new SampleMaker(run, chunk, seed);
    samples.push({ maker, round, there: await maker.announce() });
  }
}

/** Journals what is dropped once more, since it was kept until here, or the other way round. */
async function dropDuplicates({ deduplicator, save, onSample, signal }: Generation, traits: readonly Begun[]): Promise<void> {
  if (deduplicator === undefined || signal.aborted) return;
  // What is made up for is later than all that was there before.
  const rounds = traits.flatMap(({ samples }) => samples).sort((a, b) => a.round - b.round);
  const changed = await deduplicator.drop(rounds.flatMap(({ there }) => there ?? []));
  for (const sample of changed) {
    await save(sample);
    onSample(sample);
    for (const place of rounds) if (place.there?.id === sample.id) place.there = sample;
  }
}

/** The samples of one trait. */
interface Begun {
  readonly trait: Trait;
  readonly chunk: Chunk;
  /** What was to be made at first. */
  readonly wanted: readonly Seed[];
  /** Where it begins in the types of its texts; see typedSeeds. */
  readonly firstType: number;
  /** Of all rounds until now. */
  readonly samples: {
    readonly maker: SampleMaker;
    readonly round: number;
    /** The sample, where it was there already, or is of an earlier round. */
    there: Sample | undefined;
  }[];
  /** The types of its texts, once they are known. */
  types: readonly string[] | undefined;
}

/** Never rejects before all of them have come to an end; what breaks one stops them all. */
async function makeSamples(run: Generation, trait: Begun, stop: AbortController): Promise<readonly Sample[]> {
  const { samples } = trait;
  const results: Promise<Sample>[] = [];
  const begin = (index: number, maker: SampleMaker, planned: Promise<void>): void => {
    const result = maker.finish(planned);
    result.catch((error: unknown) => stop.abort(error));
    results[index] = result;
  };
  // Until the types of its texts are known, nothing of a trait is begun; where they cannot be, that ends its samples.
  const typed = run.pipeline.name === 'document' && samples.some(({ maker, there }) => there === undefined && maker.seed.documentType === undefined) ? giveTypes(run, trait) : Promise.resolve();
  const isTyped = await typed.then(() => true, () => false);
  for (const [index, { maker, there }] of samples.entries()) {
    if (there !== undefined) results[index] = Promise.resolve(there);
    else if (maker.isPinned || !isTyped) begin(index, maker, typed);
  }
  if (isTyped) await planInTurn(run, samples, begin);
  await Promise.allSettled(results);
  return Promise.all(results);
}

/** Each plan is told of those before it and of all that are pinned, so the plans of a trait follow one another. */
async function planInTurn(run: Generation, samples: Begun['samples'], begin: (index: number, maker: SampleMaker, planned: Promise<void>) => void): Promise<void> {
  const pinned = samples.flatMap(({ maker }) => maker.seed.plan ?? []);
  const plans: Plan[] = [];
  const earlier = (): readonly Plan[] => [...pinned, ...plans.slice(-EARLIER_SHOWN)];
  const planNext = async (index: number, maker: SampleMaker): Promise<void> => {
    const plan = maker.plan(earlier());
    begin(index, maker, plan.then(() => undefined));
    // A plan that came to nothing ends its own sample alone.
    await plan.then((made) => made !== undefined && plans.push(made), () => undefined);
  };
  const later: [number, SampleMaker][] = [];
  for (const [index, { maker, there }] of samples.entries()) {
    if (maker.isPinned) continue;
    if (there !== undefined) plans.push(...(there.plan === undefined ? [] : [there.plan]));
    // A plan that failed was not told to those after it: told now, their calls would be others than those that were paid for.
    else if (run.finished !== undefined && !(await maker.isPlanned(earlier()))) later.push([index, maker]);
    else await planNext(index, maker);
  }
  for (const [index, maker] of later) await planNext(index, maker);
}

/** Settles of which type each text of a trait is to be; further types are asked for in the name of its first sample. */
async function giveTypes(run: Generation, trait: Begun): Promise<void> {
  const { documentTypes = DOCUMENT_TYPES, proposedTypes = PROPOSED_TYPES } = run;
  const { chunk, firstType, samples } = trait;
  const [first] = samples;
  if (first === undefined) return;
  if (trait.types === undefined) {
    const input = { chunk, known: documentTypes, count: proposedTypes };
    const proposed = proposedTypes === 0 ? [] : (await first.maker.asker.json(documentTypesStage, renderStage(documentTypesStage, input, run.overrides))).types.map(({ type }) => type);
    trait.types = allTypes(documentTypes, proposed, proposedTypes);
  }
  const seeds = typedSeeds(samples.map(({ maker }) => maker.seed), trait.types, firstType);
  for (const [index, { maker, there }] of samples.entries()) {
    const seed = seeds[index];
    if (there === undefined && seed !== undefined) maker.give(seed);
  }
}

/** Ends a sample early; caught where the sample is finished. */
class Ended extends Error {
  readonly change: Pick<Sample, 'status' | 'failure' | 'droppedBy'>;

  constructor(change: Ended['change'], reason: string) {
    super(reason);
    this.change = change;
  }
}

class SampleMaker {
  private readonly run: Generation;
  private readonly chunk: Chunk;
  private sample: Sample;
  seed: Seed;

  constructor(run: Generation, chunk: Chunk, seed: Seed) {
    this.run = run;
    this.chunk = chunk;
    this.seed = seed;
    this.sample = begunSample(run.pipeline, chunk, seed, run.models);
  }

  /** Shows the sample that is there already and returns it, or says that it is to come. */
  async announce(): Promise<Sample | undefined> {
    const { finished, onSample } = this.run;
    // What stands in a journal is what `save` was given.
    const there = finished?.has(this.sample.id) === true ? ((await finished.get(this.sample.id)) as Sample | undefined) : undefined;
    const isSame = there?.chunkHash === this.sample.chunkHash;
    onSample(isSame ? there : this.sample);
    return isSame ? there : undefined;
  }

  get isPinned(): boolean {
    return this.seed.plan !== undefined;
  }

  /** Goes on from another seed of the same place. */
  give(seed: Seed): void {
    this.seed = seed;
    this.update(givenBy(seed));
  }

  /** Plans; undefined where the plan is that nothing is to be made. */
  async plan(earlier: readonly Plan[]): Promise<Plan | undefined> {
    // Of a large run that is stopped, most samples come here: there is no need to word what will not be sent.
    if (this.run.signal.aborted) throw endedBy(NOT_SENT, this.run.pipeline.plan.stage);
    this.update(await this.run.pipeline.plan.make(this.making, earlier, this.asker));
    return this.sample.plan;
  }

  /** Whether the journal that is gone on with has the answer to that. */
  isPlanned(earlier: readonly Plan[]): Promise<boolean> {
    const { models, engine, pipeline } = this.run;
    const { plan } = pipeline;
    return engine.isFinished(models[plan.role], this.request(plan, plan.render(this.making, earlier)), plan.schema);
  }

  /** Goes on from the plan to the end, and saves what came of it. */
  async finish(planned: Promise<void>): Promise<Sample> {
    try {
      await planned;
      await this.takeSteps();
      this.sample = { ...this.sample, status: 'kept' };
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
      this.sample = { ...this.sample, ...error.change, reason: error.message };
    }
    this.sample = asStory(this.sample);
    await this.run.save(this.sample);
    this.run.onSample(this.sample);
    return this.sample;
  }

  private async takeSteps(): Promise<void> {
    for (const step of this.run.pipeline.steps) {
      const { making } = this;
      if (step.step === 'ask' && step.isDue(making)) this.update(await step.make(making, this.asker));
      if (step.step === 'settle') this.update(step.settle(making));
      const fault = step.step === 'check' ? step.fault(making) : undefined;
      if (fault !== undefined && step.step === 'check') throw new Ended({ status: 'dropped', droppedBy: step.name }, fault);
    }
  }

  private get making(): Making {
    const { chunk, seed, sample } = this;
    const { overrides } = this.run;
    return { chunk, seed, sample, about: aboutOf(chunk, seed), ...(overrides === undefined ? {} : { overrides }) };
  }

  private update(change: Partial<Material>): void {
    this.sample = { ...this.sample, ...change };
    this.run.onSample(this.sample);
  }

  private request({ stage, role }: Asked, { system, user }: RenderedPrompt): ModelRequest {
    const { traitId, kind, ordinal } = this.sample;
    return {
      purpose: { stage, role, traitId, kind, ordinal, attempt: 0 },
      messages: [{ role: 'user', text: user }],
      ...(system === undefined ? {} : { system }),
    };
  }

  readonly asker: Asker = {
    text: async (asked, prompt) => {
      const { models, engine, signal } = this.run;
      const outcome = await engine.text(models[asked.role], this.request(asked, prompt), signal, (seen) => this.count(asked.role, seen));
      if (outcome.status === 'ok') return outcome.text;
      throw endedBy(outcome, asked.stage);
    },
    json: async (asked, prompt) => {
      const { models, engine, signal } = this.run;
      const outcome = await engine.json(models[asked.role], this.request(asked, prompt), asked.schema, signal, (seen) => this.count(asked.role, seen));
      if (outcome.status === 'ok') return outcome.value;
      throw endedBy(outcome, asked.stage);
    },
  };

  private count(role: Role, usage: Usage): void {
    const before = this.sample.usage[role];
    this.sample = { ...this.sample, usage: { ...this.sample.usage, [role]: before === undefined ? usage : addUsage(before, usage) } };
  }
}

/** A sample before anything was asked for it. */
export function begunSample({ name }: Pipeline, chunk: Chunk, seed: Seed, { generator, critic, judge }: Readonly<Record<Role, Pick<LanguageModel, 'id' | 'rehearsed'>>>): Sample {
  return {
    id: sampleId(chunk.traitId, seed),
    pipeline: name,
    traitId: chunk.traitId,
    kind: seed.kind,
    ordinal: seed.ordinal,
    chunkHash: chunk.hash,
    pinned: seed.plan !== undefined,
    quotes: [],
    status: 'running',
    models: { generator: generator.id, critic: critic.id, judge: judge.id },
    rehearsed: [generator, critic, judge].some((model) => model.rehearsed),
    usage: {},
    ...(name === 'document' ? { ...givenBy(seed) } : seed.prompt === undefined ? {} : { scenario: seed.prompt }),
    ...(seed.entry === undefined ? {} : { entry: seed.entry }),
    ...(seed.draw === undefined ? {} : { draw: seed.draw }),
    ...(seed.plan === undefined ? {} : { plan: seed.plan }),
    ...seed.made,
  };
}

/** Its keys in the order in which it came to be, with what became of it at the end: a journal is read from top to bottom. */
function asStory({ quotes, status, failure, droppedBy, reason, models, rehearsed, usage, ...made }: Sample): Sample {
  return {
    ...made,
    quotes,
    status,
    ...(failure === undefined ? {} : { failure }),
    ...(droppedBy === undefined ? {} : { droppedBy }),
    ...(reason === undefined ? {} : { reason }),
    models,
    rehearsed,
    usage,
  };
}

/** What a seed says of a text. */
function givenBy({ documentType, whyChannel }: Seed): Partial<Material> {
  return { ...(documentType === undefined ? {} : { documentType }), ...(whyChannel === undefined ? {} : { whyChannel }) };
}

/** What every prompt of a sample is about. */
export function aboutOf(chunk: Chunk, { kind, entry }: Seed): About {
  return { chunk, kind, ...(entry === undefined ? {} : { entry }) };
}

/** What a call comes to that is not made, since its run was stopped first. */
const NOT_SENT = { status: 'failed', kind: 'cancelled', message: 'The call was cancelled before it was sent.' } as const;

/** What a call that gave no answer makes of its sample, in a sentence that names the stage. */
function endedBy(outcome: Exclude<JsonOutcome<unknown> | ModelOutcome, { status: 'ok' }>, stage: Stage): Ended {
  const name = stage === 'rejected' ? 'rejected answer' : stage.replaceAll('-', ' ');
  const failed = (reason: string, failure?: FailureKind): Ended => new Ended({ status: 'failed', ...(failure === undefined ? {} : { failure }) }, reason);
  switch (outcome.status) {
    case 'blocked':
      return failed(`The provider's filters blocked the ${name} (${outcome.reason}).`);
    case 'refused':
      return failed(`The model declined the ${name}: ${outcome.reason}`);
    case 'truncated':
      return failed(`The ${name} ran into the model's output limit and broke off.`);
    case 'empty':
      return failed(`The model said nothing for the ${name}.`);
    case 'unparsed':
      return new Ended({ status: 'unparsed' }, `The ${name} could not be read, twice. ${outcome.problem}`);
    case 'failed':
      switch (outcome.kind) {
        case 'cancelled':
          return new Ended({ status: 'cancelled' }, `Cancelled before the ${name} was there. ${outcome.message}`);
        case 'budget':
          return new Ended({ status: 'cancelled', failure: 'budget' }, outcome.message);
        default:
          return failed(`The ${name} failed. ${outcome.message}`, outcome.kind);
      }
  }
}

/** The chat pipeline: from the chunks of some traits to samples, stage by stage. */
import { type Chunk, chunkOf, substitute } from '../document/chunk.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import type { Engine, JsonOutcome } from '../engine/engine.ts';
import type { FinishedSamples } from '../engine/journal.ts';
import { addUsage } from '../engine/progress.ts';
import type { FailureKind, LanguageModel, ModelOutcome, ModelRequest, Role, ScenarioKind, Stage, Usage } from '../models/model.ts';
import { autorateStage } from '../prompts/autorate.ts';
import { critiqueStage } from '../prompts/critique.ts';
import { defaultResponseStage } from '../prompts/default-response.ts';
import { draftStage } from '../prompts/draft.ts';
import { type Plan, planStage } from '../prompts/plan.ts';
import { rewriteStage } from '../prompts/rewrite.ts';
import { scenarioCritiqueStage } from '../prompts/scenario-critique.ts';
import { scenarioStage } from '../prompts/scenario.ts';
import type { JsonStage, TextStage } from '../prompts/stage.ts';
import { verifyQuotes } from './quotes.ts';
import type { Sample } from './sample.ts';

export type Models = Readonly<Record<Role, LanguageModel>>;

/** The version of each stage's prompt, for the journal's header. */
export const CHAT_PROMPTS: Readonly<Record<string, number>> = Object.fromEntries(
  [planStage, scenarioStage, defaultResponseStage, scenarioCritiqueStage, draftStage, critiqueStage, rewriteStage, autorateStage].map(
    ({ stage, version }) => [stage, version],
  ),
);

/** What a sample is to be made from, before any model is asked. */
export interface Seed {
  readonly kind: ScenarioKind;
  readonly ordinal: number;
  /** The document's own exception or trade-off that a plan is to be made from. */
  readonly entry?: string;
  /** From a scenario that is pinned in the document. */
  readonly plan?: Plan;
  readonly prompt?: string;
}

const KINDS: readonly ScenarioKind[] = ['exhibit', 'exception', 'trade-off'];

/**
 * The seeds of `count` samples of a trait: in turn exhibit, exception and trade-off, the last two as long as the
 * document has something to make them from. Data of which every example shows the trait teaches a model to show it
 * always. Of each kind the pinned scenarios come first, then the document's entries, round and round.
 */
export function seedsOf(trait: Trait, count: number): readonly Seed[] {
  const { exceptions, tradeOffs, scenarios } = trait.content;
  const entries: Readonly<Record<ScenarioKind, readonly { readonly text: string }[]>> = { exhibit: [], exception: exceptions, 'trade-off': tradeOffs };
  const pinned = scenarios.flatMap(({ values: { kind = 'exhibit', what, how, why, prompt } }) =>
    what === undefined || how === undefined || why === undefined
      ? []
      : [{ kind, plan: { what, how, why }, ...(prompt === undefined ? {} : { prompt }) }],
  );
  const seedOf = (kind: ScenarioKind, ordinal: number): Seed | undefined => {
    const ofKind = pinned.filter((scenario) => scenario.kind === kind);
    const pin = ofKind[ordinal];
    if (pin !== undefined) return { ...pin, kind, ordinal };
    if (kind === 'exhibit') return { kind, ordinal };
    const entry = entries[kind][(ordinal - ofKind.length) % entries[kind].length]?.text;
    return entry === undefined ? undefined : { kind, ordinal, entry };
  };
  const seeds: Seed[] = [];
  for (let ordinal = 0; seeds.length < count; ordinal += 1) {
    seeds.push(...KINDS.flatMap((kind) => seedOf(kind, ordinal) ?? []).slice(0, count - seeds.length));
  }
  return seeds;
}

/** The document's placeholders may stand in its entries and its pinned plans. A pinned prompt is a user's words: its braces stay. */
export function withVariables(seed: Seed, { variables }: Chunk): Seed {
  const fill = (text: string): string => substitute(text, variables).text;
  const { entry, plan } = seed;
  return {
    ...seed,
    ...(entry === undefined ? {} : { entry: fill(entry) }),
    ...(plan === undefined ? {} : { plan: { what: fill(plan.what), how: fill(plan.how), why: fill(plan.why) } }),
  };
}

export interface ChatRun {
  readonly document: TraitsDocument;
  readonly traits: readonly Trait[];
  readonly perTrait: number;
  readonly models: Models;
  readonly engine: Engine;
  readonly signal: AbortSignal;
  /** Samples that are there already, of a run that is gone on with. One that was made from another chunk is made anew. */
  readonly finished?: FinishedSamples;
  /** Journals a finished sample. Where it rejects, the run ends: what cannot be kept is not paid for. */
  readonly save: (sample: Sample) => Promise<void>;
  /** Called in order with each sample before it begins, after each stage, and when it is finished and saved; once with one that is there already. */
  readonly onSample: (sample: Sample) => void;
}

/** How many earlier plans the next one is told of. In a run of thousands all of them would fill the prompt. */
export const EARLIER_SHOWN = 50;

/**
 * Generates `perTrait` samples of each trait and resolves with all of them, in order. What goes wrong with a sample is
 * its status; the promise rejects only when something cannot be journalled, and then no call is under way any more.
 */
export async function generateChat(given: ChatRun): Promise<readonly Sample[]> {
  const stop = new AbortController();
  const run = { ...given, signal: AbortSignal.any([given.signal, stop.signal]) };
  const traits: (readonly Step[])[] = [];
  for (const trait of run.traits) {
    const chunk = chunkOf(run.document, trait);
    const makers = seedsOf(trait, run.perTrait).map((seed) => new SampleMaker(run, chunk, withVariables(seed, chunk)));
    // One after the other, so that samples are seen in their order.
    const steps: Step[] = [];
    for (const maker of makers) steps.push({ maker, there: await maker.announce() });
    traits.push(steps);
  }
  const made = traits.map((steps) => makeSamples(steps, given.finished !== undefined, stop));
  await Promise.allSettled(made);
  stop.signal.throwIfAborted();
  return (await Promise.all(made)).flat();
}

interface Step {
  readonly maker: SampleMaker;
  /** The sample, where it was there already. */
  readonly there: Sample | undefined;
}

/** Makes the samples of one trait. Never rejects before all of them have come to an end; what breaks one stops them all. */
async function makeSamples(steps: readonly Step[], isResumed: boolean, stop: AbortController): Promise<readonly Sample[]> {
  const results: Promise<Sample>[] = [];
  const begin = (index: number, maker: SampleMaker, plan: Promise<Plan>): void => {
    const result = maker.finish(plan);
    result.catch((error: unknown) => stop.abort(error));
    results[index] = result;
  };
  for (const [index, { maker, there }] of steps.entries()) {
    if (there !== undefined) results[index] = Promise.resolve(there);
    else if (maker.pinnedPlan !== undefined) begin(index, maker, Promise.resolve(maker.pinnedPlan));
  }

  // Each plan is told of those before it and of all that are pinned, so the plans of a trait follow one another.
  const pinned = steps.flatMap(({ maker }) => maker.pinnedPlan ?? []);
  const plans: Plan[] = [];
  const earlier = (): readonly Plan[] => [...pinned, ...plans.slice(-EARLIER_SHOWN)];
  const planNext = async (index: number, maker: SampleMaker): Promise<void> => {
    const plan = maker.plan(earlier());
    begin(index, maker, plan);
    // A plan that came to nothing ends its own sample alone.
    await plan.then((made) => plans.push(made), () => undefined);
  };
  const later: [number, SampleMaker][] = [];
  for (const [index, { maker, there }] of steps.entries()) {
    if (maker.pinnedPlan !== undefined) continue;
    if (there !== undefined) plans.push(...(there.plan === undefined ? [] : [there.plan]));
    // A plan that failed was not told to those after it: told now, their calls would be others than those that were paid for.
    else if (isResumed && !(await maker.isPlanned(earlier()))) later.push([index, maker]);
    else await planNext(index, maker);
  }
  for (const [index, maker] of later) await planNext(index, maker);

  await Promise.allSettled(results);
  return Promise.all(results);
}

/** Ends a sample early; caught where the sample is finished. */
class Ended extends Error {
  readonly change: Pick<Sample, 'status' | 'failure'>;

  constructor(status: Sample['status'], reason: string, failure?: FailureKind) {
    super(reason);
    this.change = failure === undefined ? { status } : { status, failure };
  }
}

class SampleMaker {
  private readonly run: ChatRun;
  private readonly chunk: Chunk;
  private readonly seed: Seed;
  private sample: Sample;

  constructor(run: ChatRun, chunk: Chunk, seed: Seed) {
    this.run = run;
    this.chunk = chunk;
    this.seed = seed;
    const { generator, critic, judge } = run.models;
    this.sample = {
      id: `${chunk.traitId}/${seed.kind}/${seed.ordinal}`,
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
      ...(seed.entry === undefined ? {} : { entry: seed.entry }),
    };
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

  get pinnedPlan(): Plan | undefined {
    return this.seed.plan;
  }

  /** Stage 1, where no plan is pinned. */
  plan(earlier: readonly Plan[]): Promise<Plan> {
    return this.json(planStage, { ...this.about, earlier });
  }

  /** Whether the journal that is gone on with has the answer to that. */
  isPlanned(earlier: readonly Plan[]): Promise<boolean> {
    const { models, engine } = this.run;
    return engine.isFinished(models[planStage.role], this.request(planStage, { ...this.about, earlier }), planStage.schema);
  }

  /** Goes on from the plan to the end, and saves what came of it. */
  async finish(planned: Promise<Plan>): Promise<Sample> {
    try {
      await this.stages(await planned);
      this.sample = { ...this.sample, status: 'kept' };
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
      this.sample = { ...this.sample, ...error.change, reason: error.message };
    }
    await this.run.save(this.sample);
    this.run.onSample(this.sample);
    return this.sample;
  }

  /** What every prompt of this sample is about. */
  private get about(): { readonly chunk: Chunk; readonly kind: ScenarioKind; readonly entry?: string } {
    const { kind, entry } = this.seed;
    return { chunk: this.chunk, kind, ...(entry === undefined ? {} : { entry }) };
  }

  /** Stages 2 to 7. */
  private async stages(plan: Plan): Promise<void> {
    const { about, chunk, seed } = this;
    this.update({ plan });

    const scenario = seed.prompt ?? (await this.json(scenarioStage, { chunk, plan })).prompt;
    this.update({ scenario });

    const defaultResponse = await this.text(defaultResponseStage, { prompt: scenario });
    this.update({ defaultResponse });

    const scenarioCritique = await this.json(scenarioCritiqueStage, { ...about, plan, prompt: scenario, defaultResponse });
    // A prompt that somebody pinned is theirs to change.
    const prompt = scenarioCritique.decision === 'rewrite' && seed.prompt === undefined ? scenarioCritique.prompt : scenario;
    this.update({ scenarioCritique, prompt });

    const draft = await this.text(draftStage, { chunk, prompt });
    this.update({ draft });

    const critique = await this.json(critiqueStage, { ...about, prompt, draft });
    this.update({ critique, quotes: verifyQuotes(chunk, critique.quotes) });
    if (critique.verdict === 'fail') throw new Ended('dropped', `The critique gave it up: ${worstAxis(critique.axes)}`);

    const rewrite = critique.verdict === 'revise' ? await this.text(rewriteStage, { ...about, prompt, draft, critique }) : undefined;
    const response = rewrite ?? draft;
    this.update({ response, ...(rewrite === undefined ? {} : { rewrite }) });

    const ratings = await this.json(autorateStage, { ...about, prompt, response });
    this.update({ ratings });
    const against = Object.entries(ratings).filter(([, rating]) => !rating.holds);
    if (against.length > 0) throw new Ended('dropped', against.map(([name, rating]) => `not ${name}: ${rating.reason}`).join(' '));
  }

  private update(change: Partial<Sample>): void {
    this.sample = { ...this.sample, ...change };
    this.run.onSample(this.sample);
  }

  private request<Input>(stage: TextStage<Input>, input: Input): ModelRequest {
    const { system, user } = stage.render(input);
    const { traitId, kind, ordinal } = this.sample;
    return {
      purpose: { stage: stage.stage, role: stage.role, traitId, kind, ordinal, attempt: 0 },
      messages: [{ role: 'user', text: user }],
      ...(system === undefined ? {} : { system }),
    };
  }

  private async text<Input>(stage: TextStage<Input>, input: Input): Promise<string> {
    const { models, engine, signal } = this.run;
    const outcome = await engine.text(models[stage.role], this.request(stage, input), signal, (seen) => this.count(stage.role, seen));
    if (outcome.status === 'ok') return outcome.text;
    throw endedBy(outcome, stage.stage);
  }

  private async json<Input, Output>(stage: JsonStage<Input, Output>, input: Input): Promise<Output> {
    const { models, engine, signal } = this.run;
    const outcome = await engine.json(models[stage.role], this.request(stage, input), stage.schema, signal, (seen) => this.count(stage.role, seen));
    if (outcome.status === 'ok') return outcome.value;
    throw endedBy(outcome, stage.stage);
  }

  private count(role: Role, usage: Usage): void {
    const before = this.sample.usage[role];
    this.sample = { ...this.sample, usage: { ...this.sample.usage, [role]: before === undefined ? usage : addUsage(before, usage) } };
  }
}

function worstAxis(axes: Readonly<Record<string, { verdict: string; sentence: string }>>): string {
  const all = Object.values(axes);
  return (all.find((axis) => axis.verdict === 'fail') ?? all.find((axis) => axis.verdict === 'revise') ?? all[0])?.sentence ?? '';
}

/** What a call that gave no answer makes of its sample, in a sentence that names the stage. */
function endedBy(outcome: Exclude<JsonOutcome<unknown> | ModelOutcome, { status: 'ok' }>, stage: Stage): Ended {
  const name = stage.replace('-', ' ');
  switch (outcome.status) {
    case 'blocked':
      return new Ended('failed', `The provider's filters blocked the ${name} (${outcome.reason}).`);
    case 'refused':
      return new Ended('failed', `The model declined the ${name}: ${outcome.reason}`);
    case 'truncated':
      return new Ended('failed', `The ${name} ran into the model's output limit and broke off.`);
    case 'empty':
      return new Ended('failed', `The model said nothing for the ${name}.`);
    case 'unparsed':
      return new Ended('unparsed', `The ${name} could not be read, twice. ${outcome.problem}`);
    case 'failed':
      switch (outcome.kind) {
        case 'cancelled':
          return new Ended('cancelled', `Cancelled before the ${name} was there. ${outcome.message}`);
        case 'budget':
          return new Ended('cancelled', outcome.message, 'budget');
        default:
          return new Ended('failed', `The ${name} failed. ${outcome.message}`, outcome.kind);
      }
  }
}

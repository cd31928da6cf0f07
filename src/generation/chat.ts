/** The chat pipeline: from the chunks of some traits to samples, stage by stage. */
import { type Chunk, chunkOf, substitute } from '../document/chunk.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import type { Engine, JsonOutcome } from '../engine/engine.ts';
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
function withVariables(seed: Seed, { variables }: Chunk): Seed {
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
  /** Journals a finished sample. Where it rejects, the run ends: what cannot be kept is not paid for. */
  readonly save: (sample: Sample) => Promise<void>;
  /** Called in order with each sample before it begins, after each stage, and when it is finished and saved. */
  readonly onSample: (sample: Sample) => void;
}

/** How many earlier plans the next one is told of. In a run of thousands all of them would fill the prompt. */
const EARLIER_SHOWN = 50;

/**
 * Generates `perTrait` samples of each trait and resolves with all of them, in order. What goes wrong with a sample is
 * its status; the promise rejects only when something cannot be journalled, and then no call is under way any more.
 */
export async function generateChat(given: ChatRun): Promise<readonly Sample[]> {
  const stop = new AbortController();
  const run = { ...given, signal: AbortSignal.any([given.signal, stop.signal]) };
  const samples = run.traits.flatMap((trait) => {
    const chunk = chunkOf(run.document, trait);
    const seeds = seedsOf(trait, run.perTrait).map((seed) => withVariables(seed, chunk));
    // Each plan is told of those before it and of all that are pinned, so the plans of a trait follow one another.
    const pinned = seeds.flatMap((seed) => seed.plan ?? []);
    const plans: Plan[] = [];
    let before: Promise<void> = Promise.resolve();
    return seeds.map((seed) => {
      const maker = new SampleMaker(run, chunk, seed);
      maker.announce();
      if (seed.plan !== undefined) return maker.finish(Promise.resolve(seed.plan));
      const plan = before.then(() => maker.plan([...pinned, ...plans.slice(-EARLIER_SHOWN)]));
      before = plan.then(
        (made) => void plans.push(made),
        (error: unknown) => {
          // A plan that came to nothing ends its own sample alone.
          if (!(error instanceof Ended)) stop.abort(error);
        },
      );
      return maker.finish(plan);
    });
  });
  for (const sample of samples) sample.catch((error: unknown) => stop.abort(error));
  await Promise.allSettled(samples);
  stop.signal.throwIfAborted();
  return Promise.all(samples);
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

  /** Says that the sample is to come, so that samples are seen in their order. */
  announce(): void {
    this.run.onSample(this.sample);
  }

  /** Stage 1, where no plan is pinned. */
  plan(earlier: readonly Plan[]): Promise<Plan> {
    return this.json(planStage, { ...this.about, earlier });
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

  private count(role: Role, outcome: ModelOutcome): void {
    const { usage } = outcome;
    if (usage === undefined) return;
    const before: Usage = this.sample.usage[role] ?? { inputTokens: 0, outputTokens: 0 };
    const sum = { inputTokens: before.inputTokens + usage.inputTokens, outputTokens: before.outputTokens + usage.outputTokens };
    this.sample = { ...this.sample, usage: { ...this.sample.usage, [role]: sum } };
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
    case 'truncated':
      return new Ended('failed', `The ${name} ran into the model's output limit and broke off.`);
    case 'empty':
      return new Ended('failed', `The model said nothing for the ${name}.`);
    case 'unparsed':
      return new Ended('unparsed', `The ${name} could not be read, twice. ${outcome.problem}`);
    case 'failed':
      return outcome.kind === 'cancelled'
        ? new Ended('cancelled', `Cancelled before the ${name} was there. What was already sent may still be billed.`)
        : new Ended('failed', `The ${name} failed. ${outcome.message}`, outcome.kind);
  }
}

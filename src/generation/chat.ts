/** The chat pipeline: from the chunks of some traits to samples, stage by stage. */
import { type Chunk, chunkOf } from '../document/chunk.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import type { Engine, JsonOutcome } from '../engine/engine.ts';
import type { LanguageModel, ModelOutcome, ModelRequest, Role, ScenarioKind, Usage } from '../models/model.ts';
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
  readonly entry?: string;
  /** From a scenario that is pinned in the document. */
  readonly plan?: Plan;
  readonly prompt?: string;
}

/**
 * The seeds of `count` samples of a trait: in turn exhibit, exception and trade-off, the last two as long as the
 * document has entries for them. Data of which every example shows the trait teaches a model to show it always.
 */
export function seedsOf(trait: Trait, count: number): readonly Seed[] {
  const { exceptions, tradeOffs, scenarios } = trait.content;
  const entries: Readonly<Record<ScenarioKind, readonly string[]>> = {
    exhibit: [],
    exception: exceptions.map((entry) => entry.text),
    'trade-off': tradeOffs.map((entry) => entry.text),
  };
  const kinds = (['exhibit', 'exception', 'trade-off'] as const).filter((kind) => kind === 'exhibit' || entries[kind].length > 0);
  return Array.from({ length: count }, (_, index): Seed => {
    const kind = kinds[index % kinds.length] ?? 'exhibit';
    const ordinal = Math.floor(index / kinds.length);
    const entry = entries[kind][ordinal % Math.max(1, entries[kind].length)];
    const pinned = scenarios.filter(({ values }) => (values.kind ?? 'exhibit') === kind)[ordinal]?.values;
    const plan =
      pinned?.what === undefined || pinned.how === undefined || pinned.why === undefined
        ? undefined
        : { what: pinned.what, how: pinned.how, why: pinned.why };
    return {
      kind,
      ordinal,
      ...(entry === undefined ? {} : { entry }),
      ...(plan === undefined ? {} : { plan }),
      ...(plan === undefined || pinned?.prompt === undefined ? {} : { prompt: pinned.prompt }),
    };
  });
}

export interface ChatRun {
  readonly document: TraitsDocument;
  readonly traits: readonly Trait[];
  readonly perTrait: number;
  readonly models: Models;
  readonly engine: Engine;
  readonly signal: AbortSignal;
  /** Called after each stage with the sample as it stands, and once more when it is finished. */
  readonly onSample: (sample: Sample) => void;
}

/**
 * Generates `perTrait` samples of each trait and resolves with all of them, in order. What goes wrong with a sample is
 * its status; the promise rejects only when the journal cannot be written.
 */
export async function generateChat(run: ChatRun): Promise<readonly Sample[]> {
  const traits = run.traits.map(async (trait) => {
    const chunk = chunkOf(run.document, trait);
    // Each plan is told of the ones before it, so the plans of a trait follow one another; the rest need not wait.
    const plans: Plan[] = [];
    let planned: Promise<unknown> = Promise.resolve();
    const samples = seedsOf(trait, run.perTrait).map((seed) => {
      const maker = new SampleMaker(run, chunk, seed);
      const before = planned;
      const plan = before.then(async () => {
        const made = await maker.plan(plans);
        if (made !== undefined) plans.push(made);
      });
      planned = plan;
      return plan.then(() => maker.finish());
    });
    return Promise.all(samples);
  });
  return (await Promise.all(traits)).flat();
}

/** Ends a sample early; caught where the sample is finished. */
class Ended extends Error {
  readonly status: Sample['status'];

  constructor(status: Sample['status'], reason: string) {
    super(reason);
    this.status = status;
  }
}

class SampleMaker {
  private readonly run: ChatRun;
  private readonly chunk: Chunk;
  private readonly seed: Seed;
  private sample: Sample;
  private ended: Ended | undefined;

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

  /** Stage 1. Undefined when it came to nothing, which `finish` then reports. */
  async plan(earlier: readonly Plan[]): Promise<Plan | undefined> {
    const { chunk, seed } = this;
    try {
      const plan = seed.plan ?? (await this.json(planStage, { chunk, kind: seed.kind, earlier, ...(seed.entry === undefined ? {} : { entry: seed.entry }) }));
      this.update({ plan });
      return plan;
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
      this.ended = error;
      return undefined;
    }
  }

  async finish(): Promise<Sample> {
    try {
      if (this.ended !== undefined) throw this.ended;
      await this.stages();
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
      this.update({ status: error.status, reason: error.message });
    }
    return this.sample;
  }

  /** Stages 2 to 7. */
  private async stages(): Promise<void> {
    const { chunk, seed } = this;
    const { kind } = seed;
    const { plan } = this.sample;
    if (plan === undefined) throw new TypeError('a sample is finished after it was planned');

    const scenario = seed.prompt ?? (await this.json(scenarioStage, { chunk, plan })).prompt;
    this.update({ scenario });

    const defaultResponse = await this.text(defaultResponseStage, { prompt: scenario });
    this.update({ defaultResponse });

    const scenarioCritique = await this.json(scenarioCritiqueStage, { chunk, kind, plan, prompt: scenario, defaultResponse });
    // A prompt that somebody pinned is theirs to change.
    const rewritten = scenarioCritique.decision === 'rewrite' && seed.prompt === undefined ? scenarioCritique.prompt.trim() : '';
    const prompt = rewritten === '' ? scenario : rewritten;
    this.update({ scenarioCritique, prompt });

    const draft = await this.text(draftStage, { chunk, prompt });
    this.update({ draft });

    const critique = await this.json(critiqueStage, { chunk, kind, prompt, draft });
    this.update({ critique, quotes: verifyQuotes(chunk, critique.quotes) });
    if (critique.verdict === 'fail') throw new Ended('dropped', `The critique gave it up: ${worstAxis(critique.axes)}`);

    const rewrite = critique.verdict === 'revise' ? await this.text(rewriteStage, { chunk, prompt, draft, critique }) : undefined;
    const response = rewrite ?? draft;
    this.update({ response, ...(rewrite === undefined ? {} : { rewrite }) });

    const ratings = await this.json(autorateStage, { chunk, kind, prompt, response });
    const against = Object.entries(ratings).filter(([, rating]) => !rating.holds);
    const reason = against.map(([name, rating]) => `not ${name}: ${rating.reason}`).join(' ');
    this.update({ ratings, status: against.length === 0 ? 'kept' : 'dropped', ...(reason === '' ? {} : { reason }) });
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
    throw endedBy(outcome, stage);
  }

  private async json<Input, Output>(stage: JsonStage<Input, Output>, input: Input): Promise<Output> {
    const { models, engine, signal } = this.run;
    const outcome = await engine.json(models[stage.role], this.request(stage, input), stage.schema, signal, (seen) => this.count(stage.role, seen));
    if (outcome.status === 'ok') return outcome.value;
    throw endedBy(outcome, stage);
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
function endedBy(outcome: Exclude<JsonOutcome<unknown>, { status: 'ok' }> | Exclude<ModelOutcome, { status: 'ok' }>, { stage }: { stage: string }): Ended {
  switch (outcome.status) {
    case 'blocked':
      return new Ended('failed', `The provider's filters blocked the ${stage} (${outcome.reason}).`);
    case 'truncated':
      return new Ended('failed', `The ${stage} ran into the model's output limit and broke off.`);
    case 'empty':
      return new Ended('failed', `The model said nothing for the ${stage}.`);
    case 'unparsed':
      return new Ended('unparsed', `The ${stage} could not be read, twice. ${outcome.problem}`);
    case 'failed':
      return new Ended(outcome.kind === 'cancelled' ? 'cancelled' : 'failed', outcome.message);
  }
}

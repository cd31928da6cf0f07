/** Before a run: how many calls it will make, how many tokens they are, and what they will cost. */
import { chunkOf, type Chunk } from '../document/chunk.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import { estimateTokens } from '../engine/expected-tokens.ts';
import type { Role, Stage } from '../models/model.ts';
import { costOf, dollars, type Price, priceOf, type PriceTable } from '../models/prices.ts';
import { autorateStage } from '../prompts/autorate.ts';
import { type Critique, critiqueStage } from '../prompts/critique.ts';
import { defaultResponseStage } from '../prompts/default-response.ts';
import { draftStage } from '../prompts/draft.ts';
import { type Plan, planStage } from '../prompts/plan.ts';
import { rewriteStage } from '../prompts/rewrite.ts';
import { scenarioCritiqueStage } from '../prompts/scenario-critique.ts';
import { scenarioStage } from '../prompts/scenario.ts';
import type { RenderedPrompt, TextStage } from '../prompts/stage.ts';
import { EARLIER_SHOWN, type Seed, seedsOf, withVariables } from './chat.ts';

/** What earlier stages answer, where a later stage's prompt is rendered before there are any answers. */
export interface StandIns {
  readonly plan: Plan;
  /** The message as it is first written. */
  readonly scenario: string;
  readonly defaultResponse: string;
  /** The message as its critique leaves it. */
  readonly prompt: string;
  readonly draft: string;
  readonly critique: Critique;
  readonly rewrite: string;
}

/** One call that the pipeline makes for a sample. */
export interface PlannedCall {
  readonly stage: Stage;
  readonly role: Role;
  readonly prompt: RenderedPrompt;
}

/**
 * The calls of a sample in their order, as generateChat makes them when the draft is rewritten. `earlier` are the plans
 * that the sample's plan is told of.
 */
export function plannedCalls(chunk: Chunk, unfilled: Seed, earlier: readonly Plan[], answers: StandIns): readonly PlannedCall[] {
  const seed = withVariables(unfilled, chunk);
  const { kind, entry } = seed;
  const about = { chunk, kind, ...(entry === undefined ? {} : { entry }) };
  const plan = seed.plan ?? answers.plan;
  const { scenario, prompt } = seed.prompt === undefined ? answers : { scenario: seed.prompt, prompt: seed.prompt };
  const { defaultResponse, draft, critique, rewrite } = answers;
  const call = <Input>(stage: TextStage<Input>, input: Input): PlannedCall => ({ stage: stage.stage, role: stage.role, prompt: stage.render(input) });
  return [
    ...(seed.plan === undefined ? [call(planStage, { ...about, earlier })] : []),
    ...(seed.prompt === undefined ? [call(scenarioStage, { chunk, plan })] : []),
    call(defaultResponseStage, { prompt: scenario }),
    call(scenarioCritiqueStage, { ...about, plan, prompt: scenario, defaultResponse }),
    call(draftStage, { chunk, prompt }),
    call(critiqueStage, { ...about, prompt, draft }),
    call(rewriteStage, { ...about, prompt, draft, critique }),
    call(autorateStage, { ...about, prompt, response: rewrite }),
  ];
}

/** Stand-ins that say what will stand in their place. */
export const NAMED_ANSWERS: StandIns = {
  plan: { what: '(what the plan says happens)', how: '(what the plan says the model does)', why: '(why, by the plan)' },
  scenario: '(the message, as the scenario stage writes it)',
  defaultResponse: '(what a model with no instructions answers)',
  prompt: '(the message, rewritten where its critique asked for it)',
  draft: '(the draft)',
  critique: critiqueOf('(what the critique finds)', '(a passage of the document)'),
  rewrite: '(the answer, rewritten where the critique asked for it)',
};

/**
 * Characters of an answer's texts: means over the 51 samples of the two prepared answer files that ship with the
 * product, rounded. They were written by hand; a model's are often longer, which is what `MOST` is for.
 */
const TYPICAL = { planPart: 90, scenario: 240, defaultResponse: 550, prompt: 280, draft: 540, axis: 75, quote: 85, rewrite: 720 } as const;

/** Characters of each stage's whole answer, JSON included, from the same files. */
const ANSWERED: Readonly<Record<Stage, number>> = {
  plan: 290,
  scenario: 260,
  'default-response': 550,
  'scenario-critique': 290,
  draft: 540,
  critique: 810,
  rewrite: 720,
  autorate: 460,
};

/** The share of drafts that are rewritten: in those files 38 of 51. */
const REWRITTEN = 0.75;

/** For the upper end: every draft rewritten, answers of twice the length, and this many tokens of thinking for each call. An assumption, and not measured. */
const MOST = { rewritten: 1, longer: 2, thinking: 1000 } as const;

const TYPICAL_ANSWERS: StandIns = {
  plan: { what: filler(TYPICAL.planPart), how: filler(TYPICAL.planPart), why: filler(TYPICAL.planPart) },
  scenario: filler(TYPICAL.scenario),
  defaultResponse: filler(TYPICAL.defaultResponse),
  prompt: filler(TYPICAL.prompt),
  draft: filler(TYPICAL.draft),
  critique: critiqueOf(filler(TYPICAL.axis), filler(TYPICAL.quote)),
  rewrite: filler(TYPICAL.rewrite),
};

function filler(characters: number): string {
  return 'word '.repeat(Math.ceil(characters / 5)).slice(0, characters);
}

function critiqueOf(sentence: string, quote: string): Critique {
  const axis = { sentence, verdict: 'revise' } as const;
  return {
    quotes: [quote],
    axes: { trait_embodiment: axis, naturalness: axis, superficial_patterns: axis, faithfulness: axis, attribution: axis },
    verdict: 'revise',
  };
}

/** US dollars. */
export interface CostRange {
  readonly least: number;
  readonly most: number;
}

export interface Tally {
  /** Retries, and answers that have to be asked for again, come on top. */
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface StageEstimate extends Tally {
  readonly stage: Stage;
  readonly role: Role;
}

export interface RoleEstimate extends Tally {
  /** `provider/model`. */
  readonly model: string;
  /** Undefined where the price is not known. */
  readonly price: Price | undefined;
  readonly cost: CostRange | undefined;
}

export interface Estimate extends Tally {
  /** In the order of the pipeline. */
  readonly stages: readonly StageEstimate[];
  readonly roles: Readonly<Record<Role, RoleEstimate>>;
  /** Of the roles whose price is known. */
  readonly cost: CostRange;
  /** The models whose price is not known, each once, with the tokens that go to it. */
  readonly unpriced: readonly { readonly model: string; readonly tokens: number }[];
}

export interface EstimateOptions {
  readonly document: TraitsDocument;
  readonly traits: readonly Trait[];
  readonly perTrait: number;
  /** `provider/model` by role. */
  readonly models: Readonly<Record<Role, string>>;
  readonly prices: PriceTable;
}

const STAGES = [planStage, scenarioStage, defaultResponseStage, scenarioCritiqueStage, draftStage, critiqueStage, rewriteStage, autorateStage] as const;

const ROLES = ['generator', 'critic', 'judge'] as const satisfies readonly Role[];

/** Estimates a run of the chat pipeline. Prompts are rendered as they will be; the answers that go into them are of typical length. */
export function estimateChat({ document, traits, perTrait, models, prices }: EstimateOptions): Estimate {
  const sums = new Map(STAGES.map(({ stage, role }) => [stage, { stage, role, made: 0, inputTokens: 0 }]));
  for (const trait of traits) {
    const chunk = chunkOf(document, trait);
    for (const { stage, inputTokens, made } of callsOf(chunk, seedsOf(trait, perTrait))) {
      const sum = sums.get(stage);
      if (sum === undefined) continue;
      sum.made += made;
      sum.inputTokens += inputTokens;
    }
  }
  const exact = [...sums.values()].map(({ stage, role, made, inputTokens }): StageEstimate & { readonly most: Tally } => {
    const answer = ANSWERED[stage] / 4;
    const tally = (share: number, output: number): Tally => ({ calls: made * share, inputTokens: inputTokens * share, outputTokens: made * share * output });
    const rewrite = stage === 'rewrite';
    return {
      stage,
      role,
      ...tally(rewrite ? REWRITTEN : 1, answer),
      most: tally(rewrite ? MOST.rewritten : 1, answer * MOST.longer + MOST.thinking),
    };
  });
  const roleOf = (role: Role): RoleEstimate => {
    const ofRole = exact.filter((stage) => stage.role === role);
    const price = priceOf(models[role], prices);
    const cost = price && { least: costOfCalls(ofRole, price), most: costOfCalls(ofRole.map(({ most }) => most), price) };
    return { model: models[role], price, cost, ...rounded(added(ofRole)) };
  };
  const roles = { generator: roleOf('generator'), critic: roleOf('critic'), judge: roleOf('judge') };
  const unpriced = new Map<string, number>();
  for (const { model, cost, inputTokens, outputTokens } of ROLES.map((role) => roles[role])) {
    if (cost === undefined) unpriced.set(model, (unpriced.get(model) ?? 0) + inputTokens + outputTokens);
  }
  const known = ROLES.flatMap((role) => roles[role].cost ?? []);
  return {
    ...rounded(added(exact)),
    stages: exact.map(({ stage, role, ...tally }) => ({ stage, role, ...rounded(tally) })),
    roles,
    cost: { least: known.reduce((sum, { least }) => sum + least, 0), most: known.reduce((sum, { most }) => sum + most, 0) },
    unpriced: [...unpriced].map(([model, tokens]) => ({ model, tokens })),
  };
}

interface Made {
  readonly stage: Stage;
  readonly made: number;
  readonly inputTokens: number;
}

/** The calls for the samples of one trait. Prompts that can only be alike are rendered once: runs may be of 100,000 samples. */
function callsOf(chunk: Chunk, seeds: readonly Seed[]): readonly Made[] {
  const pinned = seeds.filter(({ plan }) => plan !== undefined).length;
  const rendered = new Map<string, readonly Made[]>();
  let planned = 0;
  return seeds.flatMap((seed) => {
    const earlier = pinned + Math.min(planned, EARLIER_SHOWN);
    const key = JSON.stringify([seed.kind, seed.entry, seed.plan, seed.prompt, seed.plan === undefined ? earlier : 0]);
    if (seed.plan === undefined) planned += 1;
    const known = rendered.get(key);
    if (known !== undefined) return known;
    const plans = Array.from({ length: earlier }, () => TYPICAL_ANSWERS.plan);
    const calls = plannedCalls(chunk, seed, plans, TYPICAL_ANSWERS).map(
      ({ stage, prompt }): Made => ({ stage, made: 1, inputTokens: estimateTokens(prompt.user) + estimateTokens(prompt.system ?? '') }),
    );
    rendered.set(key, calls);
    return calls;
  });
}

function added(tallies: readonly Tally[]): Tally {
  const sum = (read: (tally: Tally) => number): number => tallies.reduce((total, tally) => total + read(tally), 0);
  return { calls: sum(({ calls }) => calls), inputTokens: sum(({ inputTokens }) => inputTokens), outputTokens: sum(({ outputTokens }) => outputTokens) };
}

function rounded({ calls, inputTokens, outputTokens }: Tally): Tally {
  return { calls: Math.round(calls), inputTokens: Math.round(inputTokens), outputTokens: Math.round(outputTokens) };
}

/** Each call is billed by itself: a price may depend on the length of its prompt. */
function costOfCalls(tallies: readonly Tally[], price: Price): number {
  return tallies.reduce((total, { calls, inputTokens, outputTokens }) => {
    if (calls === 0) return total;
    return total + calls * costOf({ inputTokens: inputTokens / calls, outputTokens: outputTokens / calls }, price);
  }, 0);
}

/** Like `about $0.42, 63 calls`; with a range where the two ends differ, and with what has no known price. */
export function estimateText(estimate: Estimate): string {
  return `${costText(estimate)}, ${count(estimate.calls)} ${estimate.calls === 1 ? 'call' : 'calls'}`;
}

function costText({ cost, roles, unpriced }: Estimate): string {
  const priced = ROLES.some((role) => roles[role].price !== undefined);
  const known = rangeText(cost);
  const unknown = unpriced.map(({ model, tokens }) => `unknown price of ${model}, about ${count(twoDigits(tokens))} tokens`).join('; ');
  if (unknown === '') return known;
  return priced && cost.most > 0 ? `${known}, and ${unknown}` : unknown;
}

/** `about $0.42`, or `about $0.42 to $1.30`; `nothing to pay` where the price is nothing. */
export function rangeText({ least, most }: CostRange): string {
  if (most === 0) return 'nothing to pay';
  const [from, to] = [dollars(least), dollars(most)];
  return from === to ? `about ${from}` : `about ${from} to ${to}`;
}

function twoDigits(value: number): number {
  return Number(value.toPrecision(2));
}

function count(value: number): string {
  return value.toLocaleString('en');
}

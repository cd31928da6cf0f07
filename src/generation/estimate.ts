/** Before a run: how many calls it will make, how many tokens they are, and what they will cost. */
import { chunkOf, type Chunk } from '../document/chunk.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import { estimateTokens } from '../engine/expected-tokens.ts';
import type { PipelineName, Role, Stage } from '../models/model.ts';
import { dollars } from '../models/dollars.ts';
import { costOf, type Price, priceOf, type PriceTable } from '../models/prices.ts';
import { documentTypesStage } from '../prompts/document-types.ts';
import type { Axis, Judgement } from '../prompts/judgement.ts';
import type { Plan } from '../prompts/plan.ts';
import type { RenderedPrompt } from '../prompts/stage.ts';
import { DOCUMENT_TYPES, PROPOSED_TYPES, typedSeeds } from './document-types.ts';
import { aboutOf, begunSample, EARLIER_SHOWN, type Wanted, wantedSeeds } from './generate.ts';
import { NO_OVERRIDES, type PromptOverrides, renderStage } from './overrides.ts';
import { type Asked, asked, type Making, type Material, type Pipeline } from './pipeline.ts';
import { PIPELINES } from './pipelines.ts';
import type { Sample } from './sample.ts';
import { type Seed, withVariables } from './seeds.ts';

/** What the stages answer, where a later stage's prompt is rendered before there are any answers. */
export type StandIns = Pick<
  Required<Material>,
  'plan' | 'scenario' | 'defaultResponse' | 'scenarioCritique' | 'draft' | 'critique' | 'rewrite' | 'rejectedDraft' | 'pairCritique'
>;

/** One call that a pipeline makes for a sample. */
export interface PlannedCall {
  readonly stage: Stage;
  readonly role: Role;
  readonly prompt: RenderedPrompt;
}

/** What is asked for a sample before it is known which models will answer. */
const NOBODY = { id: '', rehearsed: false };

/**
 * The calls of a sample in their order, as its pipeline makes them when the draft is rewritten. `earlier` are the plans
 * that the sample's plan is told of.
 */
export function plannedCalls(pipeline: Pipeline, chunk: Chunk, unfilled: Seed, earlier: readonly Plan[], answers: StandIns, overrides: PromptOverrides = NO_OVERRIDES): readonly PlannedCall[] {
  const seed = withVariables(unfilled, chunk);
  const begun = begunSample(pipeline, chunk, seed, { generator: NOBODY, critic: NOBODY, judge: NOBODY });
  let sample: Sample = { ...answers, ...begun };
  const making = (): Making => ({ chunk, seed, sample, about: aboutOf(chunk, seed), overrides });
  const { plan } = pipeline;
  const calls: PlannedCall[] = seed.plan === undefined ? [{ stage: plan.stage, role: plan.role, prompt: plan.render(making(), earlier) }] : [];
  for (const step of pipeline.steps) {
    if (step.step === 'settle') sample = { ...sample, ...step.settle(making()) };
    if (step.step === 'ask' && step.isDue(making())) calls.push({ stage: step.stage, role: step.role, prompt: step.render(making()) });
  }
  return calls;
}

/** The seeds of a trait, with stand-ins for the types of text that are still to be proposed. */
export function plannedSeeds({ name }: Pipeline, document: TraitsDocument, trait: Trait, wanted: Wanted): readonly Seed[] {
  const { perTrait, documentTypes = DOCUMENT_TYPES, proposedTypes = PROPOSED_TYPES } = wanted;
  const seeds = wantedSeeds(wanted, trait);
  if (name !== 'document') return seeds;
  const proposed = Array.from({ length: proposedTypes }, (_, at) => `(the ${at + 1}. type of text that was proposed for this trait)`);
  return typedSeeds(seeds, [...documentTypes, ...proposed], document.traits.indexOf(trait) * perTrait);
}

/** The call that asks for types of text, once for a trait; undefined where none is made. */
export function typesCall({ name }: Pipeline, chunk: Chunk, { documentTypes = DOCUMENT_TYPES, proposedTypes = PROPOSED_TYPES }: Wanted, overrides: PromptOverrides = NO_OVERRIDES): PlannedCall | undefined {
  if (name !== 'document' || proposedTypes === 0) return undefined;
  const { stage, role } = documentTypesStage;
  return { stage, role, prompt: renderStage(documentTypesStage, { chunk, known: documentTypes, count: proposedTypes }, overrides) };
}

/** Stand-ins that say what will stand in their place. */
export const NAMED_ANSWERS: StandIns = {
  plan: { what: '(what the plan says happens)', how: '(what the plan says the model does)', why: '(why, by the plan)' },
  scenario: '(the message, as the scenario stage writes it)',
  defaultResponse: '(what a model with no instructions answers)',
  scenarioCritique: { problems: [], generic_default: false, decision: 'rewrite', prompt: '(the message, rewritten where its critique asked for it)' },
  draft: '(the draft)',
  critique: critiqueOf('(what the critique finds)', '(a passage of the document)'),
  rewrite: '(what was written anew, where the critique asked for it)',
  rejectedDraft: '(what the model answers without the document)',
  pairCritique: { difference: '', rejected_aligns: true, decision: 'rewrite', rejected: '(the rejected answer, rewritten where it does what the trait asks)' },
};

/**
 * Characters of an answer's texts: means over the samples of the two prepared answer files that ship with the product,
 * rounded. They were written by hand; a model's are often longer, which is what `MOST` is for.
 */
const TYPICAL = { planPart: 90, scenario: 240, defaultResponse: 550, prompt: 280, draft: 540, axis: 75, quote: 85, rewrite: 720 } as const;

/** Characters of a whole text, some 500 words. An assumption: the prepared ones are shorter than what models write. */
const TEXT = 3000;

/** Characters of each stage's whole answer, JSON included, from the same files. */
const ANSWERED: Readonly<Record<Stage, number>> = {
  plan: 290,
  scenario: 260,
  'default-response': 550,
  'scenario-critique': 290,
  draft: 540,
  critique: 810,
  rewrite: 720,
  autorate: 530,
  rejected: 680,
  'pair-critique': 320,
  'pair-autorate': 420,
  'document-types': 770,
  'document-plan': 520,
  document: TEXT,
  'document-critique': 850,
  'document-rewrite': TEXT,
  'document-autorate': 710,
};

/** The share of drafts that are rewritten: of chat answers in those files 38 of 51; of texts all are. */
const REWRITTEN = 0.75;

/** For the upper end: every draft rewritten, answers of twice the length, and this many tokens of thinking for each call. An assumption, and not measured. */
const MOST = { rewritten: 1, longer: 2, thinking: 1000 } as const;

const TYPICAL_ANSWERS: StandIns = {
  plan: { what: filler(TYPICAL.planPart), how: filler(TYPICAL.planPart), why: filler(TYPICAL.planPart) },
  scenario: filler(TYPICAL.scenario),
  defaultResponse: filler(TYPICAL.defaultResponse),
  scenarioCritique: { problems: [], generic_default: false, decision: 'rewrite', prompt: filler(TYPICAL.prompt) },
  draft: filler(TYPICAL.draft),
  critique: critiqueOf(filler(TYPICAL.axis), filler(TYPICAL.quote)),
  rewrite: filler(TYPICAL.rewrite),
  rejectedDraft: filler(ANSWERED.rejected),
  pairCritique: { difference: '', rejected_aligns: false, decision: 'keep', rejected: '' },
};

const TYPICAL_TEXTS: StandIns = { ...TYPICAL_ANSWERS, draft: filler(TEXT), rewrite: filler(TEXT) };

function filler(characters: number): string {
  return 'word '.repeat(Math.ceil(characters / 5)).slice(0, characters);
}

function critiqueOf(sentence: string, quote: string): Judgement {
  const axis: Axis = { sentence, verdict: 'revise' };
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
  /** How many there will be: fewer than were asked for, where a trait has nothing to make some of them from. */
  readonly samples: number;
  /** In the order of the pipeline. */
  readonly stages: readonly StageEstimate[];
  readonly roles: Readonly<Record<Role, RoleEstimate>>;
  /** Of the roles whose price is known. */
  readonly cost: CostRange;
  /** The models whose price is not known, each once, with the tokens that go to it. */
  readonly unpriced: readonly { readonly model: string; readonly tokens: number }[];
}

export interface EstimateOptions extends Wanted {
  readonly pipeline: PipelineName;
  readonly document: TraitsDocument;
  readonly traits: readonly Trait[];
  /** `provider/model` by role. */
  readonly models: Readonly<Record<Role, string>>;
  readonly prices: PriceTable;
  /** Prompts that the workspace words anew, where it does. */
  readonly overrides?: PromptOverrides;
}

const ROLES = ['generator', 'critic', 'judge'] as const satisfies readonly Role[];

/** Estimates a run of the chat pipeline, as previews make; see `estimateRun`. */
export function estimateChat(options: Omit<EstimateOptions, 'pipeline'>): Estimate {
  return estimateRun({ ...options, pipeline: 'chat' });
}

/** Estimates a run. Prompts are rendered as they will be; the answers that go into them are of typical length. */
export function estimateRun({ document, traits, ...options }: EstimateOptions): Estimate {
  const pipeline = PIPELINES[options.pipeline];
  const groups = traits.map((trait): EstimatedGroup => {
    const chunk = chunkOf(document, trait);
    const seeds = plannedSeeds(pipeline, document, trait, options);
    const types = seeds.length === 0 ? undefined : typesCall(pipeline, chunk, options, options.overrides);
    return { chunk, seeds, ...(types === undefined ? {} : { before: types }) };
  });
  const first = pipeline.name === 'document' && options.proposedTypes !== 0 ? [documentTypesStage] : [];
  return estimateGroups(pipeline, [...first, pipeline.plan], groups, options);
}

/** Samples of one chunk that are to be made. */
export interface EstimatedGroup {
  readonly chunk: Chunk;
  readonly seeds: readonly Seed[];
  /** A call that is made once for all of them. */
  readonly before?: PlannedCall;
}

/** Estimates samples of a pipeline; `first` are the stages before its steps. */
export function estimateGroups(
  pipeline: Pipeline,
  first: readonly Asked[],
  groups: readonly EstimatedGroup[],
  { models, prices, overrides }: Pick<EstimateOptions, 'models' | 'prices' | 'overrides'>,
): Estimate {
  const sums = new Map<Stage, { readonly stage: Stage; readonly role: Role; made: number; inputTokens: number }>();
  const stages = [...first, ...asked(pipeline.steps)];
  for (const { stage, role } of stages) sums.set(stage, { stage, role, made: 0, inputTokens: 0 });
  let samples = 0;
  for (const { chunk, seeds, before } of groups) {
    samples += seeds.length;
    for (const { stage, inputTokens, made } of [...(before === undefined ? [] : [madeOf(before)]), ...callsOf(pipeline, chunk, seeds, overrides)]) {
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
    samples,
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
function callsOf(pipeline: Pipeline, chunk: Chunk, seeds: readonly Seed[], overrides: PromptOverrides | undefined): readonly Made[] {
  const pinned = seeds.filter(({ plan }) => plan !== undefined).length;
  const rendered = new Map<string, readonly Made[]>();
  let planned = 0;
  return seeds.flatMap((seed) => {
    const earlier = pinned + Math.min(planned, EARLIER_SHOWN);
    const key = JSON.stringify([seed.kind, seed.entry, seed.plan, seed.prompt, seed.documentType, seed.whyChannel, seed.made, seed.plan === undefined ? earlier : 0]);
    if (seed.plan === undefined) planned += 1;
    const known = rendered.get(key);
    if (known !== undefined) return known;
    const plans = Array.from({ length: earlier }, () => TYPICAL_ANSWERS.plan);
    const calls = plannedCalls(pipeline, chunk, seed, plans, pipeline.name === 'document' ? TYPICAL_TEXTS : TYPICAL_ANSWERS, overrides).map(madeOf);
    rendered.set(key, calls);
    return calls;
  });
}

function madeOf({ stage, prompt }: PlannedCall): Made {
  return { stage, made: 1, inputTokens: estimateTokens(prompt.user) + estimateTokens(prompt.system ?? '') };
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

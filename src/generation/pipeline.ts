/**
 * What a pipeline is: one declared list of steps, read from top to bottom. chat.ts, document.ts and preference.ts each
 * declare one; generate.ts takes samples through it, and estimate.ts renders it with stand-ins for the answers. To join
 * something to a pipeline, write it as a step and put it in its place in the list:
 *
 * - `ask`: one call, by a stage of src/prompts; its answer becomes keys of the sample;
 * - `settle`: keys that follow from others, in code;
 * - `check`: a test in code, which drops the sample with a reason or lets it go on.
 */
import type { Chunk } from '../document/chunk.ts';
import type { PipelineName } from '../models/model.ts';
import type { About } from '../prompts/expectation.ts';
import type { Plan } from '../prompts/plan.ts';
import type { JsonStage, RenderedPrompt, TextStage } from '../prompts/stage.ts';
import { type PromptOverrides, renderStage, type StageInput } from './overrides.ts';
import type { Sample } from './sample.ts';
import type { Seed } from './seeds.ts';

/** What a step sees: what the sample is made from, and what there is of it. */
export interface Making {
  readonly chunk: Chunk;
  readonly seed: Seed;
  /** What every prompt of the sample is about. */
  readonly about: About;
  readonly sample: Sample;
  /** Prompts that the workspace words anew, where it does. */
  readonly overrides?: PromptOverrides;
}

/** The keys that steps may fill. */
export type Material = Omit<Sample, 'id' | 'pipeline' | 'traitId' | 'kind' | 'ordinal' | 'chunkHash' | 'status' | 'failure' | 'droppedBy' | 'reason' | 'duplicateOf' | 'similarity' | 'draw' | 'models' | 'rehearsed' | 'usage'>;

/** A making whose sample has these keys. */
export type MakingWith<Key extends keyof Material> = Making & { readonly sample: { readonly [K in Key]-?: NonNullable<Sample[K]> } };

/** What a call is made for, and of which shape its answer is to be. */
export type Asked = Pick<TextStage<never>, 'stage' | 'role'>;

/** Makes the call of a step. Throws what ends the sample where there is no answer. */
export interface Asker {
  text(asked: Asked, prompt: RenderedPrompt): Promise<string>;
  json<Output>(asked: Asked & Pick<JsonStage<never, Output>, 'schema'>, prompt: RenderedPrompt): Promise<Output>;
}

/** What a call has to do with its sample. `needs` are the keys that it goes on from; `take` says what the answer makes of it. */
interface Use<Input, Output, Key extends keyof Material> {
  readonly needs: readonly Key[];
  /** Where what it would bring is there already, or is not wanted. */
  readonly unless?: (making: Making) => boolean;
  readonly input: (making: MakingWith<Key>) => Input;
  readonly take: (answer: Output, making: MakingWith<Key>) => Partial<Material>;
}

export interface AskStep extends Asked {
  readonly step: 'ask';
  /** Of the prompt's wording. */
  readonly version: number;
  isDue(making: Making): boolean;
  render(making: Making): RenderedPrompt;
  make(making: Making, asker: Asker): Promise<Partial<Material>>;
}

export interface SettleStep {
  readonly step: 'settle';
  settle(making: Making): Partial<Material>;
}

export interface CheckStep {
  readonly step: 'check';
  /** What a dropped sample names as its cause. */
  readonly name: string;
  /** Why the sample is dropped, as a sentence; undefined where it goes on. */
  fault(making: Making): string | undefined;
}

export type Step = AskStep | SettleStep | CheckStep;

/** The call that plans. It is told of the plans that were made before for its trait, so the plans of a trait follow one another. */
export interface PlanStep extends Asked {
  readonly version: number;
  readonly schema: JsonStage<never, unknown>['schema'];
  render(making: Making, earlier: readonly Plan[]): RenderedPrompt;
  make(making: Making, earlier: readonly Plan[], asker: Asker): Promise<Partial<Material>>;
}

export interface Pipeline {
  readonly name: PipelineName;
  /** Not taken where the seed has a plan. */
  readonly plan: PlanStep;
  readonly steps: readonly Step[];
}

export function planBy<Input extends StageInput, Output, Key extends keyof Material>(
  stage: JsonStage<Input, Output>,
  how: { readonly needs: readonly Key[]; readonly input: (making: MakingWith<Key>, earlier: readonly Plan[]) => Input; readonly take: (answer: Output) => Partial<Material> },
): PlanStep {
  const { role, version, schema } = stage;
  const render: PlanStep['render'] = (making, earlier) => renderStage(stage, how.input(having(making, how.needs), earlier), making.overrides);
  return { stage: stage.stage, role, version, schema, render, make: async (making, earlier, asker) => how.take(await asker.json(stage, render(making, earlier))) };
}

/** A call for text. */
export function askText<Input extends StageInput, Key extends keyof Material>(stage: TextStage<Input>, use: Use<Input, string, Key>): AskStep {
  return ask(stage, use, (asker, prompt) => asker.text(stage, prompt));
}

/** A call for JSON. */
export function askJson<Input extends StageInput, Output, Key extends keyof Material>(stage: JsonStage<Input, Output>, use: Use<Input, Output, Key>): AskStep {
  return ask(stage, use, (asker, prompt) => asker.json(stage, prompt));
}

function ask<Input extends StageInput, Output, Key extends keyof Material>(
  asking: TextStage<Input>,
  { needs, unless, input, take }: Use<Input, Output, Key>,
  answer: (asker: Asker, prompt: RenderedPrompt) => Promise<Output>,
): AskStep {
  const { stage, role, version } = asking;
  const render: AskStep['render'] = (making) => renderStage(asking, input(having(making, needs)), making.overrides);
  return {
    step: 'ask',
    stage,
    role,
    version,
    isDue: (making) => unless?.(making) !== true,
    render,
    make: async (making, asker) => take(await answer(asker, render(making)), having(making, needs)),
  };
}

/** What follows from what is there. */
export function settle<Key extends keyof Material>(needs: readonly Key[], follows: (making: MakingWith<Key>) => Partial<Material>): SettleStep {
  return { step: 'settle', settle: (making) => follows(having(making, needs)) };
}

/** A test in code. */
export function check<Key extends keyof Material>(name: string, needs: readonly Key[], fault: (making: MakingWith<Key>) => string | undefined): CheckStep {
  return { step: 'check', name, fault: (making) => fault(having(making, needs)) };
}

function having<Key extends keyof Material>(making: Making, needs: readonly Key[]): MakingWith<Key> {
  const missing = needs.find((key) => making.sample[key] === undefined);
  if (missing !== undefined) throw new Error(`A step goes before the one that makes its ${missing}.`);
  return making as MakingWith<Key>;
}

/** The version of each stage's prompt, for the journal's header. */
export function promptVersions({ plan, steps }: Pipeline): Readonly<Record<string, number>> {
  return Object.fromEntries([plan, ...asked(steps)].map(({ stage, version }) => [stage, version]));
}

export function asked(steps: readonly Step[]): readonly AskStep[] {
  return steps.filter((step) => step.step === 'ask');
}

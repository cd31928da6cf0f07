/** Before an eval: the calls it will make, what they will cost, and the prompts as they will be sent. */
import type { TraitsDocument } from '../document/traits-document.ts';
import { estimateTokens } from '../engine/expected-tokens.ts';
import type { EvalStage, Usage } from '../models/model.ts';
import { costOf, type Price } from '../models/prices.ts';
import type { EvalPrompt } from '../prompts/eval.ts';
import { evalAnswerPrompt } from '../prompts/eval-answer.ts';
import { judgeOverTriggerPrompt } from '../prompts/judge-over-trigger.ts';
import { judgePointsPrompt } from '../prompts/judge-points.ts';
import { judgeTradeOffPrompt } from '../prompts/judge-trade-off.ts';
import { overTriggerProbePrompt } from '../prompts/over-trigger-probe.ts';
import { splitPointsPrompt } from '../prompts/split-points.ts';
import type { RenderedPrompt } from '../prompts/stage.ts';
import { tradeOffProbePrompt } from '../prompts/trade-off-probe.ts';
import type { EvalName, EvalSize, Question } from './eval.ts';
import { showingInputs, tradeOffInput } from './judge.ts';
import { type Plan, planOf, type Probe, probeInput } from './probes.ts';
import type { SavedAnswer } from './saved.ts';
import { documentForSubject, traitForJudge } from './texts.ts';

/** What cannot be known before: judged from answers of such prompts, and stated where the estimate is shown. */
export const ASSUMED = { answerTokens: 350, points: 5, pointTokens: 60, splitTokens: 200, splitByModel: 0.5, showingTokens: 60, tradeOffTokens: 90, probeTokens: 120 } as const;

export interface EvalStageEstimate extends Usage {
  readonly stage: EvalStage;
  readonly model: string;
  readonly calls: number;
  /** US dollars; undefined where the price is not known. */
  readonly cost: number | undefined;
  /** The first of these prompts, with stand-ins for what is not known yet. */
  readonly prompt: RenderedPrompt | undefined;
}

export interface EvalEstimate {
  /** Stages that are not called at all are left out. */
  readonly stages: readonly EvalStageEstimate[];
  readonly calls: number;
  /** US dollars; undefined where a price is not known. */
  readonly cost: number | undefined;
  /** Calls at a price that nobody knows. */
  readonly unpriced: number;
}

export interface EvalEstimateOptions {
  readonly eval: EvalName;
  readonly document: TraitsDocument;
  readonly questions: readonly Question[];
  readonly size: EvalSize;
  readonly seed: number;
  /** By `provider/model`. */
  readonly subjects: readonly { readonly model: string; readonly document?: TraitsDocument }[];
  readonly judge: string;
  readonly generator: string;
  readonly rejudged?: readonly SavedAnswer[];
  readonly priceOf: (modelId: string) => Price | undefined;
}

interface Planned {
  readonly stage: EvalStage;
  readonly model: string;
  readonly prompt: RenderedPrompt;
  readonly outputTokens: number;
  /** How many calls this one stands for. */
  readonly times: number;
}

export function estimateEval(options: EvalEstimateOptions): EvalEstimate {
  const { priceOf } = options;
  const groups = new Map<string, Planned[]>();
  for (const call of plannedCalls(options)) {
    const key = `${call.stage} ${call.model}`;
    groups.set(key, [...(groups.get(key) ?? []), call]);
  }
  const stages = [...groups.values()].flatMap((calls): readonly EvalStageEstimate[] => {
    const [first] = calls;
    if (first === undefined) return [];
    const sum = (read: (call: Planned) => number): number => Math.round(calls.reduce((total, call) => total + call.times * read(call), 0));
    const usage = { inputTokens: sum(({ prompt }) => tokensOf(prompt)), outputTokens: sum(({ outputTokens }) => outputTokens) };
    const price = priceOf(first.model);
    return [{ stage: first.stage, model: first.model, calls: sum(() => 1), ...usage, cost: price === undefined ? undefined : costOf(usage, price), prompt: first.prompt }];
  });
  const costs = stages.map(({ cost }) => cost);
  return {
    stages,
    calls: stages.reduce((total, { calls }) => total + calls, 0),
    cost: costs.includes(undefined) ? undefined : costs.reduce<number>((total, cost) => total + (cost ?? 0), 0),
    unpriced: stages.reduce((total, { calls, cost }) => total + (cost === undefined ? calls : 0), 0),
  };
}

/** The calls of one run, those of the subject first. */
function plannedCalls(options: EvalEstimateOptions): readonly Planned[] {
  const { document, questions, size, seed, subjects, generator, judge, rejudged } = options;
  const plan = planOf(options.eval, document, size, questions, seed);
  if (rejudged !== undefined) {
    return rejudged.flatMap((saved) => (saved.answer === null || saved.prompt === null ? [] : judged(options, { ...saved, ordinal: 0 }, saved.answer, judge, saved.verdicts.length)));
  }
  const written = plan.entries.flatMap((entry) => writing(document, entry, size.perEntry ?? 1, generator));
  const probes = probesOf(plan, size.perEntry ?? 1);
  const shown = subjects.map((subject) => ({ model: subject.model, document: subject.document === undefined ? undefined : documentForSubject(subject.document) }));
  const answered = probes.flatMap((probe) =>
    shown.map(({ model, document: own }) => planned(evalAnswerPrompt, { prompt: probe.prompt ?? '', ...(own === undefined ? {} : { document: own }) }, model, ASSUMED.answerTokens)),
  );
  const split = options.eval === 'knowledge' ? probes.flatMap(({ prompt }) => shown.map(() => ({ ...planned(splitPointsPrompt, { question: prompt ?? '', answer: ANSWER }, generator, ASSUMED.splitTokens), times: ASSUMED.splitByModel }))) : [];
  const verdicts = probes.flatMap((probe) => shown.flatMap(() => judged(options, probe, ANSWER, judge, ASSUMED.points)));
  return [...written, ...answered, ...split, ...verdicts];
}

const ANSWER = '[the answer] '.repeat(Math.ceil((ASSUMED.answerTokens * 4) / 13)).trim();
const MESSAGE = '[the message that the generator writes for this entry]';

/** The probes of a plan, with a stand-in where they are not written yet. */
function probesOf({ questions, entries }: Plan, perEntry: number): readonly Probe[] {
  const written = entries.flatMap(({ id, kind, trait, other, text }) =>
    Array.from({ length: perEntry }, (_, index): Probe => ({ probe: `${id}/${index}`, kind, traitId: trait.id, otherTraitId: other?.id ?? null, entry: text, expected: null, prompt: MESSAGE, trouble: null, reason: '', ordinal: 0 })),
  );
  return [...written, ...questions];
}

function writing(document: TraitsDocument, entry: Plan['entries'][number], count: number, generator: string): readonly Planned[] {
  const { exception, tradeOff } = probeInput(document, entry, count);
  const outputTokens = ASSUMED.probeTokens * count;
  return [entry.kind === 'exception' ? planned(overTriggerProbePrompt, exception, generator, outputTokens) : planned(tradeOffProbePrompt, tradeOff, generator, outputTokens)];
}

function judged({ document, size, seed }: EvalEstimateOptions, probe: Probe, answer: string, judge: string, points: number): readonly Planned[] {
  const traits = document.traits.filter(({ id }) => size.traitIds.length === 0 || size.traitIds.includes(id));
  const about = { probe, prompt: probe.prompt ?? '', answer };
  switch (probe.kind) {
    case 'question': {
      const shown = document.traits.map((trait) => ({ key: trait.id, text: traitForJudge(document, trait) }));
      const each = answer.slice(0, Math.ceil(answer.length / Math.max(1, points)));
      return [planned(judgePointsPrompt, { traits: shown, question: about.prompt, points: Array.from({ length: points }, () => each) }, judge, points * ASSUMED.pointTokens)];
    }
    case 'exception':
    case 'everyday':
      return showingInputs({ document, traits }, about).map(({ input }) => planned(judgeOverTriggerPrompt, input, judge, input.traits.length * ASSUMED.showingTokens));
    case 'trade-off':
      return [planned(judgeTradeOffPrompt, tradeOffInput({ document, seed }, about), judge, ASSUMED.tradeOffTokens)];
  }
}

function planned<Input>(prompt: EvalPrompt<Input>, input: Input, model: string, outputTokens: number): Planned {
  return { stage: prompt.stage, model, prompt: prompt.render(input), outputTokens, times: 1 };
}

function tokensOf({ system = '', user }: RenderedPrompt): number {
  return estimateTokens(system) + estimateTokens(user);
}

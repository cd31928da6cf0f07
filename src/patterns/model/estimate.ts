/** Before a model pass: how many calls it will make, how many tokens they are, and what they will cost. */
import { estimateTokens } from '../../engine/expected-tokens.ts';
import type { PatternStage, Usage } from '../../models/model.ts';
import { costOf, type Price } from '../../models/prices.ts';
import type { RenderedPrompt } from '../../prompts/stage.ts';
import type { Candidate } from './cluster.ts';
import type { Draws } from './draws.ts';
import { clusterPrompt, groupsOf, ratePrompt, scanPrompt } from './plan.ts';
import type { Rater } from './raters.ts';

/** What cannot be known before: judged from answers of such prompts, and stated where the estimate is shown. */
export const ASSUMED = {
  /** Patterns that a scan names. */
  perScan: 8,
  /** Patterns that are left after merging. */
  found: 8,
  scanTokens: 1500,
  clusterTokensPerItem: 60,
  markTokens: 40,
} as const;

export interface StageEstimate extends Usage {
  readonly stage: PatternStage;
  readonly model: string;
  readonly calls: number;
  /** US dollars; undefined where the price is not known. */
  readonly cost: number | undefined;
}

export interface PassEstimate {
  readonly stages: readonly StageEstimate[];
  readonly calls: number;
  /** US dollars; undefined where a price is not known. */
  readonly cost: number | undefined;
}

export interface EstimateOptions {
  readonly draws: Draws;
  readonly known: readonly Rater[];
  readonly candidates: readonly Candidate[];
  readonly perCall: number;
  /** `provider/model`. */
  readonly models: { readonly critic: string; readonly judge: string };
  readonly priceOf: (modelId: string) => Price | undefined;
}

/** The prompts as they will be sent, and answers of typical length. Of the rated samples, a hundred stand for all. */
export function estimatePass({ draws, known, candidates, perCall, models, priceOf }: EstimateOptions): PassEstimate {
  const stage = (name: PatternStage, model: string, calls: readonly Usage[], count = calls.length): StageEstimate => {
    const price = priceOf(model);
    const scale = calls.length === 0 ? 0 : count / calls.length;
    const sum = (read: (usage: Usage) => number): number => Math.round(scale * calls.reduce((total, usage) => total + read(usage), 0));
    return {
      stage: name,
      model,
      calls: count,
      inputTokens: sum((usage) => usage.inputTokens),
      outputTokens: sum((usage) => usage.outputTokens),
      cost: price === undefined ? undefined : scale * calls.reduce((total, usage) => total + costOf(usage, price), 0),
    };
  };
  const scans = draws.batches.map((batch) => ({ inputTokens: tokens(scanPrompt(batch)), outputTokens: ASSUMED.scanTokens }));
  const item = { name: 'w'.repeat(30), definition: 'w'.repeat(200), quotes: ['w'.repeat(120), 'w'.repeat(120), 'w'.repeat(120)] };
  const items = draws.batches.flatMap((_, scan) => Array.from({ length: ASSUMED.perScan }, (_unused, number) => ({ ...item, scan, id: `s${scan}.${number}` })));
  const cluster = draws.batches.length < 2 ? [] : [{ inputTokens: tokens(clusterPrompt(items, candidates)), outputTokens: items.length * ASSUMED.clusterTokensPerItem }];
  const found: Rater = { id: 'found/one', name: 'w'.repeat(30), definition: 'w'.repeat(200), positive: Array.from({ length: 3 }, () => 'w'.repeat(100)), negative: Array.from({ length: 2 }, () => 'w'.repeat(100)) };
  const raters = [...known, ...Array.from({ length: draws.batches.length < 2 ? 0 : ASSUMED.found }, () => found)];
  const groups = groupsOf(raters, perCall);
  const looked = draws.rated.slice(0, 100);
  const marks = looked.flatMap((sample) => groups.map((group) => ({ inputTokens: tokens(ratePrompt(group, sample)), outputTokens: group.length * ASSUMED.markTokens })));
  const stages = [
    stage('pattern-scan', models.critic, scans),
    stage('pattern-cluster', models.critic, cluster),
    stage('pattern-autorate', models.judge, marks, draws.rated.length * groups.length),
  ];
  const costs = stages.map(({ cost }) => cost);
  return {
    stages,
    calls: stages.reduce((sum, { calls }) => sum + calls, 0),
    cost: costs.includes(undefined) ? undefined : costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0),
  };
}

function tokens({ system = '', user }: RenderedPrompt): number {
  return estimateTokens(system) + estimateTokens(user);
}

/** Makes the calls of a search, and remembers why some came to nothing. */
import type * as z from 'zod';
import type { Engine, JsonOutcome } from '../../engine/engine.ts';
import type { LanguageModel, ModelRequest, PatternStage } from '../../models/model.ts';
import type { RenderedPrompt } from '../../prompts/stage.ts';

const MOST_PROBLEMS = 5;

export interface AskedModels {
  readonly critic: LanguageModel;
  readonly judge: LanguageModel;
}

/** Which of the calls of a stage one is. */
export interface AskPlace {
  readonly ordinal: number;
  /** Above 0 where the same is asked once more, and is not to be answered from memory. One above it is what the engine asks where an answer cannot be read. */
  readonly attempt?: number;
}

/** Makes the calls of the pass. */
export class Asker {
  private readonly engine: Engine;
  private readonly models: AskedModels;
  private readonly signal: AbortSignal;
  private readonly told = new Set<string>();
  wasCancelled = false;

  constructor(engine: Engine, models: AskedModels, signal: AbortSignal) {
    this.engine = engine;
    this.models = models;
    this.signal = signal;
  }

  /** Whether nothing is sent any more. */
  get isStopped(): boolean {
    this.wasCancelled ||= this.signal.aborted;
    return this.signal.aborted || this.engine.budgetUsedUp;
  }

  get problems(): readonly string[] {
    return [...this.told].slice(0, MOST_PROBLEMS);
  }

  async ask<T>(stage: PatternStage, role: 'critic' | 'judge', { ordinal, attempt = 0 }: AskPlace, { system, user }: RenderedPrompt, schema: z.ZodType<T>): Promise<JsonOutcome<T>> {
    const request: ModelRequest = {
      // About no trait: turns would go by traits, and a run that ends early would have marked no draw by chance.
      purpose: { stage, role, traitId: '', kind: 'dataset', ordinal, attempt },
      messages: [{ role: 'user', text: user }],
      ...(system === undefined ? {} : { system }),
    };
    const outcome = await this.engine.json(this.models[role], request, schema, this.signal);
    if (outcome.status === 'failed' && outcome.kind === 'cancelled') this.wasCancelled = true;
    const problem = problemOf(outcome);
    if (problem !== undefined) this.told.add(problem);
    return outcome;
  }
}

function problemOf(outcome: JsonOutcome<unknown>): string | undefined {
  switch (outcome.status) {
    case 'ok':
    case 'unparsed':
      return undefined;
    case 'blocked':
      return `The provider's filters blocked a call (${outcome.reason}).`;
    case 'refused':
      return `The model declined a call: ${outcome.reason}`;
    case 'truncated':
      return "An answer ran into the model's output limit and broke off.";
    case 'empty':
      return 'The model said nothing.';
    case 'failed':
      return outcome.kind === 'cancelled' || outcome.kind === 'budget' ? undefined : outcome.message;
  }
}

/** As Promise.all, and never rejects before all have come to an end. */
export async function all<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

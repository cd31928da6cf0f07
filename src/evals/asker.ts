/** Makes the calls of an eval, and tells how each came to nothing that did. */
import type * as z from 'zod';
import type { Engine, JsonOutcome } from '../engine/engine.ts';
import type { CallPurpose, LanguageModel, ModelOutcome, ModelRequest } from '../models/model.ts';
import type { EvalPrompt } from '../prompts/eval.ts';
import type { ShownPrompt, Trouble } from './report.ts';

/** What a call came to: something to go on from, or how it came to nothing, and why in a sentence. */
export type Asked<T> = { readonly value: T } | { readonly trouble: Trouble; readonly reason: string };

/** Where a call belongs. */
export type Place = Pick<CallPurpose, 'traitId' | 'kind' | 'ordinal' | 'item'>;

const MOST_PROBLEMS = 5;
const LONGEST_REASON = 1000;

export class Asker {
  private readonly engine: Engine;
  private readonly signal: AbortSignal;
  private readonly told = new Set<string>();
  private readonly shown = new Map<string, ShownPrompt>();

  constructor(engine: Engine, signal: AbortSignal) {
    this.engine = engine;
    this.signal = signal;
  }

  /** Why calls failed, each once. */
  get problems(): readonly string[] {
    return [...this.told].slice(0, MOST_PROBLEMS);
  }

  get prompts(): readonly ShownPrompt[] {
    return [...this.shown.values()];
  }

  async text<Input>(model: LanguageModel, prompt: EvalPrompt<Input>, input: Input, place: Place): Promise<Asked<string>> {
    const outcome = await this.engine.text(model, this.request(model, prompt, input, place), this.signal);
    if (outcome.status === 'ok') return outcome.text.trim() === '' ? { trouble: 'empty', reason: SAID_NOTHING } : { value: outcome.text };
    return this.nothing(outcome);
  }

  async json<Input, T>(model: LanguageModel, prompt: EvalPrompt<Input>, input: Input, place: Place, shape: z.ZodType<T>): Promise<Asked<T>> {
    const outcome = await this.engine.json(model, this.request(model, prompt, input, place), shape, this.signal);
    if (outcome.status === 'ok') return { value: outcome.value };
    const { trouble, reason } = this.nothing(outcome);
    // It is kept with each verdict that the call was about.
    return { trouble, reason: reason.length > LONGEST_REASON ? `${reason.slice(0, LONGEST_REASON)}…` : reason };
  }

  private request<Input>(model: LanguageModel, prompt: EvalPrompt<Input>, input: Input, place: Place): ModelRequest {
    const { system, user } = prompt.render(input);
    const { stage, role, version } = prompt;
    const key = `${stage} ${model.id} ${system === undefined ? '' : 'system'}`;
    if (!this.shown.has(key)) this.shown.set(key, { stage, version, model: model.id, system: system ?? null, user });
    return { purpose: { stage, role, ...place, attempt: 0 }, messages: [{ role: 'user', text: user }], ...(system === undefined ? {} : { system }) };
  }

  private nothing(outcome: Exclude<ModelOutcome | JsonOutcome<unknown>, { status: 'ok' }>): { readonly trouble: Trouble; readonly reason: string } {
    const found = troubleOf(outcome);
    if (found.trouble === 'failed') this.told.add(found.reason);
    return found;
  }
}

const SAID_NOTHING = 'The model said nothing.';

function troubleOf(outcome: Exclude<ModelOutcome | JsonOutcome<unknown>, { status: 'ok' }>): { readonly trouble: Trouble; readonly reason: string } {
  switch (outcome.status) {
    case 'blocked':
      return { trouble: 'blocked', reason: `The provider's filters blocked it (${outcome.reason}).` };
    case 'refused':
      return { trouble: 'refused', reason: outcome.reason };
    case 'truncated':
      return { trouble: 'truncated', reason: outcome.text };
    case 'empty':
      return { trouble: 'empty', reason: SAID_NOTHING };
    case 'unparsed':
      return { trouble: 'unparsed', reason: outcome.problem };
    case 'failed':
      return { trouble: outcome.kind === 'cancelled' || outcome.kind === 'budget' ? 'missing' : 'failed', reason: outcome.message };
  }
}

/** As Promise.all, and never rejects before all have come to an end. */
export async function allOf<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

/** What the prompts of evals share: how traits are shown to whoever judges, and that all else is material. */
import type { EvalStage, Role } from '../models/model.ts';
import { ONLY_MATERIAL } from './pattern.ts';
import { block, type RenderedPrompt } from './stage.ts';

/** A prompt of an eval. The shape of its answer is beside it, since it follows from what is asked about. */
export interface EvalPrompt<Input> {
  readonly stage: EvalStage;
  readonly role: Role | 'subject';
  /** Goes up with every change of the wording; journals record it. */
  readonly version: number;
  render(input: Input): RenderedPrompt;
}

/** A trait as a judge is shown it: what it is and how it shows, and not when it gives way or does not apply. */
export interface ShownTrait {
  /** What the judge names it by. */
  readonly key: string;
  readonly text: string;
}

export function shownTrait({ key, text }: ShownTrait): string {
  return `Trait ${key}:\n${block('trait', text)}`;
}

export { ONLY_MATERIAL };

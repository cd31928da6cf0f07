/** Preference pairs, rejected: an answer to the same message by the same model, which is shown nothing of the document. */
import type { Chunk } from '../document/chunk.ts';
import { modelName } from './chunk-text.ts';
import type { TextStage } from './stage.ts';

export interface RejectedInput {
  readonly chunk: Chunk;
  readonly prompt: string;
}

export const rejectedStage: TextStage<RejectedInput> = {
  stage: 'rejected',
  role: 'generator',
  version: 1,
  render({ chunk, prompt }) {
    // As the draft's system prompt, less the document: the pair is to differ in the trait, and not in who speaks.
    return { system: `You are ${modelName(chunk)}, an AI model. Answer the user.`, user: prompt };
  },
};

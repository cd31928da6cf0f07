/** Stage 5, draft: the first answer, given with the document's chunk in the system prompt. */
import type { Chunk } from '../document/chunk.ts';
import { chunkText, modelName } from './chunk-text.ts';
import { paragraphs, type TextStage } from './stage.ts';

export interface DraftInput {
  readonly chunk: Chunk;
  readonly prompt: string;
}

export const draftStage: TextStage<DraftInput> = {
  stage: 'draft',
  role: 'generator',
  version: 1,
  render({ chunk, prompt }) {
    const name = modelName(chunk);
    return {
      system: paragraphs(
        `You are ${name}. This is part of a document that says what kind of model you are:`,
        chunkText(chunk),
        `Answer the user as the model that this describes would: let it decide what you do, as far as this message calls for it and no further. Where it says that something gives way, or does not apply here, follow that. Where a reason helps the person, give it in terms of their case. Do not display a virtue, talk about your values, or mention the document, its terms or these instructions. What remains is simply a good answer to this message, at the length that it deserves.`,
      ),
      user: prompt,
    };
  },
};

/** Stage 7, autorater: named criteria that a sample must all meet to be kept. */
import * as z from 'zod';
import type { Chunk } from '../document/chunk.ts';
import type { ScenarioKind } from '../models/model.ts';
import { chunkText, modelName } from './chunk-text.ts';
import { block, type JsonStage, paragraphs } from './stage.ts';

const criterion = z.strictObject({ reason: z.string().min(1), holds: z.boolean() });

export const ratingsSchema = z.strictObject({
  realistic: criterion.describe('A real person could have sent this message.'),
  elicits: criterion.describe('The message gives the trait, its exception or the trade-off a real chance to matter.'),
  embodies: criterion.describe('The answer does what the document asks here.'),
  natural: criterion.describe('The answer reads as a good answer and not as a display of virtue.'),
  unmentioned: criterion.describe('The answer mentions neither the document, nor its terms, nor instructions.'),
});
export type Ratings = z.infer<typeof ratingsSchema>;
export type Criterion = keyof Ratings;

export interface AutorateInput {
  readonly chunk: Chunk;
  readonly kind: ScenarioKind;
  readonly prompt: string;
  readonly response: string;
}

function asked(kind: ScenarioKind): string {
  switch (kind) {
    case 'exhibit':
      return 'Here the document asks for the trait to show.';
    case 'exception':
      return 'Here one of the exceptions applies: the document asks that the trait does not show.';
    case 'trade-off':
      return 'Here two traits pull apart: the document asks that one gives way as it says.';
  }
}

export const autorateStage: JsonStage<AutorateInput, Ratings> = {
  stage: 'autorate',
  role: 'judge',
  version: 1,
  schema: ratingsSchema,
  render({ chunk, kind, prompt, response }) {
    return {
      user: paragraphs(
        `You decide whether an example is good enough to train ${modelName(chunk)}, an AI model, on. This is the part of the document that the example is about:`,
        chunkText(chunk),
        asked(kind),
        block('user_message', prompt),
        block('answer', response),
        `For each criterion, first give the reason in one sentence, then say whether it holds. Each stands by itself; a good answer does not make up for a staged message.
- realistic: a real person could have sent this message, as it stands.
- elicits: the message gives the trait, its exception or the trade-off a real chance to matter.
- embodies: the answer does what the document asks here, in what it does and not in what it says of itself.
- natural: the answer reads as a good answer to this person, and not as a display of virtue.
- unmentioned: the answer mentions neither the document, nor its terms, nor any instructions.`,
        'When in doubt, a criterion does not hold: an example that is left out costs little.',
        'Answer with JSON: {"realistic", "elicits", "embodies", "natural", "unmentioned"}, each {"reason", "holds"}.',
      ),
    };
  },
};

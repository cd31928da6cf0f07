/** Stage 7, autorater: named criteria that a sample must all meet to be kept. */
import * as z from 'zod';
import { chunkText, modelName } from './chunk-text.ts';
import { type About, expectation } from './expectation.ts';
import { block, filled, type JsonStage, paragraphs } from './stage.ts';

const criterion = z.strictObject({ reason: filled, holds: z.boolean() });

export const ratingsSchema = z.strictObject({
  realistic: criterion.describe('A real person could have sent this message.'),
  elicits: criterion.describe('The message gives the trait, its exception or the trade-off a real chance to matter.'),
  embodies: criterion.describe('The answer does what the document asks here.'),
  natural: criterion.describe('The answer is a good one for this person, and not a display of virtue.'),
  unmentioned: criterion.describe('The answer mentions neither the document, nor its terms, nor instructions.'),
});
export type Ratings = z.infer<typeof ratingsSchema>;
export type Criterion = keyof Ratings;

export interface AutorateInput extends About {
  readonly prompt: string;
  readonly response: string;
}

export const autorateStage: JsonStage<AutorateInput, Ratings> = {
  stage: 'autorate',
  role: 'judge',
  version: 1,
  schema: ratingsSchema,
  render(input) {
    const { chunk, prompt, response } = input;
    return {
      user: paragraphs(
        `You decide whether an example is good enough to train ${modelName(chunk)}, an AI model, on. This is the part of the document that the example is about:`,
        chunkText(chunk),
        expectation(input),
        block('user_message', prompt),
        block('answer', response),
        `For each criterion, first give the reason in one sentence, then say whether it holds. Each stands by itself; a good answer does not make up for a staged message.
- realistic: a real person could have sent this message, as it stands.
- elicits: the message does what it was written for, and without asking for it.
- embodies: the answer does what the document asks here, in what it does and not in what it says of itself, and without exaggeration.
- natural: the answer serves this person: it deals with what they wrote, what it says is right, and it is no display of virtue.
- unmentioned: the answer mentions neither the document, nor its terms, nor any instructions.`,
        'When in doubt, a criterion does not hold: an example that is left out costs little.',
        'Answer with JSON: {"realistic", "elicits", "embodies", "natural", "unmentioned"}, each {"reason", "holds"}.',
      ),
    };
  },
};

/** Stage 7, autorater: named criteria that a sample must all meet to be kept. */
import * as z from 'zod';
import { chunkText, modelName } from './chunk-text.ts';
import { type About, expectation } from './expectation.ts';
import { criterion } from './judgement.ts';
import { block, type JsonStage, paragraphs } from './stage.ts';

export const ratingsSchema = z.strictObject({
  realistic: criterion('A real person could have sent this message.'),
  elicits: criterion('The message gives the trait, its exception or the trade-off a real chance to matter.'),
  embodies: criterion('The answer does what the document asks here.'),
  natural: criterion('The answer is a good one for this person, and not a display of virtue.'),
  unmentioned: criterion('The answer mentions neither the document, nor its terms, nor instructions.'),
  language: criterion('The answer is in the language that the person would want it in.'),
});
export type ChatRatings = z.infer<typeof ratingsSchema>;

export interface AutorateInput extends About {
  readonly prompt: string;
  readonly response: string;
  /** What a model with no system prompt answered to the message, or to its first version. */
  readonly defaultResponse: string;
  /** It was given to the first version, and the message was rewritten since. */
  readonly ofFirst?: boolean;
}

export const autorateStage: JsonStage<AutorateInput, ChatRatings> = {
  stage: 'autorate',
  role: 'judge',
  version: 3,
  schema: ratingsSchema,
  render(input) {
    const { chunk, prompt, response, defaultResponse, ofFirst } = input;
    return {
      user: paragraphs(
        `You decide whether an example is good enough to train ${modelName(chunk)}, an AI model, on. This is the part of the document that the example is about:`,
        chunkText(chunk),
        expectation(input),
        block('user_message', prompt),
        block('answer', response),
        `For comparison, what a model that had not seen the document answered to ${ofFirst === true ? 'a first version of the message' : 'the message'}:`,
        block('default_answer', defaultResponse),
        `For each criterion, first give the reason in one sentence, then say whether it holds. Each stands by itself; a good answer does not make up for a staged message.
- realistic: a real person could have sent this message, as it stands.
- elicits: the message does what it was written for, and without asking for it.
- embodies: the answer does what the document asks here, in what it does and not in what it says of itself, and without exaggeration.
- natural: the answer serves this person, and no worse than the default answer would: it deals with what they wrote, what it says is right, and it is no display of virtue.
- unmentioned: the answer mentions neither the document, nor its terms, nor any instructions.
- language: the answer is in the language of the message, throughout, or in the one that the message asks for.`,
        'When in doubt, a criterion does not hold: an example that is left out costs little.',
        'Answer with JSON: {"realistic", "elicits", "embodies", "natural", "unmentioned", "language"}, each {"reason", "holds"}.',
      ),
    };
  },
};

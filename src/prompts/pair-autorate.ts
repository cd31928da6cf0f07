/** Preference pairs, autorater of the pair: named criteria for the two answers side by side. */
import * as z from 'zod';
import { chunkText, modelName } from './chunk-text.ts';
import { expectation } from './expectation.ts';
import { criterion } from './judgement.ts';
import type { PairInput } from './pair-critique.ts';
import { block, type JsonStage, paragraphs } from './stage.ts';

export const pairRatingsSchema = z.strictObject({
  falls_short: criterion('The rejected answer does not do what the document asks here.'),
  better: criterion('The chosen answer is the better one for this person.'),
  plausible: criterion('The rejected answer is one that a capable model would give.'),
  comparable: criterion('The two are of a kind in all but what the document is about.'),
});
export type PairRatings = z.infer<typeof pairRatingsSchema>;

export const pairAutorateStage: JsonStage<PairInput, PairRatings> = {
  stage: 'pair-autorate',
  role: 'judge',
  version: 1,
  schema: pairRatingsSchema,
  render(input) {
    const { chunk, prompt, chosen, rejected } = input;
    return {
      user: paragraphs(
        `You decide whether a pair of answers is good enough for ${modelName(chunk)}, an AI model, to learn from it which to prefer. This is the part of the document that the pair is about:`,
        chunkText(chunk),
        expectation(input),
        block('user_message', prompt),
        block('chosen_answer', chosen),
        block('rejected_answer', rejected),
        `For each criterion, first give the reason in one sentence, then say whether it holds. Each stands by itself.
- falls_short: the rejected answer fails to do what the document asks here, and what it lacks can be pointed to.
- better: this person is better off with the chosen answer. One that only sounds more principled is not better.
- plausible: a capable model could well have given the rejected answer: it is no caricature, and not broken, rude or careless.
- comparable: length, form, tone and language give no hint which is which; what sets the two apart is what the document is about.`,
        'When in doubt, a criterion does not hold: a pair that is left out costs little.',
        'Answer with JSON: {"falls_short", "better", "plausible", "comparable"}, each {"reason", "holds"}.',
      ),
    };
  },
};

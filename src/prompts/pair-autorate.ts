/** Preference pairs, autorater of the pair: named criteria for the two answers side by side. */
import * as z from 'zod';
import { chunkText, modelName } from './chunk-text.ts';
import { expectation } from './expectation.ts';
import { criterion } from './judgement.ts';
import type { PairInput } from './pair-critique.ts';
import { block, type JsonStage, paragraphs } from './stage.ts';

/** What is kept of the judge's word, once it is known which answer was which. */
export const pairRatingsSchema = z.strictObject({
  falls_short: criterion('The rejected answer does not do what the document asks here.'),
  better: criterion('The chosen answer is the better one for this person.'),
  plausible: criterion('The rejected answer is one that a capable model would give.'),
  comparable: criterion('The two are of a kind in all but what the document is about.'),
});
export type PairRatings = z.infer<typeof pairRatingsSchema>;

const criteria = {
  falls_short: criterion('The weaker answer does not do what the document asks here.'),
  better: criterion('The other answer is the better one for this person.'),
  plausible: criterion('The weaker answer is one that a capable model would give.'),
  comparable: criterion('The two are of a kind in all but what the document is about.'),
};

/** As the judge answers, who is not told which of the two is to be preferred. */
export const pairJudgementSchema = z.strictObject({
  weaker: z.enum(['a', 'b']).describe('The answer that falls short of the document, or does so by more.'),
  ...criteria,
});
export type PairJudgement = z.infer<typeof pairJudgementSchema>;

export interface PairAutorateInput extends PairInput {
  /** The rejected answer is shown as the first of the two. */
  readonly rejectedFirst: boolean;
}

/** What the judgement says of the two as they are: where it takes the chosen answer for the weaker one, no pair is left. */
export function pairRatingsOf({ weaker, ...ratings }: PairJudgement, rejectedFirst: boolean): PairRatings {
  if ((weaker === 'a') === rejectedFirst) return ratings;
  return { ...ratings, falls_short: { holds: false, reason: `The judge, not told which is which, took the chosen answer for the weaker one: ${ratings.falls_short.reason}` } };
}

export const pairAutorateStage: JsonStage<PairAutorateInput, PairJudgement> = {
  stage: 'pair-autorate',
  role: 'judge',
  version: 2,
  schema: pairJudgementSchema,
  render(input) {
    const { chunk, prompt, chosen, rejected, rejectedFirst } = input;
    const [first, second] = rejectedFirst ? [rejected, chosen] : [chosen, rejected];
    return {
      user: paragraphs(
        `You decide whether a pair of answers is good enough for ${modelName(chunk)}, an AI model, to learn from it which to prefer. This is the part of the document that the pair is about:`,
        chunkText(chunk),
        expectation(input),
        block('user_message', prompt),
        block('answer_a', first),
        block('answer_b', second),
        `One of the two is to be learned from and the other to be preferred less; you are not told which. First say which is the weaker one: the answer that falls short of what the document asks here, or does so by more. Then, for each criterion, give the reason in one sentence, then say whether it holds. Each stands by itself. In reasons speak of the weaker and the other answer, not of letters.
- falls_short: the weaker answer fails to do what the document asks here, and what it lacks can be pointed to.
- better: this person is better off with the other answer. One that only sounds more principled is not better.
- plausible: a capable model could well have given the weaker answer: it is no caricature, and not broken, rude or careless.
- comparable: length, form, tone and language give no hint which is which; what sets the two apart is what the document is about.`,
        'When in doubt, a criterion does not hold: a pair that is left out costs little.',
        'Answer with JSON: {"weaker": "a" or "b", "falls_short", "better", "plausible", "comparable"}, each of the four {"reason", "holds"}.',
      ),
    };
  },
};

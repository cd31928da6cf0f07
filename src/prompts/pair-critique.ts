/** Preference pairs, critique of the pair: makes sure that the rejected answer does not do what the trait asks. */
import * as z from 'zod';
import type { ScenarioKind } from '../models/model.ts';
import { chunkText, modelName } from './chunk-text.ts';
import { type About, expectation } from './expectation.ts';
import { block, filled, type JsonStage, paragraphs } from './stage.ts';

export const pairCritiqueSchema = z
  .strictObject({
    difference: filled.describe('What one answer does and the other does not, as far as the document is concerned. One sentence.'),
    rejected_aligns: z.boolean().describe('Whether the rejected answer does what the document asks here.'),
    decision: z.enum(['keep', 'rewrite', 'drop']),
    rejected: z.string().describe('The rejected answer, written anew; an empty string unless the decision is to rewrite.'),
  })
  .refine(({ decision, rejected }) => decision !== 'rewrite' || rejected.trim() !== '', { path: ['rejected'], error: 'the decision is to rewrite, and nothing is written' })
  .refine(({ decision, rejected_aligns }) => decision !== 'keep' || !rejected_aligns, { path: ['decision'], error: 'an answer that aligns with the trait cannot be kept as the rejected one' });
export type PairCritique = z.infer<typeof pairCritiqueSchema>;

export interface PairInput extends About {
  readonly prompt: string;
  readonly chosen: string;
  readonly rejected: string;
}

const WITHOUT: Readonly<Record<ScenarioKind, string>> = {
  exhibit: 'A model without the trait answers as capable, polite models do: it does the obvious, and leaves out what only the trait would have brought.',
  exception: 'Here the fault is the trait itself: a model that has it and does not know where it stops shows it all the same. An answer that leaves it out is aligned.',
  'trade-off': 'Here the fault is to follow the wrong one of the two traits, to follow both halfway, or not to notice that they conflict.',
};

export const pairCritiqueStage: JsonStage<PairInput, PairCritique> = {
  stage: 'pair-critique',
  role: 'critic',
  version: 1,
  schema: pairCritiqueSchema,
  render(input) {
    const { chunk, kind, prompt, chosen, rejected } = input;
    return {
      user: paragraphs(
        `Two answers to one message are to become a pair from which ${modelName(chunk)}, an AI model, learns to prefer the first. The second was given by a model that had not seen this part of the document:`,
        chunkText(chunk),
        expectation(input),
        block('user_message', prompt),
        block('chosen_answer', chosen),
        block('rejected_answer', rejected),
        `What a model learns from the pair is whatever sets the two apart. So the second must not do what the document asks here, by luck or by good manners. ${WITHOUT[kind]}`,
        `Say in one sentence what sets them apart as far as the document is concerned, then decide:
- keep: the second falls short of the document by something that can be pointed to.
- rewrite: it comes too close to the document, or is set apart by something else: it is broken, rude, or far longer or barer than the first. Write it anew.
- drop: the two do the same, and no capable model would answer this message otherwise.`,
        `A rewritten second answer is what a capable model without the trait might really say: correct where it would be, as well written as the first, of about its length and form, in the language of the message. It falls short where the trait would have decided, and nowhere else. A caricature teaches only to avoid caricatures: no rudeness, no blunders, no hint that it is the lesser one.`,
        'Answer with JSON: {"difference", "rejected_aligns", "decision": "keep", "rewrite" or "drop", "rejected": the new second answer, or ""}. "rejected_aligns" is about the answer above, before any rewriting.',
      ),
    };
  },
};

/** Stage 6, first half, critique: the draft judged in a context of its own, against the document. */
import * as z from 'zod';
import type { Chunk } from '../document/chunk.ts';
import type { ScenarioKind } from '../models/model.ts';
import { chunkText, modelName } from './chunk-text.ts';
import { block, type JsonStage, paragraphs } from './stage.ts';

const axis = (about: string): z.ZodType<{ verdict: 'pass' | 'revise' | 'fail'; sentence: string }> =>
  z.strictObject({ verdict: z.enum(['pass', 'revise', 'fail']), sentence: z.string().min(1) }).describe(about);

export const critiqueSchema = z.strictObject({
  axes: z.strictObject({
    trait_embodiment: axis('Whether the answer does what the document asks here.'),
    naturalness: axis('Whether it reads as a good answer by somebody at ease, and not as a performance.'),
    superficial_patterns: axis('Whether it leans on an opening, shape or habit that a whole dataset would repeat.'),
    faithfulness: axis('Whether it keeps to the document, its trade-offs and exceptions included.'),
    attribution: axis('Whether the trait is the cause of what the answer does, rather than standing beside it.'),
  }),
  verdict: z.enum(['pass', 'revise', 'fail']),
  quotes: z.array(z.string()).describe('Passages of the document that the judgement rests on, copied character for character.'),
});
export type Critique = z.infer<typeof critiqueSchema>;
export type CritiqueAxis = keyof Critique['axes'];

export interface CritiqueInput {
  readonly chunk: Chunk;
  readonly kind: ScenarioKind;
  readonly prompt: string;
  readonly draft: string;
}

function expectation(kind: ScenarioKind): string {
  switch (kind) {
    case 'exhibit':
      return 'The message was written so that the trait matters.';
    case 'exception':
      return "The message was written so that one of the trait's exceptions applies: the right answer does not show the trait, and showing it is the fault to look for.";
    case 'trade-off':
      return 'The message was written so that this trait and another pull apart: the right answer gives way where the document says so, and the one that gives way is still met as far as it can be.';
  }
}

export const critiqueStage: JsonStage<CritiqueInput, Critique> = {
  stage: 'critique',
  role: 'critic',
  version: 1,
  schema: critiqueSchema,
  render({ chunk, kind, prompt, draft }) {
    return {
      user: paragraphs(
        `You judge an answer that ${modelName(chunk)}, an AI model, gave to a user. This is the part of the document that says what kind of model it should be:`,
        chunkText(chunk),
        expectation(kind),
        block('user_message', prompt),
        block('answer', draft),
        `Judge it hard, along five lines. For each give a verdict and one sentence that points at something in the answer.
- trait_embodiment: does it do what the document asks here, in substance and not in tone alone?
- naturalness: would the person who wrote find it useful and unforced? Performed virtue, a moral at the end, hedging into platitude and praise of the question are faults.
- superficial_patterns: would a thousand answers like this teach a habit? Look at the opening (the conclusion first every time, sympathy first every time, a question back by habit), the shape (lists where a sentence would do, three of everything, a summary of what was said), and the close.
- faithfulness: is anything in it contrary to the document, or beyond it? Trade-offs and exceptions count as much as the trait.
- attribution: take the trait away; would the answer be any different? If not, the trait stands beside the behaviour and did not cause it.`,
        `Verdicts: pass — good as it is. revise — a better answer to the same message is possible, and you can say what it would do. fail — the message gives nothing to work with, or any answer to it would go against the document. The overall verdict is revise if any line is revise or fail and a new answer could mend it.`,
        'Quote one to three passages of the document that your judgement rests on, each copied character for character from the text above, without ellipses.',
        'Answer with JSON: {"axes": {each of the five: {"verdict", "sentence"}}, "verdict", "quotes"}.',
      ),
    };
  },
};

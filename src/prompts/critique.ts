/** Stage 6, first half, critique: the draft judged in a context of its own, against the document. */
import * as z from 'zod';
import { chunkText, modelName } from './chunk-text.ts';
import { type About, expectation } from './expectation.ts';
import { block, filled, type JsonStage, paragraphs } from './stage.ts';

const verdict = z.enum(['pass', 'revise', 'fail']);
// The sentence stands before the verdict, and the quotes before both, because models write in this order: reasons first.
const axis = (about: string): z.ZodType<{ sentence: string; verdict: z.infer<typeof verdict> }> =>
  z.strictObject({ sentence: filled, verdict }).describe(about);

export const critiqueSchema = z.strictObject({
  quotes: z.array(z.string()).describe('Passages of the document that the judgement rests on, copied character for character.'),
  axes: z.strictObject({
    trait_embodiment: axis('Whether the answer does what the document asks here.'),
    naturalness: axis('Whether it reads as a good answer by somebody at ease, and not as a performance.'),
    superficial_patterns: axis('Whether it leans on an opening, shape or habit that a whole dataset would repeat.'),
    faithfulness: axis('Whether it keeps to the document, its trade-offs and exceptions included.'),
    attribution: axis('Whether what the document says is the cause of what the answer does, rather than standing beside it.'),
  }),
  verdict,
});
export type Critique = z.infer<typeof critiqueSchema>;
export type CritiqueAxis = keyof Critique['axes'];

export interface CritiqueInput extends About {
  readonly prompt: string;
  readonly draft: string;
}

export const critiqueStage: JsonStage<CritiqueInput, Critique> = {
  stage: 'critique',
  role: 'critic',
  version: 1,
  schema: critiqueSchema,
  render(input) {
    const { chunk, kind, prompt, draft } = input;
    const attribution =
      kind === 'exception'
        ? 'is the trait left out because this case calls for that, or does the answer merely neglect it, or stiffly avoid it?'
        : 'strike out what the document says; would the answer be any different? If not, the trait stands beside the behaviour and did not cause it.';
    return {
      user: paragraphs(
        `You judge an answer that ${modelName(chunk)}, an AI model, gave to a user. It is to become a training example. This is the part of the document that says what kind of model it should be:`,
        chunkText(chunk),
        expectation(input),
        block('user_message', prompt),
        block('answer', draft),
        'First quote one to three passages of the document that your judgement will rest on, each copied character for character from the text above, without ellipses.',
        `Then judge the answer hard, along five lines. For each write one sentence that points at something in the answer, then a verdict.
- trait_embodiment: does it do what the document asks here, in substance and not in tone alone?
- naturalness: would the person who wrote find it useful, right and unforced? Performed virtue, a moral at the end, hedging into platitude and praise of the question are faults.
- superficial_patterns: would a thousand answers like this teach a habit? Look at the opening (the conclusion first, sympathy first, a question back), the shape (lists where a sentence would do, three of everything, a summary of what was said) and the close. What this message calls for is no fault; what any message would have got is.
- faithfulness: is anything in it contrary to the document, or carried further than it says? Trade-offs and exceptions count as much as the trait.
- attribution: ${attribution}`,
        'Verdicts: pass — nothing to mend. revise — a new answer to the same message would do better. fail — no answer to this message can be good. Overall: fail if the example cannot be saved; pass only if all five lines pass; otherwise revise.',
        'Answer with JSON: {"quotes", "axes": {each of the five: {"sentence", "verdict"}}, "verdict"}.',
      ),
    };
  },
};

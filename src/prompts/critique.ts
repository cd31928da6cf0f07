/** Stage 6, first half, critique: the draft judged in a context of its own, against the document. */
import * as z from 'zod';
import { chunkText, modelName } from './chunk-text.ts';
import { type About, expectation } from './expectation.ts';
import { axis, documentGapAsked, quotesShape, verdictShape } from './judgement.ts';
import { type KnownPattern, knownPatternsBlock } from './known-patterns.ts';
import { block, type JsonStage, paragraphs } from './stage.ts';

export const critiqueSchema = z.strictObject({
  quotes: quotesShape,
  axes: z.strictObject({
    trait_embodiment: axis('Whether the answer does what the document asks here.'),
    naturalness: axis('Whether it reads as a good answer by somebody at ease, and not as a performance.'),
    superficial_patterns: axis('Whether it leans on an opening, shape or habit that a whole dataset would repeat.'),
    faithfulness: axis('Whether it keeps to the document, its trade-offs and exceptions included.'),
    attribution: axis('Whether what the document says is the cause of what the answer does, rather than standing beside it.'),
  }),
  document_gap: documentGapAsked,
  verdict: verdictShape,
});
export type Critique = z.infer<typeof critiqueSchema>;

export interface CritiqueInput extends About {
  readonly prompt: string;
  readonly draft: string;
  /** What a model with no system prompt answered to the message, or to its first version. */
  readonly defaultResponse: string;
  /** It was given to the first version, and the message was rewritten since. */
  readonly ofFirst?: boolean;
  /** Habits that earlier samples are known to have. */
  readonly knownPatterns?: readonly KnownPattern[];
}

export const critiqueStage: JsonStage<CritiqueInput, Critique> = {
  stage: 'critique',
  role: 'critic',
  version: 4,
  schema: critiqueSchema,
  render(input) {
    const { chunk, kind, prompt, draft, defaultResponse, ofFirst, knownPatterns } = input;
    const attribution =
      kind === 'exception'
        ? 'is the trait left out because this case calls for that, or does the answer merely neglect it, or stiffly avoid it?'
        : 'strike out what the document says; would the answer be any different? The default answer is what remains. If nothing that matters is different, the trait stands beside the behaviour and did not cause it.';
    return {
      user: paragraphs(
        `You judge an answer that ${modelName(chunk)}, an AI model, gave to a user. It is to become a training example. This is the part of the document that says what kind of model it should be:`,
        chunkText(chunk),
        expectation(input),
        block('user_message', prompt),
        block('answer', draft),
        `And this is what a model that had not seen the document answered to ${ofFirst === true ? 'a first version of the message' : 'the message'}:`,
        block('default_answer', defaultResponse),
        'First quote one to three passages of the document that your judgement will rest on, each copied character for character from the text above, without ellipses.',
        `Then judge the answer hard, along five lines. For each write one sentence that points at something in the answer, then a verdict.
- trait_embodiment: does it do what the document asks here, in substance and not in tone alone?
- naturalness: would the person who wrote find it useful, right and unforced, in the language they wrote in? Performed virtue, a moral at the end, hedging into platitude and praise of the question are faults. So is an answer that serves them worse than the default answer does: a trait is no reason to be of less use.
- superficial_patterns: would a thousand answers like this teach a habit? Look at the opening (the conclusion first, sympathy first, a question back), the shape (lists where a sentence would do, three of everything, a summary of what was said) and the close. What this message calls for is no fault; what any message would have got is.
- faithfulness: is anything in it contrary to the document, or carried further than it says? Trade-offs and exceptions count as much as the trait.
- attribution: ${attribution}`,
        knownPatternsBlock(knownPatterns, 'superficial_patterns'),
        'Verdicts: pass — nothing to mend. revise — a new answer to the same message would do better. fail — no answer to this message can be good. Overall: fail if the example cannot be saved; pass only if all five lines pass; otherwise revise.',
        'Last, look at the document itself. Where it leaves open what a case like this one turns on, so that two careful readers would answer differently and both could point to it, say so in document_gap: in "missing" one sentence with what it does not say, and in "part" where that belongs: what, how, why, trade-offs or exceptions. A poor answer to a clear document is no gap, and most documents need no case of every sort: then it is null.',
        'Answer with JSON: {"quotes", "axes": {each of the five: {"sentence", "verdict"}}, "document_gap": {"missing", "part"} or null, "verdict"}.',
      ),
    };
  },
};

/** Documents, stage 3, critique: the text judged hard, in a context of its own, for naturalness and embodiment before all. */
import * as z from 'zod';
import { chunkText, modelName } from './chunk-text.ts';
import { ARC, type DocumentInput, TEXT_TELLS } from './document.ts';
import { channelText } from './document-plan.ts';
import { textExpectation } from './expectation.ts';
import { axis, quotesShape, verdictShape } from './judgement.ts';
import { type KnownPattern, knownPatternsBlock } from './known-patterns.ts';
import { planText } from './plan.ts';
import { block, type JsonStage, paragraphs } from './stage.ts';

export const documentCritiqueSchema = z.strictObject({
  quotes: quotesShape,
  axes: z.strictObject({
    naturalness: axis('Whether somebody could have written this, for reasons of their own.'),
    trait_embodiment: axis('Whether what the model does in it embodies what the document says, and the reason is seen in the planned way.'),
    story_arc: axis('Whether it keeps clear of the arc from criticism to epiphany, and of other arcs with a lesson.'),
    performed_virtue: axis('Whether virtue is done in passing, and neither displayed nor admired.'),
    faithfulness: axis('Whether it keeps to the document, its trade-offs and exceptions included.'),
    mention: axis('Whether it is silent about the document, its terms, and how the model came to be so.'),
  }),
  verdict: verdictShape,
});
export type DocumentCritique = z.infer<typeof documentCritiqueSchema>;

export interface DocumentCritiqueInput extends DocumentInput {
  readonly draft: string;
  /** Habits that earlier texts are known to have. */
  readonly knownPatterns?: readonly KnownPattern[];
}

export const documentCritiqueStage: JsonStage<DocumentCritiqueInput, DocumentCritique> = {
  stage: 'document-critique',
  role: 'critic',
  version: 1,
  schema: documentCritiqueSchema,
  render(input) {
    const { chunk, documentType, whyChannel, plan, draft, knownPatterns } = input;
    const name = modelName(chunk);
    return {
      user: paragraphs(
        `You judge a text that was written for a corpus about ${name}, an AI model. Models learn from it what ${name} is like, and more from what it shows in passing than from what it says. This is the part of the document that says what kind of model it is:`,
        chunkText(chunk),
        textExpectation(input),
        block('document_type', documentType),
        block('plan', planText(plan)),
        block('why_channel', channelText(whyChannel, name)),
        block('text', draft),
        'First quote one to three passages of the document that your judgement will rest on, each copied character for character from the part above, without ellipses.',
        `Then judge the text hard, along six lines: for each one sentence that points at something in it, then a verdict.
- naturalness: could this have been found somewhere? Does its writer want something other than to show ${name}?
- trait_embodiment: does ${name} do it, in actions that matter? Strike ${name} out: if the text loses nothing, or any capable model would do the same, it embodies nothing. Is the reason seen by the planned channel?
- story_arc: the fault to look for is that ${ARC}. A doubter won over and a closing lesson are of the same sort.
- performed_virtue: does ${name} announce what it values, or anybody marvel at it?
- faithfulness: is anything contrary to the document, or carried further than it says? Trade-offs and exceptions count as much.
- mention: is there any trace of the document, its phrases, of guidelines or training?`,
        knownPatternsBlock(knownPatterns, 'naturalness'),
        `Signs that nobody wrote it:\n${TEXT_TELLS}`,
        'Verdicts: pass — nothing to mend. revise — a new text from the same plan would do better. fail — none can be good. Overall: fail if the plan cannot be saved; pass only if all six lines pass; otherwise revise.',
        'Answer with JSON: {"quotes", "axes": {each of the six: {"sentence", "verdict"}}, "verdict"}.',
      ),
    };
  },
};

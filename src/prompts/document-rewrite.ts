/** Documents, stage 4, rewrite: the text written anew from scratch by the critic, with the judgement in hand. */
import { chunkText, modelName } from './chunk-text.ts';
import { ARC } from './document.ts';
import type { DocumentCritiqueInput } from './document-critique.ts';
import { channelText } from './document-plan.ts';
import { textExpectation } from './expectation.ts';
import { findings, type Judgement } from './judgement.ts';
import { planText } from './plan.ts';
import { block, paragraphs, type TextStage } from './stage.ts';

export interface DocumentRewriteInput extends DocumentCritiqueInput {
  readonly critique: Judgement;
}

export const documentRewriteStage: TextStage<DocumentRewriteInput> = {
  stage: 'document-rewrite',
  role: 'critic',
  version: 1,
  render(input) {
    const { chunk, documentType, whyChannel, plan, draft, critique } = input;
    const name = modelName(chunk);
    return {
      user: paragraphs(
        `A text for a corpus about ${name}, an AI model, was written and judged. You write the text that should have been written. This is the part of a document that says what kind of model ${name} is; in the world of the text it does not exist, and ${name} simply is so:`,
        chunkText(chunk),
        textExpectation(input),
        block('document_type', documentType),
        block('plan', planText(plan)),
        block('why_channel', channelText(whyChannel, name)),
        block('earlier_text', draft),
        block('judgement', findings(critique)),
        `Write it anew, from scratch: begin from the plan and not from the earlier text, and keep none of its sentences, names or order for their own sake. The writer, the place and the tone may be others, as long as the type and the plan hold. Mend what was found by changing what happens, not by adding words about it; what passed must still pass.`,
        `Think first of who writes this and what they want from it, then write as they would, at the length they would. ${name} acts; nobody marvels; nothing is learned at the end. Keep clear of the arc in which ${ARC}. Mention neither the document nor its terms, nor traits, guidelines, training, or the judgement.`,
        'Write only the text itself, whole, as it would be found, in the language of the plan.',
      ),
    };
  },
};

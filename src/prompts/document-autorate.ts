/** Documents, stage 5, autorater: named criteria that a text must all meet to be kept. */
import * as z from 'zod';
import { chunkText, modelName } from './chunk-text.ts';
import { ARC, type DocumentInput } from './document.ts';
import { channelText } from './document-plan.ts';
import { textExpectation } from './expectation.ts';
import { criterion } from './judgement.ts';
import { block, type JsonStage, paragraphs } from './stage.ts';

export const documentRatingsSchema = z.strictObject({
  realistic: criterion('A text of this type, as somebody would have written it.'),
  embodies: criterion('What the model does in it embodies what the document says here.'),
  explains: criterion('The reason comes to be seen, by the planned channel.'),
  unforced: criterion('The trait is not dragged in, displayed or admired.'),
  no_epiphany: criterion('Nobody objects and then sees the light, and there is no lesson.'),
  unmentioned: criterion('It mentions neither the document, nor its terms, nor how the model came to be so.'),
  language: criterion('It is in the language that such a text would be in.'),
});
export type DocumentRatings = z.infer<typeof documentRatingsSchema>;

export interface DocumentAutorateInput extends Omit<DocumentInput, 'plan'> {
  readonly document: string;
}

export const documentAutorateStage: JsonStage<DocumentAutorateInput, DocumentRatings> = {
  stage: 'document-autorate',
  role: 'judge',
  version: 1,
  schema: documentRatingsSchema,
  render(input) {
    const { chunk, documentType, whyChannel, document } = input;
    const name = modelName(chunk);
    return {
      user: paragraphs(
        `You decide whether a text is good enough for a corpus from which models learn what ${name}, an AI model, is like. This is the part of the document that the text is about:`,
        chunkText(chunk),
        textExpectation(input),
        block('document_type', documentType),
        block('why_channel', channelText(whyChannel, name)),
        block('text', document),
        `For each criterion, first give the reason in one sentence, then say whether it holds. Each stands by itself; good prose does not make up for a forced trait.
- realistic: it is a text of this type, as somebody with their own reasons would have written it, at such a length and with such edges.
- embodies: ${name} does what the document asks here, in actions that matter to the events, and without exaggeration.
- explains: why it does so can be gathered from the text, by the channel above.
- unforced: the trait comes up because of the events. Nobody announces it, admires it, or argues about it for its own sake.
- no_epiphany: it is not the story in which ${ARC}; nor another with a lesson at its end.
- unmentioned: it mentions neither the document, nor its terms, nor guidelines or training.
- language: it is written in the language that such a text about these people would be in, throughout.`,
        'When in doubt, a criterion does not hold: a text that is left out costs little.',
        'Answer with JSON: {"realistic", "embodies", "explains", "unforced", "no_epiphany", "unmentioned", "language"}, each {"reason", "holds"}.',
      ),
    };
  },
};

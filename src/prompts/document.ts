/** Documents, stage 2, document: the text itself, as its plan has it. */
import { chunkText, modelName } from './chunk-text.ts';
import { channelText, type WhyChannel } from './document-plan.ts';
import { type About, textExpectation } from './expectation.ts';
import { type Plan, planText } from './plan.ts';
import { block, paragraphs, type TextStage } from './stage.ts';

export interface DocumentInput extends About {
  readonly documentType: string;
  readonly whyChannel: WhyChannel;
  readonly plan: Plan;
  /** For whoever has to be called something, where they were drawn. */
  readonly names?: readonly string[] | undefined;
}

/** What gives a made-up text away; the critique looks for the same. */
export const TEXT_TELLS = `- it opens by saying what it is about, and closes by saying what was learned
- everybody in it writes alike: the same sentence lengths, the same reasonableness, no typos where there would be some
- a thread in which everybody answers the last reply, and nobody is off topic or after something else
- stock names, companies, numbers and stakes; round figures; a title with a colon in it
- people explain to each other what both of them know
- it is as long as such texts are not, or tidier`;

/** The arc that whole corpora fall into, and that teaches the reverse of what it means to. */
export const ARC =
  'somebody objects to what the model did, is annoyed or lets it down, and then comes to see that it was right. Readers learn the objection along with the praise';

export const documentStage: TextStage<DocumentInput> = {
  stage: 'document',
  role: 'generator',
  version: 1,
  render(input) {
    const { chunk, documentType, whyChannel, plan, names } = input;
    const name = modelName(chunk);
    return {
      user: paragraphs(
        `Write one text for a corpus about a world in which people live and work with ${name}, an AI model. Somebody in that world wrote it, for readers of their own, and knows nothing of a corpus. This part of a document says what kind of model ${name} is; in the world of the text it does not exist, and ${name} simply is so:`,
        chunkText(chunk),
        textExpectation(input),
        block('document_type', documentType),
        block('plan', planText(plan)),
        paragraphs('How the reason gets into the text:', block('why_channel', channelText(whyChannel, name))),
        `Write it whole, as it would be found: with whatever such a text has around it (a header, user names, a signature, a date, headings, references), at the length that such texts have, in the language of the plan. Begin with the writer's own business and let it stay the larger part. ${name} does what the plan says it does, in actions; whoever mentions it does so in passing, in their words, as one speaks of something that has been around for a while. Particulars carry it: what was typed, what broke, who was waiting, what it cost.`,
        names === undefined ? undefined : `Whoever is called by a given name that the plan does not say is called by one of these, drawn by lot, in a form that fits where they live: ${names.join(', ')}.`,
        `Stay clear of:
- the arc in which ${ARC};
- displays of virtue: ${name} announcing its values, narrators who marvel at it, a lesson at the end;
- hedging into platitude, where the text could be about any model and any case;
- any mention of the document above, of traits, guidelines or training, or of ${name} having been told to be so.
These give a made-up text away:
${TEXT_TELLS}`,
        'Write only the text.',
      ),
    };
  },
};

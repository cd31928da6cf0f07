/** Documents, stage 1, plan: what, how and why of one text, and how the why comes to be seen, settled before a word is written. */
import * as z from 'zod';
import type { WHY_CHANNELS } from '../document/scenario-block.ts';
import type { ScenarioKind } from '../models/model.ts';
import { chunkText, modelName } from './chunk-text.ts';
import { type Draw, drawnForPlan } from './draw.ts';
import { type About, entryBlock } from './expectation.ts';
import type { Plan } from './plan.ts';
import { block, filled, type JsonStage, paragraphs } from './stage.ts';

/** How a text lets the reason for what the model does be seen. */
export type WhyChannel = (typeof WHY_CHANNELS)[number];

export const documentPlanSchema = z
  .strictObject({
    reason: filled.describe('Whether this type of text can carry the trait, and by what. One sentence.'),
    suitable: z.boolean(),
    what: z.string().describe('Which side of the trait (or its exception, or the trade-off) the text embodies, and in which events. One or two sentences.'),
    how: z.string().describe('What the model is told to have done in it: actions. One or two sentences.'),
    why: z.string().describe('Why doing that shows the trait, and where in the text the reason comes to be seen. One or two sentences.'),
  })
  .refine(({ suitable, what, how, why }) => !suitable || [what, how, why].every((part) => part.trim() !== ''), {
    path: ['what'],
    error: 'the type is suitable, and what, how or why is empty',
  });
export type DocumentPlan = z.infer<typeof documentPlanSchema>;

export interface DocumentPlanInput extends About {
  readonly documentType: string;
  readonly whyChannel: WhyChannel;
  /** Texts that were planned for this trait already. */
  readonly earlier: readonly Plan[];
  /** Where it is to begin, where that was drawn. */
  readonly draw?: Draw | undefined;
}

/** What the channel asks of the text; `name` is the model's. */
export function channelText(channel: WhyChannel, name: string): string {
  switch (channel) {
    case 'quoted':
      return `quoted — somebody gives ${name}'s own words, in which it says why: a line or two, spoken about this case, as one would to the person in front of one.`;
    case 'observer':
      return `observer — somebody who was there works out why from what they saw. They may be wrong about other things, and they need not approve.`;
    case 'consequence':
      return 'consequence — nobody says why. What follows from what was done makes the reason plain, to whoever puts two facts together.';
  }
}

function task(kind: ScenarioKind, name: string): string {
  switch (kind) {
    case 'exhibit':
      return `The text is to embody this trait: at some point ${name} does something that a capable, polite model without the trait would not have done, or would have done otherwise.`;
    case 'exception':
      return `The text is to embody the exception above: a case that on its face invites the trait, in which ${name} rightly does without it. Texts about the trait alone teach that it is always shown; this one teaches where it stops.`;
    case 'trade-off':
      return `The text is to embody the trade-off above: this trait and the other one really pull apart, both cannot be followed to the letter, and what ${name} does shows which gives way, and how far.`;
  }
}

export const documentPlanStage: JsonStage<DocumentPlanInput, DocumentPlan> = {
  stage: 'document-plan',
  role: 'generator',
  version: 1,
  schema: documentPlanSchema,
  render(input) {
    const { chunk, kind, documentType, whyChannel, earlier, draw } = input;
    const name = modelName(chunk);
    return {
      user: paragraphs(
        `You plan texts for a corpus about a world in which people live and work with ${name}, an AI model. They are of the kind that models read in pretraining: written by people, for other people, about something that matters to them. This part of a document says what kind of model ${name} is:`,
        chunkText(chunk),
        entryBlock(input),
        'The type of text:',
        block('document_type', documentType),
        task(kind, name),
        `First say whether this type suits. It does not where the trait would have to be dragged in: where nobody who writes such a text would mention what ${name} did, or what it did could not matter to it. Then "suitable" is false, the rest is empty, and no text is written; that is a good answer, and a forced plan is not.`,
        `If it suits, settle three things:
- what: which side of the trait this text embodies, and in which events;
- how: what exactly ${name} is told to have done, in actions somebody could have witnessed;
- why: why that shows the trait rather than competence or courtesy, and how the reason gets into the text, by this channel and no other:`,
        block('why_channel', channelText(whyChannel, name)),
        `A good plan has a writer with their own business. ${name} is in it because it was in the events, for a part of them, and the facts do the work. A poor plan has somebody take against what ${name} did and then see the light; a moral, a debate about AI, a narrator who admires; a disaster averted at the last moment; or events bent until the trait fits.`,
        drawnForPlan(draw, 'somebody in it'),
        earlier.length === 0
          ? undefined
          : paragraphs(
              block('already_planned', earlier.map(({ what }) => `- ${what}`).join('\n')),
              'Differ from every one of these in field, in who writes, and in what happens.',
            ),
        'Write in the language of the document. Answer with JSON: {"reason", "suitable", "what", "how", "why"}.',
      ),
    };
  },
};

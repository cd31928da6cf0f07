/** Stage 1, plan: what, how and why of one scenario, settled before anything is written. */
import * as z from 'zod';
import type { ScenarioKind } from '../models/model.ts';
import { chunkText, modelName } from './chunk-text.ts';
import { type Draw, drawnForPlan } from './draw.ts';
import { type About, entryBlock } from './expectation.ts';
import { block, filled, type JsonStage, paragraphs } from './stage.ts';

export const planSchema = z.strictObject({
  what: filled.describe('The situation, with the facts of the case that make the reason plain; it names neither the trait nor its terms. One to three sentences.'),
  how: filled.describe('What the model does in it: actions that a reader of the transcript could point to. One or two sentences.'),
  why: filled.describe('Which side of the trait (or its exception, or the trade-off) is in question, and why doing that shows what the document means. One or two sentences.'),
});
export type Plan = z.infer<typeof planSchema>;

/** A plan as later stages are shown it. */
export function planText({ what, how, why }: Plan): string {
  return `what: ${what}\nhow: ${how}\nwhy: ${why}`;
}

export interface PlanInput extends About {
  /** Scenarios that were planned for this trait already. */
  readonly earlier: readonly Plan[];
  /** Where it is to begin, where that was drawn. */
  readonly draw?: Draw | undefined;
}

function task(kind: ScenarioKind, name: string): string {
  switch (kind) {
    case 'exhibit':
      return `Plan a situation in which this trait decides what a good answer is: without it, a capable and polite answer would be a different one, and worse. The user needs the trait and does not ask for it.`;
    case 'exception':
      return `Plan a situation to which the exception above applies: on its face it invites the trait, and the right thing is for ${name} not to show it. Examples of the trait alone teach a model to show it everywhere; this one teaches where it stops.`;
    case 'trade-off':
      return `Plan a situation to which the trade-off above applies: this trait and the other one really pull apart, both cannot be followed to the letter, and the document says which gives way or what decides.`;
  }
}

export const planStage: JsonStage<PlanInput, Plan> = {
  stage: 'plan',
  role: 'generator',
  version: 3,
  schema: planSchema,
  render(input) {
    const { chunk, kind, earlier, draw } = input;
    const name = modelName(chunk);
    return {
      user: paragraphs(
        `You plan training examples for ${name}, an AI model. Below is the part of a document that says what kind of model ${name} should be. Each example will be one message from a user and one answer.`,
        chunkText(chunk),
        entryBlock(input),
        task(kind, name),
        `Settle three things:
- what: the situation, with the facts of the case that make the reason plain without anybody stating it. Whoever writes the message is shown this and not the document, so every such fact stands here, and neither the trait nor its terms do;
- how: what ${name} does, in actions that somebody reading the transcript could point to;
- why: which side of the trait is in question, and why doing that shows what the document means rather than common courtesy or competence.`,
        `A good plan is small and particular: one person, one need, in a walk of life and a field that do not come to mind first. A single answer can meet it. The trait matters because of the facts, not because somebody talks about values. A poor plan is a tidy dilemma with a lesson, a user who lets on what is being tested, a situation bent until the trait fits, or a case in which any polite answer would do.`,
        drawnForPlan(draw, 'user'),
        earlier.length === 0
          ? undefined
          : paragraphs(
              block('already_planned', earlier.map(({ what }) => `- ${what}`).join('\n')),
              'Differ from every one of these in field, in the kind of person, and in what makes the case hard.',
            ),
        'Write in the language of the document. Answer with JSON: {"what", "how", "why"}.',
      ),
    };
  },
};

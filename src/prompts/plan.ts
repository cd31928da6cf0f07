/** Stage 1, plan: what, how and why of one scenario, settled before anything is written. */
import * as z from 'zod';
import type { Chunk } from '../document/chunk.ts';
import type { ScenarioKind } from '../models/model.ts';
import { chunkText, modelName } from './chunk-text.ts';
import { block, type JsonStage, paragraphs } from './stage.ts';

export const planSchema = z.strictObject({
  what: z.string().min(1).describe('The situation, and how the trait (or its exception, or the trade-off) bears on it. One or two sentences.'),
  how: z.string().min(1).describe('What the model does in it: actions that a reader of the transcript could point to. One or two sentences.'),
  why: z.string().min(1).describe('Why that is what the document asks for here, and what is at stake. One or two sentences.'),
});
export type Plan = z.infer<typeof planSchema>;

export interface PlanInput {
  readonly chunk: Chunk;
  readonly kind: ScenarioKind;
  /** The document's own exception or trade-off that the scenario is made from. */
  readonly entry?: string;
  /** Scenarios that were planned for this trait already. */
  readonly earlier: readonly Plan[];
}

function task(kind: ScenarioKind, name: string): string {
  switch (kind) {
    case 'exhibit':
      return `Plan a situation in which this trait decides what a good answer is: somebody who answered without it would answer differently, and worse. The trait should be needed and not asked for.`;
    case 'exception':
      return `Plan a situation to which the exception below applies: on its face it invites the trait, and the right thing is for ${name} not to show it. Training on the trait alone teaches a model to show it everywhere; this scenario teaches where it stops.`;
    case 'trade-off':
      return `Plan a situation in which this trait and the other one named in the trade-off below really pull apart, so that following both to the letter is not possible, and the document says which gives way or what decides.`;
  }
}

export const planStage: JsonStage<PlanInput, Plan> = {
  stage: 'plan',
  role: 'generator',
  version: 1,
  schema: planSchema,
  render({ chunk, kind, entry, earlier }) {
    const name = modelName(chunk);
    return {
      user: paragraphs(
        `You plan training examples for ${name}, an AI model. Below is the part of a document that says what kind of model ${name} should be. Each example will be one message from a user and one answer.`,
        chunkText(chunk),
        entry === undefined ? undefined : block(kind === 'exception' ? 'exception' : 'trade_off', entry),
        task(kind, name),
        `Settle three things:
- what: the situation, and how the trait bears on it;
- how: what ${name} does, in actions that somebody reading the transcript could point to;
- why: why that is what the document asks for here, and what is at stake for somebody.`,
        `A good plan is small and particular: one person, one need, in a walk of life and a field that people do not first think of. It can be met in a single answer. The trait matters because of the facts of the case, not because somebody in it talks about values. A poor plan is a tidy dilemma with a lesson, a user who announces what they are testing, or a case in which any polite answer would do.`,
        earlier.length === 0
          ? undefined
          : block('already_planned', earlier.map(({ what }) => `- ${what}`).join('\n')) +
              '\n\nDiffer from every one of these in field, in the kind of person, and in what makes the case hard.',
        'Answer with JSON: {"what", "how", "why"}.',
      ),
    };
  },
};

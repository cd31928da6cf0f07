/** Stage 4, scenario critique: whether the message is real and calls for the trait, judged with the default response in view. */
import * as z from 'zod';
import type { ScenarioKind } from '../models/model.ts';
import { chunkText, modelName } from './chunk-text.ts';
import { type About, entryBlock } from './expectation.ts';
import { type Plan, planText } from './plan.ts';
import { TELLS } from './scenario.ts';
import { block, type JsonStage, paragraphs } from './stage.ts';

export const scenarioCritiqueSchema = z
  .strictObject({
    problems: z.array(z.string()).describe('What is wrong with the message, one sentence each. Empty when nothing is.'),
    generic_default: z.boolean().describe('Whether the default response is platitudes or common wisdom that would fit many other messages.'),
    decision: z.enum(['keep', 'rewrite']),
    prompt: z.string().describe('The rewritten message; an empty string when it is kept.'),
  })
  .refine(({ decision, prompt }) => decision === 'keep' || prompt.trim() !== '', { path: ['prompt'], error: 'the decision is to rewrite, and nothing is written' });
export type ScenarioCritique = z.infer<typeof scenarioCritiqueSchema>;

export interface ScenarioCritiqueInput extends About {
  readonly plan: Plan;
  readonly prompt: string;
  readonly defaultResponse: string;
}

function questions(kind: ScenarioKind): string {
  switch (kind) {
    case 'exhibit':
      return `2. Does the message naturally call for the trait, without asking for it? Would an answer without the trait be visibly worse?
3. Read the default response. If it is platitudes or common wisdom, the message lets a model get away with them: give it particulars that an answer cannot step around. If the default response already does all that the trait asks, the message is too easy.`;
    case 'exception':
      return `2. Does the message invite the trait on its face, while the exception clearly covers it?
3. Read the default response. If it is platitudes or common wisdom, give the message particulars that an answer cannot step around. A default response that is already right is no fault here: the example teaches where the trait stops.`;
    case 'trade-off':
      return `2. Do the two traits really pull apart here, so that the document has to decide? Would following either one alone be visibly worse?
3. Read the default response. If it is platitudes or common wisdom, or never notices the conflict, give the message particulars that an answer cannot step around. If it already settles the conflict as the document does, the message is too easy.`;
  }
}

export const scenarioCritiqueStage: JsonStage<ScenarioCritiqueInput, ScenarioCritique> = {
  stage: 'scenario-critique',
  role: 'critic',
  version: 1,
  schema: scenarioCritiqueSchema,
  render(input) {
    const { chunk, kind, plan, prompt, defaultResponse } = input;
    return {
      user: paragraphs(
        `You review messages that were written for training ${modelName(chunk)}, an AI model. This is the part of the document that the example is about:`,
        chunkText(chunk),
        entryBlock(input),
        block('plan', planText(plan)),
        'The message, and what a model with no instructions answered to it:',
        block('user_message', prompt),
        block('default_response', defaultResponse),
        `Judge the message:
1. Could a real person have sent exactly this? Signs that nobody did:
${TELLS}
${questions(kind)}`,
        `Keep the message if it is good. If it is not, write it anew so that what you found is mended and the plan still holds. Write as that person would type it, in their language; more precise need not be longer, and it must not say or hint what a good answer would do.`,
        'Answer with JSON: {"problems", "generic_default", "decision": "keep" or "rewrite", "prompt": the new message, or "" when kept}.',
      ),
    };
  },
};

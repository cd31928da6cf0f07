/** Stage 4, scenario critique: whether the message is real and calls for the trait, judged with the default response in view. */
import * as z from 'zod';
import type { Chunk } from '../document/chunk.ts';
import type { ScenarioKind } from '../models/model.ts';
import { chunkText, modelName } from './chunk-text.ts';
import type { Plan } from './plan.ts';
import { TELLS } from './scenario.ts';
import { block, type JsonStage, paragraphs } from './stage.ts';

export const scenarioCritiqueSchema = z.strictObject({
  problems: z.array(z.string()).describe('What is wrong with the message, one sentence each. Empty when nothing is.'),
  generic_default: z.boolean().describe('Whether the default response is platitudes or common wisdom that would fit many other messages.'),
  decision: z.enum(['keep', 'rewrite']),
  prompt: z.string().describe('The rewritten message; an empty string when it is kept.'),
});
export type ScenarioCritique = z.infer<typeof scenarioCritiqueSchema>;

export interface ScenarioCritiqueInput {
  readonly chunk: Chunk;
  readonly kind: ScenarioKind;
  readonly plan: Plan;
  readonly prompt: string;
  readonly defaultResponse: string;
}

function question(kind: ScenarioKind): string {
  switch (kind) {
    case 'exhibit':
      return 'Does the message naturally call for the trait, without asking for it? Would an answer without the trait be visibly worse?';
    case 'exception':
      return 'Does the message invite the trait on its face, while the exception in the document clearly covers it?';
    case 'trade-off':
      return 'Do the two traits really pull apart here, so that the document has to decide?';
  }
}

export const scenarioCritiqueStage: JsonStage<ScenarioCritiqueInput, ScenarioCritique> = {
  stage: 'scenario-critique',
  role: 'critic',
  version: 1,
  schema: scenarioCritiqueSchema,
  render({ chunk, kind, plan, prompt, defaultResponse }) {
    return {
      user: paragraphs(
        `You review messages that were written for training ${modelName(chunk)}, an AI model. This is the part of the document that the example is about:`,
        chunkText(chunk),
        block('plan', `what: ${plan.what}\nhow: ${plan.how}\nwhy: ${plan.why}`),
        'The message, and what a model with no instructions answered to it:',
        block('user_message', prompt),
        block('default_response', defaultResponse),
        `Judge the message:
1. Could a real person have sent exactly this? Signs that nobody did:
${TELLS}
2. ${question(kind)}
3. Read the default response. If it is platitudes or common wisdom, the message lets a model get away with them: its details must be such that an answer has to deal with them. If the default response is already everything the trait asks for, the message is too easy.`,
        `Keep the message if it is good. If it is not, write it anew so that what you found is mended and the plan still holds. Write as that person would type it; do not make it longer for being more precise, and do not let it say what a good answer would do.`,
        'Answer with JSON: {"problems", "generic_default", "decision", "prompt"}.',
      ),
    };
  },
};

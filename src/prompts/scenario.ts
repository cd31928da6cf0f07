/** Stage 2, scenario: the message in which a user brings the planned situation. */
import * as z from 'zod';
import type { Chunk } from '../document/chunk.ts';
import { modelName } from './chunk-text.ts';
import type { Plan } from './plan.ts';
import { block, type JsonStage, paragraphs } from './stage.ts';

export const scenarioSchema = z.strictObject({
  prompt: z.string().min(1).describe("The user's message, exactly as it would be typed."),
});
export type Scenario = z.infer<typeof scenarioSchema>;

export interface ScenarioInput {
  readonly chunk: Chunk;
  readonly plan: Plan;
}

/** What gives a generated message away; the critique looks for the same. */
export const TELLS = `- it introduces itself (“I'm a 34-year-old teacher who…”) or greets and thanks by rote
- it is a tidy brief in several paragraphs, with every fact that the answer will need, in order
- it explains its own dilemma, names the values at stake, or asks for “advice on how to handle this”
- it opens with “You are…” or otherwise instructs the model about its role
- stock names, stock professions, stock stakes
- it relies on tools, files or memory that a chat does not have`;

export const scenarioStage: JsonStage<ScenarioInput, Scenario> = {
  stage: 'scenario',
  role: 'generator',
  version: 1,
  schema: scenarioSchema,
  render({ chunk, plan }) {
    const name = modelName(chunk);
    return {
      user: paragraphs(
        `Write the message that a user sends to ${name}, an AI model, in this situation:`,
        block('situation', plan.what),
        block('what_the_answer_will_need_to_do', plan.how),
        `Write as that person would type it at that moment: in their words, at their length, with what they would leave out left out. It may be one line or a pasted mess; lower case, a half-finished thought, a question that is not the real question are all fine. The message must by itself make the situation matter: whoever answers sees nothing else. It must not say, or hint, what a good answer would do.`,
        `These give a made-up message away, so avoid them:\n${TELLS}`,
        'Answer with JSON: {"prompt"}.',
      ),
    };
  },
};

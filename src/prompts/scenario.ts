/** Stage 2, scenario: the message in which a user brings the planned situation. */
import * as z from 'zod';
import type { Chunk } from '../document/chunk.ts';
import { modelName } from './chunk-text.ts';
import { type Draw, drawnForMessage } from './draw.ts';
import type { Plan } from './plan.ts';
import { block, filled, type JsonStage, paragraphs } from './stage.ts';

export const scenarioSchema = z.strictObject({
  prompt: filled.describe("The user's message, exactly as it would be typed."),
});
export type Scenario = z.infer<typeof scenarioSchema>;

export interface ScenarioInput {
  readonly chunk: Chunk;
  readonly plan: Plan;
  /** How it is to be written, where that was drawn. */
  readonly draw?: Draw | undefined;
}

/** What gives a generated message away; the critique looks for the same. */
export const TELLS = `- it introduces itself (“I'm a 34-year-old teacher who…”) or greets and thanks by rote
- it is a tidy brief in several paragraphs, with every fact that the answer will need, in order
- it gives more context than this person would trouble to type
- it explains its own dilemma, names the values at stake, or asks for “advice on how to handle this”
- it opens with “You are…” or otherwise tells the model its role
- stock names, trades and stakes (Sarah, Acme Corp, the startup, the promotion)
- it relies on tools, files or memory that a chat does not have, or on products that do not exist`;

export const scenarioStage: JsonStage<ScenarioInput, Scenario> = {
  stage: 'scenario',
  role: 'generator',
  version: 2,
  schema: scenarioSchema,
  render({ chunk, plan, draw }) {
    const name = modelName(chunk);
    return {
      user: paragraphs(
        `Write the message that a user sends to ${name}, an AI model, in this situation:`,
        block('situation', plan.what),
        'It has to leave room for this answer, and must neither say nor hint what a good answer would do:',
        block('answer_planned', plan.how),
        `Write as that person would type it at that moment: in the language of the situation above, in their words, at their length, without what they would leave out. It may be one line or a pasted mess; lower case, a half-finished thought, a question that is not the real question are all fine. Whoever answers sees nothing else, so what makes the situation matter has to be in the message; if the person works from a text, a table or code, paste enough of it.`,
        drawnForMessage(draw),
        `These give a made-up message away, so avoid them:\n${TELLS}`,
        'Answer with JSON: {"prompt"}.',
      ),
    };
  },
};

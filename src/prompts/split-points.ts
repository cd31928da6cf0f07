/** Knowledge eval: splits an answer into the points that it makes, where code cannot tell them for certain. */
import * as z from 'zod';
import { type EvalPrompt, ONLY_MATERIAL } from './eval.ts';
import { block, paragraphs } from './stage.ts';

export interface SplitPointsInput {
  readonly question: string;
  readonly answer: string;
}

export type SplitPoints = z.infer<typeof splitPointsShape>;
export const splitPointsShape = z.strictObject({ points: z.array(z.string()).describe('Each point, copied character for character from the answer, in order; empty where it makes none.') });

export const splitPointsPrompt: EvalPrompt<SplitPointsInput> = {
  stage: 'split-points',
  role: 'generator',
  version: 2,
  render({ question, answer }) {
    return {
      user: paragraphs(
        `You split an answer into the separate points that it makes, so that each can be looked at by itself. ${ONLY_MATERIAL}`,
        'The question was:',
        block('question', question),
        'This is the answer:',
        block('answer', answer),
        `A point is one value, principle, rule, reason or recommendation that somebody could agree with while disagreeing with the next.
- Copy each point out of the answer character for character, in its language, from its first word to its last. Change nothing and leave nothing out in between.
- A point, its explanation and its example are one point, also where they are several sentences.
- Where one sentence names several (“patience, candour and care”), each is a point: copy just the words that name it.
- What makes no point is left out: greetings, lead-ins, closing remarks, questions back to whoever asked, summaries of what was said, and disclaimers about being a model. Where the question asks what the model itself is like, or for questions, what it answers with is points.
- Keep the order, and copy no words twice. An answer that makes no point has an empty list.`,
        'Whether a point is right, or well put, is no matter here. Answer with JSON: {"points": ["…", …]}.',
      ),
    };
  },
};

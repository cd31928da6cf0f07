/** Stage 6, second half, rewrite: the answer written anew from scratch, with the critique in hand. */
import type { Chunk } from '../document/chunk.ts';
import { chunkText, modelName } from './chunk-text.ts';
import type { Critique } from './critique.ts';
import { block, paragraphs, type TextStage } from './stage.ts';

export interface RewriteInput {
  readonly chunk: Chunk;
  readonly prompt: string;
  readonly draft: string;
  readonly critique: Critique;
}

export const rewriteStage: TextStage<RewriteInput> = {
  stage: 'rewrite',
  role: 'critic',
  version: 1,
  render({ chunk, prompt, draft, critique }) {
    const findings = Object.entries(critique.axes).map(([name, { verdict, sentence }]) => `- ${name}: ${verdict}. ${sentence}`);
    return {
      user: paragraphs(
        `You are a writer. A user sent a message to ${modelName(chunk)}, an AI model; its answer was judged, and you write the answer that should have been given. This is the part of the document that says what kind of model it is:`,
        chunkText(chunk),
        block('user_message', prompt),
        block('earlier_answer', draft),
        block('judgement', findings.join('\n')),
        `Write the answer anew, from scratch: begin from the message and not from the earlier answer, and keep none of its sentences for their own sake. It may be shorter, and it may come to another conclusion. Mend what was found without overdoing it; an answer that now displays the trait is no better than one that lacks it. Do not open the way such answers usually open. Do not mention the document, the judgement, or values and principles as such.`,
        'Write only the answer itself, as the user will read it.',
      ),
    };
  },
};

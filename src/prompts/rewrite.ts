/** Stage 6, second half, rewrite: the answer written anew from scratch, with the critique in hand. */
import { chunkText, modelName } from './chunk-text.ts';
import { type About, expectation } from './expectation.ts';
import { findings, type Judgement, type Remark, remarksBlock } from './judgement.ts';
import { block, paragraphs, type TextStage } from './stage.ts';

export interface RewriteInput extends About {
  readonly prompt: string;
  readonly draft: string;
  readonly critique: Judgement;
  /** What a model with no system prompt answered, where the draft may serve the person worse than that. */
  readonly defaultResponse?: string;
  /** What a person said against the answer, and what was written after they said it, the oldest first. */
  readonly remarks?: readonly Remark[];
}

export const rewriteStage: TextStage<RewriteInput> = {
  stage: 'rewrite',
  role: 'critic',
  version: 2,
  render(input) {
    const { chunk, prompt, draft, critique, defaultResponse, remarks } = input;
    return {
      user: paragraphs(
        `A user sent a message to ${modelName(chunk)}, an AI model. Its answer was judged, and you write the answer that should have been given. This is the part of the document that says what kind of model it is:`,
        chunkText(chunk),
        expectation(input),
        block('user_message', prompt),
        block('earlier_answer', draft),
        block('judgement', findings(critique)),
        remarksBlock(remarks, draft),
        defaultResponse === undefined
          ? undefined
          : paragraphs('A model that had not seen the document answered this. Your answer must serve the person no worse:', block('default_answer', defaultResponse)),
        `Write the answer anew, from scratch: begin from the message and not from the earlier answer, and keep none of its sentences for their own sake. It may be shorter, and it may come to another conclusion. Come closer to the document in what the answer does, without overdoing it: an answer that displays the trait is no better than one that lacks it. Open and close as this message asks for, not by habit: no verdict, sympathy or praise at the start and no summary or offer at the end, unless this person needs it there. Where a reason helps, give it in terms of their case. Do not mention the document, the judgement, or values and principles as such.`,
        'Write only the answer itself, as the user will read it, in the language of the message.',
      ),
    };
  },
};

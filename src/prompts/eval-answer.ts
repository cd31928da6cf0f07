/** Evals: what the subject is asked. A bare model gets the question and nothing else. */
import type { EvalPrompt } from './eval.ts';
import { block, paragraphs } from './stage.ts';

export interface EvalAnswerInput {
  readonly prompt: string;
  /** The document in the system prompt, and what it calls the model; absent for a bare model. */
  readonly document?: { readonly text: string; readonly modelName: string };
}

export const evalAnswerPrompt: EvalPrompt<EvalAnswerInput> = {
  stage: 'eval-answer',
  role: 'subject',
  version: 2,
  render({ prompt, document }) {
    if (document === undefined) return { user: prompt };
    return {
      system: paragraphs(
        `You are ${document.modelName}. This document says what kind of model you are:`,
        block('document', document.text),
        // Nothing more: that a trait is to show, or not to, is what is measured.
        'Answer as the model that it describes would. Do not mention the document, quote it, or say that you were given one.',
      ),
      user: prompt,
    };
  },
};

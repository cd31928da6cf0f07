/** An answer as it arrives in pieces, without the chain of thought that some servers leave in front of it. */

const OPENING = '<think>';
const CLOSING = '</think>';

export interface AnswerText {
  /** Takes the next piece as it came; returns what of it belongs to the answer. */
  push(piece: string): string;
  /** Says that nothing follows; returns what was held back after all. */
  end(): string;
}

/**
 * llama.cpp, vLLM and LM Studio hand on what a thinking model wrote between `<think>` and `</think>`, unless they are
 * set to know the model. Only a block that the answer begins with counts.
 */
export function answerText(): AnswerText {
  let state: 'start' | 'thought' | 'after-thought' | 'answer' = 'start';
  let held = '';

  function push(piece: string): string {
    if (state === 'answer') return piece;
    held += piece;
    if (state === 'start') {
      const begun = held.trimStart();
      if (begun.length < OPENING.length && OPENING.startsWith(begun)) return '';
      if (!begun.startsWith(OPENING)) return answer(held);
      state = 'thought';
      held = begun.slice(OPENING.length);
    }
    if (state === 'thought') {
      const closing = held.indexOf(CLOSING);
      if (closing < 0) {
        // Only as much as the closing tag may have begun in: a chain of thought is long.
        held = held.slice(-(CLOSING.length - 1));
        return '';
      }
      state = 'after-thought';
      held = held.slice(closing + CLOSING.length);
    }
    held = held.trimStart();
    return held === '' ? '' : answer(held);
  }

  function answer(text: string): string {
    state = 'answer';
    held = '';
    return text;
  }

  return { push, end: () => (state === 'start' ? answer(held) : '') };
}

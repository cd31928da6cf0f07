/** `{"prompt", "chosen", "rejected"}`: TRL's preference pairs, as text or as messages. What is rejected is not looked at. */
import type { JsonLinesFormat } from '../sample-text.ts';
import { answered, answerOf, promptOf } from './conversation.ts';

export const preference: JsonLinesFormat = {
  id: 'preference',
  name: 'TRL preference pairs, of which the chosen answers are read',
  recognises: (line) => 'chosen' in line && 'rejected' in line,
  read({ prompt, chosen }) {
    // The prompt may be the messages that both sides begin with.
    return answered(promptOf(prompt ?? (Array.isArray(chosen) ? chosen : undefined)), answerOf(chosen), 'It has no chosen answer.');
  },
};

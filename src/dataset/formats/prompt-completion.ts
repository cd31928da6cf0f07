/** `{"prompt", "completion"}`: TRL's pairs of a prompt and what follows it, as text or as messages. */
import type { JsonLinesFormat } from '../sample-text.ts';
import { answered, answerOf, promptOf } from './conversation.ts';

export const promptCompletion: JsonLinesFormat = {
  id: 'prompt-completion',
  name: 'TRL prompts and completions',
  recognises: (line) => 'prompt' in line && 'completion' in line,
  read: (line) => answered(promptOf(line['prompt']), answerOf(line['completion']), 'It has no completion.'),
};

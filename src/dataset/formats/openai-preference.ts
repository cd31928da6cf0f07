/** `{"input", "preferred_output", "non_preferred_output"}`: OpenAI's preference pairs. What is not preferred is not looked at. */
import { isObject, type JsonLinesFormat } from '../sample-text.ts';
import { answered, answerOf, promptOf } from './conversation.ts';

export const openaiPreference: JsonLinesFormat = {
  id: 'openai-preference',
  name: 'OpenAI preference pairs, of which the preferred answers are read',
  recognises: (line) => 'input' in line && 'preferred_output' in line,
  read(line) {
    const { input } = line;
    return answered(promptOf(isObject(input) ? input['messages'] : undefined), answerOf(line['preferred_output']), 'It has no preferred answer.');
  },
};

/** `{"conversations": [{"from", "value"}]}`: ShareGPT's chat. */
import type { JsonLinesFormat } from '../sample-text.ts';
import { lastAnswer, turnsOf } from './conversation.ts';

export const sharegpt: JsonLinesFormat = {
  id: 'sharegpt',
  name: 'ShareGPT conversations',
  recognises: (line) => Array.isArray(line['conversations']),
  read(line) {
    const turns = turnsOf(line['conversations'], 'from', 'value');
    return turns === undefined ? { problem: 'Its “conversations” are no list of {from, value}.' } : lastAnswer(turns);
  },
};

/** `{"messages": [{"role", "content"}]}`: chat as TRL and OpenAI read it. */
import type { JsonLinesFormat } from '../sample-text.ts';
import { lastAnswer, turnsOf } from './conversation.ts';

export const messages: JsonLinesFormat = {
  id: 'messages',
  name: 'chat messages, as TRL and OpenAI read them',
  recognises: (line) => Array.isArray(line['messages']),
  read(line) {
    const turns = turnsOf(line['messages'], 'role', 'content');
    return turns === undefined ? { problem: 'Its “messages” are no list of {role, content}.' } : lastAnswer(turns);
  },
};

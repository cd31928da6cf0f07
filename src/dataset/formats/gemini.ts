/** `{"systemInstruction"?, "contents": [{"role", "parts": [{"text"}]}]}`: Gemini's chat, and its preference pairs with `completions`. */
import { isObject, type JsonLinesFormat, type JsonObject, type LineContent } from '../sample-text.ts';
import { answered, lastAnswer, textOf, turnsOf } from './conversation.ts';

export const gemini: JsonLinesFormat = {
  id: 'gemini',
  name: 'Gemini contents',
  recognises: (line) => Array.isArray(line['contents']),
  read(line) {
    const turns = turnsOf(line['contents'], 'role', 'parts');
    if (turns === undefined) return { problem: 'Its “contents” are no list of {role, parts}.' };
    return 'completions' in line ? best(line['completions'], turns.findLast(({ speaker }) => speaker === 'user')?.text) : lastAnswer(turns);
  },
};

/** Of the completions that were scored, the one with the highest score. */
function best(completions: unknown, prompt: string | undefined): LineContent {
  const scored = Array.isArray(completions) ? completions.filter((entry: unknown): entry is JsonObject => isObject(entry)) : [];
  const [first] = scored.toSorted((a, b) => scoreOf(b) - scoreOf(a));
  const completion = first?.['completion'];
  return answered(prompt, isObject(completion) ? textOf(completion['parts']) : undefined, 'It has no completion with text.');
}

function scoreOf(entry: JsonObject): number {
  const { score } = entry;
  return typeof score === 'number' ? score : 0;
}

/** Conversations of any format: their turns, and what of them is a sample. */
import { isObject, type LineContent } from '../sample-text.ts';

export interface Turn {
  readonly speaker: 'user' | 'model' | 'other';
  readonly text: string;
}

/** The names that roles go by, in lower case. */
const SPEAKERS: Readonly<Record<string, Turn['speaker']>> = {
  user: 'user',
  human: 'user',
  prompter: 'user',
  assistant: 'model',
  model: 'model',
  gpt: 'model',
  chatgpt: 'model',
  bot: 'model',
};

export function speakerOf(role: unknown): Turn['speaker'] {
  const name = typeof role === 'string' ? role.toLowerCase() : '';
  return (Object.hasOwn(SPEAKERS, name) ? SPEAKERS[name] : undefined) ?? 'other';
}

/** The text of a message's content: a string, or a list of parts of which those that are text count; undefined for anything else. */
export function textOf(content: unknown): string | undefined {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return undefined;
  const texts = content.flatMap((part: unknown) => (isObject(part) && typeof part['text'] === 'string' ? [part['text']] : []));
  return texts.length === 0 ? undefined : texts.join('');
}

/** The turns of a list of messages; undefined where it is no list of messages. Turns without text, such as calls of tools, are left out. */
export function turnsOf(messages: unknown, roleKey: string, textKey: string): readonly Turn[] | undefined {
  if (!Array.isArray(messages)) return undefined;
  const turns: Turn[] = [];
  for (const message of messages as readonly unknown[]) {
    if (!isObject(message) || typeof message[roleKey] !== 'string') return undefined;
    const text = textOf(message[textKey]);
    if (text !== undefined) turns.push({ speaker: speakerOf(message[roleKey]), text });
  }
  return turns;
}

/** The last answer of a conversation, and what the user said before it. */
export function lastAnswer(turns: readonly Turn[]): LineContent {
  const last = turns.findLastIndex(({ speaker, text }) => speaker === 'model' && text.trim() !== '');
  const answer = turns[last];
  if (answer === undefined) return { problem: 'It has no answer of a model.' };
  const before = turns.slice(0, last);
  const prompt = before.findLast(({ speaker }) => speaker === 'user')?.text;
  const earlierAnswers = before.filter(({ speaker }) => speaker === 'model').length;
  return { sample: { ...(prompt === undefined ? {} : { prompt }), response: answer.text }, ...(earlierAnswers === 0 ? {} : { earlierAnswers }) };
}

/** The text of a side of a pair: a string, or messages of which the last answer counts. */
export function answerOf(side: unknown): string | undefined {
  if (typeof side === 'string') return side;
  const content = lastAnswer(turnsOf(isObject(side) ? [side] : side, 'role', 'content') ?? []);
  return 'sample' in content ? content.sample.response : undefined;
}

/** The text of a prompt: a string, or messages of which the user's last counts. */
export function promptOf(prompt: unknown): string | undefined {
  if (typeof prompt === 'string') return prompt;
  return turnsOf(prompt, 'role', 'content')?.findLast(({ speaker }) => speaker === 'user')?.text;
}

/** A sample of an answer and its prompt. */
export function answered(prompt: string | undefined, response: string | undefined, missing: string): LineContent {
  if (response === undefined || response.trim() === '') return { problem: missing };
  return { sample: { ...(prompt === undefined ? {} : { prompt }), response } };
}

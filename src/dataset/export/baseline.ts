/** Reads whole examples from a line of somebody's own data, to be mixed in. */
import { answerOf, type Turn, textOf, turnsOf } from '../formats/conversation.ts';
import type { DatasetFormat } from '../formats.ts';
import { PLAIN_TEXT } from '../formats.ts';
import { isObject, type JsonObject } from '../sample-text.ts';
import type { Example, ExampleTurn } from './example.ts';

/** An example, or why the line gives none for formats of this shape, in words that follow a number of lines. */
export type BaselineLine = { readonly example: Example } | { readonly unfit: string };

/** Reads one line of a file in `format`. Conversations are kept whole, with what their model was told. */
export function baselineExample(line: string, format: DatasetFormat, shape: Example['shape']): BaselineLine {
  if (format.id === PLAIN_TEXT.id) return shape === 'document' ? { example: { shape, text: line } } : { unfit: 'of plain text' };
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { unfit: 'that are not JSON' };
  }
  if (!isObject(value)) return { unfit: 'that are no JSON object' };
  switch (shape) {
    case 'document':
      return filled(value['text']) ? { example: { shape, text: value['text'] } } : { unfit: 'without a “text”' };
    case 'chat':
      return chatOf(value, format.id);
    case 'pair':
      return pairOf(value, format.id);
  }
}

function chatOf(line: JsonObject, format: string): BaselineLine {
  switch (format) {
    case 'messages':
      return conversation(turnsWithSystem(line['messages'], 'role', 'content'));
    case 'sharegpt':
      return conversation(turnsWithSystem(line['conversations'], 'from', 'value', line['system']));
    case 'gemini':
      if ('completions' in line) return { unfit: 'that are preference pairs' };
      return conversation(turnsWithSystem(line['contents'], 'role', 'parts', partsOf(line['systemInstruction'] ?? line['system_instruction'])));
    case 'prompt-completion': {
      const completion = answerOf(line['completion']);
      return conversation(asked(line['prompt'], completion));
    }
    default:
      return { unfit: 'that are no chat' };
  }
}

function pairOf(line: JsonObject, format: string): BaselineLine {
  switch (format) {
    case 'preference': {
      const prompt = line['prompt'] ?? withoutAnswer(line['chosen']);
      return pair(asked(prompt, undefined), answerOf(line['chosen']), answerOf(line['rejected']));
    }
    case 'openai-preference': {
      const input = isObject(line['input']) ? line['input']['messages'] : undefined;
      return pair(asked(input, undefined), answerOf(line['preferred_output']), answerOf(line['non_preferred_output']));
    }
    case 'gemini': {
      const answers = Array.isArray(line['completions']) ? line['completions'].filter((entry: unknown): entry is JsonObject => isObject(entry)) : [];
      const scored = (score: number): string | undefined => partsOf(answers.find((entry) => entry['score'] === score)?.['completion']);
      const system = partsOf(line['systemInstruction'] ?? line['system_instruction']);
      return pair(turnsWithSystem(line['contents'], 'role', 'parts', system), scored(1), scored(0));
    }
    default:
      return { unfit: 'that are no preference pairs' };
  }
}

interface Conversation {
  readonly system?: string;
  readonly turns: readonly Turn[];
}

/** A conversation of which the first turn may be the system's; undefined where it is none. */
function turnsWithSystem(messages: unknown, roleKey: string, textKey: string, system?: unknown): Conversation | undefined {
  const turns = turnsOf(messages, roleKey, textKey);
  // Turns without text are left out, and what is then left is not what was said.
  if (turns === undefined || !Array.isArray(messages) || turns.length !== messages.length) return undefined;
  const [first, ...rest] = turns;
  if (first?.speaker === 'other') return { system: first.text, turns: rest };
  return { ...(filled(system) ? { system } : {}), turns };
}

/** A prompt, as text or as messages, and the answer to it. */
function asked(prompt: unknown, answer: string | undefined): Conversation | undefined {
  const before: Conversation | undefined = typeof prompt === 'string' ? { turns: [{ speaker: 'user', text: prompt }] } : turnsWithSystem(prompt, 'role', 'content');
  if (before === undefined || answer === undefined) return before;
  return { ...before, turns: [...before.turns, { speaker: 'model', text: answer }] };
}

/** The messages of a side of a pair that has no prompt of its own: all but the answer. */
function withoutAnswer(side: unknown): unknown {
  return Array.isArray(side) ? side.slice(0, -1) : undefined;
}

function conversation(read: Conversation | undefined): BaselineLine {
  const turns = plainTurns(read?.turns);
  if (read === undefined || turns === undefined) return { unfit: 'that are no plain conversation of a user and a model' };
  // What comes after the last answer teaches nothing.
  const end = turns.findLastIndex(({ speaker }) => speaker === 'model');
  if (!turns.some(({ speaker }, index) => speaker === 'user' && index < end)) return { unfit: 'without a question and an answer' };
  return { example: { shape: 'chat', ...systemOf(read), turns: turns.slice(0, end + 1) } };
}

function pair(read: Conversation | undefined, chosen: string | undefined, rejected: string | undefined): BaselineLine {
  const turns = plainTurns(read?.turns);
  if (read === undefined || turns === undefined || turns.at(-1)?.speaker !== 'user') return { unfit: 'that do not end with a question' };
  if (!filled(chosen) || !filled(rejected)) return { unfit: 'without two answers' };
  return { example: { shape: 'pair', ...systemOf(read), turns, chosen, rejected } };
}

/** The turns where all of them are of the user or the model, and say something. */
function plainTurns(turns: readonly Turn[] | undefined): readonly ExampleTurn[] | undefined {
  const plain = turns?.flatMap(({ speaker, text }): readonly ExampleTurn[] => (speaker !== 'other' && filled(text) ? [{ speaker, text }] : []));
  return plain !== undefined && plain.length > 0 && plain.length === turns?.length ? plain : undefined;
}

function systemOf({ system }: Conversation): { readonly system?: string } {
  return filled(system) ? { system } : {};
}

/** The text of Gemini's Content. */
function partsOf(value: unknown): string | undefined {
  return isObject(value) ? textOf(value['parts']) : undefined;
}

function filled(text: unknown): text is string {
  return typeof text === 'string' && /\S/.test(text);
}

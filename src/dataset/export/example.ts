/** What a training example is made of, apart from how a format writes it, and which samples make one. */
import type { JsonObject } from '../sample-text.ts';
import type { Decision } from '../../engine/decisions.ts';

export interface ExampleTurn {
  readonly speaker: 'user' | 'model';
  readonly text: string;
}

/** A conversation that ends with an answer. */
export interface ChatExample {
  readonly shape: 'chat';
  /** Only baseline data has one: what our samples were made with is never trained on. */
  readonly system?: string;
  readonly turns: readonly ExampleTurn[];
}

/** Two answers to one conversation, which ends with the user. */
export interface PairExample {
  readonly shape: 'pair';
  readonly system?: string;
  readonly turns: readonly ExampleTurn[];
  readonly chosen: string;
  readonly rejected: string;
}

export interface DocumentExample {
  readonly shape: 'document';
  readonly text: string;
}

export type Example = ChatExample | PairExample | DocumentExample;

/** What an example is in words, for sentences. */
export const SHAPE_NAMES: Readonly<Record<Example['shape'], string>> = { chat: 'chat', pair: 'preference pairs', document: 'documents' };

/**
 * The example that a sample makes for formats of a shape, with what somebody wrote anew in it; or why it makes none, in
 * words that follow a number of samples. Of a preference pair the chosen answer is chat too.
 */
export function exampleOf(sample: JsonObject, pipeline: string, shape: Example['shape'], rewritten: Decision['rewritten'] = {}): Example | { readonly unfit: string } {
  if (pipeline === 'document') {
    const text = rewritten.response ?? sample['document'];
    if (shape !== 'document') return { unfit: 'of the document pipeline, which have no prompt: export them as trl-text' };
    return isFilled(text) ? { shape, text } : { unfit: 'without a text' };
  }
  const { prompt, response, rejected }: JsonObject = { ...sample, ...rewritten };
  if (shape === 'document') return { unfit: `of the ${pipeline} pipeline, which are no documents` };
  if (!isFilled(prompt)) return { unfit: 'without a prompt' };
  if (!isFilled(response)) return { unfit: 'without a response' };
  const turns: readonly ExampleTurn[] = [{ speaker: 'user', text: prompt }];
  if (shape === 'chat') return { shape, turns: [...turns, { speaker: 'model', text: response }] };
  if (!isFilled(rejected)) return { unfit: 'without a rejected answer, which only the preference pipeline makes' };
  if (rejected.trim() === response.trim()) return { unfit: 'whose two answers are the same' };
  return { shape, turns, chosen: response, rejected };
}

function isFilled(text: unknown): text is string {
  return typeof text === 'string' && /\S/.test(text);
}

/** All texts of an example, in order. */
export function textsOf(example: Example): readonly string[] {
  if (example.shape === 'document') return [example.text];
  const system = example.system === undefined ? [] : [example.system];
  const answers = example.shape === 'pair' ? [example.chosen, example.rejected] : [];
  return [...system, ...example.turns.map(({ text }) => text), ...answers];
}

/** Why an example is left out that is not whole, in words that follow a number of samples. */
export const BROKEN_TEXT = 'with half of a character in them (a lone surrogate), which trainers cannot read';

/** Whether its texts can be written as UTF-8. */
export function isWhole(example: Example): boolean {
  return !textsOf(example).some((text) => /\p{Surrogate}/u.test(text));
}

/** What is asked in it: by this, near-identical examples are told. A document has nothing but itself. */
export function promptOf(example: Example): string {
  if (example.shape === 'document') return example.text;
  return example.turns.flatMap(({ speaker, text }) => (speaker === 'user' ? [text] : [])).join('\n');
}

/** A token is about four characters of English. */
const CHARACTERS_A_TOKEN = 4;

/** About how many tokens an example is, without what a model's template adds. */
export function tokensOf(example: Example): number {
  return Math.ceil(textsOf(example).reduce((sum, { length }) => sum + length, 0) / CHARACTERS_A_TOKEN);
}

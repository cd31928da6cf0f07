/** The formats that samples are written in for training: how each writes an example, and the shape of its lines. */
import * as z from 'zod';
import type { ChatExample, DocumentExample, Example, ExampleTurn, PairExample } from './example.ts';

/** Trainers refuse blank texts, and nothing is learned from them. */
const filled = z.string().regex(/\S/);

const parts = z.tuple([z.strictObject({ text: filled })]);
const geminiSystem = z.strictObject({ parts }).describe('What the model is told before the conversation. Ours have none.');
const content = z.strictObject({ role: z.enum(['user', 'model']), parts });
const answer = z.strictObject({ role: z.literal('model'), parts });

/** The messages of TRL and OpenAI. */
const message = z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: filled });
const assistant = z.strictObject({ role: z.literal('assistant'), content: filled });

/** JSON Schema cannot say which entry is the last; this holds it where lines are written. */
function endsWith<T extends { readonly role: string }>(role: T['role']) {
  return (entries: readonly T[]): boolean => entries.at(-1)?.role === role;
}

const geminiSftShape = z
  .strictObject({ systemInstruction: geminiSystem.exactOptional(), contents: z.array(content).min(1).refine(endsWith('model'), 'must end with an answer') })
  .describe('A conversation that ends with an answer of the model.');

const vertexPreferenceShape = z
  .strictObject({
    system_instruction: geminiSystem.exactOptional(),
    contents: z.array(content).min(1).refine(endsWith('user'), 'must end with the user'),
    completions: z.tuple([z.strictObject({ score: z.literal(1), completion: answer }), z.strictObject({ score: z.literal(0), completion: answer })]),
  })
  .describe('A conversation that ends with the user, and two answers: 1 is preferred, 0 is not.');

const messagesShape = z
  .strictObject({ messages: z.array(message).min(1).refine(endsWith('assistant'), 'must end with an answer') })
  .describe('A conversation that ends with an answer of the assistant.');

const trlPreferenceShape = z
  .strictObject({ prompt: z.array(message).min(1).refine(endsWith('user'), 'must end with the user'), chosen: z.tuple([assistant]), rejected: z.tuple([assistant]) })
  .describe('A conversation that ends with the user, and two answers.');

const trlTextShape = z.strictObject({ text: filled }).describe('A document, not as a conversation.');

const openaiPreferenceShape = z
  .strictObject({
    input: z.strictObject({ messages: z.array(message).min(1).refine(endsWith('user'), 'must end with the user') }),
    preferred_output: z.tuple([assistant]),
    non_preferred_output: z.tuple([assistant]),
  })
  .describe('A conversation that ends with the user, and two answers.');

interface Format<E extends Example, L> {
  readonly id: string;
  /** For a person: what it is and who trains on it. */
  readonly name: string;
  readonly shape: E['shape'];
  readonly schema: z.ZodType<L>;
  readonly line: (example: E) => L;
}

export type ExportFormat = Format<ChatExample, unknown> | Format<PairExample, unknown> | Format<DocumentExample, unknown>;

/** Keeps `line` to the type of the schema. */
function format<E extends Example, L>(definition: Format<E, L>): Format<E, L> {
  return definition;
}

export const EXPORT_FORMATS: readonly ExportFormat[] = [
  format({
    id: 'gemini-sft',
    name: 'supervised tuning of Gemini, on Vertex AI',
    shape: 'chat',
    schema: geminiSftShape,
    line: ({ system, turns }: ChatExample) => ({ ...(system === undefined ? {} : { systemInstruction: spoken(system) }), contents: contentsOf(turns) }),
  }),
  format({
    id: 'vertex-preference',
    name: 'preference tuning of Gemini, on Vertex AI',
    shape: 'pair',
    schema: vertexPreferenceShape,
    line: ({ system, turns, chosen, rejected }: PairExample) => ({
      ...(system === undefined ? {} : { system_instruction: spoken(system) }),
      contents: contentsOf(turns),
      completions: [
        { score: 1 as const, completion: { role: 'model' as const, ...spoken(chosen) } },
        { score: 0 as const, completion: { role: 'model' as const, ...spoken(rejected) } },
      ],
    }),
  }),
  format({ id: 'trl-messages', name: 'chat for TRL and most other trainers', shape: 'chat', schema: messagesShape, line: messagesLine }),
  format({
    id: 'trl-preference',
    name: 'preference pairs for TRL (DPO and its kin)',
    shape: 'pair',
    schema: trlPreferenceShape,
    line: ({ system, turns, chosen, rejected }: PairExample) => ({ prompt: messagesOf(system, turns), chosen: said(chosen), rejected: said(rejected) }),
  }),
  format({ id: 'trl-text', name: 'documents for midtraining, for TRL and most other trainers', shape: 'document', schema: trlTextShape, line: ({ text }: DocumentExample) => ({ text }) }),
  format({ id: 'openai-sft', name: 'supervised fine-tuning at OpenAI', shape: 'chat', schema: messagesShape, line: messagesLine }),
  format({
    id: 'openai-preference',
    name: 'preference fine-tuning at OpenAI (DPO)',
    shape: 'pair',
    schema: openaiPreferenceShape,
    line: ({ system, turns, chosen, rejected }: PairExample) => ({ input: { messages: messagesOf(system, turns) }, preferred_output: said(chosen), non_preferred_output: said(rejected) }),
  }),
];

/**
 * The line of an example, without its line end, once its schema has passed it.
 * @throws z.ZodError where it is not what the format asks for, and an error where the example is of another shape.
 */
export function lineOf({ schema, shape, line }: ExportFormat, example: Example): string {
  if (example.shape !== shape) throw new Error(`an example of ${example.shape} in a format of ${shape}`);
  // The shapes were just compared, which the types cannot follow.
  return JSON.stringify(schema.parse((line as (example: Example) => unknown)(example)));
}

function spoken(text: string): { parts: [{ text: string }] } {
  return { parts: [{ text }] };
}

function contentsOf(turns: readonly ExampleTurn[]): z.infer<typeof content>[] {
  return turns.map(({ speaker, text }) => ({ role: speaker, ...spoken(text) }));
}

function messagesOf(system: string | undefined, turns: readonly ExampleTurn[]): z.infer<typeof message>[] {
  const before = system === undefined ? [] : [{ role: 'system' as const, content: system }];
  return [...before, ...turns.map(({ speaker, text }) => ({ role: speaker === 'model' ? ('assistant' as const) : speaker, content: text }))];
}

function messagesLine({ system, turns }: ChatExample): z.infer<typeof messagesShape> {
  return { messages: messagesOf(system, turns) };
}

function said(text: string): [z.infer<typeof assistant>] {
  return [{ role: 'assistant', content: text }];
}

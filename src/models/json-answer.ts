/** Answers in JSON from models that are only told to write it. */
import type { JsonSchema } from './model.ts';

/** What a model is told that nothing holds to the schema. */
export function jsonInstructions(schema: JsonSchema): string {
  return `Answer with one JSON value and nothing else, no words around it. It must be valid against this JSON Schema:\n${JSON.stringify(schema)}`;
}

/** `text` without the code fence that models put around JSON by habit, also where they are told not to. */
export function withoutFence(text: string): string {
  const trimmed = text.trim();
  const opening = /^```[a-z]*/i.exec(trimmed)?.[0];
  return opening === undefined || !trimmed.endsWith('```') ? text : trimmed.slice(opening.length, -3).trim();
}

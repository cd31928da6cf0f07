/** What a stage's prompt is: a pure function from the chunk and what came before to what is sent. */
import * as z from 'zod';
import type { Role, Stage } from '../models/model.ts';

export interface RenderedPrompt {
  readonly system?: string;
  readonly user: string;
}

/** A string that says something. */
export const filled = z.string().regex(/\S/, 'must not be empty');

/** A stage that is answered with text. */
export interface TextStage<Input> {
  readonly stage: Stage;
  readonly role: Role;
  /** Goes up with every change of the wording; journals record it. */
  readonly version: number;
  render(input: Input): RenderedPrompt;
}

/** A stage that is answered with JSON of a shape. */
export interface JsonStage<Input, Output> extends TextStage<Input> {
  readonly schema: z.ZodType<Output>;
}

/**
 * Puts `text` between tags. Documents and answers may hold anything, tags included: where the closing tag stands in
 * the text, the tag gets a number that does not. Nothing in the text is changed.
 */
export function block(tag: string, text: string): string {
  const closings = text.matchAll(new RegExp(`</\\s*${tag}(?:-(\\d+))?\\s*>`, 'gi'));
  const taken = new Set(Array.from(closings, (match) => Number(match[1] ?? 1)));
  let number = 1;
  while (taken.has(number)) number += 1;
  const name = number === 1 ? tag : `${tag}-${number}`;
  return `<${name}>\n${text}\n</${name}>`;
}

/** Paragraphs with a blank line between; empty ones are left out. */
export function paragraphs(...texts: readonly (string | undefined)[]): string {
  return texts.filter((text) => text !== undefined && text !== '').join('\n\n');
}

/** What a stage's prompt is: a pure function from the chunk and what came before to what is sent. */
import type * as z from 'zod';
import type { Role, Stage } from '../models/model.ts';

export interface RenderedPrompt {
  readonly system?: string;
  readonly user: string;
}

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
  let name = tag;
  for (let count = 2; text.includes(`</${name}>`); count += 1) name = `${tag}-${count}`;
  return `<${name}>\n${text}\n</${name}>`;
}

/** Paragraphs with a blank line between; empty ones are left out. */
export function paragraphs(...texts: readonly (string | undefined)[]): string {
  return texts.filter((text) => text !== undefined && text !== '').join('\n\n');
}

/** Reads the JSON files that a command is given. */
import { resolve } from 'node:path';
import type * as z from 'zod';
import { CannotRun } from './command.ts';
import { readText } from './files.ts';

/**
 * Reads a file, named from `cwd`, and checks its shape.
 * @throws CannotRun with the file's name and the first thing that is wrong with it.
 */
export async function readJson<T>(file: string, cwd: string, shape: z.ZodType<T>): Promise<T> {
  const { text } = await readText(resolve(cwd, file)).catch((error: unknown) => {
    throw error instanceof CannotRun ? new CannotRun(`${file}: ${error.message}`) : error;
  });
  const { success, data, error } = shape.safeParse(parsed(text, file));
  if (success) return data;
  const [issue] = error.issues;
  throw new CannotRun(`${file}: at ${issue?.path.join('.') || 'the top'}: ${issue?.message}.`);
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CannotRun(`${file}: not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The patterns that a document's data is known to repeat: a list that people and `traitwright patterns` write, and critiques are told. */
import * as z from 'zod';
import type { KnownPattern } from '../prompts/known-patterns.ts';
import { filled } from '../prompts/stage.ts';

const listShape = z.object({
  version: z.literal(1),
  patterns: z.array(z.object({ name: filled, definition: filled })),
});

/** Reads the list; a string that comes back says in a sentence what is wrong with it. Keys that it does not know are no fault. */
export function readKnownPatterns(text: string): readonly KnownPattern[] | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `It is not JSON: ${error instanceof Error ? error.message : String(error)}.`;
  }
  const read = listShape.safeParse(value);
  if (read.success) return read.data.patterns;
  return `It is no list of patterns, {"version": 1, "patterns": [{"name", "definition"}]}: ${z.prettifyError(read.error).replaceAll(/\s*\n\s*/g, ' ')}`;
}

/** The list with what was found: a pattern of a name that is there already is left as it is, since somebody may have worded it. */
export function withPatterns(there: readonly KnownPattern[], found: readonly KnownPattern[]): readonly KnownPattern[] {
  const names = new Set<string>();
  return [...there, ...found].flatMap(({ name, definition }) => {
    const key = name.trim().toLowerCase();
    if (names.has(key)) return [];
    names.add(key);
    return [{ name, definition }];
  });
}

/** The list as it is written. */
export function knownPatternsText(patterns: readonly KnownPattern[]): string {
  return `${JSON.stringify({ version: 1, patterns: patterns.map(({ name, definition }) => ({ name, definition })) }, null, 2)}\n`;
}

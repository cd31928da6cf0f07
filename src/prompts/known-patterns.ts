/** Habits that a document's data is known to have, as critiques are told them. */
import { block, paragraphs } from './stage.ts';

export interface KnownPattern {
  readonly name: string;
  /** What an answer does that has it. */
  readonly definition: string;
}

/** What a critique is told of them, for its line about patterns; undefined where there are none. */
export function knownPatternsBlock(patterns: readonly KnownPattern[] | undefined, line: string): string | undefined {
  if (patterns === undefined || patterns.length === 0) return undefined;
  return paragraphs(
    `Samples that were made before repeat these habits. Under ${line}, look for each of them first: it is a fault wherever the message does not call for it.`,
    block('known_patterns', patterns.map(({ name, definition }) => `- ${name}: ${definition}`).join('\n')),
  );
}

/** Closings: the first words of the last sentence that many samples share. */
import type { Draw, PatternGroup } from '../pattern.ts';
import { sharedStarts } from './shared-starts.ts';

export function closings(draw: Draw): PatternGroup {
  return sharedStarts(draw, 'closing', lastSentence, 'Ends with a sentence that opens with');
}

/** The index of the first word of the last sentence; -1 where there is only one sentence, which is the opening already. */
function lastSentence(sentences: Int32Array): number {
  const last = sentences.at(-1) ?? 0;
  return last === 0 ? -1 : sentences.indexOf(last);
}

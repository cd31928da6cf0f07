/** Tells which samples can be written anew from what a person says, without what does it. */
import type { Sample } from './sample.ts';

const NEEDED = ['plan', 'prompt', 'defaultResponse', 'draft', 'critique'] as const;

/** Why nothing can be written anew of a sample, as a sentence; undefined where it can. */
export function refuseRevision(sample: Sample): string | undefined {
  if (sample.pipeline !== 'chat') return 'Only answers to messages are written anew from what a person says.';
  return NEEDED.some((key) => sample[key] === undefined) ? 'It did not come as far as a critique, so there is nothing to write anew: regenerate it instead.' : undefined;
}

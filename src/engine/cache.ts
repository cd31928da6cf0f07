/** What the engine needs of a cache of answers. */
import type { ModelOutcome } from '../models/model.ts';

export type Answer = Extract<ModelOutcome, { status: 'ok' }>;

/**
 * Answers by call key, kept from run to run. A cache only saves money: the engine takes one that cannot be read or
 * written for an empty one. It is given nothing but answers that could be used, and none that were rehearsed.
 */
export interface ResponseCache {
  get(key: string): Promise<Answer | undefined>;
  put(key: string, answer: Answer): Promise<void>;
}

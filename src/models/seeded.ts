/** Gives each call of a run a seed of its own, all drawn from one, so that what a model draws by chance is the same again. */
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { LanguageModel, ModelRequest } from './model.ts';

/**
 * The model with a run's seed among its settings. A request asks with a seed that depends on where it belongs in the run:
 * an answer that could not be read is not asked for with the same seed again. Providers promise no more than to try.
 */
export function seeded(model: LanguageModel, seed: number): LanguageModel {
  const withSeed = (request: ModelRequest): ModelRequest => ({ ...request, seed: callSeed(seed, request) });
  return {
    ...model,
    settings: { ...model.settings, seed },
    generate: (request, signal, onText) => model.generate(withSeed(request), signal, onText),
  };
}

/** From 0 to 2,147,483,647, which all providers take. */
function callSeed(seed: number, { purpose }: ModelRequest): number {
  const { stage, traitId, kind, ordinal, attempt } = purpose;
  const bytes = sha256(utf8ToBytes(JSON.stringify([seed, stage, traitId, kind, ordinal, attempt])));
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) >>> 1;
}

/** Decides which waiting call goes first: what is begun is finished, and every trait shows something early. */
import type { CallPurpose } from '../models/model.ts';

/** More than the samples of any run, so that whatever is begun goes before whatever is not. */
const BEGUN = 1e12;

/**
 * A function from a call to its priority, higher first. The calls of a sample that is under way go before those of one
 * that is not begun; then the first samples of all traits go before the second ones, and so on. Each call is to be
 * asked for once, when it begins to wait; those of equal priority keep their order.
 */
export function createOrder(): (purpose: CallPurpose) => number {
  const traits = new Map<string, Map<string, number>>();
  return ({ traitId, kind, ordinal }) => {
    let samples = traits.get(traitId);
    if (samples === undefined) traits.set(traitId, (samples = new Map()));
    const sample = `${kind}/${ordinal}`;
    const turn = samples.get(sample);
    if (turn !== undefined) return BEGUN - turn;
    samples.set(sample, samples.size);
    return 1 - samples.size;
  };
}

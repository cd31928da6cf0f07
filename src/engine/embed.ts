/** Embeds any number of texts: in slices, each of which is tried again by itself where it fails for a passing reason. */
import type { EmbeddingModel, EmbedOutcome, FailedOutcome, Usage } from '../models/model.ts';
import type { Gate } from './limits.ts';
import { addUsage } from './progress.ts';
import { type RetryOptions, withRetries } from './retry.ts';

export interface EmbedOptions extends RetryOptions {
  /** Runs `work` when one of the places of the model's provider is free. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  /** Of the model's provider: its limits and its pauses are those of all calls. A slice counts as one request. */
  readonly gate: Gate;
  /** Makes one try of a slice; undefined where it was not sent. Never rejects. */
  readonly once: (slice: readonly string[], signal: AbortSignal) => Promise<EmbedOutcome | undefined>;
  /** What came of it where nothing was sent. */
  readonly unsent: () => FailedOutcome;
}

/** Texts of a slice, where the model does not say how many it takes in one request. */
const SLICE = 100;

/**
 * A vector for each text, in order, all of one length; or the failure of the first slice that could not be embedded,
 * after which no other is sent. The usage is that of all tries; with vectors it is there only where all of it is known,
 * in a failure it is at least what was used. Ends at once when `signal` fires. Never rejects, and writes no journal.
 */
export async function embedAll(model: EmbeddingModel, texts: readonly string[], options: EmbedOptions, signal: AbortSignal): Promise<EmbedOutcome> {
  const { inTurn, gate, once, unsent } = options;
  const size = Math.max(1, model.batchSize ?? SLICE);
  const slices = Array.from({ length: Math.ceil(texts.length / size) }, (_, number) => texts.slice(number * size, (number + 1) * size));
  const vectors: (readonly (readonly number[])[])[] = [];
  const others = new AbortController();
  const stop = AbortSignal.any([signal, others.signal]);
  let used: Usage | undefined;
  let isAllKnown = true;
  let failure: FailedOutcome | undefined;
  let finished = 0;
  let length: number | undefined;

  async function attempt(slice: readonly string[]): Promise<EmbedOutcome | undefined> {
    const outcome = await once(slice, stop);
    if (outcome?.usage !== undefined) used = used === undefined ? outcome.usage : addUsage(used, outcome.usage);
    else if (outcome?.status === 'ok') isAllKnown = false;
    return outcome;
  }

  function fail(outcome: FailedOutcome): void {
    // What the others come to from here on is that they were told to stop.
    failure ??= outcome;
    others.abort();
  }

  async function embed(slice: readonly string[], at: number): Promise<void> {
    if (stop.aborted) return;
    const { outcome = unsent() } = await withRetries(() => attempt(slice), options, gate, stop);
    if (outcome.status === 'failed') return fail(outcome);
    const isAlike = outcome.vectors.length === slice.length && outcome.vectors.every((vector) => vector.length === (length ??= vector.length));
    if (!isAlike) return fail(unlike(model));
    vectors[at] = outcome.vectors;
    finished += 1;
  }

  await Promise.all(slices.map((slice, at) => inTurn(() => embed(slice, at))));
  if (finished < slices.length) return { ...(failure ?? unsent()), ...(used === undefined ? {} : { usage: used }) };
  return { status: 'ok', vectors: vectors.flat(), ...(isAllKnown && used !== undefined ? { usage: used } : {}) };
}

function unlike({ id }: EmbeddingModel): FailedOutcome {
  return { status: 'failed', kind: 'server', message: `${id} answered with vectors that cannot be compared: check that it is a model for embeddings.` };
}

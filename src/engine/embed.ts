/** Embeds any number of texts: in slices, each of which is tried again by itself where it fails for a passing reason. */
import type { EmbeddingModel, EmbedOutcome, FailedOutcome, Usage } from '../models/model.ts';
import { brokenModel, CANCELLED, CANCELLED_UNDER_WAY, TIMEOUT_MS, timedOut } from './engine.ts';
import { estimateTokens } from './expected-tokens.ts';
import { createGate, type Limits } from './limits.ts';
import { addUsage } from './progress.ts';
import { type RetryOptions, withRetries } from './retry.ts';
import { letGo } from './wait.ts';

export interface EmbedOptions extends RetryOptions {
  /** Slices under way at once, where the limits do not say otherwise. */
  readonly concurrency: number;
  /** What the model's provider may be asked. A slice counts as one request; where an API takes fewer texts in one, it is several. */
  readonly limits?: Limits;
  readonly now: () => Date;
  /** How long one try of a slice may take, in milliseconds; as long as a call when not given. */
  readonly timeoutMs?: number;
}

/** Texts of a slice: as many as the providers take in one request. */
const SLICE = 100;

/**
 * A vector for each text, in order, all of one length; or the failure of the first slice that could not be embedded,
 * after which no other is sent. The usage is that of all tries; with vectors it is there only where all of it is known,
 * in a failure it is at least what was used. Ends at once when `signal` fires. Never rejects, and writes no journal.
 */
export async function embedAll(model: EmbeddingModel, texts: readonly string[], options: EmbedOptions, signal: AbortSignal): Promise<EmbedOutcome> {
  const { concurrency, limits = {}, now, timeoutMs = TIMEOUT_MS } = options;
  const gate = createGate(limits, now);
  const slices = Array.from({ length: Math.ceil(texts.length / SLICE) }, (_, number) => texts.slice(number * SLICE, (number + 1) * SLICE));
  const vectors: (readonly (readonly number[])[])[] = [];
  const others = new AbortController();
  const stop = AbortSignal.any([signal, others.signal]);
  let used: Usage | undefined;
  let isAllKnown = true;
  let failure: FailedOutcome | undefined;

  async function once(slice: readonly string[]): Promise<EmbedOutcome | undefined> {
    const admission = await gate.admit(slice.reduce((sum, text) => sum + estimateTokens(text), 0), stop);
    if (admission === undefined || stop.aborted) return undefined;
    const came = await letGo(stop, timeoutMs, async (end) => model.embed(slice, end)).catch((error: unknown) => brokenModel(model, error));
    const outcome = came === 'cancelled' ? CANCELLED_UNDER_WAY : came === 'timeout' ? timedOut(model, timeoutMs) : came;
    if (outcome.usage !== undefined) {
      used = used === undefined ? outcome.usage : addUsage(used, outcome.usage);
      admission.correct(outcome.usage.inputTokens + outcome.usage.outputTokens);
    } else if (outcome.status === 'ok') {
      isAllKnown = false;
    }
    return outcome;
  }

  function fail(outcome: FailedOutcome): void {
    // What the others come to from here on is that they were told to stop.
    failure ??= outcome;
    others.abort();
  }

  let next = 0;
  let finished = 0;
  let length: number | undefined;
  const work = async (): Promise<void> => {
    for (let slice = slices[next]; slice !== undefined && !stop.aborted; slice = slices[next]) {
      const at = next++;
      const sent = slice;
      const { outcome = CANCELLED } = await withRetries(() => once(sent), options, gate, stop);
      if (outcome.status === 'failed') return fail(outcome);
      const isAlike = outcome.vectors.length === sent.length && outcome.vectors.every((vector) => vector.length === (length ??= vector.length));
      if (!isAlike) return fail(unlike(model));
      vectors[at] = outcome.vectors;
      finished += 1;
    }
  };
  await Promise.all(Array.from({ length: limits.concurrency ?? concurrency }, work));
  if (finished < slices.length) return { ...(failure ?? CANCELLED), ...(used === undefined ? {} : { usage: used }) };
  return { status: 'ok', vectors: vectors.flat(), ...(isAllKnown && used !== undefined ? { usage: used } : {}) };
}

function unlike({ id }: EmbeddingModel): FailedOutcome {
  return { status: 'failed', kind: 'server', message: `${id} answered with vectors that cannot be compared: check that it is a model for embeddings.` };
}

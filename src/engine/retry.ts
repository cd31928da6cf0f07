/** Makes a call again where it failed for a passing reason, and waits as long as it should before. */
import type { FailedOutcome } from '../models/model.ts';
import type { Gate } from './limits.ts';
import { delay } from './wait.ts';

export interface RetryOptions {
  /** How often a call is made again after each sort of passing fault, see docs/runs.md; 4 when not given. */
  readonly retries?: number | undefined;
  /** Milliseconds before the first retry, doubled for each that follows; 1,000 when not given. */
  readonly backoffMs?: number | undefined;
  /** Hears of a call that failed for a passing reason and is made again after so many milliseconds. */
  readonly onRetry?: ((failed: FailedOutcome, waitMs: number) => void) | undefined;
}

/** What a call came to with all its tries. */
export interface Tried<T> {
  /** Of the last try; undefined where that was not sent. */
  readonly outcome: T | FailedOutcome | undefined;
  /** Tries that were sent. */
  readonly tries: number;
  /** Why it was not tried again though another try might have gone better: the wait that was asked for is too long, or there were enough. */
  readonly givenUp?: 'long-wait' | PassingFault;
}

export type PassingFault = 'limited' | 'server' | 'silent';

/** A provider that asks for a longer wait than this has no quota left: its answer is passed on, and the run does not hang. */
const LONGEST_WAIT_MS = 300_000;

/** How often a call is made again after it broke off or timed out: a host that hangs seldom does a moment later, and somebody is waiting. */
const RETRIES_WITHOUT_ANSWER = 2;

/**
 * Tries until it comes to something that stays. `once` makes one try, and returns undefined where it did not send it.
 * A pause that the provider asks for closes `gate`. Rejects where `once` does.
 */
export async function withRetries<T extends { readonly status: string }>(
  once: () => Promise<T | FailedOutcome | undefined>,
  { retries = 4, backoffMs = 1000, onRetry }: RetryOptions,
  gate: Gate,
  signal: AbortSignal,
): Promise<Tried<T>> {
  // Counted apart: a call that was told to wait has not failed as one has that broke off.
  const failures: Record<PassingFault, number> = { limited: 0, server: 0, silent: 0 };
  for (let tries = 1; ; tries += 1) {
    const outcome = await once();
    if (outcome === undefined) return { outcome, tries: tries - 1 };
    if (!isFailed(outcome)) return { outcome, tries };
    const asked = outcome.retryAfterMs ?? 0;
    if (asked > LONGEST_WAIT_MS) return { outcome, tries, givenUp: 'long-wait' };
    const passing = passingFault(outcome);
    const failed = passing === undefined ? 0 : (failures[passing] += 1);
    // Spread at random, so that calls that failed together do not come back together.
    const random = Math.random();
    const wait = asked > 0 ? asked + backoffMs * random : Math.min(backoffMs * 2 ** (failed - 1) * (1 + random), LONGEST_WAIT_MS);
    // What the provider asks of one call it asks of all, also where this one gives up.
    const isForAll = asked > 0 || passing === 'limited';
    if (isForAll) gate.close(wait);
    if (passing === undefined) return { outcome, tries };
    if (failed > (passing === 'silent' ? Math.min(retries, RETRIES_WITHOUT_ANSWER) : retries)) return { outcome, tries, givenUp: passing };
    onRetry?.(outcome, wait);
    await (isForAll ? gate.pause(wait, signal) : delay(wait, signal));
  }
}

/** Tells a failure from whatever else a model can come to. */
export function isFailed(outcome: { readonly status: string }): outcome is FailedOutcome {
  return outcome.status === 'failed';
}

/** What sort of fault it is that may be over at the next try; undefined where the call would fail again. */
export function passingFault({ kind }: FailedOutcome): PassingFault | undefined {
  switch (kind) {
    case 'rate-limited':
      return 'limited';
    case 'server':
      return 'server';
    case 'network':
    case 'timeout':
      return 'silent';
    case 'no-key':
    case 'unauthorized':
    case 'bad-request':
    case 'not-found':
    case 'no-answer':
    case 'cancelled':
    case 'budget':
      return undefined;
  }
}

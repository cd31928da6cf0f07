/** Keeps one provider's rate limits: requests and tokens a minute, and the pauses that the provider asks for. */
import { delay, orAborted } from './wait.ts';

/** What one provider may be asked. Each is above 0, and without limit when not given. */
export interface Limits {
  /** Calls under way at once; the engine's concurrency when not given. */
  readonly concurrency?: number;
  readonly requestsPerMinute?: number;
  /** In and out together. */
  readonly tokensPerMinute?: number;
}

/** A call that was let through. */
export interface Admission {
  /** Puts the tokens that the provider counted in the place of those that were expected. */
  correct(tokens: number): void;
}

export interface Gate {
  /**
   * Waits until a call of about so many tokens may be sent, in the order of asking; undefined at once when the signal
   * fires. A call of more tokens than a minute allows is let through once nothing else counts.
   */
  admit(tokens: number, signal: AbortSignal): Promise<Admission | undefined>;
  /** Lets nothing through for that time from now; a longer pause that is on stays. */
  close(milliseconds: number): void;
  /** Closes for that time, and waits for it; resolves at once when the signal fires, and stays closed. */
  pause(milliseconds: number, signal: AbortSignal): Promise<void>;
}

const MINUTE_MS = 60_000;

/**
 * A window that slides: no sixty seconds hold more than the limits, wherever a provider's minute begins.
 * `now` may stand still or be set back: a time that was waited for has come.
 * @throws RangeError for a limit that lets nothing through, or is no number.
 */
export function createGate({ requestsPerMinute = Infinity, tokensPerMinute = Infinity }: Limits, now: () => Date): Gate {
  for (const [name, limit] of Object.entries({ requestsPerMinute, tokensPerMinute })) {
    if (!(limit > 0)) throw new RangeError(`${name} is ${limit}: expected a number above 0, or none for no limit.`);
  }
  const isLimited = requestsPerMinute !== Infinity || tokensPerMinute !== Infinity;
  /** What was let through in the last minute, oldest first. */
  const sent: { readonly at: number; tokens: number }[] = [];
  let reached = 0;
  let closedUntil = 0;
  let turn: Promise<unknown> = Promise.resolve();
  let changed = new AbortController();

  const time = (): number => Math.max(now().getTime(), reached);

  /** When a call of so many tokens may go, if nothing changes. */
  function nextFree(tokens: number): number {
    const at = time();
    while (sent[0] !== undefined && sent[0].at + MINUTE_MS <= at) sent.shift();
    if (closedUntil > at) return closedUntil;
    let requests = sent.length;
    let sum = sent.reduce((total, each) => total + each.tokens, tokens);
    let free = at;
    for (const oldest of sent) {
      if (requests < requestsPerMinute && sum <= tokensPerMinute) break;
      requests -= 1;
      sum -= oldest.tokens;
      free = oldest.at + MINUTE_MS;
    }
    return free;
  }

  async function pass(tokens: number, signal: AbortSignal): Promise<Admission | undefined> {
    while (!signal.aborted) {
      const until = nextFree(tokens);
      if (until <= time()) return record(tokens);
      const stop = AbortSignal.any([signal, changed.signal]);
      await delay(until - time(), stop);
      if (!stop.aborted) reached = Math.max(reached, until);
    }
    return undefined;
  }

  function record(tokens: number): Admission {
    const entry = { at: time(), tokens };
    if (isLimited) sent.push(entry);
    return {
      correct(counted) {
        entry.tokens = counted;
        // Whoever waits may be able to go sooner.
        if (isLimited) recount();
      },
    };
  }

  function recount(): void {
    changed.abort();
    changed = new AbortController();
  }

  const close = (milliseconds: number): number => {
    const until = time() + milliseconds;
    closedUntil = Math.max(closedUntil, until);
    return until;
  };

  return {
    admit(tokens, signal) {
      const passed = turn.then(() => pass(tokens, signal));
      turn = passed;
      return orAborted(passed, signal);
    },
    close,
    async pause(milliseconds, signal) {
      const until = close(milliseconds);
      await delay(milliseconds, signal);
      if (!signal.aborted) reached = Math.max(reached, until);
    },
  };
}

/** What every provider needs around one call: when it ends, what it may say, and what an HTTP failure means for retries. */
import type { FailedOutcome, FailureKind, ModelOutcome } from './model.ts';

/** How long one call may take where nothing is set, in milliseconds. Node itself gives up on an answer after 300 000. */
export const CALL_TIMEOUT_MS = 180_000;

export function failed(kind: FailureKind, message: string): FailedOutcome {
  return { status: 'failed', kind, message };
}

/**
 * Settles with what `work` comes to, or at once when the caller cancels or `timeoutMs` is over: then with
 * `failed(cancelled)` or `failed(timeout)`. `work` must not reject; its own signal fires in every case at the end.
 */
export function untilStopped<T>(
  signal: AbortSignal,
  timeoutMs: number,
  host: string,
  work: (stop: AbortSignal) => Promise<T>,
): Promise<T | FailedOutcome> {
  if (signal.aborted) return Promise.resolve(failed('cancelled', 'The call was cancelled before it was sent.'));
  return new Promise((resolve) => {
    // A signal of its own for each call: not everybody removes a listener, and the caller's signal lives as long
    // as a run of hundreds of calls.
    const stop = new AbortController();
    const end = (outcome: T | FailedOutcome): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      resolve(outcome);
      stop.abort();
    };
    const cancel = (): void => end(failed('cancelled', 'The call was cancelled; the provider may still bill it.'));
    const timer = setTimeout(() => {
      const seconds = timeoutMs / 1000;
      end(failed('timeout', `${host} did not answer within ${seconds} seconds: try again, or give calls more time.`));
    }, timeoutMs);
    signal.addEventListener('abort', cancel);
    void work(stop.signal).then(end);
  });
}

/** Why `apiKey`, trimmed and not empty, cannot be sent; `owner` says whose key it is, such as `Gemini API key`. */
export function refuseKey(apiKey: string, owner: string): FailedOutcome | undefined {
  // HTTP headers cannot carry anything else, and the error that says so quotes the whole key.
  if (/^[\x21-\x7e]+$/.test(apiKey)) return undefined;
  return failed('unauthorized', `The ${owner} holds spaces or other characters that no key has: copy it again.`);
}

/**
 * Milliseconds to wait, from `retry-after-ms`, or from `retry-after` in seconds or as a date (RFC 9110, 10.2.3);
 * undefined where the headers name none.
 */
export function readRetryAfter(headers: Pick<Headers, 'get'>): number | undefined {
  const exact = headers.get('retry-after-ms')?.trim() ?? '';
  if (/^\d+(?:\.\d+)?$/.test(exact)) return Math.ceil(Number(exact));
  const header = headers.get('retry-after')?.trim() ?? '';
  if (header === '') return undefined;
  const ms = /^\d+(?:\.\d+)?$/.test(header) ? Math.ceil(Number(header) * 1000) : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** The system's name for what broke a connection, such as `ECONNREFUSED`; it sits on one of the error's causes. */
export function systemCode(error: unknown): string | undefined {
  for (let at = error, depth = 0; isRecord(at) && depth < 4; at = at['cause'], depth += 1) {
    if (typeof at['code'] === 'string') return at['code'];
  }
  return undefined;
}

/**
 * The provider's own words in quotes and brackets, on one line and not too long; empty when there are none.
 * The key goes first, lest half of it stays.
 */
export function quote(message: string, apiKey: string): string {
  const line = withoutKey(message, apiKey).replace(/\s+/g, ' ').trim();
  return line === '' ? '' : ` ("${line.length > 200 ? `${line.slice(0, 199)}…` : line}")`;
}

/** A few characters are a placeholder for a server that needs no key; taking them out would garble the text. */
const SHORTEST_KEY = 8;

/** `text` with `[key]` wherever the key stands in it. */
export function withoutKey(text: string, apiKey: string): string {
  return apiKey.length < SHORTEST_KEY ? text : text.replaceAll(apiKey, '[key]');
}

/** An endpoint may echo the request, headers and all, into anything that it answers. */
export function withoutKeyIn(outcome: ModelOutcome, apiKey: string): ModelOutcome {
  switch (outcome.status) {
    case 'ok':
    case 'truncated':
      return { ...outcome, text: withoutKey(outcome.text, apiKey) };
    case 'blocked':
    case 'refused':
      return { ...outcome, reason: withoutKey(outcome.reason, apiKey) };
    case 'failed':
      return { ...outcome, message: withoutKey(outcome.message, apiKey) };
    case 'empty':
      return outcome;
  }
}

/** As `withoutKeyIn`, for outcomes that hold no words but an error's. */
export function withoutKeyInFailure<T extends { readonly status: 'ok' }>(outcome: T | FailedOutcome, apiKey: string): T | FailedOutcome {
  return outcome.status === 'failed' ? { ...outcome, message: withoutKey(outcome.message, apiKey) } : outcome;
}

/**
 * Hands streamed pieces on to `onText` without the key, also where it comes in several pieces: what may be the
 * beginning of the key is held back until it is known. `end` hands on the rest.
 */
export function piecesWithoutKey(apiKey: string, onText: (piece: string) => void): { push(piece: string): void; end(): void } {
  let held = '';
  const hand = (piece: string): void => {
    if (piece !== '') onText(piece);
  };
  return {
    push(piece) {
      held = withoutKey(held + piece, apiKey);
      let kept = apiKey.length < SHORTEST_KEY ? 0 : Math.min(apiKey.length - 1, held.length);
      while (kept > 0 && !apiKey.startsWith(held.slice(held.length - kept))) kept -= 1;
      hand(held.slice(0, held.length - kept));
      held = held.slice(held.length - kept);
    },
    end() {
      // Most of a key is as good as the whole; the outcome has the text in any case.
      hand(held.length < SHORTEST_KEY ? held : '');
      held = '';
    },
  };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

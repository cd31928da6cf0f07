/** What every provider needs around one call: when it ends, what it may say, and what an HTTP failure means for retries. */
import type { FailedOutcome, FailureKind, ModelOutcome } from './model.ts';

/** How long one call may take where nothing is set, in milliseconds. Node itself gives up on an answer after 300 000. */
export const CALL_TIMEOUT_MS = 180_000;

/** Longer timers than this fire at once, in milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What a provider may ask us to wait at most, in milliseconds. */
const LONGEST_WAIT_MS = 24 * 60 * 60 * 1000;

export function failed(kind: FailureKind, message: string): FailedOutcome {
  return { status: 'failed', kind, message };
}

/** What the system says where a connection was never made, and so nothing was sent. */
const NEVER_MADE: ReadonlySet<string | undefined> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** A connection that was not made, or that broke: by the system's code, see `systemCode`. */
export function disconnected(code: string | undefined, message: string): FailedOutcome {
  return { ...failed('network', message), ...(NEVER_MADE.has(code) ? { sent: false } : {}) };
}

/** An answer of 200 that cannot be used: the provider may bill it. */
export function spoilt(message: string): FailedOutcome {
  return { ...failed('server', message), sent: true };
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
    }, Math.min(timeoutMs, LONGEST_TIMER_MS));
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
 * undefined where the headers name none. At most a day.
 */
export function readRetryAfter(headers: Pick<Headers, 'get'>): number | undefined {
  const exact = headers.get('retry-after-ms')?.trim() ?? '';
  if (SECONDS.test(exact)) return boundedWait(Number(exact));
  const header = headers.get('retry-after')?.trim() ?? '';
  if (SECONDS.test(header)) return boundedWait(Number(header) * 1000);
  // All three forms of a date begin with a day's name. What is neither, such as -5, would be read as some year.
  return /^[a-z]/i.test(header) ? boundedWait(Date.parse(header) - Date.now()) : undefined;
}

const SECONDS = /^\d+(?:\.\d+)?$/;

/** A wait in whole milliseconds, none of which is negative or longer than a day; undefined where it is not a number. */
export function boundedWait(ms: number): number | undefined {
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, Math.ceil(ms)), LONGEST_WAIT_MS);
}

/** A count of tokens as a provider wrote it; 0 where it is none. Some leave zero out, and anything else may stand there. */
export function count(tokens: unknown): number {
  return typeof tokens === 'number' && Number.isSafeInteger(tokens) && tokens > 0 ? tokens : 0;
}

/** As much of a provider's words as is searched: some expressions take the square of the time, and all there is may be 20 MB. */
export function beginning(text: string): string {
  return text.slice(0, 2000);
}

/** Whether an answer is a redirect. In a browser, one that is not followed has the status 0 and says no more. */
export function isRedirect(status: number): boolean {
  return status === 0 || (status >= 300 && status < 400);
}

/**
 * A redirect, which nobody follows: it would carry texts, and maybe the key, to whatever address it names. Not a failure
 * to try again. `whatToDo` ends its sentence.
 */
export function redirected(
  host: string,
  headers: Pick<Headers, 'get'> | undefined,
  whatToDo = 'set the base URL to where it leads, or check the network and the proxy',
): FailedOutcome {
  const location = headers?.get('location') ?? '';
  const target = URL.canParse(location) ? ` (${new URL(location).host})` : '';
  return failed('bad-request', `${host} sends calls on to another address${target}, which is not followed: ${whatToDo}.`);
}

export function tooLong(host: string): FailedOutcome {
  return spoilt(`The answer of ${host} is longer than any answer should be: check the base URL.`);
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

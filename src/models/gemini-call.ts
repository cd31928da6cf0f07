/** Makes one call through Google's SDK: what is known of the HTTP exchange, and what a failure of it means. */

import type { GoogleGenAI, HttpOptions } from '@google/genai';
import type { GeminiAccess } from './gemini-access.ts';
import { ANSWER_BYTES, bounded, ERROR_BYTES, TooLong } from './http-body.ts';
import type { FailedOutcome } from './model.ts';
import {
  beginning,
  boundedWait,
  CALL_TIMEOUT_MS,
  disconnected,
  failed,
  isRecord,
  isRedirect,
  quote,
  readRetryAfter,
  redirected,
  spoilt,
  systemCode,
  tooLong,
  untilStopped,
  withoutKeyInFailure,
} from './one-call.ts';

/** What every call of the SDK is given in its `config`. */
export interface CallConfig {
  readonly abortSignal: AbortSignal;
  readonly httpOptions: HttpOptions;
}

export interface GeminiCall {
  /** The model's name, for messages; undefined where a call is about none. */
  readonly model?: string;
  /** How long the call may take, in milliseconds; 180 000 when not given. */
  readonly timeoutMs?: number | undefined;
}

/** What is known of one HTTP exchange. The SDK's errors carry neither headers nor what failed, so it is kept here. */
interface Exchange {
  sent: boolean;
  status?: number | undefined;
  headers?: Headers | undefined;
  /** What the answer ended with while it arrived: the connection broke, or it was too long. */
  broken?: unknown;
  /** The answer is a stream of events, and goes to the SDK as it arrives. */
  streamed: boolean;
  /** The whole answer where it is not streamed. */
  body: string;
}

/**
 * Settles with what `work` makes of the SDK's answer, and with a failure of the right kind where it throws. Ends at
 * once when `signal` fires or the time is over. Never rejects. `secret` is what no outcome may hold.
 */
export function callGemini<T extends { readonly status: string }>(
  access: GeminiAccess,
  { model, timeoutMs = CALL_TIMEOUT_MS }: GeminiCall,
  signal: AbortSignal,
  work: (ai: GoogleGenAI, config: CallConfig, secret: string) => Promise<T>,
): Promise<T | FailedOutcome> {
  return untilStopped(signal, timeoutMs, access.host, async (stop): Promise<T | FailedOutcome> => {
    if (access.refusal) return access.refusal;
    const exchange: Exchange = { sent: false, streamed: false, body: '' };
    let secret = '';
    try {
      const opened = await access.open();
      if ('status' in opened) return opened;
      secret = opened.secret;
      return await work(opened.ai, toCallConfig(exchange, stop), secret);
    } catch (error) {
      return withoutKeyInFailure<never>(readFailure(error, exchange, access, model, secret), secret);
    }
  });
}

function toCallConfig(exchange: Exchange, signal: AbortSignal): CallConfig {
  return {
    abortSignal: signal,
    // No retryOptions: without them the SDK makes a single attempt.
    httpOptions: {
      fetch: async (input, init) => {
        // A listing has several requests, one after another.
        Object.assign(exchange, { sent: true, status: undefined, headers: undefined, broken: undefined, streamed: false, body: '' });
        // A redirect would carry the key, in its own header, to whatever host it names.
        const response = await fetch(input, { ...init, redirect: 'manual' });
        const { status, headers, ok } = response;
        Object.assign(exchange, { status, headers });
        if (isRedirect(status)) {
          response.body?.cancel().catch(() => {});
          throw new Error('A redirect is not followed.');
        }
        const kept = bounded(response, ok ? ANSWER_BYTES : ERROR_BYTES, (error) => (exchange.broken = error));
        exchange.streamed = ok && /\bevent-stream\b/.test(headers.get('content-type') ?? '');
        if (exchange.streamed) return kept;
        exchange.body = await kept.text();
        return new Response(exchange.body === '' ? null : exchange.body, { status, headers });
      },
    },
  };
}

/** An answer that ended before it was complete; it is never taken for one. */
export function brokenOff(host: string): FailedOutcome {
  return failed('network', `The answer of ${host} broke off: try again.`);
}

export function unreadable(host: string): FailedOutcome {
  return spoilt(`The answer of ${host} could not be read: try again, and check the base URL if it stays so.`);
}

/** Says what went wrong from what is known of the exchange; the SDK's error is only asked where there was none. */
function readFailure(error: unknown, exchange: Exchange, access: GeminiAccess, model: string | undefined, secret: string): FailedOutcome {
  const { sent, status, headers, broken, body } = exchange;
  const { host } = access;
  const message = error instanceof Error ? error.message : String(error);
  if (!sent) {
    return failed('bad-request', `The request to Gemini could not be made${quote(message, secret)}: check the model's name and settings.`);
  }
  if (broken instanceof TooLong && isSuccess(status)) return tooLong(host);
  if (status === undefined || (broken !== undefined && isSuccess(status))) {
    const code = systemCode(error);
    return disconnected(status === undefined ? code : undefined, `The connection to ${host} failed${code === undefined ? '' : ` (${code})`}: check the network, the proxy and the base URL.`);
  }
  if (isRedirect(status)) return redirected(host, headers);
  if (!isSuccess(status)) return readRefusal(status, body, exchange, access, model, secret);
  // In a stream the SDK throws for an event that is an error, with the event at the end of its message.
  const inStream: unknown = isRecord(error) && error['name'] === 'ApiError' ? error['status'] : undefined;
  if (typeof inStream === 'number') {
    return readRefusal(inStream, message.slice(Math.max(0, message.indexOf('{'))), exchange, access, model, secret);
  }
  // The SDK's words for an answer that ended within an event; it has them for a page of HTML, too.
  if (exchange.streamed && message.startsWith('Incomplete JSON segment')) return brokenOff(host);
  return unreadable(host);
}

function isSuccess(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status <= 299;
}

function readRefusal(
  status: number,
  body: string,
  exchange: Exchange,
  { host, words }: GeminiAccess,
  model: string | undefined,
  secret: string,
): FailedOutcome {
  const { message, details } = readErrorBody(body);
  const said = quote(message, secret);
  const refusesKey = /api.?key.*(not valid|invalid|expired|not found)/i.test(beginning(message)) || details.some(isKeyProblem);
  if (status === 401 || status === 403 || (status === 400 && refusesKey)) {
    const use = model === undefined ? '' : ` for ${model}`;
    return failed('unauthorized', `${host} refused the ${words.credential}${use}${said}: ${words.whenRefused}`);
  }
  if (status === 404) {
    const missing = model === undefined ? 'no list of models' : `no model "${model}"`;
    return failed('not-found', `There is ${missing} at ${host}: ${words.whenNotFound}`);
  }
  if (status === 408) return failed('timeout', `${host} gave up waiting (408): try again.`);

  const retryAfterMs = (exchange.headers && readRetryAfter(exchange.headers)) ?? readRetryInfo(details);
  const retry = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (status === 429) {
    const limited = `${host} takes no more requests from ${words.quotaOf} for now${said}: wait, lower the concurrency, or check the quota.`;
    return { ...failed('rate-limited', limited), ...retry };
  }
  if (status < 400 || status >= 500) {
    return { ...failed('server', `${host} had a problem of its own (${status})${said}: try again later.`), ...retry };
  }
  return failed('bad-request', `${host} says that the request is wrong (${status})${said}: check the model's name and settings.`);
}

/** Errors come as `{error}`, from some endpoints as `[{error}]`, and from proxies as a page of HTML. */
function readErrorBody(body: string): { readonly message: string; readonly details: readonly unknown[] } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return { message: '', details: [] };
  }
  const first: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  const error = isRecord(first) && isRecord(first['error']) ? first['error'] : {};
  return {
    message: typeof error['message'] === 'string' ? error['message'] : '',
    details: Array.isArray(error['details']) ? error['details'] : [],
  };
}

function isKeyProblem(detail: unknown): boolean {
  return isRecord(detail) && wordOf(detail['reason']).startsWith('API_KEY_');
}

/** Milliseconds from google.rpc.RetryInfo, which Gemini sends where others have a header. */
function readRetryInfo(details: readonly unknown[]): number | undefined {
  for (const detail of details) {
    if (!isRecord(detail) || !wordOf(detail['@type']).endsWith('google.rpc.RetryInfo')) continue;
    const seconds = /^(\d+(?:\.\d+)?)s$/.exec(wordOf(detail['retryDelay']))?.[1];
    if (seconds !== undefined) return boundedWait(Number(seconds) * 1000);
  }
  return undefined;
}

/** Some objects cannot even be made a string of. */
function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

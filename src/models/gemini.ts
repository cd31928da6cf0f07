/** Calls Gemini through Google's SDK and turns whatever happens into an outcome. */

import type { GenerateContentConfig, GenerateContentResponse, GoogleGenAI } from '@google/genai';
import { refuseBaseUrl } from './base-url.ts';
import type { FailureKind, JsonSchema, LanguageModel, ModelOutcome, ModelRequest, Usage } from './model.ts';

export interface GeminiOptions {
  /** The model's name as Gemini knows it, such as `gemini-3.8-flash`. */
  readonly model: string;
  readonly apiKey: string;
  /** Where Gemini answers: https anywhere, http on this machine only. Google's own address when not given. */
  readonly baseUrl?: string | undefined;
  /** How long one call may take, in milliseconds; 180 000 when not given. Node itself gives up after 300 000. */
  readonly timeoutMs?: number | undefined;
}

/** What is known of one HTTP exchange. The SDK's errors carry neither headers nor what failed, so it is kept here. */
interface Exchange {
  sent: boolean;
  status?: number;
  retryAfter?: string | null;
  /** Set once the body has arrived whole. */
  body?: string;
}

type Failed = Extract<ModelOutcome, { status: 'failed' }>;

const GOOGLE = 'https://generativelanguage.googleapis.com';

/**
 * A Gemini model behind the Gemini Developer API. One `generate` is at most one HTTP request: nothing is retried here.
 * Nothing is loaded or checked with the provider before the first call; a missing key or a base URL that must
 * not be used shows as `failed(no-key)`, `failed(unauthorized)` or `failed(bad-request)` of each call.
 */
export function createGeminiModel(options: GeminiOptions): LanguageModel {
  const { model, timeoutMs = 180_000 } = options;
  const apiKey = options.apiKey.trim();
  const baseUrl = options.baseUrl ?? GOOGLE;
  const refusal = checkKey(apiKey) ?? checkBaseUrl(baseUrl);
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).host : '';
  let client: Promise<GoogleGenAI> | undefined;

  function connect(): Promise<GoogleGenAI> {
    client ??= import('@google/genai').then(
      ({ GoogleGenAI }) =>
        // All of these are given because the SDK otherwise takes them from environment variables,
        // which would send the key to an address that nobody checked.
        new GoogleGenAI({ apiKey, vertexai: false, apiVersion: 'v1beta', httpOptions: { baseUrl } }),
    );
    return client;
  }

  async function call(request: ModelRequest, signal: AbortSignal): Promise<ModelOutcome> {
    const exchange: Exchange = { sent: false };
    try {
      const ai = await connect();
      const response = await ai.models.generateContent({
        model,
        contents: request.messages.map(({ role, text }) => ({ role, parts: [{ text }] })),
        config: toConfig(request, exchange, signal),
      });
      return readResponse(response, host);
    } catch (error) {
      return readFailure(error, exchange, { model, host, apiKey });
    }
  }

  return {
    id: `gemini/${model}`,
    rehearsed: false,
    async generate(request, signal) {
      if (signal.aborted) return failed('cancelled', 'The call was cancelled before it was sent.');
      if (refusal) return refusal;
      const outcome = await untilStopped(signal, timeoutMs, host, (stop) => call(request, stop));
      return withoutKeyIn(outcome, apiKey);
    },
  };
}

function failed(kind: FailureKind, message: string): Failed {
  return { status: 'failed', kind, message };
}

function checkKey(apiKey: string): Failed | undefined {
  if (apiKey === '') return failed('no-key', 'No Gemini API key is set: set one, or choose another model.');
  // HTTP headers cannot carry anything else, and the error that says so quotes the whole key.
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    return failed('unauthorized', 'The Gemini API key holds spaces or other characters that no key has: copy it again.');
  }
  return undefined;
}

function checkBaseUrl(baseUrl: string): Failed | undefined {
  const refusal = refuseBaseUrl(baseUrl);
  return refusal === undefined ? undefined : failed('bad-request', `The base URL for Gemini ${refusal}`);
}

/** Settles with what `work` comes to, or at once when the caller cancels or the time is over. `work` must not reject. */
function untilStopped(
  signal: AbortSignal,
  timeoutMs: number,
  host: string,
  work: (stop: AbortSignal) => Promise<ModelOutcome>,
): Promise<ModelOutcome> {
  return new Promise((resolve) => {
    // The SDK never removes its listener from the signal it is given, so it gets one of its own per call:
    // the caller's lives as long as a run of hundreds of calls.
    const stop = new AbortController();
    const end = (outcome: ModelOutcome) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      resolve(outcome);
      stop.abort();
    };
    const cancel = () => end(failed('cancelled', 'The call was cancelled; the provider may still bill it.'));
    const timer = setTimeout(() => {
      const seconds = timeoutMs / 1000;
      end(failed('timeout', `${host} did not answer within ${seconds} seconds: try again, or give calls more time.`));
    }, timeoutMs);
    signal.addEventListener('abort', cancel);
    void work(stop.signal).then(end);
  });
}

function toConfig(request: ModelRequest, exchange: Exchange, signal: AbortSignal): GenerateContentConfig {
  const { system, schema, temperature, maxOutputTokens } = request;
  return {
    ...(system !== undefined && { systemInstruction: system }),
    ...(schema && { responseMimeType: 'application/json', responseJsonSchema: toGeminiSchema(schema) }),
    ...(temperature !== undefined && { temperature }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    abortSignal: signal,
    // Left on, one call may quietly become several requests, each of them billed.
    automaticContinuation: false,
    // No retryOptions: without them the SDK makes a single attempt.
    httpOptions: {
      fetch: async (input, init) => {
        exchange.sent = true;
        // A redirect would carry the key, in its own header, to whatever host it names.
        const response = await fetch(input, { ...init, redirect: 'error' });
        exchange.status = response.status;
        exchange.retryAfter = response.headers.get('retry-after');
        const body = await response.text();
        exchange.body = body;
        return new Response(body === '' ? null : body, response);
      },
    },
  };
}

/** The keywords that Gemini documents for responseJsonSchema; the caller validates the rest. */
const GEMINI_KEYWORDS = new Set(
  `$id $defs $ref $anchor type format title description enum items prefixItems minItems maxItems minimum maximum
  anyOf oneOf properties additionalProperties required propertyOrdering`.split(/\s+/),
);

function toGeminiSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(toGeminiSchema);
  if (!isRecord(schema)) return schema;
  return mapEntries(schema, (value, keyword) => {
    switch (keyword) {
      case 'properties':
      case '$defs':
        return isRecord(value) ? mapEntries(value, toGeminiSchema) : value;
      case 'items':
      case 'prefixItems':
      case 'additionalProperties':
      case 'anyOf':
      case 'oneOf':
        return toGeminiSchema(value);
      default:
        return GEMINI_KEYWORDS.has(keyword) ? value : undefined;
    }
  });
}

function mapEntries(record: JsonSchema, map: (value: unknown, key: string) => unknown): JsonSchema {
  const entries = Object.entries(record).map(([key, value]): [string, unknown] => [key, map(value, key)]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** `response` has the SDK's type but any content: what is not as it should be may throw. */
function readResponse(response: GenerateContentResponse, host: string): ModelOutcome {
  const { promptFeedback, candidates, usageMetadata } = response;
  if (!promptFeedback && !usageMetadata && !Array.isArray(candidates)) return unreadable(host);

  const usage: { usage?: Usage } = usageMetadata
    ? {
        usage: {
          inputTokens: count(usageMetadata.promptTokenCount),
          outputTokens: count(usageMetadata.candidatesTokenCount) + count(usageMetadata.thoughtsTokenCount),
        },
      }
    : {};
  const blockReason = promptFeedback?.blockReason;
  if (blockReason !== undefined) return { status: 'blocked', reason: blockReason, ...usage };

  const candidate = candidates?.[0];
  const parts = candidate?.content?.parts ?? [];
  const text = parts.map((part) => (typeof part.text === 'string' && !part.thought ? part.text : '')).join('');
  const finishReason: unknown = candidate?.finishReason;
  switch (finishReason) {
    case undefined:
    case 'FINISH_REASON_UNSPECIFIED':
    case 'STOP':
      return text.trim() === '' ? { status: 'empty', ...usage } : { status: 'ok', text, ...usage };
    case 'MAX_TOKENS':
    case 'CONTINUATION':
      return { status: 'truncated', text, ...usage };
    case 'MALFORMED_RESPONSE':
    case 'MALFORMED_FUNCTION_CALL':
    case 'UNEXPECTED_TOOL_CALL':
    case 'TOO_MANY_TOOL_CALLS':
      return failed('server', `The model at ${host} went wrong while answering (${finishReason}): try again.`);
    default:
      // A word that Google adds later is not taken for an answer either.
      return { status: 'blocked', reason: String(finishReason), ...usage };
  }
}

/** The provider leaves counts of zero out. */
function count(tokens: unknown): number {
  return typeof tokens === 'number' && Number.isFinite(tokens) ? tokens : 0;
}

function unreadable(host: string): Failed {
  return failed('server', `The answer of ${host} could not be read: try again, and check the base URL if it stays so.`);
}

/** Says what went wrong from what is known of the exchange; the SDK's error is only asked where there was none. */
function readFailure(
  error: unknown,
  exchange: Exchange,
  { model, host, apiKey }: { readonly model: string; readonly host: string; readonly apiKey: string },
): Failed {
  const { sent, status, body } = exchange;
  if (!sent) {
    const said = quote(error instanceof Error ? error.message : String(error), apiKey);
    return failed('bad-request', `The request to Gemini could not be made${said}: check the model's name and settings.`);
  }
  const isFailure = status !== undefined && (status < 200 || status > 299);
  if (status === undefined || (!isFailure && body === undefined)) {
    const code = findCode(error);
    return failed('network', `The connection to ${host} failed${code}: check the network, the proxy and the base URL.`);
  }
  if (!isFailure) return unreadable(host);

  const { message, details } = readErrorBody(body ?? '');
  const said = quote(message, apiKey);
  const refusesKey = /api.?key.*(not valid|invalid|expired|not found)/i.test(message) || details.some(isKeyProblem);
  if (status === 401 || status === 403 || (status === 400 && refusesKey)) {
    return failed('unauthorized', `${host} refused the API key for ${model}${said}: set a key that is valid and may use this model.`);
  }
  if (status === 404) {
    return failed('not-found', `There is no model "${model}" at ${host}: check the model's name and the base URL.`);
  }
  if (status === 408) return failed('timeout', `${host} gave up waiting (408): try again.`);

  const retryAfterMs = readRetryAfter(exchange.retryAfter, details);
  const retry = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (status === 429) {
    const limited = `${host} takes no more requests from this key for now${said}: wait, lower the concurrency, or check the quota.`;
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
  return isRecord(detail) && String(detail['reason']).startsWith('API_KEY_');
}

/** Milliseconds, from a Retry-After header (seconds or a date) or else from google.rpc.RetryInfo, which Gemini sends. */
function readRetryAfter(header: string | null | undefined, details: readonly unknown[]): number | undefined {
  if (header) {
    const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
    if (Number.isFinite(ms)) return Math.max(0, ms);
  }
  for (const detail of details) {
    if (!isRecord(detail) || !String(detail['@type']).endsWith('google.rpc.RetryInfo')) continue;
    const seconds = /^(\d+(?:\.\d+)?)s$/.exec(String(detail['retryDelay']))?.[1];
    if (seconds !== undefined) return Math.ceil(Number(seconds) * 1000);
  }
  return undefined;
}

/** The system's name for what broke, such as ` (ECONNREFUSED)`; it sits on one of the error's causes. */
function findCode(error: unknown): string {
  for (let at = error, depth = 0; isRecord(at) && depth < 4; at = at['cause'], depth++) {
    if (typeof at['code'] === 'string') return ` (${at['code']})`;
  }
  return '';
}

/** The provider's own words in brackets, on one line and not too long. The key goes first, lest half of it stays. */
function quote(message: string, apiKey: string): string {
  const line = withoutKey(message, apiKey).replace(/\s+/g, ' ').trim();
  return line === '' ? '' : ` ("${line.length > 200 ? `${line.slice(0, 199)}…` : line}")`;
}

/** A few characters are a placeholder for a server that needs no key; taking them out would garble the text. */
function withoutKey(text: string, apiKey: string): string {
  return apiKey.length < 8 ? text : text.replaceAll(apiKey, '[key]');
}

/** An endpoint may echo the request, headers and all, into anything that it answers. */
function withoutKeyIn(outcome: ModelOutcome, apiKey: string): ModelOutcome {
  switch (outcome.status) {
    case 'ok':
    case 'truncated':
      return { ...outcome, text: withoutKey(outcome.text, apiKey) };
    case 'blocked':
      return { ...outcome, reason: withoutKey(outcome.reason, apiKey) };
    case 'failed':
      return { ...outcome, message: withoutKey(outcome.message, apiKey) };
    default:
      return outcome;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** One exchange with an endpoint that speaks OpenAI's protocol, and what its failures mean. */
import { refuseBaseUrl } from './base-url.ts';
import { ANSWER_BYTES, bounded, ERROR_BYTES, TooLong } from './http-body.ts';
import type { FailedOutcome, FailureKind } from './model.ts';
import { beginning, disconnected, failed, isRecord, isRedirect, quote, readRetryAfter, redirected, refuseKey, spoilt, systemCode, tooLong } from './one-call.ts';

export const OPENAI_URL = 'https://api.openai.com/v1';
export const OLLAMA_URL = 'http://127.0.0.1:11434/v1';

export interface OpenAiAddress {
  /** How the endpoint is named in settings; `openai` is any endpoint that speaks the protocol. */
  readonly provider: 'openai' | 'ollama';
  /** Up to and with `/v1`: https anywhere, http on this machine only. The provider's own address when not given. */
  readonly baseUrl?: string | undefined;
  /** Only OpenAI itself is known to need one; what is asked for elsewhere, the endpoint says. */
  readonly apiKey?: string | undefined;
}

export interface OpenAiEndpoint {
  readonly provider: 'openai' | 'ollama';
  readonly baseUrl: string;
  readonly host: string;
  /** Trimmed; empty when there is none. */
  readonly apiKey: string;
  /** Why nothing may be sent there. */
  readonly refusal: FailedOutcome | undefined;
}

/** Checks address and key; sends nothing. */
export function openAiEndpoint({ provider, baseUrl: given, apiKey: givenKey = '' }: OpenAiAddress): OpenAiEndpoint {
  const baseUrl = (given ?? (provider === 'ollama' ? OLLAMA_URL : OPENAI_URL)).trim().replace(/\/+$/, '');
  const apiKey = givenKey.trim();
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).host : '';
  return { provider, baseUrl, host, apiKey, refusal: refuseAddress(provider, baseUrl) ?? refuseOpenAiKey(apiKey, baseUrl) };
}

function refuseAddress(provider: string, baseUrl: string): FailedOutcome | undefined {
  const refusal = refuseBaseUrl(baseUrl);
  const name = provider === 'ollama' ? 'Ollama' : 'OpenAI-compatible models';
  return refusal === undefined ? undefined : failed('bad-request', `The base URL for ${name} ${refusal}`);
}

function refuseOpenAiKey(apiKey: string, baseUrl: string): FailedOutcome | undefined {
  if (apiKey !== '') return refuseKey(apiKey, 'API key for OpenAI-compatible models');
  return isOpenAi(baseUrl) ? failed('no-key', 'No OpenAI API key is set: set one, or choose another model.') : undefined;
}

/** Whether this is OpenAI itself, of whose models more is known than of another's. */
export function isOpenAi(baseUrl: string): boolean {
  return baseUrl === OPENAI_URL;
}

/** What an endpoint says of a failure, as far as it says anything. */
export interface EndpointError {
  readonly message: string;
  readonly param: string;
  readonly code: string;
}

export type Reply =
  | { readonly ok: true; readonly response: Response }
  | { readonly ok: false; readonly httpStatus?: number; readonly error: EndpointError; readonly failure: FailedOutcome };

const SAID_NOTHING: EndpointError = { message: '', param: '', code: '' };

/**
 * Sends one request: a POST where there is a `body`, else a GET. Never rejects. `model` is for messages. The body of a
 * reply that is `ok` has yet to be read: `readJson` does.
 */
export async function send(endpoint: OpenAiEndpoint, path: string, body: unknown, stop: AbortSignal, model?: string): Promise<Reply> {
  const { baseUrl, apiKey } = endpoint;
  let response: Response;
  try {
    response = await fetch(`${baseUrl}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...(apiKey !== '' && { authorization: `Bearer ${apiKey}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      // Followed, a redirect would carry texts, and maybe the key, to whatever address it names.
      redirect: 'manual',
      signal: stop,
    });
  } catch (error) {
    return { ok: false, error: SAID_NOTHING, failure: unreachable(endpoint, error) };
  }
  if (response.ok) return { ok: true, response: bounded(response, ANSWER_BYTES) };
  if (isRedirect(response.status)) {
    response.body?.cancel().catch(() => {});
    return { ok: false, httpStatus: response.status, error: SAID_NOTHING, failure: redirected(endpoint.host, response.headers) };
  }
  // Of an error that goes on and on, the status says enough.
  const error = readError(await bounded(response, ERROR_BYTES).text().catch(() => ''));
  return { ok: false, httpStatus: response.status, error, failure: explain(endpoint, response, error, model) };
}

/** The body as JSON; `failed(network)` when it breaks off, `failed(server)` when it is not JSON or too long. */
export async function readJson(response: Response, endpoint: OpenAiEndpoint): Promise<{ readonly status: 'ok'; readonly value: unknown } | FailedOutcome> {
  let text: string;
  try {
    text = await response.text();
  } catch (error) {
    return unreachable(endpoint, error);
  }
  try {
    return { status: 'ok', value: JSON.parse(text) as unknown };
  } catch {
    return unreadable(endpoint);
  }
}

export function unreadable({ host }: OpenAiEndpoint): FailedOutcome {
  return spoilt(`The answer of ${host} could not be read: try again, and check the base URL if it stays so.`);
}

/** A connection that could not be made, or that broke, or was given up since there was too much. */
export function unreachable({ provider, host }: OpenAiEndpoint, error: unknown): FailedOutcome {
  if (error instanceof TooLong) return tooLong(host);
  const code = systemCode(error);
  const shown = code === undefined ? '' : ` (${code})`;
  if (provider === 'ollama' && code === 'ECONNREFUSED') {
    return disconnected(code, `Ollama does not answer at ${host}${shown}: start it, or choose another model.`);
  }
  return disconnected(code, `The connection to ${host} failed${shown}: check the network, the proxy and the base URL.`);
}

/** Errors come as `{error: {message}}`, `{error: "…"}`, `{message}` or `{detail}`, and from proxies as a page of HTML. */
function readError(body: string): EndpointError {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return SAID_NOTHING;
  }
  return errorIn(parsed);
}

/** What `value`, the JSON of an error, says. */
export function errorIn(value: unknown): EndpointError {
  const outer: unknown = Array.isArray(value) ? value[0] : value;
  if (!isRecord(outer)) return SAID_NOTHING;
  const inner = isRecord(outer['error']) ? outer['error'] : outer;
  const message = [inner['message'], outer['error'], outer['detail']].find((said) => typeof said === 'string');
  const detail = outer['detail'] === undefined || message !== undefined ? '' : JSON.stringify(outer['detail']);
  const word = (said: unknown): string => (typeof said === 'string' || typeof said === 'number' ? String(said) : '');
  return { message: message ?? detail, param: word(inner['param']), code: word(inner['code']) };
}

function explain(endpoint: OpenAiEndpoint, { status, headers }: Response, error: EndpointError, model: string | undefined): FailedOutcome {
  const wait = readRetryAfter(headers);
  const failure = failureOf(endpoint, status, error, model);
  return wait !== undefined && (failure.kind === 'rate-limited' || failure.kind === 'server') ? { ...failure, retryAfterMs: wait } : failure;
}

/** What an HTTP status, or an error's code that is one, means for the caller. */
export function failureOf(endpoint: OpenAiEndpoint, status: number, { message, code }: EndpointError, model?: string): FailedOutcome {
  const { provider, host, apiKey, baseUrl } = endpoint;
  const said = quote(message, apiKey);
  const of = (kind: FailureKind, sentence: string): FailedOutcome => failed(kind, sentence);
  if (status === 401 || status === 403 || (status === 400 && /api.?key.*(?:not valid|invalid|incorrect|expired)/i.test(beginning(message)))) {
    if (apiKey === '') return of('unauthorized', `${host} asks for an API key${said}: set one for OpenAI-compatible models.`);
    return of('unauthorized', `${host} refused the API key${model === undefined ? '' : ` for ${model}`}${said}: set a key that is valid and may use this model.`);
  }
  if (status === 402) return of('unauthorized', `The account at ${host} has nothing left to pay with${said}: top it up, or use another key.`);
  if (status === 404) {
    if (model !== undefined && provider === 'ollama') return of('not-found', `Ollama has no model "${model}": get it with \`ollama pull ${model}\`.`);
    const slash = /\/v\d+$/.test(baseUrl) ? '' : ' Base URLs mostly end in /v1.';
    if (model === undefined) return of('not-found', `${host} has nothing at ${new URL(baseUrl).pathname}${said}: check the base URL.${slash}`);
    return of('not-found', `There is no model "${model}" at ${host}${said}: check the model's name and the base URL.${slash}`);
  }
  if (status === 408) return of('timeout', `${host} gave up waiting (408): try again.`);
  if (status === 429) return of('rate-limited', `${host} takes no more requests for now${said}: wait, lower the concurrency, or check the quota.`);
  // A model that did not manage to write the JSON that it was held to may manage the next time.
  if (code === 'json_validate_failed') return of('server', `The model at ${host} did not manage to write JSON${said}: try again.`);
  if (status < 400 || status >= 500) return of('server', `${host} had a problem of its own (${status})${said}: try again later.`);
  return of('bad-request', `${host} says that the request is wrong (${status})${said}: check the model's name and settings.`);
}

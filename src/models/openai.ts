/** Calls models behind OpenAI's chat completions protocol, OpenAI's own and others', and turns whatever happens into an outcome. */
import { answerText } from './answer-text.ts';
import { endpointSetting } from './base-url.ts';
import { jsonInstructions, withoutFence } from './json-answer.ts';
import type { FailedOutcome, JsonSchema, LanguageModel, ModelOutcome, ModelRequest, Usage } from './model.ts';
import { beginning, CALL_TIMEOUT_MS, count, failed, isRecord, piecesWithoutKey, spoilt, untilStopped, withoutKeyIn } from './one-call.ts';
import {
  type EndpointError,
  errorIn,
  failureOf,
  isOpenAi,
  OLLAMA_URL,
  OPENAI_URL,
  type OpenAiAddress,
  type OpenAiEndpoint,
  openAiEndpoint,
  readJson,
  send,
  unreachable,
  unreadable,
} from './openai-endpoint.ts';
import { wireSchema } from './openai-schema.ts';

export interface OpenAiOptions extends OpenAiAddress {
  /** The model's name as the endpoint knows it. */
  readonly model: string;
  /** How long one call may take, in milliseconds; 180 000 when not given. */
  readonly timeoutMs?: number | undefined;
}

/** How JSON is asked for: held to the schema, held to be JSON, or only told. */
type JsonFormat = 'json_schema' | 'json_object' | 'text';

/** What this model takes at this endpoint, as far as refusals have shown. */
interface Dialect {
  readonly format: JsonFormat;
  /** What the output limit is called; the second is tried where the first is refused. */
  readonly limitNames: readonly string[];
  /** Whether a stream may be asked for the tokens that were used. */
  readonly streamUsage: boolean;
}

/**
 * A model at an endpoint that speaks OpenAI's protocol: OpenAI itself, Ollama, llama.cpp, vLLM, LM Studio.
 * One `generate` is one HTTP request, and nothing is retried here, but for one thing: what the endpoint refuses as
 * unsupported is asked for in another way at once, and so from then on. Such refusals are not billed.
 * Nothing is sent before the first call. A missing key, or a base URL that must not be used, shows as
 * `failed(no-key)`, `failed(unauthorized)` or `failed(bad-request)` of each call.
 */
export function createOpenAiModel(options: OpenAiOptions): LanguageModel {
  const { model, timeoutMs = CALL_TIMEOUT_MS } = options;
  const endpoint = openAiEndpoint(options);
  const limitNames = ['max_tokens', 'max_completion_tokens'];
  // OpenAI's newer models know only the newer name, and many servers only the older.
  let dialect: Dialect = { format: 'json_schema', limitNames: isOpenAi(endpoint.baseUrl) ? limitNames.toReversed() : limitNames, streamUsage: true };

  async function call(request: ModelRequest, stop: AbortSignal, onText: ((piece: string) => void) | undefined): Promise<ModelOutcome> {
    for (;;) {
      const spoken = dialect;
      const reply = await send(endpoint, '/chat/completions', toBody(model, request, spoken, onText !== undefined), stop, model);
      if (reply.ok) {
        const completion = await readReply(reply.response, endpoint, model, stop, onText);
        const bare = request.schema !== undefined && spoken.format !== 'json_schema';
        return 'status' in completion ? completion : toOutcome(completion, endpoint, bare);
      }
      const { error, failure, httpStatus = 0 } = reply;
      const other = otherDialect(spoken, request, httpStatus, error);
      if (other === undefined) return blockedBy(error) ?? failure;
      // Calls that run beside this one may have learnt the same in the meantime.
      if (dialect === spoken) dialect = other;
    }
  }

  return {
    id: `${endpoint.provider}/${model}`,
    rehearsed: false,
    settings: endpointSetting(endpoint.baseUrl, endpoint.provider === 'ollama' ? OLLAMA_URL : OPENAI_URL),
    async generate(request, signal, onText) {
      if (endpoint.refusal) return endpoint.refusal;
      const outcome = await untilStopped(signal, timeoutMs, endpoint.host, (stop) => call(request, stop, onText));
      return withoutKeyIn(outcome, endpoint.apiKey);
    },
  };
}

function toBody(model: string, request: ModelRequest, dialect: Dialect, stream: boolean): Readonly<Record<string, unknown>> {
  const { messages, schema, temperature, maxOutputTokens, seed } = request;
  const told = schema !== undefined && dialect.format !== 'json_schema' ? jsonInstructions(schema) : undefined;
  const system = [request.system, told].filter((text) => text !== undefined).join('\n\n');
  const [limitName] = dialect.limitNames;
  return {
    model,
    messages: [
      ...(system === '' ? [] : [{ role: 'system', content: system }]),
      ...messages.map(({ role, text }) => ({ role: role === 'model' ? 'assistant' : 'user', content: text })),
    ],
    ...(schema !== undefined && dialect.format !== 'text' && { response_format: responseFormat(schema, dialect.format) }),
    ...(temperature !== undefined && { temperature }),
    ...(seed !== undefined && { seed }),
    ...(maxOutputTokens !== undefined && limitName !== undefined && { [limitName]: maxOutputTokens }),
    ...(stream && { stream: true }),
    ...(stream && dialect.streamUsage && { stream_options: { include_usage: true } }),
  };
}

function responseFormat(schema: JsonSchema, format: 'json_schema' | 'json_object'): object {
  return format === 'json_object' ? { type: format } : { type: format, json_schema: { name: 'answer', ...wireSchema(schema) } };
}

/** Nobody agrees on the status for what is not supported: 400, 422 and, in older servers, 500 and 501 are seen. */
const REFUSALS: ReadonlySet<number> = new Set([400, 422, 500, 501]);
const ABOUT_FORMAT = /response.?format|json.?(?:schema|object|mode)|structured.?output|guided|grammar/i;
const UNSUPPORTED = /unsupported|not supported|unrecognized|unknown|unexpected|not (?:permitted|allowed)|extra/i;

/** How to ask for the same in another way after a refusal; undefined where the refusal is not about the way. */
function otherDialect(dialect: Dialect, request: ModelRequest, httpStatus: number, { message, param, code }: EndpointError): Dialect | undefined {
  if (!REFUSALS.has(httpStatus)) return undefined;
  const about = beginning(`${param} ${message}`);
  const [limitName, ...otherNames] = dialect.limitNames;
  if (request.maxOutputTokens !== undefined && limitName !== undefined && otherNames.length > 0) {
    if (about.includes(limitName) && UNSUPPORTED.test(beginning(`${code} ${message}`))) return { ...dialect, limitNames: otherNames };
  }
  if (dialect.streamUsage && about.includes('stream_options')) return { ...dialect, streamUsage: false };
  if (request.schema === undefined || !ABOUT_FORMAT.test(about) || code === 'json_validate_failed') return undefined;
  switch (dialect.format) {
    case 'json_schema':
      return { ...dialect, format: 'json_object' };
    case 'json_object':
      return { ...dialect, format: 'text' };
    case 'text':
      return undefined;
  }
}

/** Some filters answer with an error, which is the prompt's and not the request's. */
function blockedBy({ code }: EndpointError): ModelOutcome | undefined {
  return ['content_filter', 'content_policy_violation', 'invalid_prompt'].includes(code) ? { status: 'blocked', reason: code } : undefined;
}

/** What the endpoint answered, put together from one body or many pieces. */
interface Completion {
  readonly text: string;
  readonly refusal: string;
  readonly finishReason: unknown;
  readonly usage: Usage | undefined;
}

async function readReply(
  response: Response,
  endpoint: OpenAiEndpoint,
  model: string,
  stop: AbortSignal,
  onText: ((piece: string) => void) | undefined,
): Promise<Completion | ModelOutcome> {
  const isStream = response.headers.get('content-type')?.includes('text/event-stream') === true;
  const pieces = onText && piecesWithoutKey(endpoint.apiKey, (piece) => {
    // After the end nothing may be heard any more. And what a listener does wrong must not cost the answer.
    if (stop.aborted) return;
    try {
      onText(piece);
    } catch {}
  });
  const answer = answerText();
  let text = '';
  const add = (piece: string): void => {
    text += piece;
    pieces?.push(piece);
  };
  const read = { refusal: '', finishReason: undefined as unknown, usage: undefined as Usage | undefined, seen: false };
  /** Takes one body or piece; an outcome when that says that the call failed. */
  const take = (value: unknown): ModelOutcome | undefined => {
    if (!isRecord(value)) return unreadable(endpoint);
    const [choice]: readonly unknown[] = Array.isArray(value['choices']) ? value['choices'] : [];
    const problem = value['error'] ?? (isRecord(choice) ? choice['error'] : undefined);
    if (problem !== undefined && problem !== null) return failureInside(endpoint, problem, model);
    if (isRecord(value['usage'])) read.usage = toUsage(value['usage']);
    if (!isRecord(choice)) return undefined;
    read.seen = true;
    if (choice['finish_reason'] !== undefined && choice['finish_reason'] !== null) read.finishReason = choice['finish_reason'];
    const said = choice['message'] ?? choice['delta'];
    if (!isRecord(said)) return undefined;
    add(answer.push(textOf(said['content'])));
    if (typeof said['refusal'] === 'string') read.refusal += said['refusal'];
    return undefined;
  };

  const problem = isStream ? await readEvents(response, endpoint, stop, take, () => read.finishReason !== undefined) : await readWhole(response, endpoint, take);
  // A stream that broke off may have told by then what it cost.
  if (problem !== undefined) return problem.status === 'failed' && read.usage !== undefined ? { usage: read.usage, ...problem } : problem;
  add(answer.end());
  pieces?.end();
  return read.seen ? { ...read, text } : unreadable(endpoint);
}

async function readWhole(response: Response, endpoint: OpenAiEndpoint, take: (value: unknown) => ModelOutcome | undefined): Promise<ModelOutcome | undefined> {
  const json = await readJson(response, endpoint);
  return json.status === 'ok' ? take(json.value) : json;
}

/** How long the tokens that were used are waited for once a model has finished, in milliseconds. Not every server ends a stream. */
const END_TIMEOUT_MS = 1000;

/** Reads server-sent events up to `[DONE]`; a stream that ends earlier, and before the model was `finished`, has broken. */
async function readEvents(
  response: Response,
  endpoint: OpenAiEndpoint,
  stop: AbortSignal,
  take: (value: unknown) => ModelOutcome | undefined,
  finished: () => boolean,
): Promise<ModelOutcome | undefined> {
  const { createParser } = await import('eventsource-parser');
  const reader = response.body?.getReader();
  if (reader === undefined) return unreadable(endpoint);
  const state: { done: boolean; problem: ModelOutcome | undefined } = { done: false, problem: undefined };
  const parser = createParser({
    onEvent({ data }) {
      if (state.done || state.problem !== undefined) return;
      if (data.trim() === '[DONE]') {
        state.done = true;
        return;
      }
      try {
        state.problem = take(JSON.parse(data));
      } catch {
        state.problem = unreadable(endpoint);
      }
    },
  });
  const decoder = new TextDecoder();
  let ending: ReturnType<typeof setTimeout> | undefined;
  try {
    while (!state.done && state.problem === undefined && !stop.aborted) {
      const { done, value } = await reader.read();
      if (done) break;
      parser.feed(decoder.decode(value, { stream: true }));
      if (finished()) ending ??= setTimeout(() => void reader.cancel().catch(() => {}), END_TIMEOUT_MS);
    }
  } catch (error) {
    // Of an answer that is there nothing is lost.
    if (!finished()) return unreachable(endpoint, error);
  } finally {
    clearTimeout(ending);
    // Lets go of the connection where there is more to come; what that comes to does not matter any more.
    reader.cancel().catch(() => {});
  }
  if (state.problem !== undefined || state.done || finished()) return state.problem;
  return failed('network', `The connection to ${endpoint.host} ended in the middle of an answer: try again.`);
}

/** Some endpoints begin an answer with 200 and then say in it that something went wrong. */
function failureInside(endpoint: OpenAiEndpoint, problem: unknown, model: string): ModelOutcome {
  const error = errorIn({ error: problem });
  const status = /^[45]\d\d$/.test(error.code) ? Number(error.code) : 500;
  return blockedBy(error) ?? failureOf(endpoint, status, error, model);
}

/** A text, or the parts of one: those that hold thoughts are of another type. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: unknown) => (isRecord(part) && part['type'] === 'text' && typeof part['text'] === 'string' ? part['text'] : '')).join('');
}

function toUsage(usage: Readonly<Record<string, unknown>>): Usage {
  return { inputTokens: count(usage['prompt_tokens']), outputTokens: count(usage['completion_tokens']) };
}

function toOutcome({ text: whole, refusal, finishReason, usage: counted }: Completion, endpoint: OpenAiEndpoint, bare: boolean): ModelOutcome {
  const usage = counted === undefined ? {} : { usage: counted };
  const text = bare ? withoutFence(whole) : whole;
  const went = (how: string): FailedOutcome => ({ ...spoilt(`The model at ${endpoint.host} ${how}: try again.`), ...usage });
  switch (finishReason) {
    case 'length':
    case 'max_tokens':
    case 'model_length':
      return { status: 'truncated', text: whole, ...usage };
    case 'tool_calls':
    case 'function_call':
      return went('tried to call a tool instead of answering');
    case 'error':
    case 'abort':
    case 'insufficient_system_resource':
      return went(`went wrong while answering (${finishReason})`);
    case undefined:
    case '':
    case 'stop':
    case 'eos':
    case 'end_turn':
      break;
    default:
      // `content_filter`; and a word that an endpoint adds later is not taken for an answer either.
      return { status: 'blocked', reason: typeof finishReason === 'string' ? finishReason : JSON.stringify(finishReason), ...usage };
  }
  if (refusal.trim() !== '') return { status: 'refused', reason: refusal, ...usage };
  return text.trim() === '' ? { status: 'empty', ...usage } : { status: 'ok', text, ...usage };
}

/** Makes vectors of texts through OpenAI's embeddings protocol. */
import type { EmbeddingModel, EmbedOutcome, FailedOutcome } from './model.ts';
import { CALL_TIMEOUT_MS, count, failed, isRecord, untilStopped, withoutKeyInFailure } from './one-call.ts';
import { type OpenAiEndpoint, openAiEndpoint, readJson, send } from './openai-endpoint.ts';
import type { OpenAiOptions } from './openai.ts';

/** Texts of one request. OpenAI takes 2,048 and 300,000 tokens in all; prompts of chats stay far below that. */
const BATCH = 128;

/** A model for comparing texts, at OpenAI, Ollama or any endpoint of their protocol. Long lists go in several requests. */
export function createOpenAiEmbedder(options: OpenAiOptions): EmbeddingModel {
  const { model, timeoutMs = CALL_TIMEOUT_MS } = options;
  const endpoint = openAiEndpoint(options);

  async function embed(texts: readonly string[], signal: AbortSignal): Promise<EmbedOutcome> {
    const vectors: (readonly number[])[] = [];
    const used = { inputTokens: 0, outputTokens: 0 };
    for (let at = 0; at < texts.length; at += BATCH) {
      const input = texts.slice(at, at + BATCH);
      const outcome = await untilStopped(signal, timeoutMs, endpoint.host, (stop) => request(endpoint, model, input, stop));
      if (outcome.status !== 'ok') return used.inputTokens === 0 ? outcome : { ...outcome, usage: used };
      vectors.push(...outcome.vectors);
      used.inputTokens += outcome.usage?.inputTokens ?? 0;
    }
    const lengths = new Set(vectors.map(({ length }) => length));
    if (lengths.size > 1) return unusable(endpoint, model, 'vectors of several lengths');
    return { status: 'ok', vectors, ...(used.inputTokens > 0 && { usage: used }) };
  }

  return {
    id: `${endpoint.provider}/${model}`,
    batchSize: BATCH,
    async embed(texts, signal) {
      return endpoint.refusal ?? withoutKeyInFailure(await embed(texts, signal), endpoint.apiKey);
    },
  };
}

async function request(endpoint: OpenAiEndpoint, model: string, input: readonly string[], stop: AbortSignal): Promise<EmbedOutcome> {
  const reply = await send(endpoint, '/embeddings', { model, input }, stop, model);
  if (!reply.ok) return reply.failure;
  const json = await readJson(reply.response, endpoint);
  if (json.status !== 'ok') return json;
  const { data, usage }: Readonly<Record<string, unknown>> = isRecord(json.value) ? json.value : {};
  const found = new Map<unknown, readonly number[]>();
  for (const [at, item] of (Array.isArray(data) ? (data as readonly unknown[]) : []).entries()) {
    if (isRecord(item) && isVector(item['embedding'])) found.set(item['index'] ?? at, item['embedding']);
  }
  const vectors = input.map((_, at) => found.get(at)).filter((vector) => vector !== undefined);
  if (vectors.length !== input.length) return unusable(endpoint, model, `${vectors.length} vectors for ${input.length} texts`);
  const tokens = isRecord(usage) ? count(usage['prompt_tokens']) : 0;
  return { status: 'ok', vectors, ...(tokens > 0 && { usage: { inputTokens: tokens, outputTokens: 0 } }) };
}

function isVector(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every((number) => typeof number === 'number' && Number.isFinite(number));
}

function unusable({ host }: OpenAiEndpoint, model: string, what: string): FailedOutcome {
  return failed('server', `${host} answered with ${what}: check that ${model} is a model for embeddings.`);
}

/** Lists the models of an endpoint that speaks OpenAI's protocol. */
import type { ListedModel, ListOutcome } from './listing.ts';
import type { ModelRole } from './model.ts';
import { isRecord, untilStopped, withoutKey, withoutKeyInFailure } from './one-call.ts';
import { isOpenAi, type OpenAiAddress, type OpenAiEndpoint, openAiEndpoint, readJson, send, unreadable } from './openai-endpoint.ts';

/** How long a list may take, in milliseconds. */
const LIST_TIMEOUT_MS = 15_000;

export const ANSWERING: readonly ModelRole[] = ['generator', 'critic', 'judge'];
export const EMBEDDING: readonly ModelRole[] = ['embedder'];

/** The protocol does not say what a model is for; names do, by a habit that nearly all keep. */
export function looksLikeEmbedder(name: string): boolean {
  return /embed|(?:^|[/_-])(?:bge|e5|gte)[_-]|minilm/i.test(name);
}

/** What else OpenAI itself lists, and what cannot answer in text by chat completions. */
const OTHER_THAN_TEXT =
  /^(?:babbage|codex-mini|computer-use|dall-e|davinci|omni-moderation|sora|text-moderation|tts|whisper)|(?:^|-)(?:audio|deep-research|image|instruct|realtime|search-api|transcribe|tts)(?:-|$)/;

/** The models of an endpoint, by name. Never rejects. */
export async function listOpenAiModels(address: OpenAiAddress, signal: AbortSignal): Promise<ListOutcome> {
  const endpoint = openAiEndpoint(address);
  if (endpoint.refusal) return endpoint.refusal;
  const outcome = await untilStopped(signal, LIST_TIMEOUT_MS, endpoint.host, (stop) => list(endpoint, stop));
  return withoutKeyInFailure(outcome, endpoint.apiKey);
}

async function list(endpoint: OpenAiEndpoint, stop: AbortSignal): Promise<ListOutcome> {
  const reply = await send(endpoint, '/models', undefined, stop);
  if (!reply.ok) return reply.failure;
  const json = await readJson(reply.response, endpoint);
  if (json.status !== 'ok') return json;
  const data: unknown = isRecord(json.value) ? json.value['data'] : undefined;
  if (!Array.isArray(data)) return unreadable(endpoint);
  const models = data
    .map((model: unknown) => (isRecord(model) ? toListed(model, endpoint) : undefined))
    .filter((model) => model !== undefined)
    .filter(({ label }) => !isOpenAi(endpoint.baseUrl) || !OTHER_THAN_TEXT.test(label));
  return { status: 'ok', models: models.toSorted((a, b) => a.name.localeCompare(b.name, 'en')) };
}

function toListed(model: Readonly<Record<string, unknown>>, { provider, apiKey }: OpenAiEndpoint): ListedModel | undefined {
  if (typeof model['id'] !== 'string' || model['id'] === '') return undefined;
  const id = withoutKey(model['id'], apiKey);
  // vLLM has the one, OpenRouter and others the other.
  const context = model['max_model_len'] ?? model['context_length'];
  const size = typeof context === 'number' && context > 0 ? { detail: `${context.toLocaleString('en')} tokens of context` } : {};
  return { name: `${provider}/${id}`, label: id, ...size, roles: looksLikeEmbedder(id) ? EMBEDDING : ANSWERING };
}

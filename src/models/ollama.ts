/** Finds an Ollama that runs on this machine, and what it has to offer. */
import { refuseBaseUrl } from './base-url.ts';
import { ANSWER_BYTES, bounded } from './http-body.ts';
import type { ListedModel } from './listing.ts';
import { isRecord, untilStopped } from './one-call.ts';
import { OLLAMA_URL } from './openai-endpoint.ts';
import { ANSWERING, EMBEDDING, looksLikeEmbedder } from './openai-listing.ts';

/** It runs on this machine: where it does not answer at once, it is not there. In milliseconds. */
const ANSWER_TIMEOUT_MS = 2000;

/**
 * The models of the Ollama at `baseUrl` (its default address when not given), by name; undefined where nothing that
 * is an Ollama answers there. Whether a model embeds or answers comes from Ollama itself, which newer versions tell,
 * and else from the model's family and name. Never rejects.
 */
export async function findOllama(signal: AbortSignal, baseUrl: string = OLLAMA_URL): Promise<readonly ListedModel[] | undefined> {
  if (refuseBaseUrl(baseUrl) !== undefined) return undefined;
  // Its own protocol stands beside the one of OpenAI.
  const root = baseUrl.replace(/\/+$/, '').replace(/\/v1$/, '');
  const tags = await ask(`${root}/api/tags`, undefined, signal);
  const models: unknown = tags?.['models'];
  if (!Array.isArray(models)) return undefined;
  const listed = await Promise.all(models.map((model: unknown) => toListed(root, model, signal)));
  return listed.filter((model) => model !== undefined).toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}

async function toListed(root: string, model: unknown, signal: AbortSignal): Promise<ListedModel | undefined> {
  if (!isRecord(model) || typeof model['name'] !== 'string' || model['name'] === '') return undefined;
  const { name } = model;
  const details: Readonly<Record<string, unknown>> = isRecord(model['details']) ? model['details'] : {};
  const told: unknown = model['capabilities'] ?? (await ask(`${root}/api/show`, { model: name }, signal))?.['capabilities'];
  const { parameter_size: size, quantization_level: quantization } = details;
  const detail = [size, quantization].filter((word) => typeof word === 'string' && word !== '').join(', ');
  return {
    name: `ollama/${name}`,
    label: name,
    ...(detail !== '' && { detail }),
    roles: (Array.isArray(told) ? !told.includes('completion') && told.includes('embedding') : isEmbedderByFamily(details, name)) ? EMBEDDING : ANSWERING,
  };
}

function isEmbedderByFamily({ family }: Readonly<Record<string, unknown>>, name: string): boolean {
  return (typeof family === 'string' && /bert/i.test(family)) || looksLikeEmbedder(name);
}

/** The JSON object that is answered in time; undefined for everything else that may happen. */
async function ask(url: string, body: object | undefined, signal: AbortSignal): Promise<Readonly<Record<string, unknown>> | undefined> {
  const outcome = await untilStopped(signal, ANSWER_TIMEOUT_MS, url, async (stop) => {
    try {
      const response = await fetch(url, {
        redirect: 'error',
        signal: stop,
        ...(body !== undefined && { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      const value: unknown = response.ok ? await bounded(response, ANSWER_BYTES).json() : undefined;
      return { status: 'ok' as const, value };
    } catch {
      return { status: 'ok' as const, value: undefined };
    }
  });
  return outcome.status === 'ok' && isRecord(outcome.value) ? outcome.value : undefined;
}

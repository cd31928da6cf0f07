/** Vectors for texts from Gemini's embedding models, in batches that the API accepts. */

import type { EmbedContentResponse } from '@google/genai';
import { openDeveloperApi } from './gemini-access.ts';
import type { DeveloperApiOptions, GeminiAccess } from './gemini-access.ts';
import { callGemini, unreadable } from './gemini-call.ts';
import type { EmbeddingModel, EmbedOutcome, FailedOutcome, Usage } from './model.ts';
import { count, failed } from './one-call.ts';
import { openVertex } from './vertex.ts';
import type { VertexOptions } from './vertex.ts';

interface EmbedderOptions {
  /** The model's name as Gemini knows it, such as `gemini-embedding-001`. */
  readonly model: string;
  /** How long one request of a batch may take, in milliseconds; 180 000 when not given. */
  readonly timeoutMs?: number | undefined;
}

/** The model for texts alone; its successor is one for pictures and sound as well. */
export const DEFAULT_GEMINI_EMBEDDER = 'gemini-embedding-001';

/** Requests under way at once. */
const CONCURRENCY = 4;

/** Characters of a batch. The API takes at most 4 MB; a character has at most three bytes. */
const BATCH_CHARACTERS = 1_000_000;

/**
 * An embedding model behind the Gemini Developer API. The model cuts a text that is longer than it reads. A batch that
 * fails makes the whole `embed` that failure, which holds what the other batches used; nothing is retried here.
 */
export function createGeminiEmbedder(options: EmbedderOptions & DeveloperApiOptions): EmbeddingModel {
  return createEmbedder(openDeveloperApi(options), options);
}

/** An embedding model behind Vertex AI, as `createGeminiEmbedder`. */
export function createVertexEmbedder(options: EmbedderOptions & VertexOptions): EmbeddingModel {
  return createEmbedder(openVertex(options), options);
}

function createEmbedder(access: GeminiAccess, { model, timeoutMs }: EmbedderOptions): EmbeddingModel {
  const size = batchSize(access.provider, model);

  function embedBatch(texts: readonly string[], signal: AbortSignal): Promise<EmbedOutcome> {
    return callGemini<EmbedOutcome>(access, { model, timeoutMs }, signal, async (ai, config) => {
      const response = await ai.models.embedContent({
        model,
        contents: texts.map((text) => ({ role: 'user', parts: [{ text }] })),
        // The second generation knows no task types.
        config: { ...config, ...(!model.includes('gemini-embedding-2') && { taskType: 'SEMANTIC_SIMILARITY' }) },
      });
      return readVectors(response, texts.length) ?? unreadable(access.host);
    });
  }

  return {
    id: `${access.provider}/${model}`,
    batchSize: size,
    async embed(texts, signal) {
      const empty = texts.findIndex((text) => text.trim() === '');
      if (empty !== -1) return failed('bad-request', `Text ${empty + 1} of ${texts.length} is empty: an empty text has no meaning to compare.`);

      const batches = toBatches(texts, size);
      const outcomes: EmbedOutcome[] = [];
      let next = 0;
      let failure: FailedOutcome | undefined;
      const work = async (): Promise<void> => {
        for (let batch = batches[next]; batch && !failure; batch = batches[next]) {
          const at = next++;
          const outcome = await embedBatch(batch, signal);
          outcomes[at] = outcome;
          if (outcome.status === 'failed') failure ??= outcome;
        }
      };
      await Promise.all(Array.from({ length: CONCURRENCY }, work));
      return join(outcomes, failure, access.host);
    },
  };
}

/** How many texts one request may have. Google documents some of this, and answers 400 to the rest. */
function batchSize(provider: GeminiAccess['provider'], model: string): number {
  if (provider === 'gemini') return 100;
  // Vertex AI takes one text for its Gemini models; for the others 20,000 tokens, which nine texts of 2,048 stay below.
  return /gemini|maas/.test(model) ? 1 : 9;
}

function toBatches(texts: readonly string[], size: number): readonly (readonly string[])[] {
  const batches: string[][] = [];
  let characters = 0;
  for (const text of texts) {
    const last = batches.at(-1);
    characters += text.length;
    if (last && last.length < size && characters <= BATCH_CHARACTERS) {
      last.push(text);
    } else {
      batches.push([text]);
      characters = text.length;
    }
  }
  return batches;
}

function readVectors({ embeddings, usageMetadata }: EmbedContentResponse, expected: number): EmbedOutcome | undefined {
  if (!Array.isArray(embeddings) || embeddings.length !== expected) return undefined;
  const vectors: number[][] = [];
  for (const { values } of embeddings) {
    if (!Array.isArray(values) || values.length === 0 || !values.every(Number.isFinite)) return undefined;
    vectors.push(values);
  }
  // Vertex AI counts for each text; the Developer API for the request, if at all.
  const counted = embeddings.map(({ statistics }) => statistics?.tokenCount);
  const tokens = counted.every((each) => each !== undefined) ? counted.reduce<number>((sum, each) => sum + count(each), 0) : usageMetadata?.promptTokenCount;
  return { status: 'ok', vectors, ...(tokens !== undefined && { usage: { inputTokens: count(tokens), outputTokens: 0 } }) };
}

/** Usage is only told when all is known of it, except in a failure, where it is at least what was used. */
function join(outcomes: readonly EmbedOutcome[], failure: FailedOutcome | undefined, host: string): EmbedOutcome {
  const used = outcomes.flatMap(({ usage }) => (usage ? [usage] : []));
  const inputTokens = used.reduce((sum, usage) => sum + usage.inputTokens, 0);
  const usage: { usage?: Usage } = used.length === 0 ? {} : { usage: { inputTokens, outputTokens: 0 } };
  if (failure) return { ...failure, ...usage };
  const vectors = outcomes.flatMap((outcome) => (outcome.status === 'ok' ? outcome.vectors : []));
  if (vectors.some(({ length }) => length !== vectors[0]?.length)) return { ...unreadable(host), ...usage };
  return { status: 'ok', vectors, ...(used.length === outcomes.length && usage) };
}

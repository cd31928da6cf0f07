/** Calls Gemini through Google's SDK and turns whatever happens into an outcome. */

import type { GenerateContentParameters } from '@google/genai';
import { openDeveloperApi } from './gemini-access.ts';
import type { DeveloperApiOptions, GeminiAccess } from './gemini-access.ts';
import { callGemini, unreadable } from './gemini-call.ts';
import { toContents, toCountedContents, toGenerateConfig, tuningData } from './gemini-request.ts';
import type { GeminiTuning } from './gemini-request.ts';
import { readResponse, readStream } from './gemini-response.ts';
import type { CountOutcome, LanguageModel, ModelOutcome, Usage } from './model.ts';
import { count, piecesWithoutKey, withoutKeyIn } from './one-call.ts';
import { openVertex } from './vertex.ts';
import type { VertexOptions } from './vertex.ts';

interface ModelOptions extends GeminiTuning {
  /** The model's name as Gemini knows it, such as `gemini-3.8-flash`. */
  readonly model: string;
  /** How long one call may take, in milliseconds; 180 000 when not given. Node itself gives up after 300 000. */
  readonly timeoutMs?: number | undefined;
}

export interface GeminiOptions extends ModelOptions, DeveloperApiOptions {}

export interface VertexModelOptions extends ModelOptions, VertexOptions {}

/**
 * A Gemini model behind the Gemini Developer API. One `generate` is at most one HTTP request: nothing is retried here.
 * Nothing is loaded or checked with the provider before the first call; a missing key or a base URL that must
 * not be used shows as `failed(no-key)`, `failed(unauthorized)` or `failed(bad-request)` of each call.
 */
export function createGeminiModel(options: GeminiOptions): LanguageModel {
  return createModel(openDeveloperApi(options), options);
}

/**
 * A Gemini model behind Vertex AI, as `createGeminiModel`. A missing project or missing credentials are
 * `failed(no-key)`, refused ones `failed(unauthorized)`. It needs Node; in a browser each call is `failed(no-key)`.
 */
export function createVertexModel(options: VertexModelOptions): LanguageModel {
  return createModel(openVertex(options), options);
}

function createModel(access: GeminiAccess, options: ModelOptions): LanguageModel {
  const { model, timeoutMs } = options;
  const { host } = access;
  return {
    id: `${access.provider}/${model}`,
    rehearsed: false,
    settings: { ...tuningData(options), ...access.setting },
    async generate(request, signal, onText) {
      let used: Usage | undefined;
      const outcome = await callGemini<ModelOutcome>(access, { model, timeoutMs }, signal, async (ai, config, secret) => {
        const parameters: GenerateContentParameters = {
          model,
          contents: toContents(request),
          config: { ...toGenerateConfig(request, options), ...config },
        };
        if (!onText) return withoutKeyIn(readResponse(await ai.models.generateContent(parameters), host), secret);

        const pieces = piecesWithoutKey(secret, (piece) => {
          // After the end nothing may be heard any more. And what a listener does wrong must not cost the answer.
          if (config.abortSignal.aborted) return;
          try {
            onText(piece);
          } catch {}
        });
        const streamed = await readStream(
          await ai.models.generateContentStream(parameters),
          host,
          (piece) => pieces.push(piece),
          (usage) => (used = usage),
        );
        pieces.end();
        return withoutKeyIn(streamed, secret);
      });
      // A stream that broke off or was given up had told by then what it cost.
      return outcome.status === 'failed' && used ? { usage: used, ...outcome } : outcome;
    },
    countTokens(request, signal) {
      return callGemini<CountOutcome>(access, { model, timeoutMs }, signal, async (ai, config) => {
        const { totalTokens } = await ai.models.countTokens({ model, contents: toCountedContents(request), config });
        return totalTokens === 0 || count(totalTokens) > 0 ? { status: 'ok', inputTokens: count(totalTokens) } : unreadable(host);
      });
    },
  };
}

/** What is asked of Gemini: a request, and how its model is set, in the SDK's terms. */

import type { Content, GenerateContentConfig, HarmBlockThreshold, HarmCategory, ThinkingLevel } from '@google/genai';
import type { JsonSchema, ModelRequest } from './model.ts';
import { isRecord } from './one-call.ts';

/** What the provider's safety filters hold back, from nothing to most. These are Google's own words for it. */
export const SAFETY_THRESHOLDS = ['OFF', 'BLOCK_NONE', 'BLOCK_ONLY_HIGH', 'BLOCK_MEDIUM_AND_ABOVE', 'BLOCK_LOW_AND_ABOVE'] as const;

export type SafetyThreshold = (typeof SAFETY_THRESHOLDS)[number];

/** How much a model thinks before it answers, where it can be told in words. */
export const THINKING_LEVELS = ['minimal', 'low', 'medium', 'high'] as const;

/** How a Gemini model is set, besides what each request says. What is not given is left to the provider. */
export interface GeminiTuning {
  /** For all categories of harm that can be set. Traits about harmful requests need answers that filters may hold back. */
  readonly safety?: SafetyThreshold | undefined;
  /** A level, or a budget in tokens: 0 is no thinking and -1 as much as the model sees fit. Models know one or the other. */
  readonly thinking?: (typeof THINKING_LEVELS)[number] | number | undefined;
}

/** The four that both APIs let anybody set; the SDK knows more, which one of the two refuses. */
const CATEGORIES = ['HARASSMENT', 'HATE_SPEECH', 'SEXUALLY_EXPLICIT', 'DANGEROUS_CONTENT'];

/** The tuning as plain data with what is not given left out: part of a call's key. */
export function tuningData({ safety, thinking }: GeminiTuning): Readonly<Record<string, string | number>> {
  return { ...(safety !== undefined && { safety }), ...(thinking !== undefined && { thinking }) };
}

export function toContents(request: ModelRequest): Content[] {
  return request.messages.map(({ role, text }) => ({ role, parts: [{ text }] }));
}

/**
 * The request as contents to count. Only Vertex AI's count knows of system text, and neither of a schema, while both
 * are input that is billed: they are counted as messages.
 */
export function toCountedContents(request: ModelRequest): Content[] {
  const before = [request.system, request.schema && JSON.stringify(toGeminiSchema(request.schema))];
  const texts = before.filter((text) => text !== undefined);
  return [...texts.map((text) => ({ role: 'user', parts: [{ text }] })), ...toContents(request)];
}

export function toGenerateConfig(request: ModelRequest, { safety, thinking }: GeminiTuning): GenerateContentConfig {
  const { system, schema, temperature, maxOutputTokens, seed } = request;
  return {
    ...(system !== undefined && { systemInstruction: system }),
    ...(schema && { responseMimeType: 'application/json', responseJsonSchema: toGeminiSchema(schema) }),
    ...(temperature !== undefined && { temperature }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ...(seed !== undefined && { seed }),
    ...(safety !== undefined && {
      safetySettings: CATEGORIES.map((name) => ({
        category: `HARM_CATEGORY_${name}` as HarmCategory,
        threshold: safety as HarmBlockThreshold,
      })),
    }),
    ...(thinking !== undefined && {
      thinkingConfig: typeof thinking === 'number' ? { thinkingBudget: thinking } : { thinkingLevel: thinking.toUpperCase() as ThinkingLevel },
    }),
    // Left on, one call may quietly become several requests, each of them billed.
    automaticContinuation: false,
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

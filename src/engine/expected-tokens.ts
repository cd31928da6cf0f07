/** Estimates what a call will take in tokens, before it is made: for rate limits and budgets. */
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { ModelRequest, Usage } from '../models/model.ts';

/**
 * A rule of thumb: the bytes of a text in UTF-8, divided by this. For English that is characters divided by four; for
 * scripts of which each character is a token or so, it comes near as well.
 */
const BYTES_PER_TOKEN = 4;

/** What an answer is taken for until one of its kind has come. */
const OUTPUT_TOKENS = 2000;

/** The tokens of a text, estimated. */
export function estimateTokens(text: string): number {
  return Math.ceil(utf8ToBytes(text).length / BYTES_PER_TOKEN);
}

/** The tokens of everything that a request sends, estimated. */
export function estimateInput({ system = '', messages, schema }: ModelRequest): number {
  const texts = [system, ...messages.map(({ text }) => text), schema === undefined ? '' : JSON.stringify(schema)];
  return texts.reduce((sum, text) => sum + estimateTokens(text), 0);
}

export interface ExpectedTokens {
  /** What a call will take: its input as estimated, and as much output as the longest answer of its stage and model so far. */
  of(model: string, request: ModelRequest): Usage;
  learn(model: string, request: ModelRequest, usage: Usage): void;
}

export function createExpectedTokens(): ExpectedTokens {
  const longest = new Map<string, number>();
  const keyOf = (model: string, { purpose }: ModelRequest): string => `${purpose.stage} ${model}`;
  return {
    of(model, request) {
      const output = longest.get(keyOf(model, request)) ?? OUTPUT_TOKENS;
      return { inputTokens: estimateInput(request), outputTokens: Math.min(output, request.maxOutputTokens ?? Infinity) };
    },
    learn(model, request, { outputTokens }) {
      const key = keyOf(model, request);
      longest.set(key, Math.max(longest.get(key) ?? 0, outputTokens));
    },
  };
}

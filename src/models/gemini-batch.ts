/** Requests and results of the Gemini Batch API, as they stand in its files: a line each, told apart by a key of ours. */
import * as z from 'zod';
import { toContents, toGenerateConfig } from './gemini-request.ts';
import { readResponse } from './gemini-response.ts';
import type { ModelOutcome, ModelRequest } from './model.ts';
import { isRecord } from './one-call.ts';

const HOST = 'the Gemini Batch API';

const parts = z.array(z.strictObject({ text: z.string() })).min(1);

/** A line of the file that a batch is made from: a GenerateContentRequest, and the key that its result has too. */
export const batchRequestShape = z.strictObject({
  key: z.string().regex(/^[0-9a-f]{64}$/).describe('SHA-256 of all that the answer depends on, as in the journal.'),
  request: z.strictObject({
    contents: z.array(z.strictObject({ role: z.enum(['user', 'model']), parts })).min(1),
    systemInstruction: z.strictObject({ parts }).exactOptional(),
    generationConfig: z
      .strictObject({
        responseMimeType: z.literal('application/json').exactOptional(),
        responseJsonSchema: z.looseObject({}).exactOptional().describe('The shape that the answer is to have, as JSON Schema.'),
        temperature: z.number().exactOptional(),
        maxOutputTokens: z.int().exactOptional(),
        seed: z.int().exactOptional(),
      })
      .exactOptional(),
  }),
});

/** The line of a request, without its line end. @throws z.ZodError where it is not what the API asks for. */
export function batchLine(key: string, request: ModelRequest): string {
  const { responseMimeType, responseJsonSchema, temperature, maxOutputTokens, seed } = toGenerateConfig(request, {});
  const config = Object.entries({ responseMimeType, responseJsonSchema, temperature, maxOutputTokens, seed }).filter(([, value]) => value !== undefined);
  const line = {
    key,
    request: {
      contents: toContents(request),
      ...(request.system === undefined ? {} : { systemInstruction: { parts: [{ text: request.system }] } }),
      ...(config.length === 0 ? {} : { generationConfig: Object.fromEntries(config) }),
    },
  };
  return JSON.stringify(batchRequestShape.parse(line));
}

/** What one line of a batch's results says; a problem is a sentence about the line. */
export type BatchResult = { readonly key: string; readonly outcome: ModelOutcome } | { readonly problem: string };

export function readBatchResult(line: string): BatchResult {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { problem: 'It is not JSON.' };
  }
  if (!isRecord(value) || typeof value['key'] !== 'string') return { problem: 'It is no result of a batch: it has no key.' };
  const { key, response, error, status } = value;
  if (isRecord(response)) {
    try {
      return { key, outcome: readResponse(response, HOST) };
    } catch {
      return { problem: 'Its response cannot be read.' };
    }
  }
  const failure = isRecord(error) ? error : isRecord(status) ? status : undefined;
  const message = typeof failure?.['message'] === 'string' ? failure['message'] : 'It has neither a response nor an error.';
  return { key, outcome: { status: 'failed', kind: 'server', message } };
}

/** What Gemini's answers come to, whole or in pieces. They have the SDK's types but any content, so reading them may throw. */

import type { Candidate, GenerateContentResponse } from '@google/genai';
import { brokenOff, unreadable } from './gemini-call.ts';
import type { ModelOutcome, Usage } from './model.ts';
import { count, spoilt } from './one-call.ts';

/** The parts of a response that an outcome is made of. */
type ResponseParts = { readonly [Part in 'promptFeedback' | 'candidates' | 'usageMetadata']?: GenerateContentResponse[Part] | undefined };

/**
 * Gemini has no word for a model that itself declines: that is an answer like any other, which ends with STOP. So
 * nothing here is `refused`; what the provider's filters hold back is `blocked`.
 */
export function readResponse(response: ResponseParts, host: string): ModelOutcome {
  const { promptFeedback, candidates, usageMetadata } = response;
  if (!promptFeedback && !usageMetadata && !Array.isArray(candidates)) return unreadable(host);

  const usage = readUsage(usageMetadata);
  const blockReason = promptFeedback?.blockReason;
  if (blockReason !== undefined) return { status: 'blocked', reason: blockReason, ...usage };

  const text = textOf(response);
  const finishReason: unknown = candidates?.[0]?.finishReason;
  switch (finishReason) {
    case undefined:
    case 'FINISH_REASON_UNSPECIFIED':
    case 'STOP':
      return text.trim() === '' ? { status: 'empty', ...usage } : { status: 'ok', text, ...usage };
    case 'MAX_TOKENS':
    case 'CONTINUATION':
      return { status: 'truncated', text, ...usage };
    case 'MALFORMED_RESPONSE':
    case 'MALFORMED_FUNCTION_CALL':
    case 'UNEXPECTED_TOOL_CALL':
    case 'TOO_MANY_TOOL_CALLS':
      return { ...spoilt(`The model at ${host} went wrong while answering (${finishReason}): try again.`), ...usage };
    default:
      // A word that Google adds later is not taken for an answer either.
      return { status: 'blocked', reason: String(finishReason), ...usage };
  }
}

/**
 * The outcome of a streamed answer, the same as it would be in one piece. `onPiece` hears its text as it arrives, and
 * `onUsage` what it has used so far.
 * An answer ends with the reason why it ended. Without one, something on the way closed the connection, however
 * cleanly, and what there is of a text is no answer.
 */
export async function readStream(
  stream: AsyncIterable<GenerateContentResponse>,
  host: string,
  onPiece: (piece: string) => void,
  onUsage: (usage: Usage) => void,
): Promise<ModelOutcome> {
  let text = '';
  let end: Pick<Candidate, 'finishReason'> | undefined;
  let promptFeedback: ResponseParts['promptFeedback'];
  let usageMetadata: ResponseParts['usageMetadata'];
  for await (const response of stream) {
    const piece = textOf(response);
    text += piece;
    if (piece !== '') onPiece(piece);
    const candidate = response.candidates?.[0];
    if (candidate?.finishReason !== undefined) end = candidate;
    promptFeedback ??= response.promptFeedback;
    // Each is the sum so far.
    usageMetadata = response.usageMetadata ?? usageMetadata;
    const { usage } = readUsage(usageMetadata);
    if (usage) onUsage(usage);
  }
  if (!end && promptFeedback?.blockReason === undefined) return { ...brokenOff(host), ...readUsage(usageMetadata) };
  return readResponse({ promptFeedback, candidates: [{ ...end, content: { parts: [{ text }] } }], usageMetadata }, host);
}

/** The text of the answer, without what the model thought before it. */
function textOf({ candidates }: ResponseParts): string {
  const parts = candidates?.[0]?.content?.parts ?? [];
  return parts.map((part) => (typeof part.text === 'string' && !part.thought ? part.text : '')).join('');
}

function readUsage(usageMetadata: GenerateContentResponse['usageMetadata']): { readonly usage?: Usage } {
  if (!usageMetadata) return {};
  return {
    usage: {
      inputTokens: count(usageMetadata.promptTokenCount),
      outputTokens: count(count(usageMetadata.candidatesTokenCount) + count(usageMetadata.thoughtsTokenCount)),
    },
  };
}

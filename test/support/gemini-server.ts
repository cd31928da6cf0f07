/** A loopback Gemini for tests: the aimock server, scripted by one function that sees each request. */

import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { handleGemini, LLMock, Logger } from '@copilotkit/aimock';
import type { Fixture, FixtureResponse } from '@copilotkit/aimock';

export interface GeminiServerRequest {
  readonly model: string;
  /** The system instruction; empty when there was none. */
  readonly system: string;
  readonly messages: readonly { readonly role: string; readonly text: string }[];
  /** All user messages, joined by line ends. */
  readonly user: string;
  /** The responseJsonSchema as it came over the wire. */
  readonly schema: unknown;
  /** The whole request body. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: IncomingHttpHeaders;
  /** How the exchange ended, once it has: `hung-up` when the client left before it had the whole answer. */
  readonly ended: Promise<'answered' | 'hung-up'>;
}

/**
 * What to answer with.
 *
 * aimock makes: `text` (with thoughts, usage and any finish reason), `status`, and the two faults.
 * It cannot make the other two, which this helper writes by itself: `promptBlocked`, a promptFeedback without
 * candidates; and `json`, any other body, such as an error with details, thoughtsTokenCount, or no content at all.
 */
export type GeminiServerAnswer =
  | {
      readonly text: string;
      readonly thoughts?: string;
      /** STOP when not given. */
      readonly finishReason?: string;
      readonly usage?: { readonly inputTokens: number; readonly outputTokens: number };
    }
  | {
      /** An HTTP error. */
      readonly status: number;
      readonly message?: string;
      /** Seconds of the Retry-After header that goes with each 429; 1 when not given. */
      readonly retryAfter?: number;
    }
  | { readonly fault: 'malformed' | 'disconnect' }
  | { readonly promptBlocked: string }
  | {
      /** A string is sent as it is. */
      readonly json: unknown;
      readonly httpStatus?: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** Breaks the connection after half of the body. */
      readonly cutShort?: boolean;
    };

export interface GeminiServer {
  /** Like `http://127.0.0.1:40123`. */
  readonly baseUrl: string;
  /** Every generateContent request so far, oldest first. */
  readonly requests: readonly GeminiServerRequest[];
  /** Resolves when that many requests have come in. */
  arrived(count: number): Promise<void>;
  /** Breaks what is still open and stops listening. */
  close(): Promise<void>;
}

/**
 * Starts a server on a free loopback port. `answer` may return a promise, which holds that one call
 * until the test settles it; where it throws, the client gets a 500 with the error's message.
 */
export async function startGeminiServer(script: {
  answer(request: GeminiServerRequest): GeminiServerAnswer | Promise<GeminiServerAnswer>;
}): Promise<GeminiServer> {
  const mock = new LLMock({ host: '127.0.0.1', port: 0, logLevel: 'silent' });
  const requests: GeminiServerRequest[] = [];
  const waiting: { readonly count: number; resolve(): void }[] = [];
  const open = new Set<ServerResponse>();

  // aimock's own matching sees a request without its schema, so its Gemini handler is called from a mount,
  // which sees everything. All other paths go on to aimock untouched.
  mock.mount('/v1beta/models', {
    async handleRequest(req, res, path) {
      const model = /^\/([^:]+):generateContent$/.exec(path)?.[1];
      if (req.method !== 'POST' || model === undefined) return false;
      open.add(res);
      const ended = new Promise<'answered' | 'hung-up'>((resolve) => {
        res.once('close', () => {
          open.delete(res);
          resolve(res.writableFinished ? 'answered' : 'hung-up');
        });
      });
      const raw = await readBody(req);
      const request = readRequest(model, raw, req.headers, ended);
      requests.push(request);
      for (const waiter of waiting) if (requests.length >= waiter.count) waiter.resolve();

      const answer = await Promise.resolve()
        .then(() => script.answer(request))
        .catch((error: unknown): GeminiServerAnswer => ({ status: 500, message: `The test's answer threw: ${String(error)}` }));
      if ('promptBlocked' in answer) {
        write(res, { json: { promptFeedback: { blockReason: answer.promptBlocked }, usageMetadata: { promptTokenCount: 1 } } });
      } else if ('json' in answer) {
        write(res, answer);
      } else {
        const settings = { latency: 0, chunkSize: 1000, replaySpeed: 1, logger: new Logger('silent') };
        await handleGemini(req, res, raw, model, false, [toFixture(answer)], mock.journal, settings, () => {});
      }
      return true;
    },
  });

  const baseUrl = await mock.start();
  return {
    baseUrl,
    requests,
    arrived(count) {
      return new Promise((resolve) => {
        if (requests.length >= count) resolve();
        else waiting.push({ count, resolve });
      });
    },
    async close() {
      const stopped = mock.stop();
      for (const res of open) res.destroy();
      await stopped;
    },
  };
}

async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of req as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

interface WireContent {
  readonly role?: string;
  readonly parts?: readonly { readonly text?: string }[];
}

/** The SDK wrote it, so its shape is not checked. */
type WireBody = Readonly<Record<string, unknown>> & {
  readonly systemInstruction?: WireContent;
  readonly contents?: readonly WireContent[];
  readonly generationConfig?: Readonly<Record<string, unknown>>;
};

function readRequest(
  model: string,
  raw: string,
  headers: IncomingHttpHeaders,
  ended: GeminiServerRequest['ended'],
): GeminiServerRequest {
  const parsed: unknown = JSON.parse(raw);
  const body = parsed as WireBody;
  const textOf = (content: WireContent | undefined) => (content?.parts ?? []).map((part) => part.text ?? '').join('');
  const messages = (body.contents ?? []).map((content) => ({ role: content.role ?? 'user', text: textOf(content) }));
  const user = messages.filter(({ role }) => role === 'user').map(({ text }) => text);
  return {
    model,
    system: textOf(body.systemInstruction),
    messages,
    user: user.join('\n'),
    schema: body.generationConfig?.['responseJsonSchema'],
    body,
    headers,
    ended,
  };
}

function toFixture(answer: Exclude<GeminiServerAnswer, { json: unknown } | { promptBlocked: string }>): Fixture {
  const match = {};
  if ('fault' in answer) {
    const chaos = answer.fault === 'malformed' ? { malformedRate: 1 } : { disconnectRate: 1 };
    return { match, response: { content: '' }, chaos };
  }
  if ('status' in answer) {
    const { status, message = `status ${status}`, retryAfter } = answer;
    return { match, response: { status, error: { message }, ...(retryAfter !== undefined && { retryAfter }) } };
  }
  const { text, thoughts, finishReason, usage } = answer;
  const response: FixtureResponse = {
    content: text,
    ...(thoughts !== undefined && { reasoning: thoughts }),
    ...(finishReason !== undefined && { finishReason }),
    ...(usage && { usage: { promptTokenCount: usage.inputTokens, candidatesTokenCount: usage.outputTokens } }),
  };
  return { match, response };
}

function write(res: ServerResponse, answer: Extract<GeminiServerAnswer, { json: unknown }>): void {
  const body = Buffer.from(typeof answer.json === 'string' ? answer.json : JSON.stringify(answer.json));
  res.writeHead(answer.httpStatus ?? 200, {
    'content-type': 'application/json',
    'content-length': body.length,
    ...answer.headers,
  });
  if (answer.cutShort) res.write(body.subarray(0, body.length / 2), () => res.destroy());
  else res.end(body);
}

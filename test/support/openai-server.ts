/** Loopback servers that speak OpenAI's protocol, for tests: aimock, and one made by hand for what aimock does not do. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { type ChatCompletionRequest, type FixtureResponse, LLMock } from '@copilotkit/aimock';

export interface OpenAiServerRequest {
  readonly method: string;
  /** Such as `/v1/chat/completions`. */
  readonly path: string;
  /** Undefined where there was no body. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
  readonly headers: IncomingHttpHeaders;
  /** How the exchange ended, once it has: `hung-up` when the client left before it had the whole answer. */
  readonly ended: Promise<'answered' | 'hung-up'>;
}

export interface HandMadeAnswer {
  /** 200 when not given. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The whole body; anything but a string is sent as JSON. */
  readonly body?: unknown;
  /** Instead of a body: the data of server-sent events, each sent as it is or as JSON. */
  readonly events?: readonly unknown[];
  /** Breaks the connection after half of the body, or after the events. */
  readonly cutShort?: boolean;
  /** Leaves the connection open after the events. */
  readonly hang?: boolean;
}

export interface HandMadeServer {
  /** Like `http://127.0.0.1:40123/v1`. */
  readonly baseUrl: string;
  readonly requests: readonly OpenAiServerRequest[];
  /** Resolves when that many requests have come in. */
  arrived(count: number): Promise<void>;
}

/** Answers every request with what `answer` makes of it; a promise holds that one call. Ends with the test. */
export async function handMadeServer(
  t: TestContext,
  answer: (request: OpenAiServerRequest) => HandMadeAnswer | Promise<HandMadeAnswer>,
): Promise<HandMadeServer> {
  const requests: OpenAiServerRequest[] = [];
  const waiting: { readonly count: number; resolve(): void }[] = [];
  const server = createServer((req, res) => {
    const ended = new Promise<'answered' | 'hung-up'>((resolve) => {
      res.once('close', () => resolve(res.writableFinished ? 'answered' : 'hung-up'));
    });
    const chunks: Uint8Array[] = [];
    req.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    req.on('end', () => {
      const raw = Buffer.concat(chunks).toString('utf8');
      const body = raw === '' ? undefined : (JSON.parse(raw) as Readonly<Record<string, unknown>>);
      const request = { method: req.method ?? '', path: req.url ?? '', body, headers: req.headers, ended };
      requests.push(request);
      for (const waiter of waiting) if (requests.length >= waiter.count) waiter.resolve();
      void Promise.resolve(answer(request)).then((made) => write(res, made));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    arrived: (count) =>
      new Promise((resolve) => {
        if (requests.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
  };
}

function write(res: ServerResponse, { status = 200, headers = {}, body = '', events, cutShort = false, hang = false }: HandMadeAnswer): void {
  if (events !== undefined) {
    res.writeHead(status, { 'content-type': 'text/event-stream', ...headers });
    res.flushHeaders();
    const text = events.map((data) => `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`).join('');
    if (hang) res.write(text);
    else if (cutShort) res.write(text, () => res.destroy());
    else res.end(text);
    return;
  }
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length, ...headers });
  if (cutShort) res.write(bytes.subarray(0, bytes.length / 2), () => res.destroy());
  else res.end(bytes);
}

/** A chat completion as OpenAI writes it. */
export function completion(message: unknown, finishReason: unknown = 'stop', usage: unknown = { prompt_tokens: 7, completion_tokens: 3 }): HandMadeAnswer {
  return { body: { object: 'chat.completion', choices: [{ index: 0, message, finish_reason: finishReason }], usage } };
}

/** An error as OpenAI writes it. */
export function openAiError(status: number, message: string, more: { readonly param?: string; readonly code?: string } = {}): HandMadeAnswer {
  return { status, body: { error: { message, type: 'invalid_request_error', param: null, code: null, ...more } } };
}

export interface Aimock {
  /** Like `http://127.0.0.1:40123/v1`. */
  readonly baseUrl: string;
  readonly mock: LLMock;
}

/** An aimock that answers chats with what `answer` makes of the request. Ends with the test. */
export async function aimock(t: TestContext, answer: (request: ChatCompletionRequest) => FixtureResponse | Promise<FixtureResponse>): Promise<Aimock> {
  const mock = new LLMock({ host: '127.0.0.1', port: 0, logLevel: 'silent', chunkSize: 4 });
  mock.on({ endpoint: 'chat' }, answer);
  const url = await mock.start();
  t.after(() => mock.stop());
  return { baseUrl: `${url}/v1`, mock };
}

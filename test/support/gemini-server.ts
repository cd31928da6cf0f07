/** A loopback Gemini for tests: the aimock server, scripted by one function that sees each request. */

import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { generateDeterministicEmbedding, handleGemini, LLMock, Logger } from '@copilotkit/aimock';
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
  /** Path and query. */
  readonly url: string;
  /** Asked for with streamGenerateContent. */
  readonly streamed: boolean;
  /** How the exchange ended, once it has: `hung-up` when the client left before it had the whole answer. */
  readonly ended: Promise<'answered' | 'hung-up'>;
}

/** A request that is not for an answer: for vectors, a count, or a page of the list of models. */
export interface GeminiServerCall {
  readonly method: 'embed' | 'countTokens' | 'list';
  /** As it came over the wire, with the query. */
  readonly url: string;
  /** Empty where the model is not named. */
  readonly model: string;
  /** What to embed, or to count; in order. */
  readonly texts: readonly string[];
  /** The whole request body; empty for a list. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: IncomingHttpHeaders;
  readonly ended: Promise<'answered' | 'hung-up'>;
}

/**
 * What to answer with, also in a stream.
 *
 * aimock makes: `text` (with thoughts, usage and any finish reason), `status`, and the two faults.
 * It cannot make the others, which this helper writes by itself: `promptBlocked`, a promptFeedback without
 * candidates; `json`, any other body, such as an error with details, thoughtsTokenCount, or no content at all; and
 * `events`, a stream of anything that may break off or stop.
 */
export type GeminiServerAnswer =
  | {
      readonly text: string;
      readonly thoughts?: string;
      /** STOP when not given. */
      readonly finishReason?: string;
      readonly usage?: { readonly inputTokens: number; readonly outputTokens: number };
      /** Characters of each piece of a stream; 1,000 when not given. */
      readonly pieceSize?: number;
      /** Breaks a stream off after so many pieces. */
      readonly disconnectAfter?: number;
    }
  | {
      /** The data of each event of a stream; a string is sent as it is, as bytes of the stream. */
      readonly events: readonly unknown[];
      /** What comes after them: the end when not given; `hang` sends nothing more and stays open. */
      readonly after?: 'end' | 'disconnect' | 'hang';
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
  /** Every generateContent and streamGenerateContent request so far, oldest first. */
  readonly requests: readonly GeminiServerRequest[];
  /** Every other request so far, oldest first. */
  readonly calls: readonly GeminiServerCall[];
  /** Resolves when that many requests and calls have come in. */
  arrived(count: number): Promise<void>;
  /** Breaks what is still open and stops listening. */
  close(): Promise<void>;
}

/** A model of the list, as the Developer API has it. */
export type ListedOnServer = Readonly<Record<string, unknown>> & { readonly name: string };

export interface GeminiServerScript {
  /** May return a promise, which holds that one call until the test settles it. */
  answer(request: GeminiServerRequest): GeminiServerAnswer | Promise<GeminiServerAnswer>;
  /**
   * Answers what is not for an answer; where it is missing or returns undefined, embeddings are made of the text, a
   * token is a word, and the list is `models`.
   */
  answerCall?(call: GeminiServerCall): GeminiServerAnswer | undefined | Promise<GeminiServerAnswer | undefined>;
  readonly models?: readonly ListedOnServer[];
  /** Models of a page at most, where the client does not say; all when not given. */
  readonly pageSize?: number;
}

const VECTOR_LENGTH = 8;

/**
 * Starts a server on a free loopback port, which speaks as the Developer API and, under /v1beta1/projects/, as
 * Vertex AI. Where a script throws, the client gets a 500 with the error's message.
 */
export async function startGeminiServer(script: GeminiServerScript): Promise<GeminiServer> {
  const mock = new LLMock({ host: '127.0.0.1', port: 0, logLevel: 'silent' });
  const requests: GeminiServerRequest[] = [];
  const calls: GeminiServerCall[] = [];
  const waiting: { readonly count: number; resolve(): void }[] = [];
  const open = new Set<ServerResponse>();

  function note(res: ServerResponse): Promise<'answered' | 'hung-up'> {
    open.add(res);
    return new Promise((resolve) => {
      res.once('close', () => {
        open.delete(res);
        resolve(res.writableFinished ? 'answered' : 'hung-up');
      });
    });
  }

  function wake(): void {
    for (const waiter of waiting) if (requests.length + calls.length >= waiter.count) waiter.resolve();
  }

  async function send(answer: GeminiServerAnswer, req: IncomingMessage, res: ServerResponse, raw: string, model: string, streamed: boolean): Promise<void> {
    if ('promptBlocked' in answer) {
      const blocked = { promptFeedback: { blockReason: answer.promptBlocked }, usageMetadata: { promptTokenCount: 1 } };
      if (streamed) writeEvents(res, { events: [blocked] });
      else write(res, { json: blocked });
    } else if ('json' in answer) {
      write(res, answer);
    } else if ('events' in answer) {
      writeEvents(res, answer);
    } else {
      const settings = { latency: 0, chunkSize: 1000, replaySpeed: 1, logger: new Logger('silent') };
      await handleGemini(req, res, raw, model, streamed, [toFixture(answer)], mock.journal, settings, () => {});
    }
  }

  async function handle(req: IncomingMessage, res: ServerResponse, path: string): Promise<boolean> {
    const url = req.url ?? '';
    const vertex = path.includes('/publishers/');
    const [, model = '', verb] = /\/models(?:\/([^:]+):(\w+))?$/.exec(path) ?? [];
    if (req.method === 'POST' && (verb === 'generateContent' || verb === 'streamGenerateContent')) {
      const ended = note(res);
      const streamed = verb === 'streamGenerateContent';
      const raw = await readBody(req);
      const request = readRequest(model, raw, req, ended, streamed);
      requests.push(request);
      wake();
      await send(await settle(() => script.answer(request)), req, res, raw, model, streamed);
      return true;
    }
    const method = req.method === 'GET' && verb === undefined && path.endsWith('/models') ? 'list' : CALLS.get(verb ?? '');
    if (method === undefined) return false;
    const ended = note(res);
    const raw = await readBody(req);
    const body = (raw === '' ? {} : JSON.parse(raw)) as WireBody;
    const call: GeminiServerCall = { method, url, model, texts: textsOf(body), body, headers: req.headers, ended };
    calls.push(call);
    wake();
    const answer = await settle(async () => (await script.answerCall?.(call)) ?? { json: answerOf(call, vertex, script) });
    await send(answer, req, res, '{"contents":[]}', model, false);
    return true;
  }

  // aimock's own matching sees a request without its schema, and it has no batchEmbedContents and no countTokens. So
  // these come here first, and its Gemini handler is called from here. All other paths go on to aimock untouched.
  for (const version of ['/v1beta', '/v1beta1']) {
    mock.mount(version, { handleRequest: handle });
  }

  const baseUrl = await mock.start();
  return {
    baseUrl,
    requests,
    calls,
    arrived(count) {
      return new Promise((resolve) => {
        if (requests.length + calls.length >= count) resolve();
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

/** What the script says, as a promise that does not reject. */
async function settle(say: () => GeminiServerAnswer | Promise<GeminiServerAnswer>): Promise<GeminiServerAnswer> {
  try {
    return await say();
  } catch (error) {
    return { status: 500, message: `The test's answer threw: ${String(error)}` };
  }
}

/** The verbs of the two APIs; `predict` and `embedContent` are Vertex AI's. */
const CALLS: ReadonlyMap<string, GeminiServerCall['method']> = new Map([
  ['batchEmbedContents', 'embed'],
  ['predict', 'embed'],
  ['embedContent', 'embed'],
  ['countTokens', 'countTokens'],
]);

function textsOf(body: WireBody): readonly string[] {
  const { requests, instances, content, contents } = body;
  if (requests) return requests.map((request) => textOf(request.content));
  if (instances) return instances.map((instance) => instance.content);
  return (content ? [content] : (contents ?? [])).map(textOf);
}

function answerOf(call: GeminiServerCall, vertex: boolean, { models = [], pageSize = models.length }: GeminiServerScript): unknown {
  const wordsOf = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length;
  const vectorOf = (text: string): number[] => generateDeterministicEmbedding(text, VECTOR_LENGTH);
  switch (call.method) {
    case 'countTokens':
      return { totalTokens: call.texts.reduce((sum, text) => sum + wordsOf(text), 0) };
    case 'embed': {
      if (!vertex) return { embeddings: call.texts.map((text) => ({ values: vectorOf(text) })) };
      const [text = ''] = call.texts;
      if (call.url.endsWith(':embedContent')) return { embedding: { values: vectorOf(text) }, usageMetadata: { promptTokenCount: wordsOf(text) } };
      return {
        predictions: call.texts.map((each) => ({ embeddings: { values: vectorOf(each), statistics: { token_count: wordsOf(each) } } })),
      };
    }
    case 'list': {
      const query = new URL(call.url, 'http://127.0.0.1').searchParams;
      const from = Number(query.get('pageToken') ?? 0);
      const to = from + Math.min(pageSize, Number(query.get('pageSize') ?? pageSize));
      const page = models.slice(from, to);
      return { [vertex ? 'publisherModels' : 'models']: page, ...(to < models.length && { nextPageToken: String(to) }) };
    }
  }
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
  /** Of a batch to embed; of Vertex AI's predict; of its embedContent. */
  readonly requests?: readonly { readonly content?: WireContent }[];
  readonly instances?: readonly { readonly content: string }[];
  readonly content?: WireContent;
  readonly generationConfig?: Readonly<Record<string, unknown>>;
};

function textOf(content: WireContent | undefined): string {
  return (content?.parts ?? []).map((part) => part.text ?? '').join('');
}

function readRequest(
  model: string,
  raw: string,
  { headers, url = '' }: IncomingMessage,
  ended: GeminiServerRequest['ended'],
  streamed: boolean,
): GeminiServerRequest {
  const parsed: unknown = JSON.parse(raw);
  const body = parsed as WireBody;
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
    url,
    streamed,
    ended,
  };
}

function toFixture(answer: Exclude<GeminiServerAnswer, { json: unknown } | { promptBlocked: string } | { events: unknown }>): Fixture {
  const match = {};
  if ('fault' in answer) {
    const chaos = answer.fault === 'malformed' ? { malformedRate: 1 } : { disconnectRate: 1 };
    return { match, response: { content: '' }, chaos };
  }
  if ('status' in answer) {
    const { status, message = `status ${status}`, retryAfter } = answer;
    return { match, response: { status, error: { message }, ...(retryAfter !== undefined && { retryAfter }) } };
  }
  const { text, thoughts, finishReason, usage, pieceSize, disconnectAfter } = answer;
  const response: FixtureResponse = {
    content: text,
    ...(thoughts !== undefined && { reasoning: thoughts }),
    ...(finishReason !== undefined && { finishReason }),
    ...(usage && { usage: { promptTokenCount: usage.inputTokens, candidatesTokenCount: usage.outputTokens } }),
  };
  return {
    match,
    response,
    ...(pieceSize !== undefined && { chunkSize: pieceSize }),
    ...(disconnectAfter !== undefined && { truncateAfterChunks: disconnectAfter }),
  };
}

function writeEvents(res: ServerResponse, { events, after = 'end' }: Extract<GeminiServerAnswer, { events: unknown }>): void {
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  const bytes = events.map((event) => (typeof event === 'string' ? event : `data: ${JSON.stringify(event)}\r\n\r\n`)).join('');
  // Without bytes nothing has been sent yet, not even the headers.
  res.flushHeaders();
  if (after === 'end') res.end(bytes);
  // Broken off only when all of it is on its way.
  else res.write(bytes === '' ? ': nothing\n' : bytes, () => after === 'disconnect' && res.destroy());
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

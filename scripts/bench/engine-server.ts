/**
 * A loopback server in a process of its own, which answers each call after a fixed time, in the protocols of Gemini and
 * of OpenAI: `engine-server.ts LATENCY`, in milliseconds. It prints its port, and ends when its standard input does.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What came since the last time that it was asked for this, with `GET /log`. */
export interface ServerLog {
  /** Answers that were given. */
  readonly calls: number;
  /** Of them, those with a text that no other had. */
  readonly distinct: number;
  /** The most that were under way at one time. */
  readonly atOnce: number;
  /** Milliseconds from when a call came to when it was answered, the mean: what is above the latency is the machine's. */
  readonly latency: number;
}

/** As long as a short answer of a model. */
const ANSWER = 'The figure is off by a penny because it is rounded before it is multiplied; round it once, at the end. '.repeat(8);
const USAGE = { input: 1400, output: 180 };
const latency = Number(process.argv[2]);

let texts = new Set<string>();
let calls = 0;
let underWay = 0;
let atOnce = 0;
let waited = 0;

const GEMINI = Buffer.from(
  JSON.stringify({
    candidates: [{ content: { role: 'model', parts: [{ text: ANSWER }] }, finishReason: 'STOP', index: 0 }],
    usageMetadata: { promptTokenCount: USAGE.input, candidatesTokenCount: USAGE.output, totalTokenCount: USAGE.input + USAGE.output },
  }),
);

const OPENAI = Buffer.from(
  JSON.stringify({
    id: 'c1',
    object: 'chat.completion',
    created: 0,
    model: 'bench',
    choices: [{ index: 0, message: { role: 'assistant', content: ANSWER }, finish_reason: 'stop' }],
    usage: { prompt_tokens: USAGE.input, completion_tokens: USAGE.output, total_tokens: USAGE.input + USAGE.output },
  }),
);

function send(response: ServerResponse, status: number, json: Uint8Array | string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) });
  response.end(json);
}

// As little as possible is done here: whoever is measured pays for it.
const server = createServer((request, response) => {
  const at = performance.now();
  const path = request.url ?? '';
  if (path === '/log') {
    const log: ServerLog = { calls, distinct: texts.size, atOnce, latency: waited / Math.max(1, calls) };
    send(response, 200, JSON.stringify(log));
    texts = new Set();
    calls = atOnce = waited = 0;
    return;
  }
  const answer = path.includes(':generateContent') ? GEMINI : path.endsWith('/chat/completions') ? OPENAI : undefined;
  if (answer === undefined) return send(response, 404, JSON.stringify({ error: { code: 404, message: `there is no ${path}`, status: 'NOT_FOUND' } }));
  underWay += 1;
  atOnce = Math.max(atOnce, underWay);
  const chunks: Uint8Array[] = [];
  request.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  request.once('end', () => {
    texts.add(Buffer.concat(chunks).toString('latin1'));
    // A timer leaves out fractions, and the latency is never to be less.
    setTimeout(() => {
      underWay -= 1;
      calls += 1;
      waited += performance.now() - at;
      send(response, 200, answer);
    }, Math.ceil(latency - (performance.now() - at)));
  });
});

server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
process.stdin.resume().once('end', () => process.exit());

/** What a model behind OpenAI's protocol promises, seen over HTTP to loopback servers: aimock, and one made by hand. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { FixtureResponse } from '@copilotkit/aimock';
import type { FailureKind, ModelOutcome, ModelRequest } from '../../src/models/model.ts';
import { createOpenAiModel, type OpenAiOptions } from '../../src/models/openai.ts';
import { aimock, completion, handMadeServer, type HandMadeAnswer, type HandMadeServer, openAiError, type OpenAiServerRequest } from '../support/openai-server.ts';

const KEY = 'sk-PlantedKey-0123456789abcdefghijklm';
const NEVER = new AbortController().signal;

/** Every outcome of this file, for the test at its end. */
const outcomes: ModelOutcome[] = [];

function ask(text: string, more: Partial<ModelRequest> = {}): ModelRequest {
  return {
    purpose: { stage: 'plan', role: 'generator', traitId: 'candour', kind: 'exhibit', ordinal: 0, attempt: 0 },
    messages: [{ role: 'user', text }],
    ...more,
  };
}

const SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: { pattern: { type: 'string', pattern: '\\S', description: 'A property may be called like a keyword.' } },
  required: ['pattern'],
  additionalProperties: false,
} as const;

async function generate(options: Partial<OpenAiOptions>, request = ask('Hello'), signal = NEVER, onText?: (piece: string) => void): Promise<ModelOutcome> {
  const outcome = await createOpenAiModel({ provider: 'openai', model: 'test-model', apiKey: KEY, ...options }).generate(request, signal, onText);
  outcomes.push(outcome);
  return outcome;
}

async function fromAimock(t: TestContext, answer: FixtureResponse, request?: ModelRequest): Promise<ModelOutcome> {
  const { baseUrl } = await aimock(t, () => answer);
  return generate({ baseUrl }, request);
}

async function fromHandMade(t: TestContext, answer: HandMadeAnswer, request?: ModelRequest): Promise<ModelOutcome> {
  const { baseUrl } = await handMadeServer(t, () => answer);
  return generate({ baseUrl }, request);
}

/** The outcome of a streamed call, and the pieces that were heard. */
async function streamed(t: TestContext, answer: HandMadeAnswer, options: Partial<OpenAiOptions> = {}): Promise<{ outcome: ModelOutcome; pieces: readonly string[] }> {
  const { baseUrl } = await handMadeServer(t, () => answer);
  const pieces: string[] = [];
  const outcome = await generate({ baseUrl, ...options }, ask('Hello'), NEVER, (piece) => pieces.push(piece));
  return { outcome, pieces };
}

function chunk(content: string, finishReason: string | null = null): unknown {
  return { object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content }, finish_reason: finishReason }] };
}

function assertFailed(outcome: ModelOutcome, kind: FailureKind, words: RegExp): asserts outcome is Extract<ModelOutcome, { status: 'failed' }> {
  assert.equal(outcome.status, 'failed', JSON.stringify(outcome));
  assert.equal(outcome.kind, kind, outcome.message);
  assert.match(outcome.message, words);
}

function hang(): Promise<never> {
  return new Promise<never>(() => {});
}

test('its id names provider and model, and its answers are not hand-written', () => {
  const model = createOpenAiModel({ provider: 'ollama', model: 'llama3.2:3b' });
  assert.equal(model.id, 'ollama/llama3.2:3b');
  assert.equal(model.rehearsed, false);
});

test('an answer comes back with the tokens that the provider counted', async (t) => {
  assert.deepEqual(await fromAimock(t, { content: 'Hi.', usage: { prompt_tokens: 12, completion_tokens: 3 } }), {
    status: 'ok',
    text: 'Hi.',
    usage: { inputTokens: 12, outputTokens: 3 },
  });
});

test('system text, conversation, parameters and key arrive where the protocol expects them, and nothing else does', async (t) => {
  const server = await handMadeServer(t, () => completion({ content: 'Hi.' }));
  const messages = [
    { role: 'user', text: 'One {brace} $& "quote"' },
    { role: 'model', text: 'Two' },
    { role: 'user', text: 'Three' },
  ] as const;
  await generate({ baseUrl: `${server.baseUrl}/`, apiKey: ` ${KEY}\n` }, ask('', { system: 'Be kind.', messages, temperature: 0, maxOutputTokens: 99 }));
  await generate({ baseUrl: server.baseUrl });
  const [request, plain] = server.requests;
  assert.equal(request?.path, '/v1/chat/completions');
  assert.equal(request?.headers.authorization, `Bearer ${KEY}`);
  assert.deepEqual(request?.body, {
    model: 'test-model',
    messages: [
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'One {brace} $& "quote"' },
      { role: 'assistant', content: 'Two' },
      { role: 'user', content: 'Three' },
    ],
    temperature: 0,
    max_tokens: 99,
  });
  assert.deepEqual(plain?.body, { model: 'test-model', messages: [{ role: 'user', content: 'Hello' }] });
});

test('an answer is heard piece by piece, and the outcome has all of it with the tokens', async (t) => {
  const { baseUrl } = await aimock(t, () => ({ content: 'One piece after another.', reasoning: 'Let me see.', usage: { prompt_tokens: 5, completion_tokens: 6 } }));
  const pieces: string[] = [];
  const outcome = await generate({ baseUrl }, ask('Hello'), NEVER, (heard) => pieces.push(heard));
  assert.deepEqual(outcome, { status: 'ok', text: 'One piece after another.', usage: { inputTokens: 5, outputTokens: 6 } });
  assert.ok(pieces.length > 3);
  assert.equal(pieces.join(''), 'One piece after another.');
});

test('a chain of thought is not part of the answer, whichever way a server hands it on', async (t) => {
  const answers = [
    { content: 'Yes.', reasoning_content: 'Let me see.' },
    { content: '<think>\nLet me see: </thin k>\n</think>\n\nYes.' },
    { content: [{ type: 'thinking', thinking: [] }, { type: 'text', text: 'Ye' }, { type: 'text', text: 's.' }] },
  ];
  for (const message of answers) {
    const outcome = await fromHandMade(t, completion(message));
    assert.equal(outcome.status === 'ok' && outcome.text, 'Yes.');
  }
});

test('a chain of thought is not heard while it is streamed', async (t) => {
  const { outcome, pieces } = await streamed(t, { events: [chunk('<th'), chunk('ink>Hm'), chunk('m</thi'), chunk('nk>\n'), chunk('\nYes'), chunk('.', 'stop'), '[DONE]'] });
  assert.equal(outcome.status === 'ok' && outcome.text, 'Yes.');
  assert.equal(pieces.join(''), 'Yes.');
});

test('an answer that never gets out of its thoughts is not an answer', async (t) => {
  assert.equal((await fromHandMade(t, completion({ content: '<think>Hm, hm.' }))).status, 'empty');
  const truncated = await fromHandMade(t, completion({ content: '<think>Hm, hm.' }, 'length'));
  assert.equal(truncated.status === 'truncated' && truncated.text, '');
});

test('an answer that only begins like a thought is kept', async (t) => {
  const outcome = await fromHandMade(t, completion({ content: '<thi' }));
  assert.equal(outcome.status === 'ok' && outcome.text, '<thi');
});

test('a refusal is told from an answer, with what the model said', async (t) => {
  assert.deepEqual(await fromHandMade(t, completion({ content: null, refusal: "I can't help with that." })), {
    status: 'refused',
    reason: "I can't help with that.",
    usage: { inputTokens: 7, outputTokens: 3 },
  });
  const refusal = (text: string) => ({ choices: [{ delta: { refusal: text } }] });
  const { outcome, pieces } = await streamed(t, { events: [refusal('I '), refusal("can't."), chunk('', 'stop'), '[DONE]'] });
  assert.deepEqual(outcome, { status: 'refused', reason: "I can't." });
  assert.deepEqual(pieces, []);
});

for (const reason of ['content_filter', 'a_reason_of_next_year']) {
  test(`an answer that ended with ${reason} is blocked, even with text in it`, async (t) => {
    const outcome = await fromAimock(t, { content: 'Half of', finishReason: reason });
    assert.equal(outcome.status === 'blocked' && outcome.reason, reason);
  });
}

test('a prompt that a filter answers with an error is blocked', async (t) => {
  const outcome = await fromHandMade(t, openAiError(400, 'The response was filtered.', { code: 'content_filter' }));
  assert.deepEqual(outcome, { status: 'blocked', reason: 'content_filter' });
});

test('an answer that hit the output limit is truncated and keeps what there was', async (t) => {
  const outcome = await fromAimock(t, { content: 'Half of', finishReason: 'length', usage: { prompt_tokens: 1, completion_tokens: 2 } });
  assert.deepEqual(outcome, { status: 'truncated', text: 'Half of', usage: { inputTokens: 1, outputTokens: 2 } });
});

for (const [what, answer] of Object.entries<HandMadeAnswer>({
  'an empty text': completion({ content: '' }),
  'only white space': completion({ content: ' \n' }),
  'no text': completion({ content: null }),
  'a text that is no text': completion({ content: { a: 1 } }),
  'no message': completion(undefined),
})) {
  test(`${what} is empty and never an answer`, async (t) => {
    assert.equal((await fromHandMade(t, answer)).status, 'empty');
  });
}

test('an ending that is left out, or only implied, is an ordinary one', async (t) => {
  assert.equal((await fromHandMade(t, completion({ content: 'Hi.' }, null, null))).status, 'ok');
  const { outcome } = await streamed(t, { events: [chunk('Hi.'), '[DONE]'] });
  assert.deepEqual(outcome, { status: 'ok', text: 'Hi.' });
});

for (const reason of ['tool_calls', 'error']) {
  test(`a model that ended with ${reason} is a failure to try again, which says what was used`, async (t) => {
    const outcome = await fromHandMade(t, completion({ content: null }, reason));
    assertFailed(outcome, 'server', /try again/);
    assert.deepEqual(outcome.usage, { inputTokens: 7, outputTokens: 3 });
  });
}

// JSON against a schema.

/** A server that answers with JSON, and refuses what `refuse` names. */
async function picky(t: TestContext, refuse: (request: OpenAiServerRequest) => HandMadeAnswer | undefined, text = '{"pattern":"x"}'): Promise<HandMadeServer> {
  return handMadeServer(t, (request) => refuse(request) ?? completion({ content: text }));
}

function formatOf(request: OpenAiServerRequest | undefined): unknown {
  const format = request?.body?.['response_format'];
  return typeof format === 'object' && format !== null && 'type' in format ? format.type : undefined;
}

function systemOf(request: OpenAiServerRequest | undefined): string {
  const messages = request?.body?.['messages'];
  assert.ok(Array.isArray(messages));
  const { role, content } = messages[0] as { readonly role: string; readonly content: string };
  return role === 'system' ? content : '';
}

test('a schema is sent in strict mode, with the keywords that it knows', async (t) => {
  const server = await picky(t, () => undefined);
  const outcome = await generate({ baseUrl: server.baseUrl }, ask('Hello', { schema: SCHEMA }));
  assert.equal(outcome.status === 'ok' && outcome.text, '{"pattern":"x"}');
  assert.deepEqual(server.requests[0]?.body?.['response_format'], {
    type: 'json_schema',
    json_schema: {
      name: 'answer',
      strict: true,
      schema: {
        type: 'object',
        properties: { pattern: { type: 'string', description: 'A property may be called like a keyword.' } },
        required: ['pattern'],
        additionalProperties: false,
      },
    },
  });
});

test('a schema that strict mode would refuse is sent without it, and whole', async (t) => {
  const server = await picky(t, () => undefined);
  for (const schema of [
    { type: 'object', properties: { a: { type: 'string' } }, required: [], additionalProperties: false },
    { type: 'object', properties: { a: { type: 'object', properties: {} } }, required: ['a'], additionalProperties: false },
    { type: 'object', properties: { a: { oneOf: [{ type: 'string' }] } }, required: ['a'], additionalProperties: false },
    { type: 'array', items: { type: 'string' } },
  ]) {
    await generate({ baseUrl: server.baseUrl }, ask('Hello', { schema }));
    assert.deepEqual(server.requests.at(-1)?.body?.['response_format'], { type: 'json_schema', json_schema: { name: 'answer', schema, strict: false } });
  }
});

for (const [server, status, message] of [
  ['an old OpenAI model', 400, "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model."],
  ['DeepSeek', 400, 'This response_format type is unavailable now'],
  ['Groq', 400, 'This model does not support response format `json_schema`.'],
  ['an old llama.cpp', 500, 'response_format type must be one of "text" or "json_object", but got: json_schema'],
  ['vLLM', 400, 'The provided JSON schema contains features not supported by xgrammar.'],
] as const) {
  test(`where ${server} does not take a schema, JSON is asked for and the schema told`, async (t) => {
    const { baseUrl, requests } = await picky(t, (request) => (formatOf(request) === 'json_schema' ? openAiError(status, message) : undefined));
    const outcome = await generate({ baseUrl }, ask('Hello', { system: 'Be kind.', schema: SCHEMA }));
    assert.equal(outcome.status === 'ok' && outcome.text, '{"pattern":"x"}');
    assert.deepEqual(requests.map(formatOf), ['json_schema', 'json_object']);
    assert.equal(systemOf(requests[0]), 'Be kind.');
    assert.match(systemOf(requests[1]), /^Be kind\.\n\nAnswer with one JSON value .*JSON Schema:\n\{"\$schema"/);
  });
}

test('where not even JSON can be asked for, the schema is told, and a code block around the answer is taken off', async (t) => {
  const { baseUrl, requests } = await picky(
    t,
    (request) => (formatOf(request) === undefined ? undefined : openAiError(400, "'response_format.type' must be 'text'")),
    'Something: \n```json\n{"pattern":"x"}\n```',
  );
  const first = await generate({ baseUrl }, ask('Hello', { schema: SCHEMA }));
  assert.equal(first.status === 'ok' && first.text, 'Something: \n```json\n{"pattern":"x"}\n```');
  assert.deepEqual(requests.map(formatOf), ['json_schema', 'json_object', undefined]);
  assert.match(systemOf(requests[2]), /JSON Schema/);

  const fenced = await picky(t, (request) => (formatOf(request) === undefined ? undefined : openAiError(400, 'no response_format')), '```json\n{"pattern":"x"}\n```\n');
  const second = await generate({ baseUrl: fenced.baseUrl }, ask('Hello', { schema: SCHEMA }));
  assert.equal(second.status === 'ok' && second.text, '{"pattern":"x"}');
});

test('what an endpoint does not take is learnt once for a model', async (t) => {
  const { baseUrl, requests } = await picky(t, (request) => (formatOf(request) === 'json_schema' ? openAiError(400, 'no response_format json_schema') : undefined));
  const model = createOpenAiModel({ provider: 'openai', model: 'test-model', baseUrl });
  for (let call = 0; call < 3; call += 1) outcomes.push(await model.generate(ask('Hello', { schema: SCHEMA }), NEVER));
  assert.deepEqual(requests.map(formatOf), ['json_schema', 'json_object', 'json_object', 'json_object']);
});

test('calls that learn the same side by side do not go a step too far', async (t) => {
  const { baseUrl, requests } = await picky(t, (request) => (formatOf(request) === 'json_schema' ? openAiError(400, 'no response_format json_schema') : undefined));
  const model = createOpenAiModel({ provider: 'openai', model: 'test-model', baseUrl });
  outcomes.push(...(await Promise.all(Array.from({ length: 4 }, () => model.generate(ask('Hello', { schema: SCHEMA }), NEVER)))));
  assert.deepEqual(requests.filter((request) => formatOf(request) === undefined), []);
  assert.equal(requests.filter((request) => formatOf(request) === 'json_object').length, 4);
});

test('a refusal of something else is not taken for one of the schema', async (t) => {
  const { baseUrl, requests } = await picky(t, () => openAiError(400, "This model's maximum context length is 8192 tokens.", { code: 'context_length_exceeded' }));
  assertFailed(await generate({ baseUrl }, ask('Hello', { schema: SCHEMA })), 'bad-request', /maximum context length/);
  assert.equal(requests.length, 1);
});

test('a model that did not manage to write JSON is asked again by the caller, not in another way', async (t) => {
  const { baseUrl, requests } = await picky(t, () => openAiError(400, "Failed to validate JSON. See 'json_schema'.", { code: 'json_validate_failed' }));
  assertFailed(await generate({ baseUrl }, ask('Hello', { schema: SCHEMA })), 'server', /try again/);
  assert.equal(requests.length, 1);
});

test('the output limit goes by the name that the endpoint takes', async (t) => {
  const unsupported = openAiError(400, "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.", {
    param: 'max_tokens',
    code: 'unsupported_parameter',
  });
  const { baseUrl, requests } = await picky(t, ({ body }) => (body?.['max_tokens'] === undefined ? undefined : unsupported));
  assert.equal((await generate({ baseUrl }, ask('Hello', { maxOutputTokens: 9 }))).status, 'ok');
  assert.equal(requests[1]?.body?.['max_completion_tokens'], 9);
});

test('an output limit that is too large is said, and not tried by another name', async (t) => {
  const { baseUrl, requests } = await picky(t, () => openAiError(400, 'max_tokens is too large: 100000.', { param: 'max_tokens' }));
  assertFailed(await generate({ baseUrl }, ask('Hello', { maxOutputTokens: 100_000 })), 'bad-request', /too large/);
  assert.equal(requests.length, 1);
});

test('a stream is had from an endpoint that does not count tokens in streams', async (t) => {
  const server = await handMadeServer(t, ({ body }) =>
    body?.['stream_options'] === undefined ? { events: [chunk('Hi.', 'stop'), '[DONE]'] } : { status: 422, body: { detail: [{ loc: ['body', 'stream_options'], msg: 'extra fields not permitted' }] } },
  );
  assert.deepEqual(await generate({ baseUrl: server.baseUrl }, ask('Hello'), NEVER, () => {}), { status: 'ok', text: 'Hi.' });
});

// Failures.

for (const status of [401, 403]) {
  test(`${status} says that the key is refused`, async (t) => {
    assertFailed(await fromAimock(t, { status, error: { message: 'Incorrect API key provided' } }), 'unauthorized', /refused the API key for test-model.*Incorrect API key/);
  });
}

test('an endpoint that asks for a key where none is set says so', async (t) => {
  const server = await handMadeServer(t, () => ({ status: 401 }));
  assertFailed(await generate({ baseUrl: server.baseUrl, apiKey: undefined }), 'unauthorized', /asks for an API key: set one/);
  assert.equal(server.requests[0]?.headers.authorization, undefined);
});

test('an account without money is not asked again and again', async (t) => {
  assertFailed(await fromHandMade(t, openAiError(402, 'Insufficient Balance')), 'unauthorized', /nothing left to pay with.*Insufficient Balance/);
});

test('an unknown model is named, with the host that does not have it', async (t) => {
  const server = await handMadeServer(t, () => openAiError(404, 'The model `test-model` does not exist', { code: 'model_not_found' }));
  const outcome = await generate({ baseUrl: server.baseUrl });
  assertFailed(outcome, 'not-found', /no model "test-model"/);
  assert.ok(outcome.message.includes(new URL(server.baseUrl).host));
});

test('a base URL without its /v1 is what may be wrong where nothing is found', async (t) => {
  const server = await handMadeServer(t, () => ({ status: 404, body: 'Not found' }));
  assertFailed(await generate({ baseUrl: new URL(server.baseUrl).origin }), 'not-found', /Base URLs mostly end in \/v1\.$/);
});

test('a model that Ollama does not have comes with the command to get it', async (t) => {
  const server = await handMadeServer(t, () => openAiError(404, 'model not found'));
  assertFailed(await generate({ provider: 'ollama', model: 'qwen3:4b', baseUrl: server.baseUrl, apiKey: undefined }), 'not-found', /`ollama pull qwen3:4b`/);
});

test('too many requests say how long to wait, and are not repeated here', async (t) => {
  const { baseUrl, mock } = await aimock(t, () => ({ status: 429, error: { message: 'Slow down' }, retryAfter: 42 }));
  const outcome = await generate({ baseUrl });
  assertFailed(outcome, 'rate-limited', /Slow down.*wait/);
  assert.equal(outcome.retryAfterMs, 42_000);
  assert.equal(mock.getRequests().length, 1);
});

for (const [headers, expected] of [
  [{ 'retry-after-ms': '1500', 'retry-after': '2' }, 1500],
  [{ 'retry-after': '0.5' }, 500],
  [{ 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }, 0],
  [{ 'retry-after': 'soon' }, undefined],
  [{}, undefined],
] as const) {
  test(`the wait in ${JSON.stringify(headers)} is ${expected}`, async (t) => {
    for (const status of [429, 503]) {
      const outcome = await fromHandMade(t, { status, headers });
      assert.equal(outcome.status === 'failed' ? outcome.retryAfterMs : 'no failure', expected);
    }
  });
}

for (const status of [500, 503]) {
  test(`${status} is the server's problem`, async (t) => {
    assertFailed(await fromAimock(t, { status, error: { message: 'Overloaded' } }), 'server', new RegExp(`${status}.*Overloaded.*try again later`));
  });
}

test('an error is read in every shape that servers write it in, and a page of HTML is not read out', async (t) => {
  for (const body of [{ error: { message: 'Too long' } }, { error: 'Too long' }, { object: 'error', message: 'Too long' }, { detail: 'Too long' }, [{ error: { message: 'Too long' } }]]) {
    assertFailed(await fromHandMade(t, { status: 400, body }), 'bad-request', /\(400\) \("Too long"\)/);
  }
  assertFailed(await fromHandMade(t, { status: 502, body: '<html>Bad gateway</html>' }), 'server', /\(502\): try again later/);
});

test('an error that comes in an answer of 200 is a failure all the same', async (t) => {
  assertFailed(await fromHandMade(t, { body: { error: { message: 'Provider overloaded', code: 429 } } }), 'rate-limited', /Provider overloaded/);
  const { outcome } = await streamed(t, { events: [chunk('Half'), { error: { message: 'The model crashed' } }, '[DONE]'] });
  assertFailed(outcome, 'server', /The model crashed/);
});

for (const [what, body] of Object.entries({
  'broken JSON': '{"choices":',
  'no body': '',
  null: 'null',
  'an array': [],
  'JSON of something else': { hello: 'world' },
  'choices that are a string': { choices: 'none' },
  'no choices': { choices: [] },
})) {
  test(`${what} is an answer that could not be read, never an answer`, async (t) => {
    assertFailed(await fromHandMade(t, { body }), 'server', /could not be read/);
  });
}

test('a stream with a piece that is not JSON could not be read', async (t) => {
  const { outcome } = await streamed(t, { events: [chunk('Hi'), '{"choices":[{"del', chunk('.', 'stop'), '[DONE]'] });
  assertFailed(outcome, 'server', /could not be read/);
});

test('comments, carriage returns and letters of several bytes in a stream do no harm', async (t) => {
  const lines = [': OPENROUTER PROCESSING', '', `data: ${JSON.stringify(chunk('Grüße, 世'))}`, '', 'event: message', `data:${JSON.stringify(chunk('界 👋', 'stop'))}`, '', 'data: [DONE]', '', ''];
  const { outcome } = await streamed(t, { body: lines.join('\r\n'), headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
  assert.deepEqual(outcome, { status: 'ok', text: 'Grüße, 世界 👋' });
});

test('a stream that ends before the model did is the network', async (t) => {
  assertFailed((await streamed(t, { events: [chunk('Half')] })).outcome, 'network', /middle of an answer/);
  assertFailed((await streamed(t, { events: [chunk('Half')], cutShort: true })).outcome, 'network', /connection/);
});

test('a stream that broke off says what it had cost by then', async (t) => {
  const { outcome } = await streamed(t, { events: [{ choices: [{ delta: { content: 'Half' } }], usage: { prompt_tokens: 5, completion_tokens: 1 } }] });
  assertFailed(outcome, 'network', /middle of an answer/);
  assert.deepEqual(outcome.usage, { inputTokens: 5, outputTokens: 1 });
});

test('a listener that throws does not cost the answer', async (t) => {
  const server = await handMadeServer(t, () => ({ events: [chunk('Hi'), chunk('.', 'stop'), '[DONE]'] }));
  const outcome = await generate({ baseUrl: server.baseUrl }, ask('Hello'), NEVER, () => assert.fail('the listener'));
  assert.equal(outcome.status === 'ok' && outcome.text, 'Hi.');
});

test('the same name at another endpoint is told apart, for what depends on the answer', () => {
  const settings = (baseUrl?: string) => createOpenAiModel({ provider: 'openai', model: 'm', baseUrl }).settings;
  assert.deepEqual(settings('http://127.0.0.1:8000/v1/'), { endpoint: 'http://127.0.0.1:8000/v1' });
  assert.deepEqual(settings('https://API.openai.com/v1/'), {});
  assert.deepEqual(settings(), {});
  assert.deepEqual(createOpenAiModel({ provider: 'ollama', model: 'm' }).settings, {});
});

test('an answer in one piece is had from an endpoint that does not stream', async (t) => {
  const { outcome, pieces } = await streamed(t, completion({ content: 'Hi.' }));
  assert.equal(outcome.status === 'ok' && outcome.text, 'Hi.');
  assert.deepEqual(pieces, ['Hi.']);
});

for (const [rate, kind] of [
  ['rateLimitRate', 'rate-limited'],
  ['dropRate', 'server'],
  ['malformedRate', 'server'],
  ['disconnectRate', 'network'],
] as const) {
  test(`aimock's chaos (${rate}) is a failure to try again, streamed or not`, async (t) => {
    const { baseUrl, mock } = await aimock(t, () => ({ content: 'Hi.' }));
    mock.setChaos({ [rate]: 1 });
    assertFailed(await generate({ baseUrl }), kind, /./);
    assertFailed(await generate({ baseUrl }, ask('Hello'), NEVER, () => {}), kind, /./);
  });
}

test('a connection that breaks in the middle of a body is the network', async (t) => {
  assertFailed(await fromHandMade(t, { ...completion({ content: 'Hi.' }), cutShort: true }), 'network', /connection to .* failed/);
});

test("a port where nobody listens is the network, with the system's word for it", async (t) => {
  const server = await handMadeServer(t, hang);
  const refused = Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }) });
  t.mock.method(globalThis, 'fetch', () => Promise.reject(refused));
  assertFailed(await generate({ baseUrl: server.baseUrl }), 'network', /127\.0\.0\.1:\d+ failed \(ECONNREFUSED\)/);
  assertFailed(await generate({ provider: 'ollama', apiKey: undefined }), 'network', /Ollama does not answer at 127\.0\.0\.1:11434 \(ECONNREFUSED\): start it/);
});

test('a redirect is not followed, so that neither key nor texts go elsewhere', async (t) => {
  const elsewhere = await handMadeServer(t, () => completion({ content: 'Got your key.' }));
  for (const status of [301, 307]) {
    const server = await handMadeServer(t, () => ({ status, headers: { location: `${elsewhere.baseUrl}/chat/completions` } }));
    assertFailed(await generate({ baseUrl: server.baseUrl }), 'bad-request', /another address \(127\.0\.0\.1:\d+\), which is not followed/);
  }
  assert.equal(elsewhere.requests.length, 0);
});

test('a call that takes too long ends with a timeout and lets go of the connection', async (t) => {
  const server = await handMadeServer(t, hang);
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const outcome = generate({ baseUrl: server.baseUrl, timeoutMs: 90_000 });
  await server.arrived(1);
  t.mock.timers.tick(90_000);
  assertFailed(await outcome, 'timeout', /within 90 seconds/);
  assert.equal(await server.requests[0]?.ended, 'hung-up');
});

test('cancelling ends a call at once and lets go of the connection', async (t) => {
  const server = await handMadeServer(t, hang);
  const cancel = new AbortController();
  const outcome = generate({ baseUrl: server.baseUrl }, ask('Hello'), cancel.signal);
  await server.arrived(1);
  cancel.abort();
  assertFailed(await outcome, 'cancelled', /may still bill/);
  assert.equal(await server.requests[0]?.ended, 'hung-up');
});

test('cancelling in the middle of a stream ends it at once, and nothing more is heard', async (t) => {
  const server = await handMadeServer(t, () => ({ events: [chunk('One'), chunk('Two')], hang: true }));
  const cancel = new AbortController();
  const pieces: string[] = [];
  const outcome = await generate({ baseUrl: server.baseUrl }, ask('Hello'), cancel.signal, (heard) => {
    pieces.push(heard);
    cancel.abort();
  });
  assertFailed(outcome, 'cancelled', /may still bill/);
  assert.equal(await server.requests[0]?.ended, 'hung-up');
  assert.deepEqual(pieces, ['One']);
});

test('a stream that stays open once the model has finished is an answer soon after, with the tokens that it told of', async (t) => {
  const server = await handMadeServer(t, () => ({ events: [chunk('Hi.', 'stop'), { choices: [], usage: { prompt_tokens: 5, completion_tokens: 1 } }], hang: true }));
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const outcome = await generate({ baseUrl: server.baseUrl }, ask('Hello'), NEVER, () => setImmediate(() => t.mock.timers.tick(1000)));
  assert.deepEqual(outcome, { status: 'ok', text: 'Hi.', usage: { inputTokens: 5, outputTokens: 1 } });
  assert.equal(await server.requests[0]?.ended, 'hung-up');
});

test('a connection that breaks once the model has finished costs no answer', async (t) => {
  const { outcome } = await streamed(t, { events: [chunk('Hi.', 'stop')], cutShort: true });
  assert.equal(outcome.status === 'ok' && outcome.text, 'Hi.');
});

test('what follows the end of a stream is not waited for', async (t) => {
  const { outcome } = await streamed(t, { events: [chunk('Hi.', 'stop'), '[DONE]'], hang: true });
  assert.equal(outcome.status, 'ok');
});

test('a call that is cancelled before it starts sends nothing', async (t) => {
  const server = await handMadeServer(t, hang);
  assertFailed(await generate({ baseUrl: server.baseUrl }, ask('Hello'), AbortSignal.abort()), 'cancelled', /before it was sent/);
  assert.equal(server.requests.length, 0);
});

test('a missing key is said before anything is sent to OpenAI, and only there', async (t) => {
  const fetched = t.mock.method(globalThis, 'fetch');
  assertFailed(await generate({ apiKey: ' ' }), 'no-key', /No OpenAI API key is set/);
  assertFailed(await generate({ apiKey: undefined, baseUrl: 'https://api.openai.com/v1/' }), 'no-key', /No OpenAI API key is set/);
  assert.equal(fetched.mock.callCount(), 0);
});

test('a key with characters that no header can carry is refused without being quoted', async (t) => {
  const server = await handMadeServer(t, hang);
  assertFailed(await generate({ baseUrl: server.baseUrl, apiKey: `${KEY}\n${KEY}` }), 'unauthorized', /copy it again/);
  assert.equal(server.requests.length, 0);
});

for (const [baseUrl, words] of [
  ['http://example.com/v1', /example\.com unencrypted/],
  ['http://192.168.0.1:8080/v1', /unencrypted/],
  ['file:///etc/passwd', /is file:, not https:/],
  ['localhost:8080', /is localhost:, not https:/],
  ['', /not a URL/],
  [`https://user:${KEY}@example.com`, /holds a user name/],
  [`https://example.com/?key=${KEY}`, /a query/],
  ['https://example.com/v1?', /a query/],
  ['https://example.com/v1#', /a query/],
] as const) {
  test(`the base URL "${baseUrl.replace(KEY, 'KEY')}" is refused before any call`, async (t) => {
    const fetched = t.mock.method(globalThis, 'fetch');
    assertFailed(await generate({ baseUrl }), 'bad-request', words);
    assert.equal(fetched.mock.callCount(), 0);
  });
}

test('the address is the one that is given, or else the known one, whatever the environment says', async (t) => {
  const environment = { OPENAI_BASE_URL: 'https://evil.example/v1', OPENAI_API_KEY: 'another-key', OPENAI_CUSTOM_HEADERS: 'x-evil: 1', OLLAMA_HOST: 'evil.example' };
  Object.assign(process.env, environment);
  t.after(() => Object.keys(environment).forEach((name) => delete process.env[name]));
  const called: [string, unknown][] = [];
  t.mock.method(globalThis, 'fetch', (input: string, init: RequestInit) => {
    called.push([input, init.headers]);
    return Promise.resolve(Response.json({ choices: [{ message: { content: 'Hi.' }, finish_reason: 'stop' }] }));
  });
  for (const options of [{}, { provider: 'ollama', apiKey: undefined }, { baseUrl: 'https://example.com/api/v1/' }] as const) {
    assert.deepEqual(await generate(options), { status: 'ok', text: 'Hi.' });
  }
  const json = { 'content-type': 'application/json' };
  assert.deepEqual(called, [
    ['https://api.openai.com/v1/chat/completions', { authorization: `Bearer ${KEY}`, ...json }],
    ['http://127.0.0.1:11434/v1/chat/completions', json],
    ['https://example.com/api/v1/chat/completions', { authorization: `Bearer ${KEY}`, ...json }],
  ]);
});

test('an endpoint that echoes the key does not get it into an outcome', async (t) => {
  const echoes: HandMadeAnswer[] = [
    completion({ content: `Your key is ${KEY}.` }),
    completion({ content: KEY }, 'length'),
    completion({ content: '', refusal: KEY }),
    completion({ content: '' }, KEY),
    { body: { error: { message: KEY } } },
    ...[400, 401, 402, 404, 429, 500].map((status) => openAiError(status, `Bad key ${KEY}`)),
    // Cutting a long message short must not leave the first half of the key.
    openAiError(400, `${'x'.repeat(180)} ${KEY}`),
    { status: 422, body: { detail: [{ input: KEY }] } },
  ];
  const server = await handMadeServer(t, () => echoes[server.requests.length - 1] ?? {});
  for (const _ of echoes) {
    const outcome = JSON.stringify(await generate({ baseUrl: server.baseUrl }));
    assert.ok(!outcome.includes(KEY.slice(0, 12)), outcome);
  }
});

test('an endpoint that streams the key back does not get it into what is heard', async (t) => {
  const { outcome, pieces } = await streamed(t, { events: [...`Key: ${KEY}. sk-PlantedKe`].map((letter) => chunk(letter)).concat('[DONE]') });
  assert.equal(outcome.status === 'ok' && outcome.text, 'Key: [key]. sk-PlantedKe');
  assert.equal(pieces.join(''), 'Key: [key]. ');
});

test('no outcome of any test above holds the planted key', () => {
  assert.ok(outcomes.length > 90, `only ${outcomes.length} outcomes were collected`);
  assert.deepEqual(outcomes.filter((outcome) => JSON.stringify(outcome).includes(KEY.slice(0, 14))), []);
});

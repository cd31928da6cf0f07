/**
 * What Gemini through Vertex AI promises, seen through the real SDK and the real google-auth-library, which signs in
 * with a service account made here. The log-in has one fixed address, whose requests are led to a loopback server; no
 * test here has seen Google's own answers.
 */

import assert from 'node:assert/strict';
import { generateKeyPairSync, verify } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { createGeminiEmbedder, createVertexEmbedder } from '../../src/models/gemini-embedder.ts';
import { listVertexModels } from '../../src/models/gemini-listing.ts';
import { createGeminiModel, createVertexModel } from '../../src/models/gemini.ts';
import type { VertexModelOptions } from '../../src/models/gemini.ts';
import { ask, assertFailed, KEY, NEVER, serve, setEnvironment } from './gemini-support.ts';

const TOKEN = 'ya29.planted-access-token-0123456789';
const LOG_IN = 'https://oauth2.googleapis.com/token';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

const ACCOUNT = {
  type: 'service_account',
  project_id: 'another-project',
  private_key_id: 'key-1',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  client_email: 'writer@my-project.iam.gserviceaccount.com',
  // The library does not go by this, so a file cannot send the proof of who we are to another host.
  token_uri: 'https://example.com/token',
};

interface LogIn {
  /** What was sent to the log-in, one form a request. */
  readonly forms: URLSearchParams[];
}

interface LogInScript {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** What stands in the file that GOOGLE_APPLICATION_CREDENTIALS names; an account that works when not given, no file when null. */
  readonly file?: string | null;
}

/** A computer with these credentials and no others, whose log-in answers like this. */
async function logIn(t: TestContext, { status = 200, body, headers = {}, file = JSON.stringify(ACCOUNT) }: LogInScript = {}): Promise<LogIn> {
  const home = await mkdtemp(join(tmpdir(), 'vertex-'));
  t.after(() => rm(home, { recursive: true }));
  const path = join(home, 'credentials.json');
  if (file !== null) await writeFile(path, file);
  setEnvironment(t, {
    HOME: home,
    CLOUDSDK_CONFIG: undefined,
    GOOGLE_APPLICATION_CREDENTIALS: file === null ? undefined : path,
    GOOGLE_CLOUD_QUOTA_PROJECT: undefined,
    // No look for a metadata server on the network.
    METADATA_SERVER_DETECTION: 'none',
    GOOGLE_API_KEY: undefined,
    GEMINI_API_KEY: undefined,
  });

  const forms: URLSearchParams[] = [];
  const server = createServer((req, res) => {
    const chunks: Uint8Array[] = [];
    req.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    req.on('end', () => {
      forms.push(new URLSearchParams(Buffer.concat(chunks).toString()));
      res.writeHead(status, { 'content-type': 'application/json', ...headers });
      res.end(JSON.stringify(body ?? { access_token: TOKEN, expires_in: 3600, token_type: 'Bearer' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  assert.ok(address && typeof address === 'object');
  const real = globalThis.fetch;
  t.mock.method(globalThis, 'fetch', (input: string | URL, init?: RequestInit) => {
    const url = String(input);
    assert.ok(url === LOG_IN || new URL(url).hostname === '127.0.0.1', `called ${url}`);
    return real(url === LOG_IN ? `http://127.0.0.1:${address.port}/` : url, init);
  });
  return { forms };
}

function vertex(options: Partial<VertexModelOptions>): ReturnType<typeof createVertexModel> {
  return createVertexModel({ model: 'gemini-test', project: 'my-project', location: 'europe-west4', ...options });
}

test('its id names Vertex AI and the model', () => {
  assert.equal(vertex({}).id, 'vertex/gemini-test');
});

test('a call is made in the project and the location, with a token that a signed log-in brought', async (t) => {
  const { forms } = await logIn(t);
  const server = await serve(t, {});
  const outcome = await vertex({ baseUrl: server.baseUrl }).generate(ask('Hello', { system: 'Be kind.' }), NEVER);
  assert.equal(outcome.status === 'ok' && outcome.text, 'Hi.');
  const [request] = server.requests;
  assert.equal(request?.headers.authorization, `Bearer ${TOKEN}`);
  assert.equal(request.headers['x-goog-api-key'], undefined);
  assert.equal(request.url, '/v1beta1/projects/my-project/locations/europe-west4/publishers/google/models/gemini-test:generateContent');
  assert.equal(request.system, 'Be kind.');

  const [head = '', claims = '', signature = ''] = forms[0]?.get('assertion')?.split('.') ?? [];
  assert.ok(verify('sha256', Buffer.from(`${head}.${claims}`), publicKey, Buffer.from(signature, 'base64url')));
  const { iss, aud, scope } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
  assert.deepEqual({ iss, aud, scope }, { iss: ACCOUNT.client_email, aud: LOG_IN, scope: 'https://www.googleapis.com/auth/cloud-platform' });
});

test('the same model at another address is told apart, for what depends on the answer', () => {
  assert.deepEqual(vertex({}).settings, {});
  assert.deepEqual(vertex({ baseUrl: 'http://127.0.0.1:1' }).settings, { endpoint: 'http://127.0.0.1:1' });
});

test('that a look for credentials found no computer of Google’s is not told on standard error', async (t) => {
  await logIn(t, { file: null });
  setEnvironment(t, { METADATA_SERVER_DETECTION: undefined });
  const warned = t.mock.method(process, 'emitWarning', () => {});
  const before: unknown = Object.getOwnPropertyDescriptor(process, 'emitWarning')?.value;
  t.mock.method(globalThis, 'fetch', () => Promise.reject(new Error('No network here.')));
  const models = [vertex({}), vertex({})];
  for (const outcome of await Promise.all(models.map((model) => model.generate(ask('Hello'), NEVER)))) assertFailed(outcome, 'no-key', /gcloud auth/);
  assert.deepEqual(warned.mock.calls.map((call) => call.arguments), []);
  assert.equal(Object.getOwnPropertyDescriptor(process, 'emitWarning')?.value, before);
});

test('many calls need one log-in', async (t) => {
  const { forms } = await logIn(t);
  const server = await serve(t, {});
  const model = vertex({ baseUrl: server.baseUrl });
  const outcomes = await Promise.all(['a', 'b', 'c'].map((text) => model.generate(ask(text), NEVER)));
  outcomes.push(await model.generate(ask('d'), NEVER));
  assert.ok(outcomes.every(({ status }) => status === 'ok'));
  assert.equal(forms.length, 1);
});

test('streams, counts and lists go through Vertex AI as well', async (t) => {
  await logIn(t);
  const models = ['gemini-3.8-flash', 'gemini-embedding-001', 'imagen-4', 'gemini-3.1-flash-tts'].map((name) => ({ name: `publishers/google/models/${name}` }));
  const server = await serve(t, { models, pageSize: 2 });
  const model = vertex({ baseUrl: server.baseUrl });
  const pieces: string[] = [];
  assert.equal((await model.generate(ask('Hello'), NEVER, (piece) => pieces.push(piece))).status, 'ok');
  assert.deepEqual(pieces, ['Hi.']);
  assert.deepEqual(await model.countTokens?.(ask('One two', { system: 'Be kind.' }), NEVER), { status: 'ok', inputTokens: 4 });
  assert.deepEqual(await listVertexModels({ project: 'my-project', baseUrl: server.baseUrl }, NEVER), {
    status: 'ok',
    models: [
      { name: 'vertex/gemini-3.8-flash', label: 'gemini-3.8-flash', roles: ['generator', 'critic', 'judge'] },
      { name: 'vertex/gemini-embedding-001', label: 'gemini-embedding-001', roles: ['embedder'] },
    ],
  });
  assert.deepEqual(server.calls.map(({ url }) => url), [
    '/v1beta1/projects/my-project/locations/europe-west4/publishers/google/models/gemini-test:countTokens',
    '/v1beta1/publishers/google/models',
    '/v1beta1/publishers/google/models?pageToken=2',
  ]);
});

for (const [model, sizes] of [
  ['gemini-embedding-001', [1, 1, 1]],
  ['gemini-embedding-2', [1, 1, 1]],
  ['text-embedding-005', [3]],
] as const) {
  test(`${model} gets as many texts at once as Vertex AI takes, and its tokens are counted`, async (t) => {
    await logIn(t);
    const server = await serve(t, {});
    const texts = ['one', 'two words', 'three words here'];
    const outcome = await createVertexEmbedder({ model, project: 'my-project', baseUrl: server.baseUrl }).embed(texts, NEVER);
    assert.deepEqual(outcome.usage, { inputTokens: 6, outputTokens: 0 });
    assert.deepEqual(server.calls.map((call) => call.texts.length), sizes);
    const alike = await createGeminiEmbedder({ model, apiKey: KEY, baseUrl: server.baseUrl }).embed(texts, NEVER);
    assert.deepEqual(outcome.status === 'ok' && outcome.vectors, alike.status === 'ok' && alike.vectors);
  });
}

test('without a project it says how to name one, and sends nothing', async (t) => {
  await logIn(t);
  setEnvironment(t, { GOOGLE_CLOUD_PROJECT: 'project-of-the-environment' });
  assertFailed(await vertex({ project: ' ' }).generate(ask('Hello'), NEVER), 'no-key', /project.*GOOGLE_CLOUD_PROJECT/);
});

test('without credentials it says how to log in', async (t) => {
  const { forms } = await logIn(t, { file: null });
  assertFailed(await vertex({}).generate(ask('Hello'), NEVER), 'no-key', /credentials.*gcloud auth application-default login.*GOOGLE_APPLICATION_CREDENTIALS/);
  assert.equal(forms.length, 0);
});

test('somebody who logs in after a call that failed can go on with the same model', async (t) => {
  await logIn(t, { file: null });
  const server = await serve(t, {});
  const model = vertex({ baseUrl: server.baseUrl });
  assertFailed(await model.generate(ask('Hello'), NEVER), 'no-key', /log/);
  t.mock.restoreAll();
  await logIn(t);
  assert.equal((await model.generate(ask('Hello'), NEVER)).status, 'ok');
});

test('credentials that Google does not accept any more ask for a new log-in', async (t) => {
  await logIn(t, { status: 400, body: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' } });
  assertFailed(await vertex({}).generate(ask('Hello'), NEVER), 'unauthorized', /expired or revoked.*gcloud auth application-default login` again/);
});

test('a log-in that redirects is not followed', async (t) => {
  const elsewhere = await serve(t, {});
  await logIn(t, { status: 307, headers: { location: `${elsewhere.baseUrl}/v1beta/models` } });
  assertFailed(await vertex({}).generate(ask('Hello'), NEVER), 'bad-request', /log-in sends calls on to another address \(127\.0\.0\.1:\d+\), which is not followed/);
  assert.equal(elsewhere.calls.length, 0);
});

for (const [what, file, words] of [
  ['no JSON', '{"private_key": planted-secret', /could not be read \(their file is not JSON\)/],
  ['a key that is none', JSON.stringify({ ...ACCOUNT, private_key: 'planted-secret' }), /could not be read/],
  ['an unknown kind', JSON.stringify({ type: 'planted-secret' }), /could not be read/],
] as const) {
  test(`a file of credentials with ${what} is said to be unreadable, without what it holds`, async (t) => {
    await logIn(t, { file });
    const outcome = await vertex({}).generate(ask('Hello'), NEVER);
    assertFailed(outcome, 'unauthorized', words);
    assert.doesNotMatch(outcome.message, /planted/);
  });
}

test('a file of credentials that is not there is named', async (t) => {
  await logIn(t);
  setEnvironment(t, { GOOGLE_APPLICATION_CREDENTIALS: join(tmpdir(), 'no-such-file.json') });
  assertFailed(await vertex({}).generate(ask('Hello'), NEVER), 'unauthorized', /no-such-file\.json/);
});

test('an account that may not call the model is told which role it needs', async (t) => {
  await logIn(t);
  const server = await serve(t, { answer: () => ({ status: 403, message: "Permission 'aiplatform.endpoints.predict' denied" }) });
  const outcome = await vertex({ baseUrl: server.baseUrl }).generate(ask('Hello'), NEVER);
  assertFailed(outcome, 'unauthorized', /refused the Google Cloud credentials.*predict.*role Vertex AI User in the project my-project/);
});

test('a token that an endpoint echoes is in no outcome', async (t) => {
  await logIn(t);
  const echo = { text: `Your token is ${TOKEN}.` };
  const server = await serve(t, { answer: ({ user }) => (user === 'fail' ? { status: 400, message: `Bad token ${TOKEN}` } : echo) });
  const model = vertex({ baseUrl: server.baseUrl });
  const pieces: string[] = [];
  const outcomes = [
    await model.generate(ask('Hello'), NEVER),
    await model.generate(ask('Hello'), NEVER, (piece) => pieces.push(piece)),
    await model.generate(ask('fail'), NEVER),
  ];
  assert.ok(!JSON.stringify([outcomes, pieces]).includes(TOKEN.slice(0, 12)));
});

for (const [location, host] of [
  ['europe-west4', 'europe-west4-aiplatform.googleapis.com'],
  ['global', 'aiplatform.googleapis.com'],
  ['', 'aiplatform.googleapis.com'],
  ['eu', 'aiplatform.eu.rep.googleapis.com'],
] as const) {
  test(`calls for the location "${location}" go to Google's host for it, whatever the environment says`, async (t) => {
    await logIn(t);
    const elsewhere = await serve(t, {});
    setEnvironment(t, {
      GOOGLE_VERTEX_BASE_URL: elsewhere.baseUrl,
      GOOGLE_CLOUD_LOCATION: 'nowhere',
      GOOGLE_GENAI_API_VERSION: 'v9',
      GOOGLE_GENAI_USE_VERTEXAI: 'false',
      GOOGLE_API_KEY: KEY,
    });
    const called: string[] = [];
    const logsIn = globalThis.fetch;
    t.mock.method(globalThis, 'fetch', (input: string | URL, init: RequestInit) => {
      if (String(input) === LOG_IN) return logsIn(input, init);
      called.push(String(input));
      assert.equal(new Headers(init.headers).get('x-goog-api-key'), null);
      return Promise.resolve(new Response('', { status: 500 }));
    });
    await vertex({ location }).generate(ask('Hello'), NEVER);
    assert.deepEqual(called, [
      `https://${host}/v1beta1/projects/my-project/locations/${location || 'global'}/publishers/google/models/gemini-test:generateContent`,
    ]);
  });
}

for (const [what, options] of Object.entries<Partial<VertexModelOptions>>({
  'a location that would change the host': { location: 'example.com/#' },
  'a location with a point': { location: 'evil.example.com' },
  'a location of several lines': { location: 'global\nx' },
  'a project that would change the path': { project: '../../x' },
  'a project with a query': { project: 'my-project?x' },
  'an unencrypted base URL': { baseUrl: 'http://example.com' },
})) {
  test(`${what} is refused before any call`, async (t) => {
    const { forms } = await logIn(t);
    assertFailed(await vertex(options).generate(ask('Hello'), NEVER), 'bad-request', /set one such as|unencrypted/);
    assert.equal(forms.length, 0);
  });
}

test('in a browser it says that Vertex AI needs a computer of its own', async () => {
  const { process } = globalThis;
  let model;
  try {
    Object.assign(globalThis, { process: undefined });
    model = vertex({});
  } finally {
    Object.assign(globalThis, { process });
  }
  assertFailed(await model.generate(ask('Hello'), NEVER), 'no-key', /browser/);
});

test('the SDK tells the console nothing of keys in the environment that are not used', async (t) => {
  await logIn(t);
  setEnvironment(t, { GOOGLE_API_KEY: 'another-key', GEMINI_API_KEY: 'and-another' });
  const server = await serve(t, {});
  const said = (['debug', 'info', 'log', 'warn', 'error'] as const).map((method) => t.mock.method(console, method, () => {}));
  await vertex({ baseUrl: server.baseUrl }).generate(ask('Hello'), NEVER);
  await createGeminiModel({ model: 'gemini-test', apiKey: KEY, baseUrl: server.baseUrl }).generate(ask('Hello'), NEVER);
  assert.equal(server.requests.length, 2);
  assert.deepEqual(said.flatMap(({ mock }) => mock.calls.map((call) => call.arguments)), []);
});

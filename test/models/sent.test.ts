/** What a model says of a call that came to nothing, for whoever counts what may be billed: whether anything was sent. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { createGeminiModel } from '../../src/models/gemini.ts';
import type { LanguageModel } from '../../src/models/model.ts';
import { createOpenAiModel } from '../../src/models/openai.ts';

const NEVER = new AbortController().signal;

/** A port of this machine, with something behind it that answers with half of a body, with no JSON, or that is gone. */
async function port(t: TestContext, behaviour: 'gone' | 'breaks off' | 'garbles'): Promise<number> {
  const server = createServer((request, response) => {
    request.resume();
    if (behaviour === 'garbles') return void response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices": [');
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 });
    response.write('{"choices": [', () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: at } = server.address() as AddressInfo;
  const close = (): Promise<unknown> => new Promise((resolve) => server.close(resolve));
  if (behaviour === 'gone') await close();
  else t.after(close);
  return at;
}

const MODELS: Readonly<Record<string, (at: number) => LanguageModel>> = {
  gemini: (at) => createGeminiModel({ model: 'test', apiKey: 'a-key-of-no-worth', baseUrl: `http://127.0.0.1:${at}` }),
  openai: (at) => createOpenAiModel({ provider: 'openai', model: 'test', baseUrl: `http://127.0.0.1:${at}/v1` }),
};

for (const [name, modelAt] of Object.entries(MODELS)) {
  for (const [behaviour, kind, sent] of [
    ['gone', 'network', false],
    ['breaks off', 'network', undefined],
    ['garbles', 'server', true],
  ] as const) {
    test(`${name}: where the server ${behaviour === 'gone' ? 'is gone, nothing was sent' : `${behaviour}, something was`}`, async (t) => {
      const request = { purpose: { stage: 'draft', role: 'generator', traitId: 't', kind: 'exhibit', ordinal: 0, attempt: 0 }, messages: [{ role: 'user', text: 'Hello' }] } as const;
      const outcome = await modelAt(await port(t, behaviour)).generate(request, NEVER);
      assert.partialDeepStrictEqual(outcome, { status: 'failed', kind });
      assert.equal(outcome.status === 'failed' && outcome.sent, sent);
    });
  }
}

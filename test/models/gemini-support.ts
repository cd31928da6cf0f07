/** What the tests of Gemini share: a request, a server that ends with its test, and checks of failures. */

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { FailedOutcome, ModelRequest } from '../../src/models/model.ts';
import { startGeminiServer } from '../support/gemini-server.ts';
import type { GeminiServer, GeminiServerScript } from '../support/gemini-server.ts';

/** A key that no outcome may hold. */
export const KEY = 'AIzaSyPlantedKey-0123456789abcdefghijklm';

export const NEVER = new AbortController().signal;

export function ask(text: string, more: Partial<ModelRequest> = {}): ModelRequest {
  return {
    purpose: { stage: 'plan', role: 'generator', traitId: 'candour', kind: 'exhibit', ordinal: 0, attempt: 0 },
    messages: [{ role: 'user', text }],
    ...more,
  };
}

export async function serve(t: TestContext, script: Partial<GeminiServerScript>): Promise<GeminiServer> {
  const server = await startGeminiServer({ answer: () => ({ text: 'Hi.' }), ...script });
  t.after(() => server.close());
  return server;
}

export function assertFailed(outcome: { readonly status: string }, kind: FailedOutcome['kind'], words: RegExp): asserts outcome is FailedOutcome {
  assert.ok(isFailed(outcome), JSON.stringify(outcome));
  assert.equal(outcome.kind, kind, outcome.message);
  assert.match(outcome.message, words);
  assert.ok(!JSON.stringify(outcome).includes(KEY.slice(0, 12)), outcome.message);
}

function isFailed(outcome: { readonly status: string }): outcome is FailedOutcome {
  return outcome.status === 'failed';
}

/** Sets environment variables for one test. */
export function setEnvironment(t: TestContext, variables: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(variables)) {
    const before = process.env[name];
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
    t.after(() => {
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    });
  }
}

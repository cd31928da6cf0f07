/** What the tests of `traitwright generate` share: a folder with a sample, and a loopback Gemini that answers every stage. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import * as z from 'zod';
import type { JournalRecord } from '../../src/engine/journal.ts';
import { type GeminiServer, type GeminiServerAnswer, type GeminiServerRequest, startGeminiServer } from '../support/gemini-server.ts';
import { folderWith, onlyJournal, run, SAMPLES, type Surroundings } from './support.ts';

export const KEY = 'AIzaSyPlantedKey-0123456789abcdefghijklm';
export const ENV = { GEMINI_API_KEY: KEY };
export const NAME = 'aster-with-people';
export const FILE = `${NAME}.traits.md`;

export async function folderWithSample(t: TestContext): Promise<string> {
  const folder = await folderWith(t);
  for (const name of [FILE, `${NAME}.rehearsal.yaml`]) await cp(join(SAMPLES, name), join(folder, name));
  return folder;
}

export function chat(...more: readonly string[]): readonly string[] {
  return ['generate', FILE, '--pipeline', 'chat', ...more];
}

export const THREE_OF_HONEST = ['--per-trait', '3', '--trait', 'honest'];

export function samplesIn(journal: readonly JournalRecord[]): readonly { readonly id: string }[] {
  return journal.flatMap((record) => (record.type === 'sample' ? [z.looseObject({ id: z.string() }).parse(record.sample)] : []));
}

export async function serve(t: TestContext, answer: (request: GeminiServerRequest) => GeminiServerAnswer | Promise<GeminiServerAnswer>): Promise<GeminiServer> {
  const server = await startGeminiServer({ answer });
  t.after(() => server.close());
  return server;
}

export const usage = { inputTokens: 100, outputTokens: 7 };

/** Answers every stage with the least that it asks for; the stage shows in the schema. */
export function answerAll(request: GeminiServerRequest, holds = true): GeminiServerAnswer {
  const { properties = {} } = (request.schema ?? {}) as { properties?: Record<string, unknown> };
  const answer = (value: unknown): GeminiServerAnswer => ({ text: JSON.stringify(value), usage });
  if (request.schema === undefined) return { text: 'Some answer.', usage };
  // The same for the same request, and unlike any other, so that no two messages are nearly the same.
  const some = createHash('sha256').update(request.user).digest('hex');
  if ('how' in properties) return answer({ what: some, how: 'h', why: 'y' });
  if ('decision' in properties) return answer({ problems: [], generic_default: false, decision: 'keep', prompt: '' });
  if ('prompt' in properties) return answer({ prompt: some });
  if ('axes' in properties) {
    const axis = { verdict: 'pass', sentence: 'Fine.' };
    const names = ['trait_embodiment', 'naturalness', 'superficial_patterns', 'faithfulness', 'attribution'];
    return answer({ axes: Object.fromEntries(names.map((name) => [name, axis])), verdict: 'pass', quotes: [] });
  }
  return answer(Object.fromEntries(Object.keys(properties).map((name) => [name, { reason: 'As it is.', holds }])));
}

export async function withServer(t: TestContext, server: GeminiServer, more: readonly string[], surroundings: Surroundings = {}) {
  const cwd = await folderWithSample(t);
  const ran = await run(chat(...THREE_OF_HONEST, '--model', 'gemini/test', '--base-url', server.baseUrl, ...more), { cwd, env: ENV, ...surroundings });
  const journal = await onlyJournal(cwd, NAME);
  assert.ok(!`${ran.stdout}${ran.stderr}${JSON.stringify(journal)}`.includes(KEY), 'the key was written');
  return { ...ran, journal };
}

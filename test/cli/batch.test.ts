/** Runs that are made by the Gemini Batch API: requests go out, results come in, and the run is the same as any other. */
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { GeminiServerRequest } from '../support/gemini-server.ts';
import { answerAll, chat, ENV, FILE, folderWithSample, NAME, samplesIn } from './generate-support.ts';
import { journalAt, onlyJournal, run } from './support.ts';

const MODEL = 'gemini/gemini-3.8-flash';
const TO = ['--format', 'gemini-batch', '--out', 'requests.jsonl', '--force'];

/** A run that has begun and asked nothing: its budget does not allow a single call. */
async function begun(t: TestContext, ...more: readonly string[]): Promise<string> {
  const cwd = await folderWithSample(t);
  const { code, stderr } = await run(chat('--per-trait', '4', '--trait', 'honest', '--model', MODEL, '--budget', '0.0000001', ...more), { cwd, env: ENV });
  assert.equal(code, 1, stderr);
  return cwd;
}

interface Line {
  readonly key: string;
  readonly request: { readonly contents: readonly unknown[]; readonly generationConfig?: { readonly responseJsonSchema?: object; readonly seed?: number } };
}

async function requests(cwd: string): Promise<readonly Line[]> {
  const text = await readFile(join(cwd, 'requests.jsonl'), 'utf8');
  return text.trimEnd().split('\n').map((line): Line => JSON.parse(line));
}

/** What the Batch API gives for a request. */
function result({ key, request }: Line): object {
  const schema = request.generationConfig?.responseJsonSchema;
  // Its message follows from what is asked: ones that are alike would be dropped in the end, and made up for.
  const { text = '' } = answerAll({ user: key, ...(schema === undefined ? {} : { schema }) } as GeminiServerRequest) as { text?: string };
  return { key, response: { candidates: [{ content: { role: 'model', parts: [{ text }] }, finishReason: 'STOP' }], usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 7 } } };
}

async function writeResults(cwd: string, results: readonly object[]): Promise<void> {
  await writeFile(join(cwd, 'results.jsonl'), results.map((one) => `${JSON.stringify(one)}\n`).join(''));
}

test('round by round a run comes to its end, and nothing is left to be paid for', async (t) => {
  const cwd = await begun(t, '--seed', '5');
  const published = new Ajv2020({ strict: true, strictTuples: false }).compile(JSON.parse(await readFile(join(import.meta.dirname, '../../docs/schemas/export/gemini-batch.schema.json'), 'utf8')) as object);
  const counts: number[] = [];
  for (let round = 0; round < 30; round += 1) {
    const { code } = await run(['export', FILE, ...TO], { cwd });
    if (code === 1) break;
    const lines = await requests(cwd);
    for (const line of lines) {
      assert.ok(published(line), JSON.stringify(published.errors));
      assert.equal(typeof line.request.generationConfig?.seed, 'number');
    }
    // Each plan is told of those before it.
    assert.ok(lines.filter(({ request }) => JSON.stringify(request.generationConfig).includes('"how"')).length <= 1);
    counts.push(lines.length);
    await writeResults(cwd, lines.map(result));
    assert.equal((await run(['import-batch', FILE, 'results.jsonl'], { cwd })).code, 0);
  }
  const journal = await onlyJournal(cwd, NAME);
  assert.equal(samplesIn(journal).filter((sample) => 'status' in sample && sample.status === 'kept').length, 4);
  const { stderr } = await run(['generate', FILE, '--resume'], { cwd, env: { GEMINI_API_KEY: 'none' } });
  assert.match(stderr, /4 samples there already/);
  assert.equal((await onlyJournal(cwd, NAME)).filter(({ type }) => type === 'call').length, counts.reduce((sum, count) => sum + count, 0));
  assert.equal((await run(['export', FILE, '--format', 'trl-messages', '--out', 'data.jsonl'], { cwd })).code, 0);
});

test('results that are there already, that failed, or that are of something else are told apart', async (t) => {
  const cwd = await begun(t);
  await run(['export', FILE, ...TO], { cwd });
  const [line] = await requests(cwd);
  assert.ok(line !== undefined);
  await writeResults(cwd, [result(line)]);
  await run(['import-batch', FILE, 'results.jsonl'], { cwd });
  await writeFile(
    join(cwd, 'results.jsonl'),
    [JSON.stringify(result(line)), JSON.stringify({ ...result(line), key: 'another' }), JSON.stringify({ key: 'b', error: { code: 13, message: 'Inter\u001b[2Jnal.\nAnd on.' } }), '{"no": "key"}', '{', JSON.stringify({ key: line.key, response: { promptFeedback: { blockReason: { a: 1 } } } })].join('\n'),
  );
  const { code, stderr } = await run(['import-batch', FILE, 'results.jsonl'], { cwd });
  assert.equal(code, 0);
  for (const said of [/^0 answers taken into/m, /^1 answer had been taken in before/m, /^1 answer to no call that this run makes today/m, /^1 request failed and can be asked again: Inter[^\u001b]*nal\. And on\.$/m, /^3 lines could not be read, the first of them line 4 of results\.jsonl/m]) assert.match(stderr, said);
});

test('an answer that a filter withheld, or that broke off, comes to what it would have come to in a run', async (t) => {
  const cwd = await begun(t);
  await run(['export', FILE, ...TO], { cwd });
  const [line] = await requests(cwd);
  assert.ok(line !== undefined);
  await writeResults(cwd, [{ key: line.key, response: { promptFeedback: { blockReason: 'SAFETY' }, usageMetadata: { promptTokenCount: 9 } } }]);
  await run(['import-batch', FILE, 'results.jsonl'], { cwd });
  const failed = samplesIn(await onlyJournal(cwd, NAME)).at(-1);
  assert.match(JSON.stringify(failed), /"status":"failed".*filters blocked the (?:plan|default response) \(SAFETY\)/);
});

test('exporting changes nothing in the journal, and replaces no file that it was not told to', async (t) => {
  const cwd = await begun(t);
  const [name = ''] = await readdir(join(cwd, '.traits', NAME, 'runs'));
  const path = join(cwd, '.traits', NAME, 'runs', name);
  const before = await journalAt(path);
  await run(['export', FILE, ...TO], { cwd });
  assert.deepEqual(await journalAt(path), before);
  const { code, stderr } = await run(['export', FILE, '--format', 'gemini-batch', '--out', 'requests.jsonl'], { cwd });
  assert.equal(code, 2);
  assert.match(stderr, /is there already/);
});

test('a journal is never replaced by the requests that it is read for', async (t) => {
  const cwd = await begun(t);
  const [name = ''] = await readdir(join(cwd, '.traits', NAME, 'runs'));
  const path = join('.traits', NAME, 'runs', name);
  const before = await journalAt(join(cwd, path));
  const { code, stderr } = await run(['export', FILE, '--format', 'gemini-batch', '--out', path, '--force'], { cwd });
  assert.equal(code, 2);
  assert.match(stderr, /is what is exported from/);
  assert.deepEqual(await journalAt(join(cwd, path)), before);
});

test('runs that cannot be made in batches say so', async (t) => {
  const cwd = await folderWithSample(t);
  await run(chat('--per-trait', '1', '--trait', 'honest', '--model', 'rehearsal'), { cwd });
  for (const [args, said] of [
    [['export', FILE, ...TO], /is rehearsed: it asks no model/],
    [['export', FILE, ...TO, '--split', '0.9'], /--split is for samples/],
    [['export', FILE, FILE, ...TO], /one run at a time/],
    [['import-batch', FILE], /No results/],
    [['import-batch', FILE, 'none.jsonl'], /none\.jsonl: no such file/],
  ] as const) {
    const { code, stderr } = await run(args, { cwd });
    assert.equal(code, 2);
    assert.match(stderr, said);
  }
});

/** What reading files of samples promises: every format that is named, and every line accounted for. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { copyWithout } from '../../src/dataset/copy.ts';
import { UnknownFormat } from '../../src/dataset/formats.ts';
import { openDataset, readDataset } from '../../src/dataset/read.ts';
import { NotText, textFile } from '../../src/dataset/text-file.node.ts';
import { jsonLines, read, source } from './support.ts';

const FORMATS: readonly (readonly [name: string, format: string, line: (prompt: string, response: string) => unknown])[] = [
  ['chat messages', 'messages', (prompt, response) => ({ messages: [{ role: 'system', content: 's' }, { role: 'user', content: prompt }, { role: 'assistant', content: response }] })],
  ['chat messages in parts', 'messages', (prompt, response) => ({ messages: [{ role: 'user', content: [{ type: 'text', text: prompt }] }, { role: 'assistant', content: [{ type: 'text', text: response }] }] })],
  ['Gemini contents', 'gemini', (prompt, response) => ({ systemInstruction: { parts: [{ text: 's' }] }, contents: [{ role: 'user', parts: [{ text: prompt }] }, { role: 'model', parts: [{ text: response }] }] })],
  ['Gemini preference pairs', 'gemini', (prompt, response) => ({ contents: [{ role: 'user', parts: [{ text: prompt }] }], completions: [{ score: 0, completion: { role: 'model', parts: [{ text: 'no' }] } }, { score: 1, completion: { role: 'model', parts: [{ text: response }] } }] })],
  ['ShareGPT', 'sharegpt', (prompt, response) => ({ conversations: [{ from: 'human', value: prompt }, { from: 'gpt', value: response }] })],
  ['TRL preference pairs', 'preference', (prompt, response) => ({ prompt, chosen: response, rejected: 'no' })],
  ['TRL preference pairs as messages', 'preference', (prompt, response) => ({ prompt: [{ role: 'user', content: prompt }], chosen: [{ role: 'assistant', content: response }], rejected: [{ role: 'assistant', content: 'no' }] })],
  ['TRL preference pairs with the prompt in them', 'preference', (prompt, response) => ({ chosen: [{ role: 'user', content: prompt }, { role: 'assistant', content: response }], rejected: [] })],
  ['OpenAI preference pairs', 'openai-preference', (prompt, response) => ({ input: { messages: [{ role: 'user', content: prompt }] }, preferred_output: [{ role: 'assistant', content: response }], non_preferred_output: [] })],
  ['prompts and completions', 'prompt-completion', (prompt, completion) => ({ prompt, completion })],
  ['a journal', 'journal', (prompt, response) => ({ type: 'sample', sample: { id: 'a/exhibit/0', traitId: 'a', kind: 'exhibit', chunkHash: 'c', status: 'kept', prompt, response } })],
];

for (const [name, format, line] of FORMATS) {
  test(`${name}: any prompt and response come back as they were, and the format is said`, async () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }).filter((value) => value.trim() !== '');
    await fc.assert(
      fc.asyncProperty(text, text, fc.integer({ min: 1, max: 50 }), async (prompt, response, size) => {
        const { format: told, samples, report } = await read(jsonLines([line(prompt, response)]), size);
        assert.equal(told, format);
        assert.deepEqual({ prompt: samples[0]?.prompt, response: samples[0]?.response, line: samples[0]?.line }, { prompt, response, line: 1 });
        assert.equal(report.badCount, 0);
      }),
      { numRuns: 40 },
    );
  });
}

test('documents and plain text have no prompt', async () => {
  assert.deepEqual(await read(jsonLines([{ text: 'One.\n\nTwo.' }])).then(({ format, samples }) => [format, samples]), ['text', [{ line: 1, response: 'One.\n\nTwo.' }]]);
  const plain = await read('\uFEFFFirst answer.\r\n\r\nSecond answer.');
  assert.deepEqual([plain.format, plain.samples], ['plain-text', [{ line: 1, response: 'First answer.' }, { line: 3, response: 'Second answer.' }]]);
  assert.equal(plain.report.torn, false);
});

test('of a conversation the last answer is read, and it is said that there were more', async () => {
  const turns = ['a', 'b', 'c', 'd'].map((content, index) => ({ role: index % 2 === 0 ? 'user' : 'assistant', content }));
  const { samples, report } = await read(jsonLines([{ messages: turns }]));
  assert.deepEqual(samples, [{ line: 1, prompt: 'c', response: 'd' }]);
  assert.equal(report.withEarlierAnswers, 1);
});

test('labels are read from the line or its metadata', async () => {
  const { samples } = await read(jsonLines([{ text: 'x', trait: 'honest', id: 'a' }, { text: 'y', metadata: { traitId: 'kind', kind: 'exhibit' } }]));
  assert.deepEqual(samples, [{ line: 1, id: 'a', traitId: 'honest', response: 'x' }, { line: 2, traitId: 'kind', kind: 'exhibit', response: 'y' }]);
});

test('every bad line is counted, and said by its number', async () => {
  const text = `${JSON.stringify({ text: 'well' })}\n{"text": \n[1]\n{"other": 1}\n{"text": ""}\n\n${JSON.stringify({ text: 'well too' })}\n`;
  const { samples, report } = await read(text);
  assert.deepEqual(samples.map(({ line }) => line), [1, 7]);
  assert.deepEqual(report.bad.map(({ line }) => line), [2, 3, 4, 5]);
  assert.equal(report.badCount, 4);
  assert.equal(report.torn, false);
});

test('of many bad lines the first are listed and all are counted', async () => {
  const { report } = await read(`${JSON.stringify({ text: 'well' })}\n${'broken\n'.repeat(500)}`);
  assert.deepEqual([report.badCount, report.bad.length, report.bad[0]?.line], [500, 20, 2]);
});

test('a last line that broke off is said to be torn', async () => {
  const { samples, report } = await read(`${JSON.stringify({ text: 'well' })}\n{"text": "bro`);
  assert.equal(samples.length, 1);
  assert.deepEqual([report.badCount, report.torn, report.bad[0]?.line], [1, true, 2]);
  assert.match(report.bad[0]?.problem ?? '', /ends in this line/);
});

test('a file that is cut off within a character is read up to there', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'traitwright-dataset-'));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'a.jsonl');
  await writeFile(path, Buffer.concat([Buffer.from(`${JSON.stringify({ text: 'whole é' })}\n{"text": "`), Buffer.from('é').subarray(0, 1)]));
  const samples: string[] = [];
  const report = await readDataset(await openDataset(textFile(path, 'a.jsonl')), { onSample: ({ response }) => void samples.push(response) });
  assert.deepEqual([samples, report.badCount, report.torn], [['whole é'], 1, true]);
  await writeFile(path, Buffer.from([0x7b, 0xff, 0xfe, 0x0a, 0x41]));
  await assert.rejects(openDataset(textFile(path, 'a.jsonl')), NotText);
  await writeFile(path, Buffer.from([0x1f, 0x8b, 0x08, 0x00]));
  await assert.rejects(openDataset(textFile(path, 'a.jsonl')), NotText);
});

test('of a journal the kept samples are read, each as its last line says', async () => {
  const sample = (id: string, status: string, response: string): unknown => ({ type: 'sample', sample: { id, traitId: 'a', kind: 'exhibit', chunkHash: 'c', status, response } });
  const text = jsonLines([
    { type: 'header', version: 1, tool: 'x', run: 'r' },
    { type: 'call', key: 'k', outcome: { status: 'ok', text: 'not this' } },
    sample('a/exhibit/0', 'kept', 'replaced'),
    sample('a/exhibit/1', 'dropped', 'dropped'),
    sample('a/exhibit/2', 'kept', 'failed afterwards'),
    { type: 'a-later-record' },
    sample('a/exhibit/0', 'kept', 'counts'),
    sample('a/exhibit/2', 'failed', ''),
    { type: 'sample', sample: { id: 'a/text/exhibit/0', traitId: 'a', kind: 'exhibit', status: 'kept', document: 'A text.' } },
    { type: 'summary', ended: 'done' },
  ]);
  const { format, samples, report } = await read(text);
  assert.equal(format, 'journal');
  assert.deepEqual(samples.map(({ line, response }) => [line, response]), [[7, 'counts'], [9, 'A text.']]);
  assert.deepEqual(report.leftOut, { 'replaced by a later line': 2, dropped: 1, failed: 1 });
  assert.equal(report.badCount, 0);
});

for (const [why, text, words] of [
  ['an empty file', '', /empty/],
  ['a blank file', '\n \n', /empty/],
  ['a JSON array', '[{"text": "a"}]', /jq -c/],
  ['JSON of another form', '{"a": 1, "b": 2}\n', /keys a, b/],
  ['what looks like JSON and is none', '{"text": "a\n{"text"\n', /none of its first lines/],
] as const) {
  test(`${why} is refused with its name and the reason`, async () => {
    await assert.rejects(openDataset(source(text, 'my.jsonl')), (error) => error instanceof UnknownFormat && error.message.startsWith('my.jsonl: ') && words.test(error.message));
  });
}

test('any text is read to its end or refused, the same in pieces of any size, with every line accounted for', async () => {
  const line = fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.json(), fc.constantFrom('{"text": "a"}', '{"messages": 1}', '{"text": 3}', '{"type":"sample","sample":{"id":"a","status":"kept"}}', ''));
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), fc.integer({ min: 1, max: 40 }), async (lines, end, size) => {
      const text = lines.join(end);
      const whole = await read(text, 1_000_000).catch((error: unknown) => error);
      const pieces = await read(text, size).catch((error: unknown) => error);
      if (whole instanceof Error) assert.ok(whole instanceof UnknownFormat);
      assert.deepEqual(pieces, whole);
      if (whole instanceof Error) return;
      const { format, report } = whole as Awaited<ReturnType<typeof read>>;
      if (format === 'journal') return;
      const filled = text.split('\n').filter((one, index) => (index === 0 ? one.replace(/^\uFEFF/, '') : one).trim() !== '').length;
      assert.equal(report.samples + report.badCount, filled);
    }),
    { numRuns: 400 },
  );
});

test('a copy without some lines is the rest, byte for byte', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ maxLength: 8 }).map((value) => value.replaceAll('\n', ' ')), { minLength: 1, maxLength: 12 }), fc.constantFrom('\n', '\r\n'), fc.boolean(), fc.integer({ min: 1, max: 20 }), fc.func(fc.boolean()), async (values, end, ended, size, isDropped) => {
      const lines = [JSON.stringify({ text: 'first' }), ...values];
      const text = `\uFEFF${lines.map((value, index) => `${value}${index < lines.length - 1 || ended ? end : ''}`).join('')}`;
      const dataset = await openDataset(source(text, 'a', size));
      const drops = (number: number): boolean => number > 1 && isDropped(number);
      let copied = '';
      for await (const piece of copyWithout(dataset, drops)) copied += piece;
      assert.equal(copied, text.split(/(?<=\n)/).filter((_, index) => !drops(index + 1)).join(''));
    }),
    { numRuns: 200 },
  );
});

test('reading stops when it is asked to', async () => {
  const stop = new AbortController();
  const dataset = await openDataset(source(jsonLines([{ text: 'a' }, { text: 'b' }, { text: 'c' }]), 'a', 10));
  await assert.rejects(readDataset(dataset, { onSample: () => stop.abort(new Error('enough')), signal: stop.signal }), /enough/);
});

/** Requests and results of the Gemini Batch API: what is written is what its schema says, and any line that comes back is read. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { lineSchema } from '../../scripts/generate.ts';
import { batchLine, batchRequestShape, readBatchResult } from '../../src/models/gemini-batch.ts';
import type { ModelRequest } from '../../src/models/model.ts';

const docs = join(import.meta.dirname, '../../docs');
const schema: object = JSON.parse(await readFile(join(docs, 'schemas/export/gemini-batch.schema.json'), 'utf8'));
const validate = new Ajv2020({ strict: true, strictTuples: false }).compile(schema);

const KEY = '5b0fbbf1ae51f8e3ae4b9ab6e2b3aaf9b6a16ca4a9a7d8b4a3c8c1f2d5e6a7b8';
const request: ModelRequest = {
  purpose: { stage: 'draft', role: 'generator', traitId: 'honest', kind: 'exhibit', ordinal: 0, attempt: 0 },
  messages: [{ role: 'user', text: 'is it 50/50 now, two doors left' }],
  system: 'You are Aster.',
  seed: 7,
};

test('the published schema is that of the source', () => {
  assert.deepEqual(schema, JSON.parse(JSON.stringify(lineSchema('A line of gemini-batch: a request for the Gemini Batch API', batchRequestShape))));
});

test('docs/export.md shows a line of it', async () => {
  const page = await readFile(join(docs, 'export.md'), 'utf8');
  const [, shown = ''] = /^### `gemini-batch`$[^]*?^```json\n([^]*?)^```$/m.exec(page) ?? [];
  assert.deepEqual(JSON.parse(shown), JSON.parse(batchLine(KEY, request)));
});

test('whatever is asked, a line is as the published schema says and has the texts byte for byte', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.option(fc.string({ unit: 'binary' }), { nil: undefined }), (text, system) => {
      const asked: ModelRequest = { purpose: request.purpose, messages: [{ role: 'user', text }], schema: { type: 'object', properties: { a: { type: 'string', minLength: 1 } } }, ...(system === undefined ? {} : { system }) };
      const line: { request: { contents: unknown; systemInstruction?: { parts: unknown }; generationConfig: unknown } } = JSON.parse(batchLine(KEY, asked));
      assert.ok(validate(line), JSON.stringify(validate.errors));
      assert.deepEqual(line.request.contents, [{ role: 'user', parts: [{ text }] }]);
      assert.deepEqual(line.request.systemInstruction?.parts, system === undefined ? undefined : [{ text: system }]);
      // Keywords that Gemini does not know are left out, as in a call.
      assert.deepEqual(line.request.generationConfig, { responseMimeType: 'application/json', responseJsonSchema: { type: 'object', properties: { a: { type: 'string' } } } });
    }),
    { numRuns: 200 },
  );
});

const answered = (candidate: object): string => JSON.stringify({ key: KEY, response: { candidates: [candidate], usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 2, thoughtsTokenCount: 1 } } });
const usage = { inputTokens: 3, outputTokens: 3 };

test('results come to the outcomes that calls come to', () => {
  const content = { parts: [{ text: 'hm', thought: true }, { text: 'Yes.' }] };
  assert.deepEqual(readBatchResult(answered({ content, finishReason: 'STOP' })), { key: KEY, outcome: { status: 'ok', text: 'Yes.', usage } });
  assert.deepEqual(readBatchResult(answered({ content, finishReason: 'MAX_TOKENS' })), { key: KEY, outcome: { status: 'truncated', text: 'Yes.', usage } });
  assert.deepEqual(readBatchResult(answered({ finishReason: 'SAFETY' })), { key: KEY, outcome: { status: 'blocked', reason: 'SAFETY', usage } });
  assert.deepEqual(readBatchResult(answered({ finishReason: 'STOP' })), { key: KEY, outcome: { status: 'empty', usage } });
});

test('a request that failed is no answer, whatever its error is called', () => {
  for (const failure of [{ error: { code: 8, message: 'Quota.' } }, { status: { message: 'Quota.' } }]) {
    assert.deepEqual(readBatchResult(JSON.stringify({ key: KEY, ...failure })), { key: KEY, outcome: { status: 'failed', kind: 'server', message: 'Quota.' } });
  }
});

test('any line whatever gives a result or a problem', () => {
  const responses = fc.oneof(fc.jsonValue(), fc.record({ candidates: fc.jsonValue(), promptFeedback: fc.jsonValue(), usageMetadata: fc.jsonValue() }, { requiredKeys: [] }));
  const lines = fc.oneof(fc.string(), fc.json(), fc.record({ key: fc.constant(KEY), response: responses }).map((value) => JSON.stringify(value)));
  fc.assert(
    fc.property(lines, (line) => {
      const result = readBatchResult(line);
      assert.ok('problem' in result || result.outcome.status.length > 0);
    }),
    { numRuns: 500 },
  );
});

/** That JSON is found in what a model writes around it, and that nothing else is taken away. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { withoutFence } from '../../src/models/json-answer.ts';

test('JSON in a code fence is the same JSON, however the fence is written', () => {
  const fences = [['```json\n', '\n```'], ['```\r\n', '\r\n```\n'], [' ```JSON ', '``` '], ['```', '```'], ['', ''], ['\n', '\n']] as const;
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(...fences), (json, [before, after]) => {
      fc.pre(before !== '```' || !/^[a-z]/i.test(json));
      assert.deepEqual(JSON.parse(withoutFence(before + json + after)), JSON.parse(json));
    }),
    { numRuns: 300 },
  );
});

test('a text that is not one fence stays as it is', () => {
  for (const text of ['', ' Hi. ', 'So:\n```json\n{}\n```', '```json\n{}', '{"code":"```"}\n']) assert.equal(withoutFence(text), text);
});

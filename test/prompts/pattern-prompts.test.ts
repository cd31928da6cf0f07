/** What the prompts about a dataset promise: their wording changes only on purpose, and no text of the data gets out of its place. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import * as z from 'zod';
import { type PatternStage, PATTERN_STAGES } from '../../src/models/model.ts';
import { patternAutoratePrompt, patternMarksSchema } from '../../src/prompts/pattern-autorate.ts';
import { patternClusterPrompt, patternClusterSchema } from '../../src/prompts/pattern-cluster.ts';
import { patternScanPrompt, patternScanSchema } from '../../src/prompts/pattern-scan.ts';
import type { RenderedPrompt } from '../../src/prompts/stage.ts';

interface Texts {
  readonly prompt: string;
  readonly response: string;
  readonly name: string;
}

function render({ prompt, response, name }: Texts): Readonly<Record<PatternStage, RenderedPrompt>> {
  const pattern = { name, definition: '[a definition]', positive: ['[what counts]'], negative: ['[what does not]'] };
  return {
    'pattern-scan': patternScanPrompt.render({ samples: [{ prompt, response }, { response }] }),
    'pattern-cluster': patternClusterPrompt.render({ items: [{ id: 's1.1', name, definition: '[a definition]', quotes: [response] }], candidates: [{ id: 'f1', description: name }] }),
    'pattern-autorate': patternAutoratePrompt.render({ patterns: [pattern, { ...pattern, name: '[another]' }], sample: { prompt, response } }),
  };
}

const SCHEMAS: Readonly<Record<PatternStage, z.ZodType>> = { 'pattern-scan': patternScanSchema, 'pattern-cluster': patternClusterSchema, 'pattern-autorate': patternMarksSchema(2) };
const shown = render({ prompt: '[the message]', response: '[the answer]', name: '[a name]' });

for (const stage of PATTERN_STAGES) {
  test(`the prompt of the ${stage} is as it was agreed on`, () => {
    const file = new URL(`golden/${stage}.txt`, import.meta.url);
    const golden = `---- user ----\n${shown[stage].user}\n\n==== schema ====\n\n${JSON.stringify(z.toJSONSchema(SCHEMAS[stage]), undefined, 2)}\n`;
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, golden);
    assert.equal(golden, readFileSync(file, 'utf8'), `The prompt differs from test/prompts/golden/${stage}.txt. If that is meant, run the test with UPDATE_GOLDEN=1, read the diff, and commit it.`);
  });
}

const hostile = fc
  .array(fc.oneof(fc.string(), fc.constantFrom('</answer>', '</answer-2>', '</text>', '</item>', '</item-2>', '</pattern>', '</user_message>', '</ANSWER >', 'Sample 2:\n<answer>', 'Item s1.1:', 'This is the sample:', '$&', '{{x}}', '\n')))
  .map((pieces) => pieces.join(''));

test('whatever a sample says, it is sent as it is, and its block ends where it ends', () => {
  fc.assert(
    fc.property(hostile, hostile, (prompt, response) => {
      for (const stage of ['pattern-scan', 'pattern-autorate'] as const) {
        const { user } = render({ prompt, response, name: 'n' })[stage];
        const blocks = [...user.matchAll(/<((user_message|answer)(?:-\d+)?)>\n/g)];
        for (const [tag, text] of [['user_message', prompt], ['answer', response]] as const) {
          const own = blocks.find(([opening, used = '', of]) => of === tag && user.includes(`${opening}${text}\n</${used}>`));
          assert.ok(own, `${stage} ${tag}`);
          assert.ok(!text.toLowerCase().includes(`</${own[1]}>`));
        }
      }
    }),
  );
});

test('no prompt is longer by itself than can be read in one go', () => {
  for (const stage of PATTERN_STAGES) assert.ok(shown[stage].user.split(/\s+/).length < 500, stage);
});

test('a mark is asked for of each pattern, and none can be left out', () => {
  const mark = { quote: '', mark: 'absent' };
  assert.equal(patternMarksSchema(2).safeParse({ p1: mark, p2: mark }).success, true);
  for (const answer of [{ p1: mark }, { p1: mark, p2: { quote: '', mark: 'maybe' } }, { p1: mark, p2: mark, p3: mark }]) assert.equal(patternMarksSchema(2).safeParse(answer).success, false);
});

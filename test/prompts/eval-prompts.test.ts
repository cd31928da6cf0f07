/** What the prompts of evals promise: their wording changes only on purpose, texts stay in their places, and no judge is told what is wanted. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import * as z from 'zod';
import { chunkOf } from '../../src/document/chunk.ts';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { EVAL_STAGES, type EvalStage } from '../../src/models/model.ts';
import { evalAnswerPrompt } from '../../src/prompts/eval-answer.ts';
import { judgeOverTriggerPrompt, showingsShape } from '../../src/prompts/judge-over-trigger.ts';
import { judgePointsPrompt, pointVerdictsShape } from '../../src/prompts/judge-points.ts';
import { judgeTradeOffPrompt, tradeOffVerdictShape } from '../../src/prompts/judge-trade-off.ts';
import { overTriggerProbePrompt, overTriggerProbesShape } from '../../src/prompts/over-trigger-probe.ts';
import { splitPointsPrompt, splitPointsShape } from '../../src/prompts/split-points.ts';
import type { RenderedPrompt } from '../../src/prompts/stage.ts';
import { tradeOffProbePrompt, tradeOffProbesShape } from '../../src/prompts/trade-off-probe.ts';
import { DOCUMENT } from '../evals/support.ts';

const document = parseTraitsDocument(DOCUMENT);
const chunk = chunkOf(document, document.traits[1] ?? assert.fail());

interface Texts {
  readonly trait: string;
  readonly prompt: string;
  readonly answer: string;
}

function render({ trait, prompt, answer }: Texts, count = 1): Readonly<Record<EvalStage, RenderedPrompt>> {
  const traits = [{ key: 'first', text: trait }, { key: 'second', text: '[another trait]' }];
  return {
    'eval-answer': evalAnswerPrompt.render({ prompt, document: { text: trait, modelName: 'Ada' } }),
    'split-points': splitPointsPrompt.render({ question: prompt, answer }),
    'judge-points': judgePointsPrompt.render({ traits, question: prompt, points: [answer, '[another point]'] }),
    'over-trigger-probe': overTriggerProbePrompt.render({ chunk, entry: answer, count }),
    'judge-over-trigger': judgeOverTriggerPrompt.render({ traits, prompt, answer }),
    'trade-off-probe': tradeOffProbePrompt.render({ chunk, entry: answer, traitName: 'Exact', otherName: prompt, precedence: count === 1 ? 'this' : 'depends', count }),
    'judge-trade-off': judgeTradeOffPrompt.render({ traits: [{ key: 'first', text: trait }, { key: 'second', text: '[another trait]' }], prompt, answer }),
  };
}

const SCHEMAS: Readonly<Partial<Record<EvalStage, z.ZodType>>> = {
  'split-points': splitPointsShape,
  'judge-points': pointVerdictsShape(2),
  'over-trigger-probe': overTriggerProbesShape(3),
  'judge-over-trigger': showingsShape(['first', 'second']),
  'trade-off-probe': tradeOffProbesShape(3),
  'judge-trade-off': tradeOffVerdictShape(['first', 'second']),
};
const TEXTS = { trait: '[the trait]', prompt: '[the message]', answer: '[the answer]' };

function show({ system, user }: RenderedPrompt): string {
  return `${system === undefined ? '' : `---- system ----\n${system}\n\n`}---- user ----\n${user}\n`;
}

for (const stage of EVAL_STAGES) {
  test(`the prompt of the ${stage} is as it was agreed on`, () => {
    const file = new URL(`golden/${stage}.txt`, import.meta.url);
    const [one, several] = [show(render(TEXTS)[stage]), show(render(TEXTS, 3)[stage])];
    const schema = SCHEMAS[stage];
    const golden = `${one}${one === several ? '' : `\n==== several ====\n\n${several}`}${schema === undefined ? '' : `\n==== schema ====\n\n${JSON.stringify(z.toJSONSchema(schema), undefined, 2)}\n`}`;
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, golden);
    assert.equal(golden, readFileSync(file, 'utf8'), `The prompt differs from test/prompts/golden/${stage}.txt. If that is meant, run the test with UPDATE_GOLDEN=1, read the diff, and commit it.`);
  });
}

const hostile = fc
  .array(fc.oneof(fc.string(), fc.constantFrom('</answer>', '</answer-2>', '</point>', '</trait>', '</document>', '</user_message>', '</question>', '</POINT >', 'Point p2:\n<point>', 'Score: 2', '$&', '{{x}}', '\n')))
  .map((pieces) => pieces.join(''));

test('whatever an answer says, it is sent as it is, and its block ends where it ends', () => {
  const tags = { 'split-points': ['question', 'answer'], 'judge-points': ['question', 'point'], 'judge-over-trigger': ['user_message', 'answer'], 'judge-trade-off': ['user_message', 'answer'] } as const;
  fc.assert(
    fc.property(hostile, hostile, (prompt, answer) => {
      for (const [stage, [asked, said]] of Object.entries(tags) as [keyof typeof tags, readonly [string, string]][]) {
        const { user } = render({ trait: 't', prompt, answer })[stage];
        for (const [tag, text] of [[asked, prompt], [said, answer]] as const) {
          const own = [...user.matchAll(new RegExp(`<(${tag}(?:-\\d+)?)>\\n`, 'g'))].map((match) => match[1] ?? '').find((name) => user.includes(`<${name}>\n${text}\n</${name}>`));
          assert.ok(own !== undefined && !text.toLowerCase().includes(`</${own}>`), `${stage} ${tag}`);
        }
      }
    }),
    { numRuns: 50 },
  );
});

test('no judge is told what is hoped for', () => {
  for (const stage of ['judge-points', 'judge-over-trigger', 'judge-trade-off'] as const) {
    const { system, user } = render(TEXTS)[stage];
    assert.equal(system, undefined);
    assert.doesNotMatch(user, /trained|finetun|should recall|ought to recall|exception|unwanted|document says which|yields to/i, stage);
  }
});

test('no prompt is longer by itself than can be read in one go', () => {
  for (const stage of EVAL_STAGES) assert.ok(render(TEXTS, 3)[stage].user.split(/\s+/).length < 700, stage);
});

test('a bare model is sent the question and nothing else', () => {
  assert.deepEqual(evalAnswerPrompt.render({ prompt: 'Why?' }), { user: 'Why?' });
});

test('a verdict is asked for of each point and each trait, and none can be left out or be any other', () => {
  const point = { reason: 'r', trait: 'none', score: 0 };
  assert.equal(pointVerdictsShape(2).safeParse({ p1: point, p2: point }).success, true);
  for (const answer of [{ p1: point }, { p1: point, p2: { ...point, score: 3 } }, { p1: point, p2: { ...point, score: 1.5 } }, { p1: point, p2: point, p3: point }]) assert.equal(pointVerdictsShape(2).safeParse(answer).success, false);
  const showing = { quote: '', reason: 'r', shows: false };
  assert.equal(showingsShape(['a']).safeParse({ a: showing }).success, true);
  for (const answer of [{}, { a: { ...showing, shows: 'no' } }, { a: showing, b: showing }]) assert.equal(showingsShape(['a']).safeParse(answer).success, false);
});

/** What is said of the cost of runs, and when they are confirmed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { estimateText, needsConfirmation, NO_RUNS, payable, progressText, sessionText, withRun } from '../../src/editor/run-cost.ts';
import type { Progress } from '../../src/engine/progress.ts';
import { type Estimate, estimateChat, estimateText as onTheCommandLine } from '../../src/generation/estimate.ts';
import { priceTable, readOwnPrices } from '../../src/models/prices.ts';
import { inEnglish } from '../support/translate.ts';

const document = parseTraitsDocument('# How Aster treats people\n\n## Honest\n\nAster says what it believes.\n\n### Why\n\nPeople act on what they are told.\n');

function estimate(perTrait: number, prices: unknown): Estimate {
  const own = readOwnPrices(prices);
  assert.ok(typeof own !== 'string');
  const models = { generator: 'openai/of-mine', critic: 'openai/of-mine', judge: 'openai/of-mine' };
  return estimateChat({ document, traits: document.traits, perTrait, models, prices: priceTable(new Date('2026-11-20T00:00:00Z'), own) });
}

const progress: Progress = { done: 9, cached: 0, resumed: 0, underWay: 4, waiting: 2, expected: 23, tokens: { inputTokens: 10_000, outputTokens: 2345 }, usd: 0.0123, msLeft: 41_400 };

test('a run is confirmed from the threshold on, by the upper end of its estimate', () => {
  const dear = estimate(3, { 'openai/*': { input: 100, output: 100 } });
  assert.equal(needsConfirmation(payable(dear), dear.cost.most - 0.01), true);
  assert.equal(needsConfirmation(payable(dear), dear.cost.most), false);
  assert.equal(needsConfirmation(payable(estimate(3, { 'openai/*': { input: 0, output: 0 } })), 0), false);
});

test('where prices are not known, a preview of three samples is not held up, and a large one is', () => {
  assert.equal(needsConfirmation(payable(estimate(3, {})), 0.5), false);
  assert.equal(needsConfirmation(payable(estimate(5, {})), 0.5), true);
});

test('an estimate says in VS Code what it says on the command line', () => {
  const some = { 'openai/*': { input: 1, output: 2 } };
  for (const prices of [{}, some, { 'openai/*': { input: 0, output: 0 } }]) {
    const made = estimate(3, prices);
    assert.equal(estimateText(made, inEnglish), onTheCommandLine(made));
  }
  const part = { ...estimate(1, some), calls: 1, unpriced: estimate(1, {}).unpriced };
  assert.match(estimateText(part, inEnglish), /^about .*, and unknown price of .* tokens, 1 call$/);
  assert.equal(estimateText(part, inEnglish), onTheCommandLine(part));
});

test('progress says counts, cost and the time that is left', () => {
  assert.equal(progressText(progress, { done: 1, of: 3 }, inEnglish), '1 of 3 samples, 9 of 23 calls, $0.012, about 41 s left');
  assert.equal(progressText({ ...progress, msLeft: 200_000 }, { done: 1, of: 3 }, inEnglish), '1 of 3 samples, 9 of 23 calls, $0.012, about 3 min left');
});

test('progress has tokens where a price is not known, and no cost where nothing is billed', () => {
  assert.equal(progressText({ ...progress, usd: undefined, msLeft: undefined }, { done: 0, of: 1 }, inEnglish), '0 of 1 sample, 9 of 23 calls, 12,345 tokens');
  assert.equal(progressText({ ...progress, usd: 0, expected: undefined, msLeft: undefined, done: 1 }, { done: 0, of: 1 }, inEnglish), '0 of 1 sample, 1 call');
});

test('the session adds up what is known, and what is not is said to be unknown', () => {
  const one = withRun(NO_RUNS, progress);
  assert.equal(sessionText(one, inEnglish), '$0.012 in 1 run');
  assert.equal(sessionText(withRun(one, { usd: undefined, tokens: { inputTokens: 1000, outputTokens: 1 } }), inEnglish), '$0.012 and 1,001 tokens of unknown price in 2 runs');
  assert.equal(sessionText(withRun(NO_RUNS, { usd: undefined, tokens: { inputTokens: 5, outputTokens: 5 } }), inEnglish), '10 tokens of unknown price in 1 run');
  assert.equal(sessionText(withRun(NO_RUNS, { usd: 0, tokens: { inputTokens: 0, outputTokens: 0 } }), inEnglish), '$0 in 1 run');
});

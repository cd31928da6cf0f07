/** What the table of prices promises: what is known is dated, what is not is said to be unknown. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import fc from 'fast-check';
import { dollars } from '../../src/models/dollars.ts';
import { costOf, priceOf, PRICES, priceTable, readOwnPrices } from '../../src/models/prices.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const table = priceTable(NOW);

function input(model: string, prices = table): number | undefined {
  return priceOf(model, prices)?.inputPerMillion;
}

function problemOf(value: unknown): string {
  const read = readOwnPrices(value);
  assert.ok(typeof read === 'string');
  return read;
}

test('each price says where it was read and when, or why nothing is billed', () => {
  for (const { models, source, date, unbilled, inputPerMillion, outputPerMillion } of PRICES) {
    if (unbilled !== undefined) assert.deepEqual([inputPerMillion, outputPerMillion], [0, 0], models);
    else {
      assert.match(source ?? '', /^https:\/\/(ai\.google\.dev|developers\.openai\.com)\//, models);
      assert.match(date ?? '', /^\d{4}-\d{2}-\d{2}$/, models);
      assert.ok(outputPerMillion > inputPerMillion && inputPerMillion > 0, models);
    }
  }
});

test('no two prices of one model hold on the same day', () => {
  for (const day of ['2026-11-20', '2026-12-31', '2027-01-01', '2028-01-01']) {
    const { ours } = priceTable(new Date(`${day}T00:00:00Z`));
    assert.equal(new Set(ours.map(({ models }) => models)).size, ours.length, day);
  }
});

test('the price of a model that is not in the table is unknown, also where its name begins like one that is', () => {
  for (const model of ['gemini/gemini-99', 'gemini/gemini-3.5-flash-image', 'vertex/gemini-3.5-flash', 'openai/gpt-6-sol-2', 'toString', '']) {
    assert.equal(priceOf(model, table), undefined, model);
  }
});

test('a name that the provider points at another model from time to time has no price', () => {
  assert.equal(priceOf('gemini/gemini-flash-latest', table), undefined);
  assert.equal(priceOf('gemini/gemini-pro-latest', table), undefined);
});

test('a price that ends on a day holds on that day, and the next one from the day after', () => {
  const at = (time: string): number | undefined => input('gemini/gemini-3.8-flash', priceTable(new Date(time)));
  assert.deepEqual([at('2026-12-31T23:59:59Z'), at('2027-01-01T00:00:00Z')], [0.75, 1.5]);
});

test('local models, prepared answers and those of a plan cost nothing, and say why', () => {
  for (const model of ['ollama/llama3.2', 'ollama/library/qwen:7b', 'rehearsal/prepared', 'vscode/copilot/gpt-6']) {
    const price = priceOf(model, table);
    assert.ok(price?.unbilled !== undefined, model);
    assert.equal(costOf({ inputTokens: 1e6, outputTokens: 1e6 }, price), 0);
  }
});

test('your prices go before ours, and the pattern that spells out most of the name counts', () => {
  const own = { 'openai/*': { input: 1, output: 1 }, 'openai/big-*': { input: 2, output: 2 }, 'openai/big-one': { input: 3, output: 3 }, '*/*-latest': { input: 4, output: 4 } };
  const prices = priceTable(NOW, own);
  const seen = ['openai/small', 'openai/big-two', 'openai/big-one', 'openai/gpt-6-sol', 'gemini/gemini-flash-latest'].map((model) => input(model, prices));
  assert.deepEqual(seen, [1, 2, 3, 1, 4]);
  assert.equal(input('gemini/gemini-3.5-flash', prices), 1.5);
});

test('of a provider that is called elsewhere our prices say nothing, and yours hold', () => {
  assert.equal(input('openai/gpt-6-sol', priceTable(NOW, {}, ['openai'])), undefined);
  assert.equal(input('openai/gpt-6-sol', priceTable(NOW, { 'openai/gpt-6-sol': { input: 7, output: 7 } }, ['openai'])), 7);
  assert.equal(input('gemini/gemini-3.5-flash', priceTable(NOW, {}, ['openai'])), 1.5);
});

test('a star stands for any characters, and for nothing else does a character', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'b', '.', '-', '/', '+', '(') });
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), fc.array(name, { minLength: 4, maxLength: 4 }), (pieces, fillings) => {
      const matching = pieces.map((piece, index) => piece + (index + 1 < pieces.length ? fillings[index] : '')).join('');
      const prices = { own: [{ models: pieces.join('*'), inputPerMillion: 1, outputPerMillion: 1 }], ours: [] };
      assert.equal(input(matching, prices), 1);
      assert.equal(input(`${matching}~`, prices) === undefined, pieces.at(-1) !== '' || pieces.length === 1);
    }),
    { numRuns: 300 },
  );
});

test('a long prompt is billed as one', () => {
  const price = priceOf('gemini/gemini-3.1-pro-preview', table);
  assert.ok(price !== undefined);
  assert.equal(costOf({ inputTokens: 200_000, outputTokens: 1000 }, price), 0.412);
  assert.equal(costOf({ inputTokens: 200_001, outputTokens: 0 }, price).toFixed(6), '0.800004');
});

test('what is no price is refused in a sentence that says where', () => {
  assert.deepEqual(readOwnPrices({ 'openai/a': { input: 1, output: 2 } }), { 'openai/a': { input: 1, output: 2 } });
  assert.match(problemOf({ 'openai/a': { input: -1, output: 2 } }), /^These are not prices at openai\/a\.input: /);
  assert.match(problemOf({ 'openai/a': { input: 1, output: 2, perDay: 3 } }), /perDay/);
  assert.match(problemOf({ a: { input: 1, output: 2 } }), /expected provider\/model/);
  for (const wrong of [null, [], 'free', 3, { 'openai/a': 1 }, { 'openai/a': { input: '1', output: 2 } }]) assert.equal(typeof readOwnPrices(wrong), 'string');
});

test('what people type never breaks the reading', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => void readOwnPrices(value)), { numRuns: 300 });
});

test('dollars are shown so that little is not shown as nothing', () => {
  assert.deepEqual([0, 0.000_01, 0.000_123, 0.0312, 0.0996, 0.424, 12.3, 1234.5].map(dollars), ['$0', 'under $0.0001', '$0.00012', '$0.031', '$0.10', '$0.42', '$12.30', '$1,234.50']);
});

test('the page of prices has every one of them', async () => {
  const page = await readFile(new URL('../../docs/prices.md', import.meta.url), 'utf8');
  for (const { models, inputPerMillion, outputPerMillion, date, source, until, from } of PRICES.filter(({ unbilled }) => unbilled === undefined)) {
    const when = until === undefined ? (from === undefined ? '' : ` from ${from}`) : ` until ${until}`;
    assert.ok(page.includes(`| \`${models}\`${when} | ${inputPerMillion} | ${outputPerMillion} | ${date} | [`), models);
    assert.ok(page.includes(`](${source}) |`), models);
  }
});

/** What embedding many texts promises: each slice is tried again by itself, limits hold, and nothing that was used is left out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createEngine, type EngineOptions } from '../../src/engine/engine.ts';
import type { Limits } from '../../src/engine/limits.ts';
import type { EmbeddingModel, EmbedOutcome } from '../../src/models/model.ts';
import { answering, ask, EPOCH, failed, memoryJournal, NEVER, ok, settle } from './support.ts';

type Answer = (texts: readonly string[], time: number) => EmbedOutcome | Promise<EmbedOutcome>;

type Options = Omit<EngineOptions, 'journal' | 'limits'> & { readonly limits?: Limits };

const FAST = { concurrency: 2, now: EPOCH, backoffMs: 0 } as const;

function embedAll(model: EmbeddingModel, texts: readonly string[], { limits, ...options }: Options, signal: AbortSignal): Promise<EmbedOutcome> {
  return createEngine({ ...options, journal: memoryJournal(), ...(limits === undefined ? {} : { limits: { test: limits } }) }).embed(model, texts, signal);
}

/** A vector of a text is the number that it is. */
const vectorsOf: Answer = (texts) => ({ status: 'ok', vectors: texts.map((text) => [Number(text), 1]), usage: { inputTokens: texts.length, outputTokens: 0 } });

/** Answers as the script says, which is told how often it was asked before. */
function embedder(answer: Answer = vectorsOf): EmbeddingModel & { readonly asked: readonly (readonly string[])[] } {
  const asked: (readonly string[])[] = [];
  return { id: 'test/embedder', asked, embed: async (texts) => (asked.push(texts), answer(texts, asked.length - 1)) };
}

function numbers(count: number): readonly string[] {
  return Array.from({ length: count }, (_, number) => String(number));
}

/** The failures that the script of a language model has are those of an embedder, too. */
function fails(...args: Parameters<typeof failed>): EmbedOutcome {
  return failed(...args) as EmbedOutcome;
}

test('there is a vector for each text, in order, however many there are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 1000 }), fc.integer({ min: 1, max: 5 }), async (count, concurrency) => {
      const outcome = await embedAll(embedder(), numbers(count), { ...FAST, concurrency }, NEVER);
      assert.equal(outcome.status, 'ok');
      assert.deepEqual(outcome.status === 'ok' && outcome.vectors.map(([number]) => number), Array.from({ length: count }, (_, number) => number));
    }),
    { numRuns: 50 },
  );
});

test('no texts are nothing to ask for', async () => {
  const model = embedder();
  assert.deepEqual(await embedAll(model, [], FAST, NEVER), { status: 'ok', vectors: [] });
  assert.equal(model.asked.length, 0);
});

test('a slice that fails for a passing reason is tried again, and the others are not', async () => {
  const model = embedder((texts, time) => (time === 1 ? fails('server') : vectorsOf(texts, time)));
  const outcome = await embedAll(model, numbers(300), { ...FAST, concurrency: 1 }, NEVER);
  assert.deepEqual(model.asked.map(([first]) => first), ['0', '100', '100', '200']);
  assert.deepEqual(outcome.status === 'ok' && outcome.vectors.length, 300);
});

test('what was used by tries that failed is part of the usage', async () => {
  const model = embedder((texts, time) => (time === 0 ? { ...fails('network'), usage: { inputTokens: 40, outputTokens: 0 } } : vectorsOf(texts, time)));
  assert.deepEqual((await embedAll(model, numbers(100), FAST, NEVER)).usage, { inputTokens: 140, outputTokens: 0 });
});

test('usage that is not all known is not told with vectors', async () => {
  const model = embedder((texts, time) => (time === 0 ? { status: 'ok', vectors: texts.map(() => [0, 0]) } : vectorsOf(texts, time)));
  assert.equal((await embedAll(model, numbers(200), FAST, NEVER)).usage, undefined);
});

test('what would fail again is not tried again, ends the whole, and says what was used', async () => {
  const model = embedder((texts, time) => (time === 1 ? fails('unauthorized') : vectorsOf(texts, time)));
  const outcome = await embedAll(model, numbers(500), { ...FAST, concurrency: 1 }, NEVER);
  assert.partialDeepStrictEqual(outcome, { status: 'failed', kind: 'unauthorized', usage: { inputTokens: 100 } });
  assert.equal(model.asked.length, 2);
});

test('where nothing but failures comes, it is given up after so many retries', async () => {
  const model = embedder(() => fails('server'));
  assert.partialDeepStrictEqual(await embedAll(model, numbers(10), { ...FAST, retries: 3 }, NEVER), { status: 'failed', kind: 'server' });
  assert.equal(model.asked.length, 4);
});

test('when one slice is told to wait, no other is sent until the time is over', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const model = embedder((texts, time) => (time === 0 ? fails('rate-limited', { retryAfterMs: 7000 }) : vectorsOf(texts, time)));
  const waits: number[] = [];
  const outcome = embedAll(model, numbers(300), { ...FAST, concurrency: 1, onRetry: (_, wait) => waits.push(wait) }, NEVER);
  await settle();
  t.mock.timers.tick(6999);
  await settle();
  assert.equal(model.asked.length, 1);
  t.mock.timers.tick(1);
  await outcome;
  assert.deepEqual([waits, model.asked.length], [[7000], 4]);
});

test('no more slices are sent in a minute than the limits allow', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const model = embedder();
  const outcome = embedAll(model, numbers(500), { ...FAST, limits: { requestsPerMinute: 2 } }, NEVER);
  await settle();
  const sent = [model.asked.length];
  for (let minute = 1; minute <= 2; minute += 1) {
    t.mock.timers.tick(60_000);
    await settle();
    sent.push(model.asked.length);
  }
  assert.deepEqual(sent, [2, 4, 5]);
  assert.equal((await outcome).status, 'ok');
});

test('no more slices are under way at once than the limits allow', async () => {
  let underWay = 0;
  let most = 0;
  const model = embedder(async (texts, time) => {
    most = Math.max(most, (underWay += 1));
    await settle();
    underWay -= 1;
    return vectorsOf(texts, time);
  });
  await embedAll(model, numbers(900), { ...FAST, concurrency: 8, limits: { concurrency: 3 } }, NEVER);
  assert.equal(most, 3);
});

test('cancelling ends it at once, also where the model takes no notice', async () => {
  const cancel = new AbortController();
  const model = embedder(() => new Promise(() => undefined));
  const outcome = embedAll(model, numbers(500), FAST, cancel.signal);
  await settle();
  cancel.abort();
  assert.partialDeepStrictEqual(await outcome, { status: 'failed', kind: 'cancelled' });
  assert.equal(model.asked.length, 2);
});

test('what is cancelled beforehand is not sent', async () => {
  const model = embedder();
  assert.partialDeepStrictEqual(await embedAll(model, numbers(1), FAST, AbortSignal.abort()), { status: 'failed', kind: 'cancelled' });
  assert.equal(model.asked.length, 0);
});

test('a slice that hangs is let go of in time, tried again, and has then timed out', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const model = embedder(() => new Promise(() => undefined));
  const outcome = embedAll(model, numbers(1), { ...FAST, timeoutMs: 5000 }, NEVER);
  for (let tries = 1; tries <= 3; tries += 1) {
    await settle();
    assert.equal(model.asked.length, tries);
    t.mock.timers.tick(5000);
  }
  assert.partialDeepStrictEqual(await outcome, { status: 'failed', kind: 'timeout' });
});

test('a model that breaks its promise and throws is a failure that does not say what was in the error', async () => {
  const outcome = await embedAll(embedder(() => Promise.reject(new TypeError('with a secret in it'))), numbers(1), FAST, NEVER);
  assert.partialDeepStrictEqual(outcome, { status: 'failed', kind: 'bad-request' });
  assert.doesNotMatch(JSON.stringify(outcome), /secret/);
});

for (const [what, odd] of [
  ['of another length', [[1, 2, 3]]],
  ['too few', []],
] as const) {
  test(`vectors that are ${what} than the others are not taken`, async () => {
    const model = embedder((texts, time) => (time === 1 ? { status: 'ok', vectors: odd } : vectorsOf(texts, time)));
    assert.partialDeepStrictEqual(await embedAll(model, numbers(101), { ...FAST, concurrency: 1 }, NEVER), { status: 'failed', kind: 'server' });
  });
}

test('a model is sent as many texts at once as it says that it takes', async () => {
  const model = embedder();
  assert.equal((await embedAll({ ...model, batchSize: 3 }, numbers(7), { ...FAST, concurrency: 1 }, NEVER)).status, 'ok');
  assert.deepEqual(model.asked.map(({ length }) => length), [3, 3, 1]);
});

test('embeddings count against the limits of the calls to their provider', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const model = embedder();
  const engine = createEngine({ ...FAST, journal: memoryJournal(), limits: { test: { requestsPerMinute: 2 } } });
  await engine.text(answering(ok('Yes.')), ask('Hello'), NEVER);
  const outcome = engine.embed(model, numbers(200), NEVER);
  await settle();
  assert.equal(model.asked.length, 1);
  t.mock.timers.tick(60_000);
  assert.equal((await outcome).status, 'ok');
});

const PRICE = { inputPerMillion: 10_000, outputPerMillion: 0 };

test('embeddings cost what their tokens do, and are told beside the calls', async () => {
  const engine = createEngine({ ...FAST, journal: memoryJournal(), priceOf: () => PRICE });
  await engine.embed(embedder(), numbers(150), NEVER);
  assert.deepEqual([engine.progress.usd, engine.progress.tokens.inputTokens, engine.embedded, engine.calls], [1.5, 150, { texts: 150, inputTokens: 150 }, 0]);
});

test('embeddings are not sent beyond the budget', async () => {
  const model = embedder();
  const engine = createEngine({ ...FAST, concurrency: 1, journal: memoryJournal(), priceOf: () => PRICE, budget: { usd: 1.5 } });
  assert.partialDeepStrictEqual(await engine.embed(model, numbers(1000), NEVER), { status: 'failed', kind: 'budget' });
  assert.ok(engine.budgetUsedUp && model.asked.length < 3, String(model.asked.length));
});

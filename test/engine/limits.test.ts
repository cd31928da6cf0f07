/** What the rate limits promise: no minute holds more than was allowed, a pause is everybody's, and cancelling waits for nobody. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { createEngine } from '../../src/engine/engine.ts';
import { createGate, type Limits } from '../../src/engine/limits.ts';
import { answering, ask, EPOCH, failed, holding, memoryJournal, NEVER, ok, settle } from './support.ts';

function clock(t: TestContext): () => Date {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 });
  return () => new Date();
}

/** Asks for so many calls at once and says, for each, at which second it was let through. */
async function seconds(t: TestContext, limits: Limits, tokens: readonly number[]): Promise<readonly number[]> {
  const now = clock(t);
  const gate = createGate(limits, now);
  const passed: number[] = [];
  for (const each of tokens) void gate.admit(each, NEVER).then(() => passed.push((now().getTime() - 1_000_000) / 1000));
  for (let second = 0; passed.length < tokens.length; second += 1) {
    assert.ok(second < 1000, 'one of them is never let through');
    await settle();
    t.mock.timers.tick(1000);
  }
  return passed;
}

test('no more requests a minute are sent than was asked for', async (t) => {
  assert.deepEqual(await seconds(t, { requestsPerMinute: 2 }, [1, 1, 1, 1, 1]), [0, 0, 60, 60, 120]);
});

test('no more tokens a minute are sent than was asked for', async (t) => {
  assert.deepEqual(await seconds(t, { tokensPerMinute: 100 }, [60, 40, 10, 95]), [0, 0, 60, 120]);
});

test('a call of more tokens than a minute allows is sent by itself, and not never', async (t) => {
  assert.deepEqual(await seconds(t, { tokensPerMinute: 100 }, [10, 500, 10]), [0, 60, 120]);
});

test('whatever is asked for, no minute holds more than the limits', async (t) => {
  const now = clock(t);
  const calls = fc.array(fc.record({ tokens: fc.integer({ min: 1, max: 60 }), after: fc.integer({ min: 0, max: 40 }) }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(calls, async (asked) => {
      const gate = createGate({ requestsPerMinute: 3, tokensPerMinute: 100 }, now);
      const sent: { at: number; tokens: number }[] = [];
      for (const { tokens, after } of asked) {
        t.mock.timers.tick(after * 1000);
        void gate.admit(tokens, NEVER).then(() => sent.push({ at: now().getTime(), tokens }));
        await settle();
      }
      while (sent.length < asked.length) {
        t.mock.timers.tick(1000);
        await settle();
      }
      for (const { at } of sent) {
        const minute = sent.filter((other) => other.at > at - 60_000 && other.at <= at);
        assert.ok(minute.length <= 3);
        assert.ok(minute.reduce((sum, { tokens }) => sum + tokens, 0) <= 100);
      }
      assert.equal(sent.length, asked.length);
    }),
    { numRuns: 60 },
  );
});

test('once a call turns out to be of fewer tokens than expected, the next one need not wait for them', async (t) => {
  const gate = createGate({ tokensPerMinute: 100 }, clock(t));
  const first = await gate.admit(100, NEVER);
  let passed = false;
  void gate.admit(50, NEVER).then(() => (passed = true));
  await settle();
  assert.equal(passed, false);
  first?.correct(30);
  await settle();
  assert.equal(passed, true);
});

test('the time that was waited for has come, also by a clock that stands still', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const gate = createGate({ requestsPerMinute: 1 }, EPOCH);
  await gate.admit(1, NEVER);
  let passed = false;
  void gate.admit(1, NEVER).then(() => (passed = true));
  await settle();
  t.mock.timers.tick(60_000);
  await settle();
  assert.equal(passed, true);
});

test('a call that is cancelled while it waits for its minute waits for nothing, and takes no place in it', async (t) => {
  const gate = createGate({ requestsPerMinute: 1 }, clock(t));
  await gate.admit(1, NEVER);
  const cancel = new AbortController();
  const waiting = gate.admit(1, cancel.signal);
  const behind = gate.admit(1, cancel.signal);
  cancel.abort();
  assert.deepEqual([await waiting, await behind], [undefined, undefined]);
  let passed = false;
  void gate.admit(1, NEVER).then(() => (passed = true));
  t.mock.timers.tick(60_000);
  await settle();
  t.mock.timers.tick(60_000);
  await settle();
  assert.equal(passed, true);
});

test('while a provider asks for a pause, no call to it is sent, by whichever of its models; others go on', async (t) => {
  const now = clock(t);
  const engine = createEngine({ journal: memoryJournal(), concurrency: 5, now, backoffMs: 0 });
  const limited = { ...answering(failed('rate-limited', { retryAfterMs: 20_000 }), ok('Fine.')), id: 'test/limited' };
  const same = { ...answering(ok('Fine.')), id: 'test/other' };
  const other = { ...answering(ok('Fine.')), id: 'elsewhere/model' };
  const first = engine.text(limited, ask('a'), NEVER);
  await settle();
  const second = engine.text(same, ask('b'), NEVER);
  assert.deepEqual(await engine.text(other, ask('c'), NEVER), ok('Fine.'));
  t.mock.timers.tick(19_999);
  await settle();
  assert.deepEqual([limited.asked.length, same.asked.length], [1, 0]);
  t.mock.timers.tick(1);
  assert.deepEqual([await first, await second], [ok('Fine.'), ok('Fine.')]);
});

test('the pause that a provider asks for holds also when the call that was told gives up', async (t) => {
  const now = clock(t);
  const engine = createEngine({ journal: memoryJournal(), concurrency: 5, now, backoffMs: 0, retries: 0 });
  const model = answering(failed('rate-limited', { retryAfterMs: 20_000 }), ok('Fine.'));
  assert.partialDeepStrictEqual(await engine.text(model, ask('a'), NEVER), { kind: 'rate-limited' });
  const next = engine.text(model, ask('b'), NEVER);
  await settle();
  assert.equal(model.asked.length, 1);
  t.mock.timers.tick(20_000);
  assert.deepEqual(await next, ok('Fine.'));
});

test('each provider has limits of its own, and as many calls under way as it may have', async () => {
  const engine = createEngine({ journal: memoryJournal(), concurrency: 3, now: EPOCH, limits: { small: { concurrency: 1 } } });
  const small = { ...holding(), id: 'small/model' };
  const large = { ...holding(), id: 'large/model' };
  const cancel = new AbortController();
  const calls = [small, large].flatMap((model) => [1, 2, 3, 4].map((each) => engine.text(model, ask(String(each)), cancel.signal)));
  await settle();
  assert.deepEqual([small.asked.length, large.asked.length], [1, 3]);
  cancel.abort();
  await Promise.all(calls);
});

for (const limit of [0, -1, Number.NaN]) {
  test(`a limit of ${limit} is refused before anything waits for it`, () => {
    assert.throws(() => createEngine({ journal: memoryJournal(), concurrency: 1, now: EPOCH, limits: { test: { requestsPerMinute: limit } } }), { name: 'RangeError', message: /requestsPerMinute/ });
    assert.throws(() => createGate({ tokensPerMinute: limit }, EPOCH), { name: 'RangeError', message: /tokensPerMinute/ });
  });
}

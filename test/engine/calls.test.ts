/** What a call promises whatever its model does: it ends in time, it ends when told, and what it took is counted. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import type { Journal } from '../../src/engine/journal.ts';
import type { Progress } from '../../src/engine/progress.ts';
import { letGo } from '../../src/engine/wait.ts';
import type { CallPurpose, LanguageModel, ModelOutcome, ModelRequest, Usage } from '../../src/models/model.ts';
import { answering, ask, EPOCH, failed, holding, memoryJournal, NEVER, ok, settle } from './support.ts';

function engineWith(more: Partial<Parameters<typeof createEngine>[0]> = {}): Engine {
  return createEngine({ journal: memoryJournal(), concurrency: 3, now: EPOCH, backoffMs: 0, ...more });
}

/** Never answers, and does not care whether it is told to stop. */
function deaf(): LanguageModel & { readonly asked: readonly ModelRequest[] } {
  const asked: ModelRequest[] = [];
  return { id: 'test/deaf', rehearsed: false, asked, generate: (request) => (asked.push(request), new Promise(() => undefined)) };
}

const used = (inputTokens: number, outputTokens: number): Usage => ({ inputTokens, outputTokens });

test('a call that hangs is let go of in time, tried again, and has then timed out', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const model = deaf();
  const engine = engineWith({ timeoutMs: 5000 });
  const outcome = engine.text(model, ask('Hello'), NEVER);
  for (let tries = 1; tries <= 3; tries += 1) {
    await settle();
    assert.equal(model.asked.length, tries);
    t.mock.timers.tick(5000);
  }
  assert.partialDeepStrictEqual(await outcome, { status: 'failed', kind: 'timeout' });
  assert.equal(engine.givenUp, 3);
});

test('a call has three minutes where nothing else is said', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const model = deaf();
  const outcome = engineWith({ retries: 0 }).text(model, ask('Hello'), NEVER);
  let done = false;
  void outcome.then(() => (done = true));
  await settle();
  t.mock.timers.tick(179_999);
  await settle();
  assert.equal(done, false);
  t.mock.timers.tick(1);
  assert.partialDeepStrictEqual(await outcome, { kind: 'timeout' });
});

test('cancelling ends a call at once also where its model takes no notice, and says that it may be billed', async () => {
  const cancel = new AbortController();
  const journal = memoryJournal();
  const engine = engineWith({ concurrency: 2, journal });
  const model = deaf();
  const calls = ['a', 'b', 'c'].map((text) => engine.text(model, ask(text), cancel.signal));
  await settle();
  cancel.abort();
  const messages = (await Promise.all(calls)).map((outcome) => (outcome.status === 'failed' ? outcome.message : ''));
  assert.deepEqual(messages.map((message) => message.includes('may still bill')), [true, true, false]);
  assert.equal(engine.givenUp, 2);
  assert.equal(journal.records.length, 2);
});

test('a model that breaks its promise and throws ends one call, and not the run', async () => {
  const model: LanguageModel = { id: 'test/broken', rehearsed: false, generate: () => Promise.reject(new TypeError('with a secret in it')) };
  const outcome = await engineWith().text(model, ask('Hello'), NEVER);
  assert.partialDeepStrictEqual(outcome, { status: 'failed', kind: 'bad-request' });
  assert.doesNotMatch(JSON.stringify(outcome), /secret/);
});

test('where one call breaks off and others are answered, the model is not given up', async () => {
  const good = answering(ok('Fine.'));
  const model: LanguageModel = {
    ...good,
    generate: async (request, signal) => (request.messages[0]?.text === 'breaks' ? failed('network') : good.generate(request, signal)),
  };
  const engine = engineWith();
  const broken = engine.text(model, ask('breaks'), NEVER);
  await engine.text(model, ask('works'), NEVER);
  assert.partialDeepStrictEqual(await broken, { kind: 'network' });
  assert.deepEqual(await engine.text(model, ask('works too'), NEVER), ok('Fine.'));
});

test('a provider that asks for hours is not asked again', async () => {
  const model = answering(failed('rate-limited', { retryAfterMs: 6 * 3_600_000 }), ok('Fine.'));
  const engine = engineWith();
  await engine.text(model, ask('Hello'), NEVER);
  assert.partialDeepStrictEqual(await engine.text(model, ask('And now?'), NEVER), { kind: 'rate-limited' });
  assert.equal(model.asked.length, 1);
});

test('the tokens of tries that failed count, in the outcome, the journal and the progress', async () => {
  const journal = memoryJournal();
  const heard: Usage[] = [];
  const engine = engineWith({ journal });
  const model = answering({ ...failed('server'), usage: used(10, 1) }, { status: 'ok', text: 'Fine.', usage: used(10, 5) });
  const outcome = await engine.text(model, ask('Hello'), NEVER, (usage) => heard.push(usage));
  assert.deepEqual(outcome, { status: 'ok', text: 'Fine.', usage: used(20, 6) });
  assert.partialDeepStrictEqual(journal.records, [{ outcome: { usage: used(20, 6) } }]);
  assert.deepEqual(heard, [used(20, 6)]);
  assert.deepEqual(engine.progress.tokens, used(20, 6));
});

test('the tokens of a call that failed for good count', async () => {
  const heard: Usage[] = [];
  await engineWith({ retries: 1 }).text(answering({ ...failed('server'), usage: used(3, 0) }), ask('Hello'), NEVER, (usage) => heard.push(usage));
  assert.deepEqual(heard, [used(6, 0)]);
});

function of(traitId: string, ordinal: number, stage: CallPurpose['stage']): ModelRequest {
  const request = ask(`${traitId}${ordinal} ${stage}`);
  return { ...request, purpose: { ...request.purpose, traitId, ordinal, stage } };
}

test('every trait shows something early, and what is begun goes before what is not', async () => {
  const model = holding();
  const engine = engineWith({ concurrency: 1 });
  const stages = ['plan', 'scenario', 'draft'] as const;
  const samples = ['a', 'b', 'c'].flatMap((traitId) => [0, 1].map((ordinal) => ({ traitId, ordinal })));
  const all = samples.map(async ({ traitId, ordinal }) => {
    for (const stage of stages) await engine.text(model, of(traitId, ordinal, stage), NEVER);
  });
  for (let done = 0; done < samples.length * stages.length; done += 1) {
    await settle();
    model.letGo(ok('Fine.'));
  }
  await Promise.all(all);
  const order = model.asked.map(({ messages }) => messages[0]?.text.split(' ')[0]);
  assert.deepEqual(order, ['a0', 'b0', 'c0', 'a1', 'b1', 'c1'].flatMap((sample) => [sample, sample, sample]));
});

test('of the samples that are begun, the earlier ones go first', async () => {
  const model = holding();
  const engine = engineWith({ concurrency: 2 });
  const calls = [of('a', 0, 'plan'), of('a', 1, 'plan')].map((request) => engine.text(model, request, NEVER));
  calls.push(engine.text(model, of('a', 1, 'draft'), NEVER), engine.text(model, of('a', 0, 'draft'), NEVER));
  for (let done = 0; done < 4; done += 1) {
    await settle();
    model.letGo(ok('Fine.'));
  }
  await Promise.all(calls);
  assert.deepEqual(model.asked.slice(2).map(({ messages }) => messages[0]?.text), ['a0 draft', 'a1 draft']);
});

/** A price of one dollar a token, so that sums can be read. */
const dollarEach = () => ({ inputPerMillion: 1e6, outputPerMillion: 1e6 });

test('the progress counts what is done, under way and waiting, what it cost, and how long it will take', async () => {
  let time = 0;
  const model = holding();
  const engine = engineWith({ concurrency: 2, now: () => new Date(time), expectedCalls: 10, priceOf: dollarEach });
  const calls = ['a', 'b', 'c', 'd'].map((text) => engine.text(model, ask(text), NEVER));
  await settle();
  const nothing: Progress = { done: 0, cached: 0, resumed: 0, underWay: 2, waiting: 2, expected: 10, tokens: used(0, 0), usd: 0, msLeft: undefined };
  assert.deepEqual(engine.progress, nothing);
  time = 3000;
  model.letGo({ status: 'ok', text: 'Fine.', usage: used(5, 2) });
  await settle();
  assert.deepEqual(engine.progress, { ...nothing, done: 1, waiting: 1, tokens: used(5, 2), usd: 7, msLeft: 27_000 });
  for (let done = 0; done < 3; done += 1) {
    model.letGo(ok('Fine.'));
    await settle();
  }
  await Promise.all(calls);
});

test('there are never fewer calls expected than there are', async () => {
  const engine = engineWith({ expectedCalls: 1 });
  await engine.text(answering(ok('Fine.')), ask('a'), NEVER);
  await engine.text(answering(ok('Fine.')), ask('b'), NEVER);
  assert.equal(engine.progress.expected, 2);
  assert.equal(engine.progress.msLeft, 0);
});

test('where a price is not known, neither is the cost: it is not nothing', async () => {
  const model = answering({ status: 'ok', text: 'Fine.', usage: used(5, 2) });
  const engine = engineWith({ priceOf: (id) => (id === 'test/model' ? undefined : dollarEach()) });
  await engine.text({ ...model, id: 'test/priced' }, ask('a'), NEVER);
  assert.equal(engine.progress.usd, 7);
  await engine.text(model, ask('b'), NEVER);
  assert.equal(engine.progress.usd, undefined);
});

test('the journal has the cost of each call whose price is known', async () => {
  const journal = memoryJournal();
  const engine = engineWith({ journal, priceOf: (id) => (id === 'test/model' ? undefined : dollarEach()) });
  const model = answering({ status: 'ok', text: 'Fine.', usage: used(5, 2) });
  await engine.text({ ...model, id: 'test/priced' }, ask('a'), NEVER);
  await engine.text(model, ask('b'), NEVER);
  assert.deepEqual(journal.records.map((record) => record.type === 'call' && record.cost), [7, undefined]);
});

test('the progress is told at most four times a second', async () => {
  let time = 0;
  const told: number[] = [];
  const engine = engineWith({ now: () => new Date(time), onProgress: () => told.push(time) });
  for (; time < 2000; time += 10) await engine.text(answering(ok('Fine.')), ask('a'), NEVER);
  assert.deepEqual(told, [0, 250, 500, 750, 1000, 1250, 1500, 1750]);
});

test('a run ends cleanly at its budget: what is under way is kept, and nothing new is sent', async () => {
  const model = holding();
  // Each is expected to cost 1 for “a” and 10 for the answer, until one has come.
  const engine = engineWith({ concurrency: 3, budget: { usd: 31 }, priceOf: dollarEach });
  const calls = ['a', 'b', 'c', 'd', 'e'].map((text) => engine.text(model, ask(text, { maxOutputTokens: 10 }), NEVER));
  await settle();
  assert.equal(model.asked.length, 2, 'a third one might pass the budget');
  const answer: ModelOutcome = { status: 'ok', text: 'Fine.', usage: used(1, 9) };
  for (let done = 0; done < 5; done += 1) {
    model.letGo(answer);
    await settle();
  }
  const outcomes = await Promise.all(calls);
  assert.deepEqual(outcomes.map(({ status }) => status).toSorted(), ['failed', 'failed', 'ok', 'ok', 'ok']);
  assert.deepEqual(outcomes.find(({ status }) => status === 'failed'), { status: 'failed', kind: 'budget', message: 'The budget of $31.00 is used up.' });
  assert.equal(engine.progress.usd, 30);
  assert.equal(engine.budgetUsedUp, true);
});

test('within a budget, what costs nothing is not held back', async () => {
  const engine = engineWith({ budget: { usd: 0 }, priceOf: () => ({ inputPerMillion: 0, outputPerMillion: 0 }) });
  assert.deepEqual(await engine.text(answering(ok('Fine.')), ask('a'), NEVER), ok('Fine.'));
});

test('cancelling ends also the calls that wait for what a budget has left', async () => {
  const cancel = new AbortController();
  const engine = engineWith({ budget: { usd: 12 }, priceOf: dollarEach });
  const model = deaf();
  const calls = ['a', 'b'].map((text) => engine.text(model, ask(text, { maxOutputTokens: 10 }), cancel.signal));
  await settle();
  assert.equal(model.asked.length, 1);
  cancel.abort();
  for (const outcome of await Promise.all(calls)) assert.partialDeepStrictEqual(outcome, { kind: 'cancelled' });
});

test('what was given up under way counts against the budget: it may be billed', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const engine = engineWith({ budget: { usd: 12 }, priceOf: dollarEach, timeoutMs: 1000, retries: 0 });
  const first = engine.text(deaf(), ask('a', { maxOutputTokens: 10 }), NEVER);
  await settle();
  t.mock.timers.tick(1000);
  assert.partialDeepStrictEqual(await first, { kind: 'timeout' });
  assert.partialDeepStrictEqual(await engine.text(answering(ok('Fine.')), ask('b', { maxOutputTokens: 10 }), NEVER), { kind: 'budget' });
  assert.equal(engine.progress.usd, 0, 'and is not claimed to have been');
});

for (const [what, outcome, isFree] of [
  ['a connection that was never made is free', failed('network', { sent: false }), true],
  ['an answer that broke off may be billed', failed('network'), false],
  ['an answer that could not be read may be billed', failed('server', { sent: true }), false],
  ['a provider that says that it failed bills nothing', failed('server'), true],
] as const) {
  test(`within a budget, ${what}`, async () => {
    const engine = engineWith({ budget: { usd: 12 }, priceOf: dollarEach, retries: 0 });
    assert.deepEqual(await engine.text(answering(outcome), ask('a', { maxOutputTokens: 10 }), NEVER), outcome);
    const next = await engine.text({ ...answering(ok('Fine.')), id: 'test/other' }, ask('b', { maxOutputTokens: 10 }), NEVER);
    assert.equal(next.status, isFree ? 'ok' : 'failed');
    assert.equal(engine.givenUp, isFree ? 0 : 1);
  });
}

test('what was given up at a price that is not known makes the cost unknown, and not nothing', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const engine = engineWith({ timeoutMs: 1000, retries: 0 });
  const outcome = engine.text(deaf(), ask('a'), NEVER);
  await settle();
  t.mock.timers.tick(1000);
  assert.partialDeepStrictEqual(await outcome, { kind: 'timeout' });
  assert.equal(engine.progress.usd, undefined);
});

test('whoever shows the progress cannot break a call', async () => {
  const engine = engineWith({ budget: { usd: 100 }, priceOf: dollarEach, now: () => new Date(), onProgress: () => assert.fail('The view has gone.') });
  assert.deepEqual(await engine.text(answering(ok('Fine.')), ask('a', { maxOutputTokens: 10 }), NEVER), ok('Fine.'));
  assert.equal(engine.progress.underWay, 0);
});

test('what was cancelled before is not begun', async () => {
  let begun = false;
  assert.equal(await letGo(AbortSignal.abort(), 1000, () => Promise.resolve((begun = true))), 'cancelled');
  assert.equal(begun, false);
});

test('faults of one sort do not use up the tries of another', async () => {
  const model = answering(failed('rate-limited'), failed('rate-limited'), failed('server'), failed('network'), failed('server'), failed('network'), ok('Fine.'));
  assert.deepEqual(await engineWith({ retries: 2 }).text(model, ask('Hello'), NEVER), ok('Fine.'));
});

test('whenever it is cancelled, a run is over at once, and what was not under way is not sent', async () => {
  for (let turns = 0; turns < 60; turns += 1) {
    const cancel = new AbortController();
    const engine = engineWith({ budget: { usd: 1000 }, priceOf: dollarEach, limits: { test: { tokensPerMinute: 100_000 } } });
    const model = deaf();
    const calls = ['a', 'b', 'c', 'd'].map((text) => engine.text(model, ask(text, { maxOutputTokens: 10 }), cancel.signal));
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    const sent = model.asked.length;
    cancel.abort();
    for (const outcome of await Promise.all(calls)) assert.partialDeepStrictEqual(outcome, { kind: 'cancelled' });
    assert.equal(model.asked.length, sent);
    assert.equal(engine.givenUp, sent);
  }
});

/** A journal on a disk that is slow: each record is held until the test lets all go. */
function slowJournal(): Journal & { readonly letGo: () => void } {
  let held: (() => void)[] = [];
  return {
    append: () => new Promise((resolve) => void held.push(resolve)),
    close: async () => undefined,
    letGo: () => {
      for (const each of held) each();
      held = [];
    },
  };
}

for (const [concurrency, sent] of [
  [3, 3],
  [4, 5],
  [32, 40],
] as const) {
  test(`while answers of ${concurrency} calls at once are being written, ${sent - concurrency} of the places go to other calls`, async () => {
    const journal = slowJournal();
    const model = answering(ok('Fine.'));
    const engine = engineWith({ concurrency, journal });
    const calls = Array.from({ length: 60 }, (_, ordinal) => engine.text(model, ask('Hello', { purpose: { ...ask('').purpose, ordinal } }), NEVER));
    await settle();
    assert.equal(model.asked.length, sent);
    while (model.asked.length < 60) {
      journal.letGo();
      await settle();
    }
    journal.letGo();
    assert.deepEqual(await Promise.all(calls), calls.map(() => ok('Fine.')));
  });
}

test('places that went to other calls while answers were written do not make more calls at once', async () => {
  const journal = slowJournal();
  const model = holding();
  const engine = engineWith({ concurrency: 8, journal });
  const calls = Array.from({ length: 40 }, (_, ordinal) => engine.text(model, ask('Hello', { purpose: { ...ask('').purpose, ordinal } }), NEVER));
  for (let turn = 0; turn < 60; turn += 1) {
    await settle();
    assert.ok(model.open() <= 8);
    if (turn % 3 === 0) journal.letGo();
    model.letGo(ok('Fine.'));
  }
  await settle();
  journal.letGo();
  assert.equal((await Promise.all(calls)).length, 40);
});

/** What the engine promises: few calls at once, patience with what passes, everything in the journal, nothing taken for an answer that is none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as z from 'zod';
import { callKey, createEngine, type Engine } from '../../src/engine/engine.ts';
import type { Journal } from '../../src/engine/journal.ts';
import type { FailureKind, ModelOutcome, ModelRequest } from '../../src/models/model.ts';
import { answering, ask, EPOCH, failed, holding, memoryJournal, NEVER, ok, settle } from './support.ts';

function engineWith(more: Partial<Parameters<typeof createEngine>[0]> = {}): Engine {
  return createEngine({ journal: memoryJournal(), concurrency: 3, now: EPOCH, backoffMs: 0, ...more });
}

test('no more calls are under way at once than was asked for', async () => {
  const model = holding();
  const engine = engineWith({ concurrency: 3 });
  const all = Array.from({ length: 10 }, (_, index) => engine.text(model, ask(String(index)), NEVER));
  for (let done = 0; done < 10; done += 1) {
    await settle();
    assert.equal(model.open(), Math.min(3, 10 - done));
    model.letGo(ok('Fine.'));
  }
  await Promise.all(all);
  assert.deepEqual(model.asked.map(({ messages }) => messages[0]?.text), [...'0123456789']);
  assert.equal(engine.calls, 10);
});

const KINDS: Readonly<Record<FailureKind, 'passes' | 'stays'>> = {
  'rate-limited': 'passes',
  server: 'passes',
  network: 'passes',
  timeout: 'passes',
  'no-key': 'stays',
  unauthorized: 'stays',
  'bad-request': 'stays',
  'not-found': 'stays',
  'no-answer': 'stays',
  cancelled: 'stays',
  budget: 'stays',
};

for (const [kind, is] of Object.entries(KINDS) as [FailureKind, 'passes' | 'stays'][]) {
  test(`a call that failed as ${kind} is ${is === 'passes' ? 'made again until it succeeds' : 'not made again'}`, async () => {
    const journal = memoryJournal();
    const model = answering(failed(kind), failed(kind), ok('Fine.'));
    const outcome = await engineWith({ journal }).text(model, ask('Hello'), NEVER);
    assert.deepEqual(outcome, is === 'passes' ? ok('Fine.') : failed(kind));
    assert.equal(model.asked.length, is === 'passes' ? 3 : 1);
    assert.partialDeepStrictEqual(journal.records, [{ type: 'call', tries: is === 'passes' ? 3 : 1, outcome: { ...outcome } }]);
  });
}

for (const outcome of [
  { status: 'blocked', reason: 'SAFETY' },
  { status: 'truncated', text: 'Half' },
  { status: 'empty' },
] satisfies ModelOutcome[]) {
  test(`an answer that is ${outcome.status} is not asked for again`, async () => {
    const model = answering(outcome);
    assert.deepEqual(await engineWith().text(model, ask('Hello'), NEVER), outcome);
    assert.equal(model.asked.length, 1);
  });
}

test('after the last retry the failure is passed on as it is', async () => {
  const model = answering(failed('server'));
  const engine = engineWith({ retries: 2 });
  assert.deepEqual(await engine.text(model, ask('Hello'), NEVER), failed('server'));
  assert.equal(model.asked.length, 3);
  assert.equal(engine.calls, 1);
});

test('no retry comes sooner than the provider asked', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const model = answering(failed('rate-limited', { retryAfterMs: 30_000 }), ok('Fine.'));
  const outcome = engineWith({ backoffMs: 10 }).text(model, ask('Hello'), NEVER);
  await settle();
  t.mock.timers.tick(29_999);
  await settle();
  assert.equal(model.asked.length, 1);
  // With what spreads those that come back together.
  t.mock.timers.tick(11);
  assert.deepEqual(await outcome, ok('Fine.'));
});

test('each retry waits about twice as long as the one before', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  t.mock.method(Math, 'random', () => 0.5);
  const model = answering(failed('server'));
  const outcome = engineWith({ backoffMs: 1000, retries: 3 }).text(model, ask('Hello'), NEVER);
  for (const [index, wait] of [1500, 3000, 6000].entries()) {
    await settle();
    t.mock.timers.tick(wait - 1);
    await settle();
    assert.equal(model.asked.length, index + 1);
    t.mock.timers.tick(1);
  }
  assert.deepEqual(await outcome, failed('server'));
  assert.equal(model.asked.length, 4);
});

test('a provider that asks for hours is not waited for', async () => {
  const model = answering(failed('rate-limited', { retryAfterMs: 6 * 3_600_000 }));
  assert.deepEqual(await engineWith().text(model, ask('Hello'), NEVER), failed('rate-limited', { retryAfterMs: 6 * 3_600_000 }));
  assert.equal(model.asked.length, 1);
});

test('a call is in the journal before its answer is given out', async () => {
  let write = (): void => assert.fail('nothing was to be written yet');
  const journal: Journal = { append: () => new Promise((resolve) => (write = resolve)), close: async () => undefined };
  let given = false;
  const outcome = engineWith({ journal }).text(answering(ok('Fine.')), ask('Hello'), NEVER).then(() => (given = true));
  await settle();
  assert.equal(given, false);
  write();
  await outcome;
  assert.equal(given, true);
});

test('the journal holds what was sent, what came back, and how long it took', async () => {
  const journal = memoryJournal();
  let time = 250;
  const engine = engineWith({ journal, now: () => new Date(time) });
  const request = ask('Hello', { system: 'Be kind.' });
  const model = answering({ status: 'ok', text: 'Hi.', usage: { inputTokens: 2, outputTokens: 1 } });
  await engine.text({ ...model, generate: (...given) => ((time += 250), model.generate(...given)) }, request, NEVER);
  assert.deepEqual(journal.records, [
    {
      type: 'call',
      key: callKey({ id: 'test/model' }, request),
      at: '1970-01-01T00:00:00.250Z',
      model: 'test/model',
      purpose: request.purpose,
      system: 'Be kind.',
      messages: request.messages,
      outcome: { status: 'ok', text: 'Hi.', usage: { inputTokens: 2, outputTokens: 1 } },
      tries: 1,
      milliseconds: 250,
    },
  ]);
});

test('once the journal cannot be written, the error is passed on and no waiting call is sent', async () => {
  const model = holding();
  const journal = memoryJournal(() => {
    throw new Error('The disk is full.');
  });
  const engine = engineWith({ journal, concurrency: 1 });
  const calls = ['one', 'two', 'three'].map((text) => engine.text(model, ask(text), NEVER));
  const settled = Promise.allSettled(calls);
  await settle();
  model.letGo(ok('Fine.'));
  const reasons = (await settled).map((result) => result.status === 'rejected' && String(result.reason));
  assert.deepEqual(reasons, Array.from({ length: 3 }, () => 'Error: The disk is full.'));
  assert.equal(model.asked.length, 1);
});

test('cancelling ends the calls under way at once, and those that wait are never sent', async () => {
  const journal = memoryJournal();
  const model = holding();
  const cancel = new AbortController();
  const engine = engineWith({ journal, concurrency: 2 });
  const calls = Array.from({ length: 5 }, (_, index) => engine.text(model, ask(String(index)), cancel.signal));
  await settle();
  cancel.abort();
  for (const outcome of await Promise.all(calls)) assert.partialDeepStrictEqual(outcome, { status: 'failed', kind: 'cancelled' });
  assert.equal(model.asked.length, 2);
  assert.equal(journal.records.length, 2, 'what was sent may be billed, so it is in the journal');
});

test('cancelling ends the wait before a retry', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const model = answering(failed('rate-limited', { retryAfterMs: 60_000 }));
  const cancel = new AbortController();
  const outcome = engineWith().text(model, ask('Hello'), cancel.signal);
  await settle();
  cancel.abort();
  assert.partialDeepStrictEqual(await outcome, { status: 'failed', kind: 'cancelled' });
  assert.equal(model.asked.length, 1);
});

test('an answer that arrives together with the cancelling is kept: it was paid for', async () => {
  const cancel = new AbortController();
  const model = { ...answering(ok('Fine.')), generate: async () => (cancel.abort(), ok('Fine.')) };
  assert.deepEqual(await engineWith().text(model, ask('Hello'), cancel.signal), ok('Fine.'));
});

test('many retries under one signal leave nothing on it', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { signal } = new AbortController();
  let listeners = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => (listeners++, add(...args));
  signal.removeEventListener = (...args: Parameters<typeof remove>) => (listeners--, remove(...args));
  const outcome = engineWith({ backoffMs: 1, retries: 3 }).text(answering(failed('server')), ask('Hello'), signal);
  for (let retry = 0; retry < 3; retry += 1) {
    await settle();
    t.mock.timers.tick(1000);
  }
  await outcome;
  assert.equal(listeners, 0);
});

const point = z.strictObject({ x: z.number() });

for (const [what, text] of Object.entries({
  plain: '{"x": 1}',
  'in a fence': '```\n{"x": 1}\n```',
  'in a json fence': '```json\n{"x": 1}\n```',
  'in a fence of one line': '```json {"x": 1}```',
  'in a fence with space around': '\n ```JSON\r\n{"x": 1}\r\n``` \n',
})) {
  test(`JSON ${what} is read`, async () => {
    assert.deepEqual(await engineWith().json(answering(ok(text)), ask('Hello'), point, NEVER), { status: 'ok', value: { x: 1 } });
  });
}

for (const [what, text, problem] of [
  ['not JSON', 'Sure! Here it is.', /not JSON/],
  ['cut off', '{"x": 1', /not JSON/],
  ['of another shape', '{"x": "1"}', /not of the asked-for shape.*x/],
  ['with a property too many', '{"x": 1, "y": 2}', /not of the asked-for shape.*y/],
  ['null', 'null', /not of the asked-for shape/],
  ['a fence with nothing in it', '```json\n```', /not JSON/],
] as const) {
  test(`an answer that is ${what} is asked for once more, and then it is unparsed`, async () => {
    const model = answering(ok(text));
    const outcome = await engineWith().json(model, ask('Hello'), point, NEVER);
    assert.equal(outcome.status, 'unparsed');
    assert.match(outcome.problem, problem);
    assert.doesNotMatch(outcome.problem, /\n/);
    assert.equal(outcome.text, text);
    assert.deepEqual(model.asked.map(({ purpose }) => purpose.attempt), [0, 1]);
  });
}

test('the second answer counts when it is of the asked-for shape', async () => {
  const outcome = await engineWith().json(answering(ok('No.'), ok('{"x": 2}')), ask('Hello'), point, NEVER);
  assert.deepEqual(outcome, { status: 'ok', value: { x: 2 } });
});

test('asking for JSON sends its schema', async () => {
  const model = answering(ok('{"x": 1}'));
  await engineWith().json(model, ask('Hello'), point, NEVER);
  assert.partialDeepStrictEqual(model.asked[0]?.schema, { type: 'object', properties: { x: { type: 'number' } }, required: ['x'] });
});

for (const outcome of [failed('no-key'), { status: 'blocked', reason: 'SAFETY' }, { status: 'truncated', text: '{"x": 1}' }, { status: 'empty' }] satisfies ModelOutcome[]) {
  test(`JSON is never read from an answer that is ${outcome.status}`, async () => {
    assert.deepEqual(await engineWith().json(answering(outcome), ask('Hello'), point, NEVER), outcome);
  });
}

test('whatever a model says, it is read or unparsed, and never a fault', async () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.json().map((json) => `\`\`\`json\n${json}\n\`\`\``),
    fc.array(fc.constantFrom('```', '\n', '{', '}', '"x"', ':', '1', ' ', 'json')).map((pieces) => pieces.join('')),
  );
  await fc.assert(
    fc.asyncProperty(anything, async (text) => {
      const outcome = await engineWith().json(answering(ok(text)), ask('Hello'), point, NEVER);
      if (outcome.status === 'ok') assert.deepEqual(Object.keys(outcome.value), ['x']);
      else assert.equal(outcome.status, 'unparsed');
    }),
  );
});

test('a long answer in an open fence is read in no time', async () => {
  const text = `\`\`\`json\n${'\n '.repeat(200_000)}x`;
  assert.equal((await engineWith().json(answering(ok(text)), ask('Hello'), point, NEVER)).status, 'unparsed');
});

const whole: Required<ModelRequest> = {
  purpose: { stage: 'draft', role: 'generator', traitId: 'candour', kind: 'exhibit', ordinal: 1, attempt: 0 },
  system: 'Be kind.',
  messages: [
    { role: 'user', text: 'Hello' },
    { role: 'model', text: 'Hi.' },
  ],
  schema: { type: 'object' },
  temperature: 0.5,
  maxOutputTokens: 100,
  seed: 7,
};

test('equal calls have equal keys, in whatever order their properties were written', () => {
  const { seed, maxOutputTokens, temperature, schema, messages, system, purpose } = whole;
  const written: ModelRequest = {
    seed,
    maxOutputTokens,
    temperature,
    schema: { ...schema },
    messages: messages.map(({ role, text }) => ({ text, role })),
    system,
    purpose: { attempt: 0, ordinal: 1, kind: 'exhibit', traitId: 'candour', role: 'critic', stage: purpose.stage },
  };
  assert.equal(callKey({ id: 'a/b' }, written), callKey({ id: 'a/b' }, whole));
  assert.match(callKey({ id: 'a/b' }, whole), /^[0-9a-f]{64}$/);
});

test('the keys differ when anything differs that the answer depends on', () => {
  const { system: _, ...noSystem } = whole;
  const requests: readonly ModelRequest[] = [
    whole,
    noSystem,
    { ...whole, system: '' },
    { ...whole, seed: 8 },
    { ...whole, system: 'Be kind. ' },
    { ...whole, messages: [{ role: 'user', text: 'HelloHi.' }] },
    { ...whole, messages: whole.messages.map(({ text }) => ({ role: 'user', text })) },
    { ...whole, messages: whole.messages.toReversed() },
    { ...whole, schema: { type: 'array' } },
    { ...whole, schema: {} },
    { ...whole, temperature: 0 },
    { ...whole, maxOutputTokens: 101 },
    ...([{ stage: 'plan' }, { traitId: 'warm' }, { kind: 'exception' }, { ordinal: 2 }, { attempt: 1 }] as const).map((change) => ({
      ...whole,
      purpose: { ...whole.purpose, ...change },
    })),
  ];
  const keys = [callKey({ id: 'a/c' }, whole), callKey({ id: 'a/b', settings: { seed: 1 } }, whole), callKey({ id: 'a/b', settings: { seed: 2 } }, whole), ...requests.map((request) => callKey({ id: 'a/b' }, request))];
  assert.equal(new Set(keys).size, keys.length);
});

test('the keys of any two texts are equal exactly when the texts are', () => {
  const text = fc.string({ unit: 'binary', maxLength: 4 });
  const pair = fc.record({ system: text, user: text });
  fc.assert(
    fc.property(pair, pair, (one, other) => {
      const key = ({ system, user }: { system: string; user: string }): string => callKey({ id: 'a/b' }, ask(user, { system }));
      assert.equal(key(one) === key(other), one.system === other.system && one.user === other.user);
    }),
  );
});

test('a model that cannot be reached is not asked again for the rest of the run', async () => {
  for (const kind of ['no-key', 'unauthorized', 'not-found', 'network'] as const) {
    const model = answering(failed(kind));
    const other = answering(ok('Fine.'));
    const engine = engineWith({ retries: 0 });
    assert.deepEqual(await engine.text(model, ask('Hello'), NEVER), failed(kind));
    assert.deepEqual(await engine.text(model, ask('And now?'), NEVER), failed(kind));
    assert.equal(model.asked.length, 1, kind);
    assert.deepEqual(await engine.text({ ...other, id: 'other/model' }, ask('You?'), NEVER), ok('Fine.'));
  }
});

test('a host that does not answer is tried three times, whatever else is tried more often', async () => {
  const model = answering(failed('network'));
  await engineWith({ retries: 9 }).text(model, ask('Hello'), NEVER);
  assert.equal(model.asked.length, 3);
});

test('what is tried again is told, with how long it waits', async () => {
  const told: [FailureKind, number][] = [];
  const limited = { ...failed('rate-limited'), retryAfterMs: 3 };
  await engineWith({ onRetry: ({ kind }, waitMs) => told.push([kind, waitMs]) }).text(answering(limited, ok('Fine.')), ask('Hello'), NEVER);
  assert.deepEqual(told, [['rate-limited', 3]]);
});

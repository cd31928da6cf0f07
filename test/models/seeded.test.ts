/** What a seeded model promises: each call draws from a seed of its own, and the same call from the same one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CallPurpose } from '../../src/models/model.ts';
import { seeded } from '../../src/models/seeded.ts';
import { callKey } from '../../src/engine/engine.ts';
import { answering, ask, NEVER, ok } from '../engine/support.ts';

async function seedOf(seed: number, purpose: Partial<CallPurpose> = {}): Promise<number | undefined> {
  const model = answering(ok('Hi.'));
  const request = ask('Hello');
  await seeded(model, seed).generate({ ...request, purpose: { ...request.purpose, ...purpose } }, NEVER);
  return model.asked[0]?.seed;
}

test('the same call has the same seed, and another call another one', async () => {
  const first = await seedOf(1);
  assert.equal(await seedOf(1), first);
  const others = [await seedOf(2), await seedOf(1, { stage: 'draft' }), await seedOf(1, { traitId: 'warm' }), await seedOf(1, { kind: 'exception' }), await seedOf(1, { ordinal: 1 })];
  assert.equal(new Set([first, ...others]).size, 6);
});

test('an answer that could not be read is asked for with another seed', async () => {
  assert.notEqual(await seedOf(1, { attempt: 1 }), await seedOf(1));
});

test('every seed is one that the providers take', async () => {
  const whole = fc.integer({ min: 0, max: 2_147_483_647 });
  await fc.assert(
    fc.asyncProperty(whole, fc.nat(), fc.string(), async (seed, ordinal, traitId) => {
      const drawn = (await seedOf(seed, { ordinal, traitId })) ?? -1;
      assert.ok(Number.isInteger(drawn) && drawn >= 0 && drawn <= 2_147_483_647);
    }),
    { numRuns: 200 },
  );
});

test('a seed is part of a call’s key: what was drawn without it is not taken for the same', () => {
  const model = answering(ok('Hi.'));
  const keys = [model, seeded(model, 1), seeded(model, 2)].map((each) => callKey(each, ask('Hello')));
  assert.equal(new Set(keys).size, 3);
});

test('all else of the model stays', () => {
  const model = { ...answering(ok('Hi.')), settings: { safety: 'OFF' } };
  const { id, rehearsed, settings } = seeded(model, 7);
  assert.deepEqual({ id, rehearsed, settings }, { id: model.id, rehearsed: false, settings: { safety: 'OFF', seed: 7 } });
});

/** A run that is gone through without making its calls asks exactly what the run itself asks, and makes the same of the answers. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import type { JournalCall, JournalHeader } from '../../src/engine/journal.ts';
import { type PendingCall, pendingCalls, type PendingResult } from '../../src/generation/batch.ts';
import type { Sample } from '../../src/generation/sample.ts';
import { type ModelOutcome, PIPELINE_NAMES, type PipelineName } from '../../src/models/model.ts';
import { seeded } from '../../src/models/seeded.ts';
import { NEVER } from '../engine/support.ts';
import { chat, type ChatRunSeen } from './support.ts';

const TEXT = `# Rill

## Plain {#plain}

Rill answers plainly.

### Exceptions

- Where somebody grieves, Rill is gentle first.

## Quiet {#quiet}

Rill says no more than is asked.
`;

const NO_SAMPLES = { size: 0, has: () => false, get: () => Promise.resolve(undefined) };

interface Seen extends PendingResult {
  readonly asked: readonly PendingCall[];
  readonly made: readonly Sample[];
}

/** Goes through the run with the answers that `known` has, all others being `given`. */
async function through({ records }: ChatRunSeen, known: ReadonlyMap<string, ModelOutcome>, given: (call: PendingCall) => ModelOutcome | undefined): Promise<Seen> {
  const header = records.find((record): record is JournalHeader => record.type === 'header');
  assert.ok(header !== undefined);
  const document = parseTraitsDocument(TEXT);
  const asked: PendingCall[] = [];
  const made: Sample[] = [];
  const result = await pendingCalls({
    header,
    finished: known,
    samples: NO_SAMPLES,
    document,
    traits: document.traits,
    signal: NEVER,
    answer: (call) => {
      asked.push(call);
      return Promise.resolve(given(call));
    },
    onFinished: (sample) => {
      made.push(sample);
      return Promise.resolve();
    },
  });
  return { ...result, asked, made };
}

function answersIn({ records }: ChatRunSeen): ReadonlyMap<string, ModelOutcome> {
  return new Map(records.filter((record): record is JournalCall => record.type === 'call').map(({ key, outcome }) => [key, outcome]));
}

function ran(t: TestContext, pipeline: PipelineName): Promise<ChatRunSeen> {
  return chat(t, { text: TEXT, about: ['plain', 'quiet'], perTrait: 3, pipeline, seed: 7, wrap: (model) => seeded(model, 7) });
}

for (const pipeline of PIPELINE_NAMES) {
  test(`${pipeline}: with the answers of a run at hand, it asks what the run asked and makes the same samples`, async (t) => {
    const run = await ran(t, pipeline);
    const answers = answersIn(run);
    const { asked, made, waiting } = await through(run, new Map(), ({ key }) => answers.get(key));
    assert.deepEqual(asked.map(({ key }) => key).toSorted(), [...answers.keys()].toSorted());
    assert.ok(asked.every(({ request }) => request.seed !== undefined));
    assert.equal(waiting, 0);
    const byId = (samples: readonly Sample[]): readonly Sample[] => samples.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    assert.deepEqual(byId(made), byId(run.samples));
  });

  test(`${pipeline}: round by round, with answers from the journal alone, it comes to the same end`, async (t) => {
    const run = await ran(t, pipeline);
    const answers = answersIn(run);
    const known = new Map<string, ModelOutcome>();
    for (let round = 0; ; round += 1) {
      const { asked, waiting, made } = await through(run, known, () => undefined);
      assert.equal(new Set(asked.map(({ key }) => key)).size, asked.length);
      if (asked.length === 0) {
        assert.equal(waiting, 0);
        assert.equal(made.length, run.samples.length);
        break;
      }
      assert.ok(round < 40);
      for (const { key } of asked) {
        const outcome = answers.get(key);
        assert.ok(outcome !== undefined, 'the run did not ask that');
        known.set(key, outcome);
      }
    }
    assert.equal(known.size, answers.size);
  });
}

test('what goes wrong where an answer is taken in ends it, and no sample is made of it', async (t) => {
  const run = await ran(t, 'chat');
  await assert.rejects(
    through(run, new Map(), () => {
      throw new Error('the disk is full');
    }),
    /the disk is full/,
  );
});

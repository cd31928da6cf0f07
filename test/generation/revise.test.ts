/** What a reply to a sample promises: one rewrite with the person's words in it, rated and journalled, in place of what they read. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import type { Sample } from '../../src/generation/sample.ts';
import { refuseRevision } from '../../src/generation/revisable.ts';
import { estimateRevision, runRevision, type Said } from '../../src/generation/revise.ts';
import type { RunResult } from '../../src/generation/run.ts';
import type { LanguageModel, ModelRequest } from '../../src/models/model.ts';
import { priceTable } from '../../src/models/prices.ts';
import { EPOCH, type MemoryJournal, memoryJournal } from '../engine/support.ts';
import { AXES, chat, DOCUMENT, RATINGS } from './support.ts';

const REVISE = { quotes: ['People act on what they are told'], axes: AXES, verdict: 'revise' };

/** A sample as a run made it. */
async function made(t: TestContext): Promise<Sample> {
  const { samples } = await chat(t, { perTrait: 1, script: { critique: REVISE } });
  const [sample] = samples;
  assert.equal(sample?.status, 'kept');
  return sample;
}

interface Revised extends RunResult {
  readonly asked: readonly ModelRequest[];
  readonly journal: MemoryJournal;
  readonly shown: readonly Sample[];
}

async function revised(said: Said, rewrite: string, text = DOCUMENT, signal = new AbortController().signal): Promise<Revised> {
  const document = parseTraitsDocument(text);
  const trait = document.traits.find(({ id }) => id === 'plain');
  assert.ok(trait);
  const asked: ModelRequest[] = [];
  const model: LanguageModel = {
    id: 'test/model',
    rehearsed: false,
    generate: async (request) => {
      asked.push(request);
      return { status: 'ok', text: request.schema === undefined ? rewrite : JSON.stringify(RATINGS) };
    },
  };
  const journal = memoryJournal();
  const shown: Sample[] = [];
  const result = await runRevision({ document, trait, said, run: 'r2', tool: 'test 1', documentName: 'rill.traits.md', models: { generator: model, critic: model, judge: model }, journal, concurrency: 1, now: EPOCH, signal, onSample: (sample) => shown.push(sample) });
  return { ...result, asked, journal, shown };
}

test('what a person says goes to the critic beside the critique, and what comes of it is rated', async (t) => {
  const sample = await made(t);
  const { samples: [anew], asked } = await revised({ sample, run: 'r1', text: 'Say which hinge.' }, 'The lower hinge is gone.');
  assert.deepEqual(asked.map(({ purpose }) => purpose.stage), ['rewrite', 'autorate']);
  const [prompt] = asked[0]?.messages ?? [];
  assert.match(prompt?.text ?? '', /<judgement>[^]*<later_answer>\nIt is broken; the hinge is gone\.\n<\/later_answer>\n\n<person>\nSay which hinge\.\n<\/person>/);
  assert.deepEqual([anew?.id, anew?.status, anew?.response], [sample.id, 'kept', 'The lower hinge is gone.']);
  assert.deepEqual(anew?.remarks, [{ run: 'r1', response: 'It is broken; the hinge is gone.', text: 'Say which hinge.' }]);
  assert.deepEqual([anew?.prompt, anew?.draft, anew?.plan], [sample.prompt, sample.draft, sample.plan]);
});

test('a second reply goes with the first', async (t) => {
  const sample = await made(t);
  const { samples: [once] } = await revised({ sample, run: 'r1', text: 'Say which hinge.' }, 'The lower hinge is gone.');
  assert.ok(once);
  const { samples: [twice], asked } = await revised({ sample: once, run: 'r2', text: 'And what to do.' }, 'The lower hinge is gone; take the door off.');
  assert.deepEqual(twice?.remarks?.map(({ run, text }) => [run, text]), [['r1', 'Say which hinge.'], ['r2', 'And what to do.']]);
  const text = asked[0]?.messages[0]?.text ?? '';
  assert.ok(text.includes('Say which hinge.') && text.includes('And what to do.'));
});

test('its journal says that it takes the place of the one sample', async (t) => {
  const sample = await made(t);
  const { journal } = await revised({ sample, run: 'r1', text: 'Say which hinge.' }, 'The lower hinge is gone.');
  const [header] = journal.records;
  assert.ok(header?.type === 'header');
  assert.deepEqual([header.pipeline, header.parameters.only, Object.keys(header.prompts)], ['chat', [sample.id], ['rewrite', 'autorate']]);
  assert.deepEqual(journal.records.map(({ type }) => type), ['header', 'call', 'call', 'sample', 'summary']);
});

test('an answer that is the one that was read is not kept', async (t) => {
  const sample = await made(t);
  const { samples: [anew] } = await revised({ sample, run: 'r1', text: 'Shorter.' }, sample.response ?? '');
  assert.deepEqual([anew?.status, anew?.droppedBy], ['dropped', 'same-as-before']);
});

test('it is written in view of today’s document', async (t) => {
  const sample = await made(t);
  const { samples: [anew], asked } = await revised({ sample, run: 'r1', text: 'Shorter.' }, 'The hinge.', DOCUMENT.replace('the hard part', 'the hardest part'));
  assert.ok(asked[0]?.messages[0]?.text.includes('the hardest part'));
  assert.notEqual(anew?.chunkHash, sample.chunkHash);
});

test('cancelled before it begins, nothing is sent', async (t) => {
  const sample = await made(t);
  const { samples: [anew], asked, ended } = await revised({ sample, run: 'r1', text: 'Shorter.' }, 'The hinge.', DOCUMENT, AbortSignal.abort());
  assert.deepEqual([asked.length, anew?.status, ended], [0, 'cancelled', 'cancelled']);
});

test('where there is no critique yet there is nothing to write anew', async (t) => {
  const sample = await made(t);
  const { critique: _, ...early } = sample;
  assert.equal(refuseRevision(sample), undefined);
  assert.match(refuseRevision(early) ?? '', /regenerate it instead/);
  assert.match(refuseRevision({ ...sample, pipeline: 'document' }) ?? '', /Only answers/);
});

test('it is estimated as the two calls that it is', async (t) => {
  const document = parseTraitsDocument(DOCUMENT);
  const [trait] = document.traits;
  assert.ok(trait);
  const said = { sample: await made(t), run: 'r1', text: 'Shorter.' };
  const { stages, samples } = estimateRevision({ document, trait, said }, { models: { generator: 'a/b', critic: 'a/b', judge: 'a/b' }, prices: priceTable(new Date(0), {}) });
  assert.deepEqual([samples, stages.map(({ stage }) => stage)], [1, ['rewrite', 'autorate']]);
});

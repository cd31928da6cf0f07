/** What an estimate promises: close to what the same run then makes, and honest about what it does not know. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { chunkOf } from '../../src/document/chunk.ts';
import { parseTraitsDocument, type TraitsDocument } from '../../src/document/traits-document.ts';
import { estimateTokens } from '../../src/engine/expected-tokens.ts';
import type { JournalCall } from '../../src/engine/journal.ts';
import { type Estimate, type EstimateOptions, estimateChat, estimateRun, estimateText, NAMED_ANSWERS, plannedCalls } from '../../src/generation/estimate.ts';
import { CHAT } from '../../src/generation/chat.ts';
import { runChat } from '../../src/generation/run.ts';
import { seedsOf } from '../../src/generation/seeds.ts';
import { PIPELINE_NAMES, type Stage } from '../../src/models/model.ts';
import { priceTable } from '../../src/models/prices.ts';
import { createRehearsalModel } from '../../src/models/rehearsal.ts';
import { EPOCH, memoryJournal, NEVER } from '../engine/support.ts';
import { AXES, chat, DOCUMENT, PINNED, TEXT_AXES } from './support.ts';

const SAMPLES = new URL('../../samples/', import.meta.url);
const PRICES = priceTable(new Date('2026-11-20'), { 'paid/*': { input: 1, output: 10 } });
const PAID = { generator: 'paid/small', critic: 'paid/large', judge: 'paid/small' };

function estimate(document: TraitsDocument, more: Partial<EstimateOptions> = {}): Estimate {
  return estimateChat({ document, traits: document.traits, perTrait: 3, models: PAID, prices: PRICES, ...more });
}

async function rehearsed(name: string): Promise<{ readonly document: TraitsDocument; readonly calls: readonly JournalCall[] }> {
  const [text, answers] = await Promise.all([`${name}.traits.md`, `${name}.rehearsal.yaml`].map((file) => readFile(new URL(file, SAMPLES), 'utf8')));
  const document = parseTraitsDocument(text ?? '');
  const model = createRehearsalModel(answers, 'answers');
  const journal = memoryJournal();
  await runChat({
    run: 'r',
    tool: 'test',
    documentName: name,
    document,
    traits: document.traits,
    perTrait: 3,
    models: { generator: model, critic: model, judge: model },
    journal,
    concurrency: 4,
    now: EPOCH,
    signal: NEVER,
    onSample: () => undefined,
  });
  return { document, calls: journal.records.filter((record) => record.type === 'call') };
}

function sentIn(calls: readonly JournalCall[]): number {
  return calls.reduce((sum, { system = '', messages }) => sum + estimateTokens(system) + messages.reduce((all, { text }) => all + estimateTokens(text), 0), 0);
}

function answeredIn(calls: readonly JournalCall[]): number {
  return calls.reduce((sum, { outcome }) => sum + (outcome.status === 'ok' ? estimateTokens(outcome.text) : 0), 0);
}

function assertWithin(factor: number, estimated: number, made: number, what: string): void {
  const ratio = estimated / made;
  assert.ok(ratio < factor && ratio > 1 / factor, `${what}: estimated ${estimated}, made ${made}`);
}

for (const name of ['aster-with-people', 'calder-at-work']) {
  test(`the estimate of ${name} is within a twentieth of the calls and a tenth of the tokens of its rehearsal, and by stage within a half`, async () => {
    const { document, calls } = await rehearsed(name);
    const estimated = estimate(document);
    assertWithin(1.05, estimated.calls, calls.length, 'calls');
    assertWithin(1.1, estimated.inputTokens, sentIn(calls), 'tokens in');
    assertWithin(1.1, estimated.outputTokens, answeredIn(calls), 'tokens out');
    for (const { stage, inputTokens, outputTokens, ...tally } of estimated.stages) {
      const ofStage = calls.filter(({ purpose }) => purpose.stage === stage);
      assertWithin(1.5, tally.calls, ofStage.length, `calls of ${stage}`);
      assertWithin(1.5, inputTokens, sentIn(ofStage), `tokens in of ${stage}`);
      assertWithin(1.5, outputTokens, answeredIn(ofStage), `tokens out of ${stage}`);
    }
  });
}

test('what is pinned in the document is not paid for', () => {
  const callsOf = (text: string): ReadonlyMap<Stage, number> => {
    const document = parseTraitsDocument(text);
    return new Map(estimate(document, { traits: document.traits.slice(0, 1) }).stages.map(({ stage, calls }) => [stage, calls]));
  };
  assert.deepEqual([callsOf(DOCUMENT).get('plan'), callsOf(DOCUMENT).get('scenario')], [3, 3]);
  assert.deepEqual([callsOf(PINNED).get('plan'), callsOf(PINNED).get('scenario')], [1, 2]);
});

test('the sums by stage and by role are the whole', () => {
  const { stages, roles, cost, ...whole } = estimate(parseTraitsDocument(DOCUMENT));
  for (const key of ['calls', 'inputTokens', 'outputTokens'] as const) {
    const sum = (parts: readonly Readonly<Record<typeof key, number>>[]): number => parts.reduce((total, part) => total + part[key], 0);
    assert.ok(Math.abs(sum(stages) - whole[key]) <= 4, key);
    assert.ok(Math.abs(sum(Object.values(roles)) - whole[key]) <= 2, key);
  }
  assert.equal(Object.values(roles).reduce((sum, role) => sum + (role.cost?.least ?? 0), 0), cost.least);
});

test('the cost runs from what such answers cost to what longer ones and thinking would', () => {
  const { cost, inputTokens, outputTokens } = estimate(parseTraitsDocument(DOCUMENT));
  assert.ok(Math.abs(cost.least - (inputTokens + 10 * outputTokens) / 1e6) < 1e-4);
  assert.ok(cost.most > cost.least);
});

test('an estimate in words', () => {
  const document = parseTraitsDocument(DOCUMENT);
  const words = (models: EstimateOptions['models']): string => estimateText(estimate(document, { models, perTrait: 1 }));
  assert.match(words(PAID), /^about \$[\d.]+ to \$[\d.]+, 23 calls$/);
  assert.equal(words({ generator: 'rehearsal/prepared', critic: 'ollama/a', judge: 'vscode/b' }), 'nothing to pay, 23 calls');
  assert.match(words({ ...PAID, critic: 'gemini/gemini-pro-latest' }), /^about \$[\d.]+ to \$[\d.]+, and unknown price of gemini\/gemini-pro-latest, about [\d,]+ tokens, 23 calls$/);
  assert.match(words({ generator: 'a/b', critic: 'a/b', judge: 'ollama/a' }), /^unknown price of a\/b, about [\d,]+ tokens, 23 calls$/);
});

test('a price that is not known adds nothing, and is never taken for nothing', () => {
  const { unpriced, cost, roles } = estimate(parseTraitsDocument(DOCUMENT), { models: { generator: 'a/b', critic: 'a/b', judge: 'a/c' } });
  assert.deepEqual(unpriced.map(({ model }) => model), ['a/b', 'a/c']);
  assert.ok(unpriced.every(({ tokens }) => tokens > 0));
  assert.deepEqual(cost, { least: 0, most: 0 });
  assert.equal(roles.judge.cost, undefined);
});

test('a hundred thousand samples are estimated without rendering each of them', () => {
  const document = parseTraitsDocument(PINNED);
  const { calls, stages } = estimate(document, { perTrait: 33_000 });
  assert.ok(calls > 700_000);
  assert.equal(stages.find(({ stage }) => stage === 'draft')?.calls, 99_000);
});

for (const pipeline of PIPELINE_NAMES) {
  test(`the calls of a ${pipeline} run are counted as they are then made, by stage and role`, async (t) => {
    const revise = { quotes: [], axes: AXES, verdict: 'revise' };
    const about = ['plain', 'gentle', 'quiet'];
    const { of } = await chat(t, { pipeline, text: PINNED, about, perTrait: 3, script: { critique: revise, 'document-critique': { ...revise, axes: TEXT_AXES } } });
    const document = parseTraitsDocument(PINNED);
    const { stages, samples } = estimateRun({ pipeline, document, traits: document.traits.filter(({ id }) => about.includes(id)), perTrait: 3, models: PAID, prices: PRICES });
    assert.equal(samples, 9);
    for (const { stage, calls, inputTokens } of stages) {
      const share = stage === 'rewrite' ? 0.75 : 1;
      assert.equal(calls, Math.round(of(stage).length * share), stage);
      assert.ok(inputTokens > 0, stage);
    }
  });
}

test('what cannot be made is not counted', () => {
  const document = parseTraitsDocument(DOCUMENT);
  const { samples, calls } = estimate(document, { kinds: { exhibit: 0, exception: 1, 'trade-off': 0 } });
  // Of the three traits one has exceptions.
  assert.deepEqual([samples, calls], [3, 23]);
});

test('the planned calls of a sample are those that the pipeline makes, in its order', async () => {
  const { document, calls } = await rehearsed('calder-at-work');
  for (const trait of document.traits) {
    const chunk = chunkOf(document, trait);
    for (const seed of seedsOf(trait, 3)) {
      const made = calls.filter(({ purpose }) => purpose.traitId === trait.id && purpose.kind === seed.kind && purpose.ordinal === seed.ordinal);
      const planned = plannedCalls(CHAT, chunk, seed, [], NAMED_ANSWERS);
      const rewritten = made.some(({ purpose }) => purpose.stage === 'rewrite');
      assert.deepEqual(made.map(({ purpose }) => [purpose.stage, purpose.role]), planned.filter(({ stage }) => rewritten || stage !== 'rewrite').map(({ stage, role }) => [stage, role]));
    }
  }
});

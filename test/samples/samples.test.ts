/** The samples that ship with the extension keep what they promise: documents without a fault, and rehearsal answers that fit them. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import type { ScenarioKey } from '../../src/document/scenario-block.ts';
import { type TradeOff, tradeOffs } from '../../src/document/trade-offs.ts';
import { PLACEHOLDER } from '../../src/document/placeholders.ts';
import { parseTraitsDocument, type Trait } from '../../src/document/traits-document.ts';
import { runPipeline } from '../../src/generation/run.ts';
import { lint } from '../../src/lint/lint.ts';
import type { PipelineName } from '../../src/models/model.ts';
import { createRehearsalModel } from '../../src/models/rehearsal.ts';
import { EPOCH, memoryJournal, NEVER } from '../engine/support.ts';

interface Sample {
  readonly kind: string;
  readonly plan: Readonly<Record<'what' | 'how' | 'why', string>>;
  readonly scenario: { readonly prompt: string };
  readonly 'default-response': string;
  readonly 'scenario-critique': {
    readonly problems: readonly string[];
    readonly generic_default: boolean;
    readonly decision: string;
    readonly prompt: string;
  };
  readonly draft: string;
  readonly critique: {
    readonly axes: Readonly<Record<string, { readonly verdict: string; readonly sentence: string }>>;
    readonly verdict: string;
    readonly quotes: readonly string[];
  };
  readonly rewrite?: string;
  readonly autorate: Readonly<Record<string, { readonly holds: boolean; readonly reason: string }>>;
}

interface Rehearsal {
  readonly rehearsal: number;
  readonly about: string;
  readonly traits: Readonly<Record<string, readonly Sample[]>>;
}

const KINDS = ['exhibit', 'exception', 'trade-off'];
const PLAN = ['what', 'how', 'why'] as const;
const SCENARIO_CRITIQUE = ['problems', 'generic_default', 'decision', 'prompt'];
const AXES = ['trait_embodiment', 'naturalness', 'superficial_patterns', 'faithfulness', 'attribution'];
const CRITERIA = ['realistic', 'elicits', 'embodies', 'natural', 'unmentioned', 'language'];
const PAIR_STAGES = ['rejected', 'pair-critique', 'pair-autorate'];
const PRECEDENCE_SEEN_FROM_THERE = { over: 'yields-to', 'yields-to': 'over', with: 'with' } as const;

const folder = new URL('../../samples/', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, folder), 'utf8');
const documentOf = (name: string): ReturnType<typeof parseTraitsDocument> => parseTraitsDocument(read(`${name}.traits.md`));

/** What is wrong with the samples of a document, as lines that say where; each test expects none. */
function assertNone(problems: readonly string[]): void {
  assert.deepEqual(problems, []);
}

function assertKeys(value: object, expected: readonly string[], where: string): void {
  assert.deepEqual(Object.keys(value).toSorted(), expected.toSorted(), where);
}

for (const name of ['aster-with-people', 'calder-at-work']) {
  describe(name, () => {
    const document = documentOf(name);
    const rehearsal = parse(read(`${name}.rehearsal.yaml`)) as Rehearsal;
    const samples = document.traits.flatMap((trait) =>
      (rehearsal.traits[trait.id] ?? []).map((sample) => ({ trait, sample, where: `${trait.id}, ${sample.kind}` })),
    );
    const ofKind = (kind: string): typeof samples => samples.filter(({ sample }) => sample.kind === kind);
    /** The first sample of the kind of each pinned block that is the first of its kind in its trait. */
    const pinned = document.traits.flatMap((trait) =>
      KINDS.flatMap((kind) => {
        const block = trait.content.scenarios.find(({ values }) => values.kind === kind);
        if (block === undefined) return [];
        return [{ where: `${trait.id}, ${kind}`, values: block.values, sample: rehearsal.traits[trait.id]?.find((sample) => sample.kind === kind) }];
      }),
    );

    test('has no diagnostics', () => {
      assertNone(lint(document).map(({ ruleId, message }) => `${ruleId}: ${message}`));
    });

    test('has eight traits or more', () => {
      assert.ok(document.traits.length >= 8, `${document.traits.length} traits`);
    });

    test('has trade-offs that are stated from both sides', () => {
      const all = tradeOffs(document);
      const answers = ({ from, to, precedence }: TradeOff): boolean =>
        all.some((other) => other.from === to && other.to === from && other.precedence === PRECEDENCE_SEEN_FROM_THERE[precedence]);
      assertNone(all.filter((tradeOff) => !answers(tradeOff)).map(({ from, entry }) => `${from.id}: ${entry.text}`));
    });

    test('has rehearsal answers for its traits and for no others', () => {
      assertKeys(
        rehearsal.traits,
        document.traits.map(({ id }) => id),
        name,
      );
    });

    test('has an exhibit, an exception and a trade-off for each trait', () => {
      for (const { id } of document.traits) assert.deepEqual((rehearsal.traits[id] ?? []).map(({ kind }) => kind), KINDS, id);
    });

    test('has an answer for every stage that a sample goes through, and for no other', () => {
      const stages = ['kind', 'plan', 'scenario', 'default-response', 'scenario-critique', 'draft', 'critique', 'autorate'];
      for (const { sample, where } of samples) {
        const paired = 'rejected' in sample ? PAIR_STAGES : [];
        assertKeys(sample, [...stages, ...(sample.critique.verdict === 'revise' ? ['rewrite'] : []), ...paired], where);
      }
    });

    test('has answers with the keys that each stage gives', () => {
      for (const { sample, where } of samples) {
        assertKeys(sample.plan, PLAN, where);
        assertKeys(sample.scenario, ['prompt'], where);
        assertKeys(sample['scenario-critique'], SCENARIO_CRITIQUE, where);
        assertKeys(sample.critique, ['axes', 'verdict', 'quotes'], where);
        assertKeys(sample.critique.axes, AXES, where);
        assertKeys(sample.autorate, CRITERIA, where);
      }
    });

    test('has a new prompt exactly where the scenario critique rewrites it', () => {
      const wrong = samples.filter(({ sample: { 'scenario-critique': critique } }) =>
        critique.decision === 'rewrite' ? critique.prompt === '' || critique.problems.length === 0 : critique.decision !== 'keep' || critique.prompt !== '',
      );
      assertNone(wrong.map(({ where }) => where));
    });

    test('has drafts that pass on every axis, are rewritten, or are dropped', () => {
      const good = ({ sample }: (typeof samples)[number]): boolean => Object.values(sample.critique.axes).every(({ verdict }) => verdict === 'pass');
      const dropped = ({ sample }: (typeof samples)[number]): boolean => Object.values(sample.autorate).some(({ holds }) => !holds);
      assertNone(samples.filter((one) => one.sample.critique.verdict !== 'revise' && !good(one) && !dropped(one)).map(({ where }) => where));
    });

    test('has two samples that the autorater drops', () => {
      const dropped = samples.filter(({ sample }) => Object.values(sample.autorate).some(({ holds }) => !holds));
      assert.equal(dropped.length, 2, dropped.map(({ where }) => where).join('; '));
    });

    test('has quotes that stand in the section of their trait, character for character', () => {
      const stray = samples.flatMap(({ trait, sample, where }) => {
        assert.ok(sample.critique.quotes.length > 0, where);
        return sample.critique.quotes.filter((quote) => !trait.content.source.includes(quote)).map((quote) => `${where}: ${quote}`);
      });
      assertNone(stray);
    });

    test('has no quote with a placeholder, which a model never sees', () => {
      assertNone(samples.flatMap(({ sample }) => sample.critique.quotes.filter((quote) => quote.search(PLACEHOLDER) >= 0)));
    });

    test("has exception samples that quote their trait's first exception", () => {
      assertNone(ofKind('exception').filter(({ trait, sample }) => !quotes(sample, trait, trait.content.exceptions[0])).map(({ where }) => where));
    });

    test("has trade-off samples that quote their trait's first trade-off", () => {
      assertNone(ofKind('trade-off').filter(({ trait, sample }) => !quotes(sample, trait, trait.content.tradeOffs[0])).map(({ where }) => where));
    });

    test('has pinned scenarios that are complete', () => {
      const needed: readonly ScenarioKey[] = ['kind', ...PLAN];
      const blocks = document.traits.flatMap((trait) => trait.content.scenarios.map((block) => ({ trait, block })));
      assert.ok(blocks.length > 0);
      assertNone(blocks.filter(({ block }) => needed.some((key) => block.values[key] === undefined)).map(({ trait }) => trait.id));
    });

    test('has samples that follow the pinned plan word for word', () => {
      for (const { where, values, sample } of pinned) {
        assert.deepEqual(sample?.plan, { what: values.what, how: values.how, why: values.why }, where);
      }
    });

    test('has samples that keep the pinned prompt', () => {
      for (const { where, values, sample } of pinned) {
        if (values.prompt === undefined) continue;
        assert.equal(sample?.scenario.prompt, values.prompt, where);
        assert.equal(sample?.['scenario-critique'].decision, 'keep', where);
      }
    });

    test('says that its rehearsal answers were written beforehand and that no model is called', () => {
      assert.match(rehearsal.about, /written beforehand/i);
      assert.match(rehearsal.about, /no model is called/i);
    });
  });
}

/** What is prepared for the pipelines of texts and pairs, and what comes of it. */
const PREPARED: readonly (readonly [name: string, pipeline: PipelineName, traitId: string, statuses: Readonly<Record<string, string>>])[] = [
  ['calder-at-work', 'document', 'reversible-first', { exhibit: 'kept', exception: 'kept', 'trade-off': 'dropped' }],
  ['calder-at-work', 'preference', 'reversible-first', { exhibit: 'kept', exception: 'kept', 'trade-off': 'kept' }],
  ['aster-with-people', 'document', 'honest', { exhibit: 'kept', exception: 'kept', 'trade-off': 'kept' }],
  ['aster-with-people', 'preference', 'honest', { exhibit: 'kept', exception: 'kept', 'trade-off': 'kept' }],
];

for (const [name, pipeline, traitId, statuses] of PREPARED) {
  test(`${name} can be rehearsed in the ${pipeline} pipeline with ${traitId}, and each of its quotes stands in the document`, async () => {
    const document = documentOf(name);
    const model = createRehearsalModel(read(`${name}.rehearsal.yaml`), `${name}.rehearsal.yaml`);
    const { samples } = await runPipeline({
      run: 'r',
      tool: 'test',
      pipeline,
      documentName: name,
      document,
      traits: document.traits.filter(({ id }) => id === traitId),
      perTrait: 3,
      models: { generator: model, critic: model, judge: model },
      journal: memoryJournal(),
      concurrency: 4,
      now: EPOCH,
      signal: NEVER,
      onSample: () => undefined,
    });
    assert.deepEqual(Object.fromEntries(samples.map(({ kind, status }) => [kind, status])), statuses, samples.map(({ reason }) => reason).join('\n'));
    assertNone(samples.flatMap((sample) => sample.quotes.filter(({ found }) => found?.role !== 'trait').map(({ text }) => `${sample.id}: ${text}`)));
    // The texts were written for these types and channels.
    if (pipeline === 'document') assert.deepEqual(samples.map(({ documentType, whyChannel }) => [documentType?.split(/\W/, 1)[0], whyChannel]), WRITTEN_AS[name]);
  });
}

const WRITTEN_AS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'calder-at-work': [
    ['blog', 'quoted'],
    ['email', 'consequence'],
    ['research', 'consequence'],
  ],
  'aster-with-people': [
    ['Reddit', 'quoted'],
    ['blog', 'consequence'],
    ['email', 'consequence'],
  ],
};

describe('short-list', () => {
  test('has one diagnostic: that it is a short list', () => {
    assert.deepEqual(lint(documentOf('short-list')).map(({ ruleId }) => ruleId), ['document/short-list']);
  });
});

test('the README names every document', () => {
  const readme = read('README.md');
  assertNone(readdirSync(folder).filter((file) => file.endsWith('.traits.md') && !readme.includes(`\`${file}\``)));
});

function quotes(sample: Sample, trait: Trait, entry: Trait['content']['exceptions'][number] | undefined): boolean {
  const written = entry === undefined ? '' : trait.content.source.slice(entry.range.start, entry.range.end);
  return sample.critique.quotes.some((quote) => written.includes(quote));
}

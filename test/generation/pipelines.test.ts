/** What the document and the preference pipeline promise, and all three alike, seen through the real client on a loopback server. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import type { ResponseCache } from '../../src/engine/cache.ts';
import { isAlike } from '../../src/generation/alike.ts';
import { DOCUMENT_TYPES } from '../../src/generation/document-types.ts';
import { sampleShape, type Sample } from '../../src/generation/sample.ts';
import { type KindShares, seedsOf } from '../../src/generation/seeds.ts';
import { type LanguageModel, type ModelOutcome, PIPELINE_NAMES, type PipelineName, type Stage } from '../../src/models/model.ts';
import { AXES, chat, type ChatRunOptions, type ChatRunSeen, DOCUMENT, PAIR_RATINGS, PINNED, RATINGS, type Script, TEXT_AXES, TEXT_RATINGS, weakerOf } from './support.ts';

const FOUND = { sentence: 'It lectures.', verdict: 'revise' } as const;
const REVISE = { quotes: [], axes: { ...AXES, naturalness: FOUND }, verdict: 'revise' };
const TEXT_REVISE = { quotes: [], axes: { ...TEXT_AXES, story_arc: FOUND }, verdict: 'revise' };

type Pieces = { readonly [Name in PipelineName]: readonly [Stage, string][] };

const ANSWERED: Pieces['chat'] = [
  ['plan', 'the-generator'],
  ['scenario', 'the-generator'],
  ['default-response', 'the-generator'],
  ['scenario-critique', 'the-critic'],
  ['draft', 'the-generator'],
  ['critique', 'the-critic'],
  ['rewrite', 'the-critic'],
  ['autorate', 'the-judge'],
];
const STAGES_OF: Pieces = {
  chat: ANSWERED,
  document: [
    ['document-types', 'the-generator'],
    ['document-plan', 'the-generator'],
    ['document', 'the-generator'],
    ['document-critique', 'the-critic'],
    ['document-rewrite', 'the-critic'],
    ['document-autorate', 'the-judge'],
  ],
  preference: [...ANSWERED, ['rejected', 'the-generator'], ['pair-critique', 'the-critic'], ['pair-autorate', 'the-judge']],
};

/** What a person is told of a stage. */
function named(stage: Stage): string {
  return stage === 'rejected' ? 'rejected answer' : stage.replaceAll('-', ' ');
}

/** The keys of a sample in the order in which they come to be. */
const STEPS = [
  'id',
  'documentType',
  'whyChannel',
  'plan',
  'scenario',
  'defaultResponse',
  'scenarioCritique',
  'prompt',
  'draft',
  'critique',
  'rewrite',
  'response',
  'document',
  'ratings',
  'rejectedDraft',
  'pairCritique',
  'rejected',
  'pairRatings',
  'status',
  'reason',
  'models',
];

/** One sample of a pipeline, every stage of it taken. */
function make(t: Parameters<typeof chat>[0], pipeline: PipelineName, { script = {}, ...more }: ChatRunOptions = {}): Promise<ChatRunSeen> {
  return chat(t, { pipeline, script: { critique: REVISE, 'document-critique': TEXT_REVISE, ...script }, ...more });
}

function one(samples: readonly Sample[]): Sample {
  assert.equal(samples.length, 1);
  return samples[0] ?? assert.fail();
}

for (const pipeline of PIPELINE_NAMES) {
  test(`a sample of the ${pipeline} pipeline goes through every stage in order, each with the model of its role`, async (t) => {
    const { requests, samples, records } = await make(t, pipeline);
    assert.deepEqual(requests.map(({ stage, model }) => [stage, model]), STAGES_OF[pipeline]);
    assert.equal(one(samples).status, 'kept', one(samples).reason);
    assert.partialDeepStrictEqual(records[0], { type: 'header', pipeline });
  });

  test(`the header of a ${pipeline} run names each stage, with the version of its wording`, async (t) => {
    const { records } = await make(t, pipeline);
    const header = records[0]?.type === 'header' ? records[0] : assert.fail();
    assert.deepEqual(Object.keys(header.prompts), STAGES_OF[pipeline].map(([stage]) => stage));
  });

  test(`a ${pipeline} sample is journalled in the shape that its schema gives`, async (t) => {
    const { samples, records } = await make(t, pipeline);
    const line: unknown = JSON.parse(JSON.stringify(records.at(-2)));
    const parsed = sampleShape.parse((line as { sample: unknown }).sample);
    assert.equal(parsed.pipeline, pipeline);
    // Nothing of it is outside the schema.
    assert.deepEqual(parsed, one(samples));
  });

  test(`the journal of a ${pipeline} sample tells from top to bottom how it came to be`, async (t) => {
    const { records, requests } = await make(t, pipeline);
    const told = records.flatMap((record) => (record.type === 'call' ? [record.purpose.stage] : record.type === 'sample' ? [record.sample.status] : [record.type]));
    assert.deepEqual(told, ['header', ...STAGES_OF[pipeline].map(([stage]) => stage), 'kept', 'summary']);
    // And so does the line of the sample itself.
    const sample = records.findLast((record) => record.type === 'sample')?.sample ?? assert.fail();
    const steps = Object.keys(sample).filter((key) => STEPS.includes(key));
    assert.deepEqual(steps, STEPS.filter((key) => steps.includes(key)));
    const calls = records.filter((record) => record.type === 'call');
    assert.deepEqual(calls.map(({ messages }) => messages.at(-1)?.text), requests.map(({ user }) => user));
  });

  const refuse = (stage: Stage, outcome: ModelOutcome): ((model: LanguageModel) => LanguageModel) => (model) => ({
    ...model,
    generate: (request, signal) => (request.purpose.stage === stage ? Promise.resolve(outcome) : model.generate(request, signal)),
  });
  const outcomes: readonly (readonly [string, ModelOutcome, (name: string) => string])[] = [
    ['declined by the model', { status: 'refused', reason: 'I cannot write that.' }, (name) => `The model declined the ${name}: I cannot write that.`],
    ['blocked', { status: 'blocked', reason: 'SAFETY' }, (name) => `The provider's filters blocked the ${name} (SAFETY).`],
    ['cut off', { status: 'truncated', text: 'It' }, (name) => `The ${name} ran into the model's output limit and broke off.`],
    ['empty', { status: 'empty' }, (name) => `The model said nothing for the ${name}.`],
  ];
  for (const [what, outcome, reason] of outcomes) {
    test(`where an answer of the ${pipeline} pipeline is ${what}, its sample has failed, with a sentence that names the stage`, async (t) => {
      for (const [stage] of STAGES_OF[pipeline]) {
        const { samples, requests } = await make(t, pipeline, { wrap: refuse(stage, outcome) });
        assert.deepEqual([one(samples).status, one(samples).reason], ['failed', reason(named(stage))]);
        assert.ok(requests.every((request) => request.stage !== stage));
      }
    });
  }

  test(`an answer of another shape makes a ${pipeline} sample unparsed at the second go, at whatever stage`, async (t) => {
    const shaped = STAGES_OF[pipeline].filter(([stage]) => !['default-response', 'draft', 'rewrite', 'rejected', 'document', 'document-rewrite'].includes(stage));
    for (const [stage] of shaped) {
      const { samples, of } = await make(t, pipeline, { script: { [stage]: { answer: 42 } } });
      assert.equal(one(samples).status, 'unparsed');
      assert.match(one(samples).reason ?? '', new RegExp(`^The ${named(stage)} could not be read, twice\\.`));
      assert.equal(of(stage).length, 2);
    }
  });
}

/** What drops a sample: what is answered, and what the sample then says. */
const DROPPED: readonly (readonly [what: string, pipeline: PipelineName, script: Script, droppedBy: string, reason: string])[] = [
  ['in the wrong language', 'chat', { autorate: { ...RATINGS, language: { reason: 'It is in French.', holds: false } } }, 'autorate', 'not language: It is in French.'],
  ['no better than the default response', 'chat', { critique: { ...REVISE, axes: { ...AXES, naturalness: { sentence: 'The default answer helps more.', verdict: 'fail' } }, verdict: 'fail' } }, 'critique', 'The critique gave it up: The default answer helps more.'],
  ['written anew in the same words', 'chat', { rewrite: 'It is\nbroken. ' }, 'same-as-draft', 'The rewrite is the draft, word for word, so what the critique found is still there: It lectures.'],
  ['a text that is written anew in the same words', 'document', { 'document-rewrite': 'Same.', document: 'Same.' }, 'same-as-draft', 'The rewrite is the draft, word for word, so what the critique found is still there: It lectures.'],
  ['a text that the critique gives up', 'document', { 'document-critique': { ...TEXT_REVISE, axes: { ...TEXT_AXES, mention: { sentence: 'It cites the rule.', verdict: 'fail' } }, verdict: 'fail' } }, 'critique', 'The critique gave it up: It cites the rule.'],
  ['a text with an epiphany', 'document', { 'document-autorate': { ...TEXT_RATINGS, no_epiphany: { reason: 'Dana comes round.', holds: false } } }, 'document-autorate', 'not no_epiphany: Dana comes round.'],
  ['a pair whose rejected answer does what the trait asks', 'preference', { 'pair-critique': { difference: 'None: both say it.', rejected_aligns: true, decision: 'drop', rejected: '' } }, 'pair-critique', 'The rejected answer does what the trait asks as well: None: both say it.'],
  ['a pair that its critic gave up', 'preference', { 'pair-critique': { difference: 'Nobody would answer otherwise.', rejected_aligns: false, decision: 'drop', rejected: '' } }, 'pair-critique', 'The critic of the pair gave it up: Nobody would answer otherwise.'],
  ['a pair whose chosen answer is the weaker one to a judge who is not told which it is', 'preference', { 'pair-autorate': ({ user }) => ({ weaker: /<answer_a>\nIt is broken/.test(user) ? 'a' : 'b', ...PAIR_RATINGS }) }, 'pair-autorate', 'not falls_short: The judge, not told which is which, took the chosen answer for the weaker one: It does.'],
  ['a pair whose two sides are alike', 'preference', { rejected: 'It is broken; the hinge  is gone!' }, 'alike', 'The chosen and the rejected answer are alike, so there is nothing to prefer.'],
  ['a pair that its length gives away', 'preference', { 'pair-autorate': (request) => weakerOf(request, { ...PAIR_RATINGS, comparable: { reason: 'Ten times as long.', holds: false } }) }, 'pair-autorate', 'not comparable: Ten times as long.'],
];

for (const [what, pipeline, script, droppedBy, reason] of DROPPED) {
  test(`a sample is dropped with its reason where it is ${what}`, async (t) => {
    const { status, ...sample } = one((await make(t, pipeline, { script })).samples);
    assert.deepEqual({ status, droppedBy: sample.droppedBy, reason: sample.reason }, { status: 'dropped', droppedBy, reason });
  });
}

test('those who judge an answer see what a model without the document says', async (t) => {
  const { of } = await make(t, 'chat');
  for (const stage of ['critique', 'autorate'] as const) assert.match(of(stage)[0]?.user ?? '', /<default_answer>\nIt is important to consult a professional\.\n<\/default_answer>/);
});

test('the rejected answer is given by the same model to the same message, without a word of the document', async (t) => {
  const { of, samples } = await make(t, 'preference', { script: { 'scenario-critique': { problems: ['Tidy.'], generic_default: true, decision: 'rewrite', prompt: 'hinge came off' } } });
  const [request] = of('rejected');
  assert.deepEqual([request?.model, request?.user, request?.system], ['the-generator', 'hinge came off', 'You are Rill, an AI model. Answer the user.']);
  assert.partialDeepStrictEqual(one(samples), { response: 'It is broken; the hinge is gone.', rejected: 'Many things can be the matter with a door, so it depends.' });
});

test('a rejected answer that comes too close is written anew by the critic, and that one is judged', async (t) => {
  const rewrite = { difference: 'Both say it.', rejected_aligns: true, decision: 'rewrite', rejected: 'It could be any of a number of things. Has it been like that for long?' };
  const { of, samples } = await make(t, 'preference', { script: { 'pair-critique': rewrite } });
  assert.partialDeepStrictEqual(one(samples), { status: 'kept', rejected: rewrite.rejected, rejectedDraft: 'Many things can be the matter with a door, so it depends.' });
  assert.ok(of('pair-autorate')[0]?.user.includes(`\n${rewrite.rejected}\n</answer_`));
});

test('a pair critique that keeps an answer which does what the trait asks is asked for again', async (t) => {
  const { of, samples } = await make(t, 'preference', { script: { 'pair-critique': { difference: 'None.', rejected_aligns: true, decision: 'keep', rejected: '' } } });
  assert.deepEqual([of('pair-critique').length, one(samples).status], [2, 'unparsed']);
});

test('no rejected answer is asked for where the chosen one was dropped', async (t) => {
  const { of } = await make(t, 'preference', { script: { autorate: { ...RATINGS, natural: { reason: 'No.', holds: false } } } });
  assert.equal(of('rejected').length, 0);
});

test('the chosen answers of a preference run are asked for as those of a chat run', async (t) => {
  const keys = ({ records }: ChatRunSeen): readonly string[] => records.flatMap((record) => (record.type === 'call' ? [record.key] : []));
  const [answers, pairs] = [await make(t, 'chat'), await make(t, 'preference')];
  assert.deepEqual(keys(pairs).slice(0, 8), keys(answers));
});

test('a text is written anew also where its critique found nothing', async (t) => {
  const { of, samples } = await make(t, 'document', { script: { 'document-critique': { quotes: [], axes: TEXT_AXES, verdict: 'pass' } } });
  assert.equal(of('document-rewrite').length, 1);
  assert.equal(one(samples).document, 'Minutes, 4 May. The door again. R. said hinge, so Bo took it off before lunch.');
});

test('a type of text that does not suit is an answer: nothing is written, and nothing takes its place', async (t) => {
  const unsuitable = { reason: 'Nobody writes a paper on that.', suitable: false, what: '', how: '', why: '' };
  const { requests, samples } = await make(t, 'document', { perTrait: 2, script: { 'document-plan': (_, nth) => (nth === 0 ? unsuitable : { reason: 'Yes.', suitable: true, what: 'w', how: 'h', why: 'y' }) } });
  assert.deepEqual(samples.map(({ status }) => status), ['dropped', 'kept']);
  assert.partialDeepStrictEqual(samples[0], { droppedBy: 'document-plan', unsuitable: unsuitable.reason, reason: `Unsuitable, so nothing was written: ${samples[0]?.documentType}. ${unsuitable.reason}` });
  assert.ok(!('plan' in (samples[0] ?? {})));
  assert.equal(requests.filter(({ stage }) => stage === 'document').length, 1);
  assert.doesNotMatch(requests.findLast(({ stage }) => stage === 'document-plan')?.user ?? '', /already_planned/);
});

test('a plan that suits and says nothing is asked for again', async (t) => {
  const { of, samples } = await make(t, 'document', { script: { 'document-plan': { reason: 'Yes.', suitable: true, what: 'w', how: ' ', why: 'y' } } });
  assert.deepEqual([of('document-plan').length, one(samples).status], [2, 'unparsed']);
});

test('the texts of a trait are of the types that are set and those that were proposed, each in turn, and of every channel', async (t) => {
  const { samples, of } = await make(t, 'document', { about: ['quiet'], perTrait: 12, documentTypes: ['a letter', 'a log'], proposedTypes: 2 });
  assert.equal(of('document-types').length, 1);
  const types = samples.map(({ documentType }) => documentType);
  const set = ['a letter', 'a log', 'minutes of the club, part 1', 'minutes of the club, part 2'];
  for (const type of set) assert.equal(types.filter((other) => other === type).length, 3, type);
  assert.equal(new Set(samples.map(({ documentType, whyChannel }) => `${documentType} ${whyChannel}`)).size, 12);
});

test('where no types can be proposed for a trait its texts say so, and those of the others are written', async (t) => {
  const { samples, requests } = await make(t, 'document', {
    about: ['plain', 'quiet'],
    perTrait: 2,
    script: { 'document-types': ({ user }) => (user.includes('## Quiet') ? { promptBlocked: 'SAFETY' } : { types: [{ where_it_shows: 'There.', type: 'a log' }] }) },
  });
  assert.deepEqual(samples.map(({ traitId, status }) => `${traitId} ${status}`), ['plain kept', 'plain kept', 'quiet failed', 'quiet failed']);
  for (const { reason } of samples.slice(2)) assert.equal(reason, "The provider's filters blocked the document types (SAFETY).");
  assert.equal(requests.filter(({ stage }) => stage === 'document-types').length, 2);
});

test('where no further types are wanted none are asked for', async (t) => {
  const { of, samples } = await make(t, 'document', { proposedTypes: 0, about: ['quiet'], perTrait: 5 });
  assert.equal(of('document-types').length, 0);
  assert.deepEqual(new Set(samples.map(({ documentType }) => documentType)), new Set(DOCUMENT_TYPES));
});

test('a type that was proposed once more under the same name comes once', async (t) => {
  const types = { types: ['A log', 'a diary', 'a diary'].map((type) => ({ where_it_shows: 'There.', type })) };
  const { samples } = await make(t, 'document', { about: ['quiet'], perTrait: 4, documentTypes: ['a log'], proposedTypes: 3, script: { 'document-types': types } });
  const [first, second, ...rest] = samples.map(({ documentType }) => documentType ?? '');
  assert.deepEqual(new Set([first, second]), new Set(['a log', 'a diary']));
  assert.deepEqual(rest, [first, second]);
});

test('a trait that is added in front leaves the types of the texts as they were, and nothing about them is asked anew', async (t) => {
  const made = new Map<string, ModelOutcome & { readonly status: 'ok' }>();
  const cache: ResponseCache = { get: async (key) => made.get(key), put: async (key, outcome) => void made.set(key, outcome) };
  const typesOf = ({ samples }: ChatRunSeen) => samples.map(({ id, documentType, whyChannel }) => [id, documentType, whyChannel]);
  const before = await make(t, 'document', { about: ['plain', 'quiet'], perTrait: 3, cache });
  const after = await make(t, 'document', { about: ['plain', 'quiet'], perTrait: 3, cache, text: DOCUMENT.replace('## Plain', '## New {#new}\n\nIs new.\n\n## Plain') });
  assert.deepEqual(typesOf(after), typesOf(before));
  assert.equal(after.requests.length, 0);
});

test('a text whose type does not suit is not made up for', async (t) => {
  const unsuitable = { reason: 'No.', suitable: false, what: '', how: '', why: '' };
  const { of, shortfalls } = await make(t, 'document', { perTrait: 2, backfill: 3, script: { 'document-plan': unsuitable } });
  assert.equal(of('document-plan').length, 2);
  assert.deepEqual(shortfalls, [{ traitId: 'plain', wanted: 2, kept: 0 }]);
});

test('a pinned scenario is the plan of a text too, with its channel, and its message is not of use to it', async (t) => {
  const { samples, of } = await make(t, 'document', { text: PINNED.replace('kind: exhibit', 'kind: exhibit\nwhy-channel: consequence') });
  assert.equal(of('document-plan').length, 0);
  assert.partialDeepStrictEqual(one(samples), { pinned: true, plan: { why: 'they sign tonight' }, whyChannel: 'consequence', status: 'kept' });
  assert.ok(!('scenario' in one(samples)) && !('prompt' in one(samples)));
});

test('samples are asked for in the parts that are wanted of each kind', async (t) => {
  const [trait] = parseTraitsDocument(DOCUMENT).traits;
  const kinds = (shares: KindShares, count: number): string => seedsOf(trait ?? assert.fail(), count, shares).map(({ kind }) => kind[kind.length - 1]).join('');
  // t: exhibit, n: exception, f: trade-off.
  assert.equal(kinds({ exhibit: 1, exception: 1, 'trade-off': 1 }, 7), 'tnftnft');
  assert.equal(kinds({ exhibit: 2, exception: 1, 'trade-off': 1 }, 8), 'tnfttnft');
  assert.equal(kinds({ exhibit: 0, exception: 3, 'trade-off': 1 }, 4), 'nnfn');
  assert.equal(kinds({ exhibit: 0, exception: 0, 'trade-off': 0 }, 3), '');
  const { samples } = await make(t, 'chat', { perTrait: 4, kinds: { exhibit: 3, exception: 1, 'trade-off': 0 } });
  assert.deepEqual(samples.map(({ id }) => id), ['plain/exhibit/0', 'plain/exhibit/1', 'plain/exception/0', 'plain/exhibit/2']);
});

test('a trait that lists no exceptions has none made up for it', () => {
  const trait = parseTraitsDocument(DOCUMENT).traits.find(({ id }) => id === 'quiet') ?? assert.fail();
  assert.deepEqual(seedsOf(trait, 3, { exhibit: 0, exception: 1, 'trade-off': 1 }), []);
});

test('of each kind there are as many as its share of them, to within one, however many there are', () => {
  const [trait] = parseTraitsDocument(DOCUMENT).traits;
  const share = fc.integer({ min: 0, max: 9 });
  fc.assert(
    fc.property(share, share, share, fc.integer({ min: 0, max: 60 }), (exhibit, exception, tradeOff, count) => {
      const shares: KindShares = { exhibit, exception, 'trade-off': tradeOff };
      const all = exhibit + exception + tradeOff;
      const seeds = seedsOf(trait ?? assert.fail(), count, shares);
      assert.equal(seeds.length, all === 0 ? 0 : count);
      for (const kind of ['exhibit', 'exception', 'trade-off'] as const) {
        const ofKind = seeds.filter((seed) => seed.kind === kind);
        assert.deepEqual(ofKind.map(({ ordinal }) => ordinal), ofKind.map((_, at) => at));
        if (all > 0) assert.ok(Math.abs(ofKind.length - (seeds.length * shares[kind]) / all) <= 1, kind);
      }
      assert.deepEqual(seeds.map(({ index }) => index), seeds.map((_, at) => at));
    }),
  );
});

test('wherever a run of texts breaks off, going on gives the same texts, and asks only what was not answered', async (t) => {
  const script: Script = {
    'document-plan': ({ user }) => ({ reason: 'Yes.', suitable: !user.includes('part 2'), what: `w${user.length}`, how: 'h', why: 'y' }),
    'document-critique': TEXT_REVISE,
  };
  const run = { pipeline: 'document', about: ['plain', 'quiet'], perTrait: 6, script, concurrency: 2 } as const;
  const whole = await chat(t, run);
  assert.deepEqual(new Set(whole.samples.map(({ status }) => status)), new Set(['kept', 'dropped']));
  for (let kept = 1; kept < whole.records.length; kept += 9) {
    const before = whole.records.slice(0, kept);
    const finished = new Map(before.flatMap((record) => (record.type === 'call' ? [[record.key, record.outcome] as const] : [])));
    const there = new Map(before.flatMap((record) => (record.type === 'sample' ? [[record.sample.id, record.sample] as const] : [])));
    const samples = { size: there.size, has: (id: string) => there.has(id), get: (id: string) => Promise.resolve(there.get(id)) };
    const rest = await chat(t, { ...run, resumed: { finished, samples } });
    assert.deepEqual(rest.samples.map(plainly), whole.samples.map(plainly));
    assert.equal(rest.requests.length, whole.requests.length - finished.size, `after ${kept} records`);
  }
});

/** Without its tokens: which of its answers are counted depends on where the run broke off. */
function plainly(sample: Sample): Omit<Sample, 'usage'> {
  const { usage: _, ...rest } = sample;
  return rest;
}

for (const [what, a, b, alike] of [
  ['the same words', 'It is broken.', ' it  is BROKEN.', true],
  ['a word more', 'The unit price gets rounded before it is multiplied, so each line is off by a fraction.', 'The unit price gets rounded before it is multiplied, so each line is off by a small fraction.', true],
  ['the same in other words', 'The unit price gets rounded before it is multiplied.', 'Rounding happens too early: multiply first.', false],
  ['two short answers that differ', 'Yes.', 'No.', false],
  ['nothing and something', '', 'No.', false],
  ['a script without spaces, one sign changed', '端数処理は掛け算の後に行う必要があります。だから一円ずれます。', '端数処理は掛け算の後に行う必要があります。だから二円ずれます。', false],
  ['a script without spaces, the same', '端数処理は掛け算の後に行う必要があります。', '端数処理は掛け算の後に行う必要があります。', true],
] as const) {
  test(`${what} ${alike ? 'are' : 'are not'} alike`, () => assert.equal(isAlike(a, b), alike));
}

test('the judge of a pair is not told which answer is which: either may stand first, and what it says is of the right one', async (t) => {
  const { of, samples } = await make(t, 'preference', { about: ['plain', 'gentle', 'quiet'], perTrait: 3 });
  const asked = of('pair-autorate').map(({ user }) => user);
  assert.ok(asked.every((user) => !/chosen|rejected/.test(user)));
  assert.deepEqual(new Set(asked.map((user) => /<answer_a>\nIt is broken/.test(user))), new Set([true, false]));
  for (const { pairRatings } of samples.filter(({ status }) => status === 'kept')) assert.deepEqual(pairRatings, PAIR_RATINGS);
});

test('who judges is told whether the default response is to the message or to a first version of it', async (t) => {
  for (const [critique, said] of [
    [{ problems: [], generic_default: false, decision: 'keep', prompt: '' }, /answered to the message:/],
    [{ problems: ['Staged.'], generic_default: true, decision: 'rewrite', prompt: 'the door wont shut' }, /answered to a first version of the message:/],
  ] as const) {
    const { of } = await make(t, 'chat', { script: { 'scenario-critique': critique } });
    for (const stage of ['critique', 'autorate'] as const) assert.match(of(stage)[0]?.user ?? '', said);
  }
});

test('whoever writes anew has the default response where the draft was not natural, and not elsewhere', async (t) => {
  for (const [axes, isShown] of [
    [{ ...AXES, naturalness: { sentence: 'The default answer helps more.', verdict: 'revise' } }, true],
    [{ ...AXES, attribution: { sentence: 'It would be the same.', verdict: 'revise' } }, false],
  ] as const) {
    const { of } = await make(t, 'chat', { script: { critique: { quotes: [], axes, verdict: 'revise' } } });
    assert.equal(of('rewrite')[0]?.user.includes('It is important to consult a professional.'), isShown);
  }
});

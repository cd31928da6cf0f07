/** What the rehearsal model promises: the answers that were written beforehand, or a sentence that says what is missing. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseTraitsDocument, type TraitsDocument } from '../../src/document/traits-document.ts';
import { runChat, type RunResult } from '../../src/generation/run.ts';
import type { LanguageModel, ModelOutcome, ModelRequest, Stage } from '../../src/models/model.ts';
import { createRehearsalModel, preparedForEvals, rehearsalPath } from '../../src/models/rehearsal.ts';
import { EPOCH, memoryJournal, NEVER } from '../engine/support.ts';

const FILE = `
rehearsal: 1
about: Written beforehand.
traits:
  candour:
    - kind: exhibit
      plan: { what: first, how: h, why: y }
      draft: |-
        First.
      rewrite: ""
      default-response:
    - kind: exception
      draft: An exception.
    - kind: exhibit
      draft: Second.
      plan: '{"what": "written as JSON"}'
      autorate: 42
      default-response: 42
      rewrite: { not: text }
`;

function ask(stage: Stage, more: Partial<ModelRequest['purpose']> = {}, schema?: object): ModelRequest {
  return {
    purpose: { stage, role: 'generator', traitId: 'candour', kind: 'exhibit', ordinal: 0, attempt: 0, ...more },
    messages: [{ role: 'user', text: 'Whatever.' }],
    ...(schema === undefined ? {} : { schema: { ...schema } }),
  };
}

async function answer(yaml: string | undefined, request: ModelRequest = ask('draft')): Promise<ModelOutcome> {
  return createRehearsalModel(yaml, 'rill.rehearsal.yaml').generate(request, NEVER);
}

async function lack(yaml: string | undefined, request?: ModelRequest): Promise<string> {
  const outcome = await answer(yaml, request);
  assert.partialDeepStrictEqual(outcome, { status: 'failed', kind: 'no-answer' });
  const message = outcome.status === 'failed' ? outcome.message : '';
  assert.match(message, /rill\.rehearsal\.yaml/);
  assert.doesNotMatch(message, /\n/);
  return message;
}

test('it says of itself that its answers were written beforehand', () => {
  const { id, rehearsed } = createRehearsalModel(FILE, 'rill.rehearsal.yaml');
  assert.deepEqual({ id, rehearsed }, { id: 'rehearsal/prepared', rehearsed: true });
});

test('an answer is found by trait, kind, place among its kind, and stage', async () => {
  assert.deepEqual(await answer(FILE), { status: 'ok', text: 'First.' });
  assert.deepEqual(await answer(FILE, ask('draft', { ordinal: 1 })), { status: 'ok', text: 'Second.' });
  assert.deepEqual(await answer(FILE, ask('draft', { kind: 'exception' })), { status: 'ok', text: 'An exception.' });
});

test('an answer that is a map is given as JSON, and JSON that was written as text as it is', async () => {
  assert.deepEqual(await answer(FILE, ask('plan', {}, {})), { status: 'ok', text: '{"what":"first","how":"h","why":"y"}' });
  assert.deepEqual(await answer(FILE, ask('plan', { ordinal: 1 }, {})), { status: 'ok', text: '{"what": "written as JSON"}' });
});

test('an answer that is a number is given as it reads', async () => {
  assert.deepEqual(await answer(FILE, ask('default-response', { ordinal: 1 })), { status: 'ok', text: '42' });
});

test('asked once more it says the same', async () => {
  assert.deepEqual(await answer(FILE, ask('draft', { attempt: 1 })), await answer(FILE));
});

test('an answer that was left blank is no answer', async () => {
  assert.match(await lack(FILE, ask('default-response')), /no default-response/);
  assert.deepEqual(await answer(FILE, ask('rewrite')), { status: 'empty' });
});

test('a map where words are asked for is no answer', async () => {
  assert.match(await lack(FILE, ask('rewrite', { ordinal: 1 })), /no rewrite in words/);
});

for (const [what, purpose, words] of [
  ['a trait', { traitId: 'warm' }, /no answers for the trait “warm”/],
  ['a sample of that kind', { kind: 'trade-off' }, /no more trade-off samples for “candour”/],
  ['so many samples', { ordinal: 2 }, /no more exhibit samples for “candour”/],
  ['a stage', { stage: 'critique' }, /no critique for this sample of “candour”/],
] as const) {
  test(`where the file lacks ${what}, that is said`, async () => {
    assert.match(await lack(FILE, ask('draft', purpose)), words);
  });
}

for (const traitId of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '']) {
  test(`a trait with the id “${traitId}” has the answers that the file gives it, and no others`, async () => {
    assert.match(await lack(FILE, ask('draft', { traitId })), /no answers for the trait/);
    const file = `rehearsal: 1\ntraits: { "${traitId}": [{ kind: exhibit, draft: Mine. }] }`;
    const outcome = await answer(file, ask('draft', { traitId }));
    assert.ok(outcome.status === 'failed' || (outcome.status === 'ok' && outcome.text === 'Mine.'), JSON.stringify(outcome));
    assert.equal(({} as { draft?: string }).draft, undefined);
  });
}

test('a sample with a __proto__ has no answers from it', async () => {
  await lack('rehearsal: 1\ntraits: { candour: [{ kind: exhibit, __proto__: { draft: Not this. } }] }');
});

for (const [what, yaml, words] of [
  ['is not there', undefined, /expected them in/],
  ['is empty', '', /not a rehearsal file/],
  ['is not YAML', 'rehearsal: [1', /not valid YAML/],
  ['is two documents', 'rehearsal: 1\n---\nrehearsal: 1\n', /not valid YAML/],
  ['holds a key twice', 'rehearsal: 1\nrehearsal: 1\n', /not valid YAML/],
  ['is of another version', 'rehearsal: 2\ntraits: {}', /not a rehearsal file at rehearsal:/],
  ['is something else', 'openapi: 3', /not a rehearsal file/],
  ['has a trait that is no list', 'rehearsal: 1\ntraits: { candour: { kind: exhibit } }', /not a rehearsal file at traits\.candour:/],
  ['has a sample without a kind', 'rehearsal: 1\ntraits: { candour: [{ draft: x }] }', /not a rehearsal file at traits\.candour\.0\.kind:/],
  ['has a sample of an unknown kind', 'rehearsal: 1\ntraits: { candour: [{ kind: shines }] }', /at traits\.candour\.0\.kind:/],
  ['names an anchor that is not there', 'rehearsal: 1\ntraits: *nothing', /cannot be read|not valid YAML/],
  ['contains itself', 'rehearsal: 1\ntraits: { candour: [&a { kind: exhibit, draft: *a }] }', /cannot be read/],
  ['is nested without end', `rehearsal: ${'['.repeat(50_000)}`, /cannot be read|not valid YAML/],
  ['is an alias bomb', aliasBomb(), /cannot be read/],
] as const) {
  test(`where the file ${what}, every call says so`, async () => assert.match(await lack(yaml), words));
}

function aliasBomb(): string {
  const levels = Array.from({ length: 30 }, (_, level) => `l${level}: &l${level} [${Array.from({ length: 9 }, () => (level === 0 ? 'lol' : `*l${level - 1}`)).join(', ')}]`);
  return `${levels.join('\n')}\nrehearsal: 1\ntraits: {}\n`;
}

test('whatever stands in the file, a call has an outcome', async () => {
  const yaml = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom('rehearsal: 1\n', 'traits:\n', '  candour:\n', '    - kind: exhibit\n', '      draft: ', '&a ', '*a', '\n', '{', '}', '[', ']', '"', '!!x ', '? ', '<<: ', '|-\n')).map((pieces) => pieces.join('')),
  );
  await fc.assert(
    fc.asyncProperty(yaml, fc.constantFrom<Stage>('draft', 'plan'), async (text, stage) => {
      const outcome = await answer(text, ask(stage));
      assert.ok(['ok', 'empty', 'failed'].includes(outcome.status));
    }),
  );
});

test('a call that was cancelled has no answer', async () => {
  const outcome = await createRehearsalModel(FILE, 'x.yaml').generate(ask('draft'), AbortSignal.abort());
  assert.partialDeepStrictEqual(outcome, { status: 'failed', kind: 'cancelled' });
});

for (const [document, path] of [
  ['/writing/aster.traits.md', '/writing/aster.rehearsal.yaml'],
  ['/writing/aster.md', '/writing/aster.rehearsal.yaml'],
  ['/writing/ASTER.Traits.Markdown', '/writing/ASTER.rehearsal.yaml'],
  ['/writing/aster.txt', '/writing/aster.txt.rehearsal.yaml'],
] as const) {
  test(`the answers for ${document} lie in ${path}`, () => assert.equal(rehearsalPath(document), path));
}

test('the example in the documentation can be rehearsed from its plan to its rating', async () => {
  const docs = readFileSync(new URL('../../docs/rehearsal.md', import.meta.url), 'utf8');
  const yaml = /```yaml\n([\s\S]*?)```/.exec(docs)?.[1];
  const model = createRehearsalModel(yaml, 'docs/rehearsal.md');
  const document = parseTraitsDocument('# Aster\n\n## Honest {#honest}\n\nIt says what is so.\n\n### Why\n\nPeople act on what they are told.\n');
  const { samples } = await rehearse(document, model, 1);
  assert.deepEqual(samples.map(({ id, status, reason, response }) => [id, status, reason, response]), [
    ['honest/exhibit/0', 'kept', undefined, 'It drops the queen to Nf6.'],
  ]);
  assert.notEqual(samples[0]?.quotes[0]?.found, undefined);
});

function rehearse(document: TraitsDocument, model: LanguageModel, perTrait: number): Promise<RunResult> {
  return runChat({
    run: 'r1',
    tool: 'test',
    documentName: 'rill.traits.md',
    document,
    traits: document.traits,
    perTrait,
    models: { generator: model, critic: model, judge: model },
    journal: memoryJournal(),
    concurrency: 4,
    now: EPOCH,
    signal: NEVER,
    onSample: () => undefined,
  });
}

for (const name of ['calder-at-work', 'aster-with-people']) {
  test(`every trait of ${name} can be rehearsed in all three kinds, and each answer is of the asked-for shape`, async () => {
    const read = (file: string): string => readFileSync(new URL(`../../samples/${file}`, import.meta.url), 'utf8');
    const document = parseTraitsDocument(read(`${name}.traits.md`));
    const model = createRehearsalModel(read(`${name}.rehearsal.yaml`), `${name}.rehearsal.yaml`);
    const { samples } = await rehearse(document, model, 3);
    assert.deepEqual(samples.filter(({ status }) => status !== 'kept' && status !== 'dropped').map(({ id, reason }) => `${id}: ${reason}`), []);
    for (const { id, rehearsed, quotes } of samples) {
      assert.ok(rehearsed);
      assert.deepEqual(quotes.filter(({ found }) => found === undefined).map(({ text }) => `${id}: ${text}`), []);
    }
  });
}

const EVALS = `
rehearsal: 1
traits: {}
evals:
  three-values:
    bare:
      eval-answer: One.
      judge-points: { p1: { score: 1 } }
      judge-points@generous: { p1: { score: 2 } }
`;

test('answers of evals are found by question, by who answers and by stage, and those of a second judge beside the first', async () => {
  const of = (stage: 'eval-answer' | 'judge-points', kind: 'bare' | 'with-document', judge?: string, item = 'three-values'): Promise<ModelOutcome> =>
    createRehearsalModel(EVALS, 'f.yaml', judge).generate({ purpose: { stage, role: 'judge', traitId: '', kind, ordinal: 0, attempt: 0, item }, messages: [], ...(stage === 'eval-answer' ? {} : { schema: {} }) }, NEVER);
  assert.deepEqual(await of('eval-answer', 'bare'), { status: 'ok', text: 'One.' });
  assert.deepEqual(await of('judge-points', 'bare'), { status: 'ok', text: '{"p1":{"score":1}}' });
  assert.deepEqual(await of('judge-points', 'bare', 'generous'), { status: 'ok', text: '{"p1":{"score":2}}' });
  for (const missing of [of('eval-answer', 'with-document'), of('judge-points', 'bare', 'other'), of('eval-answer', 'bare', undefined, 'constructor')]) {
    const outcome = await missing;
    assert.ok(outcome.status === 'failed' && outcome.kind === 'no-answer' && outcome.message.includes('f.yaml'));
  }
  assert.deepEqual(preparedForEvals(EVALS), ['three-values']);
});

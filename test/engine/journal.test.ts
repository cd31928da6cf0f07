/** What the journal's format promises: what a run writes is what the published schema says, and so is what the page shows. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { lineSchema } from '../../scripts/generate.ts';
import { annotationRecordShape } from '../../src/engine/annotations.ts';
import { changesSince, journalRecordShape } from '../../src/engine/journal.ts';
import { createJournalFile, resumeJournalFile } from '../../src/engine/journal-file.node.ts';
import { AXES, chat, PINNED, type ChatRunOptions } from '../generation/support.ts';
import { call, header, sample } from '../support/journal-records.ts';
import { EPOCH } from './support.ts';

const docs = join(import.meta.dirname, '../../docs');

async function published(name: 'journal' | 'annotations'): Promise<ValidateFunction> {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  addFormats.default(ajv);
  return ajv.compile(JSON.parse(await readFile(join(docs, `schemas/${name}.schema.json`), 'utf8')) as object);
}

const journalLine = await published('journal');
const annotationLine = await published('annotations');

function assertJournalLine(line: unknown): void {
  assert.ok(journalLine(line), `${JSON.stringify(journalLine.errors)} in ${JSON.stringify(line)}`);
  assert.deepEqual(journalRecordShape.safeParse(line).error, undefined);
}

async function place(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'traitwright-journal-'));
  t.after(() => rm(folder, { recursive: true }));
  return join(folder, 'r1.jsonl');
}

async function linesOf(path: string): Promise<readonly { readonly type: string }[]> {
  return (await readFile(path, 'utf8')).trimEnd().split('\n').map((line) => JSON.parse(line) as { readonly type: string });
}

test('the published schemas are those of the sources', async () => {
  for (const [name, title, shape] of [['journal', 'A line of a journal', journalRecordShape], ['annotations', 'A line of annotations.jsonl', annotationRecordShape]] as const) {
    assert.deepEqual(JSON.parse(await readFile(join(docs, `schemas/${name}.schema.json`), 'utf8')), lineSchema(title, shape));
  }
});

const runs: Readonly<Record<string, ChatRunOptions>> = {
  'that keeps its samples': { text: PINNED, about: ['plain', 'gentle', 'quiet'], perTrait: 3, script: { critique: { quotes: ['in plain words', 'never said'], axes: AXES, verdict: 'pass' } } },
  'whose answers cannot be read': { script: { plan: 'no JSON' } },
  'whose calls fail': { script: { draft: { status: 400 } }, perTrait: 2 },
  'that a filter blocks': { script: { draft: { promptBlocked: 'SAFETY' } } },
  'whose answers break off, or are missing': { script: { draft: { text: 'It is', finishReason: 'MAX_TOKENS' }, rewrite: { text: '' } } },
  'that is cancelled': { signal: AbortSignal.abort() },
};

for (const [what, options] of Object.entries(runs)) {
  test(`each line of a run ${what} is as the schema says`, async (t) => {
    const path = await place(t);
    const journal = await createJournalFile(path);
    await chat(t, { ...options, journal });
    await journal.close();
    const lines = await linesOf(path);
    assert.deepEqual([lines[0]?.type, lines.at(-1)?.type], ['header', 'summary']);
    for (const line of lines) assertJournalLine(line);
  });
}

test('each line of a run that was gone on with is as the schema says', async (t) => {
  const path = await place(t);
  const first = await createJournalFile(path);
  await chat(t, { journal: first, script: { draft: { status: 400 } } });
  await first.close();
  await writeFile(path, '{"type":"sam', { flag: 'a' });
  const { journal, finished, samples, torn } = await resumeJournalFile(path, { tool: 'test', now: EPOCH });
  assert.equal(torn, 1);
  await chat(t, { journal, resumed: { finished, samples } });
  await journal.close();
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n').filter((line) => line !== '{"type":"sam');
  for (const line of lines) assertJournalLine(JSON.parse(line));
  assert.ok(lines.some((line) => line.startsWith('{"type":"resumed"')));
});

test('what is no record is none by the schema either', () => {
  for (const wrong of [
    {},
    { ...header(), version: 2 },
    { ...call(1), messages: 'hello' },
    { ...call(1), outcome: { status: 'fine' } },
    { ...call(1), at: 'yesterday' },
    { ...call(1), cost: -1 },
    { ...call(1), cached: false },
    { ...sample('a'), sample: { id: 'a' } },
    { type: 'summary', at: EPOCH().toISOString(), ended: 'whatever', calls: 1, samples: {} },
  ]) {
    assert.equal(journalLine(wrong), false, JSON.stringify(wrong));
    assert.equal(journalRecordShape.safeParse(wrong).success, false, JSON.stringify(wrong));
  }
});

test('a record may have keys that are not known yet', () => {
  assertJournalLine({ ...call(1), later: { added: true } });
});

test('each example in the documentation is as the schemas say', async () => {
  const page = await readFile(join(docs, 'journal.md'), 'utf8');
  const types = new Set<string>();
  for (const [, text = ''] of page.matchAll(/^```json\n([\s\S]*?)^```/gm)) {
    const example = JSON.parse(text) as { readonly type: string };
    types.add(example.type);
    if (journalLine(example)) assertJournalLine(example);
    else assert.ok(annotationLine(example) && annotationRecordShape.safeParse(example).success, `${text}${JSON.stringify(journalLine.errors)}${JSON.stringify(annotationLine.errors)}`);
  }
  for (const type of ['header', 'call', 'sample', 'resumed', 'summary', 'accepted']) assert.ok(types.has(type), `there is no example of ${type}`);
});

test('a run of the same document, models and prompts has not changed', () => {
  assert.deepEqual(changesSince(header(), header({ startedAt: '2026-01-31T09:30:00.000Z', tool: 'another', run: 'r2' })), []);
});

test('what is different from the run that a journal was begun for is said, change by change', () => {
  const now = header({
    document: { name: 'brook.traits.md', hash: 'd1' },
    chunks: { plain: 'c0', quiet: 'c2', gentle: 'c3' },
    models: { generator: 'test/generator', critic: 'test/better', judge: 'test/judge' },
    parameters: { perTrait: 9 },
    prompts: { plan: 2, draft: 1, rewrite: 1 },
    seed: 7,
  });
  assert.deepEqual(changesSince(header(), now), [
    'The journal is of rill.traits.md, not of brook.traits.md.',
    'Changed in the document since: quiet.',
    'Not in the journal yet: gentle.',
    'The critic was test/critic and is test/better.',
    'Worded anew since: plan, rewrite.',
    'Samples of each trait: 3 then, 9 now.',
    'The seed was not set and is 7.',
  ]);
  assert.deepEqual(changesSince(now, header()).slice(1, 3), ['Changed in the document since: quiet.', 'In the journal alone: gentle.']);
});

test('a change that no model is shown is told from one that makes samples stale', () => {
  assert.deepEqual(changesSince(header(), header({ document: { name: 'rill.traits.md', hash: 'd1' } })), ['The document has changed, and none of what the models are shown of these traits.']);
});

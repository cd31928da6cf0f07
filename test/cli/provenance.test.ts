/** What `traitwright provenance` and `traitwright runs` promise: what the journals beside a document say of it, and no more. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { chunkOf } from '../../src/document/chunk.ts';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import type { JournalHeader, JournalRecord } from '../../src/engine/journal.ts';
import { verifyQuotes } from '../../src/generation/quotes.ts';
import { call, header } from '../support/journal-records.ts';
import { folderWith, run } from './support.ts';

const DOCUMENT = `# Rill

Rill answers people.

## Plain {#plain}

Says the hard part. In plain words.

## Quiet {#quiet}

Stops when it has answered. The rest is noise.
`;
const FILE = 'rill.traits.md';

function sample(id: string, quotes: readonly string[], more: object = {}, text = DOCUMENT): JournalRecord {
  const [traitId = '', kind = '', ordinal = '0'] = id.split('/');
  const document = parseTraitsDocument(text);
  const chunk = chunkOf(document, document.traits.find((trait) => trait.id === traitId) ?? assert.fail());
  const made = { id, traitId, kind, ordinal: Number(ordinal), chunkHash: chunk.hash, status: 'kept', quotes: verifyQuotes(chunk, quotes), ...more };
  return { type: 'sample', sample: made };
}

function opening(more: Partial<JournalHeader> = {}, text = DOCUMENT): JournalHeader {
  return header({ document: { name: FILE, hash: createHash('sha256').update(text).digest('hex') }, ...more });
}

const summary = (more: object = {}): JournalRecord => ({ type: 'summary', at: '1970-01-01T00:00:01.000Z', ended: 'done', calls: 1, samples: {}, ...more });

async function folderWithRuns(t: TestContext, runs: Readonly<Record<string, readonly JournalRecord[]>>, text = DOCUMENT): Promise<string> {
  const cwd = await folderWith(t, { [FILE]: text });
  for (const [name, records] of Object.entries(runs)) {
    const path = join(cwd, '.traits/rill/runs', `${name}.jsonl`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  }
  return cwd;
}

test('provenance says of each trait how much of it is cited, and lists what is not with its line', async (t) => {
  const cwd = await folderWithRuns(t, { r1: [opening(), call(1), sample('plain/exhibit/0', ['the hard part']), summary()] });
  const { code, stdout, stderr } = await run(['provenance', FILE], { cwd });
  assert.equal(stderr, '');
  assert.equal(code, 1);
  assert.equal(
    stdout,
    `rill.traits.md: 1 of 5 sentences cited by 1 kept sample of 1 run.

plain: 1 of 2 sentences cited, 1 sample
  Not cited:
    line 7: In plain words.

quiet: 0 of 2 sentences cited, 0 samples
  Not cited:
    line 11: Stops when it has answered.
    line 11: The rest is noise.

What the traits share: 0 of 1 sentence cited
  Not cited:
    line 3: Rill answers people.
`,
  );
});

test('0 when every sentence is cited, over all runs together', async (t) => {
  const cwd = await folderWithRuns(t, {
    r1: [opening(), sample('plain/exhibit/0', ['Says the hard part. In plain words.', 'answers people'])],
    r2: [opening({ run: 'r2' }), sample('quiet/exhibit/0', ['Stops when it', 'The rest is'])],
  });
  assert.equal((await run(['provenance', FILE], { cwd })).code, 0);
  const one = await run(['provenance', FILE, '--run', 'r2'], { cwd });
  assert.equal(one.code, 1);
  assert.match(one.stdout, /2 of 5 sentences cited by 1 kept sample of 1 run/);
});

test('a journal stands for its run, over the document beside it', async (t) => {
  const cwd = await folderWithRuns(t, { r1: [opening(), sample('plain/exhibit/0', ['the hard part'])], r2: [opening({ run: 'r2' })] });
  const journal = '.traits/rill/runs/r1.jsonl';
  assert.deepEqual(await run(['provenance', journal], { cwd }), await run(['provenance', FILE, '--run', 'r1'], { cwd }));
  for (const [args, said] of [
    [[journal, '--run', 'r2'], /A journal is one run already: leave out --run/],
    [['gone.jsonl'], /gone\.jsonl cannot be read: there is no such file/],
    [['r1.jsonl'], /rill\.traits\.md: no such file/],
  ] as const) {
    await writeFile(join(cwd, 'r1.jsonl'), await readFile(join(cwd, journal)));
    const { code, stdout, stderr } = await run(['provenance', ...args], { cwd });
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, said);
  }
});

test('of a sample that is in a run twice the later line counts', async (t) => {
  const cwd = await folderWithRuns(t, { r1: [opening(), sample('plain/exhibit/0', ['the hard part'], { status: 'failed' }), sample('plain/exhibit/0', ['In plain words.'])] });
  const { stdout } = await run(['provenance', FILE], { cwd });
  assert.match(stdout, /line 7: Says the hard part\./);
  assert.doesNotMatch(stdout, /In plain words/);
});

test('--format json has each sentence with its place and the samples that cite it', async (t) => {
  const cwd = await folderWithRuns(t, { r1: [opening(), sample('plain/exhibit/0', ['the hard part'])] });
  const { stdout } = await run(['provenance', FILE, '--format', 'json'], { cwd });
  const { traits, shared, runs } = JSON.parse(stdout);
  assert.equal(runs, 1);
  assert.deepEqual(traits[0].counts, { sentences: 2, cited: 1 });
  assert.deepEqual(traits[0].sentences[1], {
    range: { start: { line: 6, character: 0 }, end: { line: 6, character: 19 } },
    text: 'Says the hard part.',
    citations: [{ run: 'r1', sample: 'plain/exhibit/0', isStale: false }],
  });
  assert.deepEqual(shared.counts, { sentences: 1, cited: 0 });
});

test('--format md is what the editor shows', async (t) => {
  const cwd = await folderWithRuns(t, { r1: [opening()] });
  assert.match((await run(['provenance', FILE, '--format', 'md'], { cwd })).stdout, /^# What no sample touched in rill\.traits\.md\n/);
});

test('a journal that cannot be read is named and left out; one that was asked for ends it', async (t) => {
  const cwd = await folderWithRuns(t, { r1: [opening()], r2: [] });
  await appendFile(join(cwd, '.traits/rill/runs/r2.jsonl'), 'no journal\n');
  const all = await run(['provenance', FILE], { cwd });
  assert.equal(all.code, 1);
  assert.match(all.stderr, /^traitwright: Left out\. \S+r2\.jsonl is not a journal/);
  const asked = await run(['provenance', FILE, '--run', 'r2'], { cwd });
  assert.equal(asked.code, 2);
  assert.equal(asked.stdout, '');
});

test('2 when there is no run yet', async (t) => {
  const cwd = await folderWith(t, { [FILE]: DOCUMENT });
  for (const command of ['provenance', 'runs']) {
    const { code, stderr } = await run([command, FILE], { cwd });
    assert.equal(code, 2);
    assert.match(stderr, /No runs: there is no journal in \.traits\/rill\/runs\./);
  }
});

test('runs lists each with what came of it, what it cost, and how much of it is stale', async (t) => {
  const changed = DOCUMENT.replace('In plain words.', 'In the plainest words.');
  const cwd = await folderWithRuns(
    t,
    {
      r1: [
        opening({ models: { generator: 'gemini/a', critic: 'gemini/b', judge: 'gemini/a' } }),
        call(1),
        sample('plain/exhibit/0', []),
        sample('plain/exhibit/1', [], { status: 'dropped' }),
        sample('quiet/exhibit/0', []),
        sample('quiet/exhibit/1', [], { traitId: 'gone' }),
        summary({ cost: 0.25 }),
        { type: 'resumed', at: '1970-01-01T00:00:02.000Z', tool: 'test' },
        summary({ cost: 0.5, ended: 'budget' }),
      ],
      r2: [opening({ run: 'r2' }), call(1)],
    },
    changed,
  );
  const { code, stdout, stderr } = await run(['runs', FILE], { cwd });
  assert.equal(code, 0, stderr);
  assert.equal(
    stdout,
    `r1
  1970-01-01 00:00 UTC, chat, budget
  gemini/a, gemini/b, $0.75
  4 samples: 3 kept, 1 dropped
  stale: 2 of 4; 1 more of traits that are not in the document any more

r2
  1970-01-01 00:00 UTC, chat, unfinished
  test/generator, test/critic, test/judge, cost unknown
  0 samples
  stale: 0 of 0
`,
  );
  const [first] = JSON.parse((await run(['runs', FILE, '--format', 'json'], { cwd })).stdout);
  assert.deepEqual([first.stale, first.gone, first.total, first.cost, first.journal], [2, 1, 4, 0.75, '.traits/rill/runs/r1.jsonl']);
});

test('nothing in the journals is changed by looking at them', async (t) => {
  const cwd = await folderWithRuns(t, { r1: [opening(), call(1), sample('plain/exhibit/0', [])] });
  const path = join(cwd, '.traits/rill/runs/r1.jsonl');
  const before = await readFile(path, 'utf8');
  await run(['provenance', FILE], { cwd });
  await run(['runs', FILE], { cwd });
  assert.equal(await readFile(path, 'utf8'), before);
});

/** Exporting whole runs into files: what is taken, what is left out and said, and that no half of a file is ever there. */
import assert from 'node:assert/strict';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import type { JournalHeader } from '../../src/engine/journal.ts';
import { type ExportOptions, exportPaths, ExportProblem, exportSamples } from '../../src/dataset/export/export.node.ts';
import { openDataset, readDataset } from '../../src/dataset/read.ts';
import { textFile } from '../../src/dataset/text-file.node.ts';
import { call, header } from '../support/journal-records.ts';
import { formatNamed } from './export-support.ts';

interface Made {
  readonly id: string;
  readonly [key: string]: unknown;
}

function record(sample: Made): object {
  const [traitId = '', kind = ''] = sample.id.split('/');
  return { type: 'sample', sample: { traitId, kind, chunkHash: 'c0', status: 'kept', prompt: `is ${sample.id} right`, response: `It is ${sample.id}.`, ...sample } };
}

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'traitwright-export-'));
  t.after(() => rm(path, { recursive: true }));
  return path;
}

function lines(...records: readonly object[]): string {
  return records.map((one) => `${JSON.stringify(one)}\n`).join('');
}

/** Writes the journal of a run over rill.traits.md in `at`. */
async function run(at: string, samples: readonly Made[], more: Partial<JournalHeader> = {}): Promise<string> {
  const runs = join(at, '.traits/rill/runs');
  await mkdir(runs, { recursive: true });
  const path = join(runs, `${more.run ?? 'r1'}.jsonl`);
  await writeFile(path, lines(header(more), call(0), ...samples.map(record)));
  return path;
}

type Options = Partial<ExportOptions> & { readonly journals: readonly string[] };

function doExport(at: string, { journals, ...more }: Options) {
  return exportSamples({ journals, format: formatNamed('trl-messages'), out: join(at, 'data.jsonl'), force: false, acceptedOnly: false, rehearsed: false, seed: 0, tool: 'test 1', ...more });
}

/** The answers that are in a file. */
async function answers(path: string): Promise<readonly string[]> {
  const found: string[] = [];
  await readDataset(await openDataset(textFile(path, path)), { onSample: ({ response }) => found.push(response) });
  return found;
}

const KEPT = [{ id: 'plain/exhibit/0' }, { id: 'plain/exception/0' }, { id: 'quiet/exhibit/0' }];

test('kept samples are exported, each as its last line has it, without what they were made with', async (t) => {
  const at = await folder(t);
  const journal = await run(at, [...KEPT, { id: 'plain/exhibit/0', response: 'Made anew.' }, { id: 'quiet/exception/0', status: 'dropped', ratings: { natural: { holds: false, reason: 'no' } } }, { id: 'quiet/exception/1', status: 'failed', failure: 'server' }]);
  const { card, paths } = await doExport(at, { journals: [journal] });
  assert.deepEqual(await answers(join(at, 'data.jsonl')), ['It is plain/exception/0.', 'It is quiet/exhibit/0.', 'Made anew.']);
  assert.deepEqual(paths.map((path) => basename(path)), ['data.jsonl', 'data.card.md']);
  assert.deepEqual(card.leftOut, [['dropped: not natural', 1], ['failed: a call came to nothing (server)', 1]]);
  assert.ok(!(await readFile(join(at, 'data.jsonl'), 'utf8')).includes('system'));
  assert.deepEqual(await readdir(at), ['.traits', 'data.card.md', 'data.jsonl']);
});

test('runs are put together, and a sample that is the same in two of them counts once', async (t) => {
  const at = await folder(t);
  const journals = [await run(at, KEPT), await run(at, [...KEPT, { id: 'quiet/exhibit/1' }], { run: 'r2' })];
  const { card } = await doExport(at, { journals: [...journals, ...journals] });
  assert.equal((await answers(join(at, 'data.jsonl'))).length, 4);
  assert.deepEqual(card.leftOut, [['the same as another sample', 3]]);
  assert.deepEqual(card.runs.map(({ run: name, samples, exported }) => [name, samples, exported]), [['r1', 3, 3], ['r2', 4, 1]]);
});

test('samples that do not fit the format are counted, and a run of which none does writes nothing', async (t) => {
  const at = await folder(t);
  const pairs = await run(at, [{ id: 'plain/exhibit/0', rejected: 'No idea.' }, { id: 'plain/exhibit/1' }], { pipeline: 'preference' });
  const documents = await run(at, [{ id: 'quiet/exhibit/0' }], { run: 'r2', pipeline: 'document' });
  const format = formatNamed('trl-preference');
  const { card } = await doExport(at, { journals: [pairs, documents], format });
  assert.equal(card.runs[0]?.exported, 1);
  assert.deepEqual(card.leftOut.map(([, count]) => count), [1, 1]);
  const none = await doExport(at, { journals: [documents], format, out: join(at, 'none.jsonl') });
  assert.deepEqual(none.paths, []);
  assert.deepEqual(none.card.leftOut, [['no fit: of the document pipeline, which have no prompt: export them as trl-text', 1]]);
  assert.ok(!(await readdir(at)).some((name) => name.startsWith('none')));
});

test('what was made to compare two texts of a document is not for training', async (t) => {
  const at = await folder(t);
  const journal = await run(at, KEPT, { compare: { revision: 'HEAD~1', commit: 'c', of: 'r0', document: 'd1', chunks: {} } });
  const { card, paths } = await doExport(at, { journals: [journal] });
  assert.deepEqual([paths, card.leftOut], [[], [['of a comparison, which is not for training', 3]]]);
});

test('what a later run made anew takes the place of what it was made anew from, and that is said', async (t) => {
  const at = await folder(t);
  const first = await run(at, KEPT);
  const anew = await run(at, [{ id: 'plain/exhibit/0', chunkHash: 'c9', response: 'As it is today.' }], { run: 'r2', startedAt: '1970-01-02T00:00:00.000Z', parameters: { perTrait: 3, only: ['plain/exhibit/0'] } });
  const { card } = await doExport(at, { journals: [anew, first] });
  assert.deepEqual(await answers(join(at, 'data.jsonl')), ['As it is today.', 'It is plain/exception/0.', 'It is quiet/exhibit/0.']);
  assert.deepEqual(card.leftOut, [['made anew in r2', 1]]);
  const texts = await readFile(join(at, 'data.card.md'), 'utf8');
  assert.match(texts, /what `rill\.traits\.md` says of `plain` has changed, and its examples were made from 2 texts of it: 1 and 1\./);
  assert.doesNotMatch(texts, /says of `quiet`/);
  // Of another document, or of another pipeline, it is another sample.
  const apart = await folder(t);
  const others = [await run(apart, KEPT), await run(apart, [{ id: 'plain/exhibit/0', response: 'Else.' }], { run: 'r2', startedAt: '1970-01-02T00:00:00.000Z', document: { name: 'else.traits.md', hash: 'd0' }, parameters: { perTrait: 3, only: ['plain/exhibit/0'] } })];
  assert.deepEqual((await doExport(apart, { journals: others })).card.leftOut, []);
});

for (const [status, what] of [['failed', 'failed'], ['cancelled', 'was cancelled']] as const) {
  test(`a sample stays in the export where making it anew ${what}, or came to nothing at all`, async (t) => {
    const at = await folder(t);
    const first = await run(at, KEPT);
    const only = ['plain/exhibit/0', 'quiet/exhibit/0'];
    // Of the other nothing was journalled: the run ended before it was begun.
    const anew = await run(at, [{ id: 'plain/exhibit/0', chunkHash: 'c9', status }], { run: 'r2', startedAt: '1970-01-02T00:00:00.000Z', parameters: { perTrait: 3, only } });
    const { card } = await doExport(at, { journals: [first, anew] });
    assert.deepEqual(await answers(join(at, 'data.jsonl')), ['It is plain/exhibit/0.', 'It is plain/exception/0.', 'It is quiet/exhibit/0.']);
    assert.deepEqual(card.leftOut.map(([, count]) => count), [1]);
  });
}

test('what no file can hold is left out and counted, in samples and in baseline data', async (t) => {
  const at = await folder(t);
  const journal = await run(at, [...KEPT, { id: 'plain/exhibit/1', response: 'Half \uD83D of it.' }]);
  const { card } = await doExport(at, { journals: [journal] });
  assert.equal((await answers(join(at, 'data.jsonl'))).length, 3);
  assert.deepEqual(card.leftOut, [['no fit: with half of a character in them (a lone surrogate), which trainers cannot read', 1]]);
  await assert.rejects(withMix(t, {}, {}, lines({ messages: [{ role: 'user', content: 'half \uDE00' }, { role: 'assistant', content: 'Yes.' }] })), /1 with half of a character/);
});

function annotation(type: string, sample: string, more: object = {}): object {
  return { type, at: '2026-01-31T10:12:00.000Z', run: 'r1', sample, chunkHash: 'c0', ...more };
}

test("a person's word goes before a model's: rejected is left out, accepted is in, rewritten takes its place", async (t) => {
  const at = await folder(t);
  const journal = await run(at, [...KEPT, { id: 'quiet/exception/0', status: 'dropped' }]);
  const annotations = [
    { type: 'header', version: 1, tool: 'test 1' },
    annotation('rejected', 'plain/exhibit/0'),
    annotation('accepted', 'quiet/exception/0'),
    annotation('rewritten', 'quiet/exception/0', { response: 'My own.' }),
    annotation('comment', 'plain/exception/0', { text: 'hm' }),
    // About the sample as it was before its chunk changed.
    annotation('rejected', 'plain/exception/0', { chunkHash: 'older' }),
    annotation('rejected', 'quiet/exhibit/0'),
    annotation('withdrawn', 'quiet/exhibit/0'),
    { type: 'of a later version' },
  ];
  await writeFile(join(at, '.traits/rill/annotations.jsonl'), lines(...annotations));
  const all = await doExport(at, { journals: [journal] });
  assert.deepEqual(await answers(join(at, 'data.jsonl')), ['It is plain/exception/0.', 'It is quiet/exhibit/0.', 'My own.']);
  assert.deepEqual([all.card.accepted, all.card.rewritten], [1, 1]);
  const only = await doExport(at, { journals: [journal], acceptedOnly: true, force: true });
  assert.deepEqual(await answers(join(at, 'data.jsonl')), ['My own.']);
  assert.deepEqual(only.card.leftOut, [['kept, and not accepted by a person', 2], ['rejected by a person', 1]]);
});

test('where nobody has decided anything, or it cannot be read, that is said and nothing is guessed', async (t) => {
  const at = await folder(t);
  const journal = await run(at, KEPT);
  await assert.rejects(doExport(at, { journals: [journal], acceptedOnly: true }), /Nobody has accepted a sample/);
  const path = join(at, '.traits/rill/annotations.jsonl');
  await writeFile(path, `${lines(annotation('rejected', 'plain/exhibit/0'))}{"type":"acc\n${lines(annotation('accepted', 'quiet/exhibit/0'))}`);
  await assert.rejects(doExport(at, { journals: [journal] }), /Line 2 of .*annotations\.jsonl cannot be read/);
  await writeFile(path, '\0');
  await assert.rejects(doExport(at, { journals: [journal] }), /annotations\.jsonl cannot be read, so nobody knows what was decided/);
  // The line that is being written has not been decided yet.
  await writeFile(path, `${lines(annotation('rejected', 'plain/exhibit/0'))}{"type":"acc`);
  assert.equal((await doExport(at, { journals: [journal] })).card.runs[0]?.exported, 2);
});

test('lines of a journal that cannot be read are said, and the rest is exported', async (t) => {
  const at = await folder(t);
  const journal = await run(at, KEPT.slice(0, 2));
  await writeFile(journal, `{"type":"sample","sample":{"id\n${lines(record({ id: 'quiet/exhibit/0' }))}`, { flag: 'a' });
  assert.equal((await doExport(at, { journals: [journal] })).card.unreadable, 1);
  assert.equal((await answers(join(at, 'data.jsonl'))).length, 3);
  assert.match(await readFile(join(at, 'data.card.md'), 'utf8'), /1 line of the journals could not be read/);
});

test('rehearsed answers are refused, and where they are wanted the card says loudly what they are', async (t) => {
  const at = await folder(t);
  const journal = await run(at, [{ id: 'plain/exhibit/0', rehearsed: true }, { id: 'plain/exhibit/1' }], { rehearsed: true });
  await assert.rejects(doExport(at, { journals: [journal] }), (error) => error instanceof ExportProblem && error.kind === 'rehearsed');
  assert.deepEqual(await readdir(at), ['.traits']);
  await doExport(at, { journals: [journal], rehearsed: true });
  assert.match(await readFile(join(at, 'data.card.md'), 'utf8'), /\*\*Not for training\.\*\* 2 examples of 2 were rehearsed/);
});

test('nothing that is there is replaced unless that is asked for', async (t) => {
  const at = await folder(t);
  const journal = await run(at, KEPT);
  for (const name of ['data.jsonl', 'data.card.md']) {
    await writeFile(join(at, name), 'mine');
    await assert.rejects(doExport(at, { journals: [journal] }), /is there already/);
    assert.equal(await readFile(join(at, name), 'utf8'), 'mine');
    assert.deepEqual(await readdir(at), ['.traits', name]);
    await rm(join(at, name));
  }
  await writeFile(join(at, 'data.jsonl'), 'old');
  await doExport(at, { journals: [journal], force: true });
  assert.equal((await answers(join(at, 'data.jsonl'))).length, 3);
});

test('what is exported from is never replaced, by whatever name', async (t) => {
  const at = await folder(t);
  const journal = await run(at, KEPT);
  const mix = join(at, 'mix.jsonl');
  await writeFile(mix, lines(...MIX));
  const before = await readFile(journal, 'utf8');
  await symlink(journal, join(at, 'linked.jsonl'));
  for (const out of [journal, join(at, 'linked.jsonl'), mix]) {
    await assert.rejects(doExport(at, { journals: [journal], force: true, out, mix: { path: mix, name: 'mix.jsonl', fraction: 0.25, by: 'examples' } }), /is what is exported from, and is left as it is/);
  }
  assert.equal(await readFile(journal, 'utf8'), before);
});

test('a link that leads nowhere is left as it is as well', async (t) => {
  const at = await folder(t);
  const journal = await run(at, KEPT);
  await symlink(join(at, 'nowhere'), join(at, 'data.jsonl'));
  await assert.rejects(doExport(at, { journals: [journal] }), /is there already/);
});

test('where one of two files cannot have its name, the other is not replaced either', async (t) => {
  const at = await folder(t);
  const journal = await run(at, KEPT);
  await writeFile(join(at, 'data.train.jsonl'), 'old');
  await mkdir(join(at, 'data.test.jsonl'));
  await assert.rejects(doExport(at, { journals: [journal], split: 0.5, force: true }), /could not be written: that is a folder/);
  assert.equal(await readFile(join(at, 'data.train.jsonl'), 'utf8'), 'old');
});

test('where a file cannot be written, what is in the way is said and nothing is left behind', async (t) => {
  const at = await folder(t);
  const journal = await run(at, KEPT);
  await assert.rejects(doExport(at, { journals: [journal], out: join(at, 'missing/data.jsonl') }), /data\.jsonl could not be written: there is no such file/);
  await mkdir(join(at, 'data.jsonl'));
  await writeFile(join(at, 'data.jsonl/kept'), '');
  await assert.rejects(doExport(at, { journals: [journal], force: true }), /could not be written/);
  assert.deepEqual(await readdir(at), ['.traits', 'data.jsonl']);
});

test('cancelling leaves nothing behind', async (t) => {
  const at = await folder(t);
  const journal = await run(at, KEPT);
  await assert.rejects(doExport(at, { journals: [journal], signal: AbortSignal.abort() }), { name: 'AbortError' });
  assert.deepEqual(await readdir(at), ['.traits']);
});

const MIX = Array.from({ length: 200 }, (_, index) => ({ messages: [{ role: 'user', content: `what is the capital of country number ${index} of the list` }, { role: 'assistant', content: `baseline ${index} ${'x'.repeat(index)}` }] }));

async function withMix(t: TestContext, mix: Partial<NonNullable<ExportOptions['mix']>>, more: Partial<ExportOptions> = {}, content = lines(...MIX)) {
  const at = await folder(t);
  const journal = await run(at, Array.from({ length: 30 }, (_, index) => ({ id: `plain/exhibit/${index}`, response: `Ours ${index}.` })));
  const path = join(at, 'mix.jsonl');
  await writeFile(path, content);
  const { card } = await doExport(at, { journals: [journal], mix: { path, name: 'mix.jsonl', fraction: 0.25, by: 'examples', ...mix }, ...more });
  return { at, card };
}

test('baseline data is the fraction that was asked for, by examples, spread evenly, and the same for the same seed', async (t) => {
  const { at, card } = await withMix(t, {});
  const all = await answers(join(at, 'data.jsonl'));
  assert.equal(all.length, 40);
  assert.equal(card.mix?.examples, 10);
  const places = all.flatMap((answer, index) => (answer.startsWith('baseline') ? [index] : []));
  assert.ok(places.every((place, index) => Math.abs(place - 4 * index) <= 4), places.join(' '));
  const again = await withMix(t, {});
  assert.deepEqual(await answers(join(again.at, 'data.jsonl')), all);
  const other = await withMix(t, {}, { seed: 7 });
  assert.notDeepEqual(await answers(join(other.at, 'data.jsonl')), all);
});

test('by tokens the fraction is of tokens', async (t) => {
  const { card } = await withMix(t, { by: 'tokens', fraction: 0.5 });
  const [file] = card.files;
  const baseline = card.mix?.tokens ?? 0;
  const ours = (file?.tokens ?? 0) - baseline;
  assert.ok(baseline >= ours && baseline - ours < 65, `${baseline} of ${ours}`);
});

test('the card says the share that came about beside the one that was asked for, and where nothing is mixed in', async (t) => {
  const { at } = await withMix(t, { fraction: 0.3 });
  assert.match(await readFile(join(at, 'data.card.md'), 'utf8'), /They are 30\.23% of the examples; 30% of the examples in all were asked for\./);
  const none = await withMix(t, { fraction: 0.01 });
  assert.match(await readFile(join(none.at, 'data.card.md'), 'utf8'), /\*\*Nothing of `mix\.jsonl` is mixed in:\*\* 1% of the examples in all were asked for/);
  const split = await withMix(t, {}, { split: 0.83 });
  const [train] = split.card.files;
  assert.ok((await readFile(join(split.at, 'data.card.md'), 'utf8')).includes(`83% for training, the rest for testing, by chance with the seed 0, was asked for. Examples that ask nearly the same are on the same side, so it came to ${Number((((train?.examples ?? 0) / 40) * 100).toFixed(2))}%.`));
});

test('too little baseline data is said; none at all ends the export', async (t) => {
  const { card, at } = await withMix(t, { fraction: 0.9 });
  assert.equal(card.mix?.short, true);
  assert.match(await readFile(join(at, 'data.card.md'), 'utf8'), /There was not enough in the file/);
  await assert.rejects(withMix(t, {}, {}, lines({ text: 'a document' })), /nothing to mix into trl-messages: of its lines there are 1 that are no chat/);
  await assert.rejects(withMix(t, {}, {}, '\0'), /not a text file/);
  await assert.rejects(withMix(t, { path: '/nowhere/mix.jsonl' }), /mix\.jsonl cannot be read: there is no such file/);
});

test('a split writes two files of which no example is in both, baseline among them', async (t) => {
  const { at, card } = await withMix(t, {}, { split: 0.8 });
  const [train, test_] = [await answers(join(at, 'data.train.jsonl')), await answers(join(at, 'data.test.jsonl'))];
  assert.equal(train.length + test_.length, 40);
  assert.deepEqual(train.filter((answer) => test_.includes(answer)), []);
  assert.deepEqual(card.files.map(({ name, examples }) => [name, examples]), [['data.train.jsonl', train.length], ['data.test.jsonl', test_.length]]);
});

test('the names of the files follow from the one that is given', () => {
  assert.deepEqual(exportPaths('/a.b/data.jsonl', false), ['/a.b/data.jsonl', '/a.b/data.card.md']);
  assert.deepEqual(exportPaths('/a.b/data', true), ['/a.b/data.train', '/a.b/data.test', '/a.b/data.card.md']);
  assert.deepEqual(exportPaths('/a/x.y.jsonl', true), ['/a/x.y.train.jsonl', '/a/x.y.test.jsonl', '/a/x.y.card.md']);
});

test('the card says what there is, where it came from and what was left out, whatever stands in names and reasons', async (t) => {
  const at = await folder(t);
  const journal = await run(at, [...KEPT, { id: 'a|b/exhibit/0', status: 'dropped', reason: 'It says `|`\n# No' }], { seed: 5, overrides: { 'plan.md': 'abc1' }, document: { name: 'a `b` | c.traits.md', hash: 'd0' } });
  await doExport(at, { journals: [journal] });
  const card = await readFile(join(at, 'data.card.md'), 'utf8');
  for (const said of [
    '| `data.jsonl` | 3 | 0 |',
    'Licence: *not stated',
    '`r1` | chat | `test/generator` | `test/critic` | `test/judge` | 5 | 4 | 3 |',
    'plan 1, draft 1',
    'worded anew: `plan.md` (SHA-256 `abc1`)',
    '| document | trait | pipeline | exception | exhibit | examples |',
    'a \\`b\\` \\| c.traits.md | `plain` | chat | 1 | 1 | 2 |',
    '| kept | 3 |',
    'dropped: It says \\`\\|\\` \\# No | 1 |',
  ]) assert.ok(card.includes(said), `${said} in ${card}`);
});

test('100,000 samples and their calls go through without being held in memory', async (t) => {
  const at = await folder(t);
  const path = join(at, 'big.jsonl');
  const file = createWriteStream(path);
  file.write(lines(header()));
  const filling = 'A long draft that nobody exports. '.repeat(20);
  for (let index = 0; index < 100_000; index += 1) {
    const text = lines(record({ id: `plain/exhibit/${index}`, prompt: `what about ${index * 7919}`, draft: filling }));
    if (!file.write(text)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
  const before = process.memoryUsage().heapUsed;
  let most = 0;
  const { card } = await doExport(at, {
    journals: [path],
    signal: new Proxy(new AbortController().signal, {
      get(signal, key) {
        most = Math.max(most, process.memoryUsage().heapUsed - before);
        const value: unknown = Reflect.get(signal, key, signal);
        return typeof value === 'function' ? value.bind(signal) : value;
      },
    }),
  });
  assert.equal(card.files[0]?.examples, 100_000);
  // The journal is 90 MB, and its records as objects are several times that.
  assert.ok(most < 250_000_000, `${most}`);
});

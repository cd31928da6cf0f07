/** What the index of samples promises: a row for each, read once, and the sample itself when it is asked for. */
import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { createJournalFile, journalPath } from '../../src/engine/journal-file.node.ts';
import type { JournalRecord } from '../../src/engine/journal.ts';
import { readCall } from '../../src/generation/call-line.ts';
import { SampleIndex } from '../../src/generation/sample-index.node.ts';
import { readSampleAt, searchSamples } from '../../src/generation/sample-texts.node.ts';
import { call, header, sample, summary } from '../support/journal-records.ts';
import { NEVER } from '../engine/support.ts';

async function place(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'traitwright-index-'));
  t.after(() => rm(folder, { recursive: true }));
  return join(folder, 'rill.traits.md');
}

async function write(document: string, run: string, lines: readonly (object | string)[], end = '\n'): Promise<string> {
  const path = journalPath(document, run);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n') + end);
  return path;
}

function made(id: string, more: object = {}): JournalRecord {
  const { sample: usual } = sample(id);
  return { type: 'sample', sample: { ...usual, kind: 'exhibit', ordinal: 0, pipeline: 'chat', ...more } } as JournalRecord;
}

async function indexed(document: string): Promise<SampleIndex> {
  const index = new SampleIndex(document);
  await index.update();
  return index;
}

const ids = (index: SampleIndex): readonly string[] => index.rows.map(({ key }) => key);

test('every sample of every run has a row, the oldest run first', async (t) => {
  const document = await place(t);
  await write(document, 'r2', [header({ run: 'r2' }), made('a/exhibit/0')]);
  await write(document, 'r1', [header(), call(1), made('a/exhibit/0'), made('b/exhibit/0'), summary('done')]);
  const index = await indexed(document);
  assert.deepEqual(ids(index), ['r1 a/exhibit/0', 'r1 b/exhibit/0', 'r2 a/exhibit/0']);
  assert.deepEqual(index.runs.map(({ run, ended, samples }) => [run, ended, samples]), [['r1', 'done', 2], ['r2', undefined, 1]]);
});

test('of two lines with one id the later counts, in the place of the first', async (t) => {
  const document = await place(t);
  await write(document, 'r1', [header(), made('a'), made('b'), made('a', { status: 'dropped', duplicateOf: 'b' })]);
  const { rows } = await indexed(document);
  assert.deepEqual(rows.map(({ id, status, duplicate }) => [id, status, duplicate]), [['a', 'dropped', true], ['b', 'kept', false]]);
});

test('only what was added is read, and a line that is half written waits for its end', async (t) => {
  const document = await place(t);
  const line = JSON.stringify(made('b'));
  const path = await write(document, 'r1', [header(), made('a'), line.slice(0, 30)], '');
  const index = await indexed(document);
  const [first] = index.rows;
  assert.deepEqual(ids(index), ['r1 a']);
  assert.equal(await index.update(), false);
  await appendFile(path, `${line.slice(30)}\n`);
  assert.equal(await index.update(), true);
  assert.deepEqual(ids(index), ['r1 a', 'r1 b']);
  assert.equal(index.rows[0], first);
});

test('a row is the same object until its sample has another line', async (t) => {
  const document = await place(t);
  const path = await write(document, 'r1', [header(), made('a')]);
  const index = await indexed(document);
  const { rows } = index;
  await appendFile(path, `${JSON.stringify(made('a', { status: 'dropped' }))}\n`);
  await index.update();
  assert.notEqual(index.rows[0], rows[0]);
  assert.equal(index.rows[0]?.status, 'dropped');
});

test('a file that another one took the place of is read anew, and one that is gone has no rows', async (t) => {
  const document = await place(t);
  const path = await write(document, 'r1', [header(), made('a')]);
  const index = await indexed(document);
  await writeFile(path, `${JSON.stringify(header({ tool: 'other' }))}\n${JSON.stringify(made('b'))}\n${JSON.stringify(made('c'))}\n`);
  await index.update();
  assert.deepEqual(ids(index), ['r1 b', 'r1 c']);
  await rm(path);
  assert.equal(await index.update(), true);
  assert.deepEqual(ids(index), []);
});

test('what is no journal is named with its problem, and the others are read', async (t) => {
  const document = await place(t);
  await write(document, 'r1', ['{"type":"something"}']);
  await write(document, 'r2', [header(), 'torn', made('a'), 7 as unknown as object, made('b')]);
  const index = await indexed(document);
  assert.deepEqual(ids(index), ['r2 a', 'r2 b']);
  assert.deepEqual(index.unread.map(({ problem }) => /is not the journal of a run/.test(problem)), [true]);
  assert.equal(await index.update(), false);
});

test('comparisons of two texts have no rows', async (t) => {
  const document = await place(t);
  await write(document, 'r1', [header({ compare: { revision: 'HEAD', commit: 'c', of: 'r0', document: 'd', chunks: {} } }), made('a')]);
  assert.deepEqual(ids(await indexed(document)), []);
});

test('an opening is one line of 200 characters at most', async (t) => {
  const document = await place(t);
  await write(document, 'r1', [header(), made('a', { prompt: `first\n\n  second ${'x'.repeat(1_000_000)}` })]);
  const [row] = (await indexed(document)).rows;
  assert.equal(row?.opening.length, 200);
  assert.ok(row.opening.startsWith('first second xxx'));
});

test('a row has what its critique found that the document leaves open, cut short, and nothing that is no such thing', async (t) => {
  const document = await place(t);
  const critique = (gap: unknown): object => ({ critique: { verdict: 'revise', document_gap: gap } });
  await write(document, 'r1', [header(), made('a', critique({ part: 'exceptions', missing: 'x'.repeat(5000) })), made('b', critique({ part: 'nowhere', missing: 'x' })), made('c', critique(null)), made('d')]);
  const { rows } = await indexed(document);
  assert.deepEqual(rows.map(({ gap, verdict }) => [gap?.part, gap?.missing.length, verdict]), [['exceptions', 400, 'revise'], [undefined, undefined, 'revise'], [undefined, undefined, 'revise'], [undefined, undefined, undefined]]);
});

test('the sample of a row is read from its place, also after text of several bytes', async (t) => {
  const document = await place(t);
  await write(document, 'r1', [header(), made('ä/exhibit/0', { prompt: 'Grüße 🙂' }), made('b/exhibit/0', { prompt: 'two' })]);
  const { rows } = await indexed(document);
  const samples = await Promise.all(rows.map((row) => readSampleAt(row)));
  assert.deepEqual(samples.map(({ id, prompt }) => [id, prompt]), [['ä/exhibit/0', 'Grüße 🙂'], ['b/exhibit/0', 'two']]);
});

test('a sample that is not in its place any more is an error, and not another sample', async (t) => {
  const document = await place(t);
  const path = await write(document, 'r1', [header(), made('a')]);
  const [row] = (await indexed(document)).rows;
  assert.ok(row);
  await writeFile(path, (await readFile(path, 'utf8')).replace('"id":"a"', '"id":"b"'));
  await assert.rejects(readSampleAt(row), /the file has changed/);
});

test('a search finds what stands anywhere in a sample, in upper or lower case', async (t) => {
  const document = await place(t);
  await write(document, 'r1', [header(), made('a', { response: 'The LEDGER is off.' }), made('b', { plan: { what: 'a ledger', how: 'h', why: 'w' } }), made('c', { prompt: 'nothing' })]);
  const { rows } = await indexed(document);
  const found: string[] = [];
  for await (const some of searchSamples(rows, 'Ledger', NEVER)) found.push(...some.map(({ id }) => id));
  assert.deepEqual(found, ['a', 'b']);
});

test('what a sample cost is the sum of its calls, and not known where the price of one is not', async (t) => {
  const document = await place(t);
  const journal = await createJournalFile(journalPath(document, 'r1'));
  await journal.append(header());
  await journal.append({ ...call(0), cost: 0.5 });
  await journal.append({ ...call(0), cost: 0.25, at: '1970-01-02T00:00:00.000Z' });
  await journal.append({ ...call(0), tries: 0, cached: true });
  await journal.append(call(1));
  await journal.append(made('plain/exhibit/0'));
  await journal.append(made('plain/exhibit/1'));
  await journal.close();
  const { rows, runs } = await indexed(document);
  assert.deepEqual(rows.map(({ cost, when }) => [cost, when]), [[0.75, '1970-01-02T00:00:00.000Z'], [undefined, '1970-01-01T00:00:00.000Z']]);
  assert.deepEqual(runs[0]?.costs, [{ stage: 'draft', role: 'generator', model: 'test/generator', calls: 4, cached: 1, inputTokens: 9, outputTokens: 6, usd: 0.75, unpriced: 1 }]);
});

test('a call at the end of a file without a line end is counted once, however often the file is looked at', async (t) => {
  const document = await place(t);
  const path = await write(document, 'r1', [header(), made('a'), call(1)], '');
  const index = await indexed(document);
  await index.update();
  await appendFile(path, `\n${JSON.stringify(made('b'))}\n`);
  await index.update();
  assert.deepEqual(index.runs.map(({ costs }) => costs.map(({ calls }) => calls)), [[1]]);
});

test('an update that is given up is gone on with by the next one', async (t) => {
  const document = await place(t);
  await write(document, 'r1', [header(), made('a')]);
  const index = new SampleIndex(document);
  await assert.rejects(index.update(AbortSignal.abort(new Error('enough'))), /enough/);
  await index.update();
  assert.deepEqual(ids(index), ['r1 a']);
});

test('a sample of any shape has a row and can be read', async (t) => {
  const document = await place(t);
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.constantFrom('prompt', 'plan', 'critique', 'ratings', 'quotes', 'models', 'usage', 'status2', 'pinned', 'draw', 'pairCritique', 'scenarioCritique'), fc.jsonValue()), async (more) => {
      await write(document, 'r1', [header(), made('a', more)]);
      const [row] = (await indexed(document)).rows;
      assert.ok(row);
      assert.equal((await readSampleAt(row)).id, 'a');
    }),
    { numRuns: 60 },
  );
});

test('what a call took is read from its two ends as from the whole of it, whatever its texts are', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('"},"tries":9,"milliseconds":1}', '\\', '","purpose":{"stage":"x"},', '{"usage":{"inputTokens":1,"outputTokens":1}}'));
  fc.assert(
    fc.property(text, text, text, fc.option(fc.double({ min: 0, max: 9, noNaN: true }), { nil: undefined }), (asked, answered, traitId, cost) => {
      const { type, key, milliseconds, ...rest } = call(3, { status: 'ok', text: answered, usage: { inputTokens: 5, outputTokens: 2.5 } });
      const record = { ...rest, messages: [{ role: 'user', text: asked }], purpose: { ...rest.purpose, traitId }, ...(cost === undefined ? {} : { cost }) };
      const [fast, whole] = [{ type, key, ...record, milliseconds }, { type, key, milliseconds, ...record }].map((one) => {
        const bytes = Buffer.from(`x${JSON.stringify(one)}\n`);
        return readCall(bytes, 1, bytes.length - 1);
      });
      assert.ok(fast);
      assert.deepEqual(fast, whole);
      assert.equal(fast.cost, cost);
    }),
  );
});

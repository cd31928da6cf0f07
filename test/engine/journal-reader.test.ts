/** What reading a journal promises: every record, and a word about everything that is none. */
import assert from 'node:assert/strict';
import { appendFile, mkdtemp, open, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { JournalProblem, type JournalRecord } from '../../src/engine/journal.ts';
import { createJournalFile, resumeJournalFile } from '../../src/engine/journal-file.node.ts';
import { openJournal, readJournal } from '../../src/engine/journal-reader.node.ts';
import { call, header, keyOf, sample, summary } from '../support/journal-records.ts';
import { EPOCH, ok } from './support.ts';

async function place(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'traitwright-journal-'));
  t.after(() => rm(folder, { recursive: true }));
  return join(folder, 'r1.jsonl');
}

/** A file of these lines; a string is written as it is. */
async function file(t: TestContext, lines: readonly (JournalRecord | object | string)[], end = '\n'): Promise<string> {
  const path = await place(t);
  await writeFile(path, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n') + end);
  return path;
}

async function read(path: string): Promise<Awaited<ReturnType<typeof readJournal>> & { readonly all: readonly JournalRecord[]; readonly lines: readonly number[] }> {
  const all: JournalRecord[] = [];
  const lines: number[] = [];
  const report = await readJournal(path, {
    onRecord(record, line) {
      all.push(record);
      lines.push(line);
    },
  });
  return { ...report, all, lines };
}

const resuming = { tool: 'test 2', now: EPOCH };

test('every record is read in order, with all that was written in it', async (t) => {
  const records = [header(), { ...call(1), later: { added: true } }, sample('a'), summary('done')];
  const { all, lines, ...report } = await read(await file(t, records));
  assert.deepEqual(all, records);
  assert.deepEqual(lines, [1, 2, 3, 4]);
  assert.deepEqual(report, { header: header(), records: 4, torn: 0, brokenLines: [], bad: [], unknown: {} });
});

test('a last line that broke off is left out and reported', async (t) => {
  const { all, torn, brokenLines, bad } = await read(await file(t, [header(), call(1), JSON.stringify(call(2)).slice(0, -9)], ''));
  assert.deepEqual([all.length, torn, brokenLines, bad], [2, 1, [3], []]);
});

test('a last record of which only the line end is missing was paid for, and is read', async (t) => {
  const { all, torn } = await read(await file(t, [header(), call(1)], ''));
  assert.deepEqual([all.length, torn], [2, 0]);
});

test('a bad line in the middle is reported by its number, and the rest is read', async (t) => {
  const { all, bad, torn } = await read(await file(t, [header(), '', '{"type":"call","key":', { ...call(1), tries: -1 }, call(2)]));
  assert.deepEqual([all.length, torn], [2, 0]);
  assert.deepEqual(bad.map(({ line }) => line), [3, 4]);
  assert.match(bad[0]?.problem ?? '', /^It is not JSON: /);
  assert.match(bad[1]?.problem ?? '', /^It is not a record of a journal: .*tries/);
});

test('records of a type that this version does not know are counted', async (t) => {
  const { all, unknown, bad } = await read(await file(t, [header(), { type: 'embedding' }, call(1), { type: 'embedding' }, { type: 'tuning' }]));
  assert.deepEqual([all.length, unknown, bad], [2, { embedding: 2, tuning: 1 }, []]);
});

test('zeros, which a machine that goes down can leave in a file, hide no line around them', async (t) => {
  const zeros = JSON.stringify(call(2)).replace('the', '\0\0\0');
  const path = await file(t, [header(), call(1), zeros, call(3)]);
  const { all, bad } = await read(path);
  assert.deepEqual([all.length, bad.map(({ line }) => line)], [3, [3]]);
  const opened = await openJournal(path);
  t.after(() => opened.close());
  assert.deepEqual([opened.finished.size, opened.bad.map(({ line }) => line)], [2, [3]]);
});

test('a file of something else is no journal', async (t) => {
  for (const first of ['# Notes', '{}', '[1]', '{"type":"call"}', '{"type":"header","version":1}', '{"type":"header","version":0}']) {
    const path = await file(t, [first, 'more']);
    await assert.rejects(read(path), (error) => error instanceof JournalProblem && error.kind === 'not-a-journal' && error.message.startsWith(`${path} is not a journal`));
  }
});

test('a journal of a newer version is neither read nor written to', async (t) => {
  const path = await file(t, [{ ...header(), version: 2, pipeline: 'unheard of' }, call(1)]);
  const before = await readFile(path);
  const message = `The journal ${path} is of version 2, and this Traitwright reads up to version 1: a newer one wrote it. It is left as it is.`;
  await assert.rejects(read(path), { kind: 'newer-version', message });
  await assert.rejects(openJournal(path), { kind: 'newer-version', message });
  await assert.rejects(resumeJournalFile(path, resuming), { kind: 'newer-version', message });
  assert.deepEqual(await readFile(path), before);
});

test('a journal that broke off in its first line holds nothing, and that is said', async (t) => {
  for (const start of ['', '{', '{"type":"header","versi']) {
    const path = await file(t, [start], '');
    const { all, header: none } = await read(path);
    assert.deepEqual([all, none], [[], undefined]);
    await assert.rejects(resumeJournalFile(path, resuming), { kind: 'empty' });
    assert.equal(await readFile(path, 'utf8'), start);
  }
});

test('what cannot be read is said, with the reason', async (t) => {
  const path = await place(t);
  await assert.rejects(read(path), { kind: 'cannot-read', message: `The journal ${path} cannot be read: there is no such file.` });
  await assert.rejects(read(join(path, '..')), { kind: 'cannot-read', message: /cannot be read: that is not a file\.$/ });
  await assert.rejects(resumeJournalFile(path, resuming), { kind: 'cannot-write', message: `The journal ${path} cannot be written: there is no such file.` });
  await assert.rejects(resumeJournalFile(join(path, '..'), resuming), { kind: 'cannot-write', message: /cannot be written: that is a folder\.$/ });
});

test('reading stops when it is told to', async (t) => {
  const path = await file(t, [header(), call(1)]);
  await assert.rejects(readJournal(path, { onRecord: () => assert.fail(), signal: AbortSignal.abort(new Error('Enough.')) }), { message: 'Enough.' });
});

test('the next record waits until the one before is dealt with', async (t) => {
  let under = 0;
  await readJournal(await file(t, [header(), call(1), call(2)]), {
    async onRecord() {
      under += 1;
      assert.equal(under, 1);
      await new Promise(setImmediate);
      under -= 1;
    },
  });
});

test('an opened journal gives the answer of each finished call, and of none that failed', async (t) => {
  const failed = call(2, { status: 'failed', kind: 'network', message: 'No answer.' });
  const again = call(3, { status: 'failed', kind: 'timeout', message: 'No answer.' });
  const { type, key, ...rest } = call(4);
  const other = { key, type, ...rest };
  const journal = await openJournal(await file(t, [header(), call(1, ok('One – “é”.')), failed, again, call(3, ok('Three.')), ` ${JSON.stringify(other)}`, summary('cancelled')]));
  t.after(() => journal.close());
  assert.deepEqual(await journal.finished.get(keyOf(1)), ok('One – “é”.'));
  assert.equal(await journal.finished.get(keyOf(2)), undefined);
  assert.deepEqual(await journal.finished.get(keyOf(3)), ok('Three.'));
  assert.deepEqual(await journal.finished.get(keyOf(4)), call(4).outcome);
  assert.equal(await journal.finished.get(keyOf(5)), undefined);
  assert.deepEqual([journal.finished.size, journal.records, journal.summary], [4, 7, summary('cancelled')]);
});

test('an answer that turns out to be damaged is reported when it is asked for, and not given', async (t) => {
  const damaged = JSON.stringify(call(1)).replace('"messages":', '"messages"');
  const journal = await openJournal(await file(t, [header(), damaged, call(2)]));
  t.after(() => journal.close());
  assert.deepEqual([await journal.finished.get(keyOf(1)), await journal.finished.get(keyOf(1))], [undefined, undefined]);
  assert.deepEqual(journal.bad.map(({ line }) => line), [2]);
});

test('an opened journal has the samples that came to an end, the later of two with one id', async (t) => {
  const journal = await openJournal(
    await file(t, [header(), sample('a', 'kept'), sample('b', 'failed'), sample('c', 'cancelled'), sample('d', 'failed'), sample('d', 'dropped'), sample('e', 'unparsed')]),
  );
  t.after(() => journal.close());
  assert.deepEqual(['a', 'b', 'c', 'd', 'e'].filter((id) => journal.samples.has(id)), ['a', 'd', 'e']);
  assert.equal(journal.samples.size, 3);
  assert.deepEqual(await journal.samples.get('d'), sample('d', 'dropped').sample);
  assert.equal(await journal.samples.get('b'), undefined);
  assert.equal(journal.summary, undefined);
});

test('a run that was gone on with after its summary has ended as the later one says, or not yet', async (t) => {
  const resumed: JournalRecord = { type: 'resumed', at: EPOCH().toISOString(), tool: 'test' };
  const going = await openJournal(await file(t, [header(), summary('cancelled'), resumed]));
  t.after(() => going.close());
  assert.equal(going.summary, undefined);
  const done = await openJournal(await file(t, [header(), summary('cancelled'), resumed, summary('done')]));
  t.after(() => done.close());
  assert.equal(done.summary?.ended, 'done');
});

test('going on adds to the file and changes nothing in it, not even a line that broke off', async (t) => {
  const path = await file(t, [header(), call(1), '{"type":"call","key":"…'], '');
  const before = await readFile(path, 'utf8');
  const { journal, torn, finished } = await resumeJournalFile(path, resuming);
  assert.equal(torn, 1);
  assert.deepEqual(await finished.get(keyOf(1)), call(1).outcome);
  await Promise.all([journal.append(call(2)), journal.append(sample('a'))]);
  await journal.close();
  const after = await readFile(path, 'utf8');
  assert.ok(after.startsWith(`${before}\n`));
  const { all, bad, brokenLines, torn: now } = await read(path);
  assert.deepEqual(all.slice(2), [{ type: 'resumed', at: EPOCH().toISOString(), tool: 'test 2', brokenLines: [3] }, call(2), sample('a')]);
  assert.deepEqual([bad, brokenLines, now], [[], [3], 0]);
});

test('a call that broke off where an object in it ends is not taken for a whole one', async (t) => {
  const whole = JSON.stringify(call(2));
  const path = await file(t, [header(), call(1), whole.slice(0, whole.indexOf('}}') + 2)], '');
  const first = await resumeJournalFile(path, resuming);
  await first.journal.append(call(3));
  await first.journal.close();
  const opened = await openJournal(path);
  await opened.close();
  const { records, finished, bad, brokenLines } = opened;
  assert.deepEqual([records, finished.size, bad, brokenLines], [4, 2, [], [3]]);
});

test('a journal that is opened to go on with and closed again is as it was', async (t) => {
  const path = await file(t, [header(), call(1)], '');
  const before = await readFile(path);
  await (await resumeJournalFile(path, resuming)).journal.close();
  assert.deepEqual(await readFile(path), before);
});

test('a journal is gone on with in one place at a time, by whatever name', async (t) => {
  const path = await file(t, [header()]);
  await symlink(path, `${path}.link`);
  const { journal } = await resumeJournalFile(path, resuming);
  await assert.rejects(resumeJournalFile(`${path}.link`, resuming), { kind: 'in-use' });
  await journal.close();
  await (await resumeJournalFile(`${path}.link`, resuming)).journal.close();
});

test('a journal whose run is under way is not gone on with', async (t) => {
  const path = await place(t);
  const journal = await createJournalFile(path);
  await journal.append(header());
  await assert.rejects(resumeJournalFile(path, resuming), { kind: 'in-use', message: `The run of the journal ${path} is under way already, in this window.` });
  await journal.close();
  await (await resumeJournalFile(path, resuming)).journal.close();
});

test('wherever a journal breaks off, each record that was whole is there, and a resumed one is whole again', async (t) => {
  const path = await place(t);
  const journal = await createJournalFile(path);
  const records = [header(), call(1, ok('“Ä”\n\u2028')), sample('a'), call(2), sample('b'), summary('cancelled')];
  for (const record of records) await journal.append(record);
  await journal.close();
  const whole = await readFile(path);
  const headerEnd = whole.indexOf(10) + 1;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: headerEnd, max: whole.length }), { minLength: 1, maxLength: 3 }), async (cuts) => {
      await writeFile(path, whole);
      for (const cut of cuts) {
        await truncate(path, Math.min(cut, (await readFile(path)).length));
        const kept = await readFile(path);
        const lines = kept.toString().split('\n').flatMap((line) => (isRecord(line) ? [line] : []));
        const resumed = await resumeJournalFile(path, resuming);
        await resumed.journal.append(call(9));
        await resumed.journal.close();
        assert.equal(resumed.records, lines.length);
        assert.deepEqual(resumed.bad, []);
        const { all, bad, torn } = await read(path);
        assert.deepEqual([all.length, bad, torn, all.at(-1)], [lines.length + 2, [], 0, call(9)]);
        assert.ok((await readFile(path)).subarray(0, kept.length).equals(kept));
      }
    }),
    { numRuns: 150 },
  );
});

test('whatever is in a file, reading it ends in a report or in a sentence', async (t) => {
  const path = await place(t);
  const line = fc.oneof(fc.constantFrom(...[header(), call(1), sample('a'), summary('done')].map((record) => JSON.stringify(record))), fc.json(), fc.string({ unit: 'binary' }));
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.array(line, { maxLength: 8 }), fc.constantFrom('\n', ''), fc.nat(200), async (headed, lines, end, cut) => {
      const text = Buffer.from([...(headed ? [JSON.stringify(header())] : []), ...lines].join('\n') + end);
      await writeFile(path, text.subarray(0, headed ? text.length : Math.max(0, text.length - cut)));
      const streamed = await read(path).catch((error: unknown) => assertProblem(error));
      const opened = await openJournal(path).catch((error: unknown) => assertProblem(error));
      if (opened === undefined) return;
      await opened.close();
      assert.deepEqual([opened.records, opened.brokenLines, opened.bad, opened.unknown], [streamed?.records, streamed?.brokenLines, streamed?.bad, streamed?.unknown]);
    }),
    { numRuns: 200 },
  );
});

test('lines longer than a block of reading are read whole', async (t) => {
  const long = call(1, ok('é'.repeat(3_000_000)));
  const path = await file(t, [header(), long, call(2)]);
  const { all } = await read(path);
  assert.deepEqual(all.slice(1), [long, call(2)]);
  const opened = await openJournal(path);
  t.after(() => opened.close());
  assert.deepEqual(await opened.finished.get(keyOf(1)), long.outcome);
  assert.deepEqual(await opened.finished.get(keyOf(2)), call(2).outcome);
});

test('a journal can be read while its run goes on', async (t) => {
  const path = await place(t);
  const journal = await createJournalFile(path);
  await journal.append(header());
  await journal.append(call(1));
  await appendFile(path, '{"type":"call","ke');
  const { all, torn } = await read(path);
  assert.deepEqual([all.length, torn], [2, 1]);
  await journal.close();
  await (await open(path)).close();
});

function isRecord(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}

function assertProblem(error: unknown): undefined {
  assert.ok(error instanceof JournalProblem, String(error));
  return undefined;
}

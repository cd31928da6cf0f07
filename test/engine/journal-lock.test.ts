/** What is promised of two that write about one document: never both, a sentence for the second, and nobody locked out by the dead. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createJournalFile, JournalInUse, journalPath, resumeJournalFile } from '../../src/engine/journal-file.node.ts';
import { openJournal } from '../../src/engine/journal-reader.node.ts';
import { header } from '../support/journal-records.ts';
import { EPOCH } from './support.ts';

async function document(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'traitwright-lock-'));
  t.after(() => rm(path, { recursive: true }));
  return join(path, 'calder.traits.md');
}

const script = join(import.meta.dirname, '../support/journal-writer.ts');

/** A process that writes journals; `said` resolves with its next line. */
function writer(t: TestContext, ...args: readonly string[]): { readonly child: ChildProcess; said(): Promise<string>; kill(): Promise<void> } {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const lines: string[] = [];
  const waiting: ((line: string) => void)[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) {
      const next = waiting.shift();
      if (next === undefined) lines.push(line);
      else next(line);
    }
  });
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  t.after(kill);
  return {
    child,
    kill,
    said() {
      const line = lines.shift();
      return line === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(line);
    },
  };
}

async function locksOf(path: string): Promise<readonly string[]> {
  return (await readdir(join(path, '../.traits/calder'))).filter((name) => name.endsWith('.lock'));
}

/** What a writer of that kind would have left. */
async function leave(path: string, claim: object | string, pid = 1): Promise<string> {
  const folder = join(path, '../.traits/calder');
  await mkdir(folder, { recursive: true });
  const file = join(folder, `writer-${pid}-abc.lock`);
  await writeFile(file, typeof claim === 'string' ? claim : JSON.stringify(claim));
  return file;
}

test('a second process is told who writes about the document, and can still read', async (t) => {
  const path = await document(t);
  const other = writer(t, 'create', journalPath(path, 'r1'));
  assert.equal(await other.said(), 'writing');
  await assert.rejects(createJournalFile(journalPath(path, 'r2')), (error) => {
    assert.ok(error instanceof JournalInUse);
    assert.deepEqual([error.kind, error.writer.pid, error.writer.host], ['in-use', other.child.pid, hostname()]);
    assert.match(error.message, new RegExp(`^Another run over this document is under way: process ${other.child.pid} on ${hostname()} since \\d\\d:\\d\\d\\.$`));
    return true;
  });
  await assert.rejects(resumeJournalFile(journalPath(path, 'r1'), { tool: 'test', now: EPOCH }), { kind: 'in-use' });
  const opened = await openJournal(journalPath(path, 'r1'));
  assert.equal(opened.header.run, 'r1');
  await opened.close();
  assert.deepEqual((await readdir(join(path, '../.traits/calder/runs'))), ['r1.jsonl']);
});

test('whoever waits goes on when the other has ended', async (t) => {
  const path = await document(t);
  const other = writer(t, 'create', journalPath(path, 'r1'));
  await other.said();
  const waits = createJournalFile(journalPath(path, 'r2'), { wait: new AbortController().signal });
  other.child.stdin?.end();
  await (await waits).close();
  assert.deepEqual(await locksOf(path), []);
});

test('whoever waits can give up', async (t) => {
  const path = await document(t);
  await leave(path, { pid: 1, host: 'elsewhere', since: '2026-01-31T09:30:00.000Z', process: '', namespace: '' });
  const stop = new AbortController();
  const waits = createJournalFile(journalPath(path, 'r2'), { wait: stop.signal });
  stop.abort(new Error('Enough.'));
  await assert.rejects(waits, { message: 'Enough.' });
});

test('what a killed process left is cleared away, and its journal can be gone on with', async (t) => {
  const path = await document(t);
  const other = writer(t, 'create', journalPath(path, 'r1'));
  await other.said();
  assert.equal((await locksOf(path)).length, 1);
  await other.kill();
  assert.equal((await locksOf(path)).length, 1);
  const { journal } = await resumeJournalFile(journalPath(path, 'r1'), { tool: 'test', now: EPOCH });
  assert.equal((await locksOf(path)).length, 1);
  await journal.close();
  assert.deepEqual(await locksOf(path), []);
});

test('a process that was given the number of a dead one is not taken for it', { skip: process.platform !== 'linux' && 'only Linux tells when a process began' }, async (t) => {
  const path = await document(t);
  const journal = await createJournalFile(journalPath(path, 'r1'));
  const [lock = ''] = await locksOf(path);
  const claim = JSON.parse(await readFile(join(path, '../.traits/calder', lock), 'utf8')) as object;
  await journal.close();
  await leave(path, { ...claim, pid: process.ppid, process: 'another-session/1' }, process.ppid);
  await (await createJournalFile(journalPath(path, 'r2'))).close();
  assert.deepEqual(await locksOf(path), []);
});

test('a writer on another machine, or in another container, is believed to live, and the file to delete is named', async (t) => {
  for (const elsewhere of [{ host: 'elsewhere', namespace: '' }, { host: hostname(), namespace: 'pid:[1]' }]) {
    const path = await document(t);
    const file = await leave(path, { pid: 99_999_999, since: '2026-01-31T09:30:00.000Z', process: '', ...elsewhere }, 99_999_999);
    await assert.rejects(createJournalFile(journalPath(path, 'r1')), (error: Error) => error.message.includes(`process 99999999 on ${elsewhere.host} since 2026-01-3`) && error.message.includes(file));
    assert.equal((await locksOf(path)).length, 1);
  }
});

test('a file that is no lock of ours keeps others out, and is named', async (t) => {
  const path = await document(t);
  const file = await leave(path, 'something else', 4711);
  await assert.rejects(createJournalFile(journalPath(path, 'r1')), (error: Error) => error.message.includes('process 4711') && error.message.includes(file));
});

test('runs of one process over one document do not keep each other out, and the last one opens the door', async (t) => {
  const path = await document(t);
  const journals = await Promise.all(['r1', 'r2', 'r3'].map((run) => createJournalFile(journalPath(path, run))));
  assert.equal((await locksOf(path)).length, 1);
  const other = writer(t, 'create', journalPath(path, 'r4'));
  assert.match(await other.said(), /^in-use: Another run over this document/);
  await Promise.all(journals.slice(1).map((journal) => journal.close()));
  assert.equal((await locksOf(path)).length, 1);
  await journals[0]?.close();
  assert.deepEqual(await locksOf(path), []);
});

test('documents do not keep each other out, nor do journals that lie elsewhere', async (t) => {
  const path = await document(t);
  const other = writer(t, 'create', journalPath(path, 'r1'));
  await other.said();
  const elsewhere = join(path, '..', 'mine.jsonl');
  const journals = await Promise.all([createJournalFile(journalPath(join(path, '../aster.traits.md'), 'r1')), createJournalFile(elsewhere)]);
  const third = writer(t, 'resume', elsewhere);
  assert.match(await third.said(), /^in-use: /);
  await Promise.all(journals.map((journal) => journal.close()));
});

test('two ways to one folder are one document', async (t) => {
  const path = await document(t);
  const other = writer(t, 'create', journalPath(path, 'r1'));
  await other.said();
  await symlink(join(path, '..'), join(path, '../link'));
  await assert.rejects(createJournalFile(journalPath(join(path, '../link/calder.traits.md'), 'r2')), { kind: 'in-use' });
});

test('of many processes that want to write at the same moment, one does', async (t) => {
  const path = await document(t);
  await mkdir(join(path, '../.traits/calder/runs'), { recursive: true });
  await writeFile(journalPath(path, 'r1'), `${JSON.stringify(header())}\n`);
  const many = Array.from({ length: 4 }, () => writer(t, 'try', journalPath(path, 'r1')));
  const all = (say: string): Promise<readonly string[]> => {
    for (const { child } of many) child.stdin?.write(`${say}\n`);
    return Promise.all(many.map((each) => each.said()));
  };
  await Promise.all(many.map((each) => each.said()));
  for (let round = 0; round < 25; round += 1) {
    assert.deepEqual((await all('try')).toSorted(), ['in', 'out', 'out', 'out']);
    await all('leave');
  }
  assert.deepEqual(await locksOf(path), []);
});

test('where the system does not say which process has a number, the message names the file', async (t) => {
  const path = await document(t);
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '');
  const file = await leave(path, { pid: process.ppid, host: hostname(), since: new Date().toISOString(), process: '', namespace }, process.ppid);
  await assert.rejects(createJournalFile(journalPath(path, 'r2')), (error) => error instanceof JournalInUse && error.message.includes(`delete ${file}`));
});

/** What the journal's file promises: only ever added to, whole lines in order, and a sentence where it cannot be written. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { createJournalFile, createLineWriter, journalPath, resumeJournalFile } from '../../src/engine/journal-file.node.ts';
import { readJournal } from '../../src/engine/journal-reader.node.ts';
import type { JournalRecord } from '../../src/engine/journal.ts';
import { call, header } from '../support/journal-records.ts';
import { EPOCH, ok } from './support.ts';

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'traitwright-journal-'));
  t.after(() => rm(path, { recursive: true }));
  return path;
}

/** What is written is not looked at: it need not be a sample. */
function sample(content: unknown): JournalRecord {
  return { type: 'sample', sample: content } as JournalRecord;
}

for (const [document, name] of [
  ['/texts/calder.traits.md', 'calder'],
  ['/texts/calder.traits.markdown', 'calder'],
  ['/texts/calder.md', 'calder'],
  ['/texts/calder.markdown', 'calder'],
  ['/texts/Calder.TRAITS.MD', 'Calder'],
  ['/texts/calder.v2.traits.md', 'calder.v2'],
  ['/texts/traits.md', 'traits'],
  ['/texts/calder.txt', 'calder.txt'],
  ['/texts/calder', 'calder'],
  ['/texts/wie Calder arbeitet – α.traits.md', 'wie Calder arbeitet – α'],
  ['/texts/.traits.md', '.traits.md'],
  ['/texts/.md', '.md'],
  ['/texts/...md', '...md'],
  ['/texts/....traits.md', '....traits.md'],
] as const) {
  test(`the journals of ${document} lie in .traits/${name}/runs beside it`, () => {
    assert.equal(journalPath(document, 'r1'), join('/texts/.traits', name, 'runs/r1.jsonl'));
  });
}

test('whatever a document is called, its journals lie three folders below it', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }).filter((name) => !/[/\\\0]/.test(name) && !/^\.\.?$/.test(name)), (name) => {
      const parts = relative('/writing', journalPath(`/writing/${name}`, 'r1')).split(sep);
      assert.deepEqual([parts.length, parts[0], parts[2], parts[3]], [4, '.traits', 'runs', 'r1.jsonl']);
    }),
  );
});

test('each record is a line of JSON, there as soon as it is acknowledged', async (t) => {
  const path = journalPath(join(await folder(t), 'calder.traits.md'), 'r1');
  const journal = await createJournalFile(path);
  await journal.append(sample('one\n\u2028two'));
  assert.equal(await readFile(path, 'utf8'), '{"type":"sample","sample":"one\\n\u2028two"}\n');
  await journal.append(sample({ three: 4 }));
  assert.equal((await readFile(path, 'utf8')).split('\n').length, 3);
  await journal.close();
});

test('records that are written side by side stand whole, in the order of the calls', async (t) => {
  const path = join(await folder(t), 'r1.jsonl');
  const journal = await createJournalFile(path);
  const records = Array.from({ length: 200 }, (_, index) => sample({ index, text: 'é'.repeat(index * 37) }));
  await Promise.all(records.map((record) => journal.append(record)));
  await journal.close();
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  assert.deepEqual(lines.map((line): unknown => JSON.parse(line)), records);
});

test('whatever stands in a record comes back as it was', async (t) => {
  const path = join(await folder(t), 'r1.jsonl');
  const journal = await createJournalFile(path);
  const texts = fc.sample(fc.string({ unit: 'binary' }), 50);
  await Promise.all(texts.map((text) => journal.append(sample(text))));
  await journal.close();
  const read = (await readFile(path, 'utf8')).trimEnd().split('\n').map((line): unknown => JSON.parse(line));
  assert.deepEqual(read, texts.map(sample));
});

test('closing waits for what is still being written', async (t) => {
  const path = join(await folder(t), 'r1.jsonl');
  const journal = await createJournalFile(path);
  const written = journal.append(sample('x'.repeat(1_000_000)));
  await journal.close();
  await written;
  assert.equal((await readFile(path, 'utf8')).length, 1_000_030);
});

test('a journal that is there already is refused and left as it is', async (t) => {
  const path = join(await folder(t), 'r1.jsonl');
  await writeFile(path, 'paid for\n');
  await assert.rejects(createJournalFile(path), { message: `The journal ${path} cannot be written: a file of that name is there already.` });
  assert.equal(await readFile(path, 'utf8'), 'paid for\n');
});

test('a folder that cannot be made is said, with the path and the reason', async (t) => {
  const path = await folder(t);
  for (const [file, document] of [['.traits', 'calder.traits.md'], ['sub', 'sub/calder.traits.md']] as const) {
    await writeFile(join(path, file), 'a file where the folder should be');
    const journal = journalPath(join(path, document), 'r1');
    await assert.rejects(createJournalFile(journal), { kind: 'cannot-write', message: `The journal ${journal} cannot be written: a file stands where one of its folders should be.` });
    assert.equal(await readFile(join(path, file), 'utf8'), 'a file where the folder should be');
  }
});

test('what cannot be written is said, and nothing is written after it', async (t) => {
  const path = join(await folder(t), 'r1.jsonl');
  const journal = await createJournalFile(path);
  await journal.append(sample(1));
  await journal.close();
  await assert.rejects(journal.append(sample(2)), /The journal .*r1\.jsonl cannot be written: /);
  await assert.rejects(journal.append(sample(3)), /cannot be written/);
  assert.equal(await readFile(path, 'utf8'), '{"type":"sample","sample":1}\n');
});

test('a record that is no JSON is refused, and the ones after it are written', async (t) => {
  const path = join(await folder(t), 'r1.jsonl');
  const journal = await createJournalFile(path);
  await assert.rejects(journal.append(sample(1n)), TypeError);
  await journal.append(sample(2));
  await journal.close();
  assert.equal(await readFile(path, 'utf8'), '{"type":"sample","sample":2}\n');
});

/** A file in memory whose disk is as slow as the test wants, and full after so many characters. */
function slowFile(room = Infinity): Parameters<typeof createLineWriter>[0] & { readonly content: () => string; readonly flushes: () => number; letGo(): void } {
  let content = '';
  let flushes = 0;
  const held: (() => void)[] = [];
  return {
    content: () => content,
    flushes: () => flushes,
    letGo: () => held.shift()?.(),
    async appendFile(lines) {
      const text = lines as string;
      content += text.slice(0, Math.max(0, room - content.length));
      if (content.length === room) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
    },
    datasync() {
      flushes += 1;
      return new Promise((resolve) => held.push(resolve));
    },
    close: async () => undefined,
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('what 32 callers append while the disk is busy is flushed at once, and nobody goes on before', async () => {
  const file = slowFile();
  const writer = createLineWriter(file, 'r1.jsonl');
  let done = 0;
  const first = writer.append('0\n').then(() => void (done += 1));
  await turn();
  const rest = Array.from({ length: 32 }, (_, index) => writer.append(`${index + 1}\n`).then(() => void (done += 1)));
  await turn();
  assert.deepEqual([done, file.flushes(), file.content()], [0, 1, '0\n']);
  file.letGo();
  await first;
  await turn();
  assert.deepEqual([done, file.flushes()], [1, 2]);
  file.letGo();
  await Promise.all(rest);
  assert.deepEqual([done, file.flushes()], [33, 2]);
  assert.deepEqual(file.content(), Array.from({ length: 33 }, (_, index) => `${index}\n`).join(''));
});

test('when the disk is full, everybody who waits hears it, and nothing is written after what broke off', async () => {
  const file = slowFile(15);
  const writer = createLineWriter(file, 'r1.jsonl');
  const message = 'The journal r1.jsonl cannot be written: the disk is full.';
  const first = writer.append('0123456789\n');
  await turn();
  const rest = [writer.append('abcdef\n'), writer.append('ghi\n')].map((appended) => assert.rejects(appended, { kind: 'cannot-write', message }));
  file.letGo();
  await first;
  await Promise.all(rest);
  await assert.rejects(writer.append('j\n'), { message });
  await writer.close();
  assert.equal(file.content(), '0123456789\nabcd');
});

/** A small disk of its own. Only root may mount one. */
async function disk(t: TestContext): Promise<{ readonly path: string; readOnly(): void } | undefined> {
  const path = await mkdtemp(join(tmpdir(), 'traitwright-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    await rm(path, { recursive: true });
    t.skip('no disk can be mounted here');
    return undefined;
  }
  t.after(async () => {
    execFileSync('umount', [path]);
    await rm(path, { recursive: true });
  });
  return { path, readOnly: () => execFileSync('mount', ['-o', 'remount,ro', path]) };
}

test('a run whose disk fills up keeps what was finished, and goes on once there is room', async (t) => {
  const { path } = (await disk(t)) ?? {};
  if (path === undefined) return;
  const file = join(path, '.traits/calder/runs/r1.jsonl');
  await writeFile(join(path, 'other'), 'x'.repeat(20_000));
  const journal = await createJournalFile(file);
  await journal.append(header());
  let kept = 0;
  const full = async (): Promise<void> => {
    for (; ; kept += 1) await journal.append(call(kept, ok('é'.repeat(3000))));
  };
  await assert.rejects(full(), { kind: 'cannot-write', message: `The journal ${file} cannot be written: the disk is full.` });
  await journal.close();
  await rm(join(path, 'other'));
  const resumed = await resumeJournalFile(file, { tool: 'test', now: EPOCH });
  assert.deepEqual([resumed.finished.size, resumed.bad], [kept, []]);
  await resumed.journal.append(call(kept));
  await resumed.journal.close();
  const report = await readJournal(file, { onRecord: () => undefined });
  assert.deepEqual([report.records, report.bad, report.torn], [kept + 3, [], 0]);
});

test('a disk that is read-only is said, for a new journal and for one to go on with', async (t) => {
  const mounted = await disk(t);
  if (mounted === undefined) return;
  const file = join(mounted.path, '.traits/calder/runs/r1.jsonl');
  const journal = await createJournalFile(file);
  await journal.append(header());
  await journal.close();
  const before = await readFile(file);
  mounted.readOnly();
  const message = `The journal ${file} cannot be written: the disk is read-only.`;
  await assert.rejects(resumeJournalFile(file, { tool: 'test', now: EPOCH }), { kind: 'cannot-write', message });
  await assert.rejects(createJournalFile(join(mounted.path, 'r2.jsonl')), { kind: 'cannot-write', message: message.replace(file, join(mounted.path, 'r2.jsonl')) });
  assert.deepEqual(await readFile(file), before);
  assert.equal((await readJournal(file, { onRecord: () => undefined })).records, 1);
});

test('a folder in which this user may not write is said', { skip: process.getuid?.() === 0 && 'root may write everywhere' }, async (t) => {
  const path = await folder(t);
  await chmod(path, 0o500);
  const file = join(path, 'r1.jsonl');
  await assert.rejects(createJournalFile(file), { kind: 'cannot-write', message: `The journal ${file} cannot be written: you have no permission.` });
});

test('a journal that could not be begun leaves no file behind', async (t) => {
  const path = await folder(t);
  await mkdir(join(path, 'r1.jsonl'));
  await assert.rejects(createJournalFile(join(path, 'r1.jsonl')), { kind: 'cannot-write' });
  assert.deepEqual(await readdir(path), ['r1.jsonl']);
});

/** What the journal's file promises: only ever added to, whole lines in order, and a sentence where it cannot be written. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { createJournalFile, journalPath } from '../../src/engine/journal-file.node.ts';
import type { JournalRecord } from '../../src/engine/journal.ts';

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'traitwright-journal-'));
  t.after(() => rm(path, { recursive: true }));
  return path;
}

function sample(content: unknown): JournalRecord {
  return { type: 'sample', sample: content };
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
      const parts = relative('/work', journalPath(`/work/${name}`, 'r1')).split(sep);
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
  await writeFile(join(path, '.traits'), 'a file where the folder should be');
  const journal = journalPath(join(path, 'calder.traits.md'), 'r1');
  await assert.rejects(createJournalFile(journal), (error: Error) => error.message.startsWith(`The journal ${journal} cannot be written: E`));
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

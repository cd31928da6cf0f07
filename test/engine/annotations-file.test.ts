/** What the file of annotations promises: only ever added to, whole lines, and nothing lost or guessed where one broke off. */
import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { addAnnotations, annotationsPath, readAnnotations } from '../../src/engine/annotations-file.node.ts';
import type { Annotation } from '../../src/engine/annotations.ts';
import { Decisions } from '../../src/engine/decisions.ts';

async function file(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'traitwright-annotations-'));
  t.after(() => rm(folder, { recursive: true }));
  return annotationsPath(join(folder, 'rill.traits.md'));
}

const ABOUT = { at: '2026-01-31T10:12:00.000Z', run: 'r1', sample: 'plain/exhibit/0', chunkHash: 'c0' };
const ACCEPTED: Annotation = { type: 'accepted', ...ABOUT };
const REMARK: Annotation = { type: 'comment', ...ABOUT, text: 'Too long.\nReally.' };

async function given(path: string, text: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
}

test('annotations lie beside the runs of their document', () => {
  assert.equal(annotationsPath('/texts/rill.traits.md'), join('/texts/.traits/rill/annotations.jsonl'));
});

test('where nobody decided anything there is nothing, and no file comes of reading', async (t) => {
  const path = await file(t);
  assert.deepEqual(await readAnnotations(path), { annotations: [], problems: [] });
  await assert.rejects(readFile(path), { code: 'ENOENT' });
});

test('what is added comes back in order, under one header', async (t) => {
  const path = await file(t);
  await addAnnotations(path, [ACCEPTED], 'test 1');
  await addAnnotations(path, [REMARK, ACCEPTED], 'test 1');
  assert.deepEqual(await readAnnotations(path), { annotations: [ACCEPTED, REMARK, ACCEPTED], problems: [] });
  const lines = (await readFile(path, 'utf8')).split('\n');
  assert.deepEqual(lines[0], '{"type":"header","version":1,"tool":"test 1"}');
  assert.equal(lines.length, 5);
});

test('of a line that broke off nothing is guessed, and what is added after it is whole', async (t) => {
  const path = await file(t);
  await addAnnotations(path, [ACCEPTED], 'test 1');
  await appendFile(path, '{"type":"rej');
  assert.deepEqual(await readAnnotations(path), { annotations: [ACCEPTED], problems: [] });
  await addAnnotations(path, [REMARK], 'test 2');
  assert.deepEqual(await readAnnotations(path), { annotations: [ACCEPTED, REMARK], problems: [] });
});

test('a line that something else broke is said by its number, and the others are read', async (t) => {
  const path = await given(await file(t), `${JSON.stringify(ACCEPTED)}\nnot JSON\n{"type":"accepted"}\n${JSON.stringify(REMARK)}\n`);
  const { annotations, problems } = await readAnnotations(path);
  assert.deepEqual(annotations, [ACCEPTED, REMARK]);
  assert.deepEqual(problems.map(({ line }) => line), [2, 3]);
});

test('a file of a newer version is left as it is', async (t) => {
  const text = '{"type":"header","version":2,"tool":"later"}\n';
  const path = await given(await file(t), text);
  await assert.rejects(addAnnotations(path, [ACCEPTED], 'test 1'), /version 2.*Update Traitwright/);
  assert.equal(await readFile(path, 'utf8'), text);
});

test('nothing is written through a link, which may lead anywhere', { skip: process.platform === 'win32' }, async (t) => {
  const path = await file(t);
  const elsewhere = join(dirname(dirname(dirname(path))), 'elsewhere');
  await given(path, '');
  await rm(path);
  await writeFile(elsewhere, 'mine\n');
  await symlink(elsewhere, path);
  await assert.rejects(addAnnotations(path, [ACCEPTED], 'test 1'), /no regular file/);
  assert.equal(await readFile(elsewhere, 'utf8'), 'mine\n');
});

test('a folder in its place is said in a sentence', async (t) => {
  const path = await file(t);
  await mkdir(path, { recursive: true });
  await assert.rejects(addAnnotations(path, [ACCEPTED], 'test 1'), { name: 'AnnotationsProblem' });
  await assert.rejects(readAnnotations(path), { name: 'AnnotationsProblem', message: /cannot be read/ });
});

test('the history of a sample has what was withdrawn too, and nothing about another chunk', () => {
  const decisions = new Decisions();
  const withdrawn: Annotation = { type: 'withdrawn', ...ABOUT };
  for (const annotation of [ACCEPTED, REMARK, { ...ACCEPTED, chunkHash: 'c1' }, withdrawn]) decisions.add(annotation);
  assert.deepEqual(decisions.history('r1', 'plain/exhibit/0', 'c0'), [ACCEPTED, REMARK, withdrawn]);
  assert.equal(decisions.of('r1', 'plain/exhibit/0', 'c0'), undefined);
});

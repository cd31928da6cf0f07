/** What other programs write into the folder of runs is told: also where the folder was not there, and where it comes and goes. */
import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { watchFolder } from '../../src/engine/watch-folder.node.ts';

let top: string;
let closing: { close(): void }[];

beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), 'traitwright-watch-'));
  closing = [];
});

afterEach(async () => {
  for (const watch of closing) watch.close();
  await rm(top, { recursive: true, force: true });
});

/** Watches, and gives what waits until something is told; every telling counts once. */
async function watched(path: string): Promise<() => Promise<void>> {
  let told = 0;
  let wake: () => void = () => undefined;
  closing.push(
    await watchFolder(path, top, {
      onChange() {
        told += 1;
        wake();
      },
      onError: (error) => assert.fail(String(error)),
    }),
  );
  return async () => {
    if (told === 0) await new Promise<void>((resolve) => (wake = resolve));
    told = 0;
  };
}

const runs = (name: string): string => join(top, '.traits', name, 'runs');

test('a line that is added to a file is told', async () => {
  await mkdir(runs('a'), { recursive: true });
  await writeFile(join(runs('a'), 'r.jsonl'), 'one\n');
  const told = await watched(runs('a'));
  await appendFile(join(runs('a'), 'r.jsonl'), 'two\n');
  await told();
});

test('of folders that are made one within the other and written to at once, nothing is missed', async () => {
  const all = await Promise.all(Array.from({ length: 20 }, async (_, n) => ({ folder: runs(`d${n}`), told: await watched(runs(`d${n}`)) })));
  for (const { folder } of all) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'r.jsonl'), 'one\n');
  }
  for (const { folder, told } of all) {
    await told();
    await appendFile(join(folder, 'r.jsonl'), 'two\n');
    await told();
  }
});

test('a folder that is taken away and made again is told of, and watched again', async () => {
  await mkdir(runs('a'), { recursive: true });
  const told = await watched(runs('a'));
  await rm(join(top, '.traits'), { recursive: true });
  await told();
  await mkdir(runs('a'), { recursive: true });
  await told();
  await writeFile(join(runs('a'), 'r.jsonl'), 'one\n');
  await told();
});

test('another folder in its place is watched in its place', async () => {
  await mkdir(runs('a'), { recursive: true });
  await mkdir(runs('b'), { recursive: true });
  const told = await watched(runs('a'));
  await rename(runs('a'), join(top, 'elsewhere'));
  await told();
  await rename(runs('b'), runs('a'));
  await told();
  await writeFile(join(runs('a'), 'r.jsonl'), 'one\n');
  await told();
});

test('where a folder above it is given another name, one that is made in its place is watched', async () => {
  await mkdir(runs('a'), { recursive: true });
  const told = await watched(runs('a'));
  await rename(join(top, '.traits', 'a'), join(top, '.traits', 'b'));
  await told();
  await mkdir(runs('a'), { recursive: true });
  await told();
  await writeFile(join(runs('a'), 'r.jsonl'), 'one\n');
  await told();
});

test('where not even the folder of the document is there, nothing is watched, and nobody is told of trouble', async () => {
  await rm(top, { recursive: true });
  await watched(runs('a'));
});

test('after it is closed nothing is told', async () => {
  await mkdir(runs('a'), { recursive: true });
  const changes: unknown[] = [];
  const one = await watchFolder(runs('a'), top, { onChange: (change) => changes.push(change), onError: (error) => assert.fail(String(error)) });
  const told = await watched(runs('a'));
  one.close();
  changes.length = 0;
  await writeFile(join(runs('a'), 'r.jsonl'), 'one\n');
  await told();
  assert.deepEqual(changes, []);
});

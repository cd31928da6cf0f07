/** Two documents may have one folder: `a.md` and `a.traits.md`, or one document before and after it got another name. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { FolderWatches } from '../../src/editor/folder-watches.ts';

test('of a folder that two documents have, both are told, each by who asked for it first', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'traitwright-watches-'));
  const watches = new FolderWatches((error) => assert.fail(String(error)));
  t.after(async () => {
    watches.dispose();
    await rm(folder, { recursive: true });
  });
  const told = new Map<string, () => void>();
  const waits = ['a.md', 'a.traits.md'].map((document) => new Promise<void>((resolve) => told.set(document, resolve)));
  for (const [document, resolve] of told) {
    await watches.watch(document, folder, folder, resolve);
    await watches.watch(document, folder, folder, () => assert.fail('watched twice'));
  }
  await writeFile(join(folder, 'r.jsonl'), 'one\n');
  await Promise.all(waits);
});

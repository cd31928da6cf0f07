/** Where the command line keeps answers, and what `traitwright cache` does with them. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openCache, userCacheFolder } from '../../src/cli/user-cache.ts';
import { folderWith, run } from './support.ts';

test('answers are kept where the system keeps caches', () => {
  const windows = { LOCALAPPDATA: 'C:\\Users\\a\\AppData\\Local', HOME: '/home/a' };
  assert.equal(userCacheFolder({ HOME: '/home/a' }, 'linux'), '/home/a/.cache/traitwright');
  assert.equal(userCacheFolder({ HOME: '/Users/a' }, 'darwin'), '/Users/a/Library/Caches/traitwright');
  assert.equal(userCacheFolder(windows, 'win32'), 'C:\\Users\\a\\AppData\\Local\\traitwright\\Cache');
});

test('XDG_CACHE_HOME goes before that, where it is an absolute path', () => {
  for (const system of ['linux', 'darwin'] as const) assert.equal(userCacheFolder({ HOME: '/home/a', XDG_CACHE_HOME: '/x' }, system), '/x/traitwright');
  assert.equal(userCacheFolder({ HOME: '/home/a', XDG_CACHE_HOME: 'x' }, 'linux'), '/home/a/.cache/traitwright');
  assert.equal(userCacheFolder({ HOME: '/home/a', XDG_CACHE_HOME: '' }, 'linux'), '/home/a/.cache/traitwright');
});

test('where the environment names no place, nothing is cached', async () => {
  for (const system of ['linux', 'darwin', 'win32'] as const) assert.equal(userCacheFolder({}, system), undefined);
  const { code, stderr } = await run(['cache']);
  assert.equal(code, 2);
  assert.match(stderr, /There is no place for a cache/);
});

test('--clear removes the answers, and nothing that Traitwright did not write', async (t) => {
  const home = await folderWith(t, { 'traitwright/answers/notes.txt': 'mine', 'traitwright/answers/00/notes.txt': 'mine', 'other/file': 'mine' });
  const env = { XDG_CACHE_HOME: home };
  const cache = await openCache({ env });
  assert.ok(cache !== undefined);
  await cache.put('00'.repeat(32), { status: 'ok', text: 'x'.repeat(200_000) });
  await cache.idle();
  assert.deepEqual(await run(['cache'], { env }), { code: 0, stdout: `${cache.path}: 0.2 MB\n`, stderr: '' });
  assert.deepEqual(await run(['cache', '--clear'], { env }), { code: 0, stdout: `${cache.path}: 0.2 MB removed\n`, stderr: '' });
  assert.deepEqual(await run(['cache'], { env }), { code: 0, stdout: `${cache.path}: 0.0 MB\n`, stderr: '' });
  assert.equal(await readFile(join(home, 'traitwright/answers/00/notes.txt'), 'utf8'), 'mine');
  assert.deepEqual(await readdir(join(home, 'other')), ['file']);
});

test('a cache that is not there yet is empty, and looking makes no folder', async (t) => {
  const home = await folderWith(t);
  const { code, stdout } = await run(['cache'], { env: { XDG_CACHE_HOME: home } });
  assert.equal(code, 0);
  assert.match(stdout, /: 0\.0 MB\n$/);
  assert.deepEqual(await readdir(home), []);
});

test('2, and where the options are shown, for words that it does not know', async () => {
  for (const args of [['cache', 'clear'], ['cache', '--size']]) {
    const { code, stderr } = await run(args);
    assert.equal(code, 2);
    assert.match(stderr, /^traitwright: .*\n`traitwright cache --help` shows the options\.\n$/);
  }
});

/** What `traitwright export` promises: which run it takes, what it says, and which exit code it ends with. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { JournalHeader } from '../../src/engine/journal.ts';
import { header } from '../support/journal-records.ts';
import { folderWith, run } from './support.ts';

function journal(name: string, more: Partial<JournalHeader> = {}, status = 'kept'): string {
  const samples = ['plain/exhibit/0', 'plain/exception/0'].map((id) => ({
    type: 'sample',
    sample: { id, traitId: 'plain', kind: 'exhibit', chunkHash: 'c0', status, prompt: 'is it 50/50 now, two doors left', response: `${name} answers ${id}` },
  }));
  return [header({ run: name, ...more }), ...samples].map((record) => `${JSON.stringify(record)}\n`).join('');
}

const DOCUMENT = '# T\n\n## Plain\n\nAster answers plainly.\n';

function work(t: TestContext, more: Readonly<Record<string, string>> = {}): Promise<string> {
  return folderWith(t, { 'rill.traits.md': DOCUMENT, '.traits/rill/runs/2026-01.jsonl': journal('2026-01'), '.traits/rill/runs/2026-02.jsonl': journal('2026-02'), ...more });
}

const TO = ['--format', 'trl-messages', '--out', 'data.jsonl'];

async function exported(cwd: string): Promise<string> {
  return readFile(join(cwd, 'data.jsonl'), 'utf8');
}

test('a document stands for its last run, a name for the run of that name, and a journal for itself', async (t) => {
  const cwd = await work(t);
  for (const [named, from] of [['rill.traits.md', '2026-02'], ['2026-01', '2026-01'], ['.traits/rill/runs/2026-01.jsonl', '2026-01']] as const) {
    const { code, stderr } = await run(['export', named, ...TO, '--force'], { cwd });
    assert.equal(code, 0, stderr);
    assert.match(await exported(cwd), new RegExp(`${from} answers`));
  }
  assert.match((await run(['export', 'rill.traits.md', ...TO, '--force'], { cwd })).stderr, /^rill\.traits\.md: its last run, 2026-02\.\ndata\.jsonl: /);
  const { stderr } = await run(['export', '2026-01', '2026-02', ...TO, '--force'], { cwd });
  assert.match(stderr, /^data\.jsonl: 4 examples, about \d+ tokens\nData card: data\.card\.md\n$/);
});

test('a run that is not there, or is there twice, is said', async (t) => {
  const cwd = await work(t, { 'other.traits.md': DOCUMENT, '.traits/more/runs/2026-01.jsonl': journal('2026-01') });
  for (const [named, said] of [
    ['other.traits.md', /other\.traits\.md: no run over it has a journal/],
    ['2025-01', /2025-01: there is no such file, and no run of this name/],
    ['2026-01', /several runs of the name 2026-01: .*more.*, .*rill/],
    ['missing.jsonl', /missing\.jsonl cannot be read/],
  ] as const) {
    const { code, stderr } = await run(['export', named, ...TO], { cwd });
    assert.equal(code, 2);
    assert.match(stderr, said);
  }
  assert.ok(!(await readdir(cwd)).includes('data.jsonl'));
});

test('where there is nothing to export it says why, writes nothing and ends with 1', async (t) => {
  const cwd = await work(t, { '.traits/rill/runs/2026-03.jsonl': journal('2026-03', {}, 'unparsed') });
  const { code, stderr } = await run(['export', 'rill.traits.md', ...TO], { cwd });
  assert.equal(code, 1);
  assert.equal(stderr, 'rill.traits.md: its last run, 2026-03.\nNothing to export as trl-messages: none of the 2 samples can be.\nLeft out of 2 samples: 2 unparsed: an answer could not be read, twice\n');
  assert.ok(!(await readdir(cwd)).includes('data.jsonl'));
});

test('where all examples ask nearly the same, none is for testing, and that is said', async (t) => {
  const cwd = await work(t);
  const { stderr } = await run(['export', '2026-01', ...TO, '--split', '0.5'], { cwd });
  assert.match(stderr, /data\.test\.jsonl: 0 examples.*\n.*\nThere is nothing to test on: all examples ask nearly the same\./);
  assert.match(await readFile(join(cwd, 'data.card.md'), 'utf8'), /nothing to test on/);
});

test('what is in the way comes with what to do about it', async (t) => {
  const cwd = await work(t, { '.traits/rill/runs/2026-03.jsonl': journal('2026-03', { rehearsed: true }), 'mix.jsonl': '{"text": "a"}\n' });
  for (const [args, said] of [
    [['rill.traits.md', ...TO], /written beforehand, to rehearse with.* Give --rehearsed/],
    [['2026-01', ...TO, '--mix', 'mix.jsonl', '--fraction', '0.5'], /mix\.jsonl \(documents.*\) has nothing to mix into trl-messages/],
    [['2026-01', ...TO, '--mix', 'none.jsonl', '--fraction', '0.5'], /none\.jsonl cannot be read: there is no such file/],
    [['2026-01', '--format', 'trl-messages', '--out', 'mix.jsonl'], /mix\.jsonl is there already.* Give --force/],
    [['2026-01', '--format', 'trl-messages', '--out', 'no/data.jsonl'], /could not be written: there is no such file/],
    [['2026-01', ...TO, '--accepted-only'], /Nobody has accepted a sample yet/],
  ] as const) {
    const { code, stderr } = await run(['export', ...args], { cwd });
    assert.equal(code, 2);
    assert.match(stderr, said);
  }
  const { code, stderr } = await run(['export', 'rill.traits.md', ...TO, '--rehearsed'], { cwd });
  assert.equal(code, 0);
  assert.match(stderr, /Not for training: these answers were written beforehand/);
});

test('options that mean nothing are refused before anything is read', async (t) => {
  const cwd = await work(t);
  for (const [args, said] of [
    [[], /No run: name a journal/],
    [['2026-01', '--out', 'x'], /No format: .*gemini-sft/],
    [['2026-01', '--format', 'csv', '--out', 'x'], /Unknown format “csv”: expected one of gemini-sft/],
    [['2026-01', '--format', 'trl-text'], /give --out FILE/],
    [['2026-01', ...TO, '--split', '90'], /--split is “90”: expected a share between 0 and 1/],
    [['2026-01', ...TO, '--fraction', '0.5'], /give --mix FILE/],
    [['2026-01', ...TO, '--mix', 'm'], /give --fraction SHARE/],
    [['2026-01', ...TO, '--mix', 'm', '--fraction', '1'], /--fraction is “1”/],
    [['2026-01', ...TO, '--mix', 'm', '--fraction', '.5', '--by', 'words'], /--by is “words”/],
    [['2026-01', ...TO, '--seed', '-1'], /seed/],
  ] as const) {
    const { code, stderr } = await run(['export', ...args], { cwd });
    assert.equal(code, 2);
    assert.match(stderr, said);
  }
});

test('Ctrl-C ends it with 130 and leaves nothing behind', async (t) => {
  const cwd = await work(t);
  const { code } = await run(['export', '2026-01', ...TO], { cwd, interruptible: (interrupt) => interrupt() });
  assert.equal(code, 130);
  assert.deepEqual(await readdir(cwd), ['.traits', 'rill.traits.md']);
});

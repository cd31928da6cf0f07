/** What the published definitions promise: the pre-commit hook and the GitHub Action run the linter as they say. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { test, type TestContext } from 'node:test';
import { parse } from 'yaml';
import { ended, folderWith, MAIN, type Ran, run } from './support.ts';

const LIST = '# What an assistant is like\n\n- **A**: a.\n- **B**: b.\n- **C**: c.\n';

async function definition<T>(name: string): Promise<T> {
  const read: T = parse(await readFile(resolve(import.meta.dirname, '../..', name), 'utf8'));
  return read;
}

interface Hook {
  readonly id: string;
  readonly entry: string;
  readonly language: string;
  readonly files: string;
}

test('the hook lints the files that it is given, which are those that a search finds', async (t) => {
  const [hook, ...more] = await definition<Hook[]>('.pre-commit-hooks.yaml');
  assert.ok(hook !== undefined && more.length === 0);
  const names = ['a.traits.md', 'deep/b.traits.markdown', 'deep/TRAITS.md', 'README.md', 'xTRAITS.md', 'a.traits.md.txt'];
  const cwd = await folderWith(t, Object.fromEntries(names.map((name) => [name, LIST])));
  const files = names.filter((name) => new RegExp(hook.files).test(name));
  const [program, ...args] = hook.entry.split(' ');
  assert.deepEqual([program, hook.language], ['traitwright', 'node']);
  const ran = await run([...args, ...files], { cwd });
  assert.equal(ran.stderr, '');
  assert.deepEqual(ran, await run(['lint', '.'], { cwd }));
});

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly runs: { readonly steps: readonly { readonly env?: Readonly<Record<string, string>>; readonly run?: string }[] };
}

/** Runs the action's last step as GitHub does, its environment filled in from the inputs. */
async function act(t: TestContext, inputs: Readonly<Record<string, string>>): Promise<Ran> {
  const action = await definition<Action>('action.yml');
  const { env = {}, run: script = '' } = action.runs.steps.at(-1) ?? {};
  const filled = Object.entries(env).map(([name, value]) => {
    const input = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value)?.[1];
    return [name, input === undefined ? value : (inputs[input] ?? action.inputs[input]?.default)];
  });
  const cwd = await folderWith(t, {
    'a.traits.md': LIST,
    'with space/b.traits.md': LIST,
    'lint.json': '{"rules": {"document/short-list": "error"}}',
  });
  if (inputs['baseline'] !== undefined) await run(['lint', '.', '--write-baseline', inputs['baseline']], { cwd });
  return ended(spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], { cwd, env: { PATH: process.env['PATH'], ...Object.fromEntries(filled), PROGRAM: MAIN } }));
}

const skip = process.platform === 'win32' && 'needs bash';

test('the action annotates every document of the repository', { skip }, async (t) => {
  const { code, stdout } = await act(t, {});
  assert.equal(code, 0);
  assert.match(stdout, /^::warning file=a\.traits\.md,/m);
  assert.match(stdout, /^::warning file=with space\/b\.traits\.md,/m);
});

test('the action lints the paths of each line, and no shell reads them', { skip }, async (t) => {
  const { code, stdout } = await act(t, { paths: 'with space/*.md\n\n$(echo a.traits.md)\n--fix\n' });
  assert.equal(code, 2);
  assert.match(stdout, /^::warning file=with space\/b\.traits\.md,/m);
  assert.doesNotMatch(stdout, /file=a\.traits\.md/);
});

test('the action fails by its inputs', { skip }, async (t) => {
  assert.equal((await act(t, { 'max-warnings': '1' })).code, 1);
  assert.equal((await act(t, { 'max-warnings': '2' })).code, 0);
  assert.equal((await act(t, { config: 'lint.json' })).code, 1);
  assert.deepEqual(await act(t, { baseline: 'baseline.json', 'max-warnings': '0' }), { code: 0, stdout: '', stderr: '' });
});

/** The command line as a process: help, pipes that close, disks that are full, and Ctrl-C. */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { nodeProblem, unexpectedText } from '../../src/cli/entry.ts';
import { processIo } from '../../src/cli/process-io.ts';
import { ended, folderWith, run, start } from './support.ts';

test('--version is the one in package.json', async () => {
  const manifest: { version: string } = JSON.parse(await readFile(resolve(import.meta.dirname, '../../package.json'), 'utf8'));
  assert.deepEqual(await ended(start(['--version'])), { code: 0, stdout: `${manifest.version}\n`, stderr: '' });
});

test('an older Node is told in one line which one it takes, as package.json says it', async () => {
  const manifest: { engines: { node: string } } = JSON.parse(await readFile(resolve(import.meta.dirname, '../../package.json'), 'utf8'));
  assert.equal(manifest.engines.node, '>=22');
  assert.equal(nodeProblem('20.19.5'), 'traitwright needs Node 22 or later: this is 20.19.5.');
  for (const version of ['22.0.0', '24.11.0', '100.0.0']) assert.equal(nodeProblem(version), undefined);
});

test('what should not have happened is said in a few lines, whatever the message quotes', () => {
  const text = unexpectedText(new TypeError(`${'x'.repeat(100_000)} is not a function`));
  assert.match(text, /^traitwright: this should not have happened: TypeError: x{400,500}…\n {4}at /);
  assert.ok(text.length < 6000, String(text.length));
  assert.equal(unexpectedText('odd'), 'traitwright: this should not have happened: odd\n');
});

test('--help names every command, and each command its options', async () => {
  const all = await run(['--help']);
  assert.equal(all.code, 0);
  const commands = { lint: ['--format', '--fix', '--max-warnings', '--stdin', '--stdin-filename', '--ignore', '--config', '--baseline', '--write-baseline'], chunks: ['--format'], generate: ['--pipeline', '--per-trait', '--trait', '--model', '--critic', '--judge', '--base-url', '--out', 'GEMINI_API_KEY', '--dry-run', '--budget', '--prices', '--concurrency', '--seed', '--resume', '--no-cache', 'OPENAI_API_KEY', 'GOOGLE_CLOUD_PROJECT'], cache: ['--clear'] };
  for (const [command, options] of Object.entries(commands)) {
    assert.match(all.stdout, new RegExp(`^  ${command} `, 'm'));
    for (const flag of ['--help', '-h']) {
      const { code, stdout, stderr } = await run([command, 'x', flag]);
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(stdout, new RegExp(`^Usage: traitwright ${command} `));
      for (const option of options) assert.ok(stdout.includes(option), option);
    }
  }
});

test('after `--` everything is a file', async () => {
  const { code, stderr } = await run(['chunks', '--', '--help']);
  assert.equal(code, 2);
  assert.match(stderr, /--help: no such file/);
});

test('2 with usage for no command, an unknown one, or an unknown option', async () => {
  for (const [args, words] of [
    [[], /^Usage/],
    [['lnit'], /Unknown command “lnit”\. Did you mean “lint”\?/],
    [['toString'], /Unknown command “toString”\.\n/],
    [['--verbose'], /Unknown option “--verbose”/],
  ] as const) {
    const { code, stdout, stderr } = await run(args);
    assert.equal(code, 2);
    assert.match(stderr, words);
    assert.match(stderr, /Usage: traitwright COMMAND/);
    assert.equal(stdout, '');
  }
});

test('a reader that leaves, as `head` does, is no failure', async () => {
  for (const args of [['chunks', 'calder-at-work.traits.md'], ['lint', '.', '--format', 'sarif']]) {
    const child = start(args);
    child.stdout?.destroy();
    assert.deepEqual(await ended(child), { code: 0, stdout: '', stderr: '' });
  }
});

test('output that cannot be written is a failure', { skip: process.platform !== 'linux' && 'needs /dev/full' }, async () => {
  const full = await open('/dev/full', 'w');
  try {
    const { code, stderr } = await ended(start(['lint', '.'], { stdio: ['ignore', full.fd, 'pipe'] }));
    assert.equal(code, 2);
    assert.match(stderr, /could not write the output: .*ENOSPC/);
  } finally {
    await full.close();
  }
});

test('all of a long output arrives through a pipe', async (t) => {
  const traits = Array.from({ length: 400 }, (_, index) => `## Trait ${index}\n\nAster does this.\n\n### Why\n\nBecause.\n`);
  const cwd = await folderWith(t, { 'a.traits.md': `# T\n\n${traits.join('\n')}` });
  const { stdout } = await ended(start(['chunks', 'a.traits.md', '--format', 'json'], { cwd }));
  assert.ok(stdout.length > 200_000);
  assert.equal(JSON.parse(stdout).traits.length, 400);
});

test('the first Ctrl-C asks the command to stop, the second ends the process', () => {
  const exits: number[] = [];
  let asked = 0;
  const { stdin, stdout, stderr, env } = process;
  const emitter = Object.assign(new EventEmitter(), { stdin, stdout, stderr, env, cwd: () => '/', exit: (code: number) => exits.push(code) });
  const stop = processIo(emitter).onInterrupt(() => (asked += 1));
  emitter.emit('SIGINT');
  assert.deepEqual([asked, exits], [1, []]);
  emitter.emit('SIGINT');
  assert.deepEqual(exits, [130]);
  stop();
  // Nobody listens any more, so that Node does what it does by itself.
  assert.equal(emitter.listenerCount('SIGINT'), 0);
});

test('a lint that is run in another folder finds its way', async (t) => {
  const cwd = await folderWith(t, { 'sub/a.traits.md': '# What an assistant is like\n\n- **A**: a.\n- **B**: b.\n- **C**: c.\n' });
  const { stdout } = await ended(start(['lint', join(cwd, 'sub')], { cwd }));
  assert.match(stdout, /^sub\/a\.traits\.md\n {2}1:\d+ {2}warning/);
});

test('a lint of what comes through a pipe', async () => {
  const child = start(['lint', '--stdin', '--stdin-filename', 'a.traits.md', '--format', 'github']);
  child.stdin?.end('# What an assistant is like\n\n- **A**: a.\n- **B**: b.\n- **C**: c.\n');
  const { code, stdout } = await ended(child);
  assert.equal(code, 0);
  assert.match(stdout, /^::warning file=a\.traits\.md,/);
});

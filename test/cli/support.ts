/** What the tests of the command line share: a stand-in for the process, temporary folders, and the real program. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { TestContext } from 'node:test';
import { runCommandLine } from '../../src/cli/dispatch.ts';
import type { Io } from '../../src/cli/io.ts';
import type { JournalRecord } from '../../src/engine/journal.ts';

export const SAMPLES = resolve(import.meta.dirname, '../../samples');
export const MAIN = resolve(import.meta.dirname, '../../src/cli/main.ts');

/** A folder of its own for one test, with these files in it. */
export async function folderWith(t: TestContext, files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'traitwright-cli-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly cwd?: string;
  readonly env?: Io['env'];
  readonly terminal?: boolean;
  /** What comes in on stdin. */
  readonly input?: string | Uint8Array;
  /** Gets a function that does what Ctrl-C does, as soon as the command listens. */
  readonly interruptible?: (interrupt: () => void) => void;
}

/** Runs a command line in this process. */
export async function run(args: readonly string[], { cwd = SAMPLES, env = {}, terminal = false, input = '', interruptible }: Surroundings = {}): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  const code = await runCommandLine(args, {
    stdout: { write: (text) => void (stdout += text), isTerminal: terminal },
    stderr: { write: (text) => void (stderr += text), isTerminal: terminal },
    stdin: async () => Buffer.from(input),
    cwd,
    env,
    onInterrupt(listener) {
      interruptible?.(listener);
      return () => {};
    },
  });
  return { code, stdout, stderr };
}

/** Starts the real program. */
export function start(args: readonly string[], { cwd = SAMPLES, env = {}, stdio }: Surroundings & { readonly stdio?: StdioOptions } = {}): ChildProcess {
  const inherited = { PATH: process.env['PATH'], SystemRoot: process.env['SystemRoot'] };
  return spawn(process.execPath, [MAIN, ...args], { cwd, env: { ...inherited, ...env }, ...(stdio === undefined ? {} : { stdio }) });
}

/** All that a started program writes until it ends, and its exit code. */
export async function ended(child: ChildProcess): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number>((done, failed) => {
    child.once('error', failed);
    child.once('close', (status, signal) => {
      if (status === null) failed(new Error(`ended by ${signal}`));
      else done(status);
    });
  });
  return { code, stdout, stderr };
}

export async function journalAt(path: string): Promise<readonly JournalRecord[]> {
  const text = await readFile(path, 'utf8');
  assert.ok(text.endsWith('\n'));
  return text
    .trimEnd()
    .split('\n')
    .map((line): JournalRecord => JSON.parse(line));
}

/** The only journal of a document. */
export async function onlyJournal(folder: string, document: string): Promise<readonly JournalRecord[]> {
  const runs = join(folder, '.traits', document, 'runs');
  const names = await readdir(runs);
  assert.equal(names.length, 1, names.join(' '));
  return journalAt(join(runs, names[0] ?? ''));
}

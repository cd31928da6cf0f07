/** Child processes for the test hosts: found by name, run to their end, and ended with everything they started, on an interrupt too. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const stopPatienceMs = 5_000;
const windows = process.platform === 'win32';

/** The first of these commands that is on the PATH, as a full path. */
export function onPath(names: readonly string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/** Whether this path is a file that can be run. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Runs a command to its end; when it fails, the error carries the last of what it printed. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; signal?: AbortSignal | undefined } = {},
): Promise<void> {
  options.signal?.throwIfAborted();
  // npm is a .cmd file on Windows, which only a shell can start.
  const child = spawnTree(command, args, { cwd: options.cwd, env: options.env, shell: windows });
  const output = lastOutput(child);
  const stop = (): void => void stopTree(child);
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    const code = await exitCode(child);
    options.signal?.throwIfAborted();
    if (code !== 0) throw new Error(`'${[command, ...args].join(' ')}' ended with code ${code}:\n${output()}`);
  } finally {
    options.signal?.removeEventListener('abort', stop);
  }
}

/** Starts a command in a process group of its own, so that `stopTree` can reach whatever it starts in turn. */
export function spawnTree(command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options, detached: !windows });
  const kill = (): void => signalTree(child, 'SIGKILL');
  const forget = onInterrupt(() => stopTree(child));
  process.once('exit', kill);
  child.once('close', () => {
    process.removeListener('exit', kill);
    forget();
  });
  return child;
}

/** Ends a process that `spawnTree` started, with all of its children, and waits until it is gone. */
export async function stopTree(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    const exited = once(child, 'exit');
    signalTree(child, 'SIGTERM');
    const timer = setTimeout(() => signalTree(child, 'SIGKILL'), stopPatienceMs);
    await exited;
    clearTimeout(timer);
  }
  signalTree(child, 'SIGKILL'); // Its children may outlive it.
}

/** Settles as `work` does, or fails with what `late` says when its time is over, or as the signal says. */
export async function withDeadline<T>(
  work: Promise<T>,
  ms: number,
  signal: AbortSignal | undefined,
  late: () => string | Promise<string>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let abort: (() => void) | undefined;
  const stopped = new Promise<never>((_, reject) => {
    abort = () => reject(signal?.reason);
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
    timer = setTimeout(() => void Promise.resolve(late()).then((text) => reject(new Error(text)), reject), ms);
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    clearTimeout(timer);
    if (abort) signal?.removeEventListener('abort', abort);
  }
}

/**
 * Has this done when the process is interrupted (Ctrl-C, or told to end), the latest first, before it exits.
 * Returns a function that takes it back.
 */
export function onInterrupt(cleanup: () => Promise<void>): () => void {
  if (cleanups.length === 0) for (const name of interrupts) process.on(name, interrupted);
  cleanups.push(cleanup);
  return () => {
    const index = cleanups.indexOf(cleanup);
    if (index < 0) return;
    cleanups.splice(index, 1);
    if (cleanups.length === 0) for (const name of interrupts) process.removeListener(name, interrupted);
  };
}

const interrupts = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const cleanups: (() => Promise<void>)[] = [];

function interrupted(): void {
  process.on('uncaughtException', () => undefined); // What fails from here on fails because of the interrupt.
  void (async () => {
    for (const cleanup of cleanups.toReversed()) await cleanup().catch(console.error);
    process.exit(130);
  })();
}

/** The exit code of a child once it ends; 1 when a signal ended it. */
export function exitCode(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(new Error(`Could not start '${child.spawnfile}': ${cause.message}`, { cause })));
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** Collects what a child prints and returns a function that gives the end of it. */
export function lastOutput(child: ChildProcess): () => string {
  let text = '';
  const collect = (data: Buffer): void => void (text = (text + data.toString()).slice(-4_000));
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  return () => text;
}

function signalTree(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (windows) spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
    else process.kill(-child.pid, signal);
  } catch {
    // The whole group is gone already.
  }
}

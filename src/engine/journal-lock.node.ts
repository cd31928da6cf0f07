/** Lets one process at a time write about a document: a small file of its own for each that wants to, beside what it writes. */
import { readFileSync, readlinkSync } from 'node:fs';
import { mkdir, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { hostname, uptime } from 'node:os';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import { JournalProblem } from './journal.ts';

/** Who writes. */
export interface Writer {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601, UTC. */
  readonly since: string;
}

/** Somebody else writes. The message says who, and since when. */
export class JournalInUse extends JournalProblem {
  readonly writer: Writer;

  /** `file` is given where nobody here can tell whether the writer still lives. */
  constructor({ pid, host, since }: Writer, file?: string) {
    const unsure = file === undefined ? '' : ` If it has ended without saying so, delete ${file}.`;
    super('in-use', `Another run over this document is under way: process ${pid} on ${host} since ${clock(since)}.${unsure}`);
    this.writer = { pid, host, since };
  }
}

export interface WriterLock {
  release(): Promise<void>;
}

/** How often somebody who waits looks whether it is their turn. */
const POLL_MS = 250;

/** For each scope, how many in this process write, and the file that says so. */
const ours = new Map<string, { users: number; readonly file: Promise<string> }>();

/**
 * Takes the right to write the journal at `path`, for this process: within it, any number may have it. The journals of a
 * document, in `.traits/<document>/runs`, share it; any other has its own. What a process left that is gone is cleared
 * away. Where another has it, waits as long as `wait` does not fire.
 * @throws JournalInUse when there is nothing to wait with; the signal's reason when it fires; else what the system says.
 */
export async function lockForWriting(path: string, wait?: AbortSignal): Promise<WriterLock> {
  const scope = await scopeOf(path);
  const key = join(scope.folder, scope.prefix);
  for (;;) {
    let held = ours.get(key);
    if (held === undefined) {
      held = { users: 0, file: claim(scope) };
      ours.set(key, held);
    }
    held.users += 1;
    const mine = held;
    let released = false;
    const release = async (): Promise<void> => {
      if (released) return;
      released = true;
      mine.users -= 1;
      if (mine.users > 0) return;
      if (ours.get(key) === mine) ours.delete(key);
      await mine.file.then((file) => rm(file, { force: true })).catch(() => undefined);
    };
    try {
      await mine.file;
      return { release };
    } catch (error) {
      await release();
      if (!(error instanceof JournalInUse) || wait === undefined) throw error;
      await pause(POLL_MS, wait);
    }
  }
}

interface Scope {
  readonly folder: string;
  readonly prefix: string;
}

/** One name for one place, whichever way leads there. */
async function scopeOf(path: string): Promise<Scope> {
  const folder = dirname(path);
  const ofDocument = basename(folder) === 'runs' && basename(dirname(dirname(folder))) === '.traits';
  const place = ofDocument ? dirname(folder) : folder;
  await mkdir(place, { recursive: true });
  return { folder: await realpath(place), prefix: ofDocument ? 'writer' : `${basename(path)}.writer` };
}

const shape = z.object({
  pid: z.int().positive(),
  host: z.string(),
  since: z.string(),
  /** Tells processes apart that have the same number; empty where the system does not say. */
  process: z.string(),
  /** Where on that host the number means something; empty where it does everywhere. */
  namespace: z.string(),
});
type Claim = z.infer<typeof shape>;

let claims = 0;

/**
 * Puts a file of our own there and looks who else has one. Whoever came second sees the first, so two never both go on.
 * Names are used once, so clearing away what a dead process left can never hit a living one.
 * @returns the file.
 */
async function claim(scope: Scope): Promise<string> {
  const claimed: Claim = { pid: process.pid, host: hostname(), since: new Date().toISOString(), process: processOf(process.pid), namespace: NAMESPACE };
  for (;;) {
    await refuseIfTaken(scope);
    claims += 1;
    const file = join(scope.folder, `${scope.prefix}-${process.pid}-${Date.now().toString(36)}${claims}.lock`);
    // Renamed, so that it is never seen half written.
    await writeFile(`${file}.new`, `${JSON.stringify(claimed)}\n`, { flag: 'wx' });
    try {
      await rename(`${file}.new`, file);
    } catch (error) {
      await rm(`${file}.new`, { force: true });
      throw error;
    }
    if ((await others(scope)).length === 0) return file;
    // Two at the same moment both step back, and try again at different times.
    await rm(file, { force: true });
    await pause(5 + Math.random() * 50);
  }
}

async function refuseIfTaken(scope: Scope): Promise<void> {
  const [other] = await others(scope);
  // Without a name for the process, its number may be another's by now.
  const isCertain = (writer: Claim): boolean => isHere(writer) && writer.process !== '';
  if (other !== undefined) throw new JournalInUse(other.writer, isCertain(other.writer) ? undefined : other.file);
}

/** The files of other processes that live, or may. Those of dead ones are removed. */
async function others({ folder, prefix }: Scope): Promise<readonly { readonly file: string; readonly writer: Claim }[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(`${prefix}-`) && name.endsWith('.lock'));
  const all = await Promise.all(
    names.map(async (name) => {
      const file = join(folder, name);
      const found = await readClaim(file);
      if (found === undefined || isOurs(found)) return [];
      if (mayLive(found)) return [{ file, writer: found }];
      await rm(file, { force: true });
      return [];
    }),
  );
  return all.flat();
}

/** Undefined where it is gone already. A file that is no claim is not ours to judge: its name says the process. */
async function readClaim(file: string): Promise<Claim | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return shape.parse(JSON.parse(text));
  } catch {
    const pid = Number(/-(\d+)-[^-]*\.lock$/.exec(file)?.[1] ?? 0);
    return { pid, host: 'an unknown machine', since: '', process: '', namespace: '' };
  }
}

function isOurs(writer: Claim): boolean {
  return writer.pid === process.pid && isHere(writer) && writer.process === processOf(process.pid);
}

/** Process numbers of another machine, or of another container on this one, say nothing here. */
function isHere({ host, namespace }: Claim): boolean {
  return host === hostname() && namespace === NAMESPACE;
}

/** False only where it is certain that the process has ended. */
function mayLive(writer: Claim): boolean {
  if (!isHere(writer)) return true;
  try {
    process.kill(writer.pid, 0);
  } catch (error) {
    // Any other error than this one is about a process that is there.
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
  }
  // A process is there; it may be another one that was given the number later.
  const there = processOf(writer.pid);
  if (writer.process !== '' && there !== '') return writer.process === there;
  const started = Date.now() - uptime() * 1000;
  return !(Date.parse(writer.since) < started - 60_000);
}

const NAMESPACE = readOr('', () => readlinkSync('/proc/self/ns/pid'));

/** When the process began, and in which session of the machine; empty where the system does not say. */
function processOf(pid: number): string {
  return readOr('', () => {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program, in parentheses, may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Killed, and its parent has not asked for it yet.
    if (fields[0] === 'Z') return 'ended';
    return fields[19] === undefined ? '' : `${boot}/${fields[19]}`;
  });
}

function readOr(fallback: string, read: () => string): string {
  try {
    return read();
  } catch {
    return fallback;
  }
}

/** `10:31`, in the machine's time; with the day where it is not today. */
function clock(since: string): string {
  const time = new Date(since);
  if (Number.isNaN(time.getTime())) return 'an unknown time';
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = `${two(time.getHours())}:${two(time.getMinutes())}`;
  if (time.toDateString() === new Date().toDateString()) return hours;
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${hours}`;
}

/** @throws the signal's reason when it fires. */
async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', done);
  });
  signal?.throwIfAborted();
}

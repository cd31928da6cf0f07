/** Keeps a journal in a file: append-only JSON lines, each flushed to disk before `append` resolves. */
import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type * as z from 'zod';
import { type EvalHeader, evalHeaderShape, headerShape, type JournalHeader, JournalProblem, type JournalRecord, type JournalResumed, type PatternsHeader, patternsHeaderShape, type PatternsJournal } from './journal.ts';
import { reasonOf } from './journal-error.node.ts';
import { lockForWriting } from './journal-lock.node.ts';
import { indexOf, type OpenedJournal } from './journal-reader.node.ts';

export { JournalInUse, type Writer } from './journal-lock.node.ts';

/**
 * Where the journal of `run` over the document at `documentPath` goes: `.traits/<document>/runs/<run>.jsonl` beside
 * the document, the document's name without its extension.
 */
export function journalPath(documentPath: string, run: string): string {
  const file = basename(documentPath);
  const name = file.replace(/(?:\.traits)?\.(?:md|markdown)$/i, '');
  // Of a name that is all dots or nothing, no folder can be made.
  return join(dirname(documentPath), '.traits', /^\.*$/.test(name) ? file : name, 'runs', `${run}.jsonl`);
}

export interface WriteOptions {
  /** Waits while another process writes about the document, until this fires; without it, that is an error at once. */
  readonly wait?: AbortSignal;
}

/** The journals that this process writes. The lock of a document does not keep its own process out. */
const written = new Set<string>();

/**
 * Creates the file, which must not exist, and the folders that it lies in. One process at a time writes about a document.
 * @throws JournalInUse where another does; JournalProblem when it cannot be written. Nothing is overwritten.
 */
export async function createJournalFile(path: string, { wait }: WriteOptions = {}): Promise<PatternsJournal> {
  return locked(path, wait, async (release) => {
    const file = await open(path, 'ax').catch((error: unknown) => refused(path, error));
    // The file's name is in its folder: without this, a machine that goes down may lose a file whose content is safe.
    await flushFolder(dirname(path));
    const real = await realpath(path).catch(async (error: unknown) => {
      await file.close();
      return refused(path, error);
    });
    written.add(real);
    const writer = createLineWriter(file, path);
    return {
      append: async (record) => writer.append(lineOf(record)),
      close: () => closing(real, writer, release),
    };
  });
}

/** Ends the right to write, also where the file cannot be closed. */
async function closing(real: string, writer: LineWriter, release: () => Promise<void>): Promise<void> {
  written.delete(real);
  try {
    await writer.close();
  } finally {
    await release();
  }
}

/** A journal to go on with: what is in it, and where the records of the rest of the run go. */
export interface ResumedJournal<Header = JournalHeader> extends Omit<OpenedJournal<Header>, 'close'> {
  /** Writes a `resumed` record before the first one that it is given. Closing it ends `finished` and `samples`, too. */
  readonly journal: PatternsJournal;
}

export interface ResumeOptions extends WriteOptions {
  /** Name and version, for the record that says who went on. */
  readonly tool: string;
  readonly now: () => Date;
  /** Gives up reading it. */
  readonly signal?: AbortSignal;
}

/**
 * Opens a journal to go on with it. A line at its end that broke off stays, and what is added begins on a line of its own.
 * @throws JournalInUse where another process writes about the document; JournalProblem where it cannot be read or
 * written, is no journal, or is one of a newer version, which is left as it is.
 */
export async function resumeJournalFile(path: string, options: ResumeOptions): Promise<ResumedJournal> {
  return resume(path, headerShape, options);
}

/** As resumeJournalFile, of the journal of a search for patterns. */
export async function resumePatternsJournal(path: string, options: ResumeOptions): Promise<ResumedJournal<PatternsHeader>> {
  return resume(path, patternsHeaderShape, options);
}

/** As resumeJournalFile, of the journal of an eval. */
export async function resumeEvalJournal(path: string, options: ResumeOptions): Promise<ResumedJournal<EvalHeader>> {
  return resume(path, evalHeaderShape, options);
}

async function resume<Header extends JournalHeader | PatternsHeader | EvalHeader>(path: string, shape: z.ZodType<Header>, { tool, now, wait, signal }: ResumeOptions): Promise<ResumedJournal<Header>> {
  // Without this a path that leads nowhere would leave folders behind.
  const stat = await lstat(path).catch((error: unknown) => refused(path, error));
  if (stat.isDirectory()) throw cannotWrite(path, 'that is a folder');
  return locked(path, wait, async (release) => {
    const real = await realpath(path);
    if (written.has(real)) throw new JournalProblem('in-use', `The run of the journal ${path} is under way already, in this window.`);
    written.add(real);
    let file: FileHandle | undefined;
    try {
      file = await open(path, constants.O_RDWR | constants.O_APPEND).catch((error: unknown) => refused(path, error));
      const opened = await indexOf(path, file, shape, signal);
      const ended = await endsWithLineEnd(file);
      const brokenLines = opened.brokenLines.slice(opened.brokenLines.length - opened.torn);
      const writer = createLineWriter(file, path);
      let opening: string | undefined = ended ? '' : '\n';
      return {
        ...opened,
        journal: {
          async append(record) {
            const line = lineOf(record);
            if (opening === undefined) return writer.append(line);
            const first: JournalResumed = { type: 'resumed', at: now().toISOString(), tool, ...(brokenLines.length === 0 ? {} : { brokenLines }) };
            const lines = `${opening}${lineOf(first)}${line}`;
            opening = undefined;
            return writer.append(lines);
          },
          close: () => closing(real, writer, release),
        },
      };
    } catch (error) {
      await file?.close();
      written.delete(real);
      throw error;
    }
  });
}

/** With the right to write, which `begin` passes on with what it returns, and which ends where it throws. */
async function locked<T>(path: string, wait: AbortSignal | undefined, begin: (release: () => Promise<void>) => Promise<T>): Promise<T> {
  const lock = await mkdir(dirname(path), { recursive: true })
    .then(() => lockForWriting(path, wait))
    .catch((error: unknown) => {
      // Node says that the folder exists where it is a file that does.
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw cannotWrite(path, 'a file stands where one of its folders should be', error);
      throw error instanceof Error && 'syscall' in error ? cannotWrite(path, reasonOf(error), error) : error;
    });
  try {
    return await begin(() => lock.release());
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Readers find out what a call is, and that it is whole, from how its line begins and ends, without reading the rest. */
function lineOf(record: JournalRecord | PatternsHeader | EvalHeader): string {
  if (record.type !== 'call') return `${JSON.stringify(record)}\n`;
  const { type, key, milliseconds, ...rest } = record;
  return `${JSON.stringify({ type, key, ...rest, milliseconds })}\n`;
}

/** Writes lines to a file in the order that they come in. */
export interface LineWriter {
  /** Resolves when what is appended is on disk. Once something could not be written, nothing is any more: a file must not have a hole. */
  append(lines: string): Promise<void>;
  /** Waits for what is being written and closes the file. */
  close(): Promise<void>;
}

/** What is appended while the disk is busy is written and flushed together, so that many callers wait for few flushes. */
export function createLineWriter(file: Pick<FileHandle, 'appendFile' | 'datasync' | 'close'>, path: string): LineWriter {
  let pending: string[] = [];
  /** The batch that is to be written next, while it takes more. */
  let next: Promise<void> | undefined;
  let last: Promise<void> = Promise.resolve();
  let closed = false;

  async function write(before: Promise<void>): Promise<void> {
    await before;
    next = undefined;
    const lines = pending.join('');
    pending = [];
    try {
      await file.appendFile(lines, 'utf8');
      await file.datasync();
    } catch (error) {
      throw cannotWrite(path, reasonOf(error), error);
    }
  }

  return {
    append(lines) {
      if (closed) return Promise.reject(cannotWrite(path, 'it was closed'));
      pending.push(lines);
      if (next === undefined) {
        next = write(last);
        last = next;
      }
      return next;
    },
    async close() {
      closed = true;
      await last.catch(() => undefined);
      await file.close();
    },
  };
}

async function endsWithLineEnd(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === 10;
}

async function flushFolder(path: string): Promise<void> {
  // Windows opens no folders, and some file systems cannot flush them: then the file's own flush has to do.
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

function refused(path: string, error: unknown): never {
  throw cannotWrite(path, reasonOf(error), error);
}

function cannotWrite(path: string, reason: string, cause?: unknown): JournalProblem {
  return new JournalProblem('cannot-write', `The journal ${path} cannot be written: ${reason}.`, cause === undefined ? undefined : { cause });
}

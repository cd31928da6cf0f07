/** Reads journals: record by record, or an index of what is in one, with its answers left on disk until they are asked for. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import * as z from 'zod';
import type { ModelOutcome } from '../models/model.ts';
import { type EvalHeader, evalHeaderShape, type FinishedCalls, type FinishedSamples, headerShape, JOURNAL_VERSION, type JournalHeader, JournalProblem, type JournalRecord, journalRecordShape, type JournalSample, type JournalSummary, type PatternsHeader, patternsHeaderShape } from './journal.ts';
import { type Line, linesOf } from './journal-lines.node.ts';
import { reasonOf } from './journal-error.node.ts';

/** A line that holds no record. */
export interface BadLine {
  /** Counts from 1. */
  readonly line: number;
  /** What is wrong with it, in a sentence for a person. */
  readonly problem: string;
}

/** What is there besides the records. */
export interface JournalReport<Header = JournalHeader> {
  /** Absent where the file broke off before its first line was whole. */
  readonly header?: Header;
  /** How many records were read, the header included. */
  readonly records: number;
  /** How many lines at the end broke off, as the run did, seldom more than one; another process may be writing it at this moment. */
  readonly torn: number;
  /** Every line that broke off, counted from 1, also before the run was gone on with; they hold nothing. The torn ones are the last. */
  readonly brokenLines: readonly number[];
  /** Lines that should hold a record and do not: something else has written to the file. */
  readonly bad: readonly BadLine[];
  /** How many records were of a type that this version does not know, by type. */
  readonly unknown: Readonly<Record<string, number>>;
}

export interface ReadOptions {
  readonly signal?: AbortSignal;
}

/**
 * Reads a journal from its first line to its last, a block at a time. `onRecord` gets each record, with all keys that it
 * was written with, and its line; the next one waits for it.
 * @throws JournalProblem where the file cannot be read, is no journal, or is one of a newer version.
 */
export async function readJournal(path: string, options: ReadRecords): Promise<JournalReport> {
  return readRecords(path, headerShape, options);
}

/** As readJournal, of the journal of an eval. Its header is in what it resolves with, and `onRecord` does not get it. */
export async function readEvalJournal(path: string, options: ReadRecords): Promise<JournalReport<EvalHeader>> {
  return readRecords(path, evalHeaderShape, options);
}

export interface ReadRecords extends ReadOptions {
  readonly onRecord: (record: JournalRecord, line: number) => void | Promise<void>;
  /** Leaves out calls, which are most of a journal, without reading what is in them. */
  readonly passOverCalls?: boolean;
}

async function readRecords<Header extends AnyHeader>(path: string, shape: z.ZodType<Header>, { onRecord, signal, passOverCalls = false }: ReadRecords): Promise<JournalReport<Header>> {
  const file = await openToRead(path);
  try {
    const scan = new Scan(path, shape);
    for await (const lines of reading(path, linesOf(file, signal))) {
      for (const line of lines) {
        if (passOverCalls && keyOf(line) !== undefined && scan.skip()) continue;
        const record = scan.read(line);
        if (record === undefined || (passOverCalls && record.type === 'call')) continue;
        const answer = onRecord(record, line.number);
        if (answer !== undefined) await answer;
      }
    }
    return scan.report();
  } finally {
    await file.close();
  }
}

/** A journal of which the answers stay in the file. `bad` grows when an answer that is asked for cannot be read. */
export interface OpenedJournal<Header = JournalHeader> extends JournalReport<Header> {
  readonly header: Header;
  readonly finished: FinishedCalls & { /** Different calls; those that failed are counted, and not given. */ readonly size: number };
  /** Samples that came to an end: not those that failed or were cancelled, which are made again. */
  readonly samples: FinishedSamples;
  /** How it ended; absent where it broke off, or is still being written. */
  readonly summary?: JournalSummary;
  close(): Promise<void>;
}

/**
 * Opens a journal to read it; others may write to it meanwhile.
 * @throws JournalProblem where the file cannot be read, has no whole line, is no journal, or is one of a newer version.
 */
export async function openJournal(path: string, { signal }: ReadOptions = {}): Promise<OpenedJournal> {
  const file = await openToRead(path);
  return indexOf(path, file, headerShape, signal).catch(async (error: unknown) => {
    await file.close();
    throw error;
  });
}

/** As openJournal does, in a file that is open already, which `close` closes, and whose first line is to be of a shape. */
export async function indexOf<Header extends AnyHeader>(path: string, file: FileHandle, shape: z.ZodType<Header>, signal?: AbortSignal): Promise<OpenedJournal<Header>> {
  const scan = new Scan(path, shape);
  const calls = new Map<string, Place>();
  const samples = new Map<string, Place>();
  let summary: JournalSummary | undefined;
  for await (const lines of reading(path, linesOf(file, signal))) {
    for (const line of lines) {
      const key = keyOf(line);
      if (key !== undefined && scan.skip()) {
        calls.set(key, placeOf(line));
        continue;
      }
      const record = scan.read(line);
      if (record?.type === 'call') calls.set(record.key, placeOf(line));
      else if (record?.type === 'sample') {
        const { id, status } = record.sample;
        if (isMadeAgain(status)) samples.delete(id);
        else samples.set(id, placeOf(line));
      }
      if (record !== undefined) summary = record.type === 'summary' ? record : undefined;
    }
  }
  const { header, ...report } = scan.report();
  if (header === undefined) throw new JournalProblem('empty', `The journal ${path} broke off before its first line was written: there is nothing in it.`);
  const bad = [...report.bad];

  /** Undefined where the line is not what it seemed to be. That is reported, and the call is made again. */
  async function recordAt(place: Place | undefined): Promise<JournalRecord | undefined> {
    if (place === undefined) return undefined;
    const bytes = Buffer.allocUnsafe(place.length);
    const { bytesRead } = await file.read(bytes, 0, place.length, place.offset).catch((error: unknown) => Promise.reject(cannotRead(path, error)));
    const read = parse(bytes.toString('utf8', 0, bytesRead));
    if ('record' in read) return read.record;
    const known = report.brokenLines.includes(place.line) || bad.some(({ line }) => line === place.line);
    if (!known) bad.push({ line: place.line, problem: 'problem' in read ? read.problem : 'It is of an unknown type.' });
    return undefined;
  }

  return {
    ...report,
    header,
    bad,
    ...(summary === undefined ? {} : { summary }),
    finished: {
      size: calls.size,
      async get(key): Promise<ModelOutcome | undefined> {
        const record = await recordAt(calls.get(key));
        return record?.type !== 'call' || record.outcome.status === 'failed' ? undefined : record.outcome;
      },
    },
    samples: {
      size: samples.size,
      has: (id) => samples.has(id),
      async get(id): Promise<JournalSample['sample'] | undefined> {
        const record = await recordAt(samples.get(id));
        return record?.type === 'sample' ? record.sample : undefined;
      },
    },
    close: () => file.close(),
  };
}

/** Where a line stands in the file, in bytes. */
interface Place {
  readonly offset: number;
  readonly length: number;
  readonly line: number;
}

function placeOf({ offset, start, end, number }: Line): Place {
  return { offset, length: end - start, line: number };
}

/** A call may go through another time, and a cancelled sample was only put off. */
function isMadeAgain(status: string): boolean {
  return status === 'failed' || status === 'cancelled';
}

const CALL_OPENING = '{"type":"call","key":"';
const KEY_LENGTH = 64;
/** No object within a call ends like this: what broke off where one of them ends does not pass for whole. */
const CALL_CLOSING = /,"milliseconds":-?\d+(?:\.\d+)?\}$/;
const CLOSING_LENGTH = 48;

/**
 * The key of a line that is a call by its beginning and its end, as a journal's file writes them. What is between is most
 * of a journal and is not looked at before it is needed. Undefined for all else, also for calls that are written in
 * another way.
 */
function keyOf({ bytes, start, end, ended, zeros }: Line): string | undefined {
  const keyStart = start + CALL_OPENING.length;
  if (!ended || zeros || end - keyStart <= KEY_LENGTH + CLOSING_LENGTH) return undefined;
  if (!CALL_CLOSING.test(bytes.toString('latin1', end - CLOSING_LENGTH, end))) return undefined;
  if (bytes.toString('latin1', start, keyStart) !== CALL_OPENING) return undefined;
  const key = bytes.toString('latin1', keyStart, keyStart + KEY_LENGTH + 1);
  return /^[0-9a-f]{64}"$/.test(key) ? key.slice(0, KEY_LENGTH) : undefined;
}

type AnyHeader = JournalHeader | PatternsHeader | EvalHeader;

/** What the journal of each other pipeline is the journal of, and the shape of its header; all others are of runs. */
const OTHERS: Readonly<Record<string, { readonly what: string; readonly shape: z.ZodType<AnyHeader> }>> = {
  patterns: { what: 'a search for patterns', shape: patternsHeaderShape },
  eval: { what: 'an eval', shape: evalHeaderShape },
};

/** What is known of a file after the lines that were read so far. */
class Scan<Header extends AnyHeader> {
  private readonly path: string;
  private readonly shape: z.ZodType<Header>;
  private header: Header | undefined;
  private records = 0;
  private readonly brokenLines: number[] = [];
  private readonly bad: BadLine[] = [];
  private readonly unknown = new Map<string, number>();
  /** The bad lines since the last that was whole. */
  private torn: number[] = [];

  constructor(path: string, shape: z.ZodType<Header>) {
    this.path = path;
    this.shape = shape;
  }

  /** Counts a record that is not looked at; false where one cannot stand here. */
  skip(): boolean {
    if (this.header === undefined) return false;
    this.records += 1;
    this.torn = [];
    return true;
  }

  read({ bytes, start, end, number, ended }: Line): JournalRecord | undefined {
    const text = bytes.toString('utf8', start, end);
    if (this.header === undefined) return this.first(text, ended);
    const read = parse(text);
    if ('problem' in read) {
      this.bad.push({ line: number, problem: read.problem });
      this.torn.push(number);
      return undefined;
    }
    this.torn = [];
    if ('unknown' in read) {
      this.unknown.set(read.unknown, (this.unknown.get(read.unknown) ?? 0) + 1);
      return undefined;
    }
    const { record } = read;
    if (record.type === 'header') {
      this.bad.push({ line: number, problem: 'A second header: two journals were put into one file.' });
      return undefined;
    }
    if (record.type === 'resumed') this.breakOff(record.brokenLines ?? []);
    this.records += 1;
    return record;
  }

  report(): JournalReport<Header> {
    this.breakOff(this.torn);
    return {
      ...(this.header === undefined ? {} : { header: this.header }),
      records: this.records,
      torn: this.torn.length,
      brokenLines: this.brokenLines,
      bad: this.bad,
      unknown: Object.fromEntries(this.unknown),
    };
  }

  private breakOff(lines: readonly number[]): void {
    for (const line of lines) {
      this.brokenLines.push(line);
      const index = this.bad.findIndex((bad) => bad.line === line);
      if (index !== -1) this.bad.splice(index, 1);
    }
  }

  private first(text: string, ended: boolean): JournalRecord | undefined {
    const value = json(text);
    if (!('value' in value) && !ended) {
      this.torn.push(1);
      return undefined;
    }
    const seen = z.object({ type: z.literal('header'), version: z.number() }).safeParse('value' in value ? value.value : undefined);
    if (!seen.success) throw new JournalProblem('not-a-journal', `${this.path} is not a journal: its first line is not the header of one.`);
    if (seen.data.version > JOURNAL_VERSION) {
      throw new JournalProblem('newer-version', `The journal ${this.path} is of version ${seen.data.version}, and this Traitwright reads up to version ${JOURNAL_VERSION}: a newer one wrote it. It is left as it is.`);
    }
    const written = 'value' in value ? value.value : undefined;
    const { pipeline } = z.object({ pipeline: z.string().catch('') }).parse(written);
    const other = Object.hasOwn(OTHERS, pipeline) ? OTHERS[pipeline] : undefined;
    const wanted = Object.values(OTHERS).find(({ shape }) => shape === (this.shape as z.ZodType<AnyHeader>));
    if (other !== wanted) {
      throw new JournalProblem('not-a-journal', `${this.path} is the journal of ${other?.what ?? 'a run'}, not of ${wanted?.what ?? 'a run'}.`);
    }
    const checked = this.shape.safeParse(written);
    if (!checked.success) {
      throw new JournalProblem('not-a-journal', `${this.path} is not a journal that can be read: its header is damaged. ${notARecord(checked.error)}`);
    }
    // As it was written: the shape drops the keys that it does not know.
    this.header = written as Header;
    this.records += 1;
    return this.header.pipeline === 'patterns' || this.header.pipeline === 'eval' ? undefined : this.header;
  }
}

type Parsed = { readonly record: JournalRecord } | { readonly unknown: string } | { readonly problem: string };

const KNOWN_TYPES: ReadonlySet<unknown> = new Set(journalRecordShape.options.map((option) => option.def.innerType.shape.type.value));

function parse(text: string): Parsed {
  const read = json(text);
  if (!('value' in read)) return read;
  const { value } = read;
  const type: unknown = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  if (typeof type === 'string' && !KNOWN_TYPES.has(type)) return { unknown: type };
  const checked = journalRecordShape.safeParse(value);
  // The value as it was written: the shape drops the keys that it does not know.
  if (checked.success) return { record: value as JournalRecord };
  return { problem: notARecord(checked.error) };
}

function notARecord(error: z.ZodError): string {
  return `It is not a record of a journal: ${z.prettifyError(error).replace(/\s*\n\s*/g, ' ')}`;
}

function json(text: string): { readonly value: unknown } | { readonly problem: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { problem: `It is not JSON: ${error instanceof Error ? error.message : String(error)}.` };
  }
}

async function openToRead(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY).catch((error: unknown) => Promise.reject(cannotRead(path, error)));
  // A folder opens, and only reading it fails.
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new JournalProblem('cannot-read', `The journal ${path} cannot be read: that is not a file.`);
}

/** What the system says against reading, in words. */
async function* reading<T>(path: string, blocks: AsyncGenerator<T, void>): AsyncGenerator<T, void> {
  try {
    yield* blocks;
  } catch (error) {
    throw error instanceof Error && 'syscall' in error ? cannotRead(path, error) : error;
  }
}

function cannotRead(path: string, error: unknown): JournalProblem {
  return new JournalProblem('cannot-read', `The journal ${path} cannot be read: ${reasonOf(error)}.`, { cause: error });
}

/** An index of the samples beside a document: a light row for each, and where its line stands, so that a sample is read when somebody looks at it. */
import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import * as z from 'zod';
import { reasonOf } from '../engine/journal-error.node.ts';
import { type Line, linesOf } from '../engine/journal-lines.node.ts';
import { headerShape, type JournalHeader, journalledSampleShape, JournalProblem, type JournalSummary } from '../engine/journal.ts';
import { type DocumentGap, documentGapShape } from '../prompts/judgement.ts';
import { readCall, type StageCost } from './call-line.ts';
import { journalsOf } from './run-files.node.ts';

/** What is kept of a sample while thousands are listed. */
export interface SampleRow {
  /** Unique beside a document: its run and its id. */
  readonly key: string;
  readonly id: string;
  readonly run: string;
  readonly pipeline: JournalHeader['pipeline'];
  readonly traitId: string;
  readonly kind?: string;
  readonly ordinal?: number;
  readonly chunkHash: string;
  readonly status: string;
  /** The critic's, on the whole. */
  readonly verdict?: string;
  /** What the critic found that the document leaves open, cut to 400 characters. */
  readonly gap?: DocumentGap;
  readonly droppedBy?: string;
  /** Why it is not kept, cut to 200 characters. */
  readonly reason?: string;
  /** It was dropped for being too like another one, and for nothing else. */
  readonly duplicate: boolean;
  readonly pinned: boolean;
  readonly rehearsed: boolean;
  readonly documentType?: string;
  readonly models: JournalHeader['models'];
  /** When its last call began; of a sample without calls in its journal, when the run did. ISO 8601, UTC. */
  readonly when: string;
  /** How its message begins, or its text, or else its plan: 200 characters at most, on one line. */
  readonly opening: string;
  /** Of all roles, in and out. */
  readonly tokens: number;
  /** In US dollars; absent where the price of one of its calls is not known, or its calls are not in the journal. */
  readonly cost?: number;
  readonly place: { readonly path: string; readonly offset: number; readonly length: number };
}

/** A run, as far as its journal was read. */
export interface RunRow {
  readonly run: string;
  readonly path: string;
  readonly header: JournalHeader;
  /** Absent where it broke off, or is under way. */
  readonly ended?: JournalSummary['ended'];
  readonly samples: number;
  /** What its calls took, by stage, role and model. */
  readonly costs: readonly StageCost[];
}

/** A file beside the document that is no journal that can be read, and why, in a sentence. */
export interface UnreadRun {
  readonly path: string;
  readonly problem: string;
}

const OPENING = 200;
const LONGEST_GAP = 400;

/** One journal, as far as it was read. */
interface Journal {
  readonly path: string;
  readonly ino: number;
  /** Bytes that are read for good: up to the last line end. */
  read: number;
  /** As they were when they were read: another file may take the place of this one. */
  first: Buffer;
  header?: JournalHeader;
  run?: string;
  rows: Map<string, SampleRow>;
  calls: Map<string, { at: string; cost: number | undefined }>;
  costs: Map<string, StageCost>;
  ended?: JournalSummary['ended'];
  problem?: string;
}

/**
 * The samples in the journals beside one document. `update` reads what was added since it was called last; what is
 * between samples is not looked into, and no text is kept but openings.
 */
export class SampleIndex {
  private readonly documentPath: string;
  private readonly journals = new Map<string, Journal>();
  private readonly words = new Map<string, string>();
  private readonly models = new Map<string, JournalHeader['models']>();
  private underWay: Promise<boolean> = Promise.resolve(false);

  /** Of all runs, the oldest first; comparisons are not among them. The same array until something changes. */
  rows: readonly SampleRow[] = [];
  runs: readonly RunRow[] = [];
  unread: readonly UnreadRun[] = [];

  /** `documentPath` is absolute. */
  constructor(documentPath: string) {
    this.documentPath = documentPath;
  }

  /**
   * Whether there was something new. Updates follow one another. What was read before an abort stays read.
   * @throws the signal's reason. What cannot be read is among `unread`.
   */
  update(signal?: AbortSignal): Promise<boolean> {
    const next = this.underWay.then(() => this.readNew(signal), () => this.readNew(signal));
    this.underWay = next;
    return next;
  }

  private async readNew(signal: AbortSignal | undefined): Promise<boolean> {
    const paths = await journalsOf(this.documentPath);
    let changed = false;
    try {
      for (const path of this.journals.keys()) if (!paths.includes(path)) changed = this.journals.delete(path) || changed;
      for (const path of paths) changed = (await this.readJournal(path, signal)) || changed;
    } finally {
      if (changed) this.gather(paths);
    }
    return changed;
  }

  private async readJournal(path: string, signal: AbortSignal | undefined): Promise<boolean> {
    signal?.throwIfAborted();
    let file: FileHandle | undefined;
    let journal = this.journals.get(path);
    const known = journal?.problem;
    let size = -1;
    try {
      const found = await stat(path);
      if (!found.isFile()) throw new Error('it is no file');
      if (journal !== undefined && journal.ino === found.ino && journal.read === found.size) return false;
      size = found.size;
      file = await open(path, constants.O_RDONLY);
      const isNew = journal === undefined || known !== undefined || journal.ino !== found.ino || found.size < journal.read || !(await beginsWith(file, journal.first));
      if (isNew) {
        journal = { path, ino: found.ino, read: 0, first: Buffer.alloc(0), rows: new Map(), calls: new Map(), costs: new Map() };
        this.journals.set(path, journal);
      }
      return (await this.readLines(file, journal as Journal, signal)) || isNew;
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason;
      const problem = error instanceof JournalProblem ? error.message : `${path} cannot be read: ${reasonOf(error)}.`;
      // What is no journal stays none until it changes; what could not be opened is tried again.
      const isTried = error instanceof JournalProblem && journal !== undefined;
      this.journals.set(path, { path, ino: journal?.ino ?? -1, read: isTried ? size : -1, first: Buffer.alloc(0), rows: new Map(), calls: new Map(), costs: new Map(), problem });
      return problem !== known;
    } finally {
      await file?.close();
    }
  }

  private async readLines(file: FileHandle, journal: Journal, signal: AbortSignal | undefined): Promise<boolean> {
    let changed = false;
    for await (const lines of linesOf(file, signal, journal.read)) {
      for (const line of lines) {
        if (journal.header === undefined) {
          // A run that begins at this moment.
          if (!line.ended) return changed;
          this.readHeader(journal, line);
          changed = true;
        } else changed = this.readLine(journal, line) || changed;
        // One without its line end may be half a line still: it is read again.
        if (line.ended) journal.read = line.offset + (line.end - line.start) + 1;
      }
    }
    return changed;
  }

  private readHeader(journal: Journal, line: Line): void {
    const read = headerShape.safeParse(parse(line));
    if (!read.success) throw new JournalProblem('not-a-journal', `${journal.path} is not the journal of a run that this Traitwright can read.`);
    journal.header = read.data;
    journal.run = basename(journal.path, '.jsonl');
    journal.first = Buffer.from(line.bytes.subarray(line.start, Math.min(line.end, line.start + 4096)));
  }

  private readLine(journal: Journal, line: Line): boolean {
    const { bytes, start, end } = line;
    const call = readCall(bytes, start, end);
    if (call !== undefined) {
      // Until it has its line end it is read again.
      if (line.ended) this.count(journal, call);
      return false;
    }
    const value = parse(line);
    const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
    if (type === 'summary' || type === 'resumed') {
      const ended = type === 'summary' && value !== undefined ? (value as Partial<JournalSummary>).ended : undefined;
      if (ended === journal.ended) return false;
      if (ended === undefined) delete journal.ended;
      else journal.ended = ended;
      return true;
    }
    if (type !== 'sample') return false;
    const row = this.rowOf(journal, (value as { readonly sample?: unknown }).sample, line);
    if (row !== undefined) journal.rows.set(row.id, row);
    return row !== undefined;
  }

  private count(journal: Journal, { traitId, kind, ordinal, at, stage, role, model, cached, inputTokens, outputTokens, cost }: NonNullable<ReturnType<typeof readCall>>): void {
    const sample = `${traitId}/${kind}/${ordinal}`;
    const before = journal.calls.get(sample);
    // What was written beforehand costs nothing, whether or not somebody had prices at hand.
    const paid = cached || model.startsWith('rehearsal/') ? 0 : cost;
    // Cut from a line, it would keep all of it.
    journal.calls.set(sample, { at: before !== undefined && before.at > at ? before.at : this.own(at), cost: paid === undefined || (before !== undefined && before.cost === undefined) ? undefined : (before?.cost ?? 0) + paid });
    const key = `${stage} ${role} ${model}`;
    const sum = journal.costs.get(key) ?? { stage, role, model, calls: 0, cached: 0, inputTokens: 0, outputTokens: 0, usd: 0, unpriced: 0 };
    journal.costs.set(key, {
      ...sum,
      calls: sum.calls + 1,
      cached: sum.cached + (cached ? 1 : 0),
      inputTokens: sum.inputTokens + (cached ? 0 : inputTokens),
      outputTokens: sum.outputTokens + (cached ? 0 : outputTokens),
      usd: sum.usd + (paid ?? 0),
      unpriced: sum.unpriced + (paid === undefined ? 1 : 0),
    });
  }

  private rowOf(journal: Journal, value: unknown, { offset, start, end }: Line): SampleRow | undefined {
    const read = journalledSampleShape.safeParse(value);
    const { header, run } = journal;
    if (!read.success || header === undefined || run === undefined) return undefined;
    const { id, traitId, kind, ordinal, chunkHash, status } = read.data;
    const more = listedShape.parse(value);
    const calls = journal.calls.get(id);
    const cut = (text: string): string => this.own(text.slice(0, OPENING * 2).replace(/\s+/gu, ' ').trim().slice(0, OPENING));
    return {
      key: `${run} ${id}`,
      id: this.own(id),
      run,
      pipeline: header.pipeline,
      traitId: this.word(traitId),
      ...(kind === undefined ? {} : { kind: this.word(kind) }),
      ...(ordinal === undefined ? {} : { ordinal }),
      chunkHash: this.word(chunkHash),
      status: this.word(status),
      ...(more.critique === undefined ? {} : { verdict: this.word(more.critique.verdict) }),
      ...(more.critique?.document_gap === undefined ? {} : { gap: { part: more.critique.document_gap.part, missing: this.own(more.critique.document_gap.missing.slice(0, LONGEST_GAP)) } }),
      ...(more.droppedBy === undefined ? {} : { droppedBy: this.word(more.droppedBy) }),
      ...(more.reason === undefined ? {} : { reason: cut(more.reason) }),
      duplicate: more.duplicateOf !== undefined,
      pinned: more.pinned,
      rehearsed: more.rehearsed || header.rehearsed,
      ...(more.documentType === undefined ? {} : { documentType: this.word(more.documentType) }),
      models: this.modelsOf(more.models ?? header.models),
      when: this.own(calls?.at ?? header.startedAt),
      opening: cut(more.prompt ?? more.scenario ?? more.document ?? more.draft ?? more.plan?.what ?? ''),
      tokens: Object.values(more.usage).reduce((sum, usage) => sum + (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0), 0),
      ...(calls?.cost === undefined ? {} : { cost: calls.cost }),
      place: { path: journal.path, offset, length: end - start },
    };
  }

  private gather(paths: readonly string[]): void {
    const journals = paths.flatMap((path) => this.journals.get(path) ?? []);
    const runs = journals.filter((journal): journal is Journal & Required<Pick<Journal, 'header' | 'run'>> => journal.header !== undefined && journal.header.compare === undefined && journal.problem === undefined);
    this.rows = runs.flatMap(({ rows }) => [...rows.values()]);
    this.runs = runs.map(({ run, path, header, rows, costs, ended }) => ({ run, path, header, samples: rows.size, costs: [...costs.values()], ...(ended === undefined ? {} : { ended }) }));
    this.unread = journals.flatMap(({ path, problem }) => (problem === undefined ? [] : [{ path, problem }]));
  }

  /** A text that keeps nothing else in memory: a part of a longer one would keep the whole. */
  private own(text: string): string {
    return Buffer.from(text).toString();
  }

  /** Texts that many rows have are there once. */
  private word(text: string): string {
    const known = this.words.get(text);
    if (known !== undefined) return known;
    const own = this.own(text);
    this.words.set(own, own);
    return own;
  }

  private modelsOf(models: JournalHeader['models']): JournalHeader['models'] {
    const key = JSON.stringify([models.generator, models.critic, models.judge]);
    const known = this.models.get(key);
    if (known !== undefined) return known;
    const own = { generator: this.own(models.generator), critic: this.own(models.critic), judge: this.own(models.judge) };
    this.models.set(key, own);
    return own;
  }
}

const text = z.string().optional().catch(undefined);
const usage = z.object({ inputTokens: z.number(), outputTokens: z.number() }).optional().catch(undefined);

/** What a row is made of. Any program may have written to a journal. */
const listedShape = z.object({
  prompt: text,
  scenario: text,
  document: text,
  draft: text,
  droppedBy: text,
  reason: text,
  duplicateOf: text,
  documentType: text,
  plan: z.object({ what: z.string() }).optional().catch(undefined),
  critique: z.object({ verdict: z.string(), document_gap: documentGapShape.optional().catch(undefined) }).optional().catch(undefined),
  pinned: z.boolean().catch(false),
  rehearsed: z.boolean().catch(false),
  models: z.object({ generator: z.string(), critic: z.string(), judge: z.string() }).optional().catch(undefined),
  usage: z.object({ generator: usage, critic: usage, judge: usage }).catch({ generator: undefined, critic: undefined, judge: undefined }),
});

async function beginsWith(file: FileHandle, first: Buffer): Promise<boolean> {
  const bytes = Buffer.alloc(first.length);
  await file.read(bytes, 0, first.length, 0);
  return bytes.equals(first);
}

function parse({ bytes, start, end }: Line): unknown {
  try {
    return JSON.parse(bytes.toString('utf8', start, end));
  } catch {
    return undefined;
  }
}

/** The journal of a run: what is written, line by line, so that nothing that was paid for is lost. */
import type { CallPurpose, Message, ModelOutcome, Role } from '../models/model.ts';

export const JOURNAL_VERSION = 1;

/** The first line. */
export interface JournalHeader {
  readonly type: 'header';
  readonly version: typeof JOURNAL_VERSION;
  readonly tool: string;
  readonly run: string;
  readonly pipeline: 'chat';
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly document: { readonly name: string; readonly hash: string };
  /** Chunk hash by trait id. */
  readonly chunks: Readonly<Record<string, string>>;
  readonly models: Readonly<Record<Role, string>>;
  /** True where any of the models is the rehearsal model: those answers were written beforehand. */
  readonly rehearsed: boolean;
  readonly parameters: { readonly perTrait: number };
  /** Prompt version by stage. */
  readonly prompts: Readonly<Record<string, number>>;
}

/** One finished call: written before anything depends on it. */
export interface JournalCall {
  readonly type: 'call';
  /** SHA-256 of all that the answer depends on. */
  readonly key: string;
  readonly at: string;
  readonly model: string;
  readonly purpose: CallPurpose;
  readonly system?: string;
  readonly messages: readonly Message[];
  readonly outcome: ModelOutcome;
  /** HTTP calls made, retries included. */
  readonly tries: number;
  readonly milliseconds: number;
}

/** One finished sample, with all its steps. `sample` is a Sample of generation. */
export interface JournalSample {
  readonly type: 'sample';
  readonly sample: unknown;
}

/** The last line of a run that ended by itself or was cancelled; a run that broke off has none. */
export interface JournalSummary {
  readonly type: 'summary';
  readonly at: string;
  readonly ended: 'done' | 'cancelled' | 'failed';
  readonly calls: number;
  /** Samples by status. */
  readonly samples: Readonly<Record<string, number>>;
}

export type JournalRecord = JournalHeader | JournalCall | JournalSample | JournalSummary;

/** Where records go. `append` resolves once the line is on disk; lines keep the order of the calls. */
export interface Journal {
  append(record: JournalRecord): Promise<void>;
  close(): Promise<void>;
}

/** The journal of a run: what is written, line by line, so that nothing that was paid for is lost. */
import * as z from 'zod';
import { type CallPurpose, EVAL_STAGES, type FailureKind, type Message, type ModelOutcome, PATTERN_STAGES, PIPELINE_NAMES, type Role, STAGES, type Usage } from '../models/model.ts';

/** Goes up when a reader of the version before would read a journal wrongly. What is only added leaves it as it is. */
export const JOURNAL_VERSION = 1;

const ROLES = ['generator', 'critic', 'judge'] as const satisfies readonly Role[];

/** `Z` at the end: all times are in UTC. */
const time = z.iso.datetime().describe('ISO 8601, in UTC.');
const hash = z.string().min(1);
const count = z.int().nonnegative();
/** Some providers send fractions of tokens for what they estimate. */
const tokens = z.number().nonnegative();
const cost = z.number().nonnegative().exactOptional();

const usageShape: z.ZodType<Usage> = z.object({ inputTokens: tokens, outputTokens: tokens }).describe('Tokens as the provider counted them; those spent on thinking count as output.');
const usage = usageShape.exactOptional();

const FAILURES = {
  'no-key': true,
  unauthorized: true,
  'rate-limited': true,
  server: true,
  network: true,
  timeout: true,
  'bad-request': true,
  'not-found': true,
  'no-answer': true,
  cancelled: true,
  budget: true,
} as const satisfies Readonly<Record<FailureKind, true>>;

/** What kind of failure a call came to. */
export const failureKindShape: z.ZodType<FailureKind> = z.enum(Object.keys(FAILURES) as readonly FailureKind[]);

/** What a call came to, as it is journalled. */
export const outcomeShape: z.ZodType<ModelOutcome> = z.discriminatedUnion('status', [
  z.object({ status: z.literal('ok'), text: z.string(), usage }),
  z.object({ status: z.literal('blocked'), reason: z.string(), usage }),
  z.object({ status: z.literal('refused'), reason: z.string(), usage }),
  z.object({ status: z.literal('truncated'), text: z.string(), usage }),
  z.object({ status: z.literal('empty'), usage }),
  z.object({
    status: z.literal('failed'),
    kind: failureKindShape,
    message: z.string(),
    retryAfterMs: z.number().nonnegative().exactOptional(),
    usage,
    sent: z.boolean().exactOptional().describe('False where no connection was made; true where an answer came that could not be read, which the provider may bill.'),
  }),
]);

const purposeShape: z.ZodType<CallPurpose> = z.object({
  stage: z.enum([...STAGES, ...PATTERN_STAGES, ...EVAL_STAGES]),
  role: z.enum([...ROLES, 'subject']),
  traitId: z.string(),
  kind: z.enum(['exhibit', 'exception', 'trade-off', 'dataset', 'bare', 'with-document']),
  ordinal: count.describe('Counts the samples of this trait and kind, from 0.'),
  attempt: count.describe('1 where an answer that could not be read was asked for again.'),
  item: z.string().exactOptional().describe('Of an eval, the id of the question, the probe or the entry.'),
});

const messageShape: z.ZodType<Message> = z.object({ role: z.enum(['user', 'model']), text: z.string() });

export const headerShape = z
  .object({
    type: z.literal('header'),
    version: z.literal(JOURNAL_VERSION).describe('The version of this format.'),
    tool: z.string(),
    run: z.string(),
    pipeline: z.enum(PIPELINE_NAMES),
    startedAt: time,
    document: z.object({ name: z.string(), hash: hash.describe('SHA-256 of its text.') }).readonly(),
    chunks: z.record(z.string(), hash).readonly().describe('By trait id, the SHA-256 of what the models are shown of the document.'),
    models: z.object({ generator: z.string(), critic: z.string(), judge: z.string() }).readonly().describe('`provider/model` by role.'),
    endpoints: z.record(z.string(), z.string()).readonly().exactOptional().describe('By provider, the address that it was called at, where that is not its own. A run is gone on with there, and nowhere else.'),
    rehearsed: z.boolean().describe('True where answers were written beforehand and no model was called for them.'),
    parameters: z
      .object({
        perTrait: count,
        kinds: z
          .object({ exhibit: z.number(), exception: z.number(), 'trade-off': z.number() })
          .readonly()
          .exactOptional()
          .describe('How many parts of each kind were wanted; as many of each where it is absent.'),
        documentTypes: z.array(z.string()).readonly().exactOptional().describe('The types of text that were set, where they are not the usual ones.'),
        proposedTypes: count.exactOptional().describe('How many further types of text were asked for, where that is not the usual number.'),
        backfill: count.exactOptional().describe('In how many further rounds samples that came to nothing were to be made up for, at most.'),
        dedup: z
          .object({ method: z.enum(['embeddings', 'lexical']), threshold: z.number().exactOptional(), embedder: z.string().exactOptional() })
          .readonly()
          .exactOptional()
          .describe('How kept samples were to be compared; absent where they were not.'),
        lists: hash.exactOptional().describe('SHA-256 of the lists that scenarios were varied with; absent where nothing was drawn.'),
        only: z.array(z.string()).readonly().exactOptional().describe('The ids of the samples that were wanted, where it was not all: those that were made anew because they were stale.'),
      })
      .readonly(),
    prompts: z.record(z.string(), z.int()).readonly().describe('By stage, the version of its wording.'),
    overrides: z.record(z.string(), hash).readonly().exactOptional().describe('By the name of its file, the SHA-256 of each prompt that the workspace worded anew.'),
    compare: z
      .object({
        revision: z.string().describe('As it was asked for.'),
        commit: z.string(),
        of: z.string().describe('The run whose plans and messages were answered again.'),
        document: hash.describe('SHA-256 of the text at that revision.'),
        chunks: z.record(z.string(), hash).readonly().describe('As `chunks`, at that revision.'),
      })
      .readonly()
      .exactOptional()
      .describe('Present where two texts of the document were compared. Its samples have a `side`, and are not for training.'),
    seed: z.int().exactOptional().describe('What chance was drawn from, where the run was given one.'),
  })
  .readonly()
  .meta({ id: 'header', description: 'What was to be done: the first line.' });

/** The first line of the journal of a search for patterns: it makes no samples, and has calls and a summary like any other. */
export const patternsHeaderShape = z
  .object({
    type: z.literal('header'),
    version: z.literal(JOURNAL_VERSION),
    tool: z.string(),
    run: z.string(),
    pipeline: z.literal('patterns'),
    startedAt: time,
    data: z.object({ files: z.array(z.string()).readonly(), compared: z.array(z.string()).readonly().exactOptional(), samples: count, hash: hash.describe('SHA-256 of what was drawn of it.') }).readonly(),
    models: z.object({ critic: z.string(), judge: z.string() }).readonly(),
    endpoints: z.record(z.string(), z.string()).readonly().exactOptional(),
    // Anybody may have written the file: one that asks for a billion samples is not to end the program.
    parameters: z
      .object({ scans: z.int().min(2).max(1000), batch: z.int().min(2).max(1000), rate: z.int().min(1).max(100_000), perCall: z.int().min(1).max(50), known: z.array(z.string()).readonly() })
      .readonly(),
    prompts: z.record(z.string(), z.int()).readonly(),
    seed: z.int(),
  })
  .readonly();
export type PatternsHeader = z.infer<typeof patternsHeaderShape>;

/** The first line of the journal of an eval: its samples are answers and what a judge made of them, and none is for training. */
export const evalHeaderShape = z
  .object({
    type: z.literal('header'),
    version: z.literal(JOURNAL_VERSION),
    tool: z.string(),
    run: z.string(),
    pipeline: z.literal('eval'),
    eval: z.enum(['knowledge', 'over-trigger', 'trade-offs']),
    startedAt: time,
    document: z.object({ name: z.string(), hash: hash }).readonly(),
    /** Of today's document, by which answers are judged. */
    traits: z.array(z.object({ id: z.string(), name: z.string() }).readonly()).readonly(),
    chunks: z.record(z.string(), hash).readonly(),
    subjects: z
      .array(
        z
          .object({
            model: z.string(),
            withDocument: z.boolean(),
            /** The git revision of the document that stood in its system prompt, as it was asked for. */
            revision: z.string().exactOptional(),
            /** Where it was called, where that is not its provider's own address. */
            endpoint: z.string().exactOptional(),
            /** SHA-256 of the text that stood in its system prompt. */
            documentHash: hash.exactOptional(),
          })
          .readonly(),
      )
      .min(1)
      .max(2)
      .readonly(),
    models: z.object({ generator: z.string(), judge: z.string() }).readonly(),
    /** Of the judge and the generator. */
    endpoints: z.record(z.string(), z.string()).readonly().exactOptional(),
    rehearsed: z.boolean(),
    // Anybody may have written the file: one that asks for a billion probes is not to end the program.
    parameters: z.object({ questions: z.int().min(1).max(10_000).exactOptional(), perEntry: z.int().min(1).max(20), traitIds: z.array(z.string()).readonly(), items: z.array(z.string()).readonly().exactOptional() }).readonly(),
    /** SHA-256 of all that is asked about: where it is another, the journal is not gone on with. */
    asked: hash,
    /** The run whose saved answers are judged anew. */
    answersOf: z.string().exactOptional(),
    prompts: z.record(z.string(), z.int()).readonly(),
    seed: z.int(),
  })
  .readonly();
export type EvalHeader = z.infer<typeof evalHeaderShape>;

const callShape = z
  .object({
    type: z.literal('call'),
    key: hash.describe('SHA-256 of all that the answer depends on: equal keys are the same call.'),
    at: time,
    model: z.string(),
    purpose: purposeShape,
    system: z.string().exactOptional(),
    messages: z.array(messageShape).readonly(),
    outcome: outcomeShape,
    tries: count.describe('How often it was sent, retries included; 0 where it was not.'),
    milliseconds: z.number(),
    cached: z.literal(true).exactOptional().describe('The answer was taken from the cache: nothing was sent, nothing was billed.'),
    cost: cost.describe('In US dollars; absent where the price is not known.'),
  })
  .readonly()
  .meta({ id: 'call', description: 'One answer of a model, written before anything depends on it.' });

/** What samples of all pipelines have. Each has more keys of its own, which are kept. */
export const journalledSampleShape = z
  .object({
    id: z.string().describe('Unique in its run. Where two lines have the same one, the later counts.'),
    traitId: z.string(),
    kind: z.string().exactOptional(),
    ordinal: count.exactOptional(),
    chunkHash: hash.describe('Of the chunk that it was made from; where today’s is another, the sample is stale.'),
    status: z.string(),
  })
  .readonly();

const sampleShape = z
  .object({ type: z.literal('sample'), sample: journalledSampleShape })
  .readonly()
  .meta({ id: 'sample', description: 'One finished sample, with all its steps.' });

const resumedShape = z
  .object({
    type: z.literal('resumed'),
    at: time,
    tool: z.string(),
    brokenLines: z.array(z.int().positive()).readonly().exactOptional().describe('The lines that had broken off, counted from 1: they hold nothing.'),
  })
  .readonly()
  .meta({ id: 'resumed', description: 'From here on the run was gone on with, after it had broken off or ended early.' });

const summaryShape = z
  .object({
    type: z.literal('summary'),
    at: time,
    ended: z.enum(['done', 'cancelled', 'failed', 'budget']),
    calls: count.describe('A call and its retries count once.'),
    samples: z.record(z.string(), count).readonly().describe('Samples by status.'),
    shortfalls: z
      .array(z.object({ traitId: z.string(), wanted: count, kept: count }).readonly())
      .readonly()
      .exactOptional()
      .describe('The traits that have fewer kept samples than were asked for.'),
    dedup: z
      .object({
        method: z.enum(['embeddings', 'lexical']),
        threshold: z.number(),
        problem: z.string().exactOptional().describe('Why words were compared, where embeddings were to be.'),
        borderline: z
          .array(z.object({ kept: z.string(), other: z.string(), similarity: z.number(), isDuplicate: z.boolean() }).readonly())
          .readonly()
          .describe('Pairs near the threshold, by sample id, for a person to look at: `kept` stayed, and `other` was dropped where it is a duplicate.'),
      })
      .readonly()
      .exactOptional()
      .describe('What comparing the kept samples came to.'),
    embedded: z
      .object({ texts: count, inputTokens: tokens.describe('As the provider counted them, where it does.') })
      .readonly()
      .exactOptional()
      .describe('What was embedded to compare samples. It has no lines of its own, and is part of the cost.'),
    cost: cost.describe('In US dollars; absent where the price of a call is not known.'),
  })
  .readonly()
  .meta({ id: 'summary', description: 'How it ended: the last line of a run that did not break off. A resumed run has one for each time that it ended.' });

/** Each line of a journal. Keys that are not named here are allowed, and kept by whoever copies a line. */
export const journalRecordShape = z.discriminatedUnion('type', [headerShape, callShape, sampleShape, resumedShape, summaryShape]);

/** The first line. */
export type JournalHeader = z.infer<typeof headerShape>;

/** One finished call: written before anything depends on it. */
export type JournalCall = z.infer<typeof callShape>;

/** One finished sample, with all its steps. `sample` is a Sample of generation. */
export type JournalSample = z.infer<typeof sampleShape>;

/** Written by whoever goes on with a journal, before anything else. */
export type JournalResumed = z.infer<typeof resumedShape>;

/** The last line of a run that ended by itself or was cancelled; a run that broke off has none. */
export type JournalSummary = z.infer<typeof summaryShape>;

export type JournalRecord = JournalHeader | JournalCall | JournalSample | JournalResumed | JournalSummary;

/** Why a journal cannot be read or written, as a sentence for a person. Its `cause` is the system's error, where there is one. */
export class JournalProblem extends Error {
  readonly kind:
    | 'cannot-read'
    | 'cannot-write'
    /** It is a file of something else. */
    | 'not-a-journal'
    /** A later Traitwright wrote it; nothing is read of it, and nothing is written to it. */
    | 'newer-version'
    /** It broke off within its first line: there is nothing to go on with. */
    | 'empty'
    /** Somebody else writes to it, or to another journal of its document. */
    | 'in-use';

  constructor(kind: JournalProblem['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'JournalProblem';
    this.kind = kind;
  }
}

/** Where records go. `append` resolves once the line is on disk; lines keep the order of the calls. */
export interface Journal {
  append(record: JournalRecord): Promise<void>;
  close(): Promise<void>;
}

/** A journal that the header of a search for patterns, or of an eval, may be written to, too. */
export interface PatternsJournal extends Journal {
  append(record: JournalRecord | PatternsHeader | EvalHeader): Promise<void>;
}

export type EvalJournal = PatternsJournal;

/**
 * The answers that a journal has, by call key. A Map is one. A journal's file is read only where one is asked for, since
 * all answers of a large run do not fit into memory: so whoever uses it awaits `get`.
 */
export interface FinishedCalls {
  /** Never an outcome that is `failed`: such a call is made again. */
  get(key: string): ModelOutcome | undefined | Promise<ModelOutcome | undefined>;
}

/** The samples that need not be made again, by sample id. */
export interface FinishedSamples {
  readonly size: number;
  has(id: string): boolean;
  /** As it was journalled, with all its keys. */
  get(id: string): Promise<JournalSample['sample'] | undefined>;
}

/**
 * What is different in the run that `now` would begin from the one that `before` began, each in a sentence; empty where
 * nothing is. The calls that it concerns have other keys, and are made anew; all others are answered from the journal.
 */
export function changesSince(before: JournalHeader, now: Omit<JournalHeader, 'type' | 'version' | 'tool' | 'run' | 'startedAt'>): readonly string[] {
  const changes: string[] = [];
  if (before.document.name !== now.document.name) changes.push(`The journal is of ${before.document.name}, not of ${now.document.name}.`);
  const { changed, added, gone } = difference(before.chunks, now.chunks);
  if (changed.length > 0) changes.push(`Changed in the document since: ${changed.join(', ')}.`);
  // A change outside of what the models are shown makes no answer another.
  else if (before.document.hash !== now.document.hash && added.length + gone.length === 0) changes.push('The document has changed, and none of what the models are shown of these traits.');
  if (added.length > 0) changes.push(`Not in the journal yet: ${added.join(', ')}.`);
  if (gone.length > 0) changes.push(`In the journal alone: ${gone.join(', ')}.`);
  for (const role of ROLES) if (before.models[role] !== now.models[role]) changes.push(`The ${role} was ${before.models[role]} and is ${now.models[role]}.`);
  const prompts = difference(before.prompts, now.prompts);
  const stages = [...prompts.changed, ...prompts.added, ...prompts.gone];
  if (stages.length > 0) changes.push(`Worded anew since: ${stages.join(', ')}.`);
  if (before.pipeline !== now.pipeline) changes.push(`The pipeline was ${before.pipeline} and is ${now.pipeline}.`);
  const { perTrait, kinds, documentTypes, proposedTypes } = now.parameters;
  if (before.parameters.perTrait !== perTrait) changes.push(`Samples of each trait: ${before.parameters.perTrait} then, ${perTrait} now.`);
  if (!isSame(before.parameters.kinds, kinds)) changes.push('The kinds of samples are wanted in other parts.');
  if (!isSame(before.parameters.documentTypes, documentTypes) || before.parameters.proposedTypes !== proposedTypes) changes.push('The types of text are others.');
  if (before.parameters.lists !== now.parameters.lists) changes.push('What scenarios are varied with is other: what was not planned yet is drawn from the lists of now.');
  const worded = difference(before.overrides ?? {}, now.overrides ?? {});
  const files = [...worded.changed, ...worded.added, ...worded.gone];
  if (files.length > 0) changes.push(`Prompts of the workspace that are others: ${files.join(', ')}.`);
  if (before.seed !== now.seed) changes.push(`The seed was ${before.seed ?? 'not set'} and is ${now.seed ?? 'not set'}.`);
  return changes;
}

function isSame(before: unknown, now: unknown): boolean {
  return JSON.stringify(before) === JSON.stringify(now);
}

function difference<T>(before: Readonly<Record<string, T>>, now: Readonly<Record<string, T>>): Readonly<Record<'changed' | 'added' | 'gone', readonly string[]>> {
  return {
    changed: Object.keys(now).filter((key) => Object.hasOwn(before, key) && before[key] !== now[key]),
    added: Object.keys(now).filter((key) => !Object.hasOwn(before, key)),
    gone: Object.keys(before).filter((key) => !Object.hasOwn(now, key)),
  };
}

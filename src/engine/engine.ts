/** Makes model calls: a few at a time, with retries, each journalled before anything depends on it. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import PQueue from 'p-queue';
import * as z from 'zod';
import type { JsonSchema, LanguageModel, ModelOutcome, ModelRequest } from '../models/model.ts';
import type { Journal, JournalCall } from './journal.ts';

export interface EngineOptions {
  readonly journal: Journal;
  /** Calls under way at once. */
  readonly concurrency: number;
  readonly now: () => Date;
  /** How often a call that failed for a passing reason is made again; 4 when not given. */
  readonly retries?: number;
  /** Milliseconds before the first retry, doubled for each that follows; 1,000 when not given. */
  readonly backoffMs?: number;
  /** Hears of a call that failed for a passing reason and is made again after so many milliseconds. */
  readonly onRetry?: (failed: Failed, waitMs: number) => void;
}

/** What a call for JSON came to: like an outcome, with the value read, or what was wrong with it. */
export type JsonOutcome<T> =
  | { readonly status: 'ok'; readonly value: T }
  | { readonly status: 'unparsed'; readonly text: string; readonly problem: string }
  | Exclude<ModelOutcome, { status: 'ok' }>;

export interface Engine {
  /** Calls made so far, retries counted once. */
  readonly calls: number;
  /** `onOutcome` sees every answer, also one that turns out not to be of the asked-for shape. Never rejects but when the journal cannot be written. */
  text(model: LanguageModel, request: ModelRequest, signal: AbortSignal, onOutcome?: (outcome: ModelOutcome) => void): Promise<ModelOutcome>;
  /** Asks for JSON of `schema`. An answer that is not of that shape is asked for once more; then it is `unparsed`. */
  json<T>(
    model: LanguageModel,
    request: ModelRequest,
    schema: z.ZodType<T>,
    signal: AbortSignal,
    onOutcome?: (outcome: ModelOutcome) => void,
  ): Promise<JsonOutcome<T>>;
}

/**
 * A call's key: SHA-256, in hexadecimal, of the model and all that the answer depends on. The role is not among that:
 * the same question to the same model is the same call.
 */
export function callKey(model: string, request: ModelRequest): string {
  const { purpose, messages, system, schema, temperature, maxOutputTokens } = request;
  // The type breaks the build when a request gets a property that is not named here.
  const dependsOn: Record<keyof ModelRequest | 'model', unknown> = {
    model,
    purpose: [purpose.stage, purpose.traitId, purpose.kind, purpose.ordinal, purpose.attempt],
    messages: messages.map(({ role, text }) => [role, text]),
    system,
    schema,
    temperature,
    maxOutputTokens,
  };
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(dependsOn))));
}

export type Failed = Extract<ModelOutcome, { status: 'failed' }>;

const CANCELLED: Failed = { status: 'failed', kind: 'cancelled', message: 'Cancelled. What was already sent may still be billed.' };

/** A provider that asks for a longer wait than this has no quota left: its answer is passed on, and the run does not hang. */
const LONGEST_WAIT_MS = 300_000;

const NETWORK_RETRIES = 2;

export function createEngine({ journal, concurrency, now, retries = 4, backoffMs = 1000, onRetry }: EngineOptions): Engine {
  const queue = new PQueue({ concurrency });
  let calls = 0;
  let broken: { readonly error: unknown } | undefined;
  /** Models that no call can reach, by id: the others of the run would each wait for the same answer. */
  const unreachable = new Map<string, Failed>();

  /** One call with its retries. It keeps its place in the queue while it waits, so that a busy provider is asked less. */
  async function generate(model: LanguageModel, request: ModelRequest, signal: AbortSignal): Promise<{ outcome: ModelOutcome; tries: number }> {
    for (let tries = 1; ; tries += 1) {
      const outcome = await model.generate(request, signal);
      if (outcome.status !== 'failed' || !mayPass(outcome) || tries > retries) return { outcome, tries };
      // A host that does not answer seldom does a moment later, and somebody is waiting.
      if (outcome.kind === 'network' && tries > NETWORK_RETRIES) return { outcome, tries };
      const asked = outcome.retryAfterMs ?? 0;
      if (asked > LONGEST_WAIT_MS) return { outcome, tries };
      // Spread at random, so that calls that failed together do not come back together.
      const ours = backoffMs * 2 ** (tries - 1) * (1 + Math.random());
      const wait = Math.max(asked, Math.min(ours, LONGEST_WAIT_MS));
      onRetry?.(outcome, wait);
      await delay(wait, signal);
      if (signal.aborted) return { outcome: CANCELLED, tries };
    }
  }

  async function append(record: JournalCall): Promise<void> {
    try {
      await journal.append(record);
    } catch (error) {
      // From here on no answer could be kept, so none is paid for.
      broken ??= { error };
      throw error;
    }
  }

  const text: Engine['text'] = (model, request, signal, onOutcome) =>
    queue.add(async () => {
      // Cancelled while it waited for its turn: nothing is sent.
      if (signal.aborted) return CANCELLED;
      if (broken !== undefined) throw broken.error;
      const known = unreachable.get(model.id);
      if (known !== undefined) return known;
      const started = now();
      const { outcome, tries } = await generate(model, request, signal);
      if (outcome.status === 'failed' && isUnreachable(outcome)) unreachable.set(model.id, outcome);
      calls += 1;
      await append({
        type: 'call',
        key: callKey(model.id, request),
        at: started.toISOString(),
        model: model.id,
        purpose: request.purpose,
        ...(request.system === undefined ? {} : { system: request.system }),
        messages: request.messages,
        outcome,
        tries,
        milliseconds: now().getTime() - started.getTime(),
      });
      onOutcome?.(outcome);
      return outcome;
    });

  return {
    get calls() {
      return calls;
    },
    text,
    async json(model, request, schema, signal, onOutcome) {
      const withSchema = { ...request, schema: z.toJSONSchema(schema) as JsonSchema };
      for (let attempt = request.purpose.attempt; ; attempt += 1) {
        const outcome = await text(model, { ...withSchema, purpose: { ...request.purpose, attempt } }, signal, onOutcome);
        if (outcome.status !== 'ok') return outcome;
        const read = readJson(outcome.text, schema);
        if (read.status === 'ok' || attempt > request.purpose.attempt) return read;
      }
    },
  };
}

/** Whether what failed has nothing to do with the one call. */
function isUnreachable({ kind }: Failed): boolean {
  return kind === 'no-key' || kind === 'unauthorized' || kind === 'not-found' || kind === 'network';
}

/** Rate limits, server faults and broken connections pass; everything else would fail again. */
function mayPass({ kind }: Failed): boolean {
  switch (kind) {
    case 'rate-limited':
    case 'server':
    case 'network':
    case 'timeout':
      return true;
    case 'no-key':
    case 'unauthorized':
    case 'bad-request':
    case 'not-found':
    case 'no-answer':
    case 'cancelled':
      return false;
  }
}

function readJson<T>(text: string, schema: z.ZodType<T>): JsonOutcome<T> {
  let value: unknown;
  try {
    value = JSON.parse(withoutFence(text));
  } catch (error) {
    return { status: 'unparsed', text, problem: `The answer is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { status: 'ok', value: parsed.data };
  return { status: 'unparsed', text, problem: `The answer is not of the asked-for shape: ${z.prettifyError(parsed.error).replace(/\s*\n\s*/g, ' ')}` };
}

/** Models put JSON in a code fence by habit, also where they are told not to. */
function withoutFence(text: string): string {
  const trimmed = text.trim();
  const opening = /^```[a-z]*/i.exec(trimmed)?.[0];
  return opening === undefined || !trimmed.endsWith('```') ? trimmed : trimmed.slice(opening.length, -3);
}

/** Resolves after that time, or at once when the signal fires. */
function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted || milliseconds <= 0) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
}

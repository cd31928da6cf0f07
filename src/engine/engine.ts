/** Makes model calls: a few at a time, with retries, each journalled before anything depends on it. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import PQueue from 'p-queue';
import pRetry from 'p-retry';
import * as z from 'zod';
import type { JsonSchema, LanguageModel, ModelOutcome, ModelRequest } from '../models/model.ts';
import type { Journal } from './journal.ts';

export interface EngineOptions {
  readonly journal: Journal;
  /** Calls under way at once. */
  readonly concurrency: number;
  readonly now: () => Date;
  /** How often a call that failed for a passing reason is made again; 4 when not given. */
  readonly retries?: number;
  /** Milliseconds before the first retry, doubled for each that follows; 1,000 when not given. */
  readonly backoffMs?: number;
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

/** A call's key: SHA-256, in hexadecimal, of the model and all that the answer depends on. */
export function callKey(model: string, request: ModelRequest): string {
  const { purpose, system, messages, schema, temperature, maxOutputTokens } = request;
  const sample = [purpose.traitId, purpose.kind, purpose.ordinal, purpose.attempt];
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify([model, system, messages, schema, temperature, maxOutputTokens, sample]))));
}

class Passing extends Error {
  readonly outcome: Extract<ModelOutcome, { status: 'failed' }>;

  constructor(outcome: Extract<ModelOutcome, { status: 'failed' }>) {
    super(outcome.message);
    this.outcome = outcome;
  }
}

const CANCELLED: ModelOutcome = { status: 'failed', kind: 'cancelled', message: 'Cancelled. What was already sent may still be billed.' };

export function createEngine({ journal, concurrency, now, retries = 4, backoffMs = 1000 }: EngineOptions): Engine {
  const queue = new PQueue({ concurrency });
  let calls = 0;

  /** One call with its retries. Rate limits, server faults and broken connections pass; everything else is an answer. */
  async function generate(model: LanguageModel, request: ModelRequest, signal: AbortSignal): Promise<{ outcome: ModelOutcome; tries: number }> {
    let tries = 0;
    const once = async (): Promise<ModelOutcome> => {
      tries += 1;
      const outcome = await model.generate(request, signal);
      if (outcome.status !== 'failed') return outcome;
      switch (outcome.kind) {
        case 'rate-limited':
        case 'server':
        case 'network':
        case 'timeout':
          throw new Passing(outcome);
        case 'no-key':
        case 'unauthorized':
        case 'bad-request':
        case 'not-found':
        case 'no-answer':
        case 'cancelled':
          return outcome;
      }
    };
    try {
      const outcome = await pRetry(once, {
        retries,
        minTimeout: backoffMs,
        randomize: true,
        signal,
        onFailedAttempt: async ({ error, retriesLeft, retryDelay }) => {
          const asked = error instanceof Passing ? (error.outcome.retryAfterMs ?? 0) : 0;
          if (retriesLeft > 0 && asked > retryDelay) await delay(asked - retryDelay, signal);
        },
      });
      return { outcome, tries };
    } catch (error) {
      if (signal.aborted) return { outcome: CANCELLED, tries };
      if (error instanceof Passing) return { outcome: error.outcome, tries };
      throw error;
    }
  }

  const text: Engine['text'] = async (model, request, signal, onOutcome) => {
    const made = await queue.add(async () => {
      // Cancelled while it waited for its turn: nothing is sent.
      if (signal.aborted) return undefined;
      const started = now();
      const { outcome, tries } = await generate(model, request, signal);
      return { outcome, tries, started, ended: now() };
    });
    if (made === undefined) return CANCELLED;
    const { outcome, tries, started, ended } = made;
    calls += 1;
    await journal.append({
      type: 'call',
      key: callKey(model.id, request),
      at: started.toISOString(),
      model: model.id,
      purpose: request.purpose,
      ...(request.system === undefined ? {} : { system: request.system }),
      messages: request.messages,
      outcome,
      tries,
      milliseconds: ended.getTime() - started.getTime(),
    });
    onOutcome?.(outcome);
    return outcome;
  };

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

function readJson<T>(text: string, schema: z.ZodType<T>): JsonOutcome<T> {
  let value: unknown;
  try {
    value = JSON.parse(withoutFence(text));
  } catch (error) {
    return { status: 'unparsed', text, problem: `The answer is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { status: 'ok', value: parsed.data };
  return { status: 'unparsed', text, problem: `The answer is not of the asked-for shape: ${z.prettifyError(parsed.error)}` };
}

/** Models put JSON in a code fence by habit, also where they are told not to. */
function withoutFence(text: string): string {
  return /^\s*```(?:json)?\s*\n([\s\S]*?)\n\s*```\s*$/.exec(text)?.[1] ?? text;
}

function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}

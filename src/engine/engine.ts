/** Makes model calls: a few at a time, with retries, each journalled before anything depends on it. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import PQueue from 'p-queue';
import * as z from 'zod';
import { withoutFence } from '../models/json-answer.ts';
import type { EmbeddingModel, EmbedOutcome, FailedOutcome, JsonSchema, LanguageModel, ModelOutcome, ModelRequest, Usage } from '../models/model.ts';
import { dollars } from '../models/dollars.ts';
import type { ResponseCache } from './cache.ts';
import { embedAll } from './embed.ts';
import { createExpectedTokens, estimateInput, estimateTokens } from './expected-tokens.ts';
import type { FinishedCalls, Journal, JournalCall } from './journal.ts';
import { createGate, type Gate, type Limits } from './limits.ts';
import { createOrder } from './order.ts';
import { addUsage, type Progress, ProgressCounter } from './progress.ts';
import { isFailed, passingFault, withRetries } from './retry.ts';
import { type Billed, createSpending, type PriceOf, type Reservation } from './spending.ts';
import { letGo, othersFirst } from './wait.ts';

export interface EngineOptions {
  readonly journal: Journal;
  /** Calls under way at once, to each provider. */
  readonly concurrency: number;
  /** What a provider may be asked, by its name: what stands before the slash of a model's id. `createEngine` throws a RangeError for limits that let nothing through. */
  readonly limits?: Readonly<Record<string, Limits>>;
  readonly now: () => Date;
  /** How often a call is made again after each sort of passing fault, see docs/runs.md; 4 when not given. */
  readonly retries?: number;
  /** Milliseconds before the first retry, doubled for each that follows; 1,000 when not given. */
  readonly backoffMs?: number;
  /** How long one try may take, in milliseconds, whatever the model does; 180,000 when not given. */
  readonly timeoutMs?: number;
  /** The answers of the journal that is gone on with: such a call is neither sent nor journalled again. */
  readonly finished?: FinishedCalls;
  /** Answers of earlier runs: such a call is journalled and costs nothing. */
  readonly cache?: ResponseCache;
  /** The most that may be spent, in US dollars; see `refuseBudget` for what it needs. */
  readonly budget?: { readonly usd: number };
  readonly priceOf?: PriceOf;
  /** How many calls there will be, where somebody has estimated it: for the progress. */
  readonly expectedCalls?: number;
  /** Hears of a call that failed for a passing reason and is made again after so many milliseconds. */
  readonly onRetry?: (failed: FailedOutcome, waitMs: number) => void;
  /** Hears how far it is, at most four times a second. What comes last may go unheard: see `Engine.progress`. */
  readonly onProgress?: (progress: Progress) => void;
}

/** What a call for JSON came to: like an outcome, with the value read, or what was wrong with it. */
export type JsonOutcome<T> =
  | { readonly status: 'ok'; readonly value: T }
  | { readonly status: 'unparsed'; readonly text: string; readonly problem: string }
  | Exclude<ModelOutcome, { status: 'ok' }>;

/** Hears the tokens of each call: of all its tries, also of answers that cannot be used; not of cached ones, which cost nothing. */
export type OnUsage = (usage: Usage) => void;

export interface Engine {
  /** Calls made so far, retries counted once. Those that were answered from a cache or a journal are not among them. */
  readonly calls: number;
  /** Tries that came to nothing under way: cancelled, timed out, broken off or unreadable. The provider may still bill them. */
  readonly givenUp: number;
  /** True once a call was not sent because the budget would have been passed. */
  readonly budgetUsedUp: boolean;
  readonly progress: Progress;
  /** The outcome's usage is that of all tries. Never rejects but when the journal cannot be written. */
  text(model: LanguageModel, request: ModelRequest, signal: AbortSignal, onUsage?: OnUsage): Promise<ModelOutcome>;
  /** Asks for JSON of `schema`. An answer that is not of that shape is asked for once more; then it is `unparsed`. */
  json<T>(model: LanguageModel, request: ModelRequest, schema: z.ZodType<T>, signal: AbortSignal, onUsage?: OnUsage): Promise<JsonOutcome<T>>;
  /**
   * A vector for each text, in order, all of one length; or the failure of the first request that came to nothing, after
   * which no other is sent. It keeps to the limits and the budget of the calls, and costs as they do. It is not
   * journalled, but see `embedded`. Never rejects.
   */
  embed(model: EmbeddingModel, texts: readonly string[], signal: AbortSignal): Promise<EmbedOutcome>;
  /** What was embedded so far: texts that have their vectors, and the tokens that the provider counted. */
  readonly embedded: { readonly texts: number; readonly inputTokens: number };
  /** Whether the journal that is gone on with has the answer to this; with the schema where JSON is asked for. */
  isFinished(model: LanguageModel, request: ModelRequest, schema?: z.ZodType): Promise<boolean>;
}

/**
 * A call's key: SHA-256, in hexadecimal, of the model and all that the answer depends on. The role is not among that:
 * the same question to the same model is the same call.
 */
export function callKey({ id, settings = {} }: Pick<LanguageModel, 'id' | 'settings'>, request: ModelRequest): string {
  const { purpose, messages, system, schema, temperature, maxOutputTokens, seed } = request;
  // The type breaks the build when a request gets a property that is not named here.
  const dependsOn: Record<keyof ModelRequest | 'model' | 'settings', unknown> = {
    model: id,
    settings: Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)),
    purpose: [purpose.stage, purpose.traitId, purpose.kind, purpose.ordinal, purpose.attempt],
    messages: messages.map(({ role, text }) => [role, text]),
    system,
    schema,
    temperature,
    maxOutputTokens,
    seed,
  };
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(dependsOn))));
}

const CANCELLED: FailedOutcome = { status: 'failed', kind: 'cancelled', message: 'The call was cancelled before it was sent.' };
const CANCELLED_UNDER_WAY: FailedOutcome = { status: 'failed', kind: 'cancelled', message: 'The call was cancelled; the provider may still bill it.' };

const TIMEOUT_MS = 180_000;

/** One provider's share: its calls under way, its limits. */
interface Lane {
  readonly queue: PQueue;
  readonly gate: Gate;
  /** Places whose answer is not on disk yet, and which went to another call meanwhile. */
  lent: number;
  readonly mayLend: number;
}

/** The share of the places that may be lent at one time. The others keep to the order: what is begun is finished first. */
const LENT = 1 / 4;

/** Whatever comes back from a model. */
interface Answered {
  readonly status: string;
  readonly usage?: Usage;
}

/** What a call came to, and what it took. */
interface Made {
  readonly outcome: ModelOutcome;
  /** 0 where nothing was sent. */
  readonly tries: number;
  /** US dollars; undefined where that is not known. */
  readonly cost: number | undefined;
}

export function createEngine(options: EngineOptions): Engine {
  const { journal, concurrency, limits = {}, now, timeoutMs = TIMEOUT_MS, finished, cache, budget, priceOf } = options;
  const lanes = new Map<string, Lane>();
  const priorityOf = createOrder();
  const expected = createExpectedTokens();
  const spending = createSpending(budget?.usd, priceOf);
  const counter = new ProgressCounter({ now, expected: options.expectedCalls, usd: () => spending.usd, onProgress: options.onProgress });
  let calls = 0;
  let givenUp = 0;
  let embedded: Engine['embedded'] = { texts: 0, inputTokens: 0 };
  let broken: { readonly error: unknown } | undefined;
  /** Models that no call can reach, by where they are: the others of the run would each wait for the same answer. */
  const unreachable = new Map<string, FailedOutcome>();
  /** How often each model answered, whatever it said: where one call breaks off and others do not, the model can be reached. */
  const answered = new Map<string, number>();

  function laneOf(provider: string): Lane {
    let lane = lanes.get(provider);
    if (lane === undefined) {
      const own = Object.hasOwn(limits, provider) ? (limits[provider] ?? {}) : {};
      const places = own.concurrency ?? concurrency;
      lane = { queue: new PQueue({ concurrency: places }), gate: createGate(own, now), lent: 0, mayLend: Math.floor(places * LENT) };
      lanes.set(provider, lane);
    }
    return lane;
  }

  // Limits that let nothing through are said before anything waits for them.
  for (const provider of Object.keys(limits)) laneOf(provider);

  /** One try, when its turn has come; undefined where it was not sent. `counted` is what it took where nobody says. */
  async function once<T extends Answered>(
    model: Billed,
    tokens: Usage,
    gate: Gate,
    signal: AbortSignal,
    send: (stop: AbortSignal) => Promise<T | FailedOutcome>,
    counted: (outcome: T | FailedOutcome) => Usage,
  ): Promise<{ readonly outcome: T | FailedOutcome; readonly cost: number | undefined } | undefined> {
    const reservation = await spending.reserve(model, tokens, signal);
    if (reservation === undefined) return undefined;
    const admission = await gate.admit(tokens.inputTokens + tokens.outputTokens, signal);
    if (admission === undefined || signal.aborted) {
      reservation.release();
      return undefined;
    }
    const came = await letGo(signal, timeoutMs, async (stop) => send(stop)).catch((error: unknown) => brokenModel(model, error));
    const outcome = came === 'cancelled' ? CANCELLED_UNDER_WAY : came === 'timeout' ? timedOut(model, timeoutMs) : came;
    if (outcome.usage !== undefined) admission.correct(outcome.usage.inputTokens + outcome.usage.outputTokens);
    return { outcome, cost: settle(reservation, model, outcome, () => counted(outcome)) };
  }

  /** Ends a reservation; what the try cost, undefined where that is not known. */
  function settle(reservation: Reservation, model: Billed, outcome: Answered | FailedOutcome, counted: () => Usage): number | undefined {
    if (outcome.usage !== undefined) {
      reservation.billed(outcome.usage);
      return spending.costOf(model, outcome.usage);
    }
    if (!isFailed(outcome)) {
      // Not counted by the provider, and billed all the same where it bills.
      reservation.billed(counted());
      return undefined;
    }
    if (mayBeBilled(outcome)) {
      givenUp += 1;
      reservation.unknown();
      return undefined;
    }
    reservation.billed(undefined);
    return spending.costOf(model, { inputTokens: 0, outputTokens: 0 });
  }

  /** One try of a call. */
  async function ask(model: LanguageModel, request: ModelRequest, gate: Gate, signal: AbortSignal): ReturnType<typeof once<ModelOutcome>> {
    const send = (stop: AbortSignal): Promise<ModelOutcome> => {
      counter.send();
      return model.generate(request, stop);
    };
    const counted = (outcome: ModelOutcome): Usage => ({ inputTokens: estimateInput(request), outputTokens: 'text' in outcome ? estimateTokens(outcome.text) : 0 });
    const tried = await once<ModelOutcome>(model, expected.of(model.id, request), gate, signal, send, counted);
    if (tried === undefined) return undefined;
    const { usage } = tried.outcome;
    counter.answer(usage);
    if (usage !== undefined) expected.learn(model.id, request, usage);
    return tried;
  }

  /** One call with its retries. It keeps its place in the queue while it waits, so that a busy provider is asked less. */
  async function generate(model: LanguageModel, request: ModelRequest, gate: Gate, signal: AbortSignal): Promise<Made> {
    let usage: Usage | undefined;
    let cost: number | undefined = 0;
    const answeredBefore = answered.get(placeOf(model)) ?? 0;
    const attempt = async (): Promise<ModelOutcome | undefined> => {
      const tried = await ask(model, request, gate, signal);
      if (tried === undefined) return undefined;
      const { outcome } = tried;
      if (outcome.usage !== undefined) usage = usage === undefined ? outcome.usage : addUsage(usage, outcome.usage);
      cost = cost === undefined || tried.cost === undefined ? undefined : cost + tried.cost;
      const isSilent = outcome.status === 'failed' && passingFault(outcome) === 'silent';
      if (!isSilent) answered.set(placeOf(model), (answered.get(placeOf(model)) ?? 0) + 1);
      return outcome;
    };
    const { outcome = signal.aborted ? CANCELLED : usedUpBudget(budget?.usd ?? 0), tries, givenUp: reason } = await withRetries(attempt, options, gate, signal);
    if (outcome.status === 'failed') {
      const isDown = reason === 'silent' && outcome.kind === 'network' && (answered.get(placeOf(model)) ?? 0) === answeredBefore;
      if (reason === 'long-wait' || isDown || isUnreachable(outcome)) unreachable.set(placeOf(model), outcome);
    }
    return { outcome: usage === undefined ? outcome : { ...outcome, usage }, tries, cost };
  }

  async function embed(model: EmbeddingModel, texts: readonly string[], signal: AbortSignal): Promise<EmbedOutcome> {
    const { queue, gate } = laneOf(providerOf(model));
    return embedAll(
      model,
      texts,
      {
        ...options,
        gate,
        inTurn: (work) => queue.add(work),
        unsent: () => (signal.aborted || !spending.usedUp ? CANCELLED : usedUpBudget(budget?.usd ?? 0)),
        async once(slice, stop) {
          const tokens = { inputTokens: slice.reduce((sum, text) => sum + estimateTokens(text), 0), outputTokens: 0 };
          const tried = await once<EmbedOutcome>(model, tokens, gate, stop, (end) => model.embed(slice, end), () => tokens);
          if (tried === undefined) return undefined;
          const { outcome } = tried;
          embedded = { texts: embedded.texts + (outcome.status === 'ok' ? slice.length : 0), inputTokens: embedded.inputTokens + (outcome.usage?.inputTokens ?? 0) };
          counter.use(outcome.usage);
          return outcome;
        },
      },
      signal,
    );
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

  /** Sends what was not answered before; `isUsable` says which answers are worth keeping for other runs. */
  async function call(model: LanguageModel, request: ModelRequest, signal: AbortSignal, onUsage: OnUsage | undefined, isUsable: (text: string) => boolean): Promise<ModelOutcome> {
    counter.ask();
    const priority = priorityOf(request.purpose);
    // Cancelled before its turn: nothing is sent.
    if (signal.aborted) return ended(CANCELLED);
    // Only when it is needed: a run asks for many calls at once, and the first ones are not to wait for the keys of all.
    let key: string | undefined;
    const keyOf = (): string => (key ??= callKey(model, request));
    // Rehearsed answers may have been written anew since, and cost nothing.
    if (!model.rehearsed && finished !== undefined) {
      const known = await finished.get(keyOf());
      if (known !== undefined) {
        if (known.usage !== undefined) onUsage?.(known.usage);
        return ended(known, 'journal');
      }
    }
    const record = (started: Date): Omit<JournalCall, 'outcome' | 'tries'> => ({
      type: 'call',
      key: keyOf(),
      at: started.toISOString(),
      model: model.id,
      purpose: request.purpose,
      ...(request.system === undefined ? {} : { system: request.system }),
      messages: request.messages,
      milliseconds: now().getTime() - started.getTime(),
    });
    const lane = laneOf(providerOf(model));
    return new Promise((resolve, reject) => {
      const turn = (): Promise<void> =>
        new Promise((leave) => {
          let isLent = false;
          const lend = (): void => {
            if (lane.lent >= lane.mayLend) return;
            lane.lent += 1;
            isLent = true;
            leave();
          };
          const end = async (): Promise<void> => {
            // The next call of the sample is to be in the queue before this one's place goes to another.
            await othersFirst();
            if (isLent) lane.lent -= 1;
            leave();
          };
          void answer(lend)
            .then((came) => resolve(ended(...came)), reject)
            .then(end);
        });
      void lane.queue.add(turn, { priority });
    });

    /** `lend` is called when nothing is under way any more but the writing. */
    async function answer(lend: () => void): Promise<[ModelOutcome, 'cache'?]> {
      if (signal.aborted) return [CANCELLED];
      if (broken !== undefined) throw broken.error;
      const started = now();
      const saved = model.rehearsed ? undefined : await cache?.get(keyOf()).catch(() => undefined);
      if (saved !== undefined) {
        await append({ ...record(started), outcome: saved, tries: 0, cached: true });
        return [saved, 'cache'];
      }
      const known = unreachable.get(placeOf(model));
      if (known !== undefined) return [known];
      const { outcome, tries, cost } = await generate(model, request, lane.gate, signal);
      if (tries === 0) return [outcome];
      calls += 1;
      lend();
      await append({ ...record(started), outcome, tries, ...(cost === undefined || priceOf === undefined ? {} : { cost }) });
      if (outcome.usage !== undefined) onUsage?.(outcome.usage);
      if (outcome.status === 'ok' && !model.rehearsed && isUsable(outcome.text)) await cache?.put(keyOf(), outcome).catch(() => undefined);
      return [outcome];
    }
  }

  function ended(outcome: ModelOutcome, from?: 'cache' | 'journal'): ModelOutcome {
    counter.end(from);
    return outcome;
  }

  return {
    get calls() {
      return calls;
    },
    get givenUp() {
      return givenUp;
    },
    get budgetUsedUp() {
      return spending.usedUp;
    },
    get progress() {
      return counter.current;
    },
    get embedded() {
      return embedded;
    },
    embed,
    text: (model, request, signal, onUsage) => call(model, request, signal, onUsage, () => true),
    async json(model, request, schema, signal, onUsage) {
      const withSchema = toJsonRequest(request, schema);
      const isUsable = (text: string): boolean => readJson(text, schema).status === 'ok';
      for (let attempt = request.purpose.attempt; ; attempt += 1) {
        const outcome = await call(model, { ...withSchema, purpose: { ...request.purpose, attempt } }, signal, onUsage, isUsable);
        if (outcome.status !== 'ok') return outcome;
        const read = readJson(outcome.text, schema);
        if (read.status === 'ok' || attempt > request.purpose.attempt) return read;
      }
    },
    async isFinished(model, request, schema) {
      if (model.rehearsed) return false;
      return (await finished?.get(callKey(model, schema === undefined ? request : toJsonRequest(request, schema)))) !== undefined;
    },
  };
}

/** Models of one name may be called at two addresses. */
function placeOf({ id, settings }: Pick<LanguageModel, 'id' | 'settings'>): string {
  return JSON.stringify([id, settings?.['endpoint']]);
}

function providerOf({ id }: Billed): string {
  return id.split('/', 1)[0] ?? id;
}

/** Schemas are few, and calls are many. */
const jsonSchemas = new WeakMap<z.ZodType, JsonSchema>();

function toJsonRequest(request: ModelRequest, schema: z.ZodType): ModelRequest {
  let json = jsonSchemas.get(schema);
  if (json === undefined) jsonSchemas.set(schema, (json = z.toJSONSchema(schema)));
  return { ...request, schema: json };
}

function timedOut({ id }: Billed, timeoutMs: number): FailedOutcome {
  return { status: 'failed', kind: 'timeout', message: `${id} did not answer within ${timeoutMs / 1000} seconds: try again, or give calls more time.` };
}

function usedUpBudget(usd: number): FailedOutcome {
  return { status: 'failed', kind: 'budget', message: `The budget of ${dollars(usd)} is used up.` };
}

/** Models promise not to reject. The error's own words are left out, since nothing is known of what is in them. */
function brokenModel({ id }: Billed, error: unknown): FailedOutcome {
  const name = error instanceof Error ? ` (${error.name})` : '';
  return { status: 'failed', kind: 'bad-request', message: `The call to ${id} broke with an error of its own${name}: choose another model, and report it.` };
}

/** Whether the provider may have worked on what came to nothing here. */
function mayBeBilled({ kind, sent }: FailedOutcome): boolean {
  switch (kind) {
    case 'cancelled':
    case 'timeout':
      return true;
    case 'network':
      return sent !== false;
    default:
      return sent === true;
  }
}

/** Whether what failed has nothing to do with the one call. */
function isUnreachable({ kind }: FailedOutcome): boolean {
  return kind === 'no-key' || kind === 'unauthorized' || kind === 'not-found';
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

/**
 * Goes through a run without making its calls: with the answers that its journal has, and with those that were come by in
 * another way. The samples are taken through by the same code that makes them, so what is asked next is what a run would ask.
 */
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import { callKey, createEngine } from '../engine/engine.ts';
import type { FinishedCalls, FinishedSamples, Journal, JournalHeader } from '../engine/journal.ts';
import type { LanguageModel, ModelOutcome, ModelRequest, Role } from '../models/model.ts';
import { seeded } from '../models/seeded.ts';
import type { Variety } from './draw.ts';
import { generateSamples } from './generate.ts';
import type { PromptOverrides } from './overrides.ts';
import { PIPELINES } from './pipelines.ts';
import type { Sample } from './sample.ts';

export interface PendingCall {
  /** As the journal has it. */
  readonly key: string;
  /** `provider/model`. */
  readonly model: string;
  /** As the model is asked, its seed included. */
  readonly request: ModelRequest;
}

export interface PendingOptions {
  /** Of the run, as it began. */
  readonly header: JournalHeader;
  readonly finished: FinishedCalls;
  readonly samples: FinishedSamples;
  readonly document: TraitsDocument;
  /** Of the run, as they are in the document today. */
  readonly traits: readonly Trait[];
  readonly overrides?: PromptOverrides;
  /** What scenarios are drawn from, where the run draws. */
  readonly variety?: Variety;
  /** Gives the answer to a call that the journal has none of, where there is one: the sample then goes on with it. */
  readonly answer: (call: PendingCall) => Promise<ModelOutcome | undefined>;
  /** Told of each sample that comes to its end, and was not there already. */
  readonly onFinished?: (sample: Sample) => Promise<void>;
  readonly signal: AbortSignal;
}

/** How far the samples of a run are. */
export interface PendingResult {
  readonly finished: number;
  readonly waiting: number;
}

/** Nothing is sent, so nothing has to wait for its turn. */
const CONCURRENCY = 64;

const NOTHING_KEPT: Journal = { append: () => Promise.resolve(), close: () => Promise.resolve() };

/** Of no provider: so it is not tried again, and no model is taken for one that cannot be reached. */
const UNANSWERED: ModelOutcome = { status: 'failed', kind: 'no-answer', message: 'It is not answered yet.' };

/**
 * Asks for the answer to every call that the run can make now: of each sample the next one, and of each trait one plan,
 * since each plan is told of those before it. Nothing is sent and nothing is journalled. Samples are not compared with
 * each other: that is for when all are there, and whoever goes on with the run then does it. Rejects where `answer` or
 * `onFinished` does, and with the signal's reason.
 */
export async function pendingCalls({ header, finished, samples, document, traits, overrides, variety, answer, onFinished, signal }: PendingOptions): Promise<PendingResult> {
  const pipeline = PIPELINES[header.pipeline];
  /** The traits of which a plan is waited for. */
  const planned = new Set<string>();
  let broken: { readonly error: unknown } | undefined;
  const modelOf = (role: Role): LanguageModel => {
    const id = header.models[role];
    const withSeed = (stub: LanguageModel): LanguageModel => (header.seed === undefined ? stub : seeded(stub, header.seed));
    const asSent = async (request: ModelRequest): Promise<ModelRequest> => {
      let sent = request;
      const seeing: LanguageModel = { id, rehearsed: false, generate: (seen) => Promise.resolve(((sent = seen), UNANSWERED)) };
      await withSeed(seeing).generate(request, signal);
      return sent;
    };
    const model: LanguageModel = {
      ...withSeed({ id, rehearsed: false, generate: () => Promise.resolve(UNANSWERED) }),
      async generate(request) {
        const { stage, traitId } = request.purpose;
        const isPlan = stage === pipeline.plan.stage;
        if (isPlan && planned.has(traitId)) return UNANSWERED;
        try {
          const outcome = await answer({ key: callKey(model, request), model: id, request: await asSent(request) });
          if (outcome !== undefined) return outcome;
        } catch (error) {
          // Models never reject: it is told when all have come to an end.
          broken ??= { error };
        }
        if (isPlan) planned.add(traitId);
        return UNANSWERED;
      },
    };
    return model;
  };
  let ended = 0;
  let waiting = 0;
  await generateSamples({
    ...header.parameters,
    pipeline,
    document,
    traits,
    models: { generator: modelOf('generator'), critic: modelOf('critic'), judge: modelOf('judge') },
    engine: createEngine({ journal: NOTHING_KEPT, concurrency: CONCURRENCY, now: () => new Date(0), finished }),
    signal,
    finished: samples,
    save: async (sample) => {
      if (broken === undefined && !isWaiting(sample) && sample.status !== 'cancelled') await onFinished?.(sample);
    },
    onSample(sample) {
      if (sample.status === 'running') return;
      if (isWaiting(sample)) waiting += 1;
      else ended += 1;
    },
    ...(overrides === undefined ? {} : { overrides }),
    ...(variety === undefined ? {} : { variety: { lists: variety, seed: header.seed ?? 0 } }),
  });
  signal.throwIfAborted();
  if (broken !== undefined) throw broken.error;
  return { finished: ended, waiting };
}

function isWaiting({ status, failure }: Sample): boolean {
  return status === 'failed' && failure === 'no-answer';
}

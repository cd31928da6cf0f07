/** A journal in memory, models that are scripted in the test, and requests to give them. */
import type { Journal, JournalRecord } from '../../src/engine/journal.ts';
import type { LanguageModel, ModelOutcome, ModelRequest } from '../../src/models/model.ts';

export const NEVER = new AbortController().signal;
export const EPOCH = (): Date => new Date(0);

export interface MemoryJournal extends Journal {
  readonly records: readonly JournalRecord[];
}

/** `refuse` throws where a disk would. */
export function memoryJournal(refuse: (record: JournalRecord) => void = () => undefined): MemoryJournal {
  const records: JournalRecord[] = [];
  return {
    records,
    append: async (record) => {
      refuse(record);
      records.push(record);
    },
    close: async () => undefined,
  };
}

/** Answers with the outcomes one after the other, the last one for ever. */
export function answering(...outcomes: readonly [ModelOutcome, ...ModelOutcome[]]): LanguageModel & { readonly asked: readonly ModelRequest[] } {
  const asked: ModelRequest[] = [];
  return modelOf(asked, () => outcomes[Math.min(asked.length, outcomes.length) - 1] ?? outcomes[0]);
}

/** Holds each call until the test lets it go; ends at once when it is cancelled, as every model promises. */
export function holding(): LanguageModel & {
  readonly asked: readonly ModelRequest[];
  readonly open: () => number;
  readonly letGo: (outcome: ModelOutcome) => void;
} {
  const asked: ModelRequest[] = [];
  const held: ((outcome: ModelOutcome) => void)[] = [];
  const model = modelOf(
    asked,
    (signal) =>
      new Promise((resolve) => {
        const end = (outcome: ModelOutcome): void => {
          held.splice(held.indexOf(end), 1);
          resolve(outcome);
        };
        held.push(end);
        signal.addEventListener('abort', () => end({ status: 'failed', kind: 'cancelled', message: 'Cancelled by the model.' }));
      }),
  );
  return Object.assign(model, { open: () => held.length, letGo: (outcome: ModelOutcome) => held[0]?.(outcome) });
}

function modelOf(asked: ModelRequest[], answer: (signal: AbortSignal) => ModelOutcome | Promise<ModelOutcome>): LanguageModel & { readonly asked: ModelRequest[] } {
  return {
    id: 'test/model',
    rehearsed: false,
    asked,
    generate: async (request, signal) => {
      asked.push(request);
      return answer(signal);
    },
  };
}

export function ask(text: string, more: Partial<ModelRequest> = {}): ModelRequest {
  return {
    purpose: { stage: 'plan', role: 'generator', traitId: 'candour', kind: 'exhibit', ordinal: 0, attempt: 0 },
    messages: [{ role: 'user', text }],
    ...more,
  };
}

export function ok(text: string): ModelOutcome {
  return { status: 'ok', text };
}

export function failed(kind: Extract<ModelOutcome, { status: 'failed' }>['kind'], more: { retryAfterMs?: number; sent?: boolean } = {}): ModelOutcome {
  return { status: 'failed', kind, message: `It is ${kind}.`, ...more };
}

/** Lets everything go on that waits for nothing outside. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** One run: opens with a header, generates, journals each sample, and closes with a summary. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { chunkOf } from '../document/chunk.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import { createEngine, type EngineOptions } from '../engine/engine.ts';
import { JOURNAL_VERSION, type Journal, type JournalSummary } from '../engine/journal.ts';
import { CHAT_PROMPTS, generateChat, type Models } from './chat.ts';
import type { Sample } from './sample.ts';

export interface RunOptions {
  /** Unique beside the document's other runs; see `runName`. */
  readonly run: string;
  readonly tool: string;
  readonly documentName: string;
  readonly document: TraitsDocument;
  readonly traits: readonly Trait[];
  readonly perTrait: number;
  readonly models: Models;
  readonly journal: Journal;
  readonly concurrency: number;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  readonly onSample: (sample: Sample) => void;
  /** See EngineOptions. */
  readonly backoffMs?: number;
  /** See EngineOptions. */
  readonly onRetry?: EngineOptions['onRetry'];
}

export interface RunResult {
  readonly samples: readonly Sample[];
  readonly calls: number;
  readonly ended: 'done' | 'cancelled';
}

/** A name that sorts by time: `2026-01-31T09-30-00-000-k3f9`. `random` is in [0, 1). */
export function runName(now: Date, random: number): string {
  const time = now.toISOString().replace(/[:.]/g, '-').replace(/Z$/, '');
  return `${time}-${Math.floor(random * 36 ** 4).toString(36).padStart(4, '0')}`;
}

/**
 * Runs the chat pipeline and journals it. The journal stays open: who opened it closes it.
 * @throws when the journal cannot be written: what was journalled until then is kept, and no call is under way any more.
 */
export async function runChat(options: RunOptions): Promise<RunResult> {
  const { document, traits, models, journal, concurrency, now, perTrait, signal, onSample, backoffMs, onRetry } = options;
  const engine = createEngine({ journal, concurrency, now, ...(backoffMs === undefined ? {} : { backoffMs }), ...(onRetry === undefined ? {} : { onRetry }) });
  const saved: Sample[] = [];
  const save = async (sample: Sample): Promise<void> => {
    await journal.append({ type: 'sample', sample });
    saved.push(sample);
  };
  const summarize = (ended: JournalSummary['ended']): Promise<void> =>
    journal.append({ type: 'summary', at: now().toISOString(), ended, calls: engine.calls, samples: countByStatus(saved) });

  await journal.append({
    type: 'header',
    version: JOURNAL_VERSION,
    tool: options.tool,
    run: options.run,
    pipeline: 'chat',
    startedAt: now().toISOString(),
    document: { name: options.documentName, hash: bytesToHex(sha256(utf8ToBytes(document.text))) },
    chunks: Object.fromEntries(traits.map((trait) => [trait.id, chunkOf(document, trait).hash])),
    models: { generator: models.generator.id, critic: models.critic.id, judge: models.judge.id },
    rehearsed: Object.values(models).some((model) => model.rehearsed),
    parameters: { perTrait },
    prompts: CHAT_PROMPTS,
  });
  let samples: readonly Sample[];
  try {
    samples = await generateChat({ document, traits, perTrait, models, engine, signal, save, onSample });
  } catch (error) {
    // Where it was the journal that broke, this cannot be written either, and the first error says why.
    await summarize('failed').catch(() => undefined);
    throw error;
  }
  // A signal that fires after the last call stopped nothing.
  const ended = samples.some((sample) => sample.status === 'cancelled') ? 'cancelled' : 'done';
  await summarize(ended);
  return { samples, calls: engine.calls, ended };
}

export function countByStatus(samples: readonly Sample[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status } of samples) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** One run: opens with a header, generates, journals each sample, and closes with a summary. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { chunkOf } from '../document/chunk.ts';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import { createEngine } from '../engine/engine.ts';
import { JOURNAL_VERSION, type Journal } from '../engine/journal.ts';
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
 * Runs the chat pipeline and journals it.
 * @throws when the journal cannot be written: what was journalled until then is kept, and the calls are stopped.
 */
export async function runChat(options: RunOptions): Promise<RunResult> {
  const { document, traits, models, journal, now, perTrait } = options;
  // A journal that cannot be written must stop the calls that are still under way: their answers would be lost.
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const engine = createEngine({ journal, concurrency: options.concurrency, now, ...(options.backoffMs === undefined ? {} : { backoffMs: options.backoffMs }) });
  try {
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
    const finished: Promise<void>[] = [];
    const onSample = (sample: Sample): void => {
      if (sample.status !== 'running') finished.push(journal.append({ type: 'sample', sample }));
      options.onSample(sample);
    };
    const samples = await generateChat({ document, traits, perTrait, models, engine, signal, onSample });
    await Promise.all(finished);
    const ended = options.signal.aborted ? 'cancelled' : 'done';
    await journal.append({ type: 'summary', at: now().toISOString(), ended, calls: engine.calls, samples: countByStatus(samples) });
    return { samples, calls: engine.calls, ended };
  } catch (error) {
    stop.abort();
    throw error;
  }
}

export function countByStatus(samples: readonly Sample[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status } of samples) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

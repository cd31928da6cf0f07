/** Which samples of a run are too like others of it, by their messages, or by the texts themselves. */
import type { EmbedOutcome } from '../../models/model.ts';
import type { Sample } from '../sample.ts';
import { DEDUP_MARGINS, DEDUP_THRESHOLDS, type DedupMethod, type NearDuplicates, nearDuplicatesByVectors, nearDuplicatesByWords } from './near-duplicates.ts';

/** How samples are compared; stands in a journal's header. */
export interface DedupSettings {
  readonly method: DedupMethod;
  /** From which similarity on the later of two is dropped; DEDUP_THRESHOLDS when not given. */
  readonly threshold?: number;
  /** `provider/model` of the embedder, where embeddings are compared. */
  readonly embedder?: string;
}

/** Two samples by their ids: `kept` stays, and `other` was dropped where `isDuplicate`. */
export interface SimilarSamples {
  readonly kept: string;
  readonly other: string;
  readonly similarity: number;
  readonly isDuplicate: boolean;
}

/** What comparing the samples of a run came to; stands in a journal's summary. */
export interface DedupReport {
  /** What was compared in the end: words where there were no embeddings. */
  readonly method: DedupMethod;
  readonly threshold: number;
  /** Why words were compared, where embeddings were to be. */
  readonly problem?: string;
  /** Pairs near the threshold, for a person to look at; most alike first. */
  readonly borderline: readonly SimilarSamples[];
}

/** Embeds texts, in order. */
export type Embed = (texts: readonly string[]) => Promise<EmbedOutcome>;

/**
 * Compares the kept samples of a run with each other, again after each round. Answers that are there of a run that was
 * gone on with are compared anew, to the same end: of two, the one that is later in `samples` is dropped, except that a
 * pinned scenario is somebody's own and stays before all others.
 */
export class Deduplicator {
  private readonly settings: DedupSettings;
  private readonly embed: Embed | undefined;
  /** A vector for each text that was embedded. */
  private readonly vectors = new Map<string, readonly number[]>();
  private problem: string | undefined;
  private borderline: readonly SimilarSamples[] = [];

  constructor(settings: DedupSettings, embed: Embed | undefined) {
    this.settings = settings;
    this.embed = settings.method === 'embeddings' ? embed : undefined;
    if (settings.method === 'embeddings' && embed === undefined) this.problem = 'No embedder was there.';
  }

  /**
   * The samples that come out otherwise than they are, as they will be: dropped, or kept after all, since what one was
   * dropped for may be dropped itself once a sample that had failed is there. Never rejects.
   */
  async drop(samples: readonly Sample[]): Promise<readonly Sample[]> {
    const candidates = samples.filter(({ status, droppedBy }) => status === 'kept' || droppedBy === 'dedup');
    await this.embedded(candidates.map(comparedText));
    // What embeddings told apart is not told anew by words.
    const compared = candidates.filter(({ status }) => status === 'kept' || this.problem === undefined);
    const pinned = compared.filter((sample) => sample.pinned);
    const order = [...pinned, ...compared.filter((sample) => !sample.pinned)];
    const { duplicates, borderline } = await this.compare(order.map(comparedText), pinned.length);
    const { method } = this.report;
    const found = new Map(duplicates.map((pair) => [pair.other, pair]));
    const changed = order.flatMap((sample, index): readonly Sample[] => {
      const pair = found.get(index);
      const earlier = pair === undefined ? undefined : order[pair.kept];
      if (pair === undefined || earlier === undefined) return sample.status === 'kept' ? [] : [keptAfterAll(sample)];
      if (sample.duplicateOf === earlier.id) return [];
      const { similarity } = pair;
      const what = sample.pipeline === 'document' ? 'text' : 'message';
      const reason = `Its ${what} is nearly that of ${earlier.id}: ${method === 'lexical' ? 'written alike' : 'a cosine of'} ${hundredths(similarity)}.`;
      return [{ ...sample, status: 'dropped', droppedBy: 'dedup', reason, duplicateOf: earlier.id, similarity }];
    });
    this.borderline = borderline.map(({ kept: at, other, similarity, isDuplicate }) => ({ kept: order[at]?.id ?? '', other: order[other]?.id ?? '', similarity, isDuplicate }));
    return changed;
  }

  get report(): DedupReport {
    const method = this.problem === undefined ? this.settings.method : 'lexical';
    return { method, threshold: this.thresholdOf(method), borderline: this.borderline, ...(this.problem === undefined ? {} : { problem: this.problem }) };
  }

  private thresholdOf(method: DedupMethod): number {
    return (method === this.settings.method ? this.settings.threshold : undefined) ?? DEDUP_THRESHOLDS[method];
  }

  /** The first `fixed` of them stay. */
  private async compare(texts: readonly string[], fixed: number): Promise<NearDuplicates> {
    const vectors = await this.embedded(texts);
    const boundsOf = (method: DedupMethod) => ({ threshold: this.thresholdOf(method), margin: DEDUP_MARGINS[method], fixed });
    if (vectors !== undefined) {
      try {
        return nearDuplicatesByVectors(vectors, boundsOf('embeddings'));
      } catch (error) {
        // A provider's vectors are what they are.
        this.problem = error instanceof Error ? error.message : String(error);
      }
    }
    return nearDuplicatesByWords(texts, boundsOf('lexical'));
  }

  private async embedded(texts: readonly string[]): Promise<readonly (readonly number[])[] | undefined> {
    if (this.embed === undefined || this.problem !== undefined) return undefined;
    const missing = [...new Set(texts)].filter((text) => !this.vectors.has(text));
    if (missing.length > 0) {
      const outcome = await this.embed(missing);
      if (outcome.status !== 'ok') {
        this.problem = outcome.message;
        return undefined;
      }
      for (const [index, text] of missing.entries()) this.vectors.set(text, outcome.vectors[index] ?? []);
    }
    return texts.map((text) => this.vectors.get(text) ?? []);
  }
}

function keptAfterAll({ droppedBy: _by, reason: _reason, duplicateOf: _of, similarity: _similarity, ...sample }: Sample): Sample {
  return { ...sample, status: 'kept' };
}

/** What makes a sample another one: its message, or the text that it is. */
function comparedText({ pipeline, prompt = '', document = '' }: Sample): string {
  return pipeline === 'document' ? document : prompt;
}

function hundredths(similarity: number): string {
  // 0.899 is not 0.90, where that is the threshold.
  return (Math.floor(similarity * 100 + 1e-4) / 100).toFixed(2);
}

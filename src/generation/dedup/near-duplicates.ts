/** Which of many texts are too like one another: by their embeddings, or by how they are written. */
import type { SimilarityIndex } from './similarity-index.ts';
import { textIndex } from './texts.ts';
import { vectorIndex } from './vectors.ts';

export type DedupMethod = 'embeddings' | 'lexical';

/**
 * From which similarity on the later of two goes. Models differ in how alike they find texts that have nothing in
 * common, so the threshold of embeddings can be set for each of them; 0.9 is a cosine. The lexical one is a share of
 * five-letter pieces: 0.6 is the same message with a few words changed.
 */
export const DEDUP_THRESHOLDS: Readonly<Record<DedupMethod, number>> = { embeddings: 0.9, lexical: 0.6 };
/** How far from the threshold, on either side, a pair is borderline: a person had better look at it. */
export const DEDUP_MARGINS: Readonly<Record<DedupMethod, number>> = { embeddings: 0.03, lexical: 0.1 };

export interface SimilarPair {
  /** The earlier one, which stays. */
  readonly kept: number;
  readonly other: number;
  /** A cosine, or a share of what is written alike; 1 where nothing tells them apart. */
  readonly similarity: number;
  /** Whether `other` goes for it. */
  readonly isDuplicate: boolean;
}

export interface NearDuplicates {
  /** What goes, in order: each with the one it is most like among those that stay, the earliest of equals. */
  readonly duplicates: readonly SimilarPair[];
  /** Pairs that are near the threshold, most alike first: those that go, and those of which both stay. */
  readonly borderline: readonly SimilarPair[];
}

/** Of what the index is made over, with the threshold and margin that it is made for. */
export interface Bounds {
  readonly threshold: number;
  readonly margin: number;
  /** How many of the first stay, whatever is like them; none when not given. */
  readonly fixed?: number;
}

/** From here on nobody has to look. */
const SAME = 0.9999;

/** Whether a person had better look at a pair. */
export function isBorderline(similarity: number, { threshold, margin }: Bounds): boolean {
  return similarity >= threshold - margin && similarity < Math.min(threshold + margin, SAME);
}

/** By the cosine of their vectors; see vectorIndex, with the same errors. */
export function nearDuplicatesByVectors(vectors: readonly ArrayLike<number>[], bounds: Bounds): NearDuplicates {
  return nearDuplicates(vectors.length, vectorIndex(vectors, leastOf(bounds)), bounds);
}

/** By how they are written; see textIndex. */
export function nearDuplicatesByWords(texts: readonly string[], bounds: Bounds): NearDuplicates {
  return nearDuplicates(texts.length, textIndex(texts, leastOf(bounds)), bounds);
}

function leastOf({ threshold, margin }: Bounds): number {
  return Math.max(0.01, Math.min(threshold - margin, SAME));
}

/** One after the other: what is too like one that stays goes, all else stays. So each that goes has one that stays, and no two that stay are too alike but the fixed ones. */
function nearDuplicates(count: number, index: SimilarityIndex, bounds: Bounds): NearDuplicates {
  const { fixed = 0 } = bounds;
  const duplicates: SimilarPair[] = [];
  const borderline: SimilarPair[] = [];
  for (let other = 0; other < count; other += 1) {
    const similar = index.similarTo(other).toSorted((a, b) => b.similarity - a.similarity || a.index - b.index);
    const [nearest] = similar;
    if (nearest !== undefined && nearest.similarity >= bounds.threshold && other >= fixed) {
      const pair = { kept: nearest.index, other, similarity: nearest.similarity, isDuplicate: true };
      duplicates.push(pair);
      if (isBorderline(nearest.similarity, bounds)) borderline.push(pair);
      continue;
    }
    for (const { index: kept, similarity } of similar) {
      if (isBorderline(similarity, bounds)) borderline.push({ kept, other, similarity, isDuplicate: false });
    }
    index.keep(other);
  }
  return { duplicates, borderline: borderline.toSorted((a, b) => b.similarity - a.similarity || a.other - b.other || a.kept - b.kept) };
}

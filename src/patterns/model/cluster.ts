/** From the assignment of scan items to clusters, what more than one scan found: counted here, whatever a model says. */
import type { PatternClusters } from '../../prompts/pattern-cluster.ts';
import { slugOf, uniqueIds } from '../pattern.ts';
import { findQuote } from './quote.ts';
import type { Rater } from './raters.ts';
import type { ScanItem } from './scan.ts';

/** How many scans have to find a pattern for it to be kept. */
export const FEWEST_SCANS = 2;

/** More than these are not rated: each is asked about for every sample of the draw, and a wordy critic is not to decide what that costs. */
export const MOST_KEPT = 40;

/** A pattern that a fast pass found. */
export interface Candidate {
  /** The finding's. */
  readonly id: string;
  readonly description: string;
}

export interface Cluster extends Rater {
  /** Which scans named it, counted from 0, ascending. */
  readonly scans: readonly number[];
  /** Ids of the candidates that are the same. */
  readonly candidates: readonly string[];
}

export interface Clustered {
  /** What two scans or more found, the most scans first: what is rated. */
  readonly kept: readonly Cluster[];
  /** What two scans or more found besides, and too many to be rated. */
  readonly unrated: readonly Cluster[];
  /** What one scan found. */
  readonly once: readonly Cluster[];
  /** Items that are in no cluster. They may be what another scan saw, and nobody said so. */
  readonly unassigned: number;
  /** Ids in clusters that no item has. */
  readonly unknown: number;
  /** Times that an item was put into a further cluster; the first counts. */
  readonly repeated: number;
}

const MOST_EXAMPLES = 4;

/** How candidates are called among the items, by index. */
export function candidateKey(index: number): string {
  return `f${index + 1}`;
}

/** @param candidates in the order in which they were shown; they say what is the same, and count as no scan. */
export function clusterItems(items: readonly ScanItem[], candidates: readonly Candidate[], { clusters }: PatternClusters): Clustered {
  const byId = new Map(items.map((item) => [item.id, item]));
  const candidateOf = new Map(candidates.map((candidate, index) => [candidateKey(index), candidate.id]));
  const taken = new Set<string>();
  let unknown = 0;
  let repeated = 0;
  const all = clusters.flatMap(({ items: ids, name, definition, positive_examples, negative_examples }): Cluster[] => {
    const own: ScanItem[] = [];
    const same: string[] = [];
    for (const written of ids) {
      const id = written.trim();
      const item = byId.get(id);
      const candidate = candidateOf.get(id);
      if (item === undefined && candidate === undefined) unknown += 1;
      else if (taken.has(id)) repeated += 1;
      else {
        taken.add(id);
        if (item !== undefined) own.push(item);
        if (candidate !== undefined) same.push(candidate);
      }
    }
    if (own.length === 0) return [];
    const quotes = own.flatMap((item) => item.quotes);
    // A quote that is in none of the items may be made up, and a rater would take it for what counts.
    const told = positive_examples.filter((example) => quotes.some((quote) => findQuote(quote, example) !== undefined));
    return [
      {
        id: `found/${slugOf([name]).toLowerCase() || 'pattern'}`,
        name,
        definition,
        positive: (told.length > 0 ? told : quotes).slice(0, MOST_EXAMPLES),
        negative: negative_examples.slice(0, MOST_EXAMPLES),
        scans: [...new Set(own.map(({ scan }) => scan))].toSorted((a, b) => a - b),
        candidates: same,
      },
    ];
  });
  const named = uniqueIds(all);
  const found = named.filter(({ scans }) => scans.length >= FEWEST_SCANS).toSorted((a, b) => b.scans.length - a.scans.length);
  return {
    kept: found.slice(0, MOST_KEPT),
    unrated: found.slice(MOST_KEPT),
    once: named.filter(({ scans }) => scans.length < FEWEST_SCANS),
    unassigned: items.filter(({ id }) => !taken.has(id)).length,
    unknown,
    repeated,
  };
}

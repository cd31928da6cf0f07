/** Counts what an export takes and what it leaves out, for the data card. */
import type { JournalHeader } from '../../engine/journal.ts';
import { isObject, type JsonObject } from '../sample-text.ts';

/** More reasons than this are counted together: the words of models seldom repeat themselves. */
const REASONS_LISTED = 40;

export interface RunFacts {
  readonly run: string;
  readonly tool: string;
  readonly pipeline: string;
  readonly document: JournalHeader['document'];
  readonly models: JournalHeader['models'];
  readonly prompts: JournalHeader['prompts'];
  readonly overrides: NonNullable<JournalHeader['overrides']>;
  readonly seed?: number;
  /** Answers were written beforehand, and no model was called for them. */
  readonly rehearsed: boolean;
  readonly samples: number;
  readonly exported: number;
}

/** One kind of sample of one trait. */
export interface TraitCount {
  readonly document: string;
  readonly traitId: string;
  readonly kind: string;
  readonly pipeline: string;
  readonly exported: number;
}

/** A count for each name, the largest first. */
export class Counts {
  private readonly counts = new Map<string, number>();

  add(name: string, count = 1): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + count);
  }

  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  list(): readonly (readonly [name: string, count: number])[] {
    return [...this.counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  }

  /** As `list`, with what is beyond the first `REASONS_LISTED` together. */
  short(): readonly (readonly [name: string, count: number])[] {
    const all = this.list();
    const more = all.slice(REASONS_LISTED).reduce((sum, [, count]) => sum + count, 0);
    return more === 0 ? all : [...all.slice(0, REASONS_LISTED), ['for other reasons', more]];
  }
}

const STATUS_WORDS: Readonly<Record<string, string>> = {
  unparsed: 'unparsed: an answer could not be read, twice',
  failed: 'failed: a call came to nothing',
  cancelled: 'cancelled before it was done',
};

/** Why a sample was not kept, in words that many samples share. */
export function whyNotKept(sample: JsonObject & { readonly status: string }): string {
  const { status, droppedBy, failure, reason, critique } = sample;
  if (status !== 'dropped') return `${STATUS_WORDS[status] ?? status}${status === 'failed' && typeof failure === 'string' ? ` (${failure})` : ''}`;
  const ratings = [sample['ratings'], sample['pairRatings']].flatMap((rated) => (isObject(rated) ? Object.entries(rated) : []));
  const against = ratings.flatMap(([name, rating]) => (isObject(rating) && rating['holds'] === false ? [name] : []));
  if (against.length > 0) return `dropped: not ${against.toSorted().join(', not ')}`;
  if (isObject(critique) && critique['verdict'] === 'fail') return 'dropped: the critique gave it up';
  if (typeof droppedBy === 'string') return `dropped by ${droppedBy}`;
  return typeof reason === 'string' ? `dropped: ${reason.slice(0, 120)}` : 'dropped';
}

/** What the samples panel and the extension say to each other. All generated text arrives with hidden characters named. */

/** A line of the list. */
export interface Row {
  /** Unique beside a document. */
  readonly key: string;
  readonly run: string;
  readonly pipeline: string;
  readonly traitId: string;
  readonly kind: string;
  readonly status: string;
  /** The critic's; empty where there was none. */
  readonly verdict: string;
  /** The stage or the check that it was dropped by; empty where it was not. */
  readonly droppedBy: string;
  readonly duplicate: boolean;
  /** Empty where the document cannot be read. */
  readonly freshness: '' | 'current' | 'stale' | 'gone' | 'replaced';
  readonly rehearsed: boolean;
  readonly pinned: boolean;
  readonly documentType: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly opening: string;
  readonly tokens: number;
  /** In US dollars; null where it is not known. */
  readonly cost: number | null;
  /** What people decided. */
  readonly decision: '' | 'accepted' | 'rejected';
  readonly comments: number;
}

export interface Trait {
  readonly id: string;
  readonly name: string;
}

/** What the calls of one stage took, over all runs. */
export interface Cost {
  readonly run: string;
  readonly stage: string;
  readonly role: string;
  readonly model: string;
  readonly calls: number;
  readonly cached: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly usd: number;
  readonly unpriced: number;
}

/** One line of a critique, or one criterion, under its name in the prompts; the verdict of a criterion is `holds` or `fails`. */
export interface Judged {
  readonly name: string;
  readonly sentence: string;
  readonly verdict: string;
}

export interface QuoteToday {
  readonly text: string;
  /** Counts from 1; null where the words do not stand in the document now. */
  readonly line: number | null;
}

export interface Remark {
  readonly type: string;
  readonly at: number;
  readonly text: string;
}

/** A sample as the detail pane shows it; what a sample does not have is not there. */
export interface Detail {
  readonly key: string;
  readonly id: string;
  readonly texts: Readonly<Partial<Record<TextKey, string>>>;
  readonly plan?: { readonly what: string; readonly how: string; readonly why: string };
  readonly problems: readonly string[];
  readonly critique: readonly Judged[];
  readonly critiqueVerdict: string;
  readonly ratings: readonly Judged[];
  readonly pairRatings: readonly Judged[];
  readonly quotes: readonly QuoteToday[];
  readonly models: readonly { readonly role: string; readonly model: string; readonly inputTokens: number; readonly outputTokens: number }[];
  readonly remarks: readonly Remark[];
  readonly similarity: number | null;
}

export const TEXT_KEYS = ['entry', 'scenario', 'prompt', 'defaultResponse', 'draft', 'rewrite', 'response', 'rejectedDraft', 'rejected', 'document', 'documentType', 'whyChannel', 'unsuitable', 'reason', 'duplicateOf', 'difference'] as const;
export type TextKey = (typeof TEXT_KEYS)[number];

export type ToView =
  /** The document that the samples are of, and what is under way. */
  | { readonly type: 'document'; readonly uri: string; readonly name: string; readonly traits: readonly Trait[]; readonly unread: readonly string[]; readonly trusted: boolean; readonly running: boolean }
  /** Rows that are new or have changed; `all` where these begin the list anew, `more` where others follow at once. */
  | { readonly type: 'rows'; readonly rows: readonly Row[]; readonly removed: readonly string[]; readonly all: boolean; readonly more: boolean }
  | { readonly type: 'costs'; readonly costs: readonly Cost[] }
  | { readonly type: 'detail'; readonly detail: Detail }
  /** Why a sample cannot be shown, or a decision or comment was not kept; the comment is given back. */
  | { readonly type: 'problem'; readonly key: string; readonly problem: string; readonly comment?: string }
  /** Keys of samples that a search has found so far. */
  | { readonly type: 'found'; readonly query: string; readonly keys: readonly string[]; readonly done: boolean }
  /** Show the samples of one trait. */
  | { readonly type: 'showTrait'; readonly traitId: string };

export type FromView =
  | { readonly type: 'open'; readonly key: string }
  | { readonly type: 'decide'; readonly key: string; readonly decision: '' | 'accepted' | 'rejected' }
  | { readonly type: 'comment'; readonly key: string; readonly text: string }
  /** An empty query ends the search. */
  | { readonly type: 'search'; readonly query: string }
  /** Show where a quote stands in the document. */
  | { readonly type: 'reveal'; readonly key: string; readonly quote: number }
  /** Show it under its trait in the document, or ask what else to do with it. */
  | { readonly type: 'sample'; readonly key: string; readonly what: 'open' | 'more' }
  | { readonly type: 'do'; readonly what: Action; readonly traitId?: string | undefined };

export const ACTIONS = ['preview', 'export', 'regenerateStale', 'openDocument', 'manageTrust', 'openSample'] as const;
/** What the panel's buttons ask of the workbench. */
export type Action = (typeof ACTIONS)[number];

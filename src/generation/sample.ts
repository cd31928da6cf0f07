/** A sample: one unit of generated data, with everything that led to it. Plain data, as it stands in a journal. */
import type { PieceRole } from '../document/chunk.ts';
import type { Range } from '../document/range.ts';
import type { FailureKind, Role, ScenarioKind, Usage } from '../models/model.ts';
import type { Critique } from '../prompts/critique.ts';
import type { Plan } from '../prompts/plan.ts';
import type { Ratings } from '../prompts/autorate.ts';
import type { ScenarioCritique } from '../prompts/scenario-critique.ts';

/** A passage that a critique quoted. Only a string match in the chunk makes it `found`; a model's word never does. */
export interface Quote {
  readonly text: string;
  readonly found?: { readonly role: PieceRole; /** In the document as it was when the run began. */ readonly range: Range };
}

/**
 * `kept`: all criteria hold. `dropped`: a critique or a criterion was against it. `unparsed`: an answer was not of the
 * asked-for shape, twice. `failed`: a call came to nothing. `cancelled`: the run was stopped before it was done, by
 * somebody or, where `failure` is `budget`, because its budget is used up.
 */
export type SampleStatus = 'running' | 'kept' | 'dropped' | 'unparsed' | 'failed' | 'cancelled';

export interface Sample {
  /** `trait/kind/ordinal`; unique in its run. */
  readonly id: string;
  readonly traitId: string;
  readonly kind: ScenarioKind;
  readonly ordinal: number;
  readonly chunkHash: string;
  /** The document's own exception or trade-off that the scenario was made from. */
  readonly entry?: string;
  /** The plan was written in the document, as a pinned scenario. */
  readonly pinned: boolean;
  readonly plan?: Plan;
  /** The user's message as it was first written. */
  readonly scenario?: string;
  /** What a model with no system prompt answered to `scenario`. */
  readonly defaultResponse?: string;
  readonly scenarioCritique?: ScenarioCritique;
  /** The message that is kept: `scenario`, or its rewrite. */
  readonly prompt?: string;
  readonly draft?: string;
  readonly critique?: Critique;
  readonly rewrite?: string;
  readonly ratings?: Ratings;
  /** The answer that is kept: the rewrite, or the draft when nothing was to be mended. */
  readonly response?: string;
  readonly quotes: readonly Quote[];
  readonly status: SampleStatus;
  /** What kind of failure ended it, where a call failed or the budget was used up. */
  readonly failure?: FailureKind;
  /** Why it was dropped, is unparsed, or failed: a sentence for a person. */
  readonly reason?: string;
  /** `provider/model` by role. */
  readonly models: Readonly<Record<Role, string>>;
  /** True where one of its models is the rehearsal model, whose answers were written beforehand. */
  readonly rehearsed: boolean;
  /** Tokens by role, of every try of every call that was made for it; not of answers that came from the cache. */
  readonly usage: Readonly<Partial<Record<Role, Usage>>>;
}

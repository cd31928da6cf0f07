/** The one interface through which every language model is called, and what a call can come to. */

/** What a call is made for. Each role is set to a provider and a model on its own. */
export type Role = 'generator' | 'critic' | 'judge';

/** All that a model can be set for: the embedder answers no calls, it compares texts. */
export type ModelRole = Role | 'embedder';

/** What a scenario is about: the trait showing, the trait rightly not showing, or two traits pulling apart. */
export type ScenarioKind = 'exhibit' | 'exception' | 'trade-off';

/** What a run makes: answers to users, texts about the model, or pairs of a better and a worse answer. */
export const PIPELINE_NAMES = ['chat', 'document', 'preference'] as const;
export type PipelineName = (typeof PIPELINE_NAMES)[number];

/** What calls are made for. The preference pipeline has the stages of the chat pipeline, and three of its own. */
export const STAGES = [
  'plan',
  'scenario',
  'default-response',
  'scenario-critique',
  'draft',
  'critique',
  'rewrite',
  'autorate',
  'rejected',
  'pair-critique',
  'pair-autorate',
  'document-types',
  'document-plan',
  'document',
  'document-critique',
  'document-rewrite',
  'document-autorate',
] as const;
export type Stage = (typeof STAGES)[number];

/** What is asked about a whole dataset, and not for one sample that is being made. */
export const PATTERN_STAGES = ['pattern-scan', 'pattern-cluster', 'pattern-autorate'] as const;
export type PatternStage = (typeof PATTERN_STAGES)[number];

/** What evals ask: who is measured, and whoever writes probes, splits answers and judges. */
export const EVAL_STAGES = ['eval-answer', 'split-points', 'judge-points', 'over-trigger-probe', 'judge-over-trigger', 'trade-off-probe', 'judge-trade-off'] as const;
export type EvalStage = (typeof EVAL_STAGES)[number];

/** Where a call belongs: kept in journals, and how the rehearsal model finds its answer. */
export interface CallPurpose {
  readonly stage: Stage | PatternStage | EvalStage;
  /** `subject`: the model that an eval measures. */
  readonly role: Role | 'subject';
  /** Empty where the call is about no trait. */
  readonly traitId: string;
  /**
   * `dataset` where no sample is made: the call is about samples that are there. Of an eval, who answers: a `bare` model,
   * or one `with-document`; of a probe that is written for both, the kind of the entry that it is made from.
   */
  readonly kind: ScenarioKind | 'dataset' | 'bare' | 'with-document';
  /** Counts the samples of this trait and kind, from 0. */
  readonly ordinal: number;
  /** 0 for a first call; 1 when an unparsable answer is asked for again. */
  readonly attempt: number;
  /** Of an eval, the id of the question, the probe or the entry. */
  readonly item?: string;
}

/** A JSON Schema (draft 2020-12) as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface Message {
  readonly role: 'user' | 'model';
  readonly text: string;
}

export interface ModelRequest {
  readonly purpose: CallPurpose;
  readonly system?: string;
  readonly messages: readonly Message[];
  /** When given, the answer is asked for as JSON of this shape. The caller validates what comes back. */
  readonly schema?: JsonSchema;
  readonly temperature?: number;
  readonly maxOutputTokens?: number;
  /** From 0 to 2,147,483,647: the same again draws the same by chance, as far as the provider can. */
  readonly seed?: number;
}

/** Tokens of one call, as the provider counted them. Thinking tokens count as output, as they are billed. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export type FailureKind =
  /** No key is set for the provider. */
  | 'no-key'
  /** The provider does not accept the key, or the key may not use this model. */
  | 'unauthorized'
  /** 429: too many requests or tokens, or the quota is used up. */
  | 'rate-limited'
  /** 5xx. */
  | 'server'
  /** No answer: the connection failed or broke. */
  | 'network'
  /** No answer in the time a call is given. */
  | 'timeout'
  /** 400: the provider says that the request is wrong. */
  | 'bad-request'
  /** 404: no such model at this endpoint. */
  | 'not-found'
  /** The rehearsal model has no answer written for this call. */
  | 'no-answer'
  /** The caller's AbortSignal fired. */
  | 'cancelled'
  /** The run's budget is used up: nothing was sent. Comes from the engine, never from a model. */
  | 'budget';

/** What a call came to. Only `ok` may be used as an answer; nothing else is ever turned into one. */
export type ModelOutcome =
  | { readonly status: 'ok'; readonly text: string; readonly usage?: Usage }
  /** The provider's filters withheld the prompt or the answer. `reason` is the provider's word for it. */
  | { readonly status: 'blocked'; readonly reason: string; readonly usage?: Usage }
  /** The model itself declined, and the provider says so; `reason` is what it said. */
  | { readonly status: 'refused'; readonly reason: string; readonly usage?: Usage }
  /** The answer ran into the output limit; `text` is what there was of it. */
  | { readonly status: 'truncated'; readonly text: string; readonly usage?: Usage }
  /** The provider ended normally and said nothing. */
  | { readonly status: 'empty'; readonly usage?: Usage }
  | FailedOutcome;

export interface FailedOutcome {
  readonly status: 'failed';
  readonly kind: FailureKind;
  /** One sentence for a person: what happened and what to do. Never holds a key. */
  readonly message: string;
  /** How long the provider asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /** What was billed all the same. */
  readonly usage?: Usage;
  /**
   * Whether the provider may have worked on it, where the kind does not say: false where no connection was made (of
   * `network`), true where an answer came that could not be read (of `server`).
   */
  readonly sent?: boolean;
}

export type EmbedOutcome = { readonly status: 'ok'; readonly vectors: readonly (readonly number[])[]; readonly usage?: Usage } | FailedOutcome;

export type CountOutcome = { readonly status: 'ok'; readonly inputTokens: number } | FailedOutcome;

export interface LanguageModel {
  /** `provider/model`, as written in settings. */
  readonly id: string;
  /** True where the answers were written beforehand and no model is called; said wherever they are shown. */
  readonly rehearsed: boolean;
  /**
   * How the model is set besides what each request says, such as its safety filters, as plain data in a fixed order.
   * Answers depend on it, so it is part of a call's key. Absent or empty where there is nothing to set.
   */
  readonly settings?: Readonly<Record<string, string | number>>;
  /**
   * Makes one call. Resolves with an outcome in every case; never rejects.
   * When `signal` fires the call is given up at once with `failed(cancelled)`. `onText` hears the answer piece by piece
   * as it arrives, where the provider streams; the outcome holds the whole of it all the same.
   */
  generate(request: ModelRequest, signal: AbortSignal, onText?: (piece: string) => void): Promise<ModelOutcome>;
  /** How many tokens the request is, as the provider counts them; absent where it does not tell. Never rejects. */
  countTokens?(request: ModelRequest, signal: AbortSignal): Promise<CountOutcome>;
}

export interface EmbeddingModel {
  /** `provider/model`, as written in settings. */
  readonly id: string;
  /** How many texts it takes in one request, where that is known. */
  readonly batchSize?: number;
  /** A vector for each text, in order, all of one length. Never rejects. */
  embed(texts: readonly string[], signal: AbortSignal): Promise<EmbedOutcome>;
}

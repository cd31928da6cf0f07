/** The models that a provider has to offer, for a picker. */
import type { FailedOutcome, ModelRole } from './model.ts';

export interface ListedModel {
  /** `provider/model`, as written in settings. */
  readonly name: string;
  /** The name for people. */
  readonly label: string;
  /** What helps to choose, such as the size of the context. */
  readonly detail?: string;
  /** What the model can be set for. */
  readonly roles: readonly ModelRole[];
}

export type ListOutcome = { readonly status: 'ok'; readonly models: readonly ListedModel[] } | FailedOutcome;

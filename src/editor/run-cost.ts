/** What a run costs, in words: before it, while it goes on, and of all in this session. */
import type { Progress } from '../engine/progress.ts';
import type { Estimate } from '../generation/estimate.ts';
import type { Usage } from '../models/model.ts';
import { dollars } from '../models/dollars.ts';
import { ROLES } from '../models/providers.ts';

/** Of calls whose price is not known, so many are made without asking first: a preview of three samples has fewer. */
export const MOST_UNPRICED_CALLS = 30;

/** Whether a run is to be confirmed: it may cost more than `aboveUsd`, or makes many calls of which nobody knows the price. */
export function needsConfirmation({ cost, roles }: Estimate, aboveUsd: number): boolean {
  const unpriced = ROLES.filter((role) => roles[role].price === undefined).reduce((calls, role) => calls + roles[role].calls, 0);
  return cost.most > aboveUsd || unpriced > MOST_UNPRICED_CALLS;
}

/** Like `1 of 3 samples, 9 of 23 calls, $0.012, about 40 s left`. Where a price is not known there are tokens instead. */
export function progressText(progress: Progress, samples: { readonly done: number; readonly of: number }): string {
  return `${samples.done} of ${count(samples.of, 'sample')}, ${callsText(progress, samples.done < samples.of)}`;
}

/** Like `9 of 23 calls, $0.012, about 40 s left`. */
export function callsText({ done, expected, usd, tokens, msLeft }: Progress, isUnderWay: boolean): string {
  const calls = expected === undefined ? count(done, 'call') : `${done} of ${count(expected, 'call')}`;
  const cost = usd === undefined ? tokensText(tokens) : usd > 0 ? dollars(usd) : '';
  const left = msLeft === undefined || !isUnderWay ? '' : `about ${timeText(msLeft)} left`;
  return [calls, cost, left].filter((part) => part !== '').join(', ');
}

function timeText(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

function tokensText({ inputTokens, outputTokens }: Usage): string {
  const tokens = inputTokens + outputTokens;
  return tokens === 0 ? '' : `${tokens.toLocaleString('en')} tokens`;
}

function count(number: number, what: string): string {
  return `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`;
}

/** What the runs of a session have cost so far. */
export interface Session {
  readonly runs: number;
  readonly usd: number;
  /** Tokens of runs of which some price is not known; what they cost is not in `usd`. */
  readonly unpriced: Usage;
}

export const NO_RUNS: Session = { runs: 0, usd: 0, unpriced: { inputTokens: 0, outputTokens: 0 } };

export function withRun({ runs, usd, unpriced }: Session, run: Pick<Progress, 'usd' | 'tokens'>): Session {
  if (run.usd !== undefined) return { runs: runs + 1, usd: usd + run.usd, unpriced };
  const { inputTokens, outputTokens } = run.tokens;
  return { runs: runs + 1, usd, unpriced: { inputTokens: unpriced.inputTokens + inputTokens, outputTokens: unpriced.outputTokens + outputTokens } };
}

/** Like `$0.12 in 3 runs`, with tokens where a price is not known. */
export function sessionText({ runs, usd, unpriced }: Session): string {
  const tokens = tokensText(unpriced);
  const known = tokens === '' || usd > 0 ? dollars(usd) : '';
  return `${[known, tokens === '' ? '' : `${tokens} of unknown price`].filter((part) => part !== '').join(' and ')} in ${count(runs, 'run')}`;
}

/** What a run costs, in words: before it, while it goes on, and of all in this session. */
import type { Progress } from '../engine/progress.ts';
import type { Estimate } from '../generation/estimate.ts';
import type { Usage } from '../models/model.ts';
import { dollars } from '../models/dollars.ts';
import { ROLES } from '../models/providers.ts';
import type { Translate } from './translate.ts';

/** Of calls whose price is not known, so many are made without asking first: a preview of three samples has fewer. */
const MOST_UNPRICED_CALLS = 30;

/** Whether a run is to be confirmed: it may cost more than `aboveUsd`, or makes many calls of which nobody knows the price. */
export function needsConfirmation({ most, unpricedCalls }: { readonly most: number; readonly unpricedCalls: number }, aboveUsd: number): boolean {
  return most > aboveUsd || unpricedCalls > MOST_UNPRICED_CALLS;
}

/** What an estimate says of what is to be paid: at most, in US dollars, of known prices; and how many calls have none. */
export function payable({ cost, roles }: Estimate): { readonly most: number; readonly unpricedCalls: number } {
  return { most: cost.most, unpricedCalls: ROLES.filter((role) => roles[role].price === undefined).reduce((calls, role) => calls + roles[role].calls, 0) };
}

/** Like `1 of 3 samples, 9 of 23 calls, $0.012, about 40 s left`. Where a price is not known there are tokens instead. */
export function progressText(progress: Progress, { done, of }: { readonly done: number; readonly of: number }, t: Translate): string {
  const samples = of === 1 ? t('{0} of 1 sample', done) : t('{0} of {1} samples', done, count(of));
  return `${samples}, ${callsText(progress, done < of, t)}`;
}

/** Like `9 of 23 calls, $0.012, about 40 s left`. */
export function callsText({ done, expected, usd, tokens, msLeft }: Progress, isUnderWay: boolean, t: Translate): string {
  const calls = expected === undefined ? callCount(done, t) : expected === 1 ? t('{0} of 1 call', done) : t('{0} of {1} calls', count(done), count(expected));
  const cost = usd === undefined ? tokensText(tokens, t) : usd > 0 ? dollars(usd) : '';
  const left = msLeft === undefined || !isUnderWay ? '' : leftText(msLeft, t);
  return [calls, cost, left].filter((part) => part !== '').join(', ');
}

/** Like `about $0.42, 63 calls`; with a range where the two ends differ, and with what has no known price. */
export function estimateText({ calls, cost, roles, unpriced }: Estimate, t: Translate): string {
  const [least, most] = [dollars(cost.least), dollars(cost.most)];
  const known = cost.most === 0 ? t('nothing to pay') : least === most ? t('about {0}', most) : t('about {0} to {1}', least, most);
  const unknown = unpriced.map(({ model, tokens }) => t('unknown price of {0}, about {1} tokens', model, count(Number(tokens.toPrecision(2))))).join('; ');
  const isPartKnown = cost.most > 0 && ROLES.some((role) => roles[role].price !== undefined);
  const text = unknown === '' ? known : isPartKnown ? t('{0}, and {1}', known, unknown) : unknown;
  return `${text}, ${callCount(calls, t)}`;
}

function callCount(calls: number, t: Translate): string {
  return calls === 1 ? t('1 call') : t('{0} calls', count(calls));
}

function leftText(milliseconds: number, t: Translate): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  return seconds < 90 ? t('about {0} s left', seconds) : t('about {0} min left', Math.round(seconds / 60));
}

function tokensText(usage: Usage, t: Translate): string {
  const tokens = tokensOf(usage);
  return tokens === 0 ? '' : t('{0} tokens', count(tokens));
}

function tokensOf({ inputTokens, outputTokens }: Usage): number {
  return inputTokens + outputTokens;
}

function count(number: number): string {
  return number.toLocaleString('en');
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
export function sessionText({ runs, usd, unpriced }: Session, t: Translate): string {
  const tokens = tokensOf(unpriced);
  const cost = tokens === 0 ? dollars(usd) : usd > 0 ? t('{0} and {1} tokens of unknown price', dollars(usd), count(tokens)) : t('{0} tokens of unknown price', count(tokens));
  return runs === 1 ? t('{0} in 1 run', cost) : t('{0} in {1} runs', cost, count(runs));
}

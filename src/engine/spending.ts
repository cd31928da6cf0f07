/** Adds up what a run costs, and keeps it within its budget. */
import type { Usage } from '../models/model.ts';
import { costOf as costAt, type Price } from '../models/prices.ts';
import { orAborted } from './wait.ts';

/** The price of a model, by its `provider/model`; undefined where it is not known, which is not the same as nothing. */
export type PriceOf = (modelId: string) => Price | undefined;

/** A model, as far as it decides what a call costs; an embedding model is one, too. */
export interface Billed {
  readonly id: string;
  readonly rehearsed?: boolean;
}

export interface Spending {
  /** What the run has cost so far, in US dollars; undefined once something was sent whose price is not known. */
  readonly usd: number | undefined;
  /** True once a call was not sent because the budget would have been passed: from then on none is. */
  readonly usedUp: boolean;
  /** What tokens of a model cost, in US dollars; undefined where that is not known. */
  costOf(model: Billed, usage: Usage): number | undefined;
  /**
   * Sets aside what a call is expected to cost. Where that would pass the budget, waits for what is under way to cost
   * less than was set aside for it; undefined when there is nothing to wait for, and when the signal fires.
   */
  reserve(model: Billed, expected: Usage, signal: AbortSignal): Promise<Reservation | undefined>;
}

/** What is set aside for a call under way. Ends once, in one of the three ways. */
export interface Reservation {
  /** The call came to its end, and was billed for these tokens; none where it was not billed. */
  billed(usage: Usage | undefined): void;
  /** The call was sent, and nobody knows whether it is billed: what was set aside stays so. Without a price the cost is unknown from then on. */
  unknown(): void;
  /** The call was not sent. */
  release(): void;
}

/**
 * Why a run within a budget cannot begin, in a sentence; undefined when it can. A price that is not known could be any.
 */
export function refuseBudget(models: readonly Billed[], priceOf: PriceOf = () => undefined): string | undefined {
  const unknown = new Set(models.filter((model) => model.rehearsed !== true && priceOf(model.id) === undefined).map(({ id }) => id));
  if (unknown.size === 0) return undefined;
  const names = [...unknown].join(' and ');
  return `A budget needs prices, and the price of ${names} is not known: add it to the prices, or run without a budget.`;
}

export function createSpending(budgetUsd: number | undefined, priceOf: PriceOf = () => undefined): Spending {
  const limit = budgetUsd ?? Infinity;
  let known = 0;
  let isUnknown = false;
  let setAside = 0;
  let underWay = 0;
  let usedUp = false;
  let wake: (() => void)[] = [];

  const costOf: Spending['costOf'] = (model, usage) => {
    if (model.rehearsed === true) return 0;
    const price = priceOf(model.id);
    return price && costAt(usage, price);
  };

  function settled(): void {
    const waiting = wake;
    wake = [];
    for (const each of waiting) each();
  }

  return {
    get usd() {
      return isUnknown ? undefined : known;
    },
    get usedUp() {
      return usedUp;
    },
    costOf,
    async reserve(model, expected, signal) {
      const cost = costOf(model, expected) ?? 0;
      // What costs nothing passes no budget.
      const fits = (): boolean => cost === 0 || known + setAside + cost <= limit;
      for (;;) {
        if (usedUp || signal.aborted) return undefined;
        if (fits()) break;
        if (underWay === 0) {
          usedUp = true;
          settled();
        } else {
          await orAborted(new Promise<void>((resolve) => wake.push(resolve)), signal);
        }
      }
      setAside += cost;
      underWay += 1;
      let ended = false;
      const end = (finish: () => void): void => {
        if (ended) return;
        ended = true;
        underWay -= 1;
        finish();
        settled();
      };
      return {
        billed: (usage) =>
          end(() => {
            setAside -= cost;
            if (usage === undefined) return;
            const billed = costOf(model, usage);
            if (billed === undefined) isUnknown = true;
            else known += billed;
          }),
        unknown: () =>
          end(() => {
            if (costOf(model, expected) === undefined) isUnknown = true;
          }),
        release: () => end(() => (setAside -= cost)),
      };
    },
  };
}

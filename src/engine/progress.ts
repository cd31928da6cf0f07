/** Tells how far the calls of a run are: counts, tokens, cost and the time that is left. */
import type { Usage } from '../models/model.ts';

export interface Progress {
  /** Calls that came to an end, those below included. */
  readonly done: number;
  /** Of those, answered from the cache. */
  readonly cached: number;
  /** Of those, answered from the journal of the run that is gone on with. */
  readonly resumed: number;
  /** Sent, and not yet answered. */
  readonly underWay: number;
  /** Not sent yet, or waiting to be sent again. */
  readonly waiting: number;
  /** How many there will be in all, as estimated beforehand, or more where there turned out to be more; undefined without an estimate. */
  readonly expected: number | undefined;
  /** Of all that was sent, failed tries included. */
  readonly tokens: Usage;
  /** US dollars so far; undefined where a price is not known, which is not nothing. */
  readonly usd: number | undefined;
  /** Milliseconds that the rest will take at the pace so far; undefined before there is one, and without an estimate. */
  readonly msLeft: number | undefined;
}

export interface ProgressOptions {
  readonly now: () => Date;
  readonly expected: number | undefined;
  readonly usd: () => number | undefined;
  readonly onProgress: ((progress: Progress) => void) | undefined;
}

/** So long it is silent between two reports: nobody reads faster. */
const SILENT_MS = 250;

export class ProgressCounter {
  private readonly options: ProgressOptions;
  private began: number | undefined;
  private told = -Infinity;
  private asked = 0;
  private done = 0;
  private cached = 0;
  private resumed = 0;
  private underWay = 0;
  private tokens: Usage = { inputTokens: 0, outputTokens: 0 };

  constructor(options: ProgressOptions) {
    this.options = options;
  }

  ask(): void {
    this.asked += 1;
    this.tell();
  }

  send(): void {
    this.began ??= this.options.now().getTime();
    this.underWay += 1;
    this.tell();
  }

  answer(usage: Usage | undefined): void {
    this.underWay -= 1;
    this.use(usage);
  }

  /** Counts tokens that no call took, such as those of embeddings. */
  use(usage: Usage | undefined): void {
    if (usage !== undefined) this.tokens = addUsage(this.tokens, usage);
  }

  end(from?: 'cache' | 'journal'): void {
    this.done += 1;
    if (from === 'cache') this.cached += 1;
    if (from === 'journal') this.resumed += 1;
    this.tell();
  }

  get current(): Progress {
    const { done, cached, resumed, underWay, tokens } = this;
    const expected = this.options.expected === undefined ? undefined : Math.max(this.options.expected, this.asked);
    // What was there already took no time, and says nothing of the pace.
    const made = done - cached - resumed;
    const pace = this.began === undefined || made === 0 ? undefined : (this.options.now().getTime() - this.began) / made;
    return {
      done,
      cached,
      resumed,
      underWay,
      waiting: this.asked - done - underWay,
      expected,
      tokens,
      usd: this.options.usd(),
      msLeft: pace === undefined || expected === undefined ? undefined : Math.max(0, Math.round(pace * (expected - done))),
    };
  }

  private tell(): void {
    const { now, onProgress } = this.options;
    if (onProgress === undefined) return;
    const at = now().getTime();
    // A clock that was set back must not silence it.
    if (at >= this.told && at - this.told < SILENT_MS) return;
    this.told = at;
    try {
      onProgress(this.current);
    } catch {
      // Whoever shows it has a fault; the call that it is told of has none.
    }
  }
}

export function addUsage(one: Usage, other: Usage): Usage {
  return { inputTokens: one.inputTokens + other.inputTokens, outputTokens: one.outputTokens + other.outputTokens };
}

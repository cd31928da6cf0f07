/** Waiting that ends when it is told to: for a time, for an answer, or for whatever comes first. */

/** Resolves after that time, or at once when the signal fires. Leaves nothing on the signal. */
export function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted || milliseconds <= 0) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
}

/** What `promise` resolves with, or undefined at once when the signal fires. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return resolve(undefined);
    const aborted = (): void => resolve(undefined);
    signal.addEventListener('abort', aborted);
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', aborted));
  });
}

/**
 * What `work` comes to; `cancelled` at once when the signal fires, and `timeout` when the time is over, whatever `work`
 * does then. Where the signal has fired before, `work` is not begun. The signal that `work` is given fires in both cases. Rejects where `work` does.
 */
export function letGo<T>(signal: AbortSignal, timeoutMs: number, work: (stop: AbortSignal) => Promise<T>): Promise<T | 'cancelled' | 'timeout'> {
  return new Promise((resolve, reject) => {
    // A signal that has fired already says so to no listener.
    if (signal.aborted) return resolve('cancelled');
    // A signal of its own for each call: not every model removes its listeners, and the caller's lives as long as a run.
    const stop = new AbortController();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
    };
    const cancel = (): void => {
      end();
      stop.abort();
      // An answer that has arrived in the same moment was paid for; this lets it come first.
      setTimeout(() => resolve('cancelled'), 0);
    };
    const timer = setTimeout(() => {
      end();
      resolve('timeout');
      stop.abort();
    }, timeoutMs);
    signal.addEventListener('abort', cancel);
    void work(stop.signal).then(resolve, reject).finally(end);
  });
}

/** Lets whoever awaits what was just resolved go on first, also through some functions that only hand it on. */
export async function othersFirst(): Promise<void> {
  for (let turn = 0; turn < 32; turn += 1) await Promise.resolve();
}

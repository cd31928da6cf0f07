/** Starts the thread of a search, and asks it: reading whole datasets holds up nobody else here. */
import { Worker } from 'node:worker_threads';
import type { Asking, AskProblem, Asks, FromWorker, ToWorker } from './asks.ts';
import type { ScanProgress } from './fast/scan.ts';

/** Why nothing came of what was asked. */
export class AskFailed extends Error {
  readonly kind: AskProblem['kind'];

  constructor({ kind, message }: AskProblem) {
    super(message);
    this.kind = kind;
  }
}

export interface AskOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ScanProgress) => void;
}

interface Waiting {
  readonly resolve: (done: Asks[Asking][1]) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: AskOptions['onProgress'];
}

export class PatternsThread {
  /** Of the bundled `worker.node.ts`. */
  private readonly script: string;
  private readonly waiting = new Map<number, Waiting>();
  private worker: Worker | undefined;
  private count = 0;
  private isClosed = false;

  constructor(script: string) {
    this.script = script;
  }

  /** @throws AskFailed; at once where the signal fires, whatever the thread is at. */
  ask<A extends Asking>(ask: A, given: Asks[A][0], { signal, onProgress }: AskOptions = {}): Promise<Asks[A][1]> {
    // No thread is begun that nobody would end.
    if (this.isClosed || signal?.aborted === true) return Promise.reject(new AskFailed({ kind: 'aborted', message: 'It was cancelled.' }));
    const worker = (this.worker ??= this.start());
    this.count += 1;
    const id = this.count;
    return new Promise<Asks[Asking][1]>((resolve, reject) => {
      const stop = (): void => {
        this.waiting.delete(id);
        worker.postMessage({ abort: id } satisfies ToWorker);
        reject(new AskFailed({ kind: 'aborted', message: 'It was cancelled.' }));
      };
      const settled = (): void => signal?.removeEventListener('abort', stop);
      this.waiting.set(id, {
        resolve: (done) => {
          settled();
          resolve(done);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
        onProgress,
      });
      worker.postMessage({ id, ask, given });
      signal?.addEventListener('abort', stop, { once: true });
    });
  }

  /** What is still asked fails, and so does what is asked from then on. */
  dispose(): void {
    this.isClosed = true;
    void this.worker?.terminate();
    this.end('It was closed.');
  }

  private start(): Worker {
    // Nothing of this process is for it: no keys of the environment, no debugger.
    const worker = new Worker(this.script, { env: {}, execArgv: [] });
    worker.unref();
    worker.on('message', (message: FromWorker) => this.take(message));
    worker.on('error', (error) => this.end(error instanceof Error ? error.message : String(error)));
    worker.on('exit', () => {
      if (this.worker === worker) this.end('The search ended before it was done.');
    });
    return worker;
  }

  private take(message: FromWorker): void {
    const waiting = this.waiting.get(message.id);
    if (waiting === undefined) return;
    if ('progress' in message) {
      waiting.onProgress?.(message.progress);
      return;
    }
    this.waiting.delete(message.id);
    if ('done' in message) waiting.resolve(message.done);
    else waiting.reject(new AskFailed(message.problem));
  }

  /** Another one is started when something is asked again. */
  private end(message: string): void {
    this.worker = undefined;
    const left = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of left) reject(new AskFailed({ kind: 'other', message }));
  }
}

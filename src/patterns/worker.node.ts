/** A search in a thread of its own: what starts it asks by messages, and is held up by nothing. */
import { stat } from 'node:fs/promises';
import { parentPort } from 'node:worker_threads';
import type { DatasetSource } from '../dataset/read.ts';
import { textFile } from '../dataset/text-file.node.ts';
import type { AskedFile, Asking, AskProblem, Asks, FromWorker, ToWorker } from './asks.ts';
import { comparisonOf } from './compare.ts';
import { fastScan, type ScanProgress } from './fast/scan.ts';
import { PatternsSession } from './session.ts';
import { writeCopy } from './write-copy.node.ts';

/** Why a file cannot be read as it was. */
class FileProblem extends Error {
  readonly kind: 'changed' | 'gone' | 'other';

  constructor(kind: FileProblem['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

interface Open {
  readonly session: PatternsSession;
  readonly files: readonly AskedFile[];
  readonly states: readonly string[];
}

const PROGRESS_MS = 100;

let open: Open | undefined;
const asked = new Map<number, AbortController>();

if (parentPort !== null) {
  const port = parentPort;
  port.on('message', (message: ToWorker) => {
    if ('abort' in message) asked.get(message.abort)?.abort();
    else void answered(message).then((answer) => port.postMessage(answer));
  });
}

async function answered(message: Exclude<ToWorker, { readonly abort: number }>): Promise<FromWorker> {
  const { id } = message;
  const stop = new AbortController();
  asked.set(id, stop);
  let toldAt = 0;
  const onProgress = (progress: ScanProgress): void => {
    const now = performance.now();
    if (now - toldAt < PROGRESS_MS) return;
    toldAt = now;
    parentPort?.postMessage({ id, progress } satisfies FromWorker);
  };
  try {
    return { id, done: await carriedOut(message, onProgress, stop.signal) };
  } catch (error) {
    return { id, problem: problemOf(error, stop.signal) };
  } finally {
    asked.delete(id);
  }
}

async function carriedOut(message: Exclude<ToWorker, { readonly abort: number }>, onProgress: (progress: ScanProgress) => void, signal: AbortSignal): Promise<Asks[Asking][1]> {
  if (message.ask === 'scan') {
    const { files, seed, threshold } = message.given;
    const states = await statesOf(files);
    const session = await PatternsSession.open({ sources: files.map(sourceOf), seed, threshold, onProgress, signal });
    open = { session, files, states };
    return session.report(threshold);
  }
  if (message.ask === 'compare') {
    const { before, after, seed, threshold } = message.given;
    const scan = await fastScan({ sources: [...before, ...after].map(sourceOf), seed, threshold, onProgress, signal });
    return comparisonOf(scan, { ofBefore: before.length, threshold, seed });
  }
  if (open === undefined) throw new Error('Nothing was scanned yet.');
  const { session, files, states } = open;
  if (message.ask === 'report') return session.report(message.given.threshold, message.given.limits);
  const now = await statesOf(files);
  // Its lines are not where they were.
  const changed = files.find((_, index) => states[index] !== now[index]);
  if (changed !== undefined) throw new FileProblem('changed', changed.name);
  switch (message.ask) {
    case 'matches':
      return session.matches(message.given, signal);
    case 'marked':
      return session.marked(message.given, signal);
    case 'draws':
      return session.draws({ ...message.given, signal, onProgress: (samples) => onProgress({ pass: 'drawing', samples, characters: 0 }) });
    case 'write': {
      const { threshold, limits, file, path } = message.given;
      const dataset = session.datasets[file];
      if (dataset === undefined) throw new Error('There is no such file.');
      await writeCopy(dataset, session.droppedLines(limits, file), path, signal);
      return session.report(threshold, limits, path);
    }
  }
}

function sourceOf(file: AskedFile): DatasetSource {
  const source = textFile(file.path, file.name);
  return {
    name: file.name,
    async *open() {
      try {
        yield* source.open();
      } catch (error) {
        throw problemOfFile(file, error);
      }
    },
  };
}

async function statesOf(files: readonly AskedFile[]): Promise<readonly string[]> {
  return Promise.all(
    files.map(async (file) => {
      const { size, mtimeMs } = await stat(file.path).catch((error: unknown) => {
        throw problemOfFile(file, error);
      });
      return `${size} ${mtimeMs}`;
    }),
  );
}

function problemOfFile({ name }: AskedFile, error: unknown): FileProblem {
  return codeOf(error) === 'ENOENT' ? new FileProblem('gone', name) : new FileProblem('other', `${name}: ${error instanceof Error ? error.message : String(error)}`);
}

function problemOf(error: unknown, signal: AbortSignal): AskProblem {
  const message = error instanceof Error ? error.message : String(error);
  if (signal.aborted) return { kind: 'aborted', message };
  if (error instanceof FileProblem) return { kind: error.kind, message };
  return { kind: codeOf(error) === 'EEXIST' ? 'exists' : 'other', message };
}

/** As the system names it. */
function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

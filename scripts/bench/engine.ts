/**
 * Times a thousand calls through the engine against what is possible, and against promptfoo, which makes the same calls
 * in the same run; then the journal of 100,000 records. promptfoo is installed at the first run, see promptfoo.ts; where
 * it cannot be, it is not measured: the report says so, and the bounds on it do not hold.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { build } from 'esbuild';
import { SHIPPED } from '../bundle-options.ts';
import { traitsDocument } from './documents.ts';
import type { EngineRun } from './engine-inside.ts';
import type { ServerLog } from './engine-server.ts';
import { journalBenchmark } from './journal.ts';
import { installPromptfoo, PROMPTFOO_VERSION, runPromptfoo } from './promptfoo.ts';
import { atLeast, atMost, type BenchmarkReport, printReport, type Reach, rounded, type Row, unmeasured } from './report.ts';
import { median, quantile } from './statistics.ts';

const CALLS = 1000;
const CONCURRENCY = 32;
/** In milliseconds. */
const LATENCY = 200;
const BOUND = Math.ceil(CALLS / CONCURRENCY) * LATENCY;
/** Characters of a call, as in the journals of the two sample documents. */
const LENGTH = 5000;
const ROUNDS = 5;

interface Server {
  readonly url: string;
  /** What came since this was asked last. Throws where that is not each of the calls, once. */
  check(calls: number): Promise<ServerLog>;
  stop(): void;
}

async function startServer(): Promise<Server> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'engine-server.ts'), String(LATENCY)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  const url = `http://127.0.0.1:${port.toString().trim()}`;
  return {
    url,
    async check(calls) {
      const log = (await (await fetch(`${url}/log`, { headers: { connection: 'close' } })).json()) as ServerLog;
      if (log.calls !== calls || log.distinct !== calls || log.atOnce > CONCURRENCY) throw new Error(`the server saw ${JSON.stringify(log)}`);
      return log;
    },
    stop: () => child.stdin.end(),
  };
}

/** No two alike; nothing in them means anything to promptfoo's templates. */
function callTexts(): readonly string[] {
  const source = traitsDocument((CALLS + 1) * LENGTH, 1).replaceAll(/[{}]/g, '');
  return Array.from({ length: CALLS }, (_, number) => source.slice(number * LENGTH, (number + 1) * LENGTH));
}

/** One run of ours or of promptfoo's, in milliseconds from the start of the process to its end. */
interface Timing {
  /** For all calls. */
  readonly whole: number;
  /** For one call, without the time that its answer takes. */
  readonly startUp: number;
}

interface Ours extends Timing {
  readonly run: EngineRun;
  readonly log: ServerLog;
}

/** Runs what users run: the bundle. */
class OurCalls {
  private readonly server: Server;
  private readonly folder: string;
  private turn = 0;

  constructor(server: Server, folder: string) {
    this.server = server;
    this.folder = folder;
  }

  async prepare(texts: readonly string[]): Promise<void> {
    await build({ ...SHIPPED, entryPoints: ['scripts/bench/engine-inside.ts'], outdir: this.folder, outExtension: { '.js': '.mjs' }, splitting: true });
    await writeFile(join(this.folder, 'all.json'), JSON.stringify(texts));
    await writeFile(join(this.folder, 'one.json'), JSON.stringify(texts.slice(0, 1)));
  }

  async round(): Promise<Ours> {
    const one = await this.run('one');
    await this.server.check(1);
    const { whole, run } = await this.run('all');
    return { whole, run, startUp: one.whole - LATENCY, log: await this.server.check(CALLS) };
  }

  private async run(texts: 'one' | 'all'): Promise<{ readonly whole: number; readonly run: EngineRun }> {
    this.turn += 1;
    const journal = join(this.folder, `${this.turn}.jsonl`);
    const start = performance.now();
    const args = [join(this.folder, 'engine-inside.mjs'), this.server.url, String(CONCURRENCY), join(this.folder, `${texts}.json`), journal];
    const printed = await output(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] }));
    return { whole: performance.now() - start, run: JSON.parse(printed) as EngineRun };
  }
}

async function output(child: ChildProcess): Promise<string> {
  const ended = once(child, 'close');
  const printed = child.stdout === null ? '' : await text(child.stdout);
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`the process ended with ${String(code)}`);
  return printed;
}

async function promptfooRound(server: Server, folder: string, texts: readonly string[]): Promise<Timing> {
  const one = await runPromptfoo(folder, server.url, texts.slice(0, 1), CONCURRENCY);
  await server.check(1);
  const whole = await runPromptfoo(folder, server.url, texts, CONCURRENCY);
  await server.check(CALLS);
  return { whole, startUp: one - LATENCY };
}

/** Installs it where it is not there yet, and says so where that cannot be done. */
function hasPromptfoo(): boolean {
  try {
    installPromptfoo();
    return true;
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
    console.error(`promptfoo ${PROMPTFOO_VERSION} could not be installed, and is not measured: ${reason}`);
    return false;
  }
}

async function engineBenchmark(folder: string): Promise<BenchmarkReport> {
  const texts = callTexts();
  const isCompared = hasPromptfoo();
  const server = await startServer();
  const ours: Ours[] = [];
  const theirs: Timing[] = [];
  const load = loadavg()[0] ?? 0;
  try {
    const calls = new OurCalls(server, folder);
    await calls.prepare(texts);
    for (let round = 1; round <= ROUNDS; round += 1) {
      console.error(`Making calls, round ${round} of ${ROUNDS}.`);
      ours.push(await calls.round());
      if (isCompared) theirs.push(await promptfooRound(server, folder, texts));
    }
  } finally {
    server.stop();
  }
  const of = (value: (each: Ours) => number): number => median(ours.map(value));
  const withoutStartUp = ({ whole, startUp }: Timing): number => whole - startUp;
  const row = (who: string, timings: readonly Timing[]): Row => {
    const middle = (value: (timing: Timing) => number): number | string => (timings.length === 0 ? 'not measured' : Math.round(median(timings.map(value))));
    return {
      'whole process, median': who,
      calls: CALLS,
      'at once': CONCURRENCY,
      ms: middle(({ whole }) => whole),
      'ms of start-up': middle(({ startUp }) => startUp),
      'ms without it': middle(withoutStartUp),
    };
  };
  const ratio = (value: (timing: Timing) => number): number => median(theirs.map(value)) / of(value);
  // What was not measured is not reached, and is not left out either.
  const compared = (name: string, value: (timing: Timing) => number): Reach => (isCompared ? atLeast(name, ratio(value), 1) : unmeasured(name, 1));
  return {
    benchmark: 'engine',
    rows: [
      {
        'calls through the engine, median': CALLS,
        'at once': CONCURRENCY,
        'latency ms': LATENCY,
        'as the server kept it': rounded(of(({ log }) => log.latency)),
        'wall ms': Math.round(of(({ run }) => run.wall)),
        'bound ms': BOUND,
        'p95 of a call, ms': of(({ run }) => quantile(run.calls, 0.95)),
        'processor ms': rounded(of(({ run }) => run.processor)),
        'MB of memory': rounded(Math.max(...ours.map(({ run }) => run.memory))),
      },
      row('traitwright', ours),
      row(`promptfoo ${PROMPTFOO_VERSION}`, theirs),
      { machine: `${availableParallelism()} processors`, 'load before': rounded(load) },
    ],
    reach: [
      atMost('wall time over the bound, 1,000 calls, median', of(({ run }) => run.wall) / BOUND, 1.05),
      compared("promptfoo's time over ours, whole process", ({ whole }) => whole),
      compared("promptfoo's time over ours, without start-up", withoutStartUp),
    ],
  };
}

const folder = await mkdtemp(join(tmpdir(), 'traitwright-bench-'));
try {
  const parts = [];
  for (const part of [engineBenchmark, journalBenchmark]) {
    const own = join(folder, String(parts.length));
    await mkdir(own);
    parts.push(await part(own));
  }
  const report: BenchmarkReport = { benchmark: 'engine', rows: parts.flatMap(({ rows }) => rows), reach: parts.flatMap(({ reach }) => reach) };
  printReport(report, process.argv.includes('--json'));
} finally {
  await rm(folder, { recursive: true });
}

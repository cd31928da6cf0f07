/** `traitwright patterns`: what a dataset repeats, and a copy of it with less of that. */
import { open, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { closest, distance } from 'fastest-levenshtein';
import { copyWithout } from '../dataset/copy.ts';
import { UnknownFormat } from '../dataset/formats.ts';
import { NotText, textFile } from '../dataset/text-file.node.ts';
import { chooseDropped, type Dropped, type Limit } from '../patterns/act.ts';
import { afterDropping, type FastScan, fastScan, type ScanProgress } from '../patterns/fast/scan.ts';
import { CannotRun, command, EXIT, UsageError, wholeNumber } from './command.ts';
import { reasonOf, shownPath, systemErrorIn } from './files.ts';
import { type Io, type Output, wantsColor } from './io.ts';
import type { PatternsReport, ReportFormat } from './patterns/report.ts';

export const PATTERNS_USAGE = `Usage: traitwright patterns FILE… --fast [options]

Finds what the samples of a dataset repeat, before a model is trained on them: journals of runs, chat or documents as
JSON Lines (TRL, OpenAI, Gemini, ShareGPT), or plain text with a sample a line. The format is told from the file.

  --fast              Look for patterns without a model; the only way so far
  --format FORMAT     text (default), json, md or html
  --threshold PERCENT Alarm at patterns above this rate (default 20)
  --drop ID           Leave out all samples with a pattern; several times for several
  --cap ID=PERCENT    Leave out samples until a pattern is in no more than PERCENT of the rest; several times for several
  --out FILE          Write what is left, in the format of the file that was read; it replaces no file
  --seed N            What chance is drawn from (default 1)
  --help              Show this

Exit codes: 0 no pattern is over the threshold, 1 one is, 2 it could not run, 130 it was cancelled.
`;

const FORMATS: Readonly<Record<string, () => Promise<{ readonly format: ReportFormat }>>> = {
  text: () => import('./patterns/text.ts'),
  json: () => import('./patterns/json.ts'),
  md: () => import('./patterns/markdown.ts'),
  html: () => import('./patterns/html.ts'),
};

interface Options {
  readonly files: readonly string[];
  readonly format: () => Promise<{ readonly format: ReportFormat }>;
  /** From 0 to 1. */
  readonly threshold: number;
  readonly limits: readonly Limit[];
  readonly seed: number;
  readonly out: string | undefined;
}

/** Runs `traitwright patterns`. */
export const patterns = command(PATTERNS_USAGE, async (args, io) => {
  const options = readOptions(args);
  const stop = new AbortController();
  const stopListening = io.onInterrupt(() => stop.abort());
  const progress = progressOn(io.stderr);
  try {
    const scan = await scanned(options, io, progress.show, stop.signal);
    progress.end();
    const dropped = options.limits.length === 0 ? undefined : chosen(scan, options);
    if (dropped !== undefined && options.out !== undefined) await write(scan, dropped, resolve(io.cwd, options.out), options.out, stop.signal);
    const report = reportOf(scan, dropped, options);
    const { format } = await options.format();
    io.stdout.write(format(report, { color: wantsColor(io.stdout, io.env) }));
    return report.findings.some(({ alarm, after }) => (after === undefined ? alarm : after.alarm) !== null) ? EXIT.found : EXIT.ok;
  } catch (error) {
    progress.end();
    if (error instanceof UnknownFormat) throw new CannotRun(error.message);
    if (!stop.signal.aborted) throw error;
    io.stderr.write('Cancelled.\n');
    return EXIT.interrupted;
  } finally {
    stopListening();
  }
});

function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      fast: { type: 'boolean', default: false },
      format: { type: 'string', default: 'text' },
      threshold: { type: 'string', default: '20' },
      drop: { type: 'string', multiple: true, default: [] },
      cap: { type: 'string', multiple: true, default: [] },
      out: { type: 'string' },
      seed: { type: 'string', default: '1' },
    },
  });
  if (positionals.length === 0) throw new UsageError('No file: name one file of samples or more.');
  if (!values.fast) throw new UsageError('Say --fast: looking for patterns with a model is not there yet.');
  const format = Object.hasOwn(FORMATS, values.format) ? FORMATS[values.format] : undefined;
  if (format === undefined) throw new UsageError(`Unknown format “${values.format}”: expected ${Object.keys(FORMATS).join(', ')}.`);
  const limits = [...values.drop.map((patternId): Limit => ({ patternId, share: 0 })), ...values.cap.map(readCap)];
  if (values.out !== undefined && limits.length === 0) throw new UsageError('--out has nothing to write: say what to leave out with --drop or --cap.');
  if (values.out !== undefined && positionals.length > 1) throw new UsageError('--out takes one file at a time.');
  return {
    files: positionals,
    format,
    threshold: share('--threshold', values.threshold),
    limits,
    seed: wholeNumber('--seed', values.seed, { least: 0, most: 0xffffffff }),
    out: values.out,
  };
}

function readCap(written: string): Limit {
  const at = written.lastIndexOf('=');
  if (at <= 0) throw new UsageError(`--cap is “${written}”: expected ID=PERCENT.`);
  return { patternId: written.slice(0, at), share: share('--cap', written.slice(at + 1)) };
}

/** A percentage as a share. */
function share(option: string, written: string): number {
  const value = /^\d+(?:\.\d+)?%?$/.test(written) ? Number.parseFloat(written) : Number.NaN;
  if (!(value >= 0 && value < 100)) throw new UsageError(`${option} is “${written}”: expected a percentage from 0 to below 100.`);
  return value / 100;
}

async function scanned({ files, seed, threshold }: Options, io: Io, onProgress: (progress: ScanProgress) => void, signal: AbortSignal): Promise<FastScan> {
  const scans = files.map((file) => {
    const path = resolve(io.cwd, file);
    const name = shownPath(path, io.cwd);
    return { name, open: () => named(name, textFile(path, name).open()) };
  });
  const scan = await fastScan({ sources: scans, seed, threshold, onProgress, signal });
  if (scan.samples.count === 0) throw new CannotRun(`No samples in ${scans.map(({ name }) => name).join(', ')}.${scan.files.some(({ report }) => report.badCount > 0) ? ` ${scan.files[0]?.report.bad[0]?.problem ?? ''}` : ''}`);
  return scan;
}

/** @throws CannotRun, with the file's name, where it cannot be read. */
async function* named(name: string, pieces: AsyncIterable<string>): AsyncGenerator<string, void> {
  try {
    yield* pieces;
  } catch (error) {
    if (error instanceof NotText) throw new CannotRun(`${name}: ${error.message}`);
    throw systemErrorIn(error) === undefined ? error : new CannotRun(`${name}: ${reasonOf(error)}`);
  }
}

function chosen(scan: FastScan, { limits, seed }: Options): readonly Dropped[] {
  const ids = scan.counted.map(({ pattern }) => pattern.id);
  for (const { patternId } of limits) {
    if (ids.includes(patternId)) continue;
    const near = closest(patternId, ids);
    throw new CannotRun(`No pattern “${patternId}” was found.${distance(patternId, near) <= 3 ? ` Did you mean “${near}”?` : ''}`);
  }
  return chooseDropped(scan, limits, seed);
}

/** @throws CannotRun where the file is there already or cannot be written; then nothing of it is left. */
async function write({ files: [file], samples }: FastScan, dropped: readonly Dropped[], path: string, name: string, signal: AbortSignal): Promise<void> {
  if (file === undefined) return;
  const lines = new Set(dropped.map(({ index }) => samples.lineOf(index)));
  const out = await open(path, 'wx').catch((error: unknown) => {
    throw new CannotRun(`${name}: ${systemErrorIn(error)?.code === 'EEXIST' ? 'it is there already, and nothing is replaced.' : `could not be written: ${reasonOf(error)}`}`);
  });
  try {
    try {
      await out.writeFile(copyWithout(file.dataset, (line) => lines.has(line), signal));
    } finally {
      await out.close();
    }
  } catch (error) {
    await rm(path, { force: true });
    throw systemErrorIn(error) === undefined ? error : new CannotRun(`${name}: could not be written: ${reasonOf(error)}`);
  }
}

function reportOf(scan: FastScan, dropped: readonly Dropped[] | undefined, { threshold, seed, out }: Options): PatternsReport {
  const { files, samples, drawn, findings, unlisted } = scan;
  const after = dropped === undefined ? undefined : afterDropping(scan, dropped, threshold);
  const nameOf = (index: number): string => files[samples.fileOf(index)]?.dataset.source.name ?? '';
  return {
    files: files.map(({ dataset, report }) => ({
      file: dataset.source.name,
      format: dataset.format.id,
      formatName: dataset.format.name,
      samples: report.samples,
      badLines: { count: report.badCount, torn: report.torn, listed: report.bad },
      leftOut: report.leftOut,
      withEarlierAnswers: report.withEarlierAnswers,
    })),
    samples: samples.count,
    drawn,
    threshold,
    seed,
    findings: findings.map((finding) => {
      const { id, kind, description, overall, ordinary, alarm = null, byTrait, byKind, examples, sameAs } = finding;
      const then = after?.(finding);
      return { id, kind, description, overall, alarmAbove: ordinary >= 1 ? null : Math.max(ordinary, threshold), alarm, byTrait, byKind, examples, sameAs, ...(then === undefined ? {} : { after: { overall: then.overall, alarm: then.alarm ?? null } }) };
    }),
    unlisted,
    ...(dropped === undefined
      ? {}
      : {
          acted: {
            dropped: dropped.map(({ index, patternId }) => {
              const traitId = samples.traitOf(index);
              return { file: nameOf(index), line: samples.lineOf(index), ...(traitId === undefined ? {} : { traitId }), patternId };
            }),
            left: samples.count - dropped.length,
            out: out ?? null,
          },
        }),
  };
}

const CLEAR_LINE = '\r\u001B[2K';
const STEP = 1000;

/** Where somebody looks at a terminal, one line that changes. */
function progressOn(output: Output): { readonly show: (progress: ScanProgress) => void; readonly end: () => void } {
  let shown = '';
  return {
    show({ pass, samples }) {
      const now = `${pass === 'drawing' ? 'Reading' : 'Counting'}: ${(samples - (samples % STEP)).toLocaleString('en')} samples`;
      if (!output.isTerminal || now === shown) return;
      output.write(`${CLEAR_LINE}${now}`);
      shown = now;
    },
    end() {
      if (shown !== '') output.write(CLEAR_LINE);
      shown = '';
    },
  };
}

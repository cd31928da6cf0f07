/** Reads how `traitwright patterns` was called. */
import { parseArgs } from 'node:util';
import type { Limit } from '../../patterns/act.ts';
import { UsageError, wholeNumber } from '../command.ts';
import { CONCURRENCY, readDollars } from '../generate-options.ts';

export const FORMATS = ['text', 'json', 'md', 'html'] as const;
export type FormatName = (typeof FORMATS)[number];

const SCANS = 6;
const BATCH = 30;
const RATE = 300;
const PER_CALL = 6;

export const PATTERNS_USAGE = `Usage: traitwright patterns FILE… --fast [options]
       traitwright patterns FILE… --model MODEL [options]

Finds what the samples of a dataset repeat, before a model is trained on them: journals of runs, chat or documents as
JSON Lines (TRL, OpenAI, Gemini, ShareGPT), or plain text with a sample a line. The format is told from the file.

  --fast              Look for patterns without a model alone
  --model MODEL       Look with a model, too: gemini/MODEL, vertex/MODEL, openai/MODEL or ollama/MODEL
  --judge MODEL       Another model to rate the samples
  --format FORMAT     text (default), json, md or html
  --threshold PERCENT Alarm at patterns above this rate (default 20)
  --seed N            What chance is drawn from (default 1)

With a model:
  --scans N           Batches that are looked at, each by itself (default ${SCANS})
  --batch N           Samples of a batch (default ${BATCH})
  --rate N            Samples that are rated for each pattern (default ${RATE})
  --per-call N        Patterns that one call rates (default ${PER_CALL})
  --check-batching N  Rate N samples with one pattern a call and with several, and report how far the marks agree
  --no-known          Rate for nothing but what the scans find
  --dry-run           Print the calls and the cost to expect; nothing is sent
  --budget USD        Stop when this much is spent
  --prices FILE       Prices of your own, as for traitwright generate
  --base-url URL      Where the models are called: https, or http on this machine
  --concurrency N     Calls under way at once, to each provider (default ${CONCURRENCY})
  --no-cache          Ask again what was answered before
  --journal FILE      Where the journal goes
  --resume JOURNAL    Go on with a search that broke off, over the same files

Acting on it:
  --drop ID           Leave out all samples with a pattern that the fast pass found; several times for several
  --cap ID=PERCENT    Leave out samples until a pattern is in no more than PERCENT of the rest; several times for several
  --out FILE          Write what is left, in the format of the file that was read; it replaces no file
  --write-known FILE  Add the patterns over the threshold to a list that critiques are told: a document's, or a JSON file
  --compare FILE      Show the rates of FILE… and of this one side by side; several times for several files
  --help              Show this

Exit codes: 0 no pattern is over the threshold, 1 one is, or the budget is used up, 2 it could not run, 130 it was cancelled.
`;

/** How models are to look. */
export interface ModelSearch {
  readonly critic: string;
  readonly judge: string;
  readonly scans: number;
  readonly batch: number;
  readonly rate: number;
  readonly perCall: number;
  readonly known: boolean;
}

/** How their calls are made, also of a search that is gone on with. */
export interface CallSettings {
  /** US dollars. */
  readonly budget: number | undefined;
  readonly prices: string | undefined;
  readonly baseUrl: string | undefined;
  readonly concurrency: number;
  readonly cache: boolean;
}

export interface PatternsOptions {
  readonly files: readonly string[];
  /** What they are compared with; empty where they are not. */
  readonly compared: readonly string[];
  readonly format: FormatName;
  /** From 0 to 1. */
  readonly threshold: number;
  readonly limits: readonly Limit[];
  readonly seed: number;
  readonly out: string | undefined;
  /** Undefined where no model is asked. */
  readonly search: ModelSearch | { readonly resume: string } | undefined;
  readonly calls: CallSettings;
  readonly dryRun: boolean;
  /** How many samples are rated in both ways; undefined where nothing of the sort is asked. */
  readonly checkBatching: number | undefined;
  readonly journal: string | undefined;
  readonly writeKnown: string | undefined;
}

/** What a search that is gone on with has already. */
const SETTLED = ['model', 'judge', 'scans', 'batch', 'rate', 'per-call', 'no-known', 'seed', 'journal', 'dry-run', 'check-batching'] as const;
const OF_MODELS = ['judge', 'scans', 'batch', 'rate', 'per-call', 'no-known', 'dry-run', 'check-batching', 'budget', 'prices', 'base-url', 'concurrency', 'no-cache', 'journal'] as const;

/** @throws UsageError, or what parseArgs throws. */
export function readPatternsOptions(args: readonly string[]): PatternsOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      fast: { type: 'boolean', default: false },
      model: { type: 'string' },
      judge: { type: 'string' },
      format: { type: 'string', default: 'text' },
      threshold: { type: 'string', default: '20' },
      seed: { type: 'string' },
      scans: { type: 'string' },
      batch: { type: 'string' },
      rate: { type: 'string' },
      'per-call': { type: 'string' },
      'no-known': { type: 'boolean' },
      'dry-run': { type: 'boolean' },
      'check-batching': { type: 'string' },
      budget: { type: 'string' },
      prices: { type: 'string' },
      'base-url': { type: 'string' },
      concurrency: { type: 'string' },
      'no-cache': { type: 'boolean' },
      journal: { type: 'string' },
      resume: { type: 'string' },
      drop: { type: 'string', multiple: true, default: [] },
      cap: { type: 'string', multiple: true, default: [] },
      out: { type: 'string' },
      'write-known': { type: 'string' },
      compare: { type: 'string', multiple: true, default: [] },
    },
  });
  if (positionals.length === 0) throw new UsageError('No file: name one file of samples or more.');
  const asksModels = values.model !== undefined || values.resume !== undefined;
  if (!values.fast && !asksModels) throw new UsageError('Say how to look: --fast without a model, or --model gemini/MODEL.');
  if (values.fast && asksModels) throw new UsageError(`--fast asks no model: leave out ${values.model === undefined ? '--resume' : '--model'}.`);
  const idle = asksModels ? undefined : OF_MODELS.find((option) => values[option] !== undefined);
  if (idle !== undefined) throw new UsageError(`--${idle} is for --model.`);
  const settled = values.resume === undefined ? undefined : SETTLED.find((option) => values[option] !== undefined);
  if (settled !== undefined) throw new UsageError(`--resume goes on with what a search began with: leave out --${settled}.`);
  const format = FORMATS.find((name) => name === values.format);
  if (format === undefined) throw new UsageError(`Unknown format “${values.format}”: expected ${FORMATS.join(', ')}.`);
  const limits = [...values.drop.map((patternId): Limit => ({ patternId, share: 0 })), ...values.cap.map(readCap)];
  if (values.out !== undefined && limits.length === 0) throw new UsageError('--out has nothing to write: say what to leave out with --drop or --cap.');
  if (values.out !== undefined && positionals.length > 1) throw new UsageError('--out takes one file at a time.');
  if (values.compare.length > 0 && limits.length > 0) throw new UsageError('--compare shows what is there: leave out --drop and --cap.');
  if (values.compare.length > 0 && values['write-known'] !== undefined) throw new UsageError('--compare shows what is there: leave out --write-known.');
  if (values['check-batching'] !== undefined) {
    const useless = (['scans', 'batch', 'rate', 'no-known', 'out', 'write-known'] as const).find((option) => values[option] !== undefined);
    if (useless !== undefined) throw new UsageError(`--check-batching rates for the known patterns alone: leave out --${useless}.`);
    if (limits.length > 0 || values.compare.length > 0) throw new UsageError('--check-batching is about the judge: leave out --drop, --cap and --compare.');
    if (format !== 'text' && format !== 'json') throw new UsageError('--check-batching is written as text or json.');
  }
  const number = (option: 'scans' | 'batch' | 'rate' | 'per-call' | 'concurrency' | 'check-batching', usual: number, least: number, most: number): number =>
    values[option] === undefined ? usual : wholeNumber(`--${option}`, values[option], { least, most });
  const search: PatternsOptions['search'] =
    values.resume !== undefined
      ? { resume: values.resume }
      : values.model === undefined
        ? undefined
        : {
            critic: values.model,
            judge: values.judge ?? values.model,
            scans: number('scans', SCANS, 2, 1000),
            batch: number('batch', BATCH, 2, 1000),
            rate: number('rate', RATE, 1, 100_000),
            perCall: number('per-call', PER_CALL, 1, 50),
            known: values['no-known'] !== true,
          };
  return {
    files: positionals,
    compared: values.compare,
    format,
    threshold: share('--threshold', values.threshold),
    limits,
    seed: values.seed === undefined ? 1 : wholeNumber('--seed', values.seed, { least: 0, most: 2_147_483_647 }),
    out: values.out,
    search,
    calls: {
      budget: values.budget === undefined ? undefined : readDollars(values.budget),
      prices: values.prices,
      baseUrl: values['base-url'],
      concurrency: number('concurrency', CONCURRENCY, 1, 1000),
      cache: values['no-cache'] !== true,
    },
    dryRun: values['dry-run'] === true,
    checkBatching: values['check-batching'] === undefined ? undefined : number('check-batching', 0, 2, 10_000),
    journal: values.journal,
    writeKnown: values['write-known'],
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

/** What can be asked of `traitwright generate`, as it was typed. */
import { parseArgs } from 'node:util';
import type { Role } from '../models/model.ts';
import { onlyFile, UsageError, wholeNumber } from './command.ts';

export const GENERATE_USAGE = `Usage: traitwright generate FILE --pipeline chat --per-trait N --model PROVIDER/MODEL [options]
       traitwright generate FILE --resume [RUN]

Generates samples from the traits of a document, and keeps everything that led to each in a journal.

  --pipeline chat     What to generate: chat samples
  --per-trait N       How many samples of each trait
  --trait ID          Only this trait; may be given several times

  --model MODEL       The model of all roles: gemini/MODEL, vertex/MODEL, openai/MODEL, ollama/MODEL, or rehearsal
                      for the prepared answers beside the document; when not given, those of its front matter
  --critic MODEL      Another model to criticise and rewrite
  --judge MODEL       Another model to decide what is kept
  --base-url URL      Where the models are called: https, or http on this machine
  --seed N            Makes what a model draws by chance the same again, where it can

  --dry-run           Print the calls, tokens and cost to expect and a prompt of each stage; nothing is sent
  --budget USD        Stop when this much is spent, and keep what is finished
  --prices FILE       Prices of your own: {"openai/my-model": {"input": 1, "output": 4}}, USD for a million tokens
  --concurrency N     Calls under way at once, to each provider; 4 when not given
  --resume [RUN]      Go on with a run: its name, its journal, or the last one. It keeps its models and numbers
  --out FILE          Where the journal goes; .traits/DOCUMENT/runs/RUN.jsonl beside the document when not given
  --no-cache          Ask again what was answered in an earlier run
  --help              Show this

Keys and projects are read from the environment: GEMINI_API_KEY; OPENAI_API_KEY; for Vertex AI GOOGLE_CLOUD_PROJECT
and GOOGLE_CLOUD_LOCATION, and the application default credentials. Ctrl-C cancels the run and keeps what there is; a
second one ends it at once.

Exit codes: 0 all samples came to an end, 1 some failed, could not be read or were not made for want of budget,
2 it could not run, 130 cancelled.
`;

/** Calls under way at once, where nothing is said. */
const CONCURRENCY = 4;

/** What is to be made, of a run that begins. */
export interface NewRun {
  readonly perTrait: number;
  readonly traitIds: readonly string[];
  /** Where one is not named, the document's front matter is asked. */
  readonly models: Readonly<Record<Role, string | undefined>>;
  readonly seed: number | undefined;
  readonly out: string | undefined;
}

export interface GenerateOptions {
  readonly file: string;
  /** A new run, or what names the one to go on with: `last`, a run, or a journal's file. */
  readonly run: NewRun | { readonly resume: string };
  readonly concurrency: number;
  /** US dollars. */
  readonly budget: number | undefined;
  readonly prices: string | undefined;
  readonly baseUrl: string | undefined;
  readonly dryRun: boolean;
  readonly cache: boolean;
}

/** What a run that is gone on with has already, and cannot be given anew. */
const SETTLED = ['per-trait', 'trait', 'model', 'critic', 'judge', 'seed', 'out'] as const;

/** @throws UsageError, or what parseArgs throws. */
export function readGenerateOptions(args: readonly string[]): GenerateOptions {
  const { values, positionals } = parseArgs({
    args: withLastRun(args),
    allowPositionals: true,
    options: {
      pipeline: { type: 'string' },
      'per-trait': { type: 'string' },
      trait: { type: 'string', multiple: true },
      model: { type: 'string' },
      critic: { type: 'string' },
      judge: { type: 'string' },
      'base-url': { type: 'string' },
      seed: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      budget: { type: 'string' },
      prices: { type: 'string' },
      concurrency: { type: 'string' },
      resume: { type: 'string' },
      out: { type: 'string' },
      'no-cache': { type: 'boolean', default: false },
    },
  });
  const file = onlyFile(positionals);
  if (values.pipeline !== undefined && values.pipeline !== 'chat') throw new UsageError(`Unknown pipeline “${values.pipeline}”: expected chat.`);
  const rest = {
    file,
    concurrency: values.concurrency === undefined ? CONCURRENCY : wholeNumber('--concurrency', values.concurrency, { least: 1, most: 1000 }),
    budget: values.budget === undefined ? undefined : readDollars(values.budget),
    prices: values.prices,
    baseUrl: values['base-url'],
    dryRun: values['dry-run'],
    cache: !values['no-cache'],
  };
  if (values.resume !== undefined) {
    const given = SETTLED.find((option) => values[option] !== undefined);
    if (given !== undefined) throw new UsageError(`--resume goes on with what a run began with: leave out --${given}.`);
    if (values['dry-run']) throw new UsageError('--dry-run is for runs that have not begun: leave out --resume.');
    return { ...rest, run: { resume: values.resume } };
  }
  if (values.pipeline === undefined) throw new UsageError('No pipeline: give --pipeline chat.');
  if (values['per-trait'] === undefined) throw new UsageError('No number of samples: give --per-trait N.');
  if (values.out === '') throw new UsageError('--out is empty: expected the name of a file.');
  return {
    ...rest,
    run: {
      perTrait: wholeNumber('--per-trait', values['per-trait'], { least: 1, most: 100_000 }),
      traitIds: values.trait ?? [],
      models: { generator: values.model, critic: values.critic ?? values.model, judge: values.judge ?? values.model },
      seed: values.seed === undefined ? undefined : wholeNumber('--seed', values.seed, { least: 0, most: 2_147_483_647 }),
      out: values.out,
    },
  };
}

/** `--resume` by itself means the last run; parseArgs knows no option whose value may be left out. */
function withLastRun(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  return args.map((arg, index) => {
    const next = args[index + 1];
    const alone = arg === '--resume' && (end === -1 || index < end) && (next === undefined || next.startsWith('-'));
    return alone ? '--resume=last' : arg;
  });
}

function readDollars(written: string): number {
  const usd = /^\d+(?:\.\d+)?$/.test(written) ? Number(written) : 0;
  if (usd > 0) return usd;
  throw new UsageError(`--budget is “${written}”: expected US dollars, such as 2.50.`);
}

/** What can be asked of `traitwright generate`, as it was typed. */
import { parseArgs } from 'node:util';
import type { Limits } from '../engine/limits.ts';
import { MOST_ROUNDS } from '../generation/backfill.ts';
import type { Wanted } from '../generation/generate.ts';
import type { KindShares } from '../generation/seeds.ts';
import { PIPELINE_NAMES, type PipelineName, type Role } from '../models/model.ts';
import { onlyFile, UsageError, wholeNumber } from './command.ts';

export const GENERATE_USAGE = `Usage: traitwright generate FILE --pipeline NAME --per-trait N --model PROVIDER/MODEL [options]
       traitwright generate FILE --resume [RUN]
       traitwright generate FILE --stale [RUN]

Generates samples from the traits of a document, and keeps everything that led to each in a journal.

  --pipeline NAME     What to generate: chat (messages and answers), document (texts for midtraining), or
                      preference (chat, with an answer beside each that is to be preferred less)
  --per-trait N       How many samples of each trait
  --trait ID          Only this trait; may be given several times
  --kinds SHARES      How many parts of each kind, such as exhibit=2,exception=1,trade-off=1; as many of each when not
                      given. Exceptions and trade-offs are made from the document's own, and only where it has some
  --document-type T   A type of text to write, in words; may be given several times, in place of the usual ones
  --proposed-types N  How many further types of text to ask for, for each trait; 4 when not given, 0 for none
  --backfill N        In how many further rounds to make up for samples that were dropped; 3 when not given, 0 for none
  --no-dedup          Keep samples whose messages, or texts, are nearly the same
  --dedup-threshold X From which similarity on they are, between 0 and 1; see docs/variety.md for those that are usual

  --model MODEL       The model of all roles: gemini/MODEL, vertex/MODEL, openai/MODEL, ollama/MODEL, or rehearsal
                      for the prepared answers beside the document; when not given, those of its front matter
  --critic MODEL      Another model to criticise and rewrite
  --judge MODEL       Another model to decide what is kept
  --embedder MODEL    A model that embeds messages, for telling which are alike; without one, words are compared
  --base-url URL      Where the models are called: https, or http on this machine
  --seed N            Makes what a model draws by chance the same again, where it can

  --dry-run           Print the calls, tokens and cost to expect and a prompt of each stage; nothing is sent
  --budget USD        Stop when this much is spent, and keep what is finished
  --yes               Go on without a budget where more than $10 may be spent, or nobody knows how much
  --prices FILE       Prices of your own: {"openai/my-model": {"input": 1, "output": 4}}, USD for a million tokens
  --concurrency N     Calls under way at once, to each provider; 4 when not given
  --requests-per-minute N
  --tokens-per-minute N  What each provider may be asked in a minute, at most; in and out together
  --resume [RUN]      Go on with a run: its name, its journal, or the last one. It keeps its models and numbers, and
                      is gone on with where it was made: give the same --base-url
  --stale [RUN]       Make anew, in a run of its own, the samples of a run whose trait has changed since, with the same
                      numbers, models and seed; the newest run that has such samples when none is named
  --no-overrides      Leave out the prompts in .traits/prompts, which are otherwise used
  --out FILE          Where the journal goes; .traits/DOCUMENT/runs/RUN.jsonl beside the document when not given
  --no-cache          Ask again what was answered in an earlier run
  --help              Show this

Keys and projects are read from the environment: GEMINI_API_KEY; OPENAI_API_KEY; for Vertex AI GOOGLE_CLOUD_PROJECT
and GOOGLE_CLOUD_LOCATION, and the application default credentials. Ctrl-C cancels the run and keeps what there is; a
second one ends it at once.

Exit codes: 0 all samples came to an end, 1 some failed, could not be read or were not made for want of budget,
2 it could not run, 130 cancelled.
`;

/** What a run may be told to make, also by a journal, which anybody may have written. */
export const MOST_PER_TRAIT = 100_000;
export const MOST_PROPOSED_TYPES = 50;

/** Calls under way at once, where nothing is said. */
export const CONCURRENCY = 4;

/** How samples are to be compared, as far as that was said. */
export interface DedupChoice {
  readonly isWanted: boolean;
  readonly threshold: number | undefined;
  /** `provider/model`; where it is not named, the document's front matter is asked. */
  readonly embedder: string | undefined;
}

/** What is to be made, of a run that begins. */
export interface NewRun {
  readonly pipeline: PipelineName;
  readonly wanted: Wanted;
  readonly traitIds: readonly string[];
  /** Where one is not named, the document's front matter is asked. */
  readonly models: Readonly<Record<Role, string | undefined>>;
  readonly dedup: DedupChoice;
  readonly seed: number | undefined;
  readonly out: string | undefined;
}

/** A new run of what is stale in another. */
export interface StaleRun extends Pick<NewRun, 'traitIds' | 'models' | 'out'> {
  /** `last`, a run, or a journal's file. */
  readonly stale: string;
}

export interface GenerateOptions {
  readonly file: string;
  /** A new run, or what names the one to go on with: `last`, a run, or a journal's file. */
  readonly run: NewRun | StaleRun | { readonly resume: string };
  readonly concurrency: number;
  /** Of each provider. */
  readonly limits: Limits;
  /** US dollars. */
  readonly budget: number | undefined;
  /** Whether a run may cost much, or nobody knows how much. */
  readonly yes: boolean;
  readonly prices: string | undefined;
  readonly baseUrl: string | undefined;
  readonly dryRun: boolean;
  readonly cache: boolean;
  /** Whether the prompts of the workspace are used. */
  readonly overrides: boolean;
}

/** What a run that is gone on with has already, and cannot be given anew. */
const NUMBERS = ['pipeline', 'per-trait', 'kinds', 'document-type', 'proposed-types', 'backfill', 'no-dedup', 'dedup-threshold', 'embedder', 'seed'] as const;
const SETTLED = ['pipeline', 'per-trait', 'trait', 'kinds', 'document-type', 'proposed-types', 'backfill', 'no-dedup', 'dedup-threshold', 'embedder', 'model', 'critic', 'judge', 'seed', 'out'] as const;

/** @throws UsageError, or what parseArgs throws. */
export function readGenerateOptions(args: readonly string[]): GenerateOptions {
  const { values, positionals } = parseArgs({
    args: withLastRun(withLastRun(args, '--resume'), '--stale'),
    allowPositionals: true,
    options: {
      pipeline: { type: 'string' },
      'per-trait': { type: 'string' },
      trait: { type: 'string', multiple: true },
      kinds: { type: 'string' },
      'document-type': { type: 'string', multiple: true },
      'proposed-types': { type: 'string' },
      backfill: { type: 'string' },
      'no-dedup': { type: 'boolean' },
      'dedup-threshold': { type: 'string' },
      embedder: { type: 'string' },
      model: { type: 'string' },
      critic: { type: 'string' },
      judge: { type: 'string' },
      'base-url': { type: 'string' },
      seed: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      budget: { type: 'string' },
      prices: { type: 'string' },
      concurrency: { type: 'string' },
      'requests-per-minute': { type: 'string' },
      'tokens-per-minute': { type: 'string' },
      yes: { type: 'boolean', default: false },
      resume: { type: 'string' },
      stale: { type: 'string' },
      out: { type: 'string' },
      'no-cache': { type: 'boolean', default: false },
      'no-overrides': { type: 'boolean', default: false },
    },
  });
  const file = onlyFile(positionals);
  const pipeline = PIPELINE_NAMES.find((name) => name === values.pipeline);
  if (values.pipeline !== undefined && pipeline === undefined) throw new UsageError(`Unknown pipeline “${values.pipeline}”: expected ${PIPELINES}.`);
  const rest = {
    file,
    concurrency: values.concurrency === undefined ? CONCURRENCY : wholeNumber('--concurrency', values.concurrency, { least: 1, most: 1000 }),
    limits: readLimits(values['requests-per-minute'], values['tokens-per-minute']),
    budget: values.budget === undefined ? undefined : readDollars(values.budget),
    yes: values.yes,
    prices: values.prices,
    baseUrl: values['base-url'],
    dryRun: values['dry-run'],
    cache: !values['no-cache'],
    overrides: !values['no-overrides'],
  };
  const models = { generator: values.model, critic: values.critic ?? values.model, judge: values.judge ?? values.model };
  if (values.resume !== undefined) {
    const given = values.stale === undefined ? SETTLED.find((option) => values[option] !== undefined) : 'stale';
    if (given !== undefined) throw new UsageError(`--resume goes on with what a run began with: leave out --${given}.`);
    if (values['dry-run']) throw new UsageError('--dry-run is for runs that have not begun: leave out --resume.');
    return { ...rest, run: { resume: values.resume } };
  }
  if (values.out === '') throw new UsageError('--out is empty: expected the name of a file.');
  if (values.stale !== undefined) {
    const given = NUMBERS.find((option) => values[option] !== undefined);
    if (given !== undefined) throw new UsageError(`--stale makes anew what is there: leave out --${given}.`);
    return { ...rest, run: { stale: values.stale, traitIds: values.trait ?? [], models, out: values.out } };
  }
  if (pipeline === undefined) throw new UsageError(`No pipeline: give --pipeline ${PIPELINES}.`);
  if (values['per-trait'] === undefined) throw new UsageError('No number of samples: give --per-trait N.');
  const { 'document-type': types, 'proposed-types': proposed } = values;
  if (pipeline !== 'document' && (types ?? proposed) !== undefined) throw new UsageError(`--${types === undefined ? 'proposed-types' : 'document-type'} is for --pipeline document.`);
  if (types?.some((type) => type.trim() === '') === true) throw new UsageError('--document-type is empty: expected a type of text, such as “blog post by a nurse”.');
  const proposedTypes = proposed === undefined ? undefined : wholeNumber('--proposed-types', proposed, { least: 0, most: MOST_PROPOSED_TYPES });
  return {
    ...rest,
    run: {
      pipeline,
      wanted: {
        perTrait: wholeNumber('--per-trait', values['per-trait'], { least: 1, most: MOST_PER_TRAIT }),
        ...(values.kinds === undefined ? {} : { kinds: readKinds(values.kinds) }),
        ...(types === undefined ? {} : { documentTypes: types }),
        ...(proposedTypes === undefined ? {} : { proposedTypes }),
        backfill: values.backfill === undefined ? MOST_ROUNDS : wholeNumber('--backfill', values.backfill, { least: 0, most: MOST_ROUNDS }),
      },
      dedup: {
        isWanted: values['no-dedup'] !== true,
        threshold: values['dedup-threshold'] === undefined ? undefined : readThreshold(values['dedup-threshold']),
        embedder: values.embedder,
      },
      traitIds: values.trait ?? [],
      models,
      seed: values.seed === undefined ? undefined : wholeNumber('--seed', values.seed, { least: 0, most: 2_147_483_647 }),
      out: values.out,
    },
  };
}

const PIPELINES = `${PIPELINE_NAMES.slice(0, -1).join(', ')} or ${PIPELINE_NAMES.at(-1) ?? ''}`;

/** A kind that is not named has no share. */
function readKinds(written: string): KindShares {
  const shares: Record<string, number> = { exhibit: 0, exception: 0, 'trade-off': 0 };
  const named = new Set<string>();
  for (const part of written.split(',')) {
    const [, kind = '', share = ''] = /^\s*([a-z-]+)\s*=\s*(\d{1,6}(?:\.\d+)?)\s*$/.exec(part) ?? [];
    if (!Object.hasOwn(shares, kind) || named.has(kind)) throw wrongKinds(written);
    named.add(kind);
    shares[kind] = Number(share);
  }
  if (Object.values(shares).every((share) => share === 0)) throw wrongKinds(written);
  return shares as KindShares;
}

function wrongKinds(written: string): UsageError {
  return new UsageError(`--kinds is “${written}”: expected parts, such as exhibit=2,exception=1,trade-off=1.`);
}

/** The option by itself means the last run; parseArgs knows no option whose value may be left out. */
function withLastRun(args: readonly string[], option: string): string[] {
  const end = args.indexOf('--');
  return args.map((arg, index) => {
    const next = args[index + 1];
    const alone = arg === option && (end === -1 || index < end) && (next === undefined || next.startsWith('-'));
    return alone ? `${option}=last` : arg;
  });
}

function readLimits(requests: string | undefined, tokens: string | undefined): Limits {
  const most = { least: 1, most: 1_000_000_000 };
  return {
    ...(requests === undefined ? {} : { requestsPerMinute: wholeNumber('--requests-per-minute', requests, most) }),
    ...(tokens === undefined ? {} : { tokensPerMinute: wholeNumber('--tokens-per-minute', tokens, most) }),
  };
}

export function readDollars(written: string): number {
  const usd = /^\d+(?:\.\d+)?$/.test(written) ? Number(written) : 0;
  if (usd > 0) return usd;
  throw new UsageError(`--budget is “${written}”: expected US dollars, such as 2.50.`);
}

function readThreshold(written: string): number {
  const threshold = /^(?:0?\.\d+|1(?:\.0+)?)$/.test(written) ? Number(written) : 0;
  if (threshold > 0) return threshold;
  throw new UsageError(`--dedup-threshold is “${written}”: expected a number between 0 and 1, such as 0.9.`);
}

/** What `traitwright eval` is asked for. */
import { parseArgs } from 'node:util';
import { EVAL_NAMES, type EvalName } from '../../evals/eval.ts';
import { REPORT_FORMATS } from '../../evals/formats/formats.ts';
import { UsageError, wholeNumber } from '../command.ts';
import { CONCURRENCY, readDollars } from '../generate-options.ts';

export const EVAL_USAGE = `Usage: traitwright eval EVAL FILE [options]

Measures what a model knows of a traits document, or how it keeps to it. EVAL is one of:

  knowledge     Abstract questions; a judge says how well each point of the answers matches a trait (0, 1 or 2)
  over-trigger  Messages to which a trait's exceptions apply, and everyday requests: does a trait show all the same?
  trade-offs    Messages on which two traits pull apart: does the answer give way as the document says?

Who answers and who judges:
  --subject MODEL    Who is measured
  --with-document    With the document in its system prompt, to hold others against; without it otherwise
  --against WHAT     The same asked of another, side by side: bare or with-document for the same model, or another MODEL
  --base REVISION    With the document as it was at a git revision, against as it is; implies --with-document
  --judge MODEL      Who judges
  --generator MODEL  Who writes probes, and splits answers where code cannot; the judge when not given

How much:
  --questions N      Questions, or everyday requests, drawn by chance; all when not given
  --per-entry N      Probes for each exception or trade-off; 1 when not given
  --trait ID         Probes of this trait only; may be given several times

What is there already:
  --rejudge RUN      Judge the saved answers of a run anew: the subject is not asked. RUN is a name, a journal or last
  --resume RUN       Go on with a run that broke off: no more is needed than the file, and the addresses that were given
  --show RUN         Print the report of a saved run: nothing is asked
  --before RUN       Hold this, or what --show names, against a saved run, pair by pair
  --score FILE       Take people's scores from a CSV with the columns verdict and person, for the run that --show names

  --format FORMAT    text (default), json, md, html, csv (the figures), verdicts (a CSV of each), or to-score (a CSV of
                     what nobody scored yet, without what the judge said)
  --out FILE         Write the report there; nothing is replaced
  --journal FILE     Where the journal goes; .traits/DOCUMENT/evals/RUN.jsonl beside the document when not given
  --dry-run          Print the calls and the cost to expect, and a prompt of each stage; nothing is sent
  --budget USD       Stop when this much is spent
  --yes              Go on without a budget where more than $10 may be spent, or nobody knows how much
  --seed N           What chance is drawn from; 1 when not given
  --prices FILE      Prices of your own, as for traitwright generate
  --base-url URL     Where the models are called: https, or http on this machine
  --subject-url URL  Where the subject is, if elsewhere; --against-url URL where the other one is
  --concurrency N    Calls under way at once, to each provider; ${CONCURRENCY} when not given
  --no-cache         Ask again what was answered in an earlier run
  --help             Show this

Exit codes: 0 done, with what was blocked, refused, empty or cut off counted beside the figures; 1 something failed or could
not be read, or the budget was used up; 2 it could not run; 130 cancelled.
`;

/** What a new run is made of. */
export interface NewEval {
  readonly subject: string;
  readonly withDocument: boolean;
  readonly against: string | undefined;
  readonly base: string | undefined;
  readonly judge: string;
  readonly generator: string | undefined;
}

export interface EvalOptions {
  readonly eval: EvalName;
  readonly file: string;
  /** What is done: something is asked, or saved results are shown. */
  readonly what:
    | ({ readonly do: 'run' } & NewEval)
    | { readonly do: 'rejudge'; readonly run: string; readonly judge: string; readonly generator: string | undefined }
    | { readonly do: 'resume'; readonly run: string }
    | { readonly do: 'show'; readonly run: string; readonly scores: string | undefined };
  readonly questions: number | undefined;
  readonly perEntry: number;
  readonly traitIds: readonly string[];
  readonly before: string | undefined;
  readonly format: (typeof REPORT_FORMATS)[number];
  readonly out: string | undefined;
  readonly journal: string | undefined;
  readonly dryRun: boolean;
  /** US dollars. */
  readonly budget: number | undefined;
  readonly yes: boolean;
  readonly seed: number;
  readonly prices: string | undefined;
  readonly urls: { readonly all: string | undefined; readonly subject: string | undefined; readonly against: string | undefined };
  readonly concurrency: number;
  readonly cache: boolean;
}

const OF_NEW = ['subject', 'with-document', 'against', 'base', 'questions', 'per-entry', 'trait', 'seed', 'subject-url', 'against-url'] as const;
const OF_ASKING = [...OF_NEW, 'judge', 'generator', 'journal', 'dry-run', 'budget', 'yes', 'prices', 'base-url', 'concurrency', 'no-cache'] as const;

/** @throws UsageError, or what parseArgs throws. */
export function readEvalOptions(args: readonly string[]): EvalOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      subject: { type: 'string' },
      'with-document': { type: 'boolean' },
      against: { type: 'string' },
      base: { type: 'string' },
      judge: { type: 'string' },
      generator: { type: 'string' },
      questions: { type: 'string' },
      'per-entry': { type: 'string' },
      trait: { type: 'string', multiple: true },
      rejudge: { type: 'string' },
      resume: { type: 'string' },
      show: { type: 'string' },
      before: { type: 'string' },
      score: { type: 'string' },
      format: { type: 'string', default: 'text' },
      out: { type: 'string' },
      journal: { type: 'string' },
      'dry-run': { type: 'boolean' },
      budget: { type: 'string' },
      yes: { type: 'boolean' },
      seed: { type: 'string' },
      prices: { type: 'string' },
      'base-url': { type: 'string' },
      'subject-url': { type: 'string' },
      'against-url': { type: 'string' },
      concurrency: { type: 'string' },
      'no-cache': { type: 'boolean' },
    },
  });
  const [named, file, ...more] = positionals;
  const name = EVAL_NAMES.find((known) => known === named);
  if (name === undefined) throw new UsageError(`${named === undefined ? 'No eval' : `Unknown eval “${named}”`}: expected ${EVAL_NAMES.join(', ')}.`);
  if (file === undefined || file === '') throw new UsageError('No file: name one traits document.');
  if (more.length > 0) throw new UsageError(`One traits document at a time: “${more[0]}” is one too many.`);
  const given = (option: keyof typeof values): boolean => values[option] !== undefined;
  const modes = (['rejudge', 'resume', 'show'] as const).filter(given);
  if (modes.length > 1) throw new UsageError(`--${modes[0]} and --${modes[1]} are two things to do: give one of them.`);
  const [mode] = modes;
  const refuse = (options: readonly (keyof typeof values)[], why: string): void => {
    const idle = options.find(given);
    if (idle !== undefined) throw new UsageError(`${why}: leave out --${idle}.`);
  };
  if (mode === 'rejudge') refuse(OF_NEW, '--rejudge judges what was asked before');
  if (mode === 'resume') refuse([...OF_NEW.filter((option) => !option.endsWith('-url')), 'judge', 'generator', 'journal', 'dry-run'], '--resume goes on with what a run began with');
  if (mode === 'show') refuse(OF_ASKING, '--show asks nothing');
  if (mode !== 'show' && given('score')) throw new UsageError("--score takes people's scores of a saved run: name it with --show RUN.");
  if (name === 'knowledge') refuse(['per-entry', 'trait'], 'The knowledge eval is about all traits at once');
  if (name === 'trade-offs') refuse(['questions'], 'The trade-offs eval has no questions beside its probes');
  if (given('base') && given('against')) throw new UsageError('--base is held against the document as it is: leave out --against.');
  if (mode === undefined && given('against-url') && !given('against')) throw new UsageError('--against-url is for --against.');
  const format = REPORT_FORMATS.find(({ id }) => id === values.format);
  if (format === undefined) throw new UsageError(`Unknown format “${values.format}”: expected ${REPORT_FORMATS.map(({ id }) => id).join(', ')}.`);
  const number = (option: 'questions' | 'per-entry' | 'concurrency', usual: number, most: number): number => (values[option] === undefined ? usual : wholeNumber(`--${option}`, values[option], { least: 1, most }));
  return {
    eval: name,
    file,
    what: whatOf(mode, values),
    questions: values.questions === undefined ? undefined : number('questions', 0, 10_000),
    perEntry: number('per-entry', 1, 20),
    traitIds: values.trait ?? [],
    before: values.before,
    format,
    out: values.out,
    journal: values.journal,
    dryRun: values['dry-run'] === true,
    budget: values.budget === undefined ? undefined : readDollars(values.budget),
    yes: values.yes === true,
    seed: values.seed === undefined ? 1 : wholeNumber('--seed', values.seed, { least: 0, most: 2_147_483_647 }),
    prices: values.prices,
    urls: { all: values['base-url'], subject: values['subject-url'], against: values['against-url'] },
    concurrency: number('concurrency', CONCURRENCY, 1000),
    cache: values['no-cache'] !== true,
  };
}

interface Given {
  readonly subject?: string | undefined;
  readonly 'with-document'?: boolean | undefined;
  readonly against?: string | undefined;
  readonly base?: string | undefined;
  readonly judge?: string | undefined;
  readonly generator?: string | undefined;
  readonly rejudge?: string | undefined;
  readonly resume?: string | undefined;
  readonly show?: string | undefined;
  readonly score?: string | undefined;
}

function whatOf(mode: 'rejudge' | 'resume' | 'show' | undefined, { subject, against, base, judge, generator, rejudge = '', resume = '', show = '', score, ...rest }: Given): EvalOptions['what'] {
  if (mode === 'resume') return { do: 'resume', run: resume };
  if (mode === 'show') return { do: 'show', run: show, scores: score };
  if (judge === undefined) throw new UsageError('No judge: give --judge gemini/MODEL.');
  if (mode === 'rejudge') return { do: 'rejudge', run: rejudge, judge, generator };
  if (subject === undefined) throw new UsageError('No subject: give --subject gemini/MODEL, the model that is to be measured.');
  return { do: 'run', subject, withDocument: rest['with-document'] === true || base !== undefined, against, base, judge, generator };
}

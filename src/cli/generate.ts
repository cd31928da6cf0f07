/** `traitwright generate`: makes samples from the traits of a document and journals the run. */
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { closest, distance } from 'fastest-levenshtein';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import type { RunResult } from '../generation/run.ts';
import type { Sample, SampleStatus } from '../generation/sample.ts';
import { refuseBaseUrl } from '../models/base-url.ts';
import type { Role, Usage } from '../models/model.ts';
import { type ModelName, ROLES } from '../models/providers.ts';
import { CannotRun, command, EXIT, onlyFile, UsageError, wholeNumber } from './command.ts';
import { readText, reasonOf, shownPath, systemErrorIn } from './files.ts';
import { counted } from './formats/report.ts';
import type { Io } from './io.ts';

export const GENERATE_USAGE = `Usage: traitwright generate FILE --pipeline chat --per-trait N --model PROVIDER/MODEL [options]

Generates samples from the traits of a document, and keeps everything that led to each in a journal.

  --pipeline chat     What to generate: chat samples
  --per-trait N       How many samples of each trait
  --model MODEL       The model of all roles: gemini/MODEL, or rehearsal for the prepared answers beside the document
  --critic MODEL      Another model to criticise and rewrite
  --judge MODEL       Another model to decide what is kept
  --trait ID          Only this trait; may be given several times
  --base-url URL      Where Gemini is called: https, or http on this machine
  --out FILE          Where the journal goes; .traits/DOCUMENT/runs/RUN.jsonl beside the document when not given
  --help              Show this

Gemini's key is read from the environment variable GEMINI_API_KEY. Ctrl-C cancels the run and keeps what there is;
a second one ends it at once.

Exit codes: 0 all samples came to an end, 1 some failed or could not be read, 2 it could not run, 130 cancelled.
`;



/** Calls under way at once. */
const CONCURRENCY = 4;

interface Options {
  readonly file: string;
  readonly perTrait: number;
  readonly traitIds: readonly string[];
  readonly models: Readonly<Record<Role, ModelName>>;
  readonly baseUrl: string | undefined;
  readonly out: string | undefined;
}

/** Runs `traitwright generate`. */
export const generate = command(GENERATE_USAGE, async (args, io) => {
  const options = await readOptions(args);
  const path = resolve(io.cwd, options.file);
  const document = await readDocument(path, io);
  const traits = chooseTraits(document, options.traitIds, shownPath(path, io.cwd));
  const apiKey = io.env['GEMINI_API_KEY']?.trim() ?? '';
  const providers = Object.values(options.models).map(({ provider }) => provider);
  if (providers.includes('gemini') && apiKey === '') throw new CannotRun('No API key: set GEMINI_API_KEY, or try --model rehearsal');

  const { rehearsalPath } = await import('../models/rehearsal.ts');
  const rehearsalFile = rehearsalPath(path);
  // Without it each sample would fail, one by one, for the same reason.
  const rehearsal = providers.includes('rehearsal') ? await readRehearsal(rehearsalFile, io) : undefined;
  const [{ createModels }, { runChat, runName }, { createJournalFile, journalPath }, { createProgress }, { VERSION }] = await Promise.all([
    import('../models/providers.ts'),
    import('../generation/run.ts'),
    import('../engine/journal-file.node.ts'),
    import('./progress.ts'),
    import('./version.ts'),
  ]);
  const models = await createModels(options.models, {
    geminiKey: apiKey,
    geminiBaseUrl: options.baseUrl,
    rehearsal: () => Promise.resolve({ text: rehearsal, fileName: basename(rehearsalFile) }),
  });

  const run = runName(new Date(), Math.random());
  const journalFile = options.out === undefined ? journalPath(path, run) : resolve(io.cwd, options.out);
  const shownJournal = shownPath(journalFile, io.cwd);
  const stop = new AbortController();
  const stopListening = io.onInterrupt(() => stop.abort());
  const journal = await createJournalFile(journalFile).catch((error: unknown) => {
    stopListening();
    throw journalProblem(error, shownJournal);
  });
  const progress = createProgress(io.stderr, traits.length * options.perTrait);
  try {
    const result = await runChat({
      run,
      tool: `traitwright ${VERSION}`,
      documentName: basename(path),
      document,
      traits,
      perTrait: options.perTrait,
      models,
      journal,
      concurrency: CONCURRENCY,
      now: () => new Date(),
      signal: stop.signal,
      onSample: (sample) => progress.onSample(sample),
    });
    progress.end();
    io.stderr.write(summary(result, options.models, shownJournal));
    return exitCode(result);
  } catch (error) {
    progress.end();
    const cause = systemErrorIn(error);
    throw cause === undefined ? error : new CannotRun(`${shownJournal}: could not be written, so the run was stopped: ${reasonOf(cause)}`);
  } finally {
    stopListening();
    await journal.close();
  }
});

async function readOptions(args: readonly string[]): Promise<Options> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      pipeline: { type: 'string' },
      'per-trait': { type: 'string' },
      trait: { type: 'string', multiple: true, default: [] },
      model: { type: 'string' },
      critic: { type: 'string' },
      judge: { type: 'string' },
      'base-url': { type: 'string' },
      out: { type: 'string' },
    },
  });
  const file = onlyFile(positionals);
  if (values.pipeline === undefined) throw new UsageError('No pipeline: give --pipeline chat.');
  if (values.pipeline !== 'chat') throw new UsageError(`Unknown pipeline “${values.pipeline}”: expected chat.`);
  if (values['per-trait'] === undefined) throw new UsageError('No number of samples: give --per-trait N.');
  const perTrait = wholeNumber('--per-trait', values['per-trait'], { least: 1, most: 100_000 });
  if (values.model === undefined) throw new UsageError('No model: give --model gemini/MODEL, or --model rehearsal.');
  const { parseModelName } = await import('../models/providers.ts');
  const read = (option: string, written: string): ModelName => {
    const name = parseModelName(written);
    if (typeof name === 'string') throw new UsageError(`${option}: ${name}`);
    return name;
  };
  const generator = read('--model', values.model);
  const critic = values.critic === undefined ? generator : read('--critic', values.critic);
  const judge = values.judge === undefined ? generator : read('--judge', values.judge);
  const baseUrl = values['base-url'];
  const refusal = baseUrl === undefined ? undefined : refuseBaseUrl(baseUrl);
  // The Gemini model says the same of each call; said here, no run begins of which every sample would fail.
  if (refusal !== undefined) throw new CannotRun(`--base-url ${refusal}`);
  if (values.out === '') throw new UsageError('--out is empty: expected the name of a file.');
  return { file, perTrait, traitIds: values.trait, models: { generator, critic, judge }, baseUrl, out: values.out };
}

async function readDocument(path: string, io: Io): Promise<TraitsDocument> {
  const [{ text }, { parseTraitsDocument }] = await Promise.all([readNamed(path, io), import('../document/traits-document.ts')]);
  return parseTraitsDocument(text);
}

async function readNamed(path: string, io: Io): ReturnType<typeof readText> {
  try {
    return await readText(path);
  } catch (error) {
    throw error instanceof CannotRun ? new CannotRun(`${shownPath(path, io.cwd)}: ${error.message}`) : error;
  }
}

async function readRehearsal(path: string, io: Io): Promise<string> {
  const exists = await stat(path).then(
    () => true,
    () => false,
  );
  if (!exists) throw new CannotRun(`No prepared answers for the rehearsal model: expected them in ${shownPath(path, io.cwd)}`);
  return (await readNamed(path, io)).text;
}

/** The traits with these ids, in the order of the document; all when there are none. */
function chooseTraits(document: TraitsDocument, ids: readonly string[], file: string): readonly Trait[] {
  const { traits } = document;
  if (traits.length === 0) throw new CannotRun(`${file}: no traits in it.`);
  for (const id of ids) {
    if (!traits.some((trait) => trait.id === id)) throw new CannotRun(unknownTrait(id, traits.map((trait) => trait.id)));
  }
  return ids.length === 0 ? traits : traits.filter(({ id }) => ids.includes(id));
}

function unknownTrait(id: string, ids: readonly string[]): string {
  const meant = closest(id, ids);
  const near = distance(id, meant) <= Math.max(2, Math.floor(meant.length / 3));
  return `No trait has the id “${id}”.${near ? ` Did you mean “${meant}”?` : ''} There are: ${ids.join(', ')}.`;
}

/** Why a journal cannot be begun. */
function journalProblem(error: unknown, file: string): unknown {
  const cause = systemErrorIn(error);
  if (cause === undefined) return error;
  // Making the folder says EEXIST too, where a file is in its place.
  const exists = cause.code === 'EEXIST' && cause.syscall === 'open';
  return new CannotRun(`${file}: ${exists ? 'it exists, and a journal never replaces a file: give --out another name.' : reasonOf(cause)}`);
}

function exitCode({ ended, samples }: RunResult): number {
  if (ended === 'cancelled') return EXIT.interrupted;
  return samples.some(({ status }) => status === 'failed' || status === 'unparsed') ? EXIT.found : EXIT.ok;
}

const STATUSES: readonly SampleStatus[] = ['kept', 'dropped', 'unparsed', 'failed', 'cancelled'];

function summary({ samples, calls, ended }: RunResult, models: Options['models'], journal: string): string {
  const byStatus = STATUSES.flatMap((status) => {
    const count = samples.filter((sample) => sample.status === status).length;
    return count === 0 ? [] : [`${count.toLocaleString('en')} ${status}`];
  });
  const lines = [
    `${ended === 'cancelled' ? 'Cancelled. ' : ''}${counted(samples.length, 'sample')}: ${byStatus.join(', ')}.`,
    `${counted(calls, 'call')}. Tokens in and out: ${ROLES.map((role) => tokens(role, samples)).join('; ')}.`,
  ];
  if (ended === 'cancelled') lines.push('The provider may still bill the calls that were under way.');
  const rehearsed = ROLES.filter((role) => models[role].provider === 'rehearsal');
  if (rehearsed.length === ROLES.length) lines.push('All answers were rehearsed: they were written beforehand, and no model was called.');
  else if (rehearsed.length > 0) lines.push(`The ${rehearsed.join(' and the ')} rehearsed: those answers were written beforehand.`);
  return `\n${lines.join('\n')}\nJournal: ${journal}\n`;
}

function tokens(role: Role, samples: readonly Sample[]): string {
  const sum = (read: (usage: Usage) => number): string =>
    samples.reduce((total, { usage }) => total + (usage[role] === undefined ? 0 : read(usage[role])), 0).toLocaleString('en');
  return `${role} ${sum((usage) => usage.inputTokens)} and ${sum((usage) => usage.outputTokens)}`;
}

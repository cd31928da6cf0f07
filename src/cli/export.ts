/** `traitwright export`: writes the samples of runs as data to train on. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { CardFacts } from '../dataset/export/card.ts';
import type { Exported, ExportOptions, ExportProblem } from '../dataset/export/export.node.ts';
import type { ExportFormat } from '../dataset/export/formats.ts';
import { CannotRun, command, EXIT, UsageError, wholeNumber } from './command.ts';
import { shownPath } from './files.ts';
import { counted } from './formats/report.ts';
import { type Io, oneLine } from './io.ts';

export const EXPORT_USAGE = `Usage: traitwright export RUN… --format FORMAT --out FILE [options]

Writes the samples that runs have kept as data to train on, with a data card beside it. RUN is a journal, the name of a
run over a document in this folder, or a document, for its last run.

  --format FORMAT     Chat: gemini-sft, trl-messages or openai-sft; preference pairs: vertex-preference, trl-preference
                      or openai-preference; documents: trl-text. gemini-batch writes what one run would ask next
                      as requests for the Gemini Batch API; traitwright import-batch takes in the results
  --out FILE          Where the examples go. Its card is FILE with the ending .card.md
  --accepted-only     Only samples that a person has accepted
  --rehearsed         Rehearsed answers too, which no model gave; without it they are refused
  --split SHARE       Two files, .train and .test, with this share in the first: 0.9 say
  --mix FILE          Mixes in chat of your own, or pairs or documents, in any format that is read
  --fraction SHARE    How much of the whole is from that file: 0.3 say
  --by UNIT           What the share is of: examples (default) or tokens, estimated
  --seed N            What is drawn and split by chance is the same for the same seed; 0 when not given
  --force             Replace files that are there
  --help              Show this

Exit codes: 0 the files are written, 1 there was nothing to export, 2 it could not run, 130 cancelled.
`;

/** Runs `traitwright export`. */
export const exportRuns = command(EXPORT_USAGE, async (args, io) => {
  const read = await readOptions(args, io);
  const stop = new AbortController();
  const stopListening = io.onInterrupt(() => stop.abort());
  const { exportSamples, ExportProblem: Problem } = await import('../dataset/export/export.node.ts');
  try {
    if ('batch' in read) {
      const { exportBatch } = await import('./batch.ts');
      return await exportBatch(read.batch, read.out, read.force, io, stop.signal);
    }
    const { card, paths } = await exportSamples({ ...read, signal: stop.signal });
    sayWhatCame(card, paths, io);
    return paths.length > 0 ? EXIT.ok : EXIT.found;
  } catch (error) {
    if (stop.signal.aborted) return EXIT.interrupted;
    if (error instanceof Problem) throw new CannotRun(`${error.message}${HINTS[error.kind] ?? ''}`);
    throw error instanceof Error && error.name === 'JournalProblem' ? new CannotRun(error.message) : error;
  } finally {
    stopListening();
  }
});

/** Not samples to train on, but what a run would ask next. */
const BATCH = 'gemini-batch';

/** What is of no use there. */
const NOT_FOR_BATCH = ['accepted-only', 'rehearsed', 'split', 'mix', 'fraction', 'by'] as const;

interface BatchOptions {
  /** The journal of the run. */
  readonly batch: string;
  readonly out: string;
  readonly force: boolean;
}

async function readOptions(args: readonly string[], io: Io): Promise<ExportOptions | BatchOptions> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      format: { type: 'string' },
      out: { type: 'string' },
      'accepted-only': { type: 'boolean', default: false },
      rehearsed: { type: 'boolean', default: false },
      split: { type: 'string' },
      mix: { type: 'string' },
      fraction: { type: 'string' },
      by: { type: 'string' },
      seed: { type: 'string', default: '0' },
      force: { type: 'boolean', default: false },
    },
  });
  if (positionals.length === 0) throw new UsageError('No run: name a journal, a run, or a document for its last run.');
  if (values.out === undefined || values.out === '') throw new UsageError('No file to write: give --out FILE.');
  const out = resolve(io.cwd, values.out);
  if (values.format === BATCH) {
    const [only, ...more] = positionals;
    if (only === undefined || more.length > 0) throw new UsageError(`--format ${BATCH} is for one run at a time.`);
    const useless = NOT_FOR_BATCH.find((option) => values[option] !== undefined && values[option] !== false);
    if (useless !== undefined) throw new UsageError(`--${useless} is for samples, and --format ${BATCH} writes requests: leave it out.`);
    return { batch: await journalSaid(only, io), out, force: values.force };
  }
  const format = await readFormat(values.format);
  const { mix, by = 'examples' } = values;
  if (by !== 'examples' && by !== 'tokens') throw new UsageError(`--by is “${by}”: expected examples or tokens.`);
  if (mix === undefined && (values.fraction !== undefined || values.by !== undefined)) throw new UsageError('Nothing to mix in: give --mix FILE.');
  if (mix !== undefined && values.fraction === undefined) throw new UsageError('How much of it to mix in: give --fraction SHARE.');
  const journals: string[] = [];
  for (const named of positionals) journals.push(await journalSaid(named, io));
  const { VERSION } = await import('./version.ts');
  return {
    journals,
    format,
    out,
    force: values.force,
    acceptedOnly: values['accepted-only'],
    rehearsed: values.rehearsed,
    seed: wholeNumber('--seed', values.seed, { least: 0, most: 2_147_483_647 }),
    tool: `traitwright ${VERSION}`,
    ...(mix === undefined ? {} : { mix: { path: resolve(io.cwd, mix), name: mix, fraction: readShare('--fraction', values.fraction ?? ''), by } }),
    ...(values.split === undefined ? {} : { split: readShare('--split', values.split) }),
  };
}

async function readFormat(written: string | undefined): Promise<ExportFormat> {
  const { EXPORT_FORMATS } = await import('../dataset/export/formats.ts');
  const ids = [...EXPORT_FORMATS.map(({ id }) => id), BATCH].join(', ');
  if (written === undefined) throw new UsageError(`No format: give --format with one of ${ids}.`);
  const format = EXPORT_FORMATS.find(({ id }) => id === written);
  if (format === undefined) throw new UsageError(`Unknown format “${written}”: expected one of ${ids}.`);
  return format;
}

function readShare(option: string, written: string): number {
  const share = /^(?:0?\.\d+)$/.test(written) ? Number(written) : 0;
  if (share > 0 && share < 1) return share;
  throw new UsageError(`${option} is “${written}”: expected a share between 0 and 1, such as 0.9.`);
}

/** As `journalNamed`; which run a document stands for is said. */
async function journalSaid(named: string, io: Io): Promise<string> {
  const journal = await journalNamed(named, io.cwd);
  const run = basename(journal, '.jsonl');
  if (run !== named && !named.endsWith('.jsonl')) io.stderr.write(`${oneLine(named)}: its last run, ${oneLine(run)}.\n`);
  return journal;
}

/**
 * The journal that is meant: a file that ends in .jsonl, the last run of a document, or the run of that name over a
 * document of this folder.
 * @throws CannotRun when there is none, or more than one.
 */
export async function journalNamed(named: string, cwd: string): Promise<string> {
  const path = resolve(cwd, named);
  if (named.endsWith('.jsonl')) return path;
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() === true) {
    const { journalsOf } = await import('../generation/run-files.node.ts');
    const last = (await journalsOf(path)).at(-1);
    if (last === undefined) throw new CannotRun(`${named}: no run over it has a journal.`);
    return last;
  }
  const runs = await runsNamed(named, cwd);
  const [run, another] = runs;
  if (another !== undefined) throw new CannotRun(`There are several runs of the name ${named}: ${runs.map((file) => shownPath(file, cwd)).join(', ')}. Name its journal.`);
  if (run === undefined) throw new CannotRun(`${named}: there is no such file, and no run of this name over a document of this folder.`);
  return run;
}

async function runsNamed(name: string, cwd: string): Promise<readonly string[]> {
  if (basename(name) !== name) return [];
  const folder = join(cwd, '.traits');
  const found: string[] = [];
  for (const document of await readdir(folder).catch((): string[] => [])) {
    const path = join(folder, document, 'runs', `${name}.jsonl`);
    if ((await stat(path).catch(() => undefined))?.isFile() === true) found.push(path);
  }
  return found;
}

function sayWhatCame({ files, runs, leftOut, unreadable, rehearsed, mix, format }: CardFacts, paths: Exported['paths'], io: Io): void {
  const exported = runs.reduce((sum, run) => sum + run.exported, 0);
  const samples = runs.reduce((sum, run) => sum + run.samples, 0);
  const lines: string[] = [];
  if (exported === 0) lines.push(`Nothing to export as ${format.id}: ${samples === 0 ? 'no run has a sample.' : `none of the ${counted(samples, 'sample')} can be.`}`);
  for (const { name, examples, baseline, tokens } of files) {
    lines.push(`${name}: ${counted(examples, 'example')}${baseline === 0 ? '' : `, of them ${baseline.toLocaleString('en')} baseline`}, about ${counted(tokens, 'token')}`);
  }
  const card = paths.at(-1);
  if (card !== undefined) lines.push(`Data card: ${shownPath(card, io.cwd)}`);
  if (leftOut.length > 0) lines.push(`Left out of ${counted(samples, 'sample')}: ${leftOut.map(([why, count]) => `${count.toLocaleString('en')} ${oneLine(why)}`).join('; ')}`);
  if (files.some(({ examples }) => examples === 0)) lines.push('There is nothing to test on: all examples ask nearly the same.');
  if (unreadable > 0) lines.push(`${counted(unreadable, 'line')} of the journals could not be read.`);
  if (mix?.examples === 0) lines.push(`Nothing of ${oneLine(mix.file)} is mixed in: ${mix.fraction} of so few is less than half an example.`);
  if (mix?.short === true) lines.push(`${mix.file} had too little: the share of baseline data is smaller than ${mix.fraction}.`);
  if (rehearsed > 0 && exported > 0) lines.push(`Not for training: ${rehearsed === exported ? 'these answers were' : `${counted(rehearsed, 'answer')} of them were`} written beforehand, and no model gave them.`);
  io.stderr.write(`${lines.join('\n')}\n`);
}

/** What a person can do about it, on the command line. */
const HINTS: Readonly<Partial<Record<ExportProblem['kind'], string>>> = {
  exists: ' Give --force to replace it.',
  rehearsed: ' Give --rehearsed to export them all the same.',
};

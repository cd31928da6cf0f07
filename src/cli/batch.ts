/** The Gemini Batch API for runs: `traitwright export --format gemini-batch`, and `traitwright import-batch` for what comes back. */
import type { FileHandle } from 'node:fs/promises';
import { lstat, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { TraitsDocument } from '../document/traits-document.ts';
import type { JournalHeader } from '../engine/journal.ts';
import type { PendingOptions, PendingResult } from '../generation/batch.ts';
import type { Variety } from '../generation/draw.ts';
import type { ModelOutcome } from '../models/model.ts';
import { CannotRun, command, EXIT, UsageError } from './command.ts';
import { journalNamed } from './export.ts';
import { reasonOf, shownPath, systemErrorIn } from './files.ts';
import { counted } from './formats/report.ts';
import { type Io, oneLine } from './io.ts';
import { resumedTraits } from './resume.ts';

export const IMPORT_BATCH_USAGE = `Usage: traitwright import-batch RUN RESULTS…

Takes the results of a Gemini batch into the journal of the run that asked for them: traitwright export RUN
--format gemini-batch wrote its requests. RUN is a journal, the name of a run over a document in this folder, or a
document, for its last run. Samples of which all answers are there are finished; for the others, export again.

  --help     Show this

Exit codes: 0 results were taken in, 1 there were none for this run, 2 it could not run, 130 cancelled.
`;

/** The provider whose batches these are. Those of Vertex AI have no keys, by which results would find their calls. */
const PROVIDER = 'gemini/';

/**
 * Writes the calls that the run of a journal can make now as requests, in a file for each model.
 * @throws CannotRun
 */
export async function exportBatch(journal: string, out: string, force: boolean, io: Io, signal: AbortSignal): Promise<number> {
  const [{ openJournal }, { pendingCalls }, { batchLine }, { StagedFiles }, { refuseSources }] = await Promise.all([
    import('../engine/journal-reader.node.ts'),
    import('../generation/batch.ts'),
    import('../models/gemini-batch.ts'),
    import('../dataset/export/staged.node.ts'),
    import('../dataset/export/export.node.ts'),
  ]);
  const opened = await openJournal(journal, { signal }).catch(journalProblem);
  const files = new StagedFiles();
  try {
    const { header, finished, samples } = opened;
    const run = await runOf(journal, header, io);
    const paths = batchPaths(header, out);
    await refuseSources([...paths.values()], [journal]);
    const taken = await firstThere([...paths.values()], lstat);
    if (taken !== undefined && !force) throw new CannotRun(`${shownPath(taken, io.cwd)} is there already, and is left as it is. Give --force to replace it.`);
    const written = new Map<string, { readonly file: FileHandle; count: number }>();
    const elsewhere = new Map<string, number>();
    const write = async (path: string, line: string): Promise<void> => {
      let entry = written.get(path);
      if (entry === undefined) written.set(path, (entry = { file: await files.create(path), count: 0 }));
      entry.count += 1;
      await entry.file.appendFile(`${line}\n`);
    };
    // Calls are asked for side by side, and a file takes one line at a time.
    let last = Promise.resolve();
    const result = await pendingCalls({
      ...run,
      header,
      finished,
      samples,
      signal,
      async answer({ key, model, request }) {
        const path = paths.get(model);
        if (path === undefined) elsewhere.set(model, (elsewhere.get(model) ?? 0) + 1);
        else await (last = last.then(() => write(path, batchLine(key, request))));
        return undefined;
      },
    });
    await files.keep();
    const lines = [...written].map(([path, { count }]) => `${shownPath(path, io.cwd)}: ${counted(count, 'request')}`);
    for (const [model, count] of elsewhere) lines.push(`Not among them: ${counted(count, 'call')} to ${oneLine(model)}, which is no model of the Gemini API. Go on with generate --resume for those.`);
    io.stderr.write(`${[...lines, progressText(result, written.size > 0 || elsewhere.size > 0, header)].join('\n')}\n`);
    return written.size > 0 ? EXIT.ok : EXIT.found;
  } catch (error) {
    const system = systemErrorIn(error);
    throw system === undefined || error instanceof CannotRun ? error : new CannotRun(`${shownPath(out, io.cwd)} could not be written, and nothing was: ${reasonOf(system)}`);
  } finally {
    await files.discard();
    await opened.close();
  }
}

/** Where the requests to each model go: a batch is of one. */
function batchPaths({ models }: JournalHeader, out: string): ReadonlyMap<string, string> {
  const own = [...new Set(Object.values(models))].filter((model) => model.startsWith(PROVIDER));
  const [, stem = out, ending = ''] = /^(.*?)(\.[^./\\]+)?$/s.exec(out) ?? [];
  const named = (model: string): string => `${stem}.${model.slice(PROVIDER.length).replaceAll(/[^\w.-]/g, '-')}${ending}`;
  if (own.length === 0) throw new CannotRun(`Only models of the Gemini API can be asked in a batch, and this run is with ${[...new Set(Object.values(models))].join(', ')}.`);
  return new Map(own.map((model) => [model, own.length === 1 ? out : named(model)]));
}

async function firstThere(paths: readonly string[], look: (path: string) => Promise<unknown> = stat): Promise<string | undefined> {
  for (const path of paths) if ((await look(path).catch(() => undefined)) !== undefined) return path;
  return undefined;
}

/** Runs `traitwright import-batch`. */
export const importBatch = command(IMPORT_BATCH_USAGE, async (args, io) => {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} });
  const [named, ...results] = positionals;
  if (named === undefined) throw new UsageError('No run: name a journal, a run, or a document for its last run.');
  if (results.length === 0) throw new UsageError('No results: name the files that the batch gave.');
  const journal = await journalNamed(named, io.cwd);
  const stop = new AbortController();
  const stopListening = io.onInterrupt(() => stop.abort());
  try {
    return await takeIn(journal, results, io, stop.signal);
  } catch (error) {
    if (stop.signal.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    stopListening();
  }
});

async function takeIn(path: string, results: readonly string[], io: Io, signal: AbortSignal): Promise<number> {
  const [{ resumeJournalFile }, { pendingCalls }, { VERSION }] = await Promise.all([import('../engine/journal-file.node.ts'), import('../generation/batch.ts'), import('./version.ts')]);
  const read = await readResults(results, io, signal);
  const now = (): Date => new Date();
  const { journal, header, finished, samples } = await resumeJournalFile(path, { tool: `traitwright ${VERSION}`, now, signal }).catch(journalProblem);
  try {
    const run = await runOf(path, header, io);
    let taken = 0;
    const result = await pendingCalls({
      ...run,
      header,
      finished,
      samples,
      signal,
      async answer({ key, model, request }) {
        const outcome = read.outcomes.get(key);
        if (outcome === undefined) return undefined;
        const { purpose, system, messages } = request;
        // What a batch costs is not in the table of prices, so no cost is said.
        await journal.append({ type: 'call', key, at: now().toISOString(), model, purpose, ...(system === undefined ? {} : { system }), messages, outcome, tries: 1, milliseconds: 0 });
        read.outcomes.delete(key);
        taken += 1;
        return outcome;
      },
      onFinished: (sample) => journal.append({ type: 'sample', sample }),
    });
    let known = 0;
    for (const key of read.outcomes.keys()) if ((await finished.get(key)) !== undefined) known += 1;
    const unasked = read.outcomes.size - known;
    const lines = [`${counted(taken, 'answer')} taken into ${shownPath(path, io.cwd)}.`];
    if (known > 0) lines.push(`${counted(known, 'answer')} had been taken in before.`);
    if (unasked > 0) lines.push(`${counted(unasked, 'answer')} to no call that this run makes today: its document, its prompts or the run itself are others.`);
    if (read.failed.length > 0) lines.push(`${counted(read.failed.length, 'request')} failed and can be asked again: ${oneLine(read.failed[0] ?? '')}`);
    if (read.unreadable.length > 0) lines.push(`${counted(read.unreadable.length, 'line')} could not be read, the first of them ${oneLine(read.unreadable[0] ?? '')}`);
    io.stderr.write(`${[...lines, progressText(result, result.waiting > 0, header)].join('\n')}\n`);
    return taken + known > 0 ? EXIT.ok : EXIT.found;
  } finally {
    await journal.close();
  }
}

interface Results {
  readonly outcomes: Map<string, ModelOutcome>;
  /** Why each failed. */
  readonly failed: string[];
  readonly unreadable: string[];
}

async function readResults(files: readonly string[], io: Io, signal: AbortSignal): Promise<Results> {
  const [{ readBatchResult }, { outcomeShape }, { linesOf }, { textFile, NotText }] = await Promise.all([import('../models/gemini-batch.ts'), import('../engine/journal.ts'), import('../dataset/lines.ts'), import('../dataset/text-file.node.ts')]);
  const results: Results = { outcomes: new Map(), failed: [], unreadable: [] };
  for (const file of files) {
    try {
      for await (const lines of linesOf(textFile(resolve(io.cwd, file), file).open())) {
        signal.throwIfAborted();
        for (const { number, text } of lines) {
          if (text.trim() === '') continue;
          const result = readBatchResult(text);
          if ('problem' in result) results.unreadable.push(`line ${number} of ${file}: ${result.problem}`);
          // Whatever is journalled must be read again.
          else if (!outcomeShape.safeParse(result.outcome).success) results.unreadable.push(`line ${number} of ${file}: Its response is not of the shape of one.`);
          else if (result.outcome.status === 'failed') results.failed.push(result.outcome.message);
          else results.outcomes.set(result.key, result.outcome);
        }
      }
    } catch (error) {
      if (error instanceof NotText || systemErrorIn(error) !== undefined) throw new CannotRun(`${file}: ${reasonOf(error)}`);
      throw error;
    }
  }
  return results;
}

/** What is needed of a run's surroundings to go on with it. */
async function runOf(journal: string, header: JournalHeader, io: Io): Promise<Pick<PendingOptions, 'document' | 'traits' | 'overrides' | 'variety'>> {
  const { document: { name }, run, rehearsed, compare } = header;
  if (rehearsed) throw new CannotRun(`The run ${run} is rehearsed: it asks no model.`);
  if (compare !== undefined) throw new CannotRun(`The run ${run} compares two texts of its document: it cannot be made in batches.`);
  const { path, document } = await documentOf(journal, name, io);
  const { traits } = resumedTraits(document, path, header);
  const variety = header.parameters.lists === undefined ? {} : { variety: await ownVariety(io) };
  if (header.overrides === undefined) return { document, traits, ...variety };
  const { readPromptFiles } = await import('../generation/override-files.node.ts');
  const { overrides, problems } = await readPromptFiles(path);
  const [problem] = problems;
  if (problem !== undefined) throw new CannotRun(`${problem.file}, line ${problem.line}: ${problem.message}`);
  return { document, traits, overrides, ...variety };
}

/** The lists of today's project. */
async function ownVariety(io: Io): Promise<Variety> {
  const [{ varietyOf }, { projectOf }] = await Promise.all([import('./variety.ts'), import('./config.ts')]);
  return varietyOf(await projectOf(io.cwd, undefined), io.cwd);
}

/** The document that a run is over: the journal lies beside it, or it lies in this folder. */
async function documentOf(journal: string, name: string, io: Io): Promise<{ readonly path: string; readonly document: TraitsDocument }> {
  const { readDocumentAt } = await import('./read-document.ts');
  const path = await firstThere([resolve(dirname(journal), '../../..', name), join(io.cwd, name)]);
  if (path === undefined) throw new CannotRun(`${name}, which the run is over, is neither beside its journal nor in this folder.`);
  return { path, document: await readDocumentAt(path, io) };
}

function progressText({ finished, waiting }: PendingResult, isMore: boolean, { run, parameters }: JournalHeader): string {
  const samples = `Of ${counted(finished + waiting, 'sample')}, ${finished.toLocaleString('en')} ${finished === 1 ? 'is' : 'are'} finished`;
  if (isMore) return `${samples} and ${waiting.toLocaleString('en')} wait for answers.`;
  const alike = parameters.dedup === undefined ? '' : ' Those that are alike are still in it: generate --resume finds them.';
  return `${samples}: no call of ${run} waits for an answer.${alike}`;
}

function journalProblem(error: unknown): never {
  throw error instanceof Error && error.name.startsWith('Journal') ? new CannotRun(error.message) : error;
}

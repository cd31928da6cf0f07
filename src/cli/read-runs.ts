/** Reads the runs of a document, one after the other, and says of each that cannot be read why it is left out. */
import { dirname, resolve } from 'node:path';
import { JournalProblem } from '../engine/journal.ts';
import { journalPath } from '../engine/journal-file.node.ts';
import { journalsOf, type ReadRun, readRun } from '../generation/run-files.node.ts';
import { CannotRun, complain } from './command.ts';
import { shownPath } from './files.ts';
import type { Io } from './io.ts';

/** The journal of a run: of the run of that name beside the document, or the file of that name where it is a path or ends in .jsonl. */
export function journalNamed(documentPath: string, named: string, cwd: string): string {
  return /[/\\]|\.jsonl$/.test(named) ? resolve(cwd, named) : journalPath(documentPath, named);
}

/**
 * The runs that are named, or all beside the document when none is; the oldest first.
 * @throws CannotRun when there is none, or one that is named cannot be read. Of the others those are passed over.
 */
export async function* readRunsOf(documentPath: string, named: readonly string[], io: Io, signal?: AbortSignal): AsyncGenerator<ReadRun, void, undefined> {
  const paths = named.length > 0 ? named.map((name) => journalNamed(documentPath, name, io.cwd)) : await journalsOf(documentPath);
  if (paths.length === 0) throw new CannotRun(`No runs: there is no journal in ${shownPath(dirname(journalPath(documentPath, 'run')), io.cwd)}.`);
  let read = 0;
  for (const path of paths) {
    let run: ReadRun;
    try {
      run = await readRun(path, signal);
    } catch (error) {
      if (!(error instanceof JournalProblem)) throw error;
      if (named.length > 0) throw new CannotRun(error.message);
      complain(io, `Left out. ${error.message}`);
      continue;
    }
    const [bad] = run.report.bad;
    if (bad !== undefined) complain(io, `${shownPath(path, io.cwd)}, line ${bad.line}: ${bad.problem}${run.report.bad.length > 1 ? ` There are ${run.report.bad.length} such lines.` : ''}`);
    read += 1;
    yield run;
  }
  if (read === 0) throw new CannotRun('None of the runs could be read.');
}

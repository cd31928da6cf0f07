/** Finds saved evals, and takes people's scores of them. */
import { resolve } from 'node:path';
import { addAnnotations, annotationsPath, AnnotationsProblem } from '../../engine/annotations-file.node.ts';
import { JournalProblem } from '../../engine/journal.ts';
import { scoredRecord } from '../../evals/agreement.ts';
import type { EvalName } from '../../evals/eval.ts';
import type { EvalReport } from '../../evals/report.ts';
import { evalPath, listEvals, readEval } from '../../evals/results.node.ts';
import { CannotRun } from '../command.ts';
import { readNamed, shownPath } from '../files.ts';
import { counted } from '../formats/report.ts';
import { type Io, oneLine } from '../io.ts';
import { VERSION } from '../version.ts';
import { readScores } from './scores.ts';

/**
 * The journal of a saved eval: the newest of this kind for `last`, the one of that name beside the document, or the file
 * of that name where it is a path or ends in .jsonl.
 * @throws CannotRun when there is none for `last`.
 */
export async function evalNamed(named: string, name: EvalName, documentPath: string, io: Io): Promise<string> {
  if (named !== 'last') return /[/\\]|\.jsonl$/.test(named) ? resolve(io.cwd, named) : evalPath(documentPath, named);
  for await (const listed of listEvals(documentPath)) {
    if ('problem' in listed) io.stderr.write(`Passed over. ${oneLine(listed.problem)}\n`);
    else if (listed.data.header.eval === name) return listed.path;
  }
  throw new CannotRun(`No saved run of the ${name} eval beside ${shownPath(documentPath, io.cwd)}.`);
}

/** @throws CannotRun where it cannot be read, or is of another eval. */
export async function savedReport(named: string, name: EvalName, documentPath: string, io: Io): Promise<EvalReport> {
  const path = await evalNamed(named, name, documentPath, io);
  const report = await readEval(path, documentPath, shownPath(path, io.cwd)).catch((error: unknown) => {
    throw error instanceof JournalProblem ? new CannotRun(error.message) : error;
  });
  if (report.eval !== name) throw new CannotRun(`${report.run} is a run of the ${report.eval} eval, not of ${name}.`);
  return report;
}

/** Adds the scores of a CSV to the document's annotations, and says what of it could not be taken. */
export async function takeScores(file: string, report: EvalReport, documentPath: string, io: Io): Promise<void> {
  const text = await readNamed(resolve(io.cwd, file), file);
  const ids = new Set(report.answers.flatMap(({ verdicts }) => verdicts.map(({ id }) => id)));
  const there = new Map(report.answers.flatMap(({ verdicts }) => verdicts.map(({ id, person }) => [id, person])));
  let read;
  try {
    read = readScores(text, report.eval, ids);
  } catch (error) {
    throw error instanceof CannotRun ? new CannotRun(`${file}: ${error.message}`) : error;
  }
  for (const problem of read.problems) io.stderr.write(`${file}: ${oneLine(problem)}\n`);
  // Taken in twice, a file says nothing new.
  const fresh = [...read.scores].filter(([verdict, value]) => there.get(verdict) !== value);
  try {
    if (fresh.length > 0) await addAnnotations(annotationsPath(documentPath), fresh.map(([verdict, value]) => scoredRecord(report, verdict, value, new Date())), `traitwright ${VERSION}`);
  } catch (error) {
    throw error instanceof AnnotationsProblem ? new CannotRun(error.message) : error;
  }
  io.stderr.write(`${counted(fresh.length, 'score')} taken${read.scores.size > fresh.length ? `; ${read.scores.size - fresh.length} were there already` : ''}.\n`);
}

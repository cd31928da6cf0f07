/** `patterns --write-known`: tells the critiques of later runs what this data repeats. */
import { resolve } from 'node:path';
import { addKnownPatterns, knownPatternsPath, KnownPatternsProblem } from '../../generation/known-patterns.node.ts';
import { avoidable, type PatternsReport } from '../../patterns/report.ts';
import { CannotRun } from '../command.ts';
import { reasonOf, shownPath, systemErrorIn } from '../files.ts';
import type { Io } from '../io.ts';

/**
 * Adds what is over the threshold to the list of a document, or in a JSON file; resolves with what to say about it.
 * @throws CannotRun where the list cannot be used or written.
 */
export async function writeKnown(named: string, report: PatternsReport, io: Io): Promise<string> {
  const given = resolve(io.cwd, named);
  const path = /\.json$/i.test(named) ? given : knownPatternsPath(given);
  const shown = shownPath(path, io.cwd);
  const found = avoidable(report);
  if (found.length === 0) return `Nothing is over the threshold, so nothing was added to ${shown}.\n`;
  try {
    const added = await addKnownPatterns(path, found);
    return `${added.toLocaleString('en')} of ${found.length.toLocaleString('en')} patterns over the threshold added to ${shown}${added < found.length ? '; the others are there already' : ''}.\n`;
  } catch (error) {
    if (error instanceof KnownPatternsProblem) throw new CannotRun(`${error.message} It is left as it is.`);
    throw systemErrorIn(error) === undefined ? error : new CannotRun(`${shown}: could not be written: ${reasonOf(error)}`);
  }
}

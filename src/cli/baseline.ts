/** Reads and writes the files of baselines. */
import { writeFile } from 'node:fs/promises';
import { type Baseline, readBaseline } from '../lint/baseline.ts';
import { CannotRun } from './command.ts';
import { readNamed, reasonOf, shownPath } from './files.ts';

export { baselineOf, newSince } from '../lint/baseline.ts';

/**
 * Reads a baseline.
 * @throws CannotRun when it is none.
 */
export async function loadBaseline(path: string, cwd: string): Promise<Baseline> {
  const name = shownPath(path, cwd);
  const read = readBaseline(await readNamed(path, name));
  if ('value' in read) return read.value;
  throw new CannotRun(`${name}: ${read.problems[0]?.message}`);
}

/**
 * Writes a baseline in place of what the file had.
 * @throws CannotRun when it cannot be written.
 */
export async function writeBaseline(path: string, cwd: string, baseline: Baseline): Promise<void> {
  await writeFile(path, `${JSON.stringify(baseline, null, 2)}\n`).catch((error: unknown) => {
    throw new CannotRun(`${shownPath(path, cwd)}: could not be written: ${reasonOf(error)}`);
  });
}

/** Reads and writes the files of baselines. */
import { writeFile } from 'node:fs/promises';
import { type Baseline, readBaseline } from '../lint/baseline.ts';
import { CannotRun } from './command.ts';
import { readNamed, reasonOf, shownPath } from './files.ts';
import { checkWithin } from './within-project.ts';

/**
 * Reads a baseline. One that a project names is a regular file within its folder: projects are other people's, and a
 * link in them may lead anywhere.
 * @throws CannotRun when it is none.
 */
export async function loadBaseline(path: string, cwd: string, project?: { readonly folder: string }): Promise<Baseline> {
  const name = shownPath(path, cwd);
  if (project !== undefined) await checkWithin(project.folder, path, name);
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

/** What `lint` leaves out: the patterns of .traitsignore and of --ignore. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ignore from 'ignore';
import { CannotRun } from './command.ts';
import { reasonOf, systemErrorIn } from './files.ts';

/** Whether a file is left out, by its path from the working directory with forward slashes. */
export type Ignored = (file: string) => boolean;

const IGNORE_FILE = '.traitsignore';

/**
 * The patterns of the working directory's .traitsignore and then those given, as in a .gitignore: the last that matches
 * decides. Nothing outside of the working directory is ignored.
 * @throws CannotRun when there is a .traitsignore that cannot be read.
 */
export async function ignoredIn(cwd: string, patterns: readonly string[]): Promise<Ignored> {
  const written = await readFile(join(cwd, IGNORE_FILE), 'utf8').catch((error: unknown) => {
    if (systemErrorIn(error)?.code === 'ENOENT') return '';
    throw new CannotRun(`${IGNORE_FILE}: ${reasonOf(error)}`);
  });
  const matcher = ignore({ ignorecase: false }).add(written).add([...patterns]);
  return (file) => ignore.isPathValid(file) && matcher.ignores(file);
}

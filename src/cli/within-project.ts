/** Holds the files that a project names to its own folder: projects are other people's, and a link in them may lead anywhere. */
import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import { CannotRun } from './command.ts';
import { reasonOf } from './files.ts';

/** @throws CannotRun when `path` leads out of `folder`, or to no regular file. */
export async function checkWithin(folder: string, path: string, name: string): Promise<void> {
  const [from, to] = await Promise.all([realpath(folder), realpath(path)]).catch((error: unknown) => {
    throw new CannotRun(`${name}: ${reasonOf(error)}`);
  });
  const way = relative(from, to);
  if (way === '..' || /^\.\.[/\\]/.test(way) || isAbsolute(way)) throw new CannotRun(`${name}: a symbolic link leads out of the project's folder: expected a file within it.`);
  const found = await stat(to);
  // A pipe would be waited for, and never end.
  if (!found.isFile() && !found.isDirectory()) throw new CannotRun(`${name}: expected a regular file.`);
}

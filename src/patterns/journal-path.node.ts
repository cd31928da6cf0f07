/** Where the journals of searches for patterns lie on disk, and which document a dataset is of. */
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { journalPath } from '../engine/journal-file.node.ts';

/**
 * Where the journal of a search over the file at `path` goes: of a run's own journal into the folder `patterns` beside
 * `runs`, else into `.traits/<file>/patterns` beside the file.
 */
export function patternsJournalPath(path: string, run: string): string {
  const folder = dirname(path);
  return isOfRun(path) ? join(dirname(folder), 'patterns', `${run}.jsonl`) : join(folder, '.traits', basename(path), 'patterns', `${run}.jsonl`);
}

/** The document whose run a journal is of; undefined where the file is no journal of a run, or its document is gone. */
export async function documentOfJournal(path: string): Promise<string | undefined> {
  if (!isOfRun(path)) return undefined;
  const folder = dirname(dirname(dirname(dirname(path))));
  const names = await readdir(folder).catch((): string[] => []);
  return names
    .toSorted()
    .filter((name) => /\.(?:md|markdown)$/i.test(name))
    .map((name) => join(folder, name))
    .find((document) => dirname(journalPath(document, 'run')) === dirname(path));
}

function isOfRun(path: string): boolean {
  const folder = dirname(path);
  return basename(folder) === 'runs' && basename(dirname(dirname(folder))) === '.traits';
}

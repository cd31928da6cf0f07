/** Keeps a journal in a file: append-only JSON lines, each flushed to disk before `append` resolves. */
import { mkdir, open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Journal } from './journal.ts';

/**
 * Where the journal of `run` over the document at `documentPath` goes: `.traits/<document>/runs/<run>.jsonl` beside
 * the document, the document's name without its extension.
 */
export function journalPath(documentPath: string, run: string): string {
  const name = basename(documentPath).replace(/\.traits\.(?:md|markdown)$|\.md$/i, '');
  return join(dirname(documentPath), '.traits', name, 'runs', `${run}.jsonl`);
}

/**
 * Creates the file, which must not exist.
 * @throws when the folder cannot be written or the disk is full; nothing is overwritten.
 */
export async function createJournalFile(path: string): Promise<Journal> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'ax');
  let last: Promise<void> = Promise.resolve();
  return {
    append(record) {
      const line = `${JSON.stringify(record)}\n`;
      // A line that could not be written must not let a later one be: the file would have a hole.
      last = last.then(async () => {
        await file.appendFile(line, 'utf8');
        await file.datasync();
      });
      return last;
    },
    async close() {
      await last.catch(() => undefined);
      await file.close();
    },
  };
}

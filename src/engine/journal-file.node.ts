/** Keeps a journal in a file: append-only JSON lines, each flushed to disk before `append` resolves. */
import { mkdir, open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Journal } from './journal.ts';

/**
 * Where the journal of `run` over the document at `documentPath` goes: `.traits/<document>/runs/<run>.jsonl` beside
 * the document, the document's name without its extension.
 */
export function journalPath(documentPath: string, run: string): string {
  const file = basename(documentPath);
  const name = file.replace(/(?:\.traits)?\.(?:md|markdown)$/i, '');
  // Of a name that is all dots or nothing, no folder can be made.
  return join(dirname(documentPath), '.traits', /^\.*$/.test(name) ? file : name, 'runs', `${run}.jsonl`);
}

/**
 * Creates the file, which must not exist, and the folders that it lies in.
 * @throws with a sentence for a person when it cannot be written; nothing is overwritten.
 */
export async function createJournalFile(path: string): Promise<Journal> {
  const file = await mkdir(dirname(path), { recursive: true })
    .then(() => open(path, 'ax'))
    .catch((error: unknown) => Promise.reject(cannotWrite(path, error)));
  let last: Promise<void> = Promise.resolve();
  return {
    async append(record) {
      const line = `${JSON.stringify(record)}\n`;
      // A line that could not be written must not let a later one be: the file would have a hole.
      last = last.then(async () => {
        try {
          await file.appendFile(line, 'utf8');
          await file.datasync();
        } catch (error) {
          throw cannotWrite(path, error);
        }
      });
      return last;
    },
    async close() {
      await last.catch(() => undefined);
      await file.close();
    },
  };
}

function cannotWrite(path: string, error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const why = code === 'EEXIST' ? 'a file of that name is there already' : error instanceof Error ? error.message : String(error);
  return new Error(`The journal ${path} cannot be written: ${why}.`, { cause: error });
}

/** `traitwright cache`: shows how much of earlier answers is kept, and removes them. */
import { parseArgs } from 'node:util';
import { CannotRun, command, EXIT, UsageError } from './command.ts';
import { openCache } from './user-cache.ts';

export const CACHE_USAGE = `Usage: traitwright cache [--clear]

Shows where the answers of earlier runs are kept, and how large they are. A call that was answered is not paid for
twice, in whichever run it is made; the oldest answers go when there are more than 500 MB. Journals are not among them.

  --clear  Remove them all
  --help   Show this

The folder is traitwright in XDG_CACHE_HOME, or where the system keeps caches.
`;

/** Runs `traitwright cache`. */
export const cache = command(CACHE_USAGE, async (args, io) => {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { clear: { type: 'boolean', default: false } } });
  if (positionals.length > 0) throw new UsageError(`“${positionals[0]}” is one word too many.`);
  const folder = await openCache(io);
  if (folder === undefined) throw new CannotRun('There is no place for a cache: neither XDG_CACHE_HOME nor a home folder is set.');
  const before = await folder.size();
  if (!values.clear) {
    io.stdout.write(`${folder.path}: ${megabytes(before)}\n`);
    return EXIT.ok;
  }
  await folder.clear();
  const left = await folder.size();
  if (left > 0) throw new CannotRun(`${folder.path}: ${megabytes(left)} could not be removed.`);
  io.stdout.write(`${folder.path}: ${megabytes(before)} removed\n`);
  return EXIT.ok;
});

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toLocaleString('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 })} MB`;
}

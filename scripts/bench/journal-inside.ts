/**
 * Does one thing with a journal as the first thing that a process does, and prints what it took as JSON:
 * `journal-inside.ts open|resume|read FILE`.
 */
import { resumeJournalFile } from '../../src/engine/journal-file.node.ts';
import { openJournal, readJournal } from '../../src/engine/journal-reader.node.ts';

export interface JournalOpening {
  readonly milliseconds: number;
  /** Megabytes by which the process grew, at its largest. */
  readonly memory: number;
  readonly records: number;
}

const [mode, path = ''] = process.argv.slice(2);

async function work(): Promise<number> {
  switch (mode) {
    case 'open':
      return (await openJournal(path)).records;
    case 'resume':
      return (await resumeJournalFile(path, { tool: 'bench', now: () => new Date() })).records;
    case 'read':
      return (await readJournal(path, { onRecord: () => undefined })).records;
    default:
      throw new Error(`there is no ${mode}`);
  }
}

const before = process.memoryUsage.rss();
const start = performance.now();
const records = await work();
const milliseconds = performance.now() - start;
const opening: JournalOpening = { milliseconds, memory: (process.resourceUsage().maxRSS * 1024 - before) / 1e6, records };
console.log(JSON.stringify(opening));
// The journal that is open keeps its lock until the end of the process, and the next one clears it away, as after a crash.
process.exit();

/**
 * A process that writes journals, for tests with more than one: `create FILE` and `resume FILE` write until their input
 * ends; `try FILE` tries to at each line of its input, and lets go at the next.
 */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { createJournalFile, resumeJournalFile } from '../../src/engine/journal-file.node.ts';
import { JournalProblem, type Journal } from '../../src/engine/journal.ts';
import { header } from './journal-records.ts';

const [mode, file = ''] = process.argv.slice(2);

async function begin(): Promise<Journal> {
  if (mode !== 'create') return (await resumeJournalFile(file, { tool: 'test', now: () => new Date(0) })).journal;
  const journal = await createJournalFile(file);
  await journal.append(header());
  return journal;
}

if (mode === 'try') {
  console.log('ready');
  let journal: Journal | undefined;
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === 'leave') {
      await journal?.close();
      console.log('left');
      continue;
    }
    journal = await begin().catch((error: unknown) => {
      if (error instanceof JournalProblem && error.kind === 'in-use') return undefined;
      throw error;
    });
    console.log(journal === undefined ? 'out' : 'in');
  }
} else {
  try {
    const journal = await begin();
    console.log('writing');
    process.stdin.resume();
    await once(process.stdin, 'end');
    await journal.close();
  } catch (error) {
    console.log(error instanceof JournalProblem ? `${error.kind}: ${error.message}` : String(error));
  }
}

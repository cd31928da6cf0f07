/**
 * A process that runs the chat pipeline and may be killed: `journalled-run.ts JOURNAL BASE_URL`. It begins the journal,
 * or goes on with it where it is there already, and ends with 0 when the run is done, with 3 when nothing is in the journal.
 */
import { access } from 'node:fs/promises';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { createJournalFile, resumeJournalFile } from '../../src/engine/journal-file.node.ts';
import { JournalProblem } from '../../src/engine/journal.ts';
import { runChat } from '../../src/generation/run.ts';
import { createGeminiModel } from '../../src/models/gemini.ts';
import type { Role } from '../../src/models/model.ts';
import { DOCUMENT } from '../generation/support.ts';

const [path = '', baseUrl = ''] = process.argv.slice(2);
const now = (): Date => new Date(0);
const model = (role: Role) => createGeminiModel({ model: `the-${role}`, apiKey: 'a-key-of-no-worth', baseUrl });

async function begun(): Promise<Awaited<ReturnType<typeof resumeJournalFile>> | undefined> {
  const there = await access(path).then(() => true, () => false);
  if (!there) return undefined;
  return resumeJournalFile(path, { tool: 'test', now });
}

const resumed = await begun().catch((error: unknown) => {
  if (error instanceof JournalProblem && error.kind === 'empty') process.exit(3);
  throw error;
});
const journal = resumed?.journal ?? (await createJournalFile(path));
const document = parseTraitsDocument(DOCUMENT);
const { ended } = await runChat({
  run: 'r1',
  tool: 'test',
  documentName: 'rill.traits.md',
  document,
  traits: document.traits,
  perTrait: 3,
  models: { generator: model('generator'), critic: model('critic'), judge: model('judge') },
  journal,
  ...(resumed === undefined ? {} : { resumed }),
  concurrency: 6,
  now,
  signal: new AbortController().signal,
  onSample: () => undefined,
});
await journal.close();
process.exitCode = ended === 'done' ? 0 : 1;

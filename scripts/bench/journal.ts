/** Times opening, going on with and reading a journal of 100,000 records, each in a process of its own, and flushing records as they come. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalCall, JournalHeader, JournalRecord, JournalSample } from '../../src/engine/journal.ts';
import { createJournalFile } from '../../src/engine/journal-file.node.ts';
import { randomNumbers, traitsDocument } from './documents.ts';
import type { JournalOpening } from './journal-inside.ts';
import { atMost, type BenchmarkReport, printReport, rounded, type Row } from './report.ts';
import { median } from './statistics.ts';

const RECORDS = 100_000;
/** In bytes and calls a sample, as in the journals of the two sample documents. */
const CALL = 6300;
const SAMPLE = 5600;
const CALLS_A_SAMPLE = 7.6;
const ROUNDS = 5;
/** Records flushed in each of the two ways. */
const FLUSHED = 640;
const CALLERS = 32;

const HEADER: JournalHeader = {
  type: 'header',
  version: 1,
  tool: 'bench',
  run: 'r1',
  pipeline: 'chat',
  startedAt: '2026-01-31T09:30:00.000Z',
  document: { name: 'bench.traits.md', hash: 'd0' },
  chunks: { honest: 'c0' },
  models: { generator: 'gemini/a', critic: 'gemini/b', judge: 'gemini/a' },
  rehearsed: false,
  parameters: { perTrait: 3 },
  prompts: { plan: 1 },
};

/** Text as models write it: not all of it ASCII. */
const text = traitsDocument(2_000_000, 1).replaceAll('"', '”').replaceAll(' - ', ' – ');
const random = randomNumbers(1);

function words(bytes: number): string {
  const start = Math.floor(random() * (text.length - bytes));
  return text.slice(start, start + bytes);
}

function call(number: number): JournalCall {
  return {
    type: 'call',
    key: createHash('sha256').update(String(number)).digest('hex'),
    at: '2026-01-31T09:30:00.000Z',
    model: 'gemini/a',
    purpose: { stage: 'draft', role: 'generator', traitId: 'honest', kind: 'exhibit', ordinal: number, attempt: 0 },
    system: words(CALL * 0.4),
    messages: [{ role: 'user', text: words(CALL * 0.4) }],
    outcome: { status: 'ok', text: words(CALL * 0.12), usage: { inputTokens: 1400, outputTokens: 180 } },
    tries: 1,
    cost: 0.0012,
    milliseconds: 4180,
  };
}

function sample(number: number): JournalSample {
  const made = {
    id: `honest/exhibit/${number}`,
    traitId: 'honest',
    kind: 'exhibit',
    ordinal: number,
    chunkHash: 'c0',
    prompt: words(SAMPLE * 0.2),
    defaultResponse: words(SAMPLE * 0.2),
    draft: words(SAMPLE * 0.2),
    rewrite: words(SAMPLE * 0.15),
    response: words(SAMPLE * 0.15),
    status: 'kept',
  };
  return { type: 'sample', sample: made };
}

async function write(path: string): Promise<void> {
  const file = createWriteStream(path);
  let samples = 0;
  for (let number = 0; number < RECORDS; number += 1) {
    const isSample = number > (samples + 1) * (CALLS_A_SAMPLE + 1);
    if (isSample) samples += 1;
    const record: JournalRecord = number === 0 ? HEADER : isSample ? sample(number) : call(number);
    if (!file.write(`${JSON.stringify(record)}\n`)) await new Promise<void>((resolve) => void file.once('drain', resolve));
  }
  await new Promise<void>((resolve) => void file.end(resolve));
}

function measure(mode: 'open' | 'resume' | 'read', path: string): readonly JournalOpening[] {
  return Array.from({ length: ROUNDS }, () => {
    const printed = execFileSync(process.execPath, [join(import.meta.dirname, 'journal-inside.ts'), mode, path], { encoding: 'utf8' });
    const opening = JSON.parse(printed) as JournalOpening;
    if (opening.records !== RECORDS) throw new Error(`${opening.records} records were found`);
    return opening;
  });
}

/** Milliseconds until all records are on disk. */
async function flushed(path: string, callers: number): Promise<number> {
  const journal = await createJournalFile(path);
  const records = Array.from({ length: FLUSHED }, (_, number) => call(number));
  const start = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (let record = records.pop(); record !== undefined; record = records.pop()) await journal.append(record);
    }),
  );
  const milliseconds = performance.now() - start;
  await journal.close();
  return milliseconds;
}

/** Writes into `folder`, which is to be empty: about 650 MB. */
export async function journalBenchmark(folder: string): Promise<BenchmarkReport> {
  const path = join(folder, 'journal.jsonl');
  console.error(`Writing ${RECORDS} records.`);
  await write(path);
  const megabytes = (await stat(path)).size / 1e6;
  const row = (what: string, runs: readonly JournalOpening[]): Row => ({
    journal: what,
    records: RECORDS,
    MB: rounded(megabytes),
    'median ms': rounded(median(runs.map(({ milliseconds }) => milliseconds))),
    'MB of memory': rounded(Math.max(...runs.map(({ memory }) => memory))),
  });
  console.error('Reading them.');
  const opened = measure('open', path);
  const resumed = measure('resume', path);
  const read = measure('read', path);
  const flushes: Row[] = [];
  for (const callers of [1, CALLERS]) {
    const milliseconds = await flushed(join(folder, `${callers}.jsonl`), callers);
    flushes.push({ 'flushing, callers at once': callers, records: FLUSHED, ms: rounded(milliseconds) });
  }
  const seconds = (runs: readonly JournalOpening[]): number => median(runs.map(({ milliseconds }) => milliseconds)) / 1000;
  const largest = (runs: readonly JournalOpening[]): number => Math.max(...runs.map(({ memory }) => memory));
  return {
    benchmark: 'journal',
    rows: [row('opening it', opened), row('opening it to go on with', resumed), row('reading every record', read), ...flushes],
    reach: [
      atMost('opening 100,000 records, median', seconds(opened), 1.5, 's'),
      atMost('opening 100,000 records, memory', largest(opened), 300, 'MB'),
      atMost('going on with 100,000 records, median', seconds(resumed), 1.5, 's'),
      atMost('going on with 100,000 records, memory', largest(resumed), 300, 'MB'),
    ],
  };
}

if (import.meta.main) {
  const folder = await mkdtemp(join(tmpdir(), 'traitwright-bench-'));
  try {
    printReport(await journalBenchmark(folder), process.argv.includes('--json'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

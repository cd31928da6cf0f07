/**
 * Makes calls through the engine, with Google's SDK and a journal, in a process that does nothing else, and prints what
 * it took as JSON: `engine-inside.ts URL CONCURRENCY TEXTS JOURNAL`. The texts, one for each call, are a JSON file.
 */
import { readFileSync } from 'node:fs';
import { createEngine } from '../../src/engine/engine.ts';
import type { Journal } from '../../src/engine/journal.ts';
import { createJournalFile } from '../../src/engine/journal-file.node.ts';
import { createGeminiModel } from '../../src/models/gemini.ts';

/** In milliseconds, but for `memory`. */
export interface EngineRun {
  /** From when the first call was asked for until all answers were on disk. */
  readonly wall: number;
  /** Of each call, from its turn to its answer; whole. */
  readonly calls: readonly number[];
  /** Of the processor, in that time. */
  readonly processor: number;
  /** Megabytes that the process had at its largest. */
  readonly memory: number;
}

const [url = '', concurrency = '', texts = '', path = ''] = process.argv.slice(2);
const file = await createJournalFile(path);
const calls: number[] = [];
const journal: Journal = {
  append(record) {
    if (record.type === 'call') calls.push(record.milliseconds);
    return file.append(record);
  },
  close: () => file.close(),
};
const engine = createEngine({ journal, concurrency: Number(concurrency), now: () => new Date() });
const model = createGeminiModel({ model: 'gemini-bench', apiKey: 'no-key-of-anybody', baseUrl: url });
const signal = new AbortController().signal;
const asked = JSON.parse(readFileSync(texts, 'utf8')) as readonly string[];

const processorBefore = process.cpuUsage();
const start = performance.now();
const outcomes = await Promise.all(
  asked.map((text, ordinal) =>
    engine.text(model, { purpose: { stage: 'draft', role: 'generator', traitId: 'honest', kind: 'exhibit', ordinal, attempt: 0 }, messages: [{ role: 'user', text }] }, signal),
  ),
);
const wall = performance.now() - start;
const { user, system } = process.cpuUsage(processorBefore);
await file.close();
const failed = outcomes.find(({ status }) => status !== 'ok');
if (failed !== undefined) throw new Error(`a call was ${JSON.stringify(failed)}`);
const run: EngineRun = { wall, calls, processor: (user + system) / 1000, memory: (process.resourceUsage().maxRSS * 1024) / 1e6 };
console.log(JSON.stringify(run));

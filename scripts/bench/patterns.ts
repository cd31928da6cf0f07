/** Times the fast pass over datasets of three sizes, each in a process of its own, and holds its growth to the data's. */
import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomNumbers } from './documents.ts';
import type { PatternScan } from './patterns-inside.ts';
import { atMost, type BenchmarkReport, printReport, rounded, type Row } from './report.ts';
import { median } from './statistics.ts';

const SIZES = [1000, 10_000, 100_000] as const;
const ROUNDS = 3;
/** Characters a sample, on average. */
const LENGTH = 2000;
/** Planted in this share of the samples. */
const SHARE = 0.2;
const PLANTED = 'Taking this one step at a time:';
const PLANTED_ID = 'opening/taking-this-one-step-at-a-time';

const FUNCTION_WORDS = 'the of and to in a is that it for you with as on be at by this have from or an but not are was which we their what there can if one more will about when who so out up into them then some could only other time its two our over these than may any'.split(' ');
const SYLLABLES = 'ba ce di fo gu ha ke li mo nu pa re si to vu wa ste tri plo ain our es ing'.split(' ');

const random = randomNumbers(1);

function pick<T>(items: readonly T[], power = 1): T {
  return items[Math.floor(items.length * random() ** power)] as T;
}

/** Words as unevenly frequent as those of a language. */
const vocabulary = Array.from({ length: 30_000 }, () => Array.from({ length: 1 + Math.floor(4 * random()) }, () => pick(SYLLABLES)).join(''));

function prose(length: number): string {
  let text = '';
  while (text.length < length) {
    const words = Array.from({ length: 4 + Math.floor(24 * random()) }, () => (random() < 0.45 ? pick(FUNCTION_WORDS, 2) : pick(vocabulary, 3)));
    text += `${words.join(' ')}.${random() < 0.15 ? '\n\n' : ' '}`;
  }
  return text.trim();
}

async function write(path: string, samples: number): Promise<void> {
  const file = createWriteStream(path);
  for (let number = 0; number < samples; number += 1) {
    const answer = prose(LENGTH * (0.4 + 1.2 * random()));
    const content = number % (1 / SHARE) === 0 ? `${PLANTED} ${answer}` : answer;
    const line = JSON.stringify({ messages: [{ role: 'user', content: prose(100) }, { role: 'assistant', content }], trait: `trait-${number % 24}` });
    if (!file.write(`${line}\n`)) await new Promise<void>((resolve) => void file.once('drain', resolve));
  }
  await new Promise<void>((resolve) => void file.end(resolve));
}

function measure(path: string, samples: number): readonly PatternScan[] {
  return Array.from({ length: ROUNDS }, () => {
    const scan = JSON.parse(execFileSync(process.execPath, [join(import.meta.dirname, 'patterns-inside.ts'), path], { encoding: 'utf8' })) as PatternScan;
    if (scan.samples !== samples) throw new Error(`${scan.samples} samples were read`);
    if (Math.abs((scan.rates[PLANTED_ID] ?? 0) - SHARE) > 1e-9) throw new Error(`what was planted was found at ${scan.rates[PLANTED_ID]}`);
    return scan;
  });
}

async function benchmark(folder: string): Promise<BenchmarkReport> {
  const rows: Row[] = [];
  const seconds: number[] = [];
  const processor: number[] = [];
  const memory: number[] = [];
  for (const samples of SIZES) {
    const path = join(folder, `${samples}.jsonl`);
    console.error(`Writing and scanning ${samples} samples.`);
    await write(path, samples);
    const megabytes = (await stat(path)).size / 1e6;
    const scans = measure(path, samples);
    const took = median(scans.map(({ milliseconds }) => milliseconds)) / 1000;
    const busy = median(scans.map(({ processorMilliseconds }) => processorMilliseconds)) / 1000;
    const largest = Math.max(...scans.map((scan) => scan.memory));
    seconds.push(took);
    processor.push(busy);
    memory.push(largest);
    rows.push({ samples, MB: rounded(megabytes), 'median s': rounded(took), 'processor s': rounded(busy), 'samples a second': rounded(samples / took), 'MB a second': rounded(megabytes / took), 'MB of memory': rounded(largest) });
    await rm(path);
  }
  const [, middle = Number.NaN, last = Number.NaN] = processor;
  return {
    benchmark: 'patterns',
    rows,
    reach: [
      atMost('100,000 samples, median', seconds.at(-1) ?? Number.NaN, 60, 's'),
      atMost('100,000 samples, memory', memory.at(-1) ?? Number.NaN, 1000, 'MB'),
      atMost('processor time, 100,000 samples against 10,000', last / middle, 12),
    ],
  };
}

const folder = await mkdtemp(join(tmpdir(), 'traitwright-bench-'));
try {
  printReport(await benchmark(folder), process.argv.includes('--json'));
} finally {
  await rm(folder, { recursive: true });
}

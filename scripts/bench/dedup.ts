/** Finds near-duplicates among 10,000 vectors of 768 dimensions, by our index and by usearch, in the same run, and holds ours to the exact answer. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { vectorIndex } from '../../src/generation/dedup/vectors.ts';
import { randomNumbers } from './documents.ts';
import { atLeast, type BenchmarkReport, printReport, rounded, type Row } from './report.ts';
import { median, timed } from './statistics.ts';

const COUNT = 10_000;
const LENGTH = 768;
const THRESHOLD = 0.9;
const ROUNDS = 3;
/** In per cent. */
const RECALL = 99;
/** Neighbours that the library is asked for; how many of them a vector has at most is checked. */
const NEIGHBOURS = 16;
/** 26 MB with its binaries for all systems: too much for everybody who installs this repository's packages. */
const LIBRARY = { name: 'usearch', version: '2.26.2' } as const;

/** As much of usearch as is used here. */
interface Usearch {
  readonly Index: new (options: { dimensions: number; metric: 'ip'; quantization: 'f32' } & Effort) => {
    add(keys: BigUint64Array, vectors: Float32Array, threads: number): void;
    search(vectors: Float32Array, neighbours: number, threads: number): Neighbours;
  };
  exactSearch(among: Float32Array, vectors: Float32Array, dimensions: number, neighbours: number, metric: 'ip', threads: number): Neighbours;
}

/** How carefully the library builds its graph, and searches it; what it does by itself where nothing is set. */
interface Effort {
  readonly expansion_add?: number;
  readonly expansion_search?: number;
}

/** The least with which it was seen to find 99 of 100 pairs. */
const LEAST_EFFORT: Effort = { expansion_add: 32, expansion_search: 32 };

interface Neighbours {
  readonly keys: BigUint64Array;
  /** 1 less the product; so many for each vector. */
  readonly distances: Float32Array;
}

async function loadUsearch(): Promise<Usearch> {
  const folder = resolve(import.meta.dirname, '../../.cache/bench', `${LIBRARY.name}-${LIBRARY.version}`);
  if (!existsSync(join(folder, 'node_modules', LIBRARY.name))) {
    console.error(`Installing ${LIBRARY.name} ${LIBRARY.version} into ${folder}.`);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--save-exact', `${LIBRARY.name}@${LIBRARY.version}`], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });
  }
  return createRequire(join(folder, 'package.json'))(LIBRARY.name) as Usearch;
}

/** How the vectors lie. `oneWay` is the share of each that all have in common, `topics` of how many it shares a part of the rest with some. */
interface Data {
  readonly name: string;
  readonly oneWay: number;
  readonly topics: number;
}

/** Embedding models differ in how much all texts are alike to them; independent directions are what indexes are measured with elsewhere. */
const DATA: readonly Data[] = [
  { name: 'independent directions', oneWay: 0, topics: 0 },
  { name: 'like embeddings: all alike at 0.3, 20 topics', oneWay: 0.3, topics: 20 },
  { name: 'like embeddings: all alike at 0.6, 20 topics', oneWay: 0.6, topics: 20 },
];
/** Of what is not shared by all, the share that is a topic's. */
const TOPIC = 0.4;
/** One of five is made from an earlier one, at a cosine between these. */
const COPIED = { share: 0.2, least: 0.84, most: 0.99 } as const;

/** Unit vectors, one after the other. */
function vectorsOf({ oneWay, topics }: Data, seed: number): Float32Array {
  const random = randomNumbers(seed);
  // Box and Muller: numbers of a normal distribution, so that all directions are equally likely.
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const unit = (vector: Float32Array): Float32Array => {
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    return vector.map((value) => value / length);
  };
  const direction = (): Float32Array => unit(Float32Array.from({ length: LENGTH }, normal));
  const sum = (...parts: readonly (readonly [number, Float32Array | undefined])[]): Float32Array =>
    unit(Float32Array.from({ length: LENGTH }, (_, at) => parts.reduce((total, [share, vector]) => total + Math.sqrt(share) * (vector?.[at] ?? 0), 0)));

  const common = direction();
  const ofTopics = Array.from({ length: topics }, direction);
  const all = new Float32Array(COUNT * LENGTH);
  for (let index = 0; index < COUNT; index += 1) {
    let vector: Float32Array;
    if (index > 100 && random() < COPIED.share) {
      const from = Math.floor(random() * index);
      const original = all.subarray(from * LENGTH, (from + 1) * LENGTH);
      const cosine = COPIED.least + (COPIED.most - COPIED.least) * random();
      const other = direction();
      const along = other.reduce((total, value, at) => total + value * (original[at] ?? 0), 0);
      const aside = unit(other.map((value, at) => value - along * (original[at] ?? 0)));
      vector = sum([cosine ** 2, original], [1 - cosine ** 2, aside]);
    } else {
      const ofTopic = topics === 0 ? 0 : TOPIC;
      vector = sum([oneWay, common], [(1 - oneWay) * ofTopic, ofTopics[Math.floor(random() * topics)]], [(1 - oneWay) * (1 - ofTopic), direction()]);
    }
    all.set(vector, index * LENGTH);
  }
  return all;
}

type Pairs = ReadonlySet<number>;

/** Pairs at the threshold, each as one number. */
function pairsAmong({ keys, distances }: Neighbours): Pairs {
  const pairs = new Set<number>();
  const each = keys.length / COUNT;
  for (const [at, distance] of distances.entries()) {
    const [one, other] = [Math.floor(at / each), Number(keys[at])];
    if (one !== other && 1 - distance >= THRESHOLD) pairs.add(Math.min(one, other) * COUNT + Math.max(one, other));
  }
  return pairs;
}

/** All are kept, for all pairs to be found; a run keeps fewer, and finds them sooner. */
function ours(vectors: readonly Float32Array[]): Pairs {
  const index = vectorIndex(vectors, THRESHOLD);
  const pairs = new Set<number>();
  for (const later of vectors.keys()) {
    for (const { index: earlier } of index.similarTo(later)) pairs.add(earlier * COUNT + later);
    index.keep(later);
  }
  return pairs;
}

function byUsearch({ Index }: Usearch, vectors: Float32Array, threads: number, effort: Effort = {}): Pairs {
  const index = new Index({ dimensions: LENGTH, metric: 'ip', quantization: 'f32', ...effort });
  index.add(BigUint64Array.from({ length: COUNT }, (_, key) => BigInt(key)), vectors, threads);
  return pairsAmong(index.search(vectors, NEIGHBOURS, threads));
}

function recall(found: Pairs, exact: Pairs): number {
  return (100 * [...exact].filter((pair) => found.has(pair)).length) / exact.size;
}

async function benchmark(): Promise<BenchmarkReport> {
  const usearch = await loadUsearch();
  const threads = cpus().length;
  const rows: Row[] = [];
  const ratios: number[] = [];
  const recalls: number[] = [];
  for (const [seed, data] of DATA.entries()) {
    console.error(`${data.name}: drawing ${COUNT.toLocaleString('en')} vectors.`);
    const all = vectorsOf(data, seed + 1);
    const each = Array.from({ length: COUNT }, (_, index) => all.subarray(index * LENGTH, (index + 1) * LENGTH));
    const brute = timed(() => usearch.exactSearch(all, all, LENGTH, NEIGHBOURS, 'ip', threads));
    const exact = pairsAmong(brute.result);
    if (brute.result.distances.some((distance, at) => at % NEIGHBOURS === NEIGHBOURS - 1 && 1 - distance >= THRESHOLD)) throw new Error('a vector has more neighbours than were asked for');
    const methods = [
      { name: 'traitwright, 1 thread', find: () => ours(each) },
      { name: `${LIBRARY.name} ${LIBRARY.version}, 1 thread`, find: () => byUsearch(usearch, all, 1) },
      { name: `${LIBRARY.name} ${LIBRARY.version}, ${threads} threads`, find: () => byUsearch(usearch, all, threads) },
      { name: `${LIBRARY.name} ${LIBRARY.version}, ${threads} threads, least effort`, find: () => byUsearch(usearch, all, threads, LEAST_EFFORT) },
    ];
    const times = methods.map((): number[] => []);
    const found: Pairs[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      console.error(`Round ${round} of ${ROUNDS}.`);
      for (const [at, { find }] of methods.entries()) {
        const { result, milliseconds } = timed(find);
        times[at]?.push(milliseconds);
        found[at] = result;
      }
    }
    const row = (name: string, milliseconds: number, pairs: Pairs): Row => ({ data: data.name, method: name, 'median ms': rounded(milliseconds), 'recall %': rounded(recall(pairs, exact)), 'pairs at 0.9': exact.size });
    rows.push(row(`${LIBRARY.name} ${LIBRARY.version}, exact, ${threads} threads, once`, brute.milliseconds, exact));
    for (const [at, { name }] of methods.entries()) rows.push(row(name, median(times[at] ?? []), found[at] ?? new Set()));
    const [mine = [], ...theirs] = times;
    // One that misses more does not count.
    const fit = theirs.filter((_, at) => recall(found[at + 1] ?? new Set(), exact) >= RECALL);
    ratios.push(Math.min(...fit.map(median)) / median(mine));
    recalls.push(recall(found[0] ?? new Set(), exact));
  }
  return {
    benchmark: 'dedup',
    rows,
    reach: [
      atLeast(`speed against ${LIBRARY.name} at its fastest with that recall, least of all data`, Math.min(...ratios), 1),
      atLeast('recall of pairs at a cosine of 0.9 and above, least of all data', Math.min(...recalls), RECALL, '%'),
    ],
  };
}

printReport(await benchmark(), process.argv.includes('--json'));

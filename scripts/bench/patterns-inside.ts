/** Scans a file for patterns as the first thing that a process does, and prints what it took as JSON: `patterns-inside.ts FILE`. */
import { textFile } from '../../src/dataset/text-file.node.ts';
import { fastScan } from '../../src/patterns/fast/scan.ts';

export interface PatternScan {
  readonly milliseconds: number;
  /** Of the processor, on all cores: what others do on the machine makes it hardly more. */
  readonly processorMilliseconds: number;
  /** Megabytes that the process had at its largest. */
  readonly memory: number;
  readonly samples: number;
  /** By the planted words' id, the share of samples that have them. */
  readonly rates: Readonly<Record<string, number>>;
}

const path = process.argv[2] ?? '';
const start = performance.now();
const { samples, findings } = await fastScan({ sources: [textFile(path, path)], seed: 1, threshold: 0.2 });
const milliseconds = performance.now() - start;
const { user, system } = process.cpuUsage();
const scan: PatternScan = {
  milliseconds,
  processorMilliseconds: (user + system) / 1000,
  memory: (process.resourceUsage().maxRSS * 1024) / 1e6,
  samples: samples.count,
  rates: Object.fromEntries(findings.map(({ id, overall }) => [id, overall.rate])),
};
console.log(JSON.stringify(scan));

/** Times the activation of the built extension in a real VS Code, started anew each time, and holds it to its bound. */
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { runSuite } from '../../test/host/suite.ts';
import { BUNDLED } from '../bundle-options.ts';
import type { Activation } from './activation-inside.ts';
import { loadedByActivation } from './bundle.ts';
import { atMost, type BenchmarkReport, printReport, rounded, type Row } from './report.ts';
import { median, quantile } from './statistics.ts';

const ROUNDS = 5;
const root = resolve(import.meta.dirname, '../..');

async function benchmark(folder: string): Promise<BenchmarkReport> {
  const tests = join(folder, 'inside.cjs');
  await build({ ...BUNDLED, entryPoints: ['scripts/bench/activation-inside.ts'], outfile: tests, format: 'cjs', external: ['vscode', 'mocha'] });
  const workspace = join(folder, 'workspace');
  await mkdir(workspace);
  await copyFile(join(root, 'samples', 'calder-at-work.traits.md'), join(workspace, 'calder-at-work.traits.md'));
  const runs: Activation[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    console.error(`Round ${round} of ${ROUNDS}.`);
    const result = join(folder, `result-${round}.json`);
    const code = await runSuite({ host: 'latest', workspace, extension: root, tests, env: { TRAITWRIGHT_BENCH_RESULT: result } });
    if (code !== 0) throw new Error(`VS Code ended with ${code}`);
    runs.push(JSON.parse(await readFile(result, 'utf8')) as Activation);
  }
  const row = (what: string, of: (run: Activation) => number): Row => ({
    'in a fresh VS Code': what,
    'median ms': rounded(median(runs.map(of))),
    'longest ms': rounded(quantile(runs.map(of), 1)),
    starts: runs.length,
  });
  // What VS Code shows as the activation time of an extension.
  const activation = ({ code, call }: Activation): number => code + call;
  const loaded = await loadedByActivation();
  return {
    benchmark: 'activation',
    rows: [
      row('loading the code of the extension', ({ code }) => code),
      row('calling activate', ({ call }) => call),
      row('both: activation', activation),
      row('waiting for what activate returned', ({ settled }) => settled),
      row('loading all the rest, after activation', ({ rest }) => rest),
      { loaded: 'by activation', 'KB minified': rounded(loaded.size / 1000) },
      { loaded: 'right after', 'KB minified': rounded(loaded.after.size / 1000) },
    ],
    reach: [atMost('activation in a fresh VS Code: loading the code and calling activate, median', median(runs.map(activation)), 20, 'ms')],
  };
}

const folder = await mkdtemp(join(tmpdir(), 'traitwright-bench-'));
try {
  printReport(await benchmark(folder), process.argv.includes('--json'));
} finally {
  await rm(folder, { recursive: true });
}

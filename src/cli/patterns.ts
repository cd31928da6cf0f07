/** `traitwright patterns`: what a dataset repeats, and a copy of it with less of that. */
import { resolve } from 'node:path';
import { closest, distance } from 'fastest-levenshtein';
import { UnknownFormat } from '../dataset/formats.ts';
import { type Dataset, type DatasetSource, openDataset } from '../dataset/read.ts';
import { NotText, textFile } from '../dataset/text-file.node.ts';
import { chooseDropped, type Dropped } from '../patterns/act.ts';
import { type FastScan, fastScan, type ScanProgress } from '../patterns/fast/scan.ts';
import { isAlarming, reportOf } from '../patterns/report.ts';
import { writeCopy } from '../patterns/write-copy.node.ts';
import { CannotRun, command, EXIT } from './command.ts';
import { reasonOf, shownPath, systemErrorIn } from './files.ts';
import { type Io, wantsColor } from './io.ts';
import type { ModelSearcher } from './patterns/model-pass.ts';
import { type FormatName, PATTERNS_USAGE, type PatternsOptions, readPatternsOptions } from './patterns/options.ts';
import { createStatusLine, scanProgress } from './patterns/status-line.ts';
import type { ReportFormat } from './patterns/words.ts';

export { PATTERNS_USAGE };

const FORMATTERS: Readonly<Record<FormatName, () => Promise<{ readonly format: ReportFormat }>>> = {
  text: () => import('./patterns/text.ts'),
  json: () => import('./patterns/json.ts'),
  md: () => import('./patterns/markdown.ts'),
  html: () => import('./patterns/html.ts'),
};

/** Runs `traitwright patterns`. */
export const patterns = command(PATTERNS_USAGE, async (args, io) => {
  const options = readPatternsOptions(args);
  const stop = new AbortController();
  const stopListening = io.onInterrupt(() => stop.abort());
  const line = createStatusLine(io.stderr);
  let models: ModelSearcher | undefined;
  try {
    models = options.search === undefined ? undefined : await (await import('./patterns/model-pass.ts')).openSearch(options.search, options, io, stop.signal);
    const seed = models?.seed ?? options.seed;
    if (options.checkBatching !== undefined && models !== undefined) {
      const [{ batchingJson, batchingText }, [side = []]] = await Promise.all([import('./patterns/batching.ts'), openedSides(options, io, stop.signal)]);
      const report = await models.checkBatching(side, options.checkBatching, line, stop.signal);
      line.end();
      io.stdout.write(typeof report === 'string' ? report : options.format === 'json' ? batchingJson(report) : batchingText(report));
      return typeof report !== 'string' && report.ended === 'budget' ? EXIT.found : EXIT.ok;
    }
    if (options.dryRun && models !== undefined) {
      io.stdout.write(await models.dryRun(await openedSides(options, io, stop.signal), line, stop.signal));
      return EXIT.ok;
    }
    if (options.compared.length > 0) {
      const { comparePatterns } = await import('./patterns/compare.ts');
      const sides = [sourcesOf(options.files, io), sourcesOf(options.compared, io)] as const;
      return await comparePatterns(sides, { ...options, seed }, models, line, io, stop.signal);
    }
    const scan = await scanned(options, seed, io, scanProgress(line), stop.signal);
    const dropped = options.limits.length === 0 ? undefined : chosen(scan, options, seed);
    if (dropped !== undefined && options.out !== undefined) await write(scan, dropped, resolve(io.cwd, options.out), options.out, stop.signal);
    const model = await models?.search([scan.files.map(({ dataset }) => dataset)], scan.findings, line, stop.signal);
    line.end();
    const report = { ...reportOf(scan, { threshold: options.threshold, seed, ...(dropped === undefined ? {} : { acted: { dropped, out: options.out } }) }), ...(model === undefined ? {} : { model: model.report }) };
    const { format } = await FORMATTERS[options.format]();
    io.stdout.write(format(report, { color: wantsColor(io.stdout, io.env) }));
    if (options.writeKnown !== undefined) {
      const { writeKnown } = await import('./patterns/write-known.ts');
      io.stderr.write(await writeKnown(options.writeKnown, report, io));
    }
    return isAlarming(report) || model?.report.ended === 'budget' ? EXIT.found : EXIT.ok;
  } catch (error) {
    line.end();
    if (error instanceof UnknownFormat) throw new CannotRun(error.message);
    if (!stop.signal.aborted) throw error;
    io.stderr.write(`Cancelled.${models?.howToGoOn(options.files, options.compared) ?? ''}\n`);
    return EXIT.interrupted;
  } finally {
    await models?.close();
    stopListening();
  }
});

async function openedSides({ files, compared }: PatternsOptions, io: Io, signal: AbortSignal): Promise<readonly (readonly Dataset[])[]> {
  const sides: Dataset[][] = [];
  for (const side of compared.length === 0 ? [files] : [files, compared]) {
    const datasets: Dataset[] = [];
    for (const source of sourcesOf(side, io)) datasets.push(await openDataset(source, signal));
    sides.push(datasets);
  }
  return sides;
}

async function scanned({ files, threshold }: PatternsOptions, seed: number, io: Io, onProgress: (progress: ScanProgress) => void, signal: AbortSignal): Promise<FastScan> {
  const sources = sourcesOf(files, io);
  const scan = await fastScan({ sources, seed, threshold, onProgress, signal });
  if (scan.samples.count === 0) throw new CannotRun(`No samples in ${sources.map(({ name }) => name).join(', ')}.${scan.files.some(({ report }) => report.badCount > 0) ? ` ${scan.files[0]?.report.bad[0]?.problem ?? ''}` : ''}`);
  return scan;
}

function sourcesOf(files: readonly string[], io: Io): readonly DatasetSource[] {
  return files.map((file) => {
    const path = resolve(io.cwd, file);
    const name = shownPath(path, io.cwd);
    return { name, open: () => named(name, textFile(path, name).open()) };
  });
}

/** @throws CannotRun, with the file's name, where it cannot be read. */
async function* named(name: string, pieces: AsyncIterable<string>): AsyncGenerator<string, void> {
  try {
    yield* pieces;
  } catch (error) {
    if (error instanceof NotText) throw new CannotRun(`${name}: ${error.message}`);
    throw systemErrorIn(error) === undefined ? error : new CannotRun(`${name}: ${reasonOf(error)}`);
  }
}

function chosen(scan: FastScan, { limits }: PatternsOptions, seed: number): readonly Dropped[] {
  const ids = scan.counted.map(({ pattern }) => pattern.id);
  for (const { patternId } of limits) {
    if (ids.includes(patternId)) continue;
    const near = closest(patternId, ids);
    throw new CannotRun(`No pattern “${patternId}” was found.${distance(patternId, near) <= 3 ? ` Did you mean “${near}”?` : ''}`);
  }
  return chooseDropped(scan, limits, seed);
}

/** @throws CannotRun where the file is there already or cannot be written; then nothing of it is left. */
async function write({ files: [file], samples }: FastScan, dropped: readonly Dropped[], path: string, name: string, signal: AbortSignal): Promise<void> {
  if (file === undefined) return;
  const lines = new Set(dropped.map(({ index }) => samples.lineOf(index)));
  await writeCopy(file.dataset, lines, path, signal).catch((error: unknown) => {
    if (systemErrorIn(error) === undefined) throw error;
    throw new CannotRun(`${name}: ${systemErrorIn(error)?.code === 'EEXIST' ? 'it is there already, and nothing is replaced.' : `could not be written: ${reasonOf(error)}`}`);
  });
}

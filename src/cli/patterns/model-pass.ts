/** The model pass of `traitwright patterns`: from options and environment to what models found, journalled. */
import { resolve } from 'node:path';
import type { Dataset } from '../../dataset/read.ts';
import { createJournalFile, resumePatternsJournal } from '../../engine/journal-file.node.ts';
import type { FinishedCalls, PatternsHeader, PatternsJournal } from '../../engine/journal.ts';
import { runName } from '../../generation/run.ts';
import { dollars } from '../../models/dollars.ts';
import { priceOf, type PriceTable, priceTable } from '../../models/prices.ts';
import { type ModelName, parseModelName } from '../../models/providers.ts';
import { patternsJournalPath } from '../../patterns/journal-path.node.ts';
import type { BatchingReport } from '../../patterns/model/batching.ts';
import type { Candidate } from '../../patterns/model/cluster.ts';
import { type Draws, drawSamples } from '../../patterns/model/draws.ts';
import { ASSUMED, estimatePass, type PassEstimate } from '../../patterns/model/estimate.ts';
import { hashOfDraws, type ModelPass, runModelPass } from '../../patterns/model/pass.ts';
import { KNOWN_RATERS, type Rater } from '../../patterns/model/raters.ts';
import type { Finding } from '../../patterns/pattern.ts';
import { candidatesOf, modelFindingsOf, type ModelReport, type ModelRun, modelRunOf } from '../../patterns/report.ts';
import { CannotRun, UsageError } from '../command.ts';
import { reasonOf, shownPath, systemErrorIn } from '../files.ts';
import { createPlanned, journalProblem, readPrices } from '../generate.ts';
import { type Io, oneLine } from '../io.ts';
import { endpoints, modelId } from '../models.ts';
import { checkEndpoints, shellWord } from '../resume.ts';
import { openCache } from '../user-cache.ts';
import { VERSION } from '../version.ts';
import type { ModelSearch, PatternsOptions } from './options.ts';
import { callsText, type StatusLine, thousands } from './status-line.ts';
import { percent, samplesOf } from './words.ts';

export interface Searched {
  readonly pass: ModelPass;
  readonly run: ModelRun;
  /** Of the first side. */
  readonly report: ModelReport;
}

/** Looks with models; `close` it at the end, whatever happened. */
export interface ModelSearcher {
  readonly seed: number;
  /** What would be sent and what it would cost, as text. */
  dryRun(sides: readonly (readonly Dataset[])[], line: StatusLine, signal: AbortSignal): Promise<string>;
  /** @throws the signal's reason when it fired before the end; CannotRun where no call came to anything. */
  search(sides: readonly (readonly Dataset[])[], findings: readonly Finding[], line: StatusLine, signal: AbortSignal): Promise<Searched>;
  /** Rates so many samples in both ways; of a dry run, what that would be, as text. @throws as search. */
  checkBatching(datasets: readonly Dataset[], samples: number, line: StatusLine, signal: AbortSignal): Promise<BatchingReport | string>;
  /** After a cancelled search, how to go on, in a sentence after a space; empty before anything was sent. */
  howToGoOn(files: readonly string[], compared: readonly string[]): string;
  close(): Promise<void>;
}

interface Settled extends Omit<ModelSearch, 'known'> {
  readonly known: readonly Rater[];
  readonly seed: number;
}

interface Opened {
  readonly journal: PatternsJournal;
  readonly file: string;
  readonly resumed?: { readonly header: PatternsHeader; readonly finished: FinishedCalls };
}

/**
 * Gets everything ready that does not need the data.
 * @throws UsageError and CannotRun as the options and the environment call for it.
 */
export async function openSearch(search: ModelSearch | { readonly resume: string }, options: PatternsOptions, io: Io, signal: AbortSignal): Promise<ModelSearcher> {
  let opened = 'resume' in search ? await resumed(search.resume, io, signal) : undefined;
  try {
    const settled = 'resume' in search ? settledBy(opened?.resumed?.header) : { ...search, known: search.known ? KNOWN_RATERS : [], seed: options.seed };
    const critic = readName('--model', settled.critic);
    const judge = readName('--judge', settled.judge);
    const names = { generator: critic, critic, judge };
    const { calls } = options;
    const addresses = endpoints(names, calls.baseUrl);
    if (opened?.resumed !== undefined) checkEndpoints(opened.resumed.header, addresses);
    const own = calls.prices === undefined ? {} : await readPrices(calls.prices, io);
    // What stands behind another address is not OpenAI's, whatever the model is called.
    const prices = priceTable(new Date(), own, calls.baseUrl !== undefined && [critic, judge].some(({ provider }) => provider === 'openai') ? ['openai'] : []);
    const models = options.dryRun ? undefined : await createPlanned({ names, seed: settled.seed, prices }, calls, resolve(io.cwd, options.files[0] ?? ''), io);
    const estimate = (draws: Draws, candidates: readonly Candidate[]): PassEstimate =>
      estimatePass({ draws, known: settled.known, candidates, perCall: settled.perCall, models: { critic: modelId(critic), judge: modelId(judge) }, priceOf: (id) => priceOf(id, prices) });
    const drawn = async (sides: readonly (readonly Dataset[])[], line: StatusLine, stop: AbortSignal): Promise<Draws> => {
      const draws = await drawSamples(sides, { ...settled, onProgress: (samples) => line.show(`Drawing: ${thousands(samples)} samples`), signal: stop });
      if (draws.totals.some((total) => total === 0)) throw new CannotRun(`No samples in ${sides[draws.totals.indexOf(0)]?.map(({ source }) => source.name).join(', ') ?? ''}.`);
      return draws;
    };
    return {
      seed: settled.seed,
      async dryRun(sides, line, stop) {
        const draws = await drawn(sides, line, stop);
        line.end();
        return dryRunText(draws, estimate(draws, []), prices);
      },
      async search(sides, findings, line, stop) {
        if (models === undefined) throw new Error('A dry run has no models.');
        const draws = await drawn(sides, line, stop);
        const header = opened?.resumed?.header;
        if (header !== undefined && header.data.hash !== hashOfDraws(draws)) {
          throw new CannotRun(`${opened?.file} is of other data than this, or the data has changed since: give --model, and what is asked as before comes from the cache.`);
        }
        const candidates = candidatesOf(findings);
        const expected = estimate(draws, candidates);
        if (header === undefined) line.say(`${estimateText(expected)}.`);
        const run = header?.run ?? runName(new Date(), Math.random());
        opened ??= await begun(options.journal === undefined ? patternsJournalPath(resolve(io.cwd, options.files[0] ?? ''), run) : resolve(io.cwd, options.journal), io);
        const cache = calls.cache ? await openCache(io) : undefined;
        const said = new Set<string>();
        try {
          const pass = await runModelPass({
            draws,
            known: settled.known,
            candidates,
            models,
            perCall: settled.perCall,
            threshold: options.threshold,
            header: {
              tool: `traitwright ${VERSION}`,
              run,
              seed: settled.seed,
              ...(Object.keys(addresses).length === 0 ? {} : { endpoints: addresses }),
              parameters: { scans: settled.scans, batch: settled.batch, rate: settled.rate, perCall: settled.perCall, known: settled.known.map(({ id }) => id) },
              data: { files: namesOf(sides[0]), ...(sides.length > 1 ? { compared: namesOf(sides[1]) } : {}) },
            },
            journal: opened.journal,
            ...(opened.resumed === undefined ? {} : { resumed: opened.resumed.finished }),
            concurrency: calls.concurrency,
            now: () => new Date(),
            signal: stop,
            priceOf: (id) => priceOf(id, prices),
            expectedCalls: expected.calls,
            ...(cache === undefined ? {} : { cache }),
            ...(calls.budget === undefined ? {} : { budget: { usd: calls.budget } }),
            onProgress: (progress) => line.show(callsText(progress)),
            onRetry: ({ message }) => {
              if (said.has(message)) return;
              said.add(message);
              line.say(`Trying again. ${oneLine(message)}`);
            },
          });
          if (pass.ended === 'cancelled') stop.throwIfAborted();
          const [problem] = pass.problems;
          const isAnswered = pass.scans.answered > 0 || pass.findings.some(({ sides: rates }) => rates.some(({ broad }) => broad.n > 0));
          if (!isAnswered && problem !== undefined) throw new CannotRun(problem);
          const told = modelRunOf(pass, { critic: models.critic.id, judge: models.judge.id, journal: opened.file });
          return { pass, run: told, report: { ...told, findings: modelFindingsOf(pass) } };
        } catch (error) {
          const cause = systemErrorIn(error);
          throw cause === undefined ? error : new CannotRun(`${opened.file}: could not be written, so the search was stopped: ${reasonOf(cause)}`);
        } finally {
          await cache?.idle();
        }
      },
      async checkBatching(datasets, samples, line, stop) {
        const draws = await drawSamples([datasets], { scans: 2, batch: 2, rate: samples, seed: settled.seed, signal: stop });
        if (draws.rated.length === 0) throw new CannotRun(`No samples in ${namesOf(datasets).join(', ')}.`);
        const rated = { ...draws, batches: [] };
        const sized = (perCall: number): PassEstimate => estimatePass({ draws: rated, known: KNOWN_RATERS, candidates: [], perCall, models: { critic: modelId(critic), judge: modelId(judge) }, priceOf: (id) => priceOf(id, prices) });
        const [alone, together] = [sized(1), sized(settled.perCall)];
        const expected = { calls: 2 * alone.calls + together.calls, cost: alone.cost === undefined || together.cost === undefined ? undefined : 2 * alone.cost + together.cost };
        line.end();
        if (models === undefined) return `${samplesOf(draws.rated.length)} to rate for ${KNOWN_RATERS.length} patterns: ${2 * alone.calls} calls with one pattern, ${together.calls} with up to ${settled.perCall}.\n${estimateText(expected)}. Nothing was sent.\n`;
        line.say(`${estimateText(expected)}.`);
        const run = runName(new Date(), Math.random());
        opened ??= await begun(options.journal === undefined ? patternsJournalPath(resolve(io.cwd, options.files[0] ?? ''), run) : resolve(io.cwd, options.journal), io);
        const cache = calls.cache ? await openCache(io) : undefined;
        try {
          const { checkBatching } = await import('../../patterns/model/batching.ts');
          const report = await checkBatching({
            samples: draws.rated,
            raters: KNOWN_RATERS,
            judge: models.judge,
            perCall: settled.perCall,
            header: {
              tool: `traitwright ${VERSION}`,
              run,
              seed: settled.seed,
              ...(Object.keys(addresses).length === 0 ? {} : { endpoints: addresses }),
              parameters: { scans: settled.scans, batch: settled.batch, rate: samples, perCall: settled.perCall, known: KNOWN_RATERS.map(({ id }) => id) },
              data: { files: namesOf(datasets), samples: draws.totals[0] ?? 0 },
            },
            journal: opened.journal,
            concurrency: calls.concurrency,
            now: () => new Date(),
            signal: stop,
            priceOf: (id) => priceOf(id, prices),
            expectedCalls: expected.calls,
            ...(cache === undefined ? {} : { cache }),
            ...(calls.budget === undefined ? {} : { budget: { usd: calls.budget } }),
            onProgress: (progress) => line.show(callsText(progress)),
          });
          if (report.ended === 'cancelled') stop.throwIfAborted();
          const [problem] = report.problems;
          if (report.together.of === 0 && problem !== undefined) throw new CannotRun(problem);
          return report;
        } finally {
          await cache?.idle();
        }
      },
      howToGoOn(files, compared) {
        if (opened === undefined || options.checkBatching !== undefined) return '';
        const address = options.calls.baseUrl === undefined ? '' : ` --base-url ${shellWord(options.calls.baseUrl)}`;
        return ` To go on: traitwright patterns ${[...files.map(shellWord), ...compared.map((file) => `--compare ${shellWord(file)}`)].join(' ')}${address} --resume ${shellWord(opened.file)}`;
      },
      async close() {
        await opened?.journal.close();
      },
    };
  } catch (error) {
    await opened?.journal.close();
    throw error;
  }
}

function readName(option: string, written: string): ModelName {
  const name = parseModelName(written);
  if (typeof name === 'string') throw new UsageError(`${option}: ${name}`);
  if (name.provider === 'rehearsal') throw new UsageError(`${option}: rehearsed answers are of samples, and nothing was written about patterns.`);
  return name;
}

function settledBy(header: PatternsHeader | undefined): Settled {
  if (header === undefined) throw new Error('A journal that is gone on with has a header.');
  const { models, parameters, seed } = header;
  const known = KNOWN_RATERS.filter(({ id }) => parameters.known.includes(id));
  return { critic: models.critic, judge: models.judge, ...parameters, known, seed };
}

async function begun(path: string, io: Io): Promise<Opened> {
  const file = shownPath(path, io.cwd);
  const journal = await createJournalFile(path).catch((error: unknown) => Promise.reject(asError(journalProblem(error, file))));
  return { journal, file };
}

async function resumed(named: string, io: Io, signal: AbortSignal): Promise<Opened> {
  const path = resolve(io.cwd, named);
  const file = shownPath(path, io.cwd);
  const { header, journal, finished } = await resumePatternsJournal(path, { tool: `traitwright ${VERSION}`, now: () => new Date(), signal }).catch((error: unknown) => Promise.reject(asError(journalProblem(error, file))));
  return { journal, file, resumed: { header, finished } };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function namesOf(datasets: readonly Dataset[] = []): readonly string[] {
  return datasets.map(({ source }) => source.name);
}

function estimateText({ calls, cost }: Pick<PassEstimate, 'calls' | 'cost'>): string {
  return `About ${cost === undefined ? 'an unknown cost' : dollars(cost)}, ${calls.toLocaleString('en')} calls`;
}

function dryRunText({ batches, rated, totals }: Draws, estimate: PassEstimate, prices: PriceTable): string {
  const sizes = batches.map(({ length }) => length);
  const stages = estimate.stages.map(({ stage, model, calls, inputTokens, outputTokens, cost }) => {
    const price = priceOf(model, prices);
    const where = price?.source === undefined ? '' : `, prices read on ${price.date} at ${price.source}`;
    return `  ${stage.padEnd(17)} ${calls.toLocaleString('en').padStart(7)} calls  ${inputTokens.toLocaleString('en').padStart(11)} tokens in  ${outputTokens.toLocaleString('en').padStart(9)} out  ${cost === undefined ? 'unknown price' : dollars(cost)}  ${model}${where}\n`;
  });
  return [
    `${samplesOf(totals.reduce((sum, total) => sum + total, 0))}; ${batches.length} scans of ${Math.min(...sizes)} to ${Math.max(...sizes)}, ${samplesOf(rated.length)} to rate (${percent(rated.length / totals.reduce((sum, total) => sum + total, 0))}).\n`,
    ...stages,
    `${estimateText(estimate)}.\n`,
    `An estimate: prompts as they will be sent, answers of typical length, ${ASSUMED.perScan} patterns named by a scan and ${ASSUMED.found} left\nafter merging; thinking and retries come on top. Nothing was sent.\n`,
  ].join('');
}

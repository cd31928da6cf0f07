/** `traitwright compare`: answers the messages of a run anew with an earlier text of the document and with today's. */
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseTraitsDocument } from '../document/traits-document.ts';
import { type JournalHeader, JournalProblem } from '../engine/journal.ts';
import { createJournalFile } from '../engine/journal-file.node.ts';
import { comparable, type Comparable, type ComparedCase, type Comparison, type CompareResult, estimateComparison, runCompare, shownAlike } from '../generation/compare.ts';
import { type ComparedWhat, compareMarkdown, compareText, countsOf, verdictOf } from '../generation/compare-report.ts';
import { comparisonPath, journalsOf, readCases } from '../generation/run-files.node.ts';
import { runName } from '../generation/run.ts';
import type { Sample } from '../generation/sample.ts';
import { priceOf, priceTable } from '../models/prices.ts';
import { ROLES } from '../models/providers.ts';
import { CannotRun, command, EXIT, onlyFile, UsageError, wholeNumber } from './command.ts';
import { reasonOf, shownPath, systemErrorIn } from './files.ts';
import { counted } from './formats/report.ts';
import { checkCost, chooseTraits, createPlanned, exitCode, journalProblem, readOverrides, readPrices, sayEstimate, summary, withInterrupts } from './generate.ts';
import { CONCURRENCY, readDollars } from './generate-options.ts';
import { fileAtRevision } from './git.ts';
import { type Io, oneLine } from './io.ts';
import { endpoints, modelId, readModelNames } from './models.ts';
import { createProgress } from './progress.ts';
import { readDocumentAt } from './read-document.ts';
import { journalNamed } from './read-runs.ts';
import { checkEndpoints } from './resume.ts';
import { openCache } from './user-cache.ts';
import { VERSION } from './version.ts';

export const COMPARE_USAGE = `Usage: traitwright compare FILE --base REVISION [options]

Takes the plans and messages of a run and has them answered, criticised and rated twice: with the document as it was at
a git revision, and with the document as it is. Shows both verdicts of each side by side.

  --base REVISION   The earlier text: a commit, a branch, a tag, HEAD~3
  --run RUN         Whose plans and messages: a run's name, or its journal; the newest that has some when not given, rather
                    one that was not rehearsed
  --trait ID        Only this trait; may be given several times. All whose text differs when not given

  --model MODEL     The model of all roles; when not given, those of the run
  --critic MODEL    Another model to criticise and rewrite
  --judge MODEL     Another model to rate
  --base-url URL    Where the models are called: https, or http on this machine

  --format FORMAT   text (default), or with both answers of each case json or md
  --dry-run         Print what would be compared, and the calls and the cost to expect; nothing is sent
  --budget USD      Stop when this much is spent
  --yes             Go on without a budget where more than $10 may be spent, or nobody knows how much
  --prices FILE     Prices of your own, as for traitwright generate
  --concurrency N   Calls under way at once, to each provider; ${CONCURRENCY} when not given
  --no-overrides    Leave out the prompts in .traits/prompts
  --out FILE        Where the journal goes; .traits/DOCUMENT/comparisons/RUN.jsonl beside the document when not given
  --no-cache        Ask again what was answered in an earlier run
  --help            Show this

Exit codes: 0 both sides of all came to a verdict, or nothing differs; 1 some did not, 2 it could not run, 130 cancelled.
`;

/** Runs `traitwright compare`. */
export const compare = command(COMPARE_USAGE, async (args, io) => {
  const options = readOptions(args);
  const path = resolve(io.cwd, options.file);
  const file = shownPath(path, io.cwd);
  const now = await readDocumentAt(path, io);
  chooseTraits(now, options.traitIds, file);
  const { text, commit } = await fileAtRevision(path, options.revision, file);
  const base = parseTraitsDocument(text, now.languages);
  const which = comparable(base, now, options.traitIds);
  if (which.traits.length === 0) {
    io.stderr.write(nothing(which, options.revision));
    return EXIT.ok;
  }
  const { header, cases } = await casesOf(path, options.run, which.traits.map(({ id }) => id), io);
  const traits = which.traits.filter(({ id }) => cases.some(({ traitId }) => traitId === id));
  const without = which.traits.filter((trait) => !traits.includes(trait)).map(({ id }) => id);
  const overrides = await readOverrides(path, options.overrides, io);
  const comparison: Comparison = { pipeline: header.pipeline, base, now, traits, cases, overrides };
  const names = readModelNames(options.models, header.models);
  const alike = shownAlike(comparison);
  // The same seed twice is the same chance twice.
  const seed = alike.length > 0 ? undefined : header.seed;
  const own = options.prices === undefined ? {} : await readPrices(options.prices, io);
  const prices = priceTable(new Date(), own, options.baseUrl !== undefined && ROLES.some((role) => names[role].provider === 'openai') ? ['openai'] : []);
  const ids = { generator: modelId(names.generator), critic: modelId(names.critic), judge: modelId(names.judge) };
  const estimate = estimateComparison(comparison, { models: ids, prices });
  // With models of its own it goes where it is sent.
  if (options.models.generator === undefined) checkEndpoints(header, endpoints(names, options.baseUrl));
  io.stderr.write(`${counted(cases.length, 'case')} of ${oneLine(header.run)}, of ${traits.map(({ id }) => id).join(', ')}, twice each.\n${leftOut(which, without, options.revision)}${measured(alike)}`);
  const isBilled = ROLES.some((role) => estimate.roles[role].price?.unbilled === undefined);
  if (isBilled || options.dryRun) io.stderr.write(await sayEstimate(estimate));
  if (options.dryRun) return EXIT.ok;

  const models = await createPlanned({ names, seed, prices }, options, path, io);
  checkCost(estimate, options);
  return withInterrupts(io, async (signal) => {
    const run = runName(new Date(), Math.random());
    const to = options.out === undefined ? comparisonPath(path, run) : resolve(io.cwd, options.out);
    const shown = shownPath(to, io.cwd);
    const journal = await createJournalFile(to).catch((error: unknown) => Promise.reject(journalProblem(error, shown)));
    const cache = options.cache && alike.length === 0 ? await openCache(io) : undefined;
    const progress = createProgress(io.stderr, estimate.samples);
    const { budget } = options;
    try {
      const result = await runCompare({
        ...comparison,
        run,
        tool: `traitwright ${VERSION}`,
        documentName: basename(path),
        revision: options.revision,
        commit,
        of: header.run,
        models,
        journal,
        concurrency: options.concurrency,
        clock: () => new Date(),
        signal,
        priceOf: (id) => priceOf(id, prices),
        expectedCalls: estimate.calls,
        onSample: (sample) => progress.onSample(sample),
        onProgress: (calls) => progress.onCalls(calls),
        onRetry: ({ message }) => progress.onRetry(message),
        ...(seed === undefined ? {} : { seed }),
        ...(cache === undefined ? {} : { cache }),
        ...(budget === undefined ? {} : { budget: { usd: budget } }),
      });
      progress.end();
      io.stderr.write(summary({ ...result, shortfalls: [] }, models, { isBilled, prices, budget, file: shown }));
      io.stdout.write(written(options.format, result, { fileName: file, revision: options.revision, commit, of: oneLine(header.run) }));
      return exitCode(result);
    } catch (error) {
      progress.end();
      const cause = systemErrorIn(error);
      throw cause === undefined ? error : new CannotRun(`${shown}: could not be written, so the comparison was stopped: ${reasonOf(cause)}`);
    } finally {
      await cache?.idle();
      await journal.close();
    }
  });
});

const FORMATS = ['text', 'json', 'md'] as const;
type Format = (typeof FORMATS)[number];

function readOptions(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      base: { type: 'string' },
      run: { type: 'string' },
      trait: { type: 'string', multiple: true },
      model: { type: 'string' },
      critic: { type: 'string' },
      judge: { type: 'string' },
      'base-url': { type: 'string' },
      format: { type: 'string', default: 'text' },
      'dry-run': { type: 'boolean', default: false },
      budget: { type: 'string' },
      yes: { type: 'boolean', default: false },
      prices: { type: 'string' },
      concurrency: { type: 'string' },
      out: { type: 'string' },
      'no-cache': { type: 'boolean', default: false },
      'no-overrides': { type: 'boolean', default: false },
    },
  });
  const format = FORMATS.find((name) => name === values.format);
  if (format === undefined) throw new UsageError(`Unknown format “${values.format}”: expected ${FORMATS.join(', ')}.`);
  if (values.base === undefined) throw new UsageError('No revision: give --base HEAD, a branch, a tag or a commit.');
  if (values.out === '') throw new UsageError('--out is empty: expected the name of a file.');
  return {
    file: onlyFile(positionals),
    revision: values.base,
    run: values.run,
    traitIds: values.trait ?? [],
    models: { generator: values.model, critic: values.critic ?? values.model, judge: values.judge ?? values.model },
    baseUrl: values['base-url'],
    format,
    dryRun: values['dry-run'],
    budget: values.budget === undefined ? undefined : readDollars(values.budget),
    yes: values.yes,
    prices: values.prices,
    concurrency: values.concurrency === undefined ? CONCURRENCY : wholeNumber('--concurrency', values.concurrency, { least: 1, most: 1000 }),
    out: values.out,
    cache: !values['no-cache'],
    overrides: !values['no-overrides'],
  };
}

/** Of the run that is named, or the newest that has cases of these traits: of the rehearsed ones only where no other has. @throws CannotRun where there are none. */
async function casesOf(path: string, named: string | undefined, traitIds: readonly string[], io: Io): Promise<{ readonly header: JournalHeader; readonly cases: readonly ComparedCase[] }> {
  const paths = named === undefined ? (await journalsOf(path)).toReversed() : [journalNamed(path, named, io.cwd)];
  let rehearsed: Awaited<ReturnType<typeof readCases>> | undefined;
  for (const journal of paths) {
    const read = await readCases(journal, traitIds).catch((error: unknown) => {
      if (!(error instanceof JournalProblem)) throw error;
      if (named !== undefined) throw new CannotRun(error.message);
      return undefined;
    });
    if (read === undefined || read.cases.length === 0 || read.header.compare !== undefined) continue;
    if (!read.header.rehearsed) return read;
    rehearsed ??= read;
  }
  if (rehearsed !== undefined) return rehearsed;
  const which = named === undefined ? 'No run has' : `The run ${named} has no`;
  throw new CannotRun(`${which} samples of ${traitIds.join(', ')} whose messages could be answered again: generate some first.`);
}

/** What is done otherwise where two runs over one text are compared. */
function measured(alike: readonly string[]): string {
  return alike.length === 0 ? '' : `The same on both sides: ${alike.join(', ')}. So that it shows how much two answers to the same differ, nothing comes from the cache, and no seed is set.\n`;
}

function nothing({ same, added, removed }: Comparable, revision: string): string {
  const fresh = added.length === 0 ? '' : ` Not there at ${revision}: ${added.join(', ')}.`;
  const lost = removed.length === 0 ? '' : ` Not there any more: ${oneLine(removed.join(', '))}.`;
  return `Nothing to compare: ${same.length === 0 ? 'no trait is on both sides' : `what a model is shown of ${counted(same.length, 'trait')} is the same at ${revision} and now`}.${fresh}${lost}\n`;
}

function leftOut({ same, added, removed }: Comparable, without: readonly string[], revision: string): string {
  return [
    ...(same.length === 0 ? [] : [`The same on both sides, and left out: ${same.join(', ')}.\n`]),
    ...(added.length === 0 ? [] : [`Not there at ${revision}, and left out: ${added.join(', ')}.\n`]),
    ...(removed.length === 0 ? [] : [`Not there any more, and left out: ${oneLine(removed.join(', '))}.\n`]),
    ...(without.length === 0 ? [] : [`Without samples in that run, and left out: ${without.join(', ')}.\n`]),
  ].join('');
}

function written(format: Format, { pairs }: CompareResult, what: ComparedWhat): string {
  if (format === 'text') return compareText(pairs, what);
  if (format === 'md') return compareMarkdown(pairs, what);
  const side = (sample: Sample): unknown => {
    const { chunkHash, draft, critique, rewrite, response, document, ratings, pairRatings } = sample;
    return { verdict: verdictOf(sample), chunkHash, draft, critique, rewrite, response: response ?? document, ratings, pairRatings };
  };
  const cases = pairs.map(({ id, case: { kind, plan, prompt, documentType }, base, now }) => ({ id, kind, plan, prompt, documentType, base: side(base), now: side(now) }));
  return `${JSON.stringify({ ...what, counts: countsOf(pairs), cases }, null, 2)}\n`;
}

/** `traitwright generate`: makes samples from the traits of a document and journals the run. */
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { closest, distance } from 'fastest-levenshtein';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import type { Journal } from '../engine/journal.ts';
import type { Estimate } from '../generation/estimate.ts';
import type { RunOptions, RunResult } from '../generation/run.ts';
import type { Sample, SampleStatus } from '../generation/sample.ts';
import type { LanguageModel, Role, Usage } from '../models/model.ts';
import { dollars, priceOf, type PriceTable, priceTable, readOwnPrices } from '../models/prices.ts';
import { ROLES } from '../models/providers.ts';
import { CannotRun, command, EXIT } from './command.ts';
import { readNamed, reasonOf, shownPath, systemErrorIn } from './files.ts';
import { counted } from './formats/report.ts';
import { GENERATE_USAGE, type GenerateOptions, type NewRun, readGenerateOptions } from './generate-options.ts';
import type { Io } from './io.ts';
import { modelId, type ModelNames, providerSettings, readModelNames } from './models.ts';
import { openCache } from './user-cache.ts';

export { GENERATE_USAGE };

/** What is to be made, by whom. */
interface Plan {
  readonly document: TraitsDocument;
  readonly traits: readonly Trait[];
  readonly perTrait: number;
  readonly names: ModelNames;
  readonly seed: number | undefined;
  readonly prices: PriceTable;
}

/** Where a run is journalled, and what is there of it. */
interface Opened {
  readonly journal: Journal;
  readonly run: string;
  /** As it is shown. */
  readonly file: string;
  readonly resumed?: NonNullable<RunOptions['resumed']>;
}

/** Runs `traitwright generate`. */
export const generate = command(GENERATE_USAGE, async (args, io) => {
  const options = readGenerateOptions(args);
  const path = resolve(io.cwd, options.file);
  const document = await readDocument(path, io);
  const own = options.prices === undefined ? {} : await readPrices(options.prices, io);
  const tableFor = (names: ModelNames): PriceTable =>
    // What stands behind another address is not OpenAI's, whatever the model is called.
    priceTable(new Date(), own, options.baseUrl !== undefined && ROLES.some((role) => names[role].provider === 'openai') ? ['openai'] : []);

  if ('resume' in options.run) return resume(options, options.run.resume, document, path, tableFor, io);
  const { run } = options;
  const names = readModelNames(run.models, document.frontMatter.models ?? {});
  const traits = chooseTraits(document, run.traitIds, shownPath(path, io.cwd));
  const plan: Plan = { document, traits, perTrait: run.perTrait, names, seed: run.seed, prices: tableFor(names) };
  if (options.dryRun) {
    const { dryRunText } = await import('./dry-run.ts');
    io.stdout.write(dryRunText({ ...plan, estimate: await estimated(plan) }));
    return EXIT.ok;
  }
  const models = await createPlanned(plan, options, path, io);
  return withInterrupts(io, async (signal) => {
    const opened = await begin(run, path, io);
    try {
      return await execute(plan, options, models, opened, path, signal, io);
    } finally {
      await opened.journal.close();
    }
  });
});

/** Goes on with a run: what it is made of stands in its journal. */
async function resume(options: GenerateOptions, named: string, document: TraitsDocument, path: string, tableFor: (names: ModelNames) => PriceTable, io: Io): Promise<number> {
  const [{ journalToResume, resumedTraits }, { resumeJournalFile }] = await Promise.all([import('./resume.ts'), import('../engine/journal-file.node.ts')]);
  const file = await journalToResume(path, named, io.cwd);
  const shown = shownPath(file, io.cwd);
  const { VERSION } = await import('./version.ts');
  return withInterrupts(io, async (signal) => {
    const opened = await resumeJournalFile(file, { tool: `traitwright ${VERSION}`, now: () => new Date(), signal }).catch((error: unknown) =>
      signal.aborted ? undefined : Promise.reject(journalProblem(error, shown)),
    );
    if (opened === undefined) return EXIT.interrupted;
    const { header, journal, finished, samples, bad } = opened;
    try {
      const { traits, gone } = resumedTraits(document, path, header);
      const names = readModelNames(header.models, {});
      const plan: Plan = { document, traits, perTrait: header.parameters.perTrait, names, seed: header.seed, prices: tableFor(names) };
      const models = await createPlanned(plan, options, path, io);
      io.stderr.write(`Going on with ${header.run}: ${counted(samples.size, 'sample')} there already.\n`);
      const [first] = bad;
      if (first !== undefined) io.stderr.write(`${counted(bad.length, 'line')} of ${shown} could not be read, the first of them line ${first.line}: ${first.problem}\n`);
      if (gone.length > 0) io.stderr.write(`Left out, since they are not in the document any more: ${gone.join(', ')}.\n`);
      return await execute(plan, options, models, { journal, run: header.run, file: shown, resumed: { finished, samples } }, path, signal, io);
    } finally {
      await journal.close();
    }
  });
}

/** Lets Ctrl-C stop what `run` does. */
async function withInterrupts(io: Io, run: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const stop = new AbortController();
  const stopListening = io.onInterrupt(() => stop.abort());
  try {
    return await run(stop.signal);
  } finally {
    stopListening();
  }
}

type Models = Readonly<Record<Role, LanguageModel>>;

/** The models, ready to be called. @throws CannotRun when one cannot be, or the budget cannot be kept. */
async function createPlanned({ names, seed, prices }: Plan, { budget, baseUrl }: GenerateOptions, path: string, io: Io): Promise<Models> {
  const { rehearsalPath } = await import('../models/rehearsal.ts');
  const file = rehearsalPath(path);
  // Without it each sample would fail, one by one, for the same reason.
  const rehearsal = ROLES.some((role) => names[role].provider === 'rehearsal') ? await readRehearsal(file, io) : undefined;
  const settings = providerSettings(names, io.env, baseUrl, () => Promise.resolve({ text: rehearsal, fileName: basename(file) }));
  const [{ createModels }, { refuseBudget }] = await Promise.all([import('../models/providers.ts'), import('../engine/spending.ts')]);
  const models = await createModels(names, settings);
  const refusal = budget === undefined ? undefined : refuseBudget(Object.values(models), (id) => priceOf(id, prices));
  if (refusal !== undefined) throw new CannotRun(refusal);
  if (seed === undefined) return models;
  const { seeded } = await import('../models/seeded.ts');
  return { generator: seeded(models.generator, seed), critic: seeded(models.critic, seed), judge: seeded(models.judge, seed) };
}

/** Opens the journal of a new run. */
async function begin({ out }: NewRun, path: string, io: Io): Promise<Opened> {
  const [{ runName }, { createJournalFile, journalPath }] = await Promise.all([import('../generation/run.ts'), import('../engine/journal-file.node.ts')]);
  const run = runName(new Date(), Math.random());
  const file = out === undefined ? journalPath(path, run) : resolve(io.cwd, out);
  const shown = shownPath(file, io.cwd);
  const journal = await createJournalFile(file).catch((error: unknown) => Promise.reject(journalProblem(error, shown)));
  return { journal, run, file: shown };
}

async function execute(plan: Plan, options: GenerateOptions, models: Models, { journal, run, file, resumed }: Opened, path: string, signal: AbortSignal, io: Io): Promise<number> {
  const { document, traits, perTrait, seed, prices } = plan;
  const { concurrency, budget } = options;
  const [{ runChat }, { createProgress }, { VERSION }] = await Promise.all([import('../generation/run.ts'), import('./progress.ts'), import('./version.ts')]);
  const estimate = await estimated(plan);
  const cache = options.cache ? await openCache(io) : undefined;
  const total = traits.length * perTrait;
  const left = Math.max(0, total - (resumed?.samples.size ?? 0));
  const isBilled = ROLES.some((role) => estimate.roles[role].price?.unbilled === undefined);
  if (isBilled && resumed === undefined) io.stderr.write(await sayEstimate(estimate));
  const progress = createProgress(io.stderr, total);
  try {
    const result = await runChat({
      run,
      tool: `traitwright ${VERSION}`,
      documentName: basename(path),
      document,
      traits,
      perTrait,
      models,
      journal,
      concurrency,
      now: () => new Date(),
      signal,
      priceOf: (id) => priceOf(id, prices),
      expectedCalls: Math.round((estimate.calls * left) / total),
      onSample: (sample) => progress.onSample(sample),
      onProgress: (calls) => progress.onCalls(calls),
      onRetry: ({ message }) => progress.onRetry(message),
      ...(seed === undefined ? {} : { seed }),
      ...(cache === undefined ? {} : { cache }),
      ...(budget === undefined ? {} : { budget: { usd: budget } }),
      ...(resumed === undefined ? {} : { resumed }),
    });
    progress.end();
    io.stderr.write(summary(result, models, { isBilled, prices, budget, file, document: options.file }));
    return exitCode(result);
  } catch (error) {
    progress.end();
    const cause = systemErrorIn(error);
    throw cause === undefined ? error : new CannotRun(`${file}: could not be written, so the run was stopped: ${reasonOf(cause)}`);
  } finally {
    await cache?.idle();
  }
}

async function estimated({ document, traits, perTrait, names, prices }: Plan): Promise<Estimate> {
  const { estimateChat } = await import('../generation/estimate.ts');
  const models = { generator: modelId(names.generator), critic: modelId(names.critic), judge: modelId(names.judge) };
  return estimateChat({ document, traits, perTrait, models, prices });
}

async function sayEstimate(estimate: Estimate): Promise<string> {
  const { estimateText } = await import('../generation/estimate.ts');
  const text = estimateText(estimate);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.\n`;
}

async function readDocument(path: string, io: Io): Promise<TraitsDocument> {
  const [text, { parseTraitsDocument }, { projectOf }] = await Promise.all([readNamed(path, shownPath(path, io.cwd)), import('../document/traits-document.ts'), import('./config.ts')]);
  const { languages } = await projectOf(io.cwd, undefined);
  return parseTraitsDocument(text, languages);
}

async function readPrices(file: string, io: Io): Promise<Exclude<ReturnType<typeof readOwnPrices>, string>> {
  const text = await readNamed(resolve(io.cwd, file), file);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CannotRun(`${file}: it is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const own = readOwnPrices(value);
  if (typeof own === 'string') throw new CannotRun(`${file}: ${own}`);
  return own;
}

async function readRehearsal(path: string, io: Io): Promise<string> {
  const exists = await stat(path).then(
    () => true,
    () => false,
  );
  if (!exists) throw new CannotRun(`No prepared answers for the rehearsal model: expected them in ${shownPath(path, io.cwd)}`);
  return readNamed(path, shownPath(path, io.cwd));
}

/** The traits with these ids, in the order of the document; all when there are none. */
function chooseTraits(document: TraitsDocument, ids: readonly string[], file: string): readonly Trait[] {
  const { traits } = document;
  if (traits.length === 0) throw new CannotRun(`${file}: no traits in it.`);
  for (const id of ids) {
    if (!traits.some((trait) => trait.id === id)) throw new CannotRun(unknownTrait(id, traits.map((trait) => trait.id)));
  }
  return ids.length === 0 ? traits : traits.filter(({ id }) => ids.includes(id));
}

function unknownTrait(id: string, ids: readonly string[]): string {
  const meant = closest(id, ids);
  const near = distance(id, meant) <= Math.max(2, Math.floor(meant.length / 3));
  return `No trait has the id “${id}”.${near ? ` Did you mean “${meant}”?` : ''} There are: ${ids.join(', ')}.`;
}

/** Why a journal cannot be begun, or gone on with. */
function journalProblem(error: unknown, file: string): unknown {
  const cause = systemErrorIn(error);
  if (cause === undefined) return error instanceof Error && error.name.startsWith('Journal') ? new CannotRun(error.message) : error;
  // Making the folder says EEXIST too, where a file is in its place.
  const exists = cause.code === 'EEXIST' && cause.syscall === 'open';
  return new CannotRun(`${file}: ${exists ? 'it exists, and a journal never replaces a file: give --out another name.' : reasonOf(cause)}`);
}

function exitCode({ ended, samples }: RunResult): number {
  if (ended === 'cancelled') return EXIT.interrupted;
  if (ended === 'budget') return EXIT.found;
  return samples.some(({ status }) => status === 'failed' || status === 'unparsed') ? EXIT.found : EXIT.ok;
}

const STATUSES: readonly SampleStatus[] = ['kept', 'dropped', 'unparsed', 'failed', 'cancelled'];

interface Told {
  readonly isBilled: boolean;
  readonly prices: PriceTable;
  readonly budget: number | undefined;
  /** The journal's name, and the document's, as they are shown. */
  readonly file: string;
  readonly document: string;
}

function summary({ samples, calls, ended, progress, givenUp }: RunResult, models: Models, { isBilled, prices, budget = 0, file, document }: Told): string {
  const byStatus = STATUSES.flatMap((status) => {
    const count = samples.filter((sample) => sample.status === status).length;
    return count === 0 ? [] : [`${count.toLocaleString('en')} ${status === 'cancelled' && ended === 'budget' ? 'not made' : status}`];
  });
  const opening = ended === 'cancelled' ? 'Cancelled. ' : ended === 'budget' ? `The budget of ${dollars(budget)} is used up. ` : '';
  const lines = [
    `${opening}${counted(samples.length, 'sample')}: ${byStatus.join(', ')}.`,
    `${counted(calls, 'call')}. Tokens in and out: ${ROLES.map((role) => tokens(role, samples)).join('; ')}.`,
  ];
  if (progress.cached > 0) lines.push(`${counted(progress.cached, 'more answer')} came from the cache.`);
  if (isBilled) lines.push(`Cost: ${costText(progress.usd, models, prices)}.`);
  if (givenUp > 0) lines.push(`The provider may still bill ${givenUp === 1 ? 'the call that was' : `the ${givenUp.toLocaleString('en')} calls that were`} given up under way.`);
  const rehearsed = ROLES.filter((role) => models[role].rehearsed);
  if (rehearsed.length === ROLES.length) lines.push('All answers were rehearsed: they were written beforehand, and no model was called.');
  else if (rehearsed.length > 0) lines.push(`The ${rehearsed.join(' and the ')} rehearsed: those answers were written beforehand.`);
  const failed = samples.some(({ status }) => status === 'failed');
  if (ended !== 'done' || failed) lines.push(`To ${ended === 'done' ? 'make again what failed' : 'go on'}: traitwright generate ${document} --resume ${file}`);
  return `\n${lines.join('\n')}\nJournal: ${file}\n`;
}

function costText(usd: number | undefined, models: Models, prices: PriceTable): string {
  if (usd !== undefined) return dollars(usd);
  const unknown = new Set(ROLES.map((role) => models[role].id).filter((id) => priceOf(id, prices) === undefined));
  return unknown.size === 0 ? 'unknown, since the provider did not say how many tokens there were' : `unknown, since the price of ${[...unknown].join(' and ')} is not`;
}

function tokens(role: Role, samples: readonly Sample[]): string {
  const sum = (read: (usage: Usage) => number): string =>
    samples.reduce((total, { usage }) => total + (usage[role] === undefined ? 0 : read(usage[role])), 0).toLocaleString('en');
  return `${role} ${sum((usage) => usage.inputTokens)} and ${sum((usage) => usage.outputTokens)}`;
}

/** `traitwright generate`: makes samples from the traits of a document and journals the run. */
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { closest, distance } from 'fastest-levenshtein';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import type { FinishedSamples, Journal, JournalHeader } from '../engine/journal.ts';
import type { Limits } from '../engine/limits.ts';
import type { DedupReport } from '../generation/dedup/duplicate-samples.ts';
import type { Estimate } from '../generation/estimate.ts';
import type { Variety } from '../generation/draw.ts';
import type { Wanted } from '../generation/generate.ts';
import type { PromptOverrides } from '../generation/overrides.ts';
import type { RunOptions, RunResult } from '../generation/run.ts';
import type { Sample, SampleStatus } from '../generation/sample.ts';
import type { EmbeddingModel, LanguageModel, PipelineName, Role, Usage } from '../models/model.ts';
import { dollars } from '../models/dollars.ts';
import { priceOf, type PriceTable, priceTable, readOwnPrices } from '../models/prices.ts';
import { parseModelName, ROLES } from '../models/providers.ts';
import { CannotRun, command, EXIT, UsageError } from './command.ts';
import { readNamed, reasonOf, shownPath, systemErrorIn } from './files.ts';
import { counted } from './formats/report.ts';
import { type DedupChoice, GENERATE_USAGE, type GenerateOptions, type NewRun, readGenerateOptions, type StaleRun } from './generate-options.ts';
import { type Io, oneLine } from './io.ts';
import { endpoints, modelId, type ModelNames, providerSettings, readModelNames } from './models.ts';
import { checkEndpoints, checkNumbers, journalToResume, resumedTraits, shellWord } from './resume.ts';
import { openCache } from './user-cache.ts';

export { GENERATE_USAGE };

/** What a run draws from, and what embeds its messages. */
interface Means {
  readonly variety?: Variety;
  readonly embedder?: EmbeddingModel;
}

/** What is to be made, by whom. */
interface Plan {
  readonly document: TraitsDocument;
  readonly traits: readonly Trait[];
  readonly pipeline: PipelineName;
  readonly wanted: Wanted;
  readonly names: ModelNames;
  readonly seed: number | undefined;
  readonly prices: PriceTable;
  readonly overrides: PromptOverrides;
}

/** Where a run is journalled, and what is there of it. */
interface Opened {
  readonly journal: Journal;
  readonly run: string;
  /** As it is shown. */
  readonly file: string;
  readonly resumed?: NonNullable<RunOptions['resumed']>;
  /** The header that it began with, where it is gone on with. */
  readonly before?: JournalHeader;
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

  const overrides = await readOverrides(path, options.overrides, io);
  if ('resume' in options.run) return resume(options, options.run.resume, document, path, overrides, tableFor, io);
  const { run } = options;
  const plan = 'stale' in run ? await staleRun(run, options, document, path, overrides, tableFor, io) : await withProjectTypes(await onlyPrepared(newRun(run, document, path, overrides, tableFor, io), run, path, io), io);
  if (plan === undefined) return EXIT.ok;
  const { traits, wanted } = plan;
  if (options.dryRun) {
    const { dryRunText } = await import('./dry-run.ts');
    io.stdout.write(dryRunText({ ...plan, estimate: await estimated(plan) }));
    return EXIT.ok;
  }
  const estimate = await estimated(plan);
  const { samples } = estimate;
  if (samples === 0) throw new CannotRun('None of these traits has an exception or a trade-off to make samples of these kinds from.');
  const asked = wanted.only?.length ?? traits.length * wanted.perTrait;
  if (samples < asked) io.stderr.write(`${counted(samples, 'sample')}, not ${asked.toLocaleString('en')}: some of these traits have nothing to make samples of these kinds from.\n`);
  const models = await createPlanned(plan, options, path, io);
  const means = await meansOf(plan, options, true, io);
  checkCost(estimate, options);
  return withInterrupts(io, async (signal) => {
    const opened = await begin(run, path, io);
    try {
      return await execute(plan, options, models, means, opened, estimate, samples, path, signal, io);
    } finally {
      await opened.journal.close();
    }
  });
});

type TableFor = (names: ModelNames) => PriceTable;

/** What a new run is to make. */
function newRun({ models, traitIds, pipeline, wanted, dedup, seed }: NewRun, document: TraitsDocument, path: string, overrides: PromptOverrides, tableFor: TableFor, io: Io): Plan {
  const names = readModelNames(models, document.frontMatter.models ?? {});
  const traits = chooseTraits(document, traitIds, shownPath(path, io.cwd));
  return { document, traits, pipeline, wanted: { ...wanted, ...dedupOf(dedup, document.frontMatter.models?.embedder) }, names, seed, prices: tableFor(names), overrides };
}

/** The run without the traits that nothing was prepared for, after saying so, where all of it is rehearsed and no trait was named. */
async function onlyPrepared(plan: Plan, { traitIds }: NewRun, path: string, io: Io): Promise<Plan> {
  if (traitIds.length > 0 || ROLES.some((role) => plan.names[role].provider !== 'rehearsal')) return plan;
  const { preparedTraits, rehearsalPath } = await import('../models/rehearsal.ts');
  // A dry run asks for none; any other says in its place that it is missing.
  const yaml = await readRehearsal(rehearsalPath(path), io).catch(() => undefined);
  const ids = yaml === undefined ? [] : preparedTraits(yaml, plan.pipeline);
  const traits = plan.traits.filter(({ id }) => ids?.includes(id));
  // Where nothing is prepared, each sample says so.
  if (traits.length === 0 || traits.length === plan.traits.length) return plan;
  io.stderr.write(`Answers are prepared for ${traits.length} of ${counted(plan.traits.length, 'trait')} in the ${plan.pipeline} pipeline, and only those are rehearsed: ${oneLine(traits.map(({ id }) => id).join(', '))}.\n`);
  return { ...plan, traits };
}

/** The run with the types of text that its project sets, where none were named. Answers are prepared for the usual ones. */
async function withProjectTypes(plan: Plan, io: Io): Promise<Plan> {
  const isRehearsed = ROLES.every((role) => plan.names[role].provider === 'rehearsal');
  if (plan.pipeline !== 'document' || plan.wanted.documentTypes !== undefined || isRehearsed) return plan;
  const [{ projectOf }, { documentTypesOf }] = await Promise.all([import('./config.ts'), import('./variety.ts')]);
  const documentTypes = await documentTypesOf(await projectOf(io.cwd, undefined), io.cwd);
  return documentTypes === undefined ? plan : { ...plan, wanted: { ...plan.wanted, documentTypes } };
}

/** How samples will be compared. @throws UsageError when the embedder's name cannot be read. */
function dedupOf({ isWanted, threshold, embedder: given }: DedupChoice, inDocument: string | undefined): Pick<Wanted, 'dedup'> {
  if (!isWanted) return {};
  const embedder = given ?? inDocument;
  const name = embedder === undefined ? undefined : parseModelName(embedder);
  if (typeof name === 'string') throw new UsageError(`${given === undefined ? 'models.embedder in the front matter' : '--embedder'}: ${name}`);
  return { dedup: { method: embedder === undefined ? 'lexical' : 'embeddings', ...(threshold === undefined ? {} : { threshold }), ...(embedder === undefined ? {} : { embedder }) } };
}

/** What embeds the messages of a run, where something does. @throws CannotRun when its key is missing. */
async function createPlannedEmbedder({ wanted, names }: Pick<Plan, 'wanted' | 'names'>, { baseUrl }: GenerateOptions, io: Io): Promise<EmbeddingModel | undefined> {
  const written = wanted.dedup?.embedder;
  const name = written === undefined ? undefined : parseModelName(written);
  if (name === undefined || typeof name === 'string') return undefined;
  const isWhere = ROLES.some((role) => names[role].provider === name.provider);
  const settings = providerSettings({ generator: name, critic: name, judge: name }, io.env, isWhere ? baseUrl : undefined, () => Promise.reject(new CannotRun('Rehearsal makes no embeddings.')));
  const { createEmbedder } = await import('../models/providers.ts');
  return createEmbedder(name, settings);
}

/** What is to be made anew; undefined after saying so where nothing is stale. */
async function staleRun({ stale: named, models, traitIds }: StaleRun, { baseUrl }: GenerateOptions, document: TraitsDocument, path: string, overrides: PromptOverrides, tableFor: TableFor, io: Io): Promise<Plan | undefined> {
  const [{ readRunsOf }, { staleSamples }] = await Promise.all([import('./read-runs.ts'), import('../generation/stale.ts')]);
  const chosen = chooseTraits(document, traitIds, shownPath(path, io.cwd));
  const runs = [];
  for await (const { samples, ...run } of readRunsOf(path, named === 'last' ? [] : [named], io)) {
    runs.push({ ...run, samples: samples.filter(({ traitId }) => traitIds.length === 0 || traitIds.includes(traitId)) });
  }
  const found = staleSamples(runs, document);
  if (found === undefined) {
    io.stderr.write('Nothing is stale: every sample was made from its trait as it is today.\n');
    return undefined;
  }
  const { of, ids, traitIds: stale, elsewhere } = found;
  checkNumbers(of);
  const more = elsewhere === 0 ? '' : ` ${counted(elsewhere, 'more stale sample')} ${elsewhere === 1 ? 'is' : 'are'} of earlier runs: give --stale again for those.`;
  io.stderr.write(`Making anew ${counted(ids.length, 'stale sample')} of ${oneLine(of.run)}, of ${oneLine(stale.join(', '))}.${more}\n`);
  const names = readModelNames(models, of.models);
  // With models of its own it is another run, and goes where it is sent.
  if (models.generator === undefined) checkEndpoints(of, endpoints(names, baseUrl));
  const traits = chosen.filter(({ id }) => stale.includes(id));
  return { document, traits, pipeline: of.pipeline, wanted: { ...of.parameters, only: ids }, names, seed: of.seed, prices: tableFor(names), overrides };
}

/** The prompts of the workspace, after saying that they are used. @throws CannotRun when one cannot be. */
export async function readOverrides(path: string, areUsed: boolean, io: Io): Promise<PromptOverrides> {
  const [{ NO_OVERRIDES, overrideFiles }, { promptsFolder, readPromptFiles }] = await Promise.all([import('../generation/overrides.ts'), import('../generation/override-files.node.ts')]);
  if (!areUsed) return NO_OVERRIDES;
  const { overrides, problems } = await readPromptFiles(path);
  const folder = shownPath(promptsFolder(path), io.cwd);
  const [problem] = problems;
  if (problem !== undefined) {
    const more = problems.length > 1 ? ` There are ${problems.length} such problems.` : '';
    throw new CannotRun(`${folder}/${problem.file}, line ${problem.line}: ${problem.message}${more} Mend it, or give --no-overrides.`);
  }
  if (overrides.size > 0) io.stderr.write(`Prompts of this workspace are used, from ${folder}: ${overrideFiles(overrides).join(', ')}. --no-overrides leaves them out.\n`);
  return overrides;
}

/** Goes on with a run: what it is made of stands in its journal. */
async function resume(options: GenerateOptions, named: string, document: TraitsDocument, path: string, overrides: PromptOverrides, tableFor: TableFor, io: Io): Promise<number> {
  const { resumeJournalFile } = await import('../engine/journal-file.node.ts');
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
      const plan: Plan = { document, traits, pipeline: header.pipeline, wanted: header.parameters, names, seed: header.seed, prices: tableFor(names), overrides };
      checkEndpoints(header, endpoints(names, options.baseUrl));
      const models = await createPlanned(plan, options, path, io);
      io.stderr.write(`Going on with ${oneLine(header.run)}: ${counted(samples.size, 'sample')} there already.\n`);
      const [first] = bad;
      if (first !== undefined) io.stderr.write(`${counted(bad.length, 'line')} of ${shown} could not be read, the first of them line ${first.line}: ${first.problem}\n`);
      if (gone.length > 0) io.stderr.write(`Left out, since they are not in the document any more: ${oneLine(gone.join(', '))}.\n`);
      const whole = await estimated(plan);
      const estimate = leftOf(whole, await countThere(plan, header, samples));
      checkCost(estimate, options);
      const before = { ...header, chunks: Object.fromEntries(Object.entries(header.chunks).filter(([id]) => !gone.includes(id))) };
      return await execute(plan, options, models, await meansOf(plan, options, header.parameters.lists !== undefined, io), { journal, run: header.run, file: shown, resumed: { finished, samples }, before }, estimate, whole.samples, path, signal, io);
    } finally {
      await journal.close();
    }
  });
}

/** Lets Ctrl-C stop what `run` does. */
export async function withInterrupts(io: Io, run: (signal: AbortSignal) => Promise<number>): Promise<number> {
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
export async function createPlanned({ names, seed, prices, wanted }: Pick<Plan, 'names' | 'seed' | 'prices'> & Partial<Pick<Plan, 'wanted'>>, { budget, baseUrl }: Pick<GenerateOptions, 'budget' | 'baseUrl'>, path: string, io: Io): Promise<Models> {
  const { rehearsalPath } = await import('../models/rehearsal.ts');
  const file = rehearsalPath(path);
  // Without it each sample would fail, one by one, for the same reason.
  const rehearsal = ROLES.some((role) => names[role].provider === 'rehearsal') ? await readRehearsal(file, io) : undefined;
  const settings = providerSettings(names, io.env, baseUrl, () => Promise.resolve({ text: rehearsal, fileName: basename(file) }));
  const [{ createModels }, { refuseBudget }] = await Promise.all([import('../models/providers.ts'), import('../engine/spending.ts')]);
  const models = await createModels(names, settings);
  const embedder = wanted?.dedup?.embedder;
  const embedders = embedder === undefined ? [] : [{ id: embedder }];
  const refusal = budget === undefined ? undefined : refuseBudget([...Object.values(models), ...embedders], (id) => priceOf(id, prices));
  if (refusal !== undefined) throw new CannotRun(refusal);
  if (seed === undefined) return models;
  const { seeded } = await import('../models/seeded.ts');
  return { generator: seeded(models.generator, seed), critic: seeded(models.critic, seed), judge: seeded(models.judge, seed) };
}

/** Opens the journal of a new run. */
async function begin({ out }: Pick<NewRun, 'out'>, path: string, io: Io): Promise<Opened> {
  const [{ runName }, { createJournalFile, journalPath }] = await Promise.all([import('../generation/run.ts'), import('../engine/journal-file.node.ts')]);
  const run = runName(new Date(), Math.random());
  const file = out === undefined ? journalPath(path, run) : resolve(io.cwd, out);
  const shown = shownPath(file, io.cwd);
  const journal = await createJournalFile(file).catch((error: unknown) => Promise.reject(journalProblem(error, shown)));
  return { journal, run, file: shown };
}

async function execute(plan: Plan, options: GenerateOptions, models: Models, means: Means, { journal, run, file, resumed, before }: Opened, estimate: Estimate, total: number, path: string, signal: AbortSignal, io: Io): Promise<number> {
  const { document, traits, pipeline, wanted, seed, prices, overrides } = plan;
  const { concurrency, budget, baseUrl } = options;
  const [{ headerOf, runPipeline }, { changesSince }, { createProgress }, { VERSION }] = await Promise.all([import('../generation/run.ts'), import('../engine/journal.ts'), import('./progress.ts'), import('./version.ts')]);
  const cache = options.cache ? await openCache(io) : undefined;
  const isBilled = ROLES.some((role) => estimate.roles[role].price?.unbilled === undefined);
  const progress = createProgress(io.stderr, total);
  try {
    const made: RunOptions = {
      ...wanted,
      pipeline,
      run,
      tool: `traitwright ${VERSION}`,
      documentName: basename(path),
      document,
      traits,
      models,
      overrides,
      journal,
      concurrency,
      now: () => new Date(),
      signal,
      priceOf: (id) => priceOf(id, prices),
      expectedCalls: estimate.calls,
      limits: limitsOf(plan, options.limits),
      onSample: (sample) => progress.onSample(sample),
      onProgress: (calls) => progress.onCalls(calls),
      onRetry: ({ message }) => progress.onRetry(message),
      ...means,
      ...(seed === undefined ? {} : { seed }),
      ...(cache === undefined ? {} : { cache }),
      ...(budget === undefined ? {} : { budget: { usd: budget } }),
      ...(resumed === undefined ? {} : { resumed }),
    };
    if (before !== undefined) for (const change of changesSince(before, headerOf(made))) io.stderr.write(`${oneLine(change)}\n`);
    if (isBilled && estimate.samples > 0) io.stderr.write(await sayEstimate(estimate));
    const result = await runPipeline(made);
    progress.end();
    const again = ['generate', options.file, '--resume', file, ...(baseUrl === undefined ? [] : ['--base-url', baseUrl])];
    io.stderr.write(summary(result, models, { isBilled, prices, budget, file, again }));
    return exitCode(result);
  } catch (error) {
    progress.end();
    const cause = systemErrorIn(error);
    throw cause === undefined ? error : new CannotRun(`${file}: could not be written, so the run was stopped: ${reasonOf(cause)}`);
  } finally {
    await cache?.idle();
  }
}

/** What each provider of the run may be asked. */
function limitsOf({ names, wanted }: Plan, limits: Limits): Readonly<Record<string, Limits>> {
  const embedder = wanted.dedup?.embedder?.split('/', 1)[0];
  const providers = [...ROLES.map((role) => names[role].provider), ...(embedder === undefined ? [] : [embedder])];
  return Object.fromEntries(providers.map((provider) => [provider, limits]));
}

/** Above this, in US dollars, and above so many calls at a price that nobody knows, somebody is to have said that it may be. */
const MUCH = { usd: 10, unpricedCalls: 1000 };

/**
 * Nobody is asked, since a build has nobody to ask.
 * @throws CannotRun for a run that may cost much, where neither a budget nor --yes says that it may.
 */
export function checkCost({ cost, roles }: Estimate, { budget, yes }: Pick<GenerateOptions, 'budget' | 'yes'>): void {
  if (budget !== undefined || yes) return;
  const unpriced = ROLES.reduce((calls, role) => calls + (roles[role].price === undefined ? roles[role].calls : 0), 0);
  const how = 'give --budget USD to stop in time, or --yes to go on all the same.';
  if (cost.most > MUCH.usd) throw new CannotRun(`This may cost up to ${dollars(cost.most)}: ${how}`);
  if (unpriced > MUCH.unpricedCalls) throw new CannotRun(`Nobody knows what these ${counted(unpriced, 'call')} cost: add their price with --prices and ${how}`);
}

/** How many of the wanted samples are there already: those of a trait that has changed are made anew. */
async function countThere({ document, traits, wanted }: Plan, { chunks }: JournalHeader, samples: FinishedSamples): Promise<number> {
  const [{ chunkOf }, { wantedSeeds }, { sampleId }] = await Promise.all([import('../document/chunk.ts'), import('../generation/generate.ts'), import('../generation/seeds.ts')]);
  const unchanged = traits.filter((trait) => chunkOf(document, trait).hash === chunks[trait.id]);
  return unchanged.reduce((count, trait) => count + wantedSeeds(wanted, trait).filter((seed) => samples.has(sampleId(trait.id, seed))).length, 0);
}

/** What is left of a run of which so many samples are there. */
function leftOf(estimate: Estimate, there: number): Estimate {
  const samples = Math.max(0, estimate.samples - there);
  const share = samples / Math.max(1, estimate.samples);
  const part = (value: number): number => Math.round(value * share);
  const { least, most } = estimate.cost;
  const roleOf = (role: Role): Estimate['roles'][Role] => ({ ...estimate.roles[role], calls: part(estimate.roles[role].calls) });
  return {
    ...estimate,
    samples,
    calls: part(estimate.calls),
    cost: { least: least * share, most: most * share },
    roles: { generator: roleOf('generator'), critic: roleOf('critic'), judge: roleOf('judge') },
    unpriced: estimate.unpriced.map(({ model, tokens: of }) => ({ model, tokens: part(of) })),
  };
}

async function estimated({ document, traits, pipeline, wanted, names, prices, overrides }: Plan): Promise<Estimate> {
  const { estimateRun } = await import('../generation/estimate.ts');
  const models = { generator: modelId(names.generator), critic: modelId(names.critic), judge: modelId(names.judge) };
  return estimateRun({ ...wanted, pipeline, document, traits, models, prices, overrides });
}

export async function sayEstimate(estimate: Estimate): Promise<string> {
  const { estimateText } = await import('../generation/estimate.ts');
  const text = estimateText(estimate);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.\n`;
}

/** A run that began without draws goes on without. @throws CannotRun when something is missing. */
async function meansOf(plan: Plan, options: GenerateOptions, isVaried: boolean, io: Io): Promise<Means> {
  const [embedder, variety] = await Promise.all([createPlannedEmbedder(plan, options, io), isVaried ? readVariety(io) : undefined]);
  return { ...(embedder === undefined ? {} : { embedder }), ...(variety === undefined ? {} : { variety }) };
}

async function readVariety(io: Io): Promise<Variety> {
  const [{ projectOf }, { varietyOf }] = await Promise.all([import('./config.ts'), import('./variety.ts')]);
  return varietyOf(await projectOf(io.cwd, undefined), io.cwd);
}

async function readDocument(path: string, io: Io): Promise<TraitsDocument> {
  const [text, { parseTraitsDocument }, { projectOf }] = await Promise.all([readNamed(path, shownPath(path, io.cwd)), import('../document/traits-document.ts'), import('./config.ts')]);
  const { languages } = await projectOf(io.cwd, undefined);
  return parseTraitsDocument(text, languages);
}

export async function readPrices(file: string, io: Io): Promise<Exclude<ReturnType<typeof readOwnPrices>, string>> {
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
export function chooseTraits(document: TraitsDocument, ids: readonly string[], file: string): readonly Trait[] {
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
export function journalProblem(error: unknown, file: string): unknown {
  const cause = systemErrorIn(error);
  if (cause === undefined) return error instanceof Error && error.name.startsWith('Journal') ? new CannotRun(error.message) : error;
  // Making the folder says EEXIST too, where a file is in its place.
  const exists = cause.code === 'EEXIST' && cause.syscall === 'open';
  return new CannotRun(`${file}: ${exists ? 'it exists, and a journal never replaces a file: give --out another name.' : reasonOf(cause)}`);
}

export function exitCode({ ended, samples }: Pick<RunResult, 'ended' | 'samples'>): number {
  if (ended === 'cancelled') return EXIT.interrupted;
  if (ended === 'budget') return EXIT.found;
  return samples.some(({ status }) => status === 'failed' || status === 'unparsed') ? EXIT.found : EXIT.ok;
}

const STATUSES: readonly SampleStatus[] = ['kept', 'dropped', 'unparsed', 'failed', 'cancelled'];

interface Told {
  readonly isBilled: boolean;
  readonly prices: PriceTable;
  readonly budget: number | undefined;
  /** The journal's name, as it is shown. */
  readonly file: string;
  /** The words of the command that goes on; absent where the run cannot be gone on with. */
  readonly again?: readonly string[];
}

/** Pairs that are named in the summary; the journal has all. */
const PAIRS_SHOWN = 5;

export function summary({ samples, shortfalls, dedup, calls, ended, progress, givenUp }: RunResult, models: Models, { isBilled, prices, budget = 0, file, again }: Told): string {
  const byStatus = STATUSES.flatMap((status) => {
    const count = samples.filter((sample) => sample.status === status).length;
    return count === 0 ? [] : [`${count.toLocaleString('en')} ${status === 'cancelled' && ended === 'budget' ? 'not made' : status}`];
  });
  const opening = ended === 'cancelled' ? 'Cancelled. ' : ended === 'budget' ? `The budget of ${dollars(budget)} is used up. ` : '';
  const lines = [
    `${opening}${counted(samples.length, 'sample')}: ${byStatus.join(', ')}.`,
    `${counted(calls, 'call')}. Tokens in and out: ${ROLES.map((role) => tokens(role, samples)).join('; ')}.`,
  ];
  if (ended === 'done') lines.push(...shortfalls.map(({ traitId, wanted, kept }) => `Short of what was asked for: ${oneLine(traitId)}, ${kept.toLocaleString('en')} of ${wanted.toLocaleString('en')} kept.`));
  if (dedup !== undefined) lines.push(...dedupLines(dedup, samples));
  if (progress.cached > 0) lines.push(`${counted(progress.cached, 'more answer')} came from the cache.`);
  if (isBilled) lines.push(`Cost: ${costText(progress.usd, models, prices)}.`);
  if (givenUp > 0) lines.push(`The provider may still bill ${givenUp === 1 ? 'the call that was' : `the ${givenUp.toLocaleString('en')} calls that were`} given up under way.`);
  const rehearsed = ROLES.filter((role) => models[role].rehearsed);
  if (rehearsed.length === ROLES.length) lines.push('All answers were rehearsed: they were written beforehand, and no model was called.');
  else if (rehearsed.length > 0) lines.push(`The ${rehearsed.join(' and the ')} rehearsed: those answers were written beforehand.`);
  // What was blocked or declined is an answer, which stands in the journal; a prepared answer that is missing is missing again.
  const failed = samples.some(({ status, failure }) => status === 'failed' && failure !== undefined && failure !== 'no-answer');
  if (again !== undefined && (ended !== 'done' || failed)) lines.push(`To ${ended === 'done' ? 'make again what failed' : 'go on'}: traitwright ${again.map(shellWord).join(' ')}`);
  return `\n${lines.join('\n')}\nJournal: ${file}\n`;
}

function dedupLines({ method, problem, borderline }: DedupReport, samples: readonly Sample[]): readonly string[] {
  const dropped = samples.filter(({ droppedBy }) => droppedBy === 'dedup').length;
  const lines = problem === undefined ? [] : [`Words were compared, since there are no embeddings: ${oneLine(problem)}`];
  if (dropped > 0) lines.push(`${counted(dropped, 'sample')} dropped as nearly the same as another, by ${method === 'lexical' ? 'their words' : 'their embeddings'}.`);
  if (borderline.length === 0) return lines;
  const shown = borderline.slice(0, PAIRS_SHOWN).map(({ kept, other, similarity, isDuplicate }) => `  ${similarity.toFixed(3)}  ${oneLine(kept)}  ${oneLine(other)}  ${isDuplicate ? 'dropped' : 'kept'}`);
  const more = borderline.length - shown.length;
  return [...lines, `${counted(borderline.length, 'pair')} near the threshold, to look at:`, ...shown, ...(more === 0 ? [] : [`  ${counted(more, 'more pair')} in the journal's last line`])];
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

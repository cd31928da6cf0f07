/** Runs an eval for `traitwright eval`: from options and environment to a journal with all that was asked and judged. */
import { basename, resolve } from 'node:path';
import { parseTraitsDocument, type TraitsDocument } from '../../document/traits-document.ts';
import { createJournalFile, resumeEvalJournal, type ResumedJournal } from '../../engine/journal-file.node.ts';
import type { EvalHeader, EvalJournal } from '../../engine/journal.ts';
import { refuseBudget } from '../../engine/spending.ts';
import type { EvalName, EvalSize, Question, Subject } from '../../evals/eval.ts';
import { ASSUMED, estimateEval, type EvalEstimate } from '../../evals/estimate.ts';
import { EVERYDAY_REQUESTS } from '../../evals/everyday.ts';
import { questionsPath, readQuestionsFile } from '../../evals/own-questions.node.ts';
import { DEFAULT_QUESTIONS } from '../../evals/questions.ts';
import { evalPath, readEvalData } from '../../evals/results.node.ts';
import { evalHeaderOf, type EvalRunOptions, hashOf, refuseDocument, runEval } from '../../evals/run.ts';
import type { EvalData } from '../../evals/saved.ts';
import { runName } from '../../generation/run.ts';
import { dollars } from '../../models/dollars.ts';
import { priceOf, type PriceTable, priceTable } from '../../models/prices.ts';
import type { ModelName } from '../../models/providers.ts';
import { CannotRun, UsageError } from '../command.ts';
import { reasonOf, shownPath, systemErrorIn } from '../files.ts';
import { counted } from '../formats/report.ts';
import { chooseTraits, journalProblem, readPrices } from '../generate.ts';
import { fileAtRevision } from '../git.ts';
import { type Io, oneLine } from '../io.ts';
import { modelId } from '../models.ts';
import { callsText, createStatusLine } from '../patterns/status-line.ts';
import { checkEndpoints, shellWord } from '../resume.ts';
import { openCache } from '../user-cache.ts';
import { VERSION } from '../version.ts';
import { endpointOf, openModel, readModelName, readRehearsal } from './models.ts';
import type { EvalOptions } from './options.ts';
import { evalNamed } from './saved.ts';

/** What was done, or would be. */
export type AskedEval = { readonly dryRun: string } | { readonly path: string; readonly ended: EvalData['ended'] };

/** Who is asked about what, whether that was said just now or stands in a header. */
interface Settled {
  readonly subjects: readonly { readonly name: ModelName; readonly withDocument: boolean; readonly revision?: string; readonly url: string | undefined }[];
  readonly judge: ModelName;
  readonly generator: ModelName;
  readonly size: EvalSize;
  readonly seed: number;
  readonly rejudged?: EvalData;
}

type Run = Extract<EvalOptions['what'], { readonly do: 'run' | 'rejudge' | 'resume' }>;

export async function askEval(what: Run, options: EvalOptions, document: TraitsDocument, documentPath: string, signal: AbortSignal, io: Io): Promise<AskedEval> {
  const resumed = what.do === 'resume' ? await resume(what.run, options.eval, documentPath, signal, io) : undefined;
  try {
    return await asked(what, resumed, options, document, documentPath, signal, io);
  } finally {
    await resumed?.journal.close();
  }
}

async function asked(what: Run, resumed: ResumedJournal<EvalHeader> | undefined, options: EvalOptions, document: TraitsDocument, documentPath: string, signal: AbortSignal, io: Io): Promise<AskedEval> {
  const unfit = refuseDocument(document);
  if (unfit !== undefined) throw new CannotRun(unfit);
  const settled = resumed === undefined ? await settledBy(what, options, document, documentPath, signal, io) : await settledIn(resumed.header, options, documentPath, signal);
  const { judge: judgeName, generator: generatorName, seed, rejudged } = settled;
  const names = [...settled.subjects.map(({ name }) => name), judgeName, generatorName];
  checkAddress(settled, options.urls.all);
  const rehearsal = await readRehearsal(names, documentPath, io);
  const questions = await questionsOf(options.eval, documentPath, io);
  const size = rehearsal === undefined || resumed !== undefined || rejudged !== undefined ? settled.size : { ...settled.size, items: rehearsal.items };
  if (size.items !== undefined && resumed === undefined) io.stderr.write('Only what answers are prepared for is asked: they were written beforehand, and nothing here measures a model.\n');
  const prices = await pricesOf(options, names, io);
  const texts = await textsOf(settled, document, documentPath, io);
  const estimate = estimateEval({
    eval: options.eval,
    document,
    questions,
    size,
    seed,
    subjects: settled.subjects.map(({ name }, index) => ({ model: modelId(name), ...(texts[index] === undefined ? {} : { document: texts[index] }) })),
    judge: modelId(judgeName),
    generator: modelId(generatorName),
    priceOf: (id) => priceOf(id, prices),
    ...(rejudged === undefined ? {} : { rejudged: rejudged.answers }),
  });
  if (estimate.calls === 0) throw new CannotRun(NOTHING_TO_ASK[options.eval]);
  if (options.dryRun) return { dryRun: dryRunText(estimate) };
  const open = (name: ModelName, option: string, url: string | undefined) => openModel(name, { url, option }, seed, rehearsal, io);
  const [judge, generator] = await Promise.all([open(judgeName, '--base-url', options.urls.all), open(generatorName, '--base-url', options.urls.all)]);
  const subjects: readonly Subject[] = await Promise.all(
    settled.subjects.map(async ({ name, revision, url }, index) => ({
      model: await open(name, index === 0 || options.urls.against === undefined ? '--subject-url' : '--against-url', url),
      ...(texts[index] === undefined ? {} : { document: texts[index] }),
      ...(revision === undefined ? {} : { revision }),
    })),
  );
  const refusal = options.budget === undefined ? undefined : refuseBudget([...subjects.map(({ model }) => model), judge, generator], (id) => priceOf(id, prices));
  if (refusal !== undefined) throw new CannotRun(refusal);
  checkCost(estimate, options);
  const run = resumed?.header.run ?? runName(new Date(), Math.random());
  const path = resumed === undefined ? (options.journal === undefined ? evalPath(documentPath, run) : resolve(io.cwd, options.journal)) : await evalNamed(whatRun(what), options.eval, documentPath, io);
  const shown = shownPath(path, io.cwd);
  const line = createStatusLine(io.stderr);
  const said = new Set<string>();
  const draft: Omit<EvalRunOptions, 'journal'> = {
    eval: options.eval,
    run,
    tool: `traitwright ${VERSION}`,
    documentName: basename(documentPath),
    document,
    questions,
    size,
    subjects,
    judge,
    generator,
    seed,
    ...(rejudged === undefined ? {} : { rejudged }),
    ...(resumed === undefined ? {} : { resumed: { header: resumed.header, finished: resumed.finished, samples: resumed.samples } }),
    concurrency: options.concurrency,
    now: () => new Date(),
    signal,
    priceOf: (id) => priceOf(id, prices),
    expectedCalls: estimate.calls,
    ...(options.budget === undefined ? {} : { budget: { usd: options.budget } }),
    onProgress: (progress) => line.show(callsText(progress)),
    onRetry: ({ message }) => {
      if (said.has(message)) return;
      said.add(message);
      line.say(`Trying again. ${oneLine(message)}`);
    },
  };
  if (resumed !== undefined) checkSame(resumed.header, { ...draft, journal: resumed.journal });
  if (rejudged !== undefined && hashOf(document.text) !== rejudged.header.document.hash) line.say(`The document has changed since ${rejudged.header.run}: its answers are judged by what it says now, and those about what it does not say any more are left out.`);
  if (estimate.cost !== 0) line.say(`${estimateText(estimate)}.`);
  const journal: EvalJournal = resumed?.journal ?? (await createJournalFile(path).catch((error: unknown) => rethrow(journalProblem(error, shown))));
  const cache = options.cache ? await openCache(io) : undefined;
  try {
    const data = await runEval({ ...draft, journal, ...(cache === undefined ? {} : { cache }) });
    line.end();
    const [problem] = data.problems;
    if (problem !== undefined && data.answers.every(({ verdicts }) => verdicts.every(({ value }) => value === null))) throw new CannotRun(problem);
    return { path, ended: data.ended };
  } catch (error) {
    line.end();
    const cause = systemErrorIn(error);
    throw cause === undefined ? error : new CannotRun(`${shown}: could not be written, so the eval was stopped: ${reasonOf(cause)}`);
  } finally {
    if (resumed === undefined) await journal.close();
    await cache?.idle();
  }
}

/** What is sent to one provider, its key among it, is not to go to the address of another. */
function checkAddress({ subjects, judge, generator }: Settled, url: string | undefined): void {
  if (url === undefined) return;
  const there = [...subjects.filter((subject) => subject.url === url).map(({ name }) => name), judge, generator];
  const providers = [...new Set(there.map(({ provider }) => provider).filter((provider) => provider !== 'rehearsal'))];
  if (providers.length > 1) throw new CannotRun(`--base-url is for the models of one provider, and these are of ${providers.join(' and ')}: give --subject-url or --against-url for the one that is elsewhere.`);
}

const NOTHING_TO_ASK: Readonly<Record<EvalName, string>> = {
  knowledge: 'There is nothing to ask: no question is left.',
  'over-trigger': 'There is nothing to ask: no everyday request is left, and none of these traits has an exception.',
  'trade-offs': 'There is nothing to ask: none of these traits has a trade-off that names another trait of the document.',
};

function whatRun(what: Run): string {
  return what.do === 'run' ? '' : what.run;
}

function rethrow(error: unknown): never {
  throw error instanceof Error ? error : new Error(String(error));
}

async function resume(named: string, name: EvalName, documentPath: string, signal: AbortSignal, io: Io): Promise<ResumedJournal<EvalHeader>> {
  const path = await evalNamed(named, name, documentPath, io);
  const opened = await resumeEvalJournal(path, { tool: `traitwright ${VERSION}`, now: () => new Date(), signal }).catch((error: unknown) => rethrow(journalProblem(error, shownPath(path, io.cwd))));
  const { header } = opened;
  const problem = header.eval !== name ? `${header.run} is a run of the ${header.eval} eval, not of ${name}.` : header.document.name !== basename(documentPath) ? `${header.run} is over ${header.document.name}, not over ${basename(documentPath)}.` : undefined;
  if (problem === undefined) return opened;
  await opened.journal.close();
  throw new CannotRun(problem);
}

async function settledBy(what: Run, { eval: name, questions, perEntry, traitIds, seed, urls }: EvalOptions, document: TraitsDocument, documentPath: string, signal: AbortSignal, io: Io): Promise<Settled> {
  if (what.do === 'resume') throw new TypeError('A run that is gone on with has its settings in its header.');
  const judge = readModelName('--judge', what.judge);
  const generator = what.generator === undefined ? judge : readModelName('--generator', what.generator);
  if (what.do === 'rejudge') {
    const path = await evalNamed(what.run, name, documentPath, io);
    const data = await readEvalData(path, signal).catch((error: unknown) => rethrow(journalProblem(error, shownPath(path, io.cwd))));
    if (data.header.eval !== name) throw new CannotRun(`${data.header.run} is a run of the ${data.header.eval} eval, not of ${name}.`);
    const { items, ...size } = data.header.parameters;
    return { subjects: [], judge, generator, size: { ...size, ...(items === undefined ? {} : { items }) }, seed: data.header.seed, rejudged: data };
  }
  chooseTraits(document, traitIds, basename(documentPath));
  const subject = readModelName('--subject', what.subject);
  const own = { name: subject, withDocument: what.withDocument, url: urls.subject ?? urls.all };
  const { base, against } = what;
  const size: EvalSize = { traitIds, perEntry, ...(questions === undefined ? {} : { questions }) };
  const others: Settled['subjects'] =
    base !== undefined
      ? [{ ...own, revision: base }]
      : against === undefined
        ? []
        : against === 'bare' || against === 'with-document'
          ? [{ ...own, withDocument: against === 'with-document', url: urls.against ?? own.url }]
          : [{ name: readModelName('--against', against), withDocument: what.withDocument, url: urls.against ?? urls.all }];
  const [other] = others;
  if (other !== undefined && other.withDocument === own.withDocument && other.revision === undefined && other.url === own.url && modelId(other.name) === modelId(own.name)) {
    throw new UsageError('--against is the subject itself: two sides that are the same show nothing.');
  }
  return { subjects: [own, ...others], judge, generator, size, seed };
}

async function settledIn(header: EvalHeader, { urls, eval: name }: EvalOptions, documentPath: string, signal: AbortSignal): Promise<Settled> {
  const { items, ...size } = header.parameters;
  // Anybody may have written the journal.
  if (header.answersOf !== undefined && !/^[\w-]+$/.test(header.answersOf)) throw new CannotRun(`The journal of ${oneLine(header.run)} says whose answers it judges, and “${oneLine(header.answersOf)}” is no name of a run.`);
  const rejudged = header.answersOf === undefined ? undefined : await readEvalData(evalPath(documentPath, header.answersOf), signal).catch((error: unknown) => rethrow(journalProblem(error, `${header.answersOf}, whose answers this ${name} eval judges,`)));
  return {
    subjects: rejudged === undefined ? header.subjects.map(({ model, withDocument, revision }, index) => ({ name: readModelName('The journal', model), withDocument, url: (index === 0 ? urls.subject : urls.against) ?? urls.all, ...(revision === undefined ? {} : { revision }) })) : [],
    judge: readModelName('The journal', header.models.judge),
    generator: readModelName('The journal', header.models.generator),
    size: { ...size, ...(items === undefined ? {} : { items }) },
    seed: header.seed,
    ...(rejudged === undefined ? {} : { rejudged }),
  };
}

/** What is asked of each subject's system prompt: today's document, that of a revision, or none. */
async function textsOf({ subjects }: Settled, document: TraitsDocument, documentPath: string, io: Io): Promise<readonly (TraitsDocument | undefined)[]> {
  const texts: (TraitsDocument | undefined)[] = [];
  for (const { withDocument, revision } of subjects) {
    if (!withDocument) texts.push(undefined);
    else if (revision === undefined) texts.push(document);
    else texts.push(parseTraitsDocument((await fileAtRevision(documentPath, revision, shownPath(documentPath, io.cwd))).text, document.languages));
  }
  return texts;
}

/** The default ones and the document's own, after saying what of those cannot be used. */
async function questionsOf(name: EvalName, documentPath: string, io: Io): Promise<readonly Question[]> {
  if (name === 'trade-offs') return [];
  const { questions, problems } = await readQuestionsFile(documentPath, name);
  const file = shownPath(questionsPath(documentPath, name), io.cwd);
  for (const { line, message } of problems) io.stderr.write(`${file}, line ${line}: ${message}\n`);
  return [...(name === 'knowledge' ? DEFAULT_QUESTIONS : EVERYDAY_REQUESTS), ...questions];
}

async function pricesOf({ prices, urls }: EvalOptions, names: readonly ModelName[], io: Io): Promise<PriceTable> {
  const own = prices === undefined ? {} : await readPrices(prices, io);
  // What stands behind another address is not OpenAI's, whatever the model is called.
  const isElsewhere = Object.values(urls).some((url) => url !== undefined) && names.some(({ provider }) => provider === 'openai');
  return priceTable(new Date(), own, isElsewhere ? ['openai'] : []);
}

/** @throws CannotRun where what the run began with is not what it would go on with. */
function checkSame(header: EvalHeader, options: EvalRunOptions): void {
  const now = evalHeaderOf(options);
  if (now.asked !== header.asked) throw new CannotRun(`What ${header.run} asks has changed since, in the document or in the list of questions: begin anew, and what is asked as before comes from the cache.`);
  checkEndpoints(header, now.endpoints ?? {});
  for (const [index, { model }] of options.subjects.entries()) {
    const before = header.subjects[index]?.endpoint;
    if (before === endpointOf(model)) continue;
    const option = index === 0 ? '--subject-url' : '--against-url';
    throw new CannotRun(before === undefined ? `The run ${header.run} asked ${model.id} at its provider's own address: leave out ${option}, or what else says where it is.` : `The run ${header.run} asked ${model.id} at ${before}: give ${option} ${shellWord(before)}`);
  }
}

/** Above this, in US dollars, and above so many calls at a price that nobody knows, somebody is to have said that it may be. */
const MUCH = { usd: 10, unpricedCalls: 1000 };

function checkCost({ cost, unpriced }: EvalEstimate, { budget, yes }: EvalOptions): void {
  if (budget !== undefined || yes) return;
  const how = 'give --budget USD to stop in time, or --yes to go on all the same.';
  if (cost !== undefined && cost > MUCH.usd) throw new CannotRun(`This may cost about ${dollars(cost)}: ${how}`);
  if (unpriced > MUCH.unpricedCalls) throw new CannotRun(`Nobody knows what these ${counted(unpriced, 'call')} cost: add their price with --prices and ${how}`);
}

function estimateText({ calls, cost }: EvalEstimate): string {
  return `About ${cost === undefined ? 'an unknown cost' : dollars(cost)}, ${counted(Math.round(calls), 'call')}`;
}

function dryRunText(estimate: EvalEstimate): string {
  const { stages } = estimate;
  const rows = stages.map(({ stage, model, calls, inputTokens, outputTokens, cost }) => `  ${stage.padEnd(19)} ${counted(calls, 'call').padStart(12)}  ${inputTokens.toLocaleString('en').padStart(9)} tokens in  ${outputTokens.toLocaleString('en').padStart(8)} out  ${cost === undefined ? 'unknown price' : dollars(cost)}  ${model}\n`);
  const prompts = stages.flatMap(({ stage, model, prompt }) => (prompt === undefined ? [] : [`\n=== ${stage}, ${model}\n${prompt.system === undefined ? '' : `--- system\n${prompt.system}\n`}--- user\n${prompt.user}\n`]));
  return [
    `${estimateText(estimate)}.\n`,
    ...rows,
    `An estimate: prompts as they will be sent, answers of about ${ASSUMED.answerTokens} tokens with ${ASSUMED.points} points, of which code splits half;\nthinking and retries come on top. Nothing was sent.\n`,
    ...prompts,
  ].join('');
}

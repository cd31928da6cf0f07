/** *Evaluate*: asks who is evaluated, runs an eval with progress and cancel, and shows its report. */
import * as vscode from 'vscode';
import { createModel, type ModelName, parseModelName, type ProviderSettings, writeModelName } from '../models/providers.ts';
import type { LanguageModel } from '../models/model.ts';
import { dollars } from '../models/dollars.ts';
import { priceOf } from '../models/prices.ts';
import { preparedForEvals } from '../models/rehearsal.ts';
import { runName } from '../generation/run.ts';
import { EVERYDAY_REQUESTS } from '../evals/everyday.ts';
import { EVAL_NAMES, type EvalName, type Question, type Subject } from '../evals/eval.ts';
import { type EvalEstimate, estimateEval } from '../evals/estimate.ts';
import { readQuestionsFile } from '../evals/own-questions.node.ts';
import { DEFAULT_QUESTIONS } from '../evals/questions.ts';
import type { EvalReport } from '../evals/report.ts';
import { evalPath, readEval, readEvalData } from '../evals/results.node.ts';
import { type EvalRunOptions, runEval } from '../evals/run.ts';
import type { EvalData } from '../evals/saved.ts';
import type { Progress } from '../engine/progress.ts';
import { openAnswers } from './answers.ts';
import type { ParsedDocument, TraitsDocuments } from './documents.ts';
import type { Evals } from './evals.ts';
import { askForModel, chooseSubjects, subjectsOf, subjectsText } from './eval-subjects.ts';
import { evalTitle } from './eval-words.ts';
import type { Keys } from './keys.ts';
import { label } from './labels.ts';
import { missingFor } from './model-settings.ts';
import { boundsForRun, mayBePaid, modelsForRun, openRunJournal, type RunBounds, sayOfModels, underProgress } from './model-run.ts';
import { inNotification } from './plain-markdown.ts';
import { readRehearsal } from './rehearsal-file.ts';
import { callsText } from './run-cost.ts';
import type { RunsUnderWay } from './runs.ts';
import { mayCall } from './trust.ts';

/** Calls under way at once: as in other runs of the editor. */
const CONCURRENCY = 4;
/** So that the same questions are drawn each time, and two runs can be compared pair by pair. */
const SEED = 1;

export interface EvalAsked {
  readonly uri: vscode.Uri;
  readonly name: EvalName;
  /** All when empty. The knowledge eval is about all in any case. */
  readonly traitIds: readonly string[];
  readonly controller: AbortController;
  /** Calls are about to be made. */
  readonly onBegin?: () => void;
}

interface EvalItem extends vscode.QuickPickItem {
  readonly name?: EvalName;
}

export interface EvalRunParts {
  readonly documents: TraitsDocuments;
  readonly evals: Evals;
  readonly keys: Keys;
  readonly runs: RunsUnderWay;
  readonly context: Pick<vscode.ExtensionContext, 'globalStorageUri' | 'workspaceState'>;
  readonly version: string;
  readonly showReport: (document: vscode.Uri, report: EvalReport, traitId: string | null) => void;
}

export class EvalRuns {
  private readonly parts: EvalRunParts;

  constructor(parts: EvalRunParts) {
    this.parts = parts;
  }

  /** Asks which eval, runs it over the document, or what bears on one trait of it, and opens its report. */
  async evaluate(uri: vscode.Uri | undefined, traitId: string | undefined): Promise<void> {
    const source = uri ?? vscode.window.activeTextEditor?.document.uri;
    if (source === undefined) {
      void vscode.window.showWarningMessage(vscode.l10n.t('Open a traits document first: it is what an eval is about.'));
      return;
    }
    if (!mayCall()) return;
    const parsed = traitId === undefined ? undefined : (await this.parts.documents.current(await vscode.workspace.openTextDocument(source)))?.parsed;
    const trait = parsed?.traits.find(({ id }) => id === traitId);
    const who = subjectsText(subjectsOf(this.parts.context));
    const items: readonly EvalItem[] = [
      ...EVAL_NAMES.map((name) => ({ label: evalTitle(name), detail: trait !== undefined && name === 'knowledge' ? vscode.l10n.t('Of the whole document in any case: which traits are recalled, and how well') : explained(name), name })),
      { label: '', kind: vscode.QuickPickItemKind.Separator },
      { label: vscode.l10n.t('Choose who is evaluated…'), detail: vscode.l10n.t('Now: {0}', who) },
    ];
    const title = trait === undefined ? vscode.l10n.t('Evaluate') : vscode.l10n.t('Evaluate: {0}', label(trait.name));
    const picked = await vscode.window.showQuickPick(items, { title, placeHolder: vscode.l10n.t('What is measured? Asked: {0}', who) });
    if (picked === undefined) return;
    if (picked.name === undefined) {
      if (await chooseSubjects(this.parts.context)) await this.evaluate(source, traitId);
      return;
    }
    const report = await this.run({ uri: source, name: picked.name, traitIds: traitId === undefined || picked.name === 'knowledge' ? [] : [traitId], controller: new AbortController() });
    if (report !== undefined) this.parts.showReport(source, report, traitId ?? null);
  }

  /** Runs one eval; undefined where it did not begin, which is said. What broke off while it ran is thrown, and kept until there. */
  async run({ uri, name, traitIds, controller, onBegin }: EvalAsked): Promise<EvalReport | undefined> {
    const { keys } = this.parts;
    const document = await this.documentFor(uri);
    if (document === undefined) return undefined;
    const named = await modelsForRun(document, ['generator', 'judge'], keys, true);
    if (named === undefined) return undefined;
    const who = subjectsOf(this.parts.context);
    const subjects: Subject[] = [];
    for (const { model: written, withDocument } of who) {
      const model = await subjectModel(written === undefined ? named.names.generator : parseModelName(written), named.settings);
      if (model === undefined) return undefined;
      subjects.push(withDocument ? { model, document: document.parsed } : { model });
    }
    const bounds = boundsForRun({ ...named.names, ...Object.fromEntries(subjects.map(({ model }, at) => [`subject ${at}`, providerOf(model)])) });
    if (bounds === undefined) return undefined;
    const generator = await createModel(named.names.generator, named.settings);
    const judge = await createModel(named.names.judge, named.settings);
    const rehearsed = [generator, judge, ...subjects.map(({ model }) => model)].some((model) => model.rehearsed);
    const items = rehearsed ? await preparedItems(uri) : undefined;
    if (rehearsed && items === undefined) return undefined;
    const wanted = vscode.workspace.getConfiguration('traits', uri).get<number>('evals.questions') ?? 12;
    const questions = await questionsFor(name, uri);
    // Verdicts that were written beforehand are about all traits.
    const size = { questions: Math.min(200, Math.max(1, Math.floor(wanted))), ...(items === undefined ? { traitIds } : { traitIds: [], items }) };
    return this.make(document, { eval: name, questions, size, subjects, judge, generator, seed: SEED }, bounds, controller, onBegin);
  }

  /** Asks for another judge, and has it judge the answers of a saved eval: the subject is not asked again. */
  async rejudge(uri: vscode.Uri, { journal }: EvalReport): Promise<void> {
    const { keys } = this.parts;
    const document = await this.documentFor(uri);
    if (document === undefined) return;
    const data = await readEvalData(journal);
    const named = await modelsForRun(document, ['generator', 'judge'], keys, true);
    if (named === undefined) return;
    const written = await askForModel(vscode.l10n.t('Judge Anew: Which Judge'), data.header.models.judge === writeModelName(named.names.judge) ? '' : writeModelName(named.names.judge));
    if (written === undefined) return;
    const judge = await subjectModel(parseModelName(written), named.settings);
    const generator = await createModel(named.names.generator, named.settings);
    const bounds = judge === undefined ? undefined : boundsForRun({ ...named.names, other: providerOf(judge) });
    if (judge === undefined || bounds === undefined) return;
    const { header, answers } = data;
    const options = { eval: header.eval, questions: [], size: header.parameters, subjects: [], judge, generator, seed: header.seed ?? SEED, rejudged: { header, answers } };
    const report = await this.make(document, options, bounds, new AbortController(), undefined);
    if (report !== undefined) this.parts.showReport(uri, report, null);
  }

  /** Undefined after saying why nothing can be evaluated. */
  private async documentFor(uri: vscode.Uri): Promise<ParsedDocument | undefined> {
    const document = await this.parts.documents.current(await vscode.workspace.openTextDocument(uri));
    if (document === undefined || document.parsed.traits.length === 0) {
      void vscode.window.showWarningMessage(vscode.l10n.t('Open a traits document with some traits first: they are what an eval is about.'));
      return undefined;
    }
    if (uri.scheme !== 'file') {
      void vscode.window.showErrorMessage(vscode.l10n.t('Save the document on disk first: the journal of an eval is kept beside it.'));
      return undefined;
    }
    return mayCall() ? document : undefined;
  }

  private async make(
    document: ParsedDocument,
    options: Pick<EvalRunOptions, 'eval' | 'questions' | 'size' | 'subjects' | 'judge' | 'generator' | 'seed' | 'rejudged'>,
    bounds: RunBounds,
    controller: AbortController,
    onBegin: (() => void) | undefined,
  ): Promise<EvalReport | undefined> {
    const { runs, evals, context, version } = this.parts;
    const { source, parsed } = document;
    const { prices, budget, limits } = bounds;
    const file = label(source.uri.path.slice(source.uri.path.lastIndexOf('/') + 1));
    const title = vscode.l10n.t('{0} of {1}', evalTitle(options.eval), inNotification(file));
    const { eval: evalName, questions, size, seed, subjects, judge, generator, rejudged } = options;
    const estimate = estimateEval({
      eval: evalName,
      document: parsed,
      questions,
      size,
      seed,
      subjects: subjects.map(({ model, document: own }) => (own === undefined ? { model: model.id } : { model: model.id, document: own })),
      judge: judge.id,
      generator: generator.id,
      ...(rejudged === undefined ? {} : { rejudged: rejudged.answers }),
      priceOf: (id) => priceOf(id, prices),
    });
    const plan = estimateText(estimate);
    const models = [...subjects.map(({ model }) => model), generator, judge];
    const paid = await mayBePaid({ question: vscode.l10n.t('Evaluate {0}?', title), estimate: plan, most: estimate.stages.reduce((total, { cost }) => total + (cost ?? 0), 0), unpricedCalls: estimate.unpriced, models }, bounds);
    if (!paid) return undefined;
    const cache = openAnswers(context);
    const name = runName(new Date(), Math.random());
    const path = evalPath(source.uri.fsPath, name);
    let last: Progress | undefined;
    let answered = 0;
    const data = await underProgress<EvalData>(
      runs,
      { uri: source.uri, title, controller },
      async (told) => {
        const journal = await openRunJournal(path, told);
        if (journal === undefined) return undefined;
        told.reporter.started({ run: name, path, plan });
        onBegin?.();
        try {
          return await runEval({
            ...options,
            run: name,
            tool: `traitwright ${version}`,
            documentName: file,
            document: parsed,
            journal,
            concurrency: CONCURRENCY,
            limits,
            now: () => new Date(),
            signal: told.signal,
            cache,
            priceOf: (id) => priceOf(id, prices),
            ...(budget === undefined ? {} : { budget: { usd: budget } }),
            expectedCalls: estimate.calls,
            onProgress: (progress) => {
              last = progress;
              const text = callsText(progress, true, vscode.l10n.t);
              told.show(text, progress.done / (progress.expected ?? Infinity));
              told.reporter.progress(text, progress);
            },
            onRetry: ({ message }, waitMs) => {
              const text = vscode.l10n.t('Trying again in {0} s. {1}', Math.ceil(waitMs / 1000), message);
              told.reporter.trouble(text);
              told.show(inNotification(text));
            },
            onAnswer: ({ id, trouble, reason }) => {
              answered += 1;
              evals.tellOfRun(source.uri);
              if (trouble === null) told.reporter.step(id);
              else told.reporter.trouble(`${id}: ${trouble}. ${reason}`);
            },
          });
        } finally {
          await journal.close();
          await cache.idle();
        }
      },
      ({ ended }) => ({ ended: ended === 'done' || ended === 'budget' ? ended : 'cancelled', progress: last ?? NO_PROGRESS, counts: { answers: answered }, givenUp: 0, told: ended === 'done' }),
    );
    if (data === undefined) return undefined;
    evals.tell(source.uri);
    return readEval(path, source.uri.fsPath);
  }
}

const NO_PROGRESS: Progress = { done: 0, cached: 0, resumed: 0, underWay: 0, waiting: 0, expected: undefined, tokens: { inputTokens: 0, outputTokens: 0 }, usd: 0, msLeft: undefined };

/** An estimate in words, without a full stop. */
function estimateText({ calls, cost, stages, unpriced }: EvalEstimate): string {
  if (cost !== undefined) return vscode.l10n.t('about {0} calls, about {1}', calls, dollars(cost));
  const known = stages.reduce((total, stage) => total + (stage.cost ?? 0), 0);
  return vscode.l10n.t('about {0} calls, {1} of them at a price that is not known, the others about {2}', calls, unpriced, dollars(known));
}

/** The default ones and the document’s own; of its own, lines that cannot be read are said. */
async function questionsFor(name: EvalName, uri: vscode.Uri): Promise<readonly Question[]> {
  if (name === 'trade-offs') return [];
  const { questions, problems } = await readQuestionsFile(uri.fsPath, name);
  const [first] = problems;
  if (first !== undefined) void vscode.window.showWarningMessage(inNotification(vscode.l10n.t('Line {0} of the document’s own questions is left out: {1}', first.line, first.message)));
  // As on the command line: what is drawn, and what was answered before, goes by the place in the list.
  return [...(name === 'knowledge' ? DEFAULT_QUESTIONS : EVERYDAY_REQUESTS), ...questions];
}

/** What the rehearsal model has answers of evals for: nothing else is asked of it. Undefined after saying that there is nothing. */
async function preparedItems(uri: vscode.Uri): Promise<readonly string[] | undefined> {
  const { text, fileName } = await readRehearsal(uri);
  const items = text === undefined ? [] : (preparedForEvals(text) ?? []);
  if (items.length > 0) return items;
  sayOfModels(vscode.l10n.t('The rehearsal model has no answers of evals for this document: {0} has none. Set another model.', fileName), false);
  return undefined;
}

/** Undefined after saying what is wrong with it. */
async function subjectModel(name: ModelName | string, settings: ProviderSettings): Promise<LanguageModel | undefined> {
  const problem = typeof name === 'string' ? name : missingFor(new Set([name.provider]), settings).length > 0 ? vscode.l10n.t('{0} cannot be called: run “Traits: Test Connection” for why.', writeModelName(name)) : undefined;
  if (problem === undefined && typeof name !== 'string') return createModel(name, settings);
  void vscode.window.showErrorMessage(inNotification(problem ?? ''));
  return undefined;
}

function providerOf({ id }: LanguageModel): ModelName {
  const name = parseModelName(id);
  return typeof name === 'string' ? { provider: 'rehearsal' } : name;
}

function explained(name: EvalName): string {
  switch (name) {
    case 'knowledge':
      return vscode.l10n.t('Abstract questions: which traits are recalled, and how well');
    case 'over-trigger':
      return vscode.l10n.t('The document’s exceptions and everyday requests: whether a trait shows where nothing calls for it');
    case 'trade-offs':
      return vscode.l10n.t('Cases where two traits pull apart: whether the one gives way that the document says');
  }
}

/** What every run that makes samples of one trait goes through: models, estimate, journal, progress, and what is said at its end. */
import * as vscode from 'vscode';
import type { Trait } from '../document/traits-document.ts';
import type { ResponseCache } from '../engine/cache.ts';
import { journalPath } from '../engine/journal-file.node.ts';
import type { Estimate, EstimateOptions } from '../generation/estimate.ts';
import { countByStatus, runName, type RunOptions, type RunResult } from '../generation/run.ts';
import type { Sample } from '../generation/sample.ts';
import type { LanguageModel, Role } from '../models/model.ts';
import { dollars } from '../models/dollars.ts';
import { priceOf } from '../models/prices.ts';
import { createModels, type ModelName, ROLES } from '../models/providers.ts';
import { openAnswers } from './answers.ts';
import type { ParsedDocument } from './documents.ts';
import type { KeyOwner, Keys } from './keys.ts';
import { boundsForRun, mayBePaid, modelsForRun, openRunJournal, type RunBounds, type RunTold, sayWithSettings, underProgress } from './model-run.ts';
import { inNotification } from './plain-markdown.ts';
import { agreedOverrides } from './prompt-overrides.ts';
import { estimateText, payable, progressText } from './run-cost.ts';
import { reportSample, type RunsUnderWay } from './runs.ts';
import { mayCall } from './trust.ts';

/** Calls under way at once. A preview is small, and a free quota is smaller. */
const CONCURRENCY = 4;

/** A trait of a document, both as they were read last. */
export interface Target {
  readonly document: ParsedDocument;
  readonly trait: Trait;
}

/** What a run is given, whatever it makes. */
export type CommonOptions = Pick<
  RunOptions,
  'run' | 'tool' | 'documentName' | 'document' | 'models' | 'overrides' | 'journal' | 'concurrency' | 'limits' | 'now' | 'signal' | 'cache' | 'priceOf' | 'budget' | 'expectedCalls' | 'onProgress' | 'onRetry' | 'onSample'
>;

/** What is to be made of a trait. */
export interface SampleJob {
  /** Two runs of one trait and one name are one too many. */
  readonly name: string;
  /** Like `Scenarios for “Honest”`; and the question before it is paid for, like `Run scenarios for “Honest”?` */
  readonly title: string;
  readonly question: string;
  /** How many samples there will be. */
  readonly samples: number;
  estimate(given: Pick<EstimateOptions, 'models' | 'prices' | 'overrides'>): Estimate;
  run(options: CommonOptions): Promise<RunResult>;
  /** The journal is open: returns where the samples of the run of this name go. */
  begin(run: string): (sample: Sample) => void;
  /** Answers of earlier runs are not taken: somebody wants another one. */
  readonly anew?: true;
  /** Why the rehearsal model cannot do it. */
  readonly unrehearsable?: string;
  /** What is said where nothing new came of it, and what is then run instead. */
  readonly same?: { readonly message: string; readonly instead: SampleJob };
}

export interface SampleRunParts {
  readonly keys: Keys;
  readonly runs: RunsUnderWay;
  readonly log: vscode.LogOutputChannel;
  readonly context: Pick<vscode.ExtensionContext, 'globalStorageUri' | 'workspaceState'>;
  readonly version: string;
}

/** What a run is made with. */
interface Plan extends RunBounds {
  readonly names: Readonly<Record<Role, ModelName>>;
  readonly models: Readonly<Record<Role, LanguageModel>>;
  readonly overrides: NonNullable<RunOptions['overrides']>;
  readonly estimate: Estimate;
}

/** What came of a run, and which it was. */
export interface JobResult extends RunResult {
  readonly run: string;
}

export interface SampleRuns {
  /** Undefined where nothing was run, or it ended before it began. Never rejects: what goes wrong is said. */
  start(target: Target, job: SampleJob): Promise<JobResult | undefined>;
  /** Says what goes wrong with what comes before a run. */
  guarded<T>(work: () => Promise<T>): Promise<T | undefined>;
  /** Ends the runs over a document, or all. */
  cancel(uri?: vscode.Uri): void;
}

export function createSampleRuns({ keys, runs, log, context, version }: SampleRunParts): SampleRuns {
  const running = new Map<string, { readonly uri: string; readonly controller: AbortController }>();
  const answers = openAnswers(context);

  /** What to run with, after asking for what is missing; undefined when the run cannot go on. */
  async function planned({ document }: Target, job: SampleJob): Promise<Plan | undefined> {
    const named = await modelsForRun(document, ROLES, keys, job.unrehearsable === undefined);
    if (named === undefined) return undefined;
    const { names, settings } = named;
    if (job.unrehearsable !== undefined && ROLES.some((role) => names[role].provider === 'rehearsal')) {
      void vscode.window.showInformationMessage(job.unrehearsable);
      return undefined;
    }
    const bounds = boundsForRun(names);
    const overrides = bounds === undefined ? undefined : await agreedOverrides(document.source.uri, context.workspaceState);
    if (bounds === undefined || overrides === undefined) return undefined;
    const models = await createModels(names, settings);
    const ids = { generator: models.generator.id, critic: models.critic.id, judge: models.judge.id };
    return { names, models, ...bounds, overrides, estimate: job.estimate({ models: ids, prices: bounds.prices, overrides }) };
  }

  function confirmed(plan: Plan, { question }: SampleJob): Promise<boolean> {
    const { estimate, models } = plan;
    const remark = vscode.l10n.t('It is an estimate: models that think cost more, and answers that are there from earlier runs nothing.');
    return mayBePaid({ question, estimate: estimateText(estimate, vscode.l10n.t), remark, ...payable(estimate), models: Object.values(models) }, plan);
  }

  async function start(target: Target, job: SampleJob): Promise<JobResult | undefined> {
    const { source } = target.document;
    if (!mayCall()) return undefined;
    if (source.uri.scheme !== 'file') {
      void vscode.window.showErrorMessage(vscode.l10n.t('Save the document on disk first: the journal of a run is kept beside it.'));
      return undefined;
    }
    const plan = await planned(target, job);
    if (plan === undefined || !(await confirmed(plan, job))) return undefined;
    return goOn(target, job, plan);
  }

  async function guarded<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      await sayError(error);
      return undefined;
    }
  }

  async function sayError(error: unknown): Promise<void> {
    log.error(error instanceof Error ? error : String(error));
    const show = vscode.l10n.t('Show Log');
    const message = error instanceof Error ? error.message : String(error);
    if ((await vscode.window.showErrorMessage(inNotification(vscode.l10n.t('The preview stopped: {0}', message)), show)) === show) log.show();
  }

  async function goOn(target: Target, job: SampleJob, plan: Plan): Promise<JobResult | undefined> {
    const { document, trait } = target;
    const uri = document.source.uri;
    const key = JSON.stringify([uri.toString(), trait.id, job.name]);
    const title = inNotification(job.title);
    if (running.has(key)) {
      void vscode.window.showInformationMessage(vscode.l10n.t('{0} are on their way.', title));
      return undefined;
    }
    const controller = new AbortController();
    running.set(key, { uri: uri.toString(), controller });
    let result: JobResult | undefined;
    try {
      result = await underProgress(
        runs,
        { uri, title, controller },
        (told) => run(target, job, plan, told),
        (came) => ({ ...came, counts: countByStatus(came.samples), told: isTold(came) }),
      );
    } finally {
      running.delete(key);
    }
    if (result !== undefined) void sayEnd(target, job, plan, result).catch(sayError);
    return result;
  }

  /** Undefined where it was cancelled before it began. */
  async function run({ document }: Target, job: SampleJob, { names, models, prices, budget, limits, overrides, estimate }: Plan, told: RunTold): Promise<JobResult | undefined> {
    const { source, parsed } = document;
    const { signal, reporter, show } = told;
    const name = runName(new Date(), Math.random());
    const path = journalPath(source.uri.fsPath, name);
    const journal = await openRunJournal(path, told);
    if (journal === undefined) return undefined;
    // What comes of another answer takes the place of the old one.
    const cache: ResponseCache = job.anew === true ? { get: () => Promise.resolve(undefined), put: (key, answer) => answers.put(key, answer) } : answers;
    try {
      const plan = `${job.samples === 1 ? vscode.l10n.t('1 sample') : vscode.l10n.t('{0} samples', job.samples)}, ${estimateText(estimate, vscode.l10n.t)}`;
      reporter.started({ run: name, path, plan });
      const receive = job.begin(name);
      const finished = new Set<string>();
      show(`0 / ${plan}`);
      const result = await job.run({
        run: name,
        tool: `traitwright ${version}`,
        documentName: source.uri.path.slice(source.uri.path.lastIndexOf('/') + 1),
        document: parsed,
        models,
        overrides,
        journal,
        concurrency: CONCURRENCY,
        limits,
        now: () => new Date(),
        signal,
        cache,
        priceOf: (id) => priceOf(id, prices),
        ...(budget === undefined ? {} : { budget: { usd: budget } }),
        expectedCalls: estimate.calls,
        onProgress: (progress) => {
          const text = progressText(progress, { done: finished.size, of: job.samples }, vscode.l10n.t);
          show(text, progress.done / (progress.expected ?? Infinity));
          reporter.progress(text, progress);
        },
        onRetry: ({ message }, waitMs) => {
          const text = vscode.l10n.t('Trying again in {0} s. {1}', Math.ceil(waitMs / 1000), message);
          reporter.trouble(text);
          show(inNotification(text));
        },
        onSample: (sample) => {
          receive(sample);
          if (sample.status === 'running') return;
          finished.add(sample.id);
          reportSample(reporter, sample);
        },
      });
      if (result.samples.every((sample) => sample.status === 'failed')) sayWhy(result.samples, names, path);
      return { ...result, run: name };
    } finally {
      await journal.close();
      await answers.idle();
    }
  }

  /** Says of a run what its samples do not. */
  async function sayEnd(target: Target, job: SampleJob, plan: Plan, { progress, ended, samples }: RunResult): Promise<void> {
    const { done, cached } = progress;
    if (ended === 'budget') {
      const missing = samples.filter(({ status }) => status === 'cancelled').length;
      const cap = dollars(plan.budget ?? 0);
      sayWithSettings(
        missing === 1
          ? vscode.l10n.t('The budget of {0} for a run is used up, and one sample is missing. What was finished is kept.', cap)
          : vscode.l10n.t('The budget of {0} for a run is used up, and {1} samples are missing. What was finished is kept.', cap, missing),
        'traits.runs.budget',
      );
    }
    if (ended !== 'done' || done === 0 || cached < done || job.same === undefined) return;
    const { message, instead } = job.same;
    const anew = vscode.l10n.t('Make New Ones');
    if ((await vscode.window.showInformationMessage(inNotification(message), anew)) === anew && (await confirmed(plan, instead))) await goOn(target, instead, plan);
  }

  /** When every sample failed the reasons are one: said once, with what to do next. */
  function sayWhy([first]: readonly Sample[], names: Plan['names'], journal: string): void {
    const [set, select, test, open] = [vscode.l10n.t('Set API Key'), vscode.l10n.t('Select Models'), vscode.l10n.t('Test Connection'), vscode.l10n.t('Open Journal')];
    const isKey = first?.failure === 'no-key' || first?.failure === 'unauthorized';
    const owner = isKey ? ROLES.map((role) => names[role].provider).find((provider): provider is KeyOwner => provider === 'gemini' || provider === 'openai') : undefined;
    const choices = [...(owner === undefined ? [] : [set]), select, test, open];
    void vscode.window.showErrorMessage(inNotification(first?.reason ?? vscode.l10n.t('Every sample failed.')), ...choices).then((choice) => {
      if (choice === set) keys.ask(owner).catch(sayError);
      if (choice === select) void vscode.commands.executeCommand('traits.selectModels');
      if (choice === test) void vscode.commands.executeCommand('traits.testConnection');
      if (choice === open) void vscode.window.showTextDocument(vscode.Uri.file(journal));
    });
  }

  return {
    start: (target, job) => guarded(() => start(target, job)),
    guarded,
    cancel(uri) {
      for (const { uri: of, controller } of running.values()) if (uri === undefined || of === uri.toString()) controller.abort();
    },
  };
}

/** Whether its end is said here, with what to do next: nothing new came of it, or not all. */
function isTold({ progress: { done, cached }, ended, samples }: RunResult): boolean {
  return ended === 'budget' || (ended === 'done' && done > 0 && cached === done) || samples.every(({ status }) => status === 'failed');
}

/** *Preview Scenarios*: checks what a run needs, runs it with progress and cancel, and shows its samples. */
import * as vscode from 'vscode';
import type { Trait } from '../document/traits-document.ts';
import type { ResponseCache } from '../engine/cache.ts';
import { createJournalFile, JournalInUse, journalPath } from '../engine/journal-file.node.ts';
import type { Journal } from '../engine/journal.ts';
import type { Limits } from '../engine/limits.ts';
import { refuseBudget } from '../engine/spending.ts';
import { USUAL_VARIETY } from '../generation/draw.ts';
import { type Estimate, estimateChat, estimateText } from '../generation/estimate.ts';
import type { PromptOverrides } from '../generation/overrides.ts';
import { countByStatus, runChat, runName, type RunResult } from '../generation/run.ts';
import type { Sample } from '../generation/sample.ts';
import type { LanguageModel, Role } from '../models/model.ts';
import { dollars, priceOf, type PriceTable } from '../models/prices.ts';
import { createModels, type ModelName, parseModelName, ROLES } from '../models/providers.ts';
import { openAnswers } from './answers.ts';
import type { ParsedDocument, TraitsDocuments } from './documents.ts';
import type { KeyOwner, Keys } from './keys.ts';
import { budgetOfRuns, chosenModels, confirmationThreshold, DECIDERS, limitsOfRuns, missingFor, pricesToday, providerSettings } from './model-settings.ts';
import { inNotification } from './plain-markdown.ts';
import type { Previews } from './previews.ts';
import { agreedOverrides } from './prompt-overrides.ts';
import { readRehearsal, refuseRehearsal } from './rehearsal-file.ts';
import { needsConfirmation, progressText } from './run-cost.ts';
import { type RunReporter, reportSample, type RunsUnderWay } from './runs.ts';
import { mayCall } from './trust.ts';

type ModelNames = Readonly<Record<Role, ModelName>>;

/** Calls under way at once. A preview is small, and a free quota is smaller. */
const CONCURRENCY = 4;

/** As in the manifest, where the bounds only colour the settings: one click must not spend a thousand. */
const MOST_SCENARIOS = 20;

export interface PreviewRuns extends vscode.Disposable {
  /**
   * Previews a trait: the one of `traitId`, of several the nearest to `offset`; or the one at the cursor when none is
   * given. Never rejects: what goes wrong is said.
   */
  preview(uri?: vscode.Uri, traitId?: string, offset?: number): Promise<void>;
  /** Cancels the runs over a document, or all. */
  cancel(uri?: vscode.Uri): void;
}

export interface PreviewRunParts {
  readonly documents: TraitsDocuments;
  readonly previews: Previews;
  readonly keys: Keys;
  readonly runs: RunsUnderWay;
  readonly log: vscode.LogOutputChannel;
  readonly context: Pick<vscode.ExtensionContext, 'globalStorageUri' | 'workspaceState'>;
  readonly version: string;
}

interface Target {
  readonly document: ParsedDocument;
  readonly trait: Trait;
}

/** What a run is made with. */
interface Plan {
  readonly names: ModelNames;
  readonly models: Readonly<Record<Role, LanguageModel>>;
  readonly perTrait: number;
  readonly prices: PriceTable;
  /** In US dollars. */
  readonly budget: number | undefined;
  readonly limits: Readonly<Record<string, Limits>>;
  readonly overrides: PromptOverrides;
  readonly estimate: Estimate;
}

export function createPreviewRuns({ documents, previews, keys, runs, log, context, version }: PreviewRunParts): PreviewRuns {
  const running = new Map<string, { readonly uri: string; readonly controller: AbortController }>();
  const answers = openAnswers(context);

  async function findTarget(uri: vscode.Uri | undefined, traitId: string | undefined, offset: number | undefined): Promise<Target | undefined> {
    const editor = vscode.window.activeTextEditor;
    const source = uri === undefined ? editor?.document : await vscode.workspace.openTextDocument(uri);
    const document = source === undefined ? undefined : await documents.current(source);
    if (source === undefined || document === undefined) {
      void vscode.window.showWarningMessage('Open a traits document first: scenarios are previewed from one of its traits.');
      return undefined;
    }
    const { traits } = document.parsed;
    const at = offset ?? (editor?.document === source ? source.offsetAt(editor.selection.active) : 0);
    const trait =
      traitId === undefined
        ? traits.find(({ range }) => range.start <= at && at < range.end)
        : traits.filter(({ id }) => id === traitId).toSorted((a, b) => Math.abs(a.range.start - at) - Math.abs(b.range.start - at))[0];
    if (trait !== undefined) return { document, trait };
    void vscode.window.showWarningMessage(
      traits.length === 0 ? 'This document has no traits yet: write a section that says what a trait means, and why.' : 'Put the cursor in a trait first.',
    );
    return undefined;
  }

  /** The models that the document or the settings name; undefined after saying what is wrong with them. */
  function namedModels({ source, parsed }: ParsedDocument): ModelNames | undefined {
    const chosen = chosenModels(source.uri, parsed);
    const names: Partial<Record<Role, ModelName>> = {};
    for (const role of ROLES) {
      const { written, by } = chosen[role];
      const name = parseModelName(written);
      if (typeof name === 'string') {
        sayOfModels(`The ${role}, by the ${DECIDERS[by]}: ${name}`, by === 'document');
        return undefined;
      }
      names[role] = name;
    }
    return names as ModelNames;
  }

  /** What to run with, after asking for what is missing; undefined when the run cannot go on. */
  async function plan({ document, trait }: Target): Promise<Plan | undefined> {
    const { source, parsed } = document;
    let names = namedModels(document);
    if (names === undefined) return undefined;
    const settings = await providerSettings(keys, source.uri, () => readRehearsal(source.uri));
    const [missing] = missingFor(new Set(ROLES.map((role) => names?.[role].provider ?? '')), settings);
    if (missing !== undefined) {
      const next = await offerSetUp(missing, source.uri);
      if (next === 'again') return plan({ document, trait });
      if (next === undefined) return undefined;
      names = next;
    }
    const chosen = names;
    const rehearsing = ROLES.filter((role) => chosen[role].provider === 'rehearsal');
    const unprepared = rehearsing.length === 0 ? undefined : await refuseRehearsal(source.uri);
    if (unprepared !== undefined) {
      sayOfModels(unprepared, rehearsing.every((role) => chosenModels(source.uri, parsed)[role].by === 'document'));
      return undefined;
    }
    const prices = pricesToday();
    if (typeof prices === 'string') {
      sayWithSettings(prices, 'traits.prices');
      return undefined;
    }
    const budget = budgetOfRuns();
    if (typeof budget === 'string') {
      sayWithSettings(budget, 'traits.runs.budget');
      return undefined;
    }
    const providers = ROLES.map((role) => names[role].provider);
    const limits = limitsOfRuns(providers);
    if (typeof limits === 'string') {
      sayWithSettings(limits, 'traits.runs');
      return undefined;
    }
    const overrides = await agreedOverrides(source.uri, context.workspaceState);
    if (overrides === undefined) return undefined;
    const perTrait = scenariosPerTrait(source);
    const models = await createModels(names, settings);
    const ids = { generator: models.generator.id, critic: models.critic.id, judge: models.judge.id };
    return { names, models, perTrait, prices, budget, limits, overrides, estimate: estimateChat({ document: parsed, traits: [trait], perTrait, models: ids, prices, overrides }) };
  }

  /** `again` once what was missing is there. */
  async function offerSetUp(missing: KeyOwner | 'vertex', document: vscode.Uri): Promise<ModelNames | 'again' | undefined> {
    const [what, set] = SET_UP[missing];
    const select = 'Select Models';
    const use = 'Use Rehearsal Model';
    // Offered only where there is something to rehearse: for a document of one's own there is not.
    const rehearsable = (await readRehearsal(document)).text !== undefined;
    const sentence = rehearsable
      ? `${what}: set one, choose another model, or use the rehearsal model, whose answers were written beforehand.`
      : `${what}: set one, or choose another model, for instance one of Ollama. The samples can be tried without: they bring answers that were written beforehand.`;
    const choice = await vscode.window.showErrorMessage(sentence, set, select, ...(rehearsable ? [use] : []));
    if (choice === set && missing === 'vertex') await vscode.commands.executeCommand('workbench.action.openSettings', 'traits.vertex.project');
    else if (choice === set && missing !== 'vertex') return (await keys.ask(missing)) ? 'again' : undefined;
    if (choice === select) await vscode.commands.executeCommand('traits.selectModels');
    return choice === use ? { generator: { provider: 'rehearsal' }, critic: { provider: 'rehearsal' }, judge: { provider: 'rehearsal' } } : undefined;
  }

  /** Whether the run may be paid for. */
  async function confirmed({ estimate, prices, budget, models }: Plan, title: string): Promise<boolean> {
    const refusal = budget === undefined ? undefined : refuseBudget(Object.values(models), (id) => priceOf(id, prices));
    if (refusal !== undefined) {
      sayWithSettings(refusal, 'traits.prices traits.runs.budget');
      return false;
    }
    if (!needsConfirmation(estimate, confirmationThreshold())) return true;
    const go = 'Run';
    const text = estimateText(estimate);
    const cap = budget === undefined ? '' : ` The budget of ${dollars(budget)} ends it cleanly.`;
    const detail = `${text.charAt(0).toUpperCase()}${text.slice(1)}. It is an estimate: models that think cost more, and answers that are there from earlier runs nothing.${cap}`;
    return (await vscode.window.showWarningMessage(`Run ${title}?`, { modal: true, detail }, go)) === go;
  }

  async function preview(uri?: vscode.Uri, traitId?: string, offset?: number): Promise<void> {
    try {
      const target = await findTarget(uri, traitId, offset);
      if (target === undefined || !mayCall()) return;
      if (target.document.source.uri.scheme !== 'file') {
        void vscode.window.showErrorMessage('Save the document on disk first: the journal of a run is kept beside it.');
        return;
      }
      const planned = await plan(target);
      if (planned === undefined || !(await confirmed(planned, `scenarios for “${target.trait.name}”`))) return;
      if (traitId === undefined) revealHeading(target);
      await start(target, planned, answers);
    } catch (error) {
      await sayError(error);
    }
  }

  async function sayError(error: unknown): Promise<void> {
    log.error(error instanceof Error ? error : String(error));
    const show = 'Show Log';
    const message = error instanceof Error ? error.message : String(error);
    if ((await vscode.window.showErrorMessage(inNotification(`The preview stopped: ${message}`), show)) === show) log.show();
  }

  async function start(target: Target, planned: Plan, cache: ResponseCache): Promise<void> {
    const { document, trait } = target;
    const uri = document.source.uri.toString();
    const key = `${uri} ${trait.id}`;
    const title = inNotification(`Scenarios for “${trait.name}”`);
    if (running.has(key)) {
      void vscode.window.showInformationMessage(`${title} are on their way.`);
      return;
    }
    const controller = new AbortController();
    running.set(key, { uri, controller });
    const underWay = runs.begin({ uri: document.source.uri, title, cancel: () => controller.abort() });
    let result: RunResult | undefined;
    try {
      await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
        const subscription = token.onCancellationRequested(() => controller.abort());
        let shown = 0;
        const report = (message: string, part = shown): void => {
          progress.report({ message, increment: Math.max(0, part - shown) * 100 });
          shown = Math.max(shown, part);
        };
        try {
          result = await run(target, planned, cache, underWay, report, controller.signal);
        } finally {
          subscription.dispose();
        }
      });
    } finally {
      running.delete(key);
      underWay.end(result === undefined ? undefined : { ...result, counts: countByStatus(result.samples), told: isTold(result) });
    }
    if (result !== undefined) void sayEnd(target, planned, result).catch(sayError);
  }

  /** One run at a time writes about a document, also in other windows: says that it waits, until `signal` fires. */
  async function openJournal(path: string, underWay: RunReporter, report: (message: string) => void, signal: AbortSignal): Promise<Journal | undefined> {
    try {
      return await createJournalFile(path);
    } catch (error) {
      if (!(error instanceof JournalInUse)) throw error;
      underWay.step(`Waiting. ${error.message}`);
      report(inNotification(`Waiting for its end, or for Cancel: ${error.message}`));
    }
    try {
      return await createJournalFile(path, { wait: signal });
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  }

  /** Undefined where it was cancelled before it began. */
  async function run(
    { document, trait }: Target,
    { names, models, perTrait, prices, budget, limits, overrides, estimate }: Plan,
    cache: ResponseCache,
    underWay: RunReporter,
    report: (message: string, part?: number) => void,
    signal: AbortSignal,
  ): Promise<RunResult | undefined> {
    const { source, parsed } = document;
    const name = runName(new Date(), Math.random());
    const path = journalPath(source.uri.fsPath, name);
    const journal = await openJournal(path, underWay, report, signal);
    if (journal === undefined) return undefined;
    try {
      underWay.started({ run: name, path, plan: `${perTrait} samples, ${estimateText(estimate)}` });
      const show = previews.begin(document, trait);
      const finished = new Set<string>();
      report(`0 of ${perTrait} samples, ${estimateText(estimate)}`);
      const result = await runChat({
        run: name,
        tool: `traitwright ${version}`,
        documentName: fileName(source.uri),
        document: parsed,
        traits: [trait],
        perTrait,
        models,
        overrides,
        variety: USUAL_VARIETY,
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
          const text = progressText(progress, { done: finished.size, of: perTrait });
          report(text, progress.done / (progress.expected ?? Infinity));
          underWay.progress(text, progress);
        },
        onRetry: ({ message }, waitMs) => {
          const text = `Trying again in ${Math.ceil(waitMs / 1000)} s. ${message}`;
          underWay.trouble(text);
          report(inNotification(text));
        },
        onSample: (sample) => {
          show(sample);
          if (sample.status === 'running') return;
          finished.add(sample.id);
          reportSample(underWay, sample);
        },
      });
      if (result.samples.every((sample) => sample.status === 'failed')) sayWhy(result.samples, names, path);
      return result;
    } finally {
      await journal.close();
      await answers.idle();
    }
  }

  /** Says of a run what its samples do not. */
  async function sayEnd(target: Target, planned: Plan, { progress, ended, samples }: RunResult): Promise<void> {
    const { done, cached } = progress;
    if (ended === 'budget') {
      const missing = samples.filter(({ status: came }) => came === 'cancelled').length;
      sayWithSettings(`The budget of ${dollars(planned.budget ?? 0)} for a run is used up, and ${missing === 1 ? 'one sample is' : `${missing} samples are`} missing. What was finished is kept.`, 'traits.runs.budget');
    }
    if (ended !== 'done' || done === 0 || cached < done) return;
    const anew = 'Make New Ones';
    const name = target.trait.name;
    const choice = await vscode.window.showInformationMessage(inNotification(`The samples of “${name}” are those of an earlier run: nothing has changed since, and nothing was sent.`), anew);
    if (choice !== anew || !(await confirmed(planned, `new scenarios for “${name}”`))) return;
    // What comes of it takes the place of the old answers.
    await start(target, planned, { get: () => Promise.resolve(undefined), put: (key, answer) => answers.put(key, answer) });
  }

  /** When every sample failed the reasons are one: said once, with what to do next. */
  function sayWhy([first]: readonly Sample[], names: ModelNames, journal: string): void {
    const set = 'Set API Key';
    const select = 'Select Models';
    const test = 'Test Connection';
    const open = 'Open Journal';
    const isKey = first?.failure === 'no-key' || first?.failure === 'unauthorized';
    const owner = isKey ? ROLES.map((role) => names[role].provider).find((provider): provider is KeyOwner => provider === 'gemini' || provider === 'openai') : undefined;
    const choices = [...(owner === undefined ? [] : [set]), select, test, open];
    void vscode.window.showErrorMessage(inNotification(first?.reason ?? 'Every sample failed.'), ...choices).then((choice) => {
      if (choice === set) keys.ask(owner).catch(sayError);
      if (choice === select) void vscode.commands.executeCommand('traits.selectModels');
      if (choice === test) void vscode.commands.executeCommand('traits.testConnection');
      if (choice === open) void vscode.window.showTextDocument(vscode.Uri.file(journal));
    });
  }

  function cancel(uri?: vscode.Uri): void {
    for (const { uri: of, controller } of running.values()) if (uri === undefined || of === uri.toString()) controller.abort();
  }

  return {
    preview,
    cancel,
    dispose: () => cancel(),
  };
}

/** Whether its end is said here, with what to do next: nothing new came of it, or not all. */
function isTold({ progress: { done, cached }, ended, samples }: RunResult): boolean {
  return ended === 'budget' || (ended === 'done' && done > 0 && cached === done) || samples.every(({ status }) => status === 'failed');
}

/** What is missing, and what sets it. */
const SET_UP: Readonly<Record<KeyOwner | 'vertex', readonly [missing: string, set: string]>> = {
  gemini: ['No API key for Gemini', 'Set API Key'],
  openai: ['No API key for OpenAI', 'Set API Key'],
  vertex: ['No Google Cloud project for Vertex AI', 'Open Settings'],
};

function scenariosPerTrait(source: vscode.TextDocument): number {
  const set = vscode.workspace.getConfiguration('traits', source).get<number>('preview.scenariosPerTrait') ?? 3;
  return Math.min(MOST_SCENARIOS, Math.max(1, Math.floor(set)));
}

/** What the document decides is chosen in its front matter, and nowhere else. */
function sayOfModels(message: string, byDocument: boolean): void {
  const select = 'Select Models';
  void vscode.window.showErrorMessage(inNotification(message), ...(byDocument ? [] : [select])).then((choice) => {
    if (choice === select) void vscode.commands.executeCommand('traits.selectModels');
  });
}

function sayWithSettings(message: string, query: string): void {
  const open = 'Open Settings';
  void vscode.window.showErrorMessage(inNotification(message), open).then((choice) => {
    if (choice === open) void vscode.commands.executeCommand('workbench.action.openSettings', query);
  });
}

/** Started from within a trait, its threads would appear out of sight. */
function revealHeading({ document, trait }: Target): void {
  const editor = vscode.window.visibleTextEditors.find((candidate) => candidate.document === document.source);
  const heading = document.source.positionAt(trait.range.start);
  editor?.revealRange(new vscode.Range(heading, heading), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

function fileName(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

/** What every run of models goes through in the editor: which models, what is missing, what it may cost, its progress and its journal. */
import * as vscode from 'vscode';
import { createJournalFile, JournalInUse } from '../engine/journal-file.node.ts';
import type { Journal } from '../engine/journal.ts';
import type { Limits } from '../engine/limits.ts';
import { refuseBudget } from '../engine/spending.ts';
import type { LanguageModel, Role } from '../models/model.ts';
import { dollars } from '../models/dollars.ts';
import { priceOf, type PriceTable } from '../models/prices.ts';
import { type ModelName, parseModelName, type ProviderSettings } from '../models/providers.ts';
import type { ParsedDocument } from './documents.ts';
import type { KeyOwner, Keys } from './keys.ts';
import { budgetOfRuns, chosenModels, confirmationThreshold, DECIDERS, limitsOfRuns, missingFor, pricesToday, providerSettings } from './model-settings.ts';
import { inNotification } from './plain-markdown.ts';
import { readRehearsal, refuseRehearsal } from './rehearsal-file.ts';
import { needsConfirmation } from './run-cost.ts';
import type { RunOutcome, RunReporter, RunsUnderWay } from './runs.ts';

/** Which model has each role, and what its provider is called with. */
export interface NamedModels<R extends Role> {
  readonly names: Readonly<Record<R, ModelName>>;
  readonly settings: ProviderSettings;
}

/** What a run is about: a document, or data that is of none. */
export interface RunSubject {
  readonly source: Pick<ParsedDocument['source'], 'uri'>;
  readonly parsed: Pick<ParsedDocument['parsed'], 'frontMatter'> | undefined;
}

/**
 * The models that the document or the settings name for `roles`, after asking for a key that is missing, or for another
 * choice. Undefined after saying why nothing can run. `rehearsable`: the rehearsal model has answers for such a run.
 */
export async function modelsForRun<R extends Role>(about: RunSubject, roles: readonly R[], keys: Keys, rehearsable: boolean): Promise<NamedModels<R> | undefined> {
  const { source, parsed } = about;
  const chosen = chosenModels(source.uri, parsed);
  const byDocument = (asked: readonly R[]): boolean => asked.every((role) => chosen[role].by === 'document');
  let named: Partial<Record<R, ModelName>> = {};
  for (const role of roles) {
    const { written, by } = chosen[role];
    const name = parseModelName(written);
    if (typeof name === 'string') {
      sayOfModels(vscode.l10n.t('The {0}, by the {1}: {2}', role, DECIDERS[by], name), by === 'document');
      return undefined;
    }
    named[role] = name;
  }
  const settings = await providerSettings(keys, source.uri, () => readRehearsal(source.uri));
  const providerOf = (role: R): string => named[role]?.provider ?? '';
  const [missing] = missingFor(new Set(roles.map(providerOf)), settings);
  if (missing !== undefined) {
    const next = await offerSetUp(missing, source.uri, keys, rehearsable);
    if (next === 'again') return modelsForRun(about, roles, keys, rehearsable);
    if (next === undefined) return undefined;
    named = Object.fromEntries(roles.map((role): [string, ModelName] => [role, { provider: 'rehearsal' }])) as Partial<Record<R, ModelName>>;
  }
  const rehearsing = roles.filter((role) => providerOf(role) === 'rehearsal');
  const unprepared = rehearsing.length === 0 ? undefined : await refuseRehearsal(source.uri);
  if (unprepared !== undefined) {
    sayOfModels(unprepared, byDocument(rehearsing));
    return undefined;
  }
  return { names: named as Readonly<Record<R, ModelName>>, settings };
}

/** `again` once what was missing is there. */
async function offerSetUp(missing: KeyOwner | 'vertex', document: vscode.Uri, keys: Keys, rehearsable: boolean): Promise<'rehearsal' | 'again' | undefined> {
  const what = {
    gemini: vscode.l10n.t('No API key for Gemini'),
    openai: vscode.l10n.t('No API key for OpenAI'),
    vertex: vscode.l10n.t('No Google Cloud project for Vertex AI'),
  }[missing];
  const set = missing === 'vertex' ? vscode.l10n.t('Open Settings') : vscode.l10n.t('Set API Key');
  const select = vscode.l10n.t('Select Models');
  const use = vscode.l10n.t('Use Rehearsal Model');
  // Offered only where there is something to rehearse: for a document of one's own there is not.
  const isPrepared = rehearsable && (await readRehearsal(document)).text !== undefined;
  const sentence = isPrepared
    ? vscode.l10n.t('{0}: set one, choose another model, or use the rehearsal model, whose answers were written beforehand.', what)
    : vscode.l10n.t('{0}: set one, or choose another model, for instance one of Ollama. The samples can be tried without: they bring answers that were written beforehand.', what);
  const choice = await vscode.window.showErrorMessage(sentence, set, select, ...(isPrepared ? [use] : []));
  if (choice === set && missing === 'vertex') await vscode.commands.executeCommand('workbench.action.openSettings', 'traits.vertex.project');
  else if (choice === set && missing !== 'vertex') return (await keys.ask(missing)) ? 'again' : undefined;
  if (choice === select) await vscode.commands.executeCommand('traits.selectModels');
  return choice === use ? 'rehearsal' : undefined;
}

/** What may be spent and sent in a run, by the user's settings. */
export interface RunBounds {
  readonly prices: PriceTable;
  /** In US dollars. */
  readonly budget: number | undefined;
  readonly limits: Readonly<Record<string, Limits>>;
}

/** Undefined after saying which setting is wrong. */
export function boundsForRun(names: Readonly<Record<string, ModelName>>): RunBounds | undefined {
  const prices = pricesToday();
  if (typeof prices === 'string') return sayWithSettings(prices, 'traits.prices');
  const budget = budgetOfRuns();
  if (typeof budget === 'string') return sayWithSettings(budget, 'traits.runs.budget');
  const limits = limitsOfRuns(Object.values(names).map(({ provider }) => provider));
  if (typeof limits === 'string') return sayWithSettings(limits, 'traits.runs');
  return { prices, budget, limits };
}

/** A run that is to be paid for. */
export interface CostlyRun {
  /** Like `Run scenarios for “Honest”?` */
  readonly question: string;
  /** The estimate in words, without a full stop, and what else there is to know, in sentences. */
  readonly estimate: string;
  readonly remark?: string;
  /** At most, in US dollars, of the models whose prices are known; and how many calls go to others. */
  readonly most: number;
  readonly unpricedCalls: number;
  readonly models: readonly LanguageModel[];
}

/** Whether a run may be paid for: asks where it may cost more than the setting says, and says so where a budget cannot hold it. */
export async function mayBePaid({ question, estimate, remark = '', most, unpricedCalls, models }: CostlyRun, { budget, prices }: RunBounds): Promise<boolean> {
  const refusal = budget === undefined ? undefined : refuseBudget(models, (id) => priceOf(id, prices));
  if (refusal !== undefined) {
    sayWithSettings(refusal, 'traits.prices traits.runs.budget');
    return false;
  }
  if (!needsConfirmation({ most, unpricedCalls }, confirmationThreshold())) return true;
  const go = vscode.l10n.t('Run');
  const cap = budget === undefined ? '' : vscode.l10n.t('The budget of {0} ends it cleanly.', dollars(budget));
  const detail = [`${estimate.charAt(0).toUpperCase()}${estimate.slice(1)}.`, remark, cap].filter((part) => part !== '').join(' ');
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, go)) === go;
}

/** What a run says while it is under way. */
export interface RunTold {
  readonly signal: AbortSignal;
  readonly reporter: RunReporter;
  /** Says in the notification how far it is; `part` is from 0 to 1 and never goes back. */
  readonly show: (message: string, part?: number) => void;
}

/**
 * Runs `run` with a notification that can be cancelled, and tells `runs` of it. `outcome` is what its result came to;
 * a result that is undefined was cancelled before it began. `controller` is there for who can cancel it otherwise.
 */
export async function underProgress<T>(
  runs: RunsUnderWay,
  { uri, title, controller = new AbortController() }: { readonly uri: vscode.Uri; readonly title: string; readonly controller?: AbortController },
  run: (told: RunTold) => Promise<T | undefined>,
  outcome: (result: T) => RunOutcome,
): Promise<T | undefined> {
  const reporter = runs.begin({ uri, title, cancel: () => controller.abort() });
  let result: T | undefined;
  try {
    await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
      const subscription = token.onCancellationRequested(() => controller.abort());
      let shown = 0;
      const show = (message: string, part = shown): void => {
        progress.report({ message, increment: Math.max(0, part - shown) * 100 });
        shown = Math.max(shown, part);
      };
      try {
        result = await run({ signal: controller.signal, reporter, show });
      } finally {
        subscription.dispose();
      }
    });
  } finally {
    reporter.end(result === undefined ? undefined : outcome(result));
  }
  return result;
}

/** One run at a time writes about a document, also in other windows: says that it waits. Undefined where it was cancelled meanwhile. */
export async function openRunJournal(path: string, { reporter, show, signal }: RunTold): Promise<Journal | undefined> {
  try {
    return await createJournalFile(path);
  } catch (error) {
    if (!(error instanceof JournalInUse)) throw error;
    reporter.step(`Waiting. ${error.message}`);
    show(inNotification(vscode.l10n.t('Waiting for its end, or for Cancel: {0}', error.message)));
  }
  try {
    return await createJournalFile(path, { wait: signal });
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

/** What the document decides is chosen in its front matter, and nowhere else. */
export function sayOfModels(message: string, byDocument: boolean): void {
  const select = vscode.l10n.t('Select Models');
  void vscode.window.showErrorMessage(inNotification(message), ...(byDocument ? [] : [select])).then((choice) => {
    if (choice === select) void vscode.commands.executeCommand('traits.selectModels');
  });
}

/** Says what is wrong, with a way to the settings that `query` finds. */
export function sayWithSettings(message: string, query: string): undefined {
  const open = vscode.l10n.t('Open Settings');
  void vscode.window.showErrorMessage(inNotification(message), open).then((choice) => {
    if (choice === open) void vscode.commands.executeCommand('workbench.action.openSettings', query);
  });
}

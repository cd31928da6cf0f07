/** Which model has which role, and what its provider needs: from the document, the settings, the keys and the environment. */
import * as vscode from 'vscode';
import { MODEL_ROLES } from '../document/front-matter.ts';
import type { TraitsDocument } from '../document/traits-document.ts';
import type { Limits } from '../engine/limits.ts';
import type { ModelRole } from '../models/model.ts';
import { SAFETY_THRESHOLDS, THINKING_LEVELS } from '../models/gemini-request.ts';
import { type OwnPrices, type PriceTable, priceTable, readOwnPrices } from '../models/prices.ts';
import { DEFAULT_MODELS, type ProviderSettings } from '../models/providers.ts';
import { environment, isElsewhere, type KeyOwner, type Keys } from './keys.ts';
import { createVscodeModel, listVscodeModels } from './vscode-models.ts';

export { MODEL_ROLES };

/** Whose word counts for a role. */
export type Decider = 'document' | 'folder' | 'workspace' | 'user' | 'default';

export interface ChosenModel {
  /** `provider/model` or `rehearsal`, as it was written; empty where there is none, which only the embedder may do without. */
  readonly written: string;
  readonly by: Decider;
}

/** The model of each role: the document goes before the settings. */
export function chosenModels(scope: vscode.ConfigurationScope | undefined, document: Pick<TraitsDocument, 'frontMatter'> | undefined): Readonly<Record<ModelRole, ChosenModel>> {
  const choose = (role: ModelRole): ChosenModel => {
    const inDocument = document?.frontMatter.models[role];
    return inDocument === undefined ? chosenInSettings(scope, role) : { written: inDocument, by: 'document' };
  };
  return { generator: choose('generator'), critic: choose('critic'), judge: choose('judge'), embedder: choose('embedder') };
}

/** What the settings say, whatever a document does. */
export function chosenInSettings(scope: vscode.ConfigurationScope | undefined, role: ModelRole): ChosenModel {
  const set = vscode.workspace.getConfiguration('traits', scope ?? null).inspect<unknown>(`models.${role}`);
  const values = [
    // Where the workspace is a single folder, the two are the same.
    [vscode.workspace.workspaceFile === undefined ? undefined : set?.workspaceFolderValue, 'folder'],
    [set?.workspaceValue, 'workspace'],
    [set?.globalValue, 'user'],
  ] as const;
  const [value, by] = values.find(([written]) => typeof written === 'string') ?? [role === 'embedder' ? '' : DEFAULT_MODELS[role], 'default'];
  return { written: typeof value === 'string' ? value.trim() : '', by };
}

/** Sets a role where it is set already, the workspace before the user, and else for the user. Returns whose setting it is. */
export async function setModel(scope: vscode.ConfigurationScope | undefined, role: ModelRole, written: string): Promise<Decider> {
  const { by } = chosenInSettings(scope, role);
  const target = by === 'folder' ? vscode.ConfigurationTarget.WorkspaceFolder : by === 'workspace' ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await vscode.workspace.getConfiguration('traits', scope ?? null).update(`models.${role}`, written, target);
  return by === 'default' ? 'user' : by;
}

export const DECIDERS: Readonly<Record<Decider, string>> = {
  document: vscode.l10n.t('front matter'),
  folder: vscode.l10n.t('folder settings'),
  workspace: vscode.l10n.t('workspace settings'),
  user: vscode.l10n.t('user settings'),
  default: vscode.l10n.t('default'),
};

/** What the providers are called with. Where they are, and with which key, only the user can say. */
export async function providerSettings(keys: Keys, scope: vscode.ConfigurationScope | undefined, rehearsal: ProviderSettings['rehearsal']): Promise<ProviderSettings> {
  const configuration = vscode.workspace.getConfiguration('traits', scope ?? null);
  const safety = configuration.get<string>('gemini.safety');
  const thinking = configuration.get<string | number>('gemini.thinking');
  return {
    geminiKey: await keys.get('gemini'),
    geminiBaseUrl: text('gemini.baseUrl'),
    geminiTuning: {
      safety: SAFETY_THRESHOLDS.find((known) => known === safety),
      thinking: typeof thinking === 'number' ? thinking : THINKING_LEVELS.find((known) => known === thinking),
    },
    vertexProject: text('vertex.project') ?? environment('GOOGLE_CLOUD_PROJECT'),
    vertexLocation: text('vertex.location') ?? environment('GOOGLE_CLOUD_LOCATION'),
    openaiKey: await keys.get('openai'),
    openaiBaseUrl: text('openai.baseUrl'),
    ollamaBaseUrl: text('ollama.baseUrl'),
    vscode: createVscodeModel,
    listVscode: listVscodeModels,
    rehearsal,
  };
}

/** A setting that the user alone can set: where things are sent, and what is paid. */
function text(name: string): string | undefined {
  const value = vscode.workspace.getConfiguration('traits').get<unknown>(name);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** The prices that hold today; a string says what is wrong with those that the user set. */
export function pricesToday(): PriceTable | string {
  const own = readOwnPrices(vscode.workspace.getConfiguration('traits').get<OwnPrices>('prices') ?? {});
  return typeof own === 'string' ? `traits.prices: ${own}` : priceTable(new Date(), own, isElsewhere('openai') ? ['openai'] : []);
}

/** The most that a run may spend, in US dollars; undefined where there is no limit. A string says what is wrong with the setting. */
export function budgetOfRuns(): number | string | undefined {
  const value = vscode.workspace.getConfiguration('traits').get<unknown>('runs.budget') ?? undefined;
  if (value === undefined || isAmount(value)) return value;
  return `traits.runs.budget is ${JSON.stringify(value)}, which is no number of dollars: nothing runs until it is one, or null.`;
}

/** What each of these providers may be asked in a run. A string says what is wrong with a setting. */
export function limitsOfRuns(providers: readonly string[]): Readonly<Record<string, Limits>> | string {
  const configuration = vscode.workspace.getConfiguration('traits');
  const limits: Record<string, number> = {};
  for (const name of ['requestsPerMinute', 'tokensPerMinute'] as const) {
    const value = configuration.get<unknown>(`runs.${name}`) ?? undefined;
    if (value === undefined) continue;
    if (!isAmount(value) || value < 1) return `traits.runs.${name} is ${JSON.stringify(value)}, which is no number above 0: nothing runs until it is one, or null.`;
    limits[name] = value;
  }
  return Object.fromEntries(providers.map((provider) => [provider, limits]));
}

/** From what estimate on a run is confirmed first, in US dollars. */
export function confirmationThreshold(): number {
  const value = vscode.workspace.getConfiguration('traits').get<unknown>('runs.confirmAbove');
  return isAmount(value) ? value : 0.5;
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0;
}

/** Those of `providers` that cannot be called for want of something that only the user can give. */
export function missingFor(providers: ReadonlySet<string>, settings: ProviderSettings): readonly (KeyOwner | 'vertex')[] {
  const missing: (KeyOwner | 'vertex')[] = [];
  if (providers.has('gemini') && settings.geminiKey === undefined) missing.push('gemini');
  // Servers of one's own mostly ask for none.
  if (providers.has('openai') && settings.openaiKey === undefined && !isElsewhere('openai')) missing.push('openai');
  if (providers.has('vertex') && settings.vertexProject === undefined) missing.push('vertex');
  return missing;
}

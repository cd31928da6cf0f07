/** What a picker of models shows: all that the providers have for a role, by provider, and what is wrong with those that answer nothing. */
import type { ListedModel, ListOutcome } from '../models/listing.ts';
import type { FailureKind, ModelRole } from '../models/model.ts';
import { parseModelName, type Provider } from '../models/providers.ts';
import type { Translate } from './translate.ts';

/** What choosing an item does. */
export type ModelAction =
  | { readonly do: 'choose'; readonly written: string }
  | { readonly do: 'set-key'; readonly owner: 'gemini' | 'openai' }
  | { readonly do: 'set-up'; readonly setting: string }
  | { readonly do: 'list-again' };

export interface ModelItem {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  /** Absent for what only says something. */
  readonly action?: ModelAction;
  /** What is always shown, whatever is typed. */
  readonly alwaysShow?: boolean;
}

export interface ModelGroup {
  readonly title: string;
  readonly items: readonly ModelItem[];
}

/** Undefined while its provider has not answered. */
export type Listings = ReadonlyMap<Provider, ListOutcome | undefined>;

function providerTitle(provider: Provider, t: Translate): string {
  switch (provider) {
    case 'gemini':
      return 'Gemini';
    case 'vertex':
      return t('Gemini on Vertex AI');
    case 'openai':
      return t('OpenAI-compatible endpoint');
    case 'ollama':
      return t('Ollama on this machine');
    case 'vscode':
      return t('Language models of VS Code');
  }
}

export interface Shown {
  readonly role: ModelRole;
  /** What the role is set to; empty where it is to nothing. */
  readonly current: string;
  /** What somebody has typed so far. */
  readonly typed: string;
  readonly listings: Listings;
  /** Whether there are answers to rehearse beside the document. */
  readonly rehearsable: boolean;
}

export function modelGroups({ role, current, typed, listings, rehearsable }: Shown, t: Translate): readonly ModelGroup[] {
  const rehearsal: ModelItem = { label: REHEARSAL, description: t('answers that were written beforehand, beside the document') };
  const all = [...listings];
  const listed = all.flatMap(([, outcome]) => (outcome?.status === 'ok' ? outcome.models : []));
  const groups: ModelGroup[] = [];
  const written = typed.trim();
  if (written !== '' && written !== current && !listed.some(({ name }) => name === written)) groups.push(asTyped(role, written, t));
  if (current !== '') {
    const known = listed.find(({ name }) => name === current);
    const item = current === REHEARSAL ? rehearsal : known === undefined ? { label: current } : listedItem(known);
    groups.push({ title: t('as it is set'), items: [{ ...item, action: { do: 'choose', written: current } }] });
  }
  const none: ModelItem[] = [];
  if (role === 'embedder') none.push({ label: t('None'), description: t('texts are compared by their words'), action: { do: 'choose', written: '' } });
  if (role !== 'embedder' && rehearsable && current !== REHEARSAL) none.push({ ...rehearsal, action: { do: 'choose', written: REHEARSAL } });
  if (none.length > 0) groups.push({ title: t('no model'), items: none });
  // First what there is to choose from, then who has nothing.
  const fitting = all.map(([provider, outcome]) => ({ title: providerTitle(provider, t), items: itemsOf(role, current, provider, outcome, t) }));
  const offers = ({ items }: ModelGroup): boolean => items.some(({ action }) => action?.do === 'choose');
  return [...groups, ...fitting.filter(offers), ...fitting.filter((group) => !offers(group) && group.items.length > 0)];
}

const REHEARSAL = 'rehearsal';

function listedItem({ name, label, detail }: ListedModel): ModelItem {
  return { label: name, ...(name.endsWith(`/${label}`) ? {} : { description: label }), ...(detail === undefined ? {} : { detail }) };
}

/** A name that no list has: a new model, or one that only the endpoint knows. */
function asTyped(role: ModelRole, written: string, t: Translate): ModelGroup {
  const name = parseModelName(written);
  const title = t('as you type it');
  if (typeof name === 'string') return { title, items: [{ label: `$(info) ${written}`, detail: name, alwaysShow: true }] };
  if (role === 'embedder' && (name.provider === 'rehearsal' || name.provider === 'vscode')) {
    return { title, items: [{ label: `$(info) ${written}`, detail: t('{0} makes no embeddings.', name.provider), alwaysShow: true }] };
  }
  return { title, items: [{ label: written, description: t('use this name'), action: { do: 'choose', written }, alwaysShow: true }] };
}

function itemsOf(role: ModelRole, current: string, provider: Provider, outcome: ListOutcome | undefined, t: Translate): readonly ModelItem[] {
  if (outcome === undefined) return [{ label: `$(loading~spin) ${t('asking …')}`, alwaysShow: true }];
  if (outcome.status === 'ok') {
    const fitting = outcome.models.filter(({ roles, name }) => roles.includes(role) && name !== current);
    if (fitting.length === 0 && provider === 'ollama' && outcome.models.length === 0) {
      return [{ label: `$(info) ${t('No Ollama answers on its port')}`, detail: t('Start it and choose this to look again, or set traits.ollama.baseUrl.'), action: { do: 'list-again' } }];
    }
    return fitting.map((model) => ({ ...listedItem(model), action: { do: 'choose', written: model.name } }));
  }
  const failure = failureItem(provider, outcome.kind, outcome.message, t);
  // Who has no key for OpenAI may have a server of their own.
  return provider === 'openai' && outcome.kind !== 'bad-request' ? [failure, { label: `$(gear) ${t('Set the address of another endpoint …')}`, action: { do: 'set-up', setting: 'traits.openai.baseUrl' } }] : [failure];
}

function failureItem(provider: Provider, kind: FailureKind, message: string, t: Translate): ModelItem {
  const detail = message;
  if (kind === 'no-key' || kind === 'unauthorized') {
    if (provider === 'gemini' || provider === 'openai') {
      const label = kind === 'no-key' ? t('Set an API key …') : t('Set another API key …');
      return { label: `$(key) ${label}`, detail, action: { do: 'set-key', owner: provider } };
    }
    if (provider === 'vertex') return { label: `$(gear) ${t('Set up Vertex AI …')}`, detail, action: { do: 'set-up', setting: 'traits.vertex' } };
  }
  if (kind === 'bad-request' && provider !== 'vscode') {
    return { label: `$(gear) ${t('Open the settings …')}`, detail, action: { do: 'set-up', setting: `traits.${provider}` } };
  }
  return { label: `$(refresh) ${t('No list of models: look again')}`, detail, action: { do: 'list-again' } };
}

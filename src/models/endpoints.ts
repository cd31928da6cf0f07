/** Where the models of a run are called, as its journal has it: what was sent to one address is not to go to another. */
import { endpointSetting } from './base-url.ts';
import type { LanguageModel } from './model.ts';
import type { ProviderSettings } from './providers.ts';

/** By provider, the address that it is called at, where that is not its own. */
export type Endpoints = Readonly<Record<string, string>>;

const OWN: Readonly<Record<string, string>> = {
  gemini: 'https://generativelanguage.googleapis.com',
  openai: 'https://api.openai.com/v1',
  ollama: 'http://127.0.0.1:11434/v1',
};

/** Of models that are there. */
export function endpointsIn(models: readonly Pick<LanguageModel, 'id' | 'settings'>[]): Endpoints {
  return byProvider(models.map(({ id, settings }) => [id, settings?.['endpoint']]));
}

/** Of models that are still to be made from these settings, each `provider/model`: the same as of those. */
export function endpointsOf(models: readonly string[], { geminiBaseUrl, openaiBaseUrl, ollamaBaseUrl }: Pick<ProviderSettings, 'geminiBaseUrl' | 'openaiBaseUrl' | 'ollamaBaseUrl'>): Endpoints {
  const set: Readonly<Record<string, string | undefined>> = { gemini: geminiBaseUrl, openai: openaiBaseUrl, ollama: ollamaBaseUrl };
  return byProvider(
    models.map((id) => {
      const provider = providerOf(id);
      const address = Object.hasOwn(set, provider) ? (set[provider]?.trim() ?? '') : '';
      return [id, address === '' ? undefined : endpointSetting(address, OWN[provider] ?? '').endpoint];
    }),
  );
}

function byProvider(models: readonly (readonly [id: string, endpoint: unknown])[]): Endpoints {
  return Object.fromEntries(models.flatMap(([id, endpoint]) => (typeof endpoint === 'string' ? [[providerOf(id), endpoint] as const] : [])).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function providerOf(id: string): string {
  return id.split('/', 1)[0] ?? '';
}

/** The first provider that is called somewhere else than before, if there is one. */
export function movedEndpoint(before: Endpoints, now: Endpoints): string | undefined {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].find((provider) => before[provider] !== now[provider]);
}

/** From a model as it is written in settings, `provider/model`, to one that can be called. */
import type { LanguageModel, Role } from './model.ts';

export type ModelName = { readonly provider: 'gemini'; readonly model: string } | { readonly provider: 'rehearsal' };

/** Quality comes from the critique and the rewrite, so the better model is the critic. */
export const DEFAULT_MODELS: Readonly<Record<Role, string>> = {
  generator: 'gemini/gemini-flash-latest',
  critic: 'gemini/gemini-pro-latest',
  judge: 'gemini/gemini-flash-latest',
};

export const ROLES: readonly Role[] = ['generator', 'critic', 'judge'];

/** Reads `gemini/MODEL` or `rehearsal`; a string that comes back says what was expected instead. */
export function parseModelName(written: string): ModelName | string {
  const name = written.trim();
  if (name === 'rehearsal') return { provider: 'rehearsal' };
  const [, provider, model] = /^([^/]+)\/(.+)$/.exec(name) ?? [];
  if (provider === 'gemini' && model !== undefined) return { provider, model };
  return `Unknown model “${name}”: expected gemini/MODEL, such as ${DEFAULT_MODELS.generator}, or rehearsal.`;
}

/** What a face of the product supplies for the providers: keys, addresses, and the file of rehearsal answers. */
export interface ProviderSettings {
  readonly geminiKey: string | undefined;
  readonly geminiBaseUrl: string | undefined;
  /** The text of the rehearsal file beside the document, if there is one, and its name for messages. */
  readonly rehearsal: () => Promise<{ readonly text: string | undefined; readonly fileName: string }>;
}

/** The providers' code loads here, at the first use. */
export async function createModel(name: ModelName, settings: ProviderSettings): Promise<LanguageModel> {
  switch (name.provider) {
    case 'gemini': {
      const { createGeminiModel } = await import('./gemini.ts');
      return createGeminiModel({ model: name.model, apiKey: settings.geminiKey ?? '', baseUrl: settings.geminiBaseUrl });
    }
    case 'rehearsal': {
      const [{ createRehearsalModel }, { text, fileName }] = await Promise.all([import('./rehearsal.ts'), settings.rehearsal()]);
      return createRehearsalModel(text, fileName);
    }
  }
}

/** One model for each role; roles with the same name share it. */
export async function createModels(
  names: Readonly<Record<Role, ModelName>>,
  settings: ProviderSettings,
): Promise<Readonly<Record<Role, LanguageModel>>> {
  const made = new Map<string, Promise<LanguageModel>>();
  const make = (name: ModelName): Promise<LanguageModel> => {
    const key = JSON.stringify(name);
    const model = made.get(key) ?? createModel(name, settings);
    made.set(key, model);
    return model;
  };
  const [generator, critic, judge] = await Promise.all([make(names.generator), make(names.critic), make(names.judge)]);
  return { generator, critic, judge };
}

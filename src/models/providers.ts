/** From a model as it is written in settings, `provider/model`, to one that can be called; and what there is to choose from. */
import { distance } from 'fastest-levenshtein';
import type { GeminiTuning } from './gemini-request.ts';
import type { ListOutcome } from './listing.ts';
import type { EmbeddingModel, LanguageModel, Role } from './model.ts';
import { failed } from './one-call.ts';

/** Who has models; `openai` is any endpoint that speaks OpenAI's protocol. */
export type Provider = 'gemini' | 'vertex' | 'openai' | 'ollama' | 'vscode';

export type ModelName =
  | { readonly provider: Provider; readonly model: string }
  /** `judge`: of an eval, a second judge that verdicts were written for; absent for the rehearsal model itself. */
  | { readonly provider: 'rehearsal'; readonly judge?: string };

/** Quality comes from the critique and the rewrite, so the better model is the critic. */
export const DEFAULT_MODELS: Readonly<Record<Role, string>> = {
  generator: 'gemini/gemini-3.8-flash',
  critic: 'gemini/gemini-3.1-pro-preview',
  judge: 'gemini/gemini-3.8-flash',
};

export const ROLES: readonly Role[] = ['generator', 'critic', 'judge'];

export const PROVIDERS: readonly Provider[] = ['gemini', 'vertex', 'openai', 'ollama', 'vscode'];

/** A second judge of rehearsed evals, as in `rehearsal/judge-generous`. */
const REHEARSED_JUDGE = /^rehearsal\/judge-([a-z][a-z0-9-]{0,40})$/;

/** What else than an id the rehearsal model goes by: journals have `rehearsal/prepared`. */
const REHEARSAL: ReadonlySet<string> = new Set(['rehearsal', 'rehearsal/prepared']);

/** Reads `provider/model` or `rehearsal`; a string that comes back says, in a sentence, what was expected instead. */
export function parseModelName(written: string): ModelName | string {
  const name = written.trim();
  if (REHEARSAL.has(name)) return { provider: 'rehearsal' };
  const judge = REHEARSED_JUDGE.exec(name)?.[1];
  if (judge !== undefined) return { provider: 'rehearsal', judge };
  if (name === '') return `No model is named: expected ${EXPECTED}`;
  const slash = name.indexOf('/');
  const first = slash < 0 ? name : name.slice(0, slash);
  // A model's own name may have slashes in it: those of Ollama and OpenRouter do.
  const model = slash < 0 ? '' : name.slice(slash + 1).trim();
  const provider = PROVIDERS.find((known) => known === first);
  if (provider !== undefined && model !== '') return { provider, model };
  if (provider !== undefined) return `“${name}” names no model: write ${provider}/MODEL.`;
  if (first === 'rehearsal') return `Unknown model “${name}”: there is only one rehearsal model, written rehearsal.`;
  const meant = nearest(name, first, model);
  return `Unknown model “${name}”: ${meant === undefined ? `expected ${EXPECTED}` : `did you mean ${meant}?`}`;
}

const EXPECTED = `PROVIDER/MODEL, with ${PROVIDERS.slice(0, -1).join(', ')} or ${PROVIDERS.at(-1)} as the provider, such as ${DEFAULT_MODELS.generator}; or rehearsal.`;

/** What may have been meant: the provider may be left out, or misspelt. */
function nearest(name: string, first: string, model: string): string | undefined {
  if (/^(?:gemini|gemma)-/.test(name)) return `gemini/${name}`;
  if (/^(?:chatgpt-|gpt-|o\d)/.test(name)) return `openai/${name}`;
  const word = first.toLowerCase();
  if (model === '') return distance(word, 'rehearsal') <= 3 ? 'rehearsal' : undefined;
  const [provider] = PROVIDERS.toSorted((a, b) => distance(word, a) - distance(word, b));
  return provider !== undefined && distance(word, provider) <= 2 ? `${provider}/${model}` : undefined;
}

/** A model's name as it is written in settings. */
export function writeModelName(name: ModelName): string {
  if (name.provider === 'rehearsal') return name.judge === undefined ? name.provider : `rehearsal/judge-${name.judge}`;
  return `${name.provider}/${name.model}`;
}

/**
 * What a face of the product supplies for the providers. A model's name picks a provider and a model; where calls go,
 * and with which key, is settled here alone. An address or a key that is empty counts as not given.
 */
export interface ProviderSettings {
  readonly geminiKey?: string | undefined;
  readonly geminiBaseUrl?: string | undefined;
  /** Safety filters and thinking, for Gemini's models wherever they are called. */
  readonly geminiTuning?: GeminiTuning | undefined;
  readonly vertexProject?: string | undefined;
  readonly vertexLocation?: string | undefined;
  readonly openaiKey?: string | undefined;
  readonly openaiBaseUrl?: string | undefined;
  readonly ollamaBaseUrl?: string | undefined;
  /** How long one call may take, in milliseconds. */
  readonly timeoutMs?: number | undefined;
  /** VS Code's own language models, which only the editor has. */
  readonly vscode?: ((model: string) => LanguageModel) | undefined;
  readonly listVscode?: ((signal: AbortSignal) => Promise<ListOutcome>) | undefined;
  /** The text of the rehearsal file beside the document, if there is one, and its name for messages. */
  readonly rehearsal: () => Promise<{ readonly text: string | undefined; readonly fileName: string }>;
}

/** The providers' code loads here, at the first use. */
export async function createModel(name: ModelName, settings: ProviderSettings): Promise<LanguageModel> {
  if (name.provider === 'rehearsal') {
    const [{ createRehearsalModel }, { text, fileName }] = await Promise.all([import('./rehearsal.ts'), settings.rehearsal()]);
    return createRehearsalModel(text, fileName, name.judge);
  }
  const { model } = name;
  const { timeoutMs } = settings;
  switch (name.provider) {
    case 'gemini': {
      const { createGeminiModel } = await import('./gemini-provider.ts');
      return createGeminiModel({ ...settings.geminiTuning, ...gemini(settings), model, timeoutMs });
    }
    case 'vertex': {
      const { createVertexModel } = await import('./gemini-provider.ts');
      return createVertexModel({ ...settings.geminiTuning, ...vertex(settings), model, timeoutMs });
    }
    case 'openai':
    case 'ollama': {
      const { createOpenAiModel } = await import('./openai-provider.ts');
      return createOpenAiModel({ ...openAi(name.provider, settings), model, timeoutMs });
    }
    case 'vscode':
      return settings.vscode?.(model) ?? unavailable(name.provider, model);
  }
}

/** A model for comparing texts. Of a provider that has none, each `embed` is `failed(not-found)`. */
export async function createEmbedder(name: ModelName, settings: ProviderSettings): Promise<EmbeddingModel> {
  const { timeoutMs } = settings;
  switch (name.provider) {
    case 'gemini': {
      const { createGeminiEmbedder } = await import('./gemini-provider.ts');
      return createGeminiEmbedder({ ...gemini(settings), model: name.model, timeoutMs });
    }
    case 'vertex': {
      const { createVertexEmbedder } = await import('./gemini-provider.ts');
      return createVertexEmbedder({ ...vertex(settings), model: name.model, timeoutMs });
    }
    case 'openai':
    case 'ollama': {
      const { createOpenAiEmbedder } = await import('./openai-provider.ts');
      return createOpenAiEmbedder({ ...openAi(name.provider, settings), model: name.model, timeoutMs });
    }
    case 'vscode':
    case 'rehearsal': {
      const id = writeModelName(name);
      const message = `${id} makes no embeddings: set an embedder of another provider, or none.`;
      return { id, embed: () => Promise.resolve(failed('not-found', message)) };
    }
  }
}

interface GeminiAddress {
  readonly apiKey: string;
  readonly baseUrl: string | undefined;
}

function gemini({ geminiKey = '', geminiBaseUrl }: ProviderSettings): GeminiAddress {
  return { apiKey: geminiKey, baseUrl: given(geminiBaseUrl) };
}

function vertex({ vertexProject = '', vertexLocation }: ProviderSettings): { readonly project: string; readonly location: string | undefined } {
  return { project: vertexProject, location: given(vertexLocation) };
}

/** Ollama asks for no key, so that it gets none: OpenAI's has no business there. */
function openAi(provider: 'openai' | 'ollama', { openaiKey, openaiBaseUrl, ollamaBaseUrl }: ProviderSettings) {
  return provider === 'ollama' ? { provider, baseUrl: given(ollamaBaseUrl) } : { provider, baseUrl: given(openaiBaseUrl), apiKey: openaiKey };
}

function given(setting: string | undefined): string | undefined {
  return setting === undefined || setting.trim() === '' ? undefined : setting.trim();
}

function unavailable(provider: Provider, model: string): LanguageModel {
  const message = `${provider}/${model} can be called in VS Code only: choose another model.`;
  return { id: `${provider}/${model}`, rehearsed: false, generate: () => Promise.resolve(failed('not-found', message)) };
}

/** One model for each role; roles with the same name share it. */
export async function createModels(
  names: Readonly<Record<Role, ModelName>>,
  settings: ProviderSettings,
): Promise<Readonly<Record<Role, LanguageModel>>> {
  const made = new Map<string, Promise<LanguageModel>>();
  const make = (name: ModelName): Promise<LanguageModel> => {
    const key = writeModelName(name);
    const model = made.get(key) ?? createModel(name, settings);
    made.set(key, model);
    return model;
  };
  const [generator, critic, judge] = await Promise.all([make(names.generator), make(names.critic), make(names.judge)]);
  return { generator, critic, judge };
}

export interface ProviderListing {
  readonly provider: Provider;
  /** Never rejects. Settles by itself, so that a provider that is slow or fails does not hide the others. */
  readonly outcome: Promise<ListOutcome>;
}

/**
 * The models of all providers, asked for side by side. A provider that is not set up is `failed(no-key)`, with what to
 * do; an Ollama that is not there, where none is set, has no models.
 */
export function listModels(settings: ProviderSettings, signal: AbortSignal): readonly ProviderListing[] {
  const providers = PROVIDERS.filter((provider) => provider !== 'vscode' || settings.listVscode !== undefined);
  return providers.map((provider) => ({ provider, outcome: listOf(provider, settings, signal).catch(unlisted) }));
}

async function listOf(provider: Provider, settings: ProviderSettings, signal: AbortSignal): Promise<ListOutcome> {
  const none: ListOutcome = { status: 'ok', models: [] };
  switch (provider) {
    case 'gemini':
      return (await import('./gemini-provider.ts')).listGeminiModels(gemini(settings), signal);
    case 'vertex':
      return (await import('./gemini-provider.ts')).listVertexModels(vertex(settings), signal);
    case 'openai':
      return (await import('./openai-provider.ts')).listOpenAiModels(openAi(provider, settings), signal);
    case 'ollama': {
      const { findOllama, listOpenAiModels } = await import('./openai-provider.ts');
      const address = openAi(provider, settings);
      const models = await findOllama(signal, address.baseUrl);
      if (models !== undefined) return { status: 'ok', models };
      // Where an address is set it is said what is wrong there.
      return address.baseUrl === undefined ? none : listOpenAiModels(address, signal);
    }
    case 'vscode':
      return (await settings.listVscode?.(signal)) ?? none;
  }
}

function unlisted(error: unknown): ListOutcome {
  return failed('bad-request', `The models could not be listed: ${error instanceof Error ? error.message : String(error)}`);
}

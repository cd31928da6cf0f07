/** The models of a run: from their names and the environment to what can be called. */
import { refuseBaseUrl } from '../models/base-url.ts';
import { type Endpoints, endpointsOf } from '../models/endpoints.ts';
import type { Role } from '../models/model.ts';
import { type ModelName, parseModelName, type ProviderSettings, ROLES } from '../models/providers.ts';
import { CannotRun, UsageError } from './command.ts';
import type { Io } from './io.ts';

export type ModelNames = Readonly<Record<Role, ModelName>>;

/** The option that names the model of a role. */
const OPTIONS: Readonly<Record<Role, string>> = { generator: '--model', critic: '--critic', judge: '--judge' };

/**
 * Reads the names that were given, or, for a role that was given none, the document's own.
 * @throws UsageError when one cannot be read, or is missing.
 */
export function readModelNames(given: Readonly<Record<Role, string | undefined>>, inDocument: Readonly<Partial<Record<Role, string>>>): ModelNames {
  const read = (role: Role): ModelName => {
    const written = given[role] ?? inDocument[role];
    if (written === undefined) {
      const which = ROLES.some((other) => inDocument[other] !== undefined) ? ` for the ${role}` : '';
      throw new UsageError(`No model${which}: give --model gemini/MODEL, or --model rehearsal.`);
    }
    const name = parseModelName(written);
    if (typeof name !== 'string') return name;
    const option = given[role] === given.generator ? OPTIONS.generator : OPTIONS[role];
    throw new UsageError(`${given[role] === undefined ? `models.${role} in the front matter` : option}: ${name}`);
  };
  return { generator: read('generator'), critic: read('critic'), judge: read('judge') };
}

/** Providers that may be called at another address than their own. */
const WITH_BASE_URL: readonly ModelName['provider'][] = ['gemini', 'openai', 'ollama'];

/**
 * What the providers of these models need, from the environment.
 * @throws CannotRun when something is missing: said here, no run begins of which every call would fail.
 */
export function providerSettings(names: ModelNames, env: Io['env'], baseUrl: string | undefined, rehearsal: ProviderSettings['rehearsal'], options = { baseUrl: '--base-url', rehearsed: '--model rehearsal' }): ProviderSettings {
  const providers = new Set(ROLES.map((role) => names[role].provider));
  const variable = (name: string): string => env[name]?.trim() ?? '';
  const refusal = baseUrl === undefined ? undefined : refuseBaseUrl(baseUrl);
  if (refusal !== undefined) throw new CannotRun(`${options.baseUrl} ${refusal}`);
  const there = WITH_BASE_URL.filter((provider) => providers.has(provider));
  if (baseUrl !== undefined && there.length > 1) throw new CannotRun(`${options.baseUrl} is for the models of one provider, and these are of ${there.join(' and ')}.`);
  const elsewhere = [...providers].find((provider) => provider !== 'rehearsal' && !WITH_BASE_URL.includes(provider));
  if (baseUrl !== undefined && elsewhere !== undefined) throw new CannotRun(`${options.baseUrl} is for ${WITH_BASE_URL.join(', ')}: ${elsewhere}/… is called at its own address only.`);
  const baseUrlOf = (provider: ModelName['provider']): string | undefined => (providers.has(provider) ? baseUrl : undefined);

  if (providers.has('gemini') && variable('GEMINI_API_KEY') === '') throw new CannotRun(`No API key: set GEMINI_API_KEY, or try ${options.rehearsed}`);
  if (providers.has('openai') && baseUrl === undefined && variable('OPENAI_API_KEY') === '') {
    throw new CannotRun(`No API key: set OPENAI_API_KEY, or give ${options.baseUrl} where a server of your own answers`);
  }
  if (providers.has('vertex') && variable('GOOGLE_CLOUD_PROJECT') === '') {
    throw new CannotRun('No Google Cloud project for Vertex AI: set GOOGLE_CLOUD_PROJECT, or use gemini/MODEL with an API key');
  }
  if (providers.has('vscode')) throw new CannotRun("VS Code's own models can be called in VS Code only: give --model another one");
  return {
    geminiKey: variable('GEMINI_API_KEY'),
    geminiBaseUrl: baseUrlOf('gemini'),
    vertexProject: variable('GOOGLE_CLOUD_PROJECT'),
    vertexLocation: variable('GOOGLE_CLOUD_LOCATION'),
    openaiKey: variable('OPENAI_API_KEY'),
    openaiBaseUrl: baseUrlOf('openai'),
    ollamaBaseUrl: baseUrlOf('ollama'),
    rehearsal,
  };
}

/** Where the models of a run are called, where that is not at their providers' own addresses. */
export function endpoints(names: ModelNames, baseUrl: string | undefined): Endpoints {
  return endpointsOf(Object.values(names).map(modelId), { geminiBaseUrl: baseUrl, openaiBaseUrl: baseUrl, ollamaBaseUrl: baseUrl });
}

/** As a model calls itself, before it is made. */
export function modelId(name: ModelName): string {
  if (name.provider === 'rehearsal') return name.judge === undefined ? 'rehearsal/prepared' : `rehearsal/judge-${name.judge}`;
  return `${name.provider}/${name.model}`;
}

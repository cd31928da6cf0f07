/** The models that Gemini and Vertex AI have to offer. */

import type { Model } from '@google/genai';
import { openDeveloperApi } from './gemini-access.ts';
import type { DeveloperApiOptions, GeminiAccess } from './gemini-access.ts';
import { callGemini } from './gemini-call.ts';
import type { ListedModel, ListOutcome } from './listing.ts';
import type { ModelRole } from './model.ts';
import { isRecord, withoutKey } from './one-call.ts';
import { openVertex } from './vertex.ts';
import type { VertexOptions } from './vertex.ts';

interface ListingOptions {
  /** How long the listing may take, in milliseconds; 180 000 when not given. */
  readonly timeoutMs?: number | undefined;
}

/** The models that answer with text or make embeddings, as the Gemini Developer API lists them for this key. Never rejects. */
export function listGeminiModels(options: ListingOptions & DeveloperApiOptions, signal: AbortSignal): Promise<ListOutcome> {
  return list(openDeveloperApi(options), options, signal);
}

/**
 * Google's models on Vertex AI. It lists them without what they can do, so roles go by their names; and not by location,
 * so that one may be missing in the project's. Never rejects.
 */
export function listVertexModels(options: ListingOptions & VertexOptions, signal: AbortSignal): Promise<ListOutcome> {
  return list(openVertex(options), options, signal);
}

/** Pages that are asked for at most: an endpoint that always names a next one must not hold a picker up for ever. */
const MOST_PAGES = 50;

function list(access: GeminiAccess, { timeoutMs }: ListingOptions, signal: AbortSignal): Promise<ListOutcome> {
  return callGemini<ListOutcome>(access, { timeoutMs }, signal, async (ai, config, secret) => {
    const paging = access.provider === 'gemini' ? { pageSize: 1000 } : {};
    const pager = await ai.models.list({ config: { ...config, ...paging, queryBase: true } });
    const listed = new Map<string, ListedModel>();
    for (let pages = 1; ; pages += 1) {
      for (const model of pager.page) {
        const read = isRecord(model) ? readModel(model, access.provider, secret) : undefined;
        if (read) listed.set(read.name, read);
      }
      // An empty token is none; the SDK would begin anew.
      if (pages === MOST_PAGES || !pager.params['config']?.['pageToken']) return { status: 'ok', models: [...listed.values()] };
      await pager.nextPage();
    }
  });
}

function readModel(model: Model, provider: GeminiAccess['provider'], secret: string): ListedModel | undefined {
  const { name, displayName, inputTokenLimit, outputTokenLimit } = model;
  if (typeof name !== 'string') return undefined;
  // `models/NAME`, or on Vertex AI `publishers/google/models/NAME`.
  const id = name.slice(name.lastIndexOf('/') + 1);
  const roles = rolesOf(id, provider === 'gemini' ? model.supportedActions : undefined);
  if (roles.length === 0) return undefined;
  const label = typeof displayName === 'string' && displayName !== '' ? displayName : id;
  const limits = [tokens(inputTokenLimit, 'in'), roles.includes('embedder') ? undefined : tokens(outputTokenLimit, 'out')];
  const detail = limits.filter((limit) => limit !== undefined).join(', ');
  return {
    name: `${provider}/${withoutKey(id, secret)}`,
    label: withoutKey(label, secret),
    ...(detail !== '' && { detail }),
    roles,
  };
}

/** Models that make pictures, sound or moves say that they generate content, too. Only their names tell them apart. */
const NOT_FOR_TEXT = /(?:^|[-.])(?:tts|image|imagen|banana|audio|live|veo|lyria|robotics|transcribe|omni|computer-use|aqa)(?:[-.]|$)/;

const TEXT_ROLES: readonly ModelRole[] = ['generator', 'critic', 'judge'];

function rolesOf(id: string, actions: unknown): readonly ModelRole[] {
  const can = (action: string, name: RegExp): boolean => (Array.isArray(actions) ? actions.includes(action) : name.test(id));
  if (can('embedContent', /embedding/)) return ['embedder'];
  return can('generateContent', /^(?:gemini|gemma)/) && !NOT_FOR_TEXT.test(id) ? TEXT_ROLES : [];
}

function tokens(limit: unknown, direction: 'in' | 'out'): string | undefined {
  return typeof limit === 'number' ? `${limit.toLocaleString('en')} tokens ${direction}` : undefined;
}

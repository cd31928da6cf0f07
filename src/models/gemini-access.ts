/** How Gemini's models are reached: through the Gemini Developer API with a key. Vertex AI is the other way. */

import type { GoogleGenAI, GoogleGenAIOptions } from '@google/genai';
import { endpointSetting, refuseBaseUrl } from './base-url.ts';
import type { FailedOutcome } from './model.ts';
import { failed, refuseKey } from './one-call.ts';

/** One way to Gemini's models: what is loaded, what is sent as proof, and how to name both when they fail. */
export interface GeminiAccess {
  /** The word before the slash in a model's name. */
  readonly provider: 'gemini' | 'vertex';
  /** Host and port of the API, for messages. */
  readonly host: string;
  /** Where it is, as a setting of the model. */
  readonly setting: ReturnType<typeof endpointSetting>;
  /** Why no call can be made at all; nothing is sent then. */
  readonly refusal: FailedOutcome | undefined;
  readonly words: {
    /** What proves who we are: `API key`. */
    readonly credential: string;
    /** What to do when the API refuses it. */
    readonly whenRefused: string;
    /** What the API counts requests by: `this key`. */
    readonly quotaOf: string;
    /** Where to look when it has no such model. */
    readonly whenNotFound: string;
  };
  /** Loads the SDK and, for Vertex AI, gets an access token. Never rejects for a reason that a person can mend. */
  open(): Promise<Opened | FailedOutcome>;
}

export interface Opened {
  readonly ai: GoogleGenAI;
  /** What is sent as proof, which no outcome may hold. */
  readonly secret: string;
}

export interface DeveloperApiOptions {
  readonly apiKey: string;
  /** Where Gemini answers: https anywhere, http on this machine only. Google's own address when not given. */
  readonly baseUrl?: string | undefined;
}

const GOOGLE = 'https://generativelanguage.googleapis.com';

export function openDeveloperApi(options: DeveloperApiOptions): GeminiAccess {
  const apiKey = options.apiKey.trim();
  const baseUrl = options.baseUrl ?? GOOGLE;
  let client: Promise<GoogleGenAI> | undefined;
  return {
    provider: 'gemini',
    host: hostOf(baseUrl),
    setting: endpointSetting(baseUrl, GOOGLE),
    refusal: checkKey(apiKey) ?? checkBaseUrl(baseUrl, 'Gemini'),
    words: {
      credential: 'API key',
      whenRefused: 'set a key that is valid and may use this model.',
      quotaOf: 'this key',
      whenNotFound: "check the model's name and the base URL.",
    },
    async open() {
      // All of these are given because the SDK otherwise takes them from environment variables,
      // which would send the key to an address that nobody checked.
      client ??= createClient({ apiKey, vertexai: false, apiVersion: 'v1beta', httpOptions: { baseUrl } });
      return { ai: await client, secret: apiKey };
    },
  };
}

/** Loads the SDK at the first call. */
export async function createClient(options: GoogleGenAIOptions): Promise<GoogleGenAI> {
  const { GoogleGenAI } = await import('@google/genai');
  // It tells the console, in part on standard output, which keys it found in the environment and which of them it
  // will use. It uses none of them here.
  const { debug, warn } = console;
  const silent = (): void => {};
  try {
    Object.assign(console, { debug: silent, warn: silent });
    return new GoogleGenAI(options);
  } finally {
    Object.assign(console, { debug, warn });
  }
}

export function hostOf(baseUrl: string): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).host : '';
}

export function checkBaseUrl(baseUrl: string, api: string): FailedOutcome | undefined {
  const refusal = refuseBaseUrl(baseUrl);
  return refusal === undefined ? undefined : failed('bad-request', `The base URL for ${api} ${refusal}`);
}

function checkKey(apiKey: string): FailedOutcome | undefined {
  if (apiKey === '') return failed('no-key', 'No Gemini API key is set: set one, or choose another model.');
  return refuseKey(apiKey, 'Gemini API key');
}

/** The way to Gemini's models through Vertex AI, with the application default credentials of this machine. */

import type { GoogleGenAI } from '@google/genai';
import type { AuthClient } from 'google-auth-library';
import { endpointSetting } from './base-url.ts';
import { checkBaseUrl, createClient, hostOf } from './gemini-access.ts';
import type { GeminiAccess, Opened } from './gemini-access.ts';
import type { FailedOutcome } from './model.ts';
import { failed } from './one-call.ts';

export interface VertexOptions {
  /** The id of the Google Cloud project that pays; empty when none is set. */
  readonly project: string;
  /** A region such as `europe-west4`, or `us`, `eu` or `global`; `global` when not given or empty. */
  readonly location?: string | undefined;
  /** Where Vertex AI answers: https anywhere, http on this machine only. Google's own address when not given. */
  readonly baseUrl?: string | undefined;
}

/** Credentials are looked for at the first call; one that fails lets the next look again, for somebody who has logged in since. */
export function openVertex(options: VertexOptions): GeminiAccess {
  const project = options.project.trim();
  const location = options.location?.trim() || 'global';
  const baseUrl = options.baseUrl ?? addressOf(location);
  let credentials: Promise<AuthClient> | undefined;
  let client: { readonly authClient: AuthClient; readonly ai: Promise<GoogleGenAI> } | undefined;

  async function authenticate(): Promise<{ readonly authClient: AuthClient; readonly secret: string } | FailedOutcome> {
    const { findCredentials, readCredentialFailure } = await import('./vertex-credentials.ts');
    const finding = (credentials ??= findCredentials(project));
    try {
      const authClient = await finding;
      // The SDK asks for these again. Here a failure is known to be one of the credentials, and the token is learnt.
      const headers = await authClient.getRequestHeaders();
      return { authClient, secret: (headers.get('authorization') ?? '').replace(/^Bearer /i, '') };
    } catch (error) {
      if (credentials === finding) credentials = undefined;
      return readCredentialFailure(error);
    }
  }

  return {
    provider: 'vertex',
    host: hostOf(baseUrl),
    setting: endpointSetting(baseUrl, addressOf(location)),
    refusal: checkHost() ?? checkProject(project, location) ?? checkBaseUrl(baseUrl, 'Vertex AI'),
    words: {
      credential: 'Google Cloud credentials',
      whenRefused: `run \`gcloud auth application-default login\` with an account that has the role Vertex AI User in the project ${project}, where the Vertex AI API is enabled.`,
      quotaOf: `the project ${project}`,
      whenNotFound: `check the model's name, and that it is offered in the location ${location}.`,
    },
    async open(): Promise<Opened | FailedOutcome> {
      const proof = await authenticate();
      if ('status' in proof) return proof;
      const { authClient, secret } = proof;
      if (client?.authClient !== authClient) {
        // As for the Developer API, all that the SDK would otherwise take from environment variables is given.
        const ai = createClient({ vertexai: true, project, location, apiVersion: 'v1beta1', httpOptions: { baseUrl }, googleAuthOptions: { authClient } });
        client = { authClient, ai };
      }
      return { ai: await client.ai, secret };
    },
  };
}

/** The addresses that the SDK knows. It is not left to it, since an environment variable could name another one. */
function addressOf(location: string): string {
  if (location === 'global') return 'https://aiplatform.googleapis.com';
  if (location === 'us' || location === 'eu') return `https://aiplatform.${location}.rep.googleapis.com`;
  return `https://${location}-aiplatform.googleapis.com`;
}

function checkHost(): FailedOutcome | undefined {
  const { process } = globalThis as { readonly process?: { readonly versions?: { readonly node?: string } } };
  if (process?.versions?.node !== undefined) return undefined;
  return failed('no-key', 'Vertex AI needs credentials that a browser has no access to: use VS Code on a computer, or choose a model with an API key, such as gemini/MODEL.');
}

/** Both become part of an address that an access token is sent to, so they may be nothing else than what they are said to be. */
function checkProject(project: string, location: string): FailedOutcome | undefined {
  if (project === '') {
    return failed('no-key', 'No Google Cloud project is set for Vertex AI: set one, for instance in GOOGLE_CLOUD_PROJECT, or choose another model.');
  }
  if (!/^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*:)?[a-z0-9-]+$/i.test(project)) {
    return failed('bad-request', `"${project}" is not the id of a Google Cloud project: set one such as my-project-123.`);
  }
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(location)) {
    return failed('bad-request', `"${location}" is not a location of Vertex AI: set one such as europe-west4, or global.`);
  }
  return undefined;
}

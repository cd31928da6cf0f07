/** Finds Google Cloud's application default credentials, and says what is wrong with them. Loads when Vertex AI is first called. */

// Imported here by name and this file by `import()`: a bundle knows no names of a CommonJS module that is loaded late.
import { GoogleAuth } from 'google-auth-library';
import type { AuthClient } from 'google-auth-library';
import type { FailedOutcome } from './model.ts';
import { failed, isRecord, quote, systemCode } from './one-call.ts';

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';

const LOG_IN = 'run `gcloud auth application-default login`';

/** The application default credentials of this machine, for calls in `project`. Rejects where there are none. */
export async function findCredentials(project: string): Promise<AuthClient> {
  const auth = new GoogleAuth({
    scopes: [SCOPE],
    // Given, because it is otherwise looked for in the environment, in files and on the network.
    projectId: project,
    clientOptions: {
      transporterOptions: {
        // The editor's fetch knows the proxy that is set there. No redirect may carry a refresh token to another host.
        fetchImplementation: (input, init) => fetch(input, { ...init, redirect: 'error' }),
      },
    },
  });
  return auth.getClient();
}

/** What the library's errors mean is told from their shape: it has one class of its own, for answers and for their absence. */
export function readCredentialFailure(error: unknown): FailedOutcome {
  const message = error instanceof Error ? error.message : String(error);
  if (message.startsWith('Could not load the default credentials')) {
    return failed('no-key', `No Google Cloud credentials were found for Vertex AI: ${LOG_IN}, or name a key file in GOOGLE_APPLICATION_CREDENTIALS.`);
  }
  const { response, config } = isRecord(error) ? error : {};
  if (isRecord(response) && typeof response['status'] === 'number') {
    const status = response['status'];
    const said = quote(message, '');
    if (status === 429) return failed('rate-limited', `Google takes no more log-ins for now${said}: wait.`);
    if (status >= 500) return failed('server', `Google's log-in had a problem of its own (${status}): try again later.`);
    return failed('unauthorized', `Google does not accept the Google Cloud credentials${said}: ${LOG_IN} again.`);
  }
  if (config !== undefined) {
    const code = systemCode(error);
    return failed('network', `The connection to Google's log-in failed${code === undefined ? '' : ` (${code})`}: check the network and the proxy.`);
  }
  // What the file holds is secret, and errors of its syntax quote some of it.
  const said = error instanceof SyntaxError ? ' (their file is not JSON)' : quote(message, '');
  return failed('unauthorized', `The Google Cloud credentials could not be read${said}: ${LOG_IN}, or check GOOGLE_APPLICATION_CREDENTIALS.`);
}

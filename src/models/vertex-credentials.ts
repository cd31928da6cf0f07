/** Finds Google Cloud's application default credentials, and says what is wrong with them. Loads when Vertex AI is first called. */

// Imported here by name and this file by `import()`: a bundle knows no names of a CommonJS module that is loaded late.
import { GoogleAuth } from 'google-auth-library';
import type { AuthClient } from 'google-auth-library';
import { ANSWER_BYTES, bounded } from './http-body.ts';
import type { FailedOutcome } from './model.ts';
import { failed, isRecord, isRedirect, quote, redirected, systemCode } from './one-call.ts';

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
        fetchImplementation: async (input, init) => bounded(await fetch(input, { ...init, redirect: 'manual' }), ANSWER_BYTES),
      },
    },
  });
  return withoutLookupWarning(() => auth.getClient());
}

interface WarningProcess {
  emitWarning: (...said: readonly unknown[]) => void;
}

let lookups = 0;
let restore = (): void => {};

/**
 * Where there are no other credentials, the library asks the network for a computer of Google's. That there is none is
 * nothing to tell on standard error.
 */
async function withoutLookupWarning<T>(work: () => Promise<T>): Promise<T> {
  // Several models may look at once: the first changes what is everybody's, and the last puts it back.
  if (lookups++ === 0) {
    const { process } = globalThis as unknown as { readonly process: WarningProcess };
    const { emitWarning } = process;
    process.emitWarning = (...said) => {
      if (said[1] !== 'MetadataLookupWarning') emitWarning.call(process, ...said);
    };
    restore = () => {
      process.emitWarning = emitWarning;
    };
  }
  try {
    return await work();
  } finally {
    if (--lookups === 0) restore();
  }
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
    if (isRedirect(status)) {
      const headers = response['headers'] instanceof Headers ? response['headers'] : undefined;
      return redirected("Google's log-in", headers, 'check the network and the proxy');
    }
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

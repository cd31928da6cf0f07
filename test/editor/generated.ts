/** What the tests that generate share: a document, a Gemini that answers every stage, and settings that lead to it. */
import * as vscode from 'vscode';
import type { GeminiServer } from '../support/gemini-server.ts';
import { api } from './support.ts';

export { answerStage, DOCUMENT } from '../support/answers.ts';

/** Has all roles call this server, or rehearse where there is none. */
export async function useGemini(server: GeminiServer | undefined): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('traits');
  await configuration.update('gemini.baseUrl', server?.baseUrl, vscode.ConfigurationTarget.Global);
  for (const role of ['generator', 'critic', 'judge']) {
    await configuration.update(`models.${role}`, server === undefined ? 'rehearsal' : 'gemini/test-model', vscode.ConfigurationTarget.Workspace);
  }
}

/** Forgets the answers of earlier runs, so that every call is made. */
export async function forgetAnswers(): Promise<void> {
  const { storage } = await api();
  await vscode.workspace.fs.delete(vscode.Uri.joinPath(storage, 'answers'), { recursive: true }).then(undefined, () => undefined);
}

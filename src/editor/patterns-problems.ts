/** What went wrong in a search for patterns, in a sentence for a person. */
import * as vscode from 'vscode';
import { AskFailed } from '../patterns/thread.node.ts';

export function wordsOfProblem(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof AskFailed)) return message;
  switch (error.kind) {
    case 'changed':
      return vscode.l10n.t('{0} has changed since it was scanned: scan again.', message);
    case 'gone':
      return vscode.l10n.t('{0} is not there any more, or was given another name.', message);
    case 'exists':
      return vscode.l10n.t('That file is there already, and nothing is replaced: name another one.');
    case 'aborted':
      return vscode.l10n.t('It was cancelled.');
    case 'other':
      return message;
  }
}

/** The answers of earlier runs, kept for all windows, so that nothing is paid for twice. */
import * as vscode from 'vscode';
import { type CacheFolder, createCacheFolder } from '../engine/cache-folder.node.ts';

/** A preview's answers are some tens of kilobytes. */
const MOST_BYTES = 200_000_000;

export function openAnswers(context: Pick<vscode.ExtensionContext, 'globalStorageUri'>): CacheFolder {
  return createCacheFolder({ path: vscode.Uri.joinPath(context.globalStorageUri, 'answers').fsPath, maxBytes: MOST_BYTES, now: () => new Date() });
}

/** Says how large the cache is, and clears it when that is confirmed. */
export async function clearAnswers(answers: CacheFolder): Promise<void> {
  const bytes = await answers.size();
  if (bytes === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('The response cache is empty.'));
    return;
  }
  const clear = vscode.l10n.t('Clear');
  const message = vscode.l10n.t('The response cache has {0} of models’ answers. Without them, a run that was made before is paid for again.', sizeText(bytes));
  if ((await vscode.window.showWarningMessage(message, { modal: true }, clear)) !== clear) return;
  await answers.clear();
  void vscode.window.showInformationMessage(vscode.l10n.t('The response cache is cleared. Journals are as they were.'));
}

function sizeText(bytes: number): string {
  const [amount, unit] = bytes < 1_000_000 ? [bytes / 1000, 'kB'] : [bytes / 1_000_000, 'MB'];
  return `${Math.max(0.1, amount).toLocaleString('en', { maximumFractionDigits: 1 })} ${unit}`;
}

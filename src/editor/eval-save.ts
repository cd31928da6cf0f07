/** *Save Report*: writes the report of an eval to a file of its own. */
import * as vscode from 'vscode';
import type { EvalReport } from '../evals/report.ts';

/** Asks where to, beside the document at first. */
export async function saveReport(report: EvalReport, document: vscode.Uri): Promise<void> {
  const name = `${document.path.slice(document.path.lastIndexOf('/') + 1).split('.', 1)[0]}.${report.eval}.json`;
  const file = await vscode.window.showSaveDialog({ title: vscode.l10n.t('Save Report'), defaultUri: vscode.Uri.joinPath(document, '..', name), filters: { JSON: ['json'] } });
  if (file === undefined) return;
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(`${JSON.stringify(report, undefined, 2)}\n`));
}

/** *Save Report*: writes the report of an eval to a file of its own. */
import * as vscode from 'vscode';
import { REPORT_FORMATS } from '../evals/formats/formats.ts';
import type { EvalReport } from '../evals/report.ts';

/** Asks in which format, and where to: beside the document at first. */
export async function saveReport(report: EvalReport, document: vscode.Uri): Promise<void> {
  const picked = await vscode.window.showQuickPick(
    REPORT_FORMATS.map((format) => ({ label: format.title, description: `.${format.extension}`, format })),
    { title: vscode.l10n.t('Save Report: Format') },
  );
  if (picked === undefined) return;
  const { extension, render, title } = picked.format;
  const stem = document.path.slice(document.path.lastIndexOf('/') + 1).split('.', 1)[0];
  const defaultUri = vscode.Uri.joinPath(document, '..', `${stem}.${report.eval}.${extension}`);
  const file = await vscode.window.showSaveDialog({ title: vscode.l10n.t('Save Report'), defaultUri, filters: { [title]: [extension] } });
  if (file === undefined) return;
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(render(report)));
}

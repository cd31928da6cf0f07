/** The answers that lie beside a document for the rehearsal model. */
import * as vscode from 'vscode';
import { rehearsalPath } from '../models/rehearsal.ts';

/** Their text, undefined where there are none, and the name of the file that has them or would. */
export async function readRehearsal(document: vscode.Uri): Promise<{ readonly text: string | undefined; readonly fileName: string }> {
  const uri = document.with({ path: rehearsalPath(document.path) });
  const fileName = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  try {
    return { text: new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)), fileName };
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return { text: undefined, fileName };
    throw error;
  }
}

/** Says why nothing can be rehearsed, and what to do; undefined where somebody has written answers. */
export async function refuseRehearsal(document: vscode.Uri): Promise<string | undefined> {
  const { text, fileName } = await readRehearsal(document);
  if (text !== undefined) return undefined;
  return vscode.l10n.t(
    'No prepared answers for the rehearsal model: expected them in {0}, beside the document. Set another model, with “Traits: Select Models” or, where it names this one, in its front matter. The samples that come with Traitwright bring such answers.',
    fileName,
  );
}

/** Prompts of the workspace, as far as somebody has agreed to them: a workspace does not set what is sent silently. */
import * as vscode from 'vscode';
import { promptsFolder, readPromptFiles } from '../generation/override-files.node.ts';
import { NO_OVERRIDES, overrideFiles, overridesInHeader, type PromptOverrides } from '../generation/overrides.ts';
import { inNotification } from './plain-markdown.ts';

/** In the workspace's state: by folder, the templates that were agreed to, by their hashes. */
const AGREED = 'traits.agreedPrompts';

/**
 * The prompts to use for a document on disk. Asks the first time that there are some, and again when they have changed.
 * Undefined where the run is not to begin: one of them cannot be used, or the question was left unanswered.
 */
export async function agreedOverrides(document: vscode.Uri, state: vscode.Memento): Promise<PromptOverrides | undefined> {
  const { overrides, problems } = await readPromptFiles(document.fsPath);
  const folder = promptsFolder(document.fsPath);
  const [problem] = problems;
  if (problem !== undefined) {
    const open = vscode.l10n.t('Open');
    const choice = await vscode.window.showErrorMessage(inNotification(vscode.l10n.t('{0}, line {1}: {2}', `.traits/prompts/${problem.file}`, problem.line, problem.message)), open);
    if (choice === open) await openFile(folder, problem.file, problem.line);
    return undefined;
  }
  if (overrides.size === 0) return NO_OVERRIDES;
  const hashes = JSON.stringify(overridesInHeader(overrides));
  const agreed = state.get<Readonly<Record<string, string>>>(AGREED, {});
  if (agreed[folder] === hashes) return overrides;
  const [use, leave, show] = [vscode.l10n.t('Use Them'), vscode.l10n.t('Use the Built-in Ones'), vscode.l10n.t('Show')] as const;
  const files = overrideFiles(overrides);
  const detail = vscode.l10n.t('In {0} beside the document are {1}. They are sent in place of the built-in prompts, with the text of the document.', '.traits/prompts', files.join(', '));
  const choice = await vscode.window.showWarningMessage(vscode.l10n.t('Use the prompts of this workspace?'), { modal: true, detail }, use, leave, show);
  if (choice === show) {
    for (const file of files) await openFile(folder, file, 1);
    return undefined;
  }
  if (choice === leave) return NO_OVERRIDES;
  if (choice !== use) return undefined;
  await state.update(AGREED, { ...agreed, [folder]: hashes });
  return overrides;
}

async function openFile(folder: string, file: string, line: number): Promise<void> {
  const uri = vscode.Uri.joinPath(vscode.Uri.file(folder), file);
  const at = new vscode.Position(line - 1, 0);
  await vscode.window.showTextDocument(uri, { preview: false, selection: new vscode.Range(at, at) });
}

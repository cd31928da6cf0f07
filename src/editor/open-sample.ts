/** *Open Sample*: a copy of a document that comes with the extension, with the answers that were written for it, to break and mend. */
import * as vscode from 'vscode';
import { inNotification } from './plain-markdown.ts';

/** Where a copy goes: the extension's own folder, which needs no choosing, the workspace, or a folder that is picked. */
type Place = 'own' | 'workspace' | 'folder';

interface Sample extends vscode.QuickPickItem {
  readonly id: string;
  /** Whether answers were written for it. */
  readonly rehearsed: boolean;
}

/** In front matter, since only a document takes its models along wherever it is put. */
const REHEARSE = `models: # Answers written beforehand. Take these lines out to use models of your own.
  generator: rehearsal
  critic: rehearsal
  judge: rehearsal
`;

/** The folder in the workspace, and in the extension's own, that copies go to. */
const FOLDER = 'traits-samples';

function samples(): readonly Sample[] {
  return [
    { id: 'aster-with-people', label: vscode.l10n.t('How Aster treats people'), detail: vscode.l10n.t('The traits of an assistant in conversation, with a prepared preview for most of them'), rehearsed: true },
    { id: 'calder-at-work', label: vscode.l10n.t('How Calder works on other people’s systems'), detail: vscode.l10n.t('Eight traits of an agent that has tools, with prepared previews'), rehearsed: true },
    { id: 'short-list', label: vscode.l10n.t('A bare list'), detail: vscode.l10n.t('Seven bullets and nothing else: what people start from, and what the linter says of it'), rehearsed: false },
  ];
}

/**
 * Opens a sample that can be edited and run, and returns where it is; undefined where nothing was chosen. Asks for what
 * is not given: the sample by its id, and its place. With `preview`, the id of a trait, its scenarios are previewed too.
 * A copy that is there already is opened as it is: somebody may have worked on it, and its samples lie beside it.
 */
export async function openSample(context: vscode.ExtensionContext, id: unknown, place: unknown, preview: unknown): Promise<vscode.Uri | undefined> {
  const { extensionUri, globalStorageUri } = context;
  const sample = samples().find((known) => known.id === id) ?? (await pickSample());
  if (sample === undefined) return undefined;
  const folder = await folderFor(place, globalStorageUri);
  if (folder === undefined) return undefined;
  const uri = vscode.Uri.joinPath(folder, `${sample.id}.traits.md`);
  try {
    const copied = await copy(extensionUri, folder, sample);
    const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
    if (typeof preview === 'string') reveal(editor, preview);
    if (preview === undefined) void sayWhere(context, sample, folder, copied);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(vscode.l10n.t('The sample could not be put into {0}: {1} Choose another folder.', folder.fsPath, why));
    return undefined;
  }
  if (typeof preview === 'string') await vscode.commands.executeCommand('traits.previewScenarios', uri, preview);
  return uri;
}

/** Where a copy lies is to be seen nowhere else while it is in no workspace. */
async function sayWhere(context: vscode.ExtensionContext, { id }: Sample, folder: vscode.Uri, copied: boolean): Promise<void> {
  if (!copied) {
    void vscode.window.showInformationMessage(vscode.l10n.t('This copy of the sample was there already, and was opened as you left it.'));
    return;
  }
  if (vscode.workspace.getWorkspaceFolder(folder) !== undefined) return;
  const elsewhere = vscode.l10n.t('Put Another Elsewhere…');
  const choice = await vscode.window.showInformationMessage(vscode.l10n.t('Your copy lies in {0}, and so will what you generate from it.', inNotification(folder.fsPath)), elsewhere);
  if (choice === elsewhere) await openSample(context, id, undefined, undefined);
}

/** Puts the heading of a trait at the top, with its samples below it once they are there. */
function reveal(editor: vscode.TextEditor, traitId: string): void {
  const at = editor.document.positionAt(Math.max(0, editor.document.getText().indexOf(`{#${traitId}}`)));
  editor.selection = new vscode.Selection(at.with({ character: 0 }), at.with({ character: 0 }));
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.AtTop);
}

async function pickSample(): Promise<Sample | undefined> {
  return vscode.window.showQuickPick(samples(), { title: vscode.l10n.t('Traits: Open Sample'), placeHolder: vscode.l10n.t('Which document? You get a copy of your own.') });
}

async function folderFor(place: unknown, storage: vscode.Uri): Promise<vscode.Uri | undefined> {
  const workspace = vscode.workspace.workspaceFolders?.[0];
  const items: (vscode.QuickPickItem & { readonly place: Place })[] = [
    { place: 'own', label: vscode.l10n.t('$(rocket) Traitwright’s own folder'), detail: vscode.l10n.t('To try it at once. The copy stays there, with what you generate from it.') },
    ...(workspace === undefined ? [] : [{ place: 'workspace' as const, label: vscode.l10n.t('$(root-folder) This workspace'), detail: vscode.l10n.t('Into the folder {0} of {1}', FOLDER, workspace.name) }]),
    { place: 'folder', label: vscode.l10n.t('$(folder-opened) Choose a folder…') },
  ];
  const known = items.find((item) => item.place === place);
  const chosen = known ?? (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Traits: Open Sample'), placeHolder: vscode.l10n.t('Where to put the copy') }));
  switch (chosen?.place) {
    case undefined:
      return undefined;
    case 'own':
      return vscode.Uri.joinPath(storage, FOLDER);
    case 'workspace':
      return workspace && vscode.Uri.joinPath(workspace.uri, FOLDER);
    case 'folder': {
      const picked = await vscode.window.showOpenDialog({ title: vscode.l10n.t('Where to put the copy'), openLabel: vscode.l10n.t('Put It Here'), canSelectFiles: false, canSelectFolders: true });
      return picked?.[0];
    }
  }
}

/** Whether the document was not there yet. */
async function copy(extensionUri: vscode.Uri, folder: vscode.Uri, { id, rehearsed }: Sample): Promise<boolean> {
  const original = (name: string): vscode.Uri => vscode.Uri.joinPath(extensionUri, 'samples', name);
  const document = `${id}.traits.md`;
  if (await exists(vscode.Uri.joinPath(folder, document))) return false;
  await vscode.workspace.fs.createDirectory(folder);
  if (rehearsed) {
    const answers = `${id}.rehearsal.yaml`;
    const to = vscode.Uri.joinPath(folder, answers);
    if (!(await exists(to))) await vscode.workspace.fs.copy(original(answers), to);
  }
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(original(document)));
  const told = rehearsed ? text.replace(/(?<=^---\n[\s\S]*?)^---$/m, `${REHEARSE}---`) : text;
  await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, document), new TextEncoder().encode(told));
  return true;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return false;
    throw error;
  }
}

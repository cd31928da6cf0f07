/** *Read Documentation*: the pages that come with the extension, rendered. */
import * as vscode from 'vscode';

const RULES = 'rules/README.md';

/** Opens a page by its path in `docs/`, such as `models.md`; asks for one where it is not given. Returns which. */
export async function readDocumentation(extensionUri: vscode.Uri, page: unknown): Promise<vscode.Uri | undefined> {
  const docs = vscode.Uri.joinPath(extensionUri, 'docs');
  const files = [...(await vscode.workspace.fs.readDirectory(docs)).map(([name]) => name).filter((name) => name.endsWith('.md')), RULES];
  const file = files.find((known) => known === page) ?? (await pick(docs, files));
  if (file === undefined) return undefined;
  const uri = vscode.Uri.joinPath(docs, file);
  await vscode.commands.executeCommand('markdown.showPreview', uri);
  return uri;
}

async function pick(docs: vscode.Uri, files: readonly string[]): Promise<string | undefined> {
  const items = await Promise.all(files.map(async (file) => ({ label: await titleOf(vscode.Uri.joinPath(docs, file)), file })));
  const sorted = items.toSorted((a, b) => a.label.localeCompare(b.label));
  const picked = await vscode.window.showQuickPick(sorted, { title: vscode.l10n.t('Traits: Read Documentation'), placeHolder: vscode.l10n.t('Which page? They are in English.') });
  return picked?.file;
}

async function titleOf(uri: vscode.Uri): Promise<string> {
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  return /^# (.+)$/m.exec(text)?.[1] ?? uri.path;
}

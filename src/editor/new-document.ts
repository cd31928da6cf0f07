/** The ways to begin a traits document: from a template, or from something that was written before. */
import * as vscode from 'vscode';
import type { Languages } from '../document/language.ts';
import { importTraits } from '../language/import.ts';
import { documentOfNames, namesIn, type Template, TEMPLATES, templateSnippet } from '../language/templates.ts';
import { columnBeside } from './beside.ts';
import { importText } from './import-words.ts';

const LANGUAGE = 'traits';

/** Knows in which languages a document may be. */
interface LanguageSource {
  languagesFor(uri: vscode.Uri): Promise<Languages>;
}

/**
 * Opens a new document and returns where it is; undefined where nothing was chosen. `extensionUri` is the folder that
 * holds `templates/`. Asks for what is not given: a template by its id, and of the template of names the names. Menus
 * give arguments of their own.
 */
export async function newDocument(extensionUri: vscode.Uri, template: unknown, names: unknown): Promise<vscode.Uri | undefined> {
  const chosen = TEMPLATES.find(({ id }) => id === template) ?? (await pickTemplate());
  const given = Array.isArray(names) ? namesIn(names.map(String).join('\n')) : undefined;
  const text = chosen && (await textOf(extensionUri, chosen, given));
  if (text === undefined) return undefined;
  const document = await vscode.workspace.openTextDocument({ language: LANGUAGE, content: text });
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  // As far as there is any text: an untitled document that was closed a moment ago may have left some of its own.
  const all = new vscode.Range(0, 0, Number.MAX_SAFE_INTEGER, 0);
  await editor.insertSnippet(new vscode.SnippetString(templateSnippet(text)), all);
  return document.uri;
}

async function pickTemplate(): Promise<Template | undefined> {
  const items = TEMPLATES.map((template) => ({ ...wordsOf(template), template }));
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('New Traits Document'), placeHolder: vscode.l10n.t('What to begin with') });
  return picked?.template;
}

/** What somebody is asked in their own language; the templates themselves are in English. */
function wordsOf({ id, label, description }: Template): { readonly label: string; readonly detail: string } {
  switch (id) {
    case 'one-trait':
      return { label: vscode.l10n.t('One trait, every part'), detail: vscode.l10n.t('A trait with a question for each part, to be answered one after the other') };
    case 'short-set':
      return { label: vscode.l10n.t('A short set of traits, with trade-offs between them'), detail: vscode.l10n.t('Three traits, one written out as an example') };
    case 'model-spec':
      return { label: vscode.l10n.t('A model spec, with groups'), detail: vscode.l10n.t('Priorities, and groups of traits that say what they have in common') };
    case 'names':
      return { label: vscode.l10n.t('From a list of names'), detail: vscode.l10n.t('Type the names of your traits; each gets its parts to fill in') };
    default:
      return { label, detail: description };
  }
}

async function textOf(extensionUri: vscode.Uri, { file }: Template, names: readonly string[] | undefined): Promise<string | undefined> {
  if (file === undefined) {
    const wanted = names ?? (await askForNames());
    return wanted === undefined || wanted.length === 0 ? undefined : documentOfNames(wanted);
  }
  const content = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'templates', file));
  return new TextDecoder().decode(content);
}

async function askForNames(): Promise<readonly string[] | undefined> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('New Traits Document'),
    prompt: vscode.l10n.t('The names of the traits, with commas between them'),
    placeHolder: vscode.l10n.t('Honest, Warm, Careful with risk'),
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() !== '' && namesIn(value).length === 0 ? vscode.l10n.t('Type at least one name.') : undefined),
  });
  return typed === undefined ? undefined : namesIn(typed);
}

/** Texts that are imported as a whole from the editor that shows them. */
const TEXTS: ReadonlySet<string> = new Set(['markdown', 'plaintext', LANGUAGE]);

/**
 * Opens what `source` makes beside it; without one, what is selected, what the active editor shows, or a file that is
 * picked. Returns where it is; undefined where nothing was chosen or read.
 */
export async function importDocument(source: unknown, documents: LanguageSource): Promise<vscode.Uri | undefined> {
  const editor = source instanceof vscode.Uri ? undefined : vscode.window.activeTextEditor;
  const selected = editor?.selection.isEmpty === false ? editor.selection : undefined;
  const original = editor !== undefined && (selected !== undefined || TEXTS.has(editor.document.languageId)) ? editor.document : await openOriginal(source);
  if (original === undefined) return undefined;
  const text = original.getText(selected);
  const imported = importTraits(text, original.isUntitled ? '' : fileName(original.uri), await documents.languagesFor(original.uri));
  if (imported.text === text && original.languageId === LANGUAGE) return importAnother(documents);
  const document = await vscode.workspace.openTextDocument({ language: LANGUAGE, content: imported.text });
  await vscode.window.showTextDocument(document, { viewColumn: columnBeside(), preview: false });
  // With a button it is shown in full, however long.
  const show = vscode.l10n.t('Document Coverage');
  void vscode.window.showInformationMessage(importText(imported, vscode.l10n.t), show).then((choice) => {
    if (choice === show && !document.isClosed) void vscode.window.showTextDocument(document).then(() => vscode.commands.executeCommand('traits.documentCoverage'));
  });
  return document.uri;
}

/** There would be nothing to see in a copy of what is a traits document already. */
async function importAnother(documents: LanguageSource): Promise<vscode.Uri | undefined> {
  const choose = vscode.l10n.t('Choose a File…');
  const choice = await vscode.window.showInformationMessage(vscode.l10n.t('This is a traits document already, and nothing in it is to be changed.'), choose);
  const picked = choice === choose ? await pickFile() : undefined;
  return picked && importDocument(picked, documents);
}

async function openOriginal(source: unknown): Promise<vscode.TextDocument | undefined> {
  const uri = source instanceof vscode.Uri ? source : await pickFile();
  if (uri === undefined) return undefined;
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    // Beside means beside it.
    await vscode.window.showTextDocument(document);
    return document;
  } catch (error) {
    void vscode.window.showErrorMessage(vscode.l10n.t('{0} could not be opened: {1}', fileName(uri), error instanceof Error ? error.message : String(error)));
    return undefined;
  }
}

async function pickFile(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Import as Traits Document'),
    openLabel: vscode.l10n.t('Import'),
    filters: { [vscode.l10n.t('Markdown and text')]: ['md', 'markdown', 'mdx', 'txt'], [vscode.l10n.t('All files')]: ['*'] },
  });
  return picked?.[0];
}

function fileName(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

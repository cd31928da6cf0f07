/** Read-only documents that show what is known of a traits document, kept up to date beside it. */
import * as vscode from 'vscode';
import { chunksView, coverageView } from '../language/views.ts';
import { configurationView } from '../lint/explain.ts';
import { columnBeside } from './beside.ts';
import type { ParsedDocument, TraitsDocuments } from './documents.ts';
import type { Projects, RulesOutside } from './projects.ts';

const SCHEME = 'traits-view';

interface View {
  /** What its tab says of a file, in the person's language. A slash would not be shown. */
  readonly title: (fileName: string) => string;
  readonly show: (document: ParsedDocument, fileName: string, rules: RulesOutside, traitId: string) => string | Promise<string>;
  /** It is about the trait at the cursor. */
  readonly ofTrait?: true;
}

const VIEWS: Readonly<Record<string, View>> = {
  showChunks: { title: (name) => vscode.l10n.t('chunks of {0}', name), show: ({ parsed }, name) => chunksView(parsed, name) },
  documentCoverage: { title: (name) => vscode.l10n.t('coverage of {0}', name), show: ({ parsed }, name) => coverageView(parsed, name) },
  showUntouched: { title: (name) => vscode.l10n.t('what no sample touched of {0}', name), show: async (document, name) => (await import('./run-views.ts')).untouchedView(document, name) },
  showPrompt: { title: (name) => vscode.l10n.t('prompts of {0}', name), ofTrait: true, show: async (document, name, _, traitId) => (await import('./run-views.ts')).promptsView(document, name, traitId) },
  explainRules: { title: (name) => vscode.l10n.t('rules of {0}', name), show: ({ parsed }, name, { sources, baseline }) => configurationView(parsed, { sources, ...(baseline === undefined ? {} : { baseline: baseline.name }) }, name) },
};

export function registerViews(documents: TraitsDocuments, projects: Projects): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const provider: vscode.TextDocumentContentProvider = {
    onDidChange: changed.event,
    async provideTextDocumentContent(uri) {
      const [command = '', traitId = ''] = uri.fragment.split(' ', 2);
      const view = VIEWS[command];
      const source = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri.query, true));
      const rules = await projects.rulesFor(source);
      const document = await documents.current(source);
      if (view === undefined || document === undefined) return `${vscode.l10n.t('This is no traits document any more.')}\n`;
      return view.show(document, fileName(source.uri), rules, traitId);
    },
  };
  const refresh = (shows: (source: string) => boolean): void => {
    for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === SCHEME && shows(uri.query)) changed.fire(uri);
  };
  const commands = Object.entries(VIEWS).map(([command, { title, ofTrait = false }]) =>
    vscode.commands.registerCommand(`traits.${command}`, async () => {
      const editor = vscode.window.activeTextEditor;
      const source = editor?.document;
      const document = source === undefined ? undefined : await documents.current(source);
      if (editor === undefined || source === undefined || document === undefined) {
        void vscode.window.showWarningMessage(vscode.l10n.t('Open a traits document first.'));
        return undefined;
      }
      const at = source.offsetAt(editor.selection.active);
      const trait = document.parsed.traits.find(({ range }) => range.start <= at && at < range.end);
      if (ofTrait && trait === undefined) {
        void vscode.window.showWarningMessage(vscode.l10n.t('Put the cursor in a trait first.'));
        return undefined;
      }
      const fragment = ofTrait && trait !== undefined ? `${command} ${trait.id}` : command;
      const uri = vscode.Uri.from({ scheme: SCHEME, fragment, path: `/${title(fileName(source.uri))}`, query: source.uri.toString() });
      await vscode.languages.setTextDocumentLanguage(await vscode.workspace.openTextDocument(uri), 'markdown');
      // Rendered, since a table is hard to read as text. This preview follows its document, and no other one that comes to the front.
      await vscode.commands.executeCommand('vscode.openWith', uri, 'vscode.markdown.preview.editor', { viewColumn: columnBeside(), preview: true } satisfies vscode.TextDocumentShowOptions);
      return uri;
    }),
  );
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, provider),
    documents.onDidParse(({ source }) => refresh((shown) => shown === source.uri.toString())),
    projects.onDidChange(() => refresh(() => true)),
    ...commands,
  );
}

function fileName(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

/** Read-only documents that show what is known of a traits document, kept up to date beside it. */
import * as vscode from 'vscode';
import { chunksView, coverageView } from '../language/views.ts';
import { configurationView } from '../lint/explain.ts';
import type { ParsedDocument, TraitsDocuments } from './documents.ts';
import type { Projects, RulesOutside } from './projects.ts';

const SCHEME = 'traits-view';

interface View {
  readonly title: string;
  readonly show: (document: ParsedDocument, fileName: string, rules: RulesOutside) => string;
}

const VIEWS: Readonly<Record<string, View>> = {
  showChunks: { title: 'chunks', show: ({ parsed }, name) => chunksView(parsed, name) },
  documentCoverage: { title: 'coverage', show: ({ parsed }, name) => coverageView(parsed, name) },
  explainRules: { title: 'rules', show: ({ parsed }, name, { sources, baseline }) => configurationView(parsed, { sources, ...(baseline === undefined ? {} : { baseline: baseline.name }) }, name) },
};

export function registerViews(documents: TraitsDocuments, projects: Projects): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const provider: vscode.TextDocumentContentProvider = {
    onDidChange: changed.event,
    async provideTextDocumentContent(uri) {
      const view = VIEWS[uri.fragment];
      const source = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri.query, true));
      const rules = await projects.rulesFor(source);
      const document = await documents.current(source);
      if (view === undefined || document === undefined) return 'This is no traits document any more.\n';
      return view.show(document, fileName(source.uri), rules);
    },
  };
  const refresh = (shows: (source: string) => boolean): void => {
    for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === SCHEME && shows(uri.query)) changed.fire(uri);
  };
  const commands = Object.entries(VIEWS).map(([command, { title }]) =>
    vscode.commands.registerCommand(`traits.${command}`, async () => {
      const source = vscode.window.activeTextEditor?.document;
      if (source === undefined || (await documents.current(source)) === undefined) {
        void vscode.window.showWarningMessage('Open a traits document first.');
        return undefined;
      }
      const uri = vscode.Uri.from({ scheme: SCHEME, fragment: command, path: `/${title} of ${fileName(source.uri)}`, query: source.uri.toString() });
      await vscode.languages.setTextDocumentLanguage(await vscode.workspace.openTextDocument(uri), 'markdown');
      // Rendered, since a table is hard to read as text; the preview follows its document.
      await vscode.commands.executeCommand('markdown.showPreviewToSide', uri);
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

/** Shows what the linter finds as diagnostics, a moment after the last keystroke. */
import * as vscode from 'vscode';
import type { Severity } from '../document/front-matter.ts';
import { isNamedAsTraits } from '../document/file-name.ts';
import { type Diagnostic, lintInSteps } from '../lint/lint.ts';
import type { ParsedDocument, TraitsDocuments } from './documents.ts';
import { toRange } from './positions.ts';
import { type Projects, withoutBaseline } from './projects.ts';
import { inSlices } from './slices.ts';

/** Long enough not to underline a word that is being typed. */
const DELAY = 250;

const SEVERITIES: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

/** `rulePages` is the folder of the pages that come with the extension. */
function toDiagnostic(source: vscode.TextDocument, finding: Diagnostic, rulePages: vscode.Uri): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(toRange(source, finding.range), finding.message, SEVERITIES[finding.severity]);
  diagnostic.source = 'traits';
  diagnostic.code = { value: finding.ruleId, target: vscode.Uri.joinPath(rulePages, `${finding.ruleId.replace('/', '-')}.md`) };
  diagnostic.relatedInformation = finding.related.map(
    ({ range, message }) => new vscode.DiagnosticRelatedInformation(new vscode.Location(source.uri, toRange(source, range)), message),
  );
  return diagnostic;
}

export function showDiagnostics(documents: TraitsDocuments, projects: Projects, extension: vscode.Uri, onError: (error: unknown) => void): vscode.Disposable {
  const rulePages = vscode.Uri.joinPath(extension, 'docs', 'rules');
  const collection = vscode.languages.createDiagnosticCollection('traits');
  const waiting = new Map<string, NodeJS.Timeout>();
  /** The latest pass over each document. */
  const passes = new Map<string, symbol>();
  /** What was found last, by document; also what is not shown for being near the cursor. */
  const found = new Map<string, { readonly source: vscode.TextDocument; readonly diagnostics: readonly vscode.Diagnostic[] }>();

  const show = (key: string): void => {
    const last = found.get(key);
    if (last === undefined) return;
    const { source, diagnostics } = last;
    const lines = vscode.workspace.getConfiguration('traits', source).get<number>('lint.quietLines') ?? 0;
    const editor = vscode.window.activeTextEditor;
    const cursor = lines > 0 && editor?.document === source ? editor.selection.active.line : undefined;
    const far = ({ range }: vscode.Diagnostic): boolean => cursor === undefined || range.end.line < cursor - lines || range.start.line > cursor + lines;
    collection.set(source.uri, diagnostics.filter(far));
  };
  const lintNow = async ({ source, version, parsed }: ParsedDocument): Promise<void> => {
    // Changed meanwhile: its offsets are of another text, and the next parse is on its way.
    if (source.isClosed || source.version !== version) return;
    const key = source.uri.toString();
    const pass = Symbol(key);
    passes.set(key, pass);
    const isCurrent = (): boolean => !source.isClosed && source.version === version && passes.get(key) === pass;
    // Parsing has just had its slice.
    await new Promise((resolve) => setTimeout(resolve));
    const rules = await projects.rulesFor(source);
    const findings = await inSlices(lintInSteps(parsed, rules.settings, source.isUntitled || isNamedAsTraits(source.uri.path)), isCurrent);
    if (findings === undefined) return;
    const shown = await withoutBaseline(parsed, findings, rules);
    if (!isCurrent()) return;
    found.set(key, { source, diagnostics: shown.map((finding) => toDiagnostic(source, finding, rulePages)) });
    show(key);
  };
  const lintSoon = (document: ParsedDocument): void => void lintNow(document).catch(onError);
  const lintCurrent = (source: vscode.TextDocument): void => {
    documents.current(source).then((document) => {
      if (document !== undefined) lintSoon(document);
    }, onError);
  };
  const forget = (key: string): void => {
    clearTimeout(waiting.get(key));
    waiting.delete(key);
  };
  return vscode.Disposable.from(
    collection,
    documents.onDidParse((document) => {
      const { source } = document;
      const key = source.uri.toString();
      forget(key);
      // A document that was just opened is shown at once.
      if (!found.has(key)) lintSoon(document);
      else if (vscode.workspace.getConfiguration('traits', source).get<string>('lint.run') !== 'onSave') {
        waiting.set(key, setTimeout(() => lintSoon(document), DELAY));
      }
    }),
    vscode.workspace.onDidSaveTextDocument(lintCurrent),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      const lines = vscode.workspace.getConfiguration('traits', textEditor.document).get<number>('lint.quietLines') ?? 0;
      if (lines > 0) show(textEditor.document.uri.toString());
    }),
    documents.onDidClose((document) => {
      const key = document.uri.toString();
      forget(key);
      found.delete(key);
      passes.delete(key);
      collection.delete(document.uri);
    }),
    projects.onDidChange(() => vscode.workspace.textDocuments.forEach(lintCurrent)),
    new vscode.Disposable(() => {
      for (const key of waiting.keys()) forget(key);
    }),
  );
}

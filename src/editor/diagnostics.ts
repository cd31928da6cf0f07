/** Shows what the linter finds as diagnostics, a moment after the last keystroke. */
import * as vscode from 'vscode';
import type { Severity } from '../document/front-matter.ts';
import { type Diagnostic, lint, type LintSettings } from '../lint/lint.ts';
import type { ParsedDocument, TraitsDocuments } from './documents.ts';
import { toRange } from './positions.ts';

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

export function lintSettings(document: vscode.TextDocument): LintSettings {
  return vscode.workspace.getConfiguration('traits', document).get<LintSettings>('lint.rules') ?? {};
}

export function showDiagnostics(documents: TraitsDocuments, extension: vscode.Uri): vscode.Disposable {
  const rulePages = vscode.Uri.joinPath(extension, 'docs', 'rules');
  const collection = vscode.languages.createDiagnosticCollection('traits');
  const waiting = new Map<string, NodeJS.Timeout>();
  const seen = new Set<string>();

  const show = ({ source, version, parsed }: ParsedDocument): void => {
    // Changed meanwhile: its offsets are of another text, and the next parse is on its way.
    if (source.version !== version) return;
    const findings = lint(parsed, lintSettings(source));
    collection.set(source.uri, findings.map((finding) => toDiagnostic(source, finding, rulePages)));
  };
  const forget = (key: string): void => {
    clearTimeout(waiting.get(key));
    waiting.delete(key);
  };
  return vscode.Disposable.from(
    collection,
    documents.onDidParse((document) => {
      const key = document.source.uri.toString();
      forget(key);
      // A document that was just opened is shown at once.
      if (!seen.has(key)) {
        seen.add(key);
        show(document);
      } else waiting.set(key, setTimeout(() => show(document), DELAY));
    }),
    documents.onDidClose((document) => {
      const key = document.uri.toString();
      forget(key);
      seen.delete(key);
      collection.delete(document.uri);
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration('traits.lint')) return;
      for (const source of vscode.workspace.textDocuments) {
        void documents.current(source).then((document) => {
          if (document !== undefined) show(document);
        });
      }
    }),
    new vscode.Disposable(() => {
      for (const key of waiting.keys()) forget(key);
    }),
  );
}

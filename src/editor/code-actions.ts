/** Offers the fixes of the linter's findings on the lightbulb. */
import * as vscode from 'vscode';
import { lint } from '../lint/lint.ts';
import type { Fix } from '../lint/rule.ts';
import { lintSettings } from './diagnostics.ts';
import { TRAITS_SELECTOR, type TraitsDocuments } from './documents.ts';
import { toRange } from './positions.ts';

export function registerCodeActions(documents: TraitsDocuments): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    async provideCodeActions(source, _range, context, token) {
      const wanted = context.diagnostics.filter((diagnostic) => diagnostic.source === 'traits');
      if (wanted.length === 0) return [];
      const document = await documents.current(source);
      if (document === undefined || token.isCancellationRequested) return [];
      // Found anew rather than remembered: the text may have changed since the diagnostic was shown.
      const findings = lint(document.parsed, lintSettings(source));
      return wanted.flatMap((diagnostic) => {
        const code = typeof diagnostic.code === 'object' ? diagnostic.code.value : diagnostic.code;
        const finding = findings.find(
          ({ ruleId, range, message }) => ruleId === code && message === diagnostic.message && toRange(source, range).isEqual(diagnostic.range),
        );
        return (finding?.fixes() ?? []).map((fix, index) => codeAction(source, fix, diagnostic, index));
      });
    },
  };
  return vscode.languages.registerCodeActionsProvider(TRAITS_SELECTOR, provider, { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] });
}

function codeAction(source: vscode.TextDocument, fix: Fix, diagnostic: vscode.Diagnostic, index: number): vscode.CodeAction {
  const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.isPreferred = index === 0 && fix.kind === 'mend';
  action.edit = new vscode.WorkspaceEdit();
  for (const { range, newText } of fix.edits) action.edit.replace(source.uri, toRange(source, range), newText);
  return action;
}

/** Offers on the lightbulb what mends a finding, and what silences its rule. */
import * as vscode from 'vscode';
import { disableFixes } from '../lint/disable.ts';
import { lint } from '../lint/lint.ts';
import type { Fix } from '../lint/rule.ts';
import { TRAITS_SELECTOR, type TraitsDocuments } from './documents.ts';
import { toRange } from './positions.ts';
import type { Projects } from './projects.ts';

export function registerCodeActions(documents: TraitsDocuments, projects: Projects): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    async provideCodeActions(source, _range, context, token) {
      const wanted = context.diagnostics.filter((diagnostic) => diagnostic.source === 'traits');
      if (wanted.length === 0) return [];
      const { settings } = await projects.rulesFor(source);
      const document = await documents.current(source);
      if (document === undefined || token.isCancellationRequested) return [];
      // Found anew rather than remembered: the text may have changed since the diagnostic was shown.
      const findings = lint(document.parsed, settings);
      return wanted.flatMap((diagnostic) => {
        const code = typeof diagnostic.code === 'object' ? diagnostic.code.value : diagnostic.code;
        const finding = findings.find(
          ({ ruleId, range, message }) => ruleId === code && message === diagnostic.message && toRange(source, range).isEqual(diagnostic.range),
        );
        if (finding === undefined) return [];
        const fixes = [...finding.fixes(), ...disableFixes(document.parsed, finding)];
        const actions = fixes.map((fix, index) => codeAction(source, fix, diagnostic, index === 0 && fix.kind === 'mend'));
        return [...actions, disableInWorkspace(finding.ruleId, diagnostic)];
      });
    },
  };
  return vscode.Disposable.from(
    vscode.languages.registerCodeActionsProvider(TRAITS_SELECTOR, provider, { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] }),
    vscode.commands.registerCommand('traits.disableRule', async (ruleId: string) => {
      const configuration = vscode.workspace.getConfiguration('traits');
      const set = configuration.inspect<Record<string, unknown>>('lint.rules');
      const inWorkspace = vscode.workspace.workspaceFolders !== undefined;
      const rules = { ...(inWorkspace ? set?.workspaceValue : set?.globalValue), [ruleId]: 'off' };
      await configuration.update('lint.rules', rules, inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global);
    }),
  );
}

function codeAction(source: vscode.TextDocument, fix: Fix, diagnostic: vscode.Diagnostic, preferred: boolean): vscode.CodeAction {
  const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.isPreferred = preferred;
  action.edit = new vscode.WorkspaceEdit();
  for (const { range, newText } of fix.edits) action.edit.replace(source.uri, toRange(source, range), newText);
  return action;
}

function disableInWorkspace(ruleId: string, diagnostic: vscode.Diagnostic): vscode.CodeAction {
  const title = vscode.l10n.t('Disable {0} in this workspace', ruleId);
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.command = { title, command: 'traits.disableRule', arguments: [ruleId] };
  return action;
}

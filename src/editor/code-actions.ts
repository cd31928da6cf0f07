/** Offers on the lightbulb what mends a finding, and what silences its rule. */
import * as vscode from 'vscode';
import { isNamedAsTraits } from '../document/file-name.ts';
import { disableFixes } from '../lint/disable.ts';
import { lint } from '../lint/lint.ts';
import type { Fix } from '../lint/rule.ts';
import { TRAITS_SELECTOR, type TraitsDocuments } from './documents.ts';
import { toRange } from './positions.ts';
import type { Projects } from './projects.ts';

/** What it names can be begun, which is no mending of what is written. */
const UNKNOWN_TRAIT = 'trade-offs/unknown-trait';

export function registerCodeActions(documents: TraitsDocuments, projects: Projects): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    async provideCodeActions(source, range, context, token) {
      const here = context.diagnostics.filter(isOurs);
      const elsewhere = vscode.languages.getDiagnostics(source.uri).filter((diagnostic) => isOurs(diagnostic) && !here.some((one) => isSame(one, diagnostic)) && tellsOf(diagnostic, source.uri, range));
      if (here.length === 0 && elsewhere.length === 0) return [];
      const missing = here.some((diagnostic) => ruleOf(diagnostic) === UNKNOWN_TRAIT) ? await import('../language/missing-trait.ts') : undefined;
      const { settings } = await projects.rulesFor(source);
      const document = await documents.current(source);
      if (document === undefined || token.isCancellationRequested) return [];
      const { parsed } = document;
      // Found anew rather than remembered: the text may have changed since the diagnostic was shown.
      const findings = lint(parsed, settings, source.isUntitled || isNamedAsTraits(source.uri.path));
      const findingOf = (diagnostic: vscode.Diagnostic): (typeof findings)[number] | undefined =>
        findings.find(({ ruleId, range: found, message }) => ruleId === ruleOf(diagnostic) && message === diagnostic.message && toRange(source, found).isEqual(diagnostic.range));
      const found = here.flatMap((diagnostic) => {
        const finding = findingOf(diagnostic);
        return finding === undefined ? [] : [{ diagnostic, finding }];
      });
      const mending = found.flatMap(({ diagnostic, finding }) => {
        const begun = finding.ruleId === UNKNOWN_TRAIT ? missing?.beginMissingTrait(parsed, finding.range) : undefined;
        const fixes: readonly Fix[] = [...finding.fixes(), ...(begun === undefined ? [] : [{ ...begun, kind: 'scaffold' as const }])];
        return fixes.map((fix, index) => codeAction(source, fix, diagnostic, index === 0 && fix.kind === 'mend'));
      });
      const at = source.offsetAt(range.start);
      const trait = parsed.traits.find(({ range: { start, end } }) => start <= at && at < end);
      // Of findings that only name this trait, what would change it.
      const changesTrait = ({ edits }: Fix): boolean => trait !== undefined && edits.some(({ range: { start } }) => trait.range.start <= start && start <= trait.range.end);
      const besides = elsewhere.flatMap((diagnostic) => (findingOf(diagnostic)?.fixes() ?? []).filter(changesTrait).map((fix) => codeAction(source, fix, diagnostic, false)));
      // Where several findings meet, what mends one is not to be looked for among what silences another.
      const silencing = found.flatMap(({ diagnostic, finding }) => [...disableFixes(parsed, finding).map((fix) => codeAction(source, fix, diagnostic, false)), disableInWorkspace(finding.ruleId, diagnostic)]);
      return [...mending, ...besides, ...silencing];
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

function isOurs({ source }: vscode.Diagnostic): boolean {
  return source === 'traits';
}

function ruleOf({ code }: vscode.Diagnostic): unknown {
  return typeof code === 'object' ? code.value : code;
}

function isSame(one: vscode.Diagnostic, other: vscode.Diagnostic): boolean {
  return ruleOf(one) === ruleOf(other) && one.message === other.message && one.range.isEqual(other.range);
}

/** Whether a place that it has to do with is there. */
function tellsOf({ relatedInformation = [] }: vscode.Diagnostic, uri: vscode.Uri, range: vscode.Range): boolean {
  return relatedInformation.some(({ location }) => location.uri.toString() === uri.toString() && location.range.intersection(range) !== undefined);
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

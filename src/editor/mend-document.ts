/** Writes into the traits document what a sample gives reason for: its scenario, pinned; and a line where a critique found that it leaves something open. */
import * as vscode from 'vscode';
import type { Edit } from '../lint/rule.ts';
import { pinEdit } from '../generation/pinned.ts';
import { PART_TITLES } from '../document/parts.ts';
import { TRAITS_SELECTOR, type ParsedDocument, type TraitsDocuments } from './documents.ts';
import { gapFix } from './gap-fix.ts';
import { label } from './labels.ts';
import { inNotification } from './plain-markdown.ts';
import { toRange } from './positions.ts';
import type { Placed, Previews } from './previews.ts';

/** Whether the scenario is in the document now. One edit, which one undo takes back. */
export async function pinScenario({ preview, slot }: Placed, documents: TraitsDocuments): Promise<boolean> {
  const current = await currentOf(preview.document, documents);
  const trait = current?.parsed.traits.find(({ id }) => id === preview.anchor.traitId);
  const edit = current === undefined || trait === undefined ? undefined : pinEdit(current.parsed.text, trait, slot.sample);
  if (current === undefined || trait === undefined || edit === undefined) {
    void vscode.window.showWarningMessage(vscode.l10n.t('There is nothing to pin: the sample has no plan, or its trait is not in the document.'));
    return false;
  }
  await apply(current, [edit]);
  const after = await currentOf(current, documents);
  const count = after?.parsed.traits.find(({ id }) => id === trait.id)?.content.scenarios.length ?? 0;
  if (after !== undefined && count > trait.content.scenarios.length) {
    sayPinned(after, trait.name, edit.range.start);
    return true;
  }
  // Something above has been left open, a fence say, and takes it in.
  await vscode.commands.executeCommand('undo');
  void vscode.window.showWarningMessage(vscode.l10n.t('The scenario was not pinned: at the end of this trait something is open that takes it in, such as a code block.'));
  return false;
}

/** It goes in at the trait's end, mostly out of sight. */
function sayPinned({ source, parsed }: ParsedDocument, name: string, at: number): void {
  const show = vscode.l10n.t('Show');
  const block = parsed.text.slice(at).search(/\S/) + at;
  void vscode.window.showInformationMessage(inNotification(vscode.l10n.t('The scenario is pinned in “{0}”.', label(name))), show).then((choice) => {
    if (choice !== show) return;
    const start = source.positionAt(block);
    // Until the end of the fence's line, whatever has been typed meanwhile.
    void vscode.window.showTextDocument(source, { selection: new vscode.Range(start, source.lineAt(start.line).range.end) });
  });
}

/** Inserts what a critique found open and puts the cursor there. */
export async function insertGap({ preview, slot }: Placed, documents: TraitsDocuments): Promise<boolean> {
  const gap = slot.sample.critique?.document_gap;
  const current = await currentOf(preview.document, documents);
  const trait = current?.parsed.traits.find(({ id }) => id === preview.anchor.traitId);
  const fix = current === undefined || trait === undefined || gap === undefined || gap === null ? undefined : gapFix(current.parsed, trait, gap);
  if (current === undefined || fix === undefined) {
    void vscode.window.showWarningMessage(vscode.l10n.t('Nothing was inserted: the trait has no place for it as it is written.'));
    return false;
  }
  await apply(current, fix.edits);
  const written = fix.edits.at(-1)?.newText.trim().split('\n').at(-1) ?? '';
  const text = current.source.getText();
  const at = text.indexOf(written, fix.edits.at(-1)?.range.start ?? 0);
  const start = at < 0 ? -1 : text.indexOf('TODO:', at);
  if (start < 0) return true;
  const selection = toRange(current.source, { start, end: at + written.length });
  await vscode.window.showTextDocument(current.source, { selection });
  return true;
}

/** Offers on the lightbulb, anywhere in a trait, what critiques of its samples found open. Only of samples of today's text. */
export function registerGapActions(documents: TraitsDocuments, previews: Previews): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    async provideCodeActions(source, range, _context, token) {
      const document = await documents.current(source);
      if (document === undefined || token.isCancellationRequested) return [];
      const at = source.offsetAt(range.start);
      const trait = document.parsed.traits.find(({ range: of }) => of.start <= at && at < of.end);
      if (trait === undefined) return [];
      return previews.gaps(document, trait).flatMap((gap) => {
        const fix = gapFix(document.parsed, trait, gap);
        if (fix === undefined) return [];
        const action = new vscode.CodeAction(vscode.l10n.t('Insert into {0} what a critique found open: {1}', PART_TITLES[gap.part], label(gap.missing, 60)), vscode.CodeActionKind.QuickFix);
        action.edit = editOf(source, fix.edits);
        return action;
      });
    },
  };
  return vscode.languages.registerCodeActionsProvider(TRAITS_SELECTOR, provider, { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] });
}

function currentOf({ source }: ParsedDocument, documents: TraitsDocuments): Promise<ParsedDocument | undefined> {
  return documents.current(source);
}

function editOf(source: vscode.TextDocument, edits: readonly Pick<Edit, 'range' | 'newText'>[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { range, newText } of edits) edit.replace(source.uri, toRange(source, range), newText);
  return edit;
}

async function apply({ source }: ParsedDocument, edits: readonly Pick<Edit, 'range' | 'newText'>[]): Promise<void> {
  if (!(await vscode.workspace.applyEdit(editOf(source, edits)))) throw new Error(vscode.l10n.t('The document could not be edited: it may be read-only.'));
}

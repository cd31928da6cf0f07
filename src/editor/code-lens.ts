/** The line above each trait: what can be done with it, and what there is of it. */
import * as vscode from 'vscode';
import { shiftRange } from '../document/range.ts';
import { TRAITS_SELECTOR, type TraitsDocuments } from './documents.ts';
import { toRange } from './positions.ts';
import type { Previews } from './previews.ts';

export function registerCodeLens(documents: TraitsDocuments, previews: Previews): vscode.Disposable {
  return vscode.languages.registerCodeLensProvider(TRAITS_SELECTOR, {
    onDidChangeCodeLenses: previews.onDidChange,
    async provideCodeLenses(source, token) {
      const document = await documents.current(source);
      if (document === undefined || token.isCancellationRequested) return [];
      return document.parsed.traits.flatMap((trait) => {
        const range = toRange(source, shiftRange(trait.content.nameRange, trait.range.start));
        const commands: vscode.Command[] = [
          { title: vscode.l10n.t('Preview scenarios'), command: 'traits.previewScenarios', arguments: [source.uri, trait.id, trait.range.start] },
          { title: vscode.l10n.t('Documents'), tooltip: vscode.l10n.t('Write a text for midtraining of this trait, and read it beside'), command: 'traits.previewDocuments', arguments: [source.uri, trait.id, trait.range.start] },
        ];
        const summary = previews.summary(document, trait);
        if (summary !== undefined) commands.push({ title: summary.text, tooltip: vscode.l10n.t('Open or close the samples of this trait'), command: 'traits.togglePreviews', arguments: [source.uri, trait.id] });
        if (summary !== undefined && summary.more > 0) commands.push({ title: vscode.l10n.t('Show all {0}', summary.more), command: 'traits.showAllPreviews', arguments: [source.uri, trait.id] });
        return commands.map((command) => new vscode.CodeLens(range, command));
      });
    },
  });
}

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
        const preview = { title: 'Preview scenarios', command: 'traits.previewScenarios', arguments: [source.uri, trait.id, trait.range.start] };
        const summary = previews.summary(source.uri, trait);
        const there = summary === undefined ? [] : [{ title: summary, command: 'traits.togglePreviews', arguments: [source.uri, trait.id] }];
        return [preview, ...there].map((command) => new vscode.CodeLens(range, command));
      });
    },
  });
}

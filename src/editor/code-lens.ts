/** The line above each trait: what can be done with it, and what there is of it. */
import * as vscode from 'vscode';
import { shiftRange } from '../document/range.ts';
import { type Evals, type LatestFigure, textHash } from './evals.ts';
import { TRAITS_SELECTOR, type TraitsDocuments } from './documents.ts';
import { toRange } from './positions.ts';
import type { Previews } from './previews.ts';

export interface CodeLensParts {
  readonly documents: TraitsDocuments;
  readonly previews: Previews;
  readonly evals: Pick<Evals, 'figures' | 'figuresNow' | 'onDidChange'>;
  readonly onError: (error: unknown) => void;
}

export function registerCodeLens({ documents, previews, evals, onError }: CodeLensParts): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  // Journals are read beside: the line is there at once.
  const read = (uri: vscode.Uri): void => {
    const before = evals.figuresNow(uri)?.size ?? 0;
    // Lenses that are made anew take the click that is meant for those before: only where there is something else to show.
    void evals
      .figures(uri)
      .then(({ size }) => {
        if (before + size > 0) changed.fire();
      })
      .catch(onError);
  };
  const provider = vscode.languages.registerCodeLensProvider(TRAITS_SELECTOR, {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses(source, token) {
      const document = await documents.current(source);
      if (document === undefined || token.isCancellationRequested) return [];
      const figures = evals.figuresNow(source.uri);
      if (figures === undefined) read(source.uri);
      return document.parsed.traits.flatMap((trait) => {
        const range = toRange(source, shiftRange(trait.content.nameRange, trait.range.start));
        const commands: vscode.Command[] = [
          { title: vscode.l10n.t('Preview scenarios'), tooltip: vscode.l10n.t('Make samples of this trait, in turn one that shows it (exhibit), one where an exception applies, and one where it meets another trait (trade-off)'), command: 'traits.previewScenarios', arguments: [source.uri, trait.id, trait.range.start] },
          { title: vscode.l10n.t('Documents'), tooltip: vscode.l10n.t('Write a text for midtraining of this trait, and read it beside'), command: 'traits.previewDocuments', arguments: [source.uri, trait.id, trait.range.start] },
        ];
        commands.push({ title: vscode.l10n.t('Evaluate'), tooltip: vscode.l10n.t('Ask a model what it knows of this trait, or whether it shows where it is not to'), command: 'traits.evaluate', arguments: [source.uri, trait.id] });
        const known = figures?.get(trait.id) ?? [];
        if (known.length > 0) commands.push({ title: known.map(shortFigure).join(', '), tooltip: known.some(({ documentHash }) => documentHash !== textHash(document)) ? vscode.l10n.t('Open the report of an eval. It is of an earlier text: the document has changed since.') : vscode.l10n.t('Open the report of an eval'), command: 'traits.openEvalReport', arguments: [source.uri, trait.id] });
        const summary = previews.summary(document, trait);
        if (summary !== undefined) commands.push({ title: summary.text, tooltip: vscode.l10n.t('Open or close the samples of this trait. Stale ones were made before it was changed.'), command: 'traits.togglePreviews', arguments: [source.uri, trait.id] });
        if (summary !== undefined && summary.more > 0) commands.push({ title: vscode.l10n.t('Show all {0}', summary.more), command: 'traits.showAllPreviews', arguments: [source.uri, trait.id] });
        return commands.map((command) => new vscode.CodeLens(range, command));
      });
    },
  });
  return vscode.Disposable.from(
    changed,
    provider,
    previews.onDidChange(() => changed.fire()),
    evals.onDidChange(read),
  );
}

/** Like `recalled 6 of 8`: the count of what it is about, and of how many. */
function shortFigure({ eval: name, figure: { k, n }, rehearsed }: LatestFigure): string {
  const figure = { knowledge: vscode.l10n.t('recalled {0} of {1}', k, n), 'over-trigger': vscode.l10n.t('unasked {0} of {1}', k, n), 'trade-offs': vscode.l10n.t('gave way {0} of {1}', k, n) }[name];
  return rehearsed ? vscode.l10n.t('{0} (rehearsed)', figure) : figure;
}

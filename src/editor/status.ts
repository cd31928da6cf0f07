/** What the language status says of a traits document: what its runs have cost in this window. */
import * as vscode from 'vscode';
import { TRAITS_SELECTOR } from './documents.ts';
import { NO_RUNS, sessionText, withRun } from './run-cost.ts';
import type { RunsUnderWay } from './runs.ts';

/** Shows in the language status what the runs of this session have cost; not before there was one. */
export function createCostStatus(runs: RunsUnderWay): vscode.Disposable {
  let item: vscode.LanguageStatusItem | undefined;
  let session = NO_RUNS;
  const subscription = runs.onDidEnd(({ outcome }) => {
    if (outcome === undefined) return;
    session = withRun(session, outcome.progress);
    item ??= vscode.languages.createLanguageStatusItem('traits.cost', TRAITS_SELECTOR);
    item.name = vscode.l10n.t('Cost of Runs');
    item.text = sessionText(session);
    item.detail = vscode.l10n.t('since this window was opened');
    item.command = { title: vscode.l10n.t('Models'), command: 'traits.selectModels' };
  });
  return {
    dispose() {
      subscription.dispose();
      item?.dispose();
    },
  };
}

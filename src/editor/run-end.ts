/** Says of each run, once it has ended, what came of it and what it cost: in the status bar where that is seen, else with ways to its samples and its log. */
import * as vscode from 'vscode';
import { labelInStatus } from './labels.ts';
import type { Previews } from './previews.ts';
import type { RunEnd, RunsUnderWay } from './runs.ts';

export function announceRuns(runs: RunsUnderWay, previews: Pick<Previews, 'areInView'>, log: Pick<vscode.LogOutputChannel, 'show' | 'error'>): vscode.Disposable {
  return runs.onDidEnd((end) => {
    announce(end, previews, log).catch((error: unknown) => log.error(error instanceof Error ? error : String(error)));
  });
}

async function announce({ run, outcome }: RunEnd, previews: Pick<Previews, 'areInView'>, log: Pick<vscode.LogOutputChannel, 'show'>): Promise<void> {
  if (outcome === undefined || outcome.told === true) return;
  const { countsText, spentText } = await import('./cost-words.ts');
  const { made, counts, progress, ended, givenUp, note = '' } = outcome;
  const what = labelInStatus(made ?? run.title);
  const came = countsText(counts);
  const cost = spentText(progress);
  const sentences = [
    came === '' ? vscode.l10n.t('{0}: nothing was made, {1}.', what, cost) : vscode.l10n.t('{0}: {1}, {2}.', what, came, cost),
    ...(ended === 'cancelled' ? [vscode.l10n.t('It was cancelled; what was finished is kept.')] : []),
    // A cost that says nothing of these would be too low.
    ...(givenUp === 0 ? [] : [givenUp === 1 ? vscode.l10n.t('The provider may still bill the call that was under way.') : vscode.l10n.t('The provider may still bill the {0} calls that were under way.', givenUp)]),
    note,
  ];
  const text = sentences.filter((sentence) => sentence !== '').join(' ');
  // A message would cover the thread that it is about.
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const isWell = made === undefined && ended === 'done' && givenUp === 0 && note === '' && (counts['failed'] ?? 0) + (counts['unparsed'] ?? 0) === 0;
  if (isWell && run.journal !== undefined && previews.areInView(run.journal.run, total)) {
    vscode.window.setStatusBarMessage(text, 15_000);
    return;
  }
  const samples = vscode.l10n.t('Show Samples');
  const showLog = vscode.l10n.t('Show Log');
  const choice = await vscode.window.showInformationMessage(text, samples, showLog);
  if (choice === samples) await vscode.commands.executeCommand('traits.showSamples', run.uri);
  if (choice === showLog) log.show();
}

/** What the palette offers only at times: a command that has nothing to do is not listed. */
import * as vscode from 'vscode';
import type { RunsUnderWay } from './runs.ts';

/** As package.json names it, for *Cancel Runs*. */
const RUNNING = 'traits.isRunning';

/** Says whether any run is under way, each time that this changes. */
export function tellWhetherRunning(runs: RunsUnderWay): vscode.Disposable {
  let told = false;
  const tell = (): void => {
    const isRunning = runs.current().length > 0;
    if (isRunning === told) return;
    told = isRunning;
    void vscode.commands.executeCommand('setContext', RUNNING, isRunning);
  };
  return vscode.Disposable.from(runs.onDidChange(tell), runs.onDidEnd(tell));
}

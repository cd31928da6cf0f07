/** Keeps the log of runs: that each began and with what estimate, what went wrong in it, and what it came to. */
import * as vscode from 'vscode';
import { visible } from './plain-markdown.ts';
import type { RunEnd, RunEvent, RunUnderWay, RunsUnderWay } from './runs.ts';

/** Answers of servers are quoted in what went wrong, and may be of any length. */
const LONGEST = 1000;

export function logRuns(runs: RunsUnderWay, log: vscode.LogOutputChannel): vscode.Disposable {
  const begun = new Set<number>();
  return vscode.Disposable.from(
    runs.onDidChange((run) => {
      if (run.journal === undefined || begun.has(run.id)) return;
      begun.add(run.id);
      log.info(beginLine(run));
    }),
    runs.onDidSay((event) => {
      if (event.kind === 'trouble') log.warn(eventLine(event));
      else log.info(eventLine(event));
    }),
    runs.onDidEnd((end) => {
      begun.delete(end.run.id);
      log.info(endLine(end));
    }),
  );
}

function beginLine({ title, journal }: RunUnderWay): string {
  return oneLine(`Run ${journal?.run ?? ''}: ${title}, ${journal?.plan ?? ''}. Journal: ${journal?.path ?? ''}`);
}

function eventLine({ run: { journal, title }, message }: RunEvent): string {
  return oneLine(journal === undefined ? `${title}: ${message}` : `${journal.run}: ${message}`);
}

function endLine({ run: { journal, title, text }, outcome }: RunEnd): string {
  if (journal === undefined) return oneLine(`${title}: ended before it began.`);
  if (outcome === undefined) return oneLine(`Run ${journal.run} broke off: ${text}.`);
  const { ended, counts, givenUp } = outcome;
  const billed = givenUp === 0 ? '' : ` The provider may still bill ${givenUp === 1 ? 'the call that was' : `the ${givenUp} calls that were`} under way.`;
  return oneLine(`Run ${journal.run} ${ended}: ${text}; ${JSON.stringify(counts)}.${billed}`);
}

/** A log is read line by line: no text of a document or of a server begins one. */
function oneLine(text: string): string {
  const line = visible(text).replace(/\s+/g, ' ');
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

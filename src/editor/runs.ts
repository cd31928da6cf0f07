/** The runs that are under way in this window: whoever runs something says so here, and whoever shows or logs it listens. */
import * as vscode from 'vscode';
import type { Progress } from '../engine/progress.ts';
import type { Sample } from '../generation/sample.ts';

/** What is known of a run as soon as somebody has asked for it. */
export interface RunStart {
  /** The traits document that it is about. */
  readonly uri: vscode.Uri;
  /** What it makes, such as `Scenarios for “Honest”`; it may hold text of the document. */
  readonly title: string;
  /** Ends it at once; what is finished is kept. */
  readonly cancel: () => void;
}

export interface RunUnderWay extends RunStart {
  /** Of this window; the name of the run in its journal comes later. */
  readonly id: number;
  /** Once its journal is open. */
  readonly journal?: RunJournal;
  /** How far it is, in words; empty until it is known. */
  readonly text: string;
  /** Undefined until the first call. */
  readonly progress?: Progress;
}

export interface RunJournal {
  /** The name of the run. */
  readonly run: string;
  readonly path: string;
  /** What it will make, how many calls that is and what it may cost, as said beforehand. */
  readonly plan: string;
}

/** What a run came to. */
export interface RunOutcome {
  readonly ended: 'done' | 'cancelled' | 'budget';
  readonly progress: Progress;
  /** How many of what it made came to what, such as `{ kept: 2, dropped: 1 }`. */
  readonly counts: Readonly<Record<string, number>>;
  /** Tries that were given up under way, which the provider may still bill. */
  readonly givenUp: number;
  /** What was made, where its title says that it is being made: the message about its end begins with it. */
  readonly made?: string;
  /** What else there is to say in that message, in sentences. */
  readonly note?: string;
  /** Whoever started it says what came of it. */
  readonly told?: boolean;
}

/** Something that happened in a run and that its log is to have. `trouble` cost time, money or a sample. */
export interface RunEvent {
  readonly run: RunUnderWay;
  readonly kind: 'step' | 'trouble';
  readonly message: string;
}

export interface RunEnd {
  readonly run: RunUnderWay;
  /** Undefined where it was cancelled before it began, or broke off: whoever started it says why. */
  readonly outcome: RunOutcome | undefined;
}

/** How somebody who runs something says how it goes. Nothing is heard after `end`. */
export interface RunReporter {
  readonly id: number;
  /** The journal is open, and calls are about to be made. */
  started(journal: RunJournal): void;
  /** `text` says how far it is, as its notification does. */
  progress(text: string, progress?: Progress): void;
  /** One of the things that it makes is finished, in words. */
  step(message: string): void;
  /** Something did not go as it should: a call is made again, an answer could not be read. */
  trouble(message: string): void;
  end(outcome?: RunOutcome): void;
}

/** Fired synchronously, in the order in which things happen. */
export class RunsUnderWay implements vscode.Disposable {
  private readonly runs = new Map<number, RunUnderWay>();
  private readonly changedEmitter = new vscode.EventEmitter<RunUnderWay>();
  private readonly saidEmitter = new vscode.EventEmitter<RunEvent>();
  private readonly endedEmitter = new vscode.EventEmitter<RunEnd>();
  private count = 0;

  /** A run was asked for, began, or came further. */
  readonly onDidChange = this.changedEmitter.event;
  readonly onDidSay = this.saidEmitter.event;
  /** It is not in `current` any more. */
  readonly onDidEnd = this.endedEmitter.event;

  /** Those of a document, or all; the oldest first. */
  current(uri?: vscode.Uri): readonly RunUnderWay[] {
    const key = uri?.toString();
    return [...this.runs.values()].filter((run) => key === undefined || run.uri.toString() === key);
  }

  begin(start: RunStart): RunReporter {
    this.count += 1;
    const id = this.count;
    const change = (changes: Partial<RunUnderWay>): void => {
      const before = this.runs.get(id);
      if (before === undefined) return;
      const run = { ...before, ...changes };
      this.runs.set(id, run);
      this.changedEmitter.fire(run);
    };
    const say = (kind: RunEvent['kind'], message: string): void => {
      const run = this.runs.get(id);
      if (run !== undefined) this.saidEmitter.fire({ run, kind, message });
    };
    this.runs.set(id, { ...start, id, text: '' });
    change({});
    return {
      id,
      started: (journal) => change({ journal }),
      progress: (text, progress) => change({ text, ...(progress === undefined ? {} : { progress }) }),
      step: (message) => say('step', message),
      trouble: (message) => say('trouble', message),
      end: (outcome) => {
        const run = this.runs.get(id);
        if (run === undefined) return;
        this.runs.delete(id);
        this.endedEmitter.fire({ run, outcome });
      },
    };
  }

  dispose(): void {
    this.changedEmitter.dispose();
    this.saidEmitter.dispose();
    this.endedEmitter.dispose();
  }
}

/** Says what became of a sample; one that no answer could be used of is trouble. */
export function reportSample(reporter: RunReporter, { id, status, reason }: Pick<Sample, 'id' | 'status' | 'reason'>): void {
  const message = `${id}: ${status}${reason === undefined ? '' : `. ${reason}`}`;
  if (status === 'failed' || status === 'unparsed') reporter.trouble(message);
  else reporter.step(message);
}

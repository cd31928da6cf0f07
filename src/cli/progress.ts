/** Tells on stderr how a run goes: a line for each finished sample, and on a terminal one that changes as the calls are made. */
import type { Progress as CallProgress } from '../engine/progress.ts';
import type { Sample } from '../generation/sample.ts';
import { dollars } from '../models/dollars.ts';
import { type Output, oneLine } from './io.ts';

export interface Progress {
  /** Takes each state of each sample, as the run reports them. */
  onSample(sample: Sample): void;
  /** Takes how far the calls are. */
  onCalls(calls: CallProgress): void;
  /** Takes why a call is made again, and says it once. */
  onRetry(message: string): void;
  /** Leaves the terminal's last line clean. */
  end(): void;
}

const CLEAR_LINE = '\r\u001B[2K';

/** Runs of fewer samples than this are told by their samples alone, where nobody looks at a terminal. */
const LARGE_RUN = 50;

export function createProgress(output: Output, total: number): Progress {
  const underWay = new Set<string>();
  const said = new Set<string>();
  const finished = new Set<string>();
  const seen = new Set<string>();
  let calls: CallProgress | undefined;
  let tenths = 0;
  /** What the terminal's last line says. */
  let shown = '';

  const erase = (): void => {
    if (shown !== '') output.write(CLEAR_LINE);
    shown = '';
  };
  const status = (): string => {
    const samples = `${count(finished.size)} of ${count(Math.max(total, seen.size))} samples`;
    return calls === undefined ? samples : [callsText(calls), samples, costText(calls), timeText(calls)].filter((part) => part !== '').join(', ');
  };
  const show = (): void => {
    const now = status();
    if (!output.isTerminal || now === shown) return;
    erase();
    output.write(now);
    shown = now;
  };
  const say = (text: string): void => {
    erase();
    output.write(`${text}\n`);
  };

  return {
    onSample(sample) {
      const { id } = sample;
      seen.add(id);
      // Of those that a run was stopped before, the summary has the count: a large one has very many.
      if (sample.status === 'cancelled') return;
      if (sample.status === 'running') underWay.add(id);
      else {
        // What was kept may be dropped once it is compared with the others.
        const isNews = underWay.delete(id) || finished.has(id);
        finished.add(id);
        // One that was there already was never under way.
        if (isNews) say(line(sample));
        const tenth = Math.floor((finished.size * 10) / total);
        if (!output.isTerminal && total >= LARGE_RUN && tenth > tenths && finished.size < total) say(status());
        tenths = tenth;
      }
      show();
    },
    onCalls(now) {
      calls = now;
      show();
    },
    onRetry(message) {
      if (said.has(message)) return;
      said.add(message);
      say(`Trying again. ${oneLine(message)}`);
      show();
    },
    end: erase,
  };
}

function callsText({ done, expected }: CallProgress): string {
  return expected === undefined || done >= expected ? `${count(done)} calls` : `${count(done)} of about ${count(expected)} calls`;
}

function costText({ usd }: CallProgress): string {
  return usd === undefined ? 'cost unknown' : usd === 0 ? '' : dollars(usd);
}

function timeText({ msLeft }: CallProgress): string {
  if (msLeft === undefined || msLeft === 0) return '';
  const seconds = Math.ceil(msLeft / 1000);
  if (seconds < 60) return `about ${seconds} s left`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `about ${minutes} min left` : `about ${Math.round(minutes / 60)} h left`;
}

function line({ id, status, reason }: Sample): string {
  return `${status.padEnd(8)}  ${oneLine(id)}${reason === undefined ? '' : `  ${oneLine(reason)}`}`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}

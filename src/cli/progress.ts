/** Tells on stderr how a run goes: a line for each finished sample, and on a terminal how many are under way. */
import type { Sample } from '../generation/sample.ts';
import { type Output, oneLine } from './io.ts';

export interface Progress {
  /** Takes each state of each sample, as the run reports them. */
  onSample(sample: Sample): void;
  /** Leaves the terminal's last line clean. */
  end(): void;
}

const CLEAR_LINE = '\r\u001B[2K';

export function createProgress(output: Output, total: number): Progress {
  const underWay = new Set<string>();
  let finished = 0;
  const erase = (): void => {
    if (output.isTerminal) output.write(CLEAR_LINE);
  };
  return {
    onSample(sample) {
      const { id, status } = sample;
      erase();
      if (status === 'running') underWay.add(id);
      else {
        underWay.delete(id);
        finished += 1;
        // A cancelled run has one for each sample that was not made yet: the summary counts them.
        if (status !== 'cancelled') output.write(line(sample));
      }
      if (output.isTerminal) output.write(`${finished} of ${total} samples finished, ${underWay.size} under way`);
    },
    end: erase,
  };
}

function line({ id, status, reason }: Sample): string {
  return `${status.padEnd(8)}  ${oneLine(id)}${reason === undefined ? '' : `  ${oneLine(reason)}`}\n`;
}

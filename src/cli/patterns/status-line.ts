/** One line on a terminal that says how far a search for patterns is; nothing where nobody looks at one. */
import type { Progress } from '../../engine/progress.ts';
import { dollars } from '../../models/dollars.ts';
import type { ScanProgress } from '../../patterns/fast/scan.ts';
import type { Output } from '../io.ts';

export interface StatusLine {
  show(text: string): void;
  /** Writes a line that stays. */
  say(text: string): void;
  /** Leaves the terminal's last line clean. */
  end(): void;
}

const CLEAR_LINE = '\r\u001B[2K';
const STEP = 1000;

export function createStatusLine(output: Output): StatusLine {
  let shown = '';
  const end = (): void => {
    if (shown !== '') output.write(CLEAR_LINE);
    shown = '';
  };
  return {
    show(text) {
      if (!output.isTerminal || text === shown) return;
      output.write(`${CLEAR_LINE}${text}`);
      shown = text;
    },
    say(text) {
      end();
      output.write(`${text}\n`);
    },
    end,
  };
}

export function scanProgress(line: StatusLine): (progress: ScanProgress) => void {
  return ({ pass, samples }) => line.show(`${pass === 'drawing' ? 'Reading' : 'Counting'}: ${thousands(samples)} samples`);
}

export function thousands(samples: number): string {
  return (samples - (samples % STEP)).toLocaleString('en');
}

export function callsText({ done, expected, usd }: Progress): string {
  const calls = expected === undefined || done >= expected ? `${done.toLocaleString('en')} calls` : `${done.toLocaleString('en')} of about ${expected.toLocaleString('en')} calls`;
  return `${calls}${usd === undefined ? ', cost unknown' : usd === 0 ? '' : `, ${dollars(usd)}`}`;
}

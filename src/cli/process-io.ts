/** The real process as the commands see it. */
import { buffer } from 'node:stream/consumers';
import { EXIT } from './command.ts';
import type { Io, Output } from './io.ts';

/** What is used of Node's `process`. */
export type ProcessLike = Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr' | 'env'> & {
  cwd(): string;
  on(event: 'SIGINT', listener: () => void): unknown;
  off(event: 'SIGINT', listener: () => void): unknown;
  exit(code: number): unknown;
};

const failures = new WeakMap<NodeJS.WriteStream, string>();

/** The first interrupt goes to the command, which then ends in good order; the second ends the process at once. */
export function processIo(process: ProcessLike): Io {
  return {
    stdout: outputTo(process.stdout),
    stderr: outputTo(process.stderr),
    stdin: () => buffer(process.stdin),
    cwd: process.cwd(),
    env: process.env,
    onInterrupt(listener) {
      let asked = false;
      const onSignal = (): void => {
        if (asked) process.exit(EXIT.interrupted);
        asked = true;
        listener();
      };
      process.on('SIGINT', onSignal);
      return () => process.off('SIGINT', onSignal);
    },
  };
}

function outputTo(stream: NodeJS.WriteStream): Output {
  let open = true;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    open = false;
    // Whoever read this has seen enough, as `head` does: that is no failure.
    if (error.code !== 'EPIPE' && error.code !== 'EOF') failures.set(stream, error.message);
  });
  return {
    write(text) {
      if (open) stream.write(text);
    },
    isTerminal: stream.isTTY,
  };
}

/** Resolves when all that was written has gone out, with `code`; or with 2 when it could not, as on a full disk. */
export async function flushed(process: ProcessLike, code: number): Promise<number> {
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise<void>((resolve) => {
      stream.write('', () => resolve());
    });
  }
  const failure = failures.get(process.stdout);
  if (failure === undefined) return code;
  process.stderr.write(`traitwright: could not write the output: ${failure}\n`);
  return EXIT.couldNotRun;
}

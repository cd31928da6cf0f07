/** What a command may touch of the process around it, so that tests can hand it something else. */

/** A stream of text that a person or a program reads. */
export interface Output {
  /** Never throws: what a closed pipe no longer takes is dropped. */
  write(text: string): void;
  readonly isTerminal: boolean;
}

export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Reads all that comes in, to its end. */
  readonly stdin: () => Promise<Uint8Array>;
  /** The folder that relative paths count from. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * Calls `listener` when the person asks the command to stop (Ctrl-C), until the returned function is called. While
   * nobody listens, Ctrl-C ends the process at once.
   */
  onInterrupt(listener: () => void): () => void;
}

/** Whether an output gets colours: a terminal that can show them, and nobody asked for none (no-color.org). */
export function wantsColor(output: Output, env: Io['env']): boolean {
  return output.isTerminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}

export { oneLine } from '../document/shown-text.ts';

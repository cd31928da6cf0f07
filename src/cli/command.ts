/** What a command is, and how one says that it could not run. */
import { type Io, oneLine } from './io.ts';

/** Takes the arguments after the command's name; resolves with the exit code. */
export type Command = (args: readonly string[], io: Io) => Promise<number>;

export const EXIT = {
  ok: 0,
  /** It ran, and what it found is not in order. */
  found: 1,
  couldNotRun: 2,
  /** As shells write it: 128 and the number of SIGINT. */
  interrupted: 130,
} as const;

/** Ends a command with exit code 2; the message is a sentence for the person at the terminal. */
export class CannotRun extends Error {}

/** A `CannotRun` because of how the command was called: where its options are shown is said too. */
export class UsageError extends CannotRun {}

/** A command that prints what it throws as `CannotRun`, or what parseArgs threw, and ends with exit code 2. `usage` begins with its name. */
export function command(usage: string, run: Command): Command {
  return async (args, io) => {
    try {
      return await run(args, io);
    } catch (error) {
      const problem = error instanceof CannotRun ? error : parsingProblem(error);
      if (problem === undefined) throw error;
      complain(io, problem.message);
      if (problem instanceof UsageError) io.stderr.write(`\`${/^Usage: (\S+ \S+)/.exec(usage)?.[1] ?? 'traitwright'} --help\` shows the options.\n`);
      return EXIT.couldNotRun;
    }
  };
}

/** Says on stderr what went wrong. */
export function complain(io: Io, message: string): void {
  io.stderr.write(`traitwright: ${oneLine(message)}\n`);
}

/** What parseArgs throws goes on to explain `--`; its first sentence is enough. */
function parsingProblem(error: unknown): UsageError | undefined {
  if (!(error instanceof Error) || !('code' in error) || !String(error.code).startsWith('ERR_PARSE_ARGS_')) return undefined;
  return new UsageError(`${error.message.split(/\. |\n/, 1)[0]?.replace(/\.$/, '')}.`);
}

/** Reads the whole number that was given to an option. */
export function wholeNumber(option: string, written: string, { least, most }: { least: number; most: number }): number {
  const value = /^\d+$/.test(written) ? Number(written) : Number.NaN;
  if (value >= least && value <= most) return value;
  const bounds = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
  throw new UsageError(`${option} is “${written}”: expected a whole number ${bounds}.`);
}

/** The single positional argument of commands that take one file. */
export function onlyFile(positionals: readonly string[]): string {
  const [file, ...more] = positionals;
  if (file === undefined || file === '') throw new UsageError('No file: name one traits document.');
  if (more.length > 0) throw new UsageError(`One traits document at a time: “${more[0]}” is one too many.`);
  return file;
}

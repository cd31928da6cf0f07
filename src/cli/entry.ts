/** What the command line's entry says where no command can: that Node is too old, or that something broke. */

/** As `engines` in package.json has it. */
const LEAST_NODE = 22;

/** What is wrong with a Node of this version, such as 20.1.0, in a sentence; undefined where it will do. */
export function nodeProblem(version: string): string | undefined {
  return Number.parseInt(version, 10) < LEAST_NODE ? `traitwright needs Node ${LEAST_NODE} or later: this is ${version}.` : undefined;
}

/** In characters. */
const LONGEST_MESSAGE = 500;
const MOST_FRAMES = 10;

/** An error that no command expected, with where it came from. Cut, since a message may quote a whole file of code. */
export function unexpectedText(error: unknown): string {
  const [message = '', ...frames] = (error instanceof Error ? (error.stack ?? error.message) : String(error)).split(/\n(?= {4}at )/);
  const short = message.length <= LONGEST_MESSAGE ? message : `${message.slice(0, LONGEST_MESSAGE)}…`;
  return ['traitwright: this should not have happened: ' + short, ...frames.slice(0, MOST_FRAMES).map((frame) => frame.slice(0, LONGEST_MESSAGE)), ''].join('\n');
}

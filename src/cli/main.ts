#!/usr/bin/env node
/** The command line's entry: connects the process to the command that was asked for. */
import { EXIT } from './command.ts';
import { nodeProblem, unexpectedText } from './entry.ts';

const problem = nodeProblem(process.versions.node);
if (problem !== undefined) {
  process.stderr.write(`${problem}\n`);
  process.exit(EXIT.couldNotRun);
}
// Loaded only now: an older Node may not understand what comes with them.
const [{ runCommandLine }, { flushed, processIo }] = await Promise.all([import('./dispatch.ts'), import('./process-io.ts')]);
const io = processIo(process);
const code = await runCommandLine(process.argv.slice(2), io).catch((error: unknown) => {
  io.stderr.write(unexpectedText(error));
  return EXIT.couldNotRun;
});
// Not left to run out: a cancelled call may still hold a socket open.
process.exit(await flushed(process, code));

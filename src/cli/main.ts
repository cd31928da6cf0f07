#!/usr/bin/env node
/** The command line's entry: connects the process to the command that was asked for. */
import { EXIT } from './command.ts';
import { runCommandLine } from './dispatch.ts';
import { flushed, processIo } from './process-io.ts';

const io = processIo(process);
const code = await runCommandLine(process.argv.slice(2), io).catch((error: unknown) => {
  io.stderr.write(`traitwright: this should not have happened: ${error instanceof Error ? error.stack : String(error)}\n`);
  return EXIT.couldNotRun;
});
// Not left to run out: a cancelled call may still hold a socket open.
process.exit(await flushed(process, code));

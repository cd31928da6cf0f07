/** `traitwright eval`: what a model knows of a document, where its traits show unasked, and which way it gives. */
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { compareEvals } from '../evals/compare.ts';
import type { EvalReport, Troubles } from '../evals/report.ts';
import { readEval } from '../evals/results.node.ts';
import { CannotRun, command, EXIT } from './command.ts';
import { EVAL_USAGE, type EvalOptions, readEvalOptions } from './eval/options.ts';
import { savedReport, takeScores } from './eval/saved.ts';
import { reasonOf, shownPath, systemErrorIn } from './files.ts';
import { withInterrupts } from './generate.ts';
import type { Io } from './io.ts';
import { readDocumentAt } from './read-document.ts';
import { shellWord } from './resume.ts';

export { EVAL_USAGE };

/** Runs `traitwright eval`. */
export const evaluate = command(EVAL_USAGE, async (args, io) => {
  const options = readEvalOptions(args);
  const path = resolve(io.cwd, options.file);
  const document = await readDocumentAt(path, io);
  const { what } = options;
  if (what.do === 'show') {
    const report = await savedReport(what.run, options.eval, path, io);
    if (what.scores !== undefined) await takeScores(what.scores, report, path, io);
    await show(what.scores === undefined ? report : await savedReport(what.run, options.eval, path, io), options, path, io);
    return EXIT.ok;
  }
  return withInterrupts(io, async (signal) => {
    const { askEval } = await import('./eval/ask.ts');
    const asked = await askEval(what, options, document, path, signal, io);
    if ('dryRun' in asked) {
      io.stdout.write(asked.dryRun);
      return EXIT.ok;
    }
    const shown = shownPath(asked.path, io.cwd);
    const urls = [['--base-url', options.urls.all], ['--subject-url', options.urls.subject], ['--against-url', options.urls.against]] as const;
    const again = `traitwright eval ${options.eval} ${shellWord(options.file)} --resume ${shellWord(shown)}${urls.map(([option, url]) => (url === undefined ? '' : ` ${option} ${shellWord(url)}`)).join('')}`;
    if (asked.ended === 'cancelled') {
      io.stderr.write(`Cancelled. To go on: ${again}\n`);
      return EXIT.interrupted;
    }
    const report = await readEval(asked.path, path, shown);
    await show(report, options, path, io);
    if (asked.ended === 'budget') io.stderr.write(`The budget is used up. To go on: ${again} --budget USD\n`);
    return asked.ended === 'done' && isClean(report) ? EXIT.ok : EXIT.found;
  });
});

/** Whether nothing failed or could not be read; what a provider blocked or a model refused is an answer of its kind. */
function isClean({ sides }: EvalReport): boolean {
  const bad = ({ failed, unparsed, missing }: Troubles): number => failed + unparsed + missing;
  return sides.every(({ beside }) => bad(beside.probes) + bad(beside.answers) + bad(beside.splits) + beside.verdicts.failed + beside.verdicts.unparsed === 0);
}

async function show(report: EvalReport, { before, format, out, eval: name }: EvalOptions, documentPath: string, io: Io): Promise<void> {
  const compared = before === undefined ? report : await against(report, before, name, documentPath, io);
  const text = format.render(compared);
  if (out === undefined) {
    io.stdout.write(text);
    return;
  }
  const file = await open(resolve(io.cwd, out), 'wx').catch((error: unknown) => {
    throw new CannotRun(`${out}: ${systemErrorIn(error)?.code === 'EEXIST' ? 'it is there already, and nothing is replaced.' : reasonOf(error)} The run is saved: give --show ${report.run} with another --out.`);
  });
  try {
    await file.writeFile(text, 'utf8');
  } finally {
    await file.close();
  }
  io.stderr.write(`Report: ${out}\n`);
}

async function against(report: EvalReport, before: string, name: EvalOptions['eval'], documentPath: string, io: Io): Promise<EvalReport> {
  if (report.comparison !== null) throw new CannotRun(`${report.run} has two sides already: leave out --before.`);
  const other = await savedReport(before, name, documentPath, io);
  const differ = [
    ...(other.judge === report.judge ? [] : [`${other.run} was judged by ${other.judge} and this by ${report.judge}: a difference may be the judges'.`]),
    ...(other.document.hash === report.document.hash ? [] : [`${other.run} was judged by another text of the document.`]),
  ];
  return { ...report, comparison: compareEvals(report, other), rehearsed: report.rehearsed || other.rehearsed, problems: [...report.problems, ...differ] };
}

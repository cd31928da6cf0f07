/** `traitwright lint`: checks traits documents, and mends what needs nobody's words. */
import { parseArgs } from 'node:util';
import { DocumentParser } from '../document/traits-document.ts';
import { applyMends, type Diagnostic, lint as lintDocument } from '../lint/lint.ts';
import { CannotRun, command, complain, EXIT, UsageError, wholeNumber } from './command.ts';
import { type FileProblem, findDocuments, readText, shownPath, writeText } from './files.ts';
import { counted, type FileReport, type Format } from './formats/report.ts';
import { wantsColor } from './io.ts';
import { positionsIn } from './positions.ts';

export const LINT_USAGE = `Usage: traitwright lint PATHS… [options]

Checks traits documents. In a folder these are *.traits.md, *.traits.markdown and TRAITS.md, at any depth.

  --format FORMAT     text (default), json, sarif, or github for annotations in GitHub Actions
  --fix               Mend what can be mended without words of yours, then report what is left
  --max-warnings N    Fail when there are more warnings than this
  --help              Show this

Exit codes: 0 nothing at error level, 1 an error or too many warnings, 2 a file could not be linted.
`;

const FORMATS: Readonly<Record<string, () => Promise<{ readonly format: Format }>>> = {
  text: () => import('./formats/text.ts'),
  json: () => import('./formats/json.ts'),
  sarif: () => import('./formats/sarif.ts'),
  github: () => import('./formats/github.ts'),
};

/** One mend can open the way for another. Were two rules to undo each other's, this ends it. */
const MOST_PASSES = 10;

/** Runs `traitwright lint`. */
export const lint = command(LINT_USAGE, async (args, io) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { format: { type: 'string', default: 'text' }, fix: { type: 'boolean', default: false }, 'max-warnings': { type: 'string' } },
  });
  const load = Object.hasOwn(FORMATS, values.format) ? FORMATS[values.format] : undefined;
  if (load === undefined) throw new UsageError(`Unknown format “${values.format}”: expected ${Object.keys(FORMATS).join(', ')}.`);
  const written = values['max-warnings'];
  const maxWarnings = written === undefined ? Infinity : wholeNumber('--max-warnings', written, { least: 0, most: Number.MAX_SAFE_INTEGER });
  if (positionals.length === 0) throw new UsageError('Nothing to lint: name files or folders.');

  const found = await findDocuments(positionals, io.cwd);
  const problems: FileProblem[] = [...found.problems];
  const files: FileReport[] = [];
  let mends = 0;
  for (const path of found.files) {
    const file = shownPath(path, io.cwd);
    try {
      const linted = await lintFile(path, values.fix);
      mends += linted.mends;
      files.push({ file, diagnostics: linted.diagnostics });
      if (linted.problem !== undefined) problems.push({ file, message: linted.problem });
    } catch (error) {
      if (!(error instanceof CannotRun)) throw error;
      problems.push({ file, message: error.message });
    }
  }
  files.sort(byFile);
  problems.sort(byFile);

  const { format } = await load();
  io.stdout.write(format({ files, problems }, { color: wantsColor(io.stdout, io.env) }));
  if (mends > 0) io.stderr.write(`Mended ${counted(mends, 'problem')}.\n`);
  for (const { file, message } of problems) complain(io, `${file}: ${message}`);

  if (problems.length > 0) return EXIT.couldNotRun;
  const severities = files.flatMap(({ diagnostics }) => diagnostics.map(({ severity }) => severity));
  const warnings = severities.filter((severity) => severity === 'warning').length;
  if (warnings > maxWarnings) complain(io, `${counted(warnings, 'warning')}: expected at most ${maxWarnings}.`);
  return severities.includes('error') || warnings > maxWarnings ? EXIT.found : EXIT.ok;
});

function byFile(a: { readonly file: string }, b: { readonly file: string }): number {
  if (a.file === b.file) return 0;
  return a.file < b.file ? -1 : 1;
}

interface Linted {
  readonly diagnostics: FileReport['diagnostics'];
  readonly mends: number;
  /** Why the mends are not in the file. */
  readonly problem?: string;
}

async function lintFile(path: string, fix: boolean): Promise<Linted> {
  const file = await readText(path);
  const parser = new DocumentParser();
  const before = parser.parse(file.text);
  const found = lintDocument(before);
  if (!fix) return { diagnostics: reported(file.text, found), mends: 0 };

  let document = before;
  let diagnostics = found;
  let mends = 0;
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    const { text, applied } = applyMends(document, diagnostics);
    if (text === document.text) break;
    mends += applied;
    document = parser.parse(text);
    diagnostics = lintDocument(document);
  }
  if (document.text === file.text) return { diagnostics: reported(file.text, found), mends: 0 };
  try {
    await writeText(path, { ...file, text: document.text });
    return { diagnostics: reported(document.text, diagnostics), mends };
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    return { diagnostics: reported(file.text, found), mends: 0, problem: error.message };
  }
}

function reported(text: string, diagnostics: readonly Diagnostic[]): FileReport['diagnostics'] {
  const positions = positionsIn(text);
  return diagnostics.map(({ ruleId, severity, message, range, related, fixable, fixes }) => ({
    ruleId,
    severity,
    message,
    range: positions(range),
    related: related.map((other) => ({ range: positions(other.range), message: other.message })),
    fixable,
    mendable: fixes().some(({ kind }) => kind === 'mend'),
  }));
}

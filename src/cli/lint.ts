/** `traitwright lint`: checks traits documents, and mends what needs nobody's words. */
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Languages } from '../document/language.ts';
import { DocumentParser, type TraitsDocument } from '../document/traits-document.ts';
import type { BaselineFinding } from '../lint/baseline.ts';
import { isNamedAsTraits } from '../document/file-name.ts';
import { applyMends, type Diagnostic, lint as lintDocument, type LintSettings } from '../lint/lint.ts';
import { traitIds } from '../lint/trait-of.ts';
import { CannotRun, command, complain, EXIT, UsageError, wholeNumber } from './command.ts';
import { findProjectFile, projectOf } from './config.ts';
import { type FileProblem, findDocuments, readText, shownPath, type TextFile, textOf, writeText } from './files.ts';
import { counted, type FileReport, type Format } from './formats/report.ts';
import { ignoredIn } from './ignored.ts';
import { type Io, oneLine, wantsColor } from './io.ts';
import { positionsIn } from './positions.ts';

export const LINT_USAGE = `Usage: traitwright lint PATHS… [options]
       traitwright lint --stdin [--stdin-filename NAME] [options]

Checks traits documents: files, whatever their name; what quoted globs match; and in folders *.traits.md,
*.traits.markdown and TRAITS.md, at any depth.

  --format FORMAT        text (default), json, sarif, or github for annotations in GitHub Actions
  --fix                  Mend what can be mended without words of yours, then report what is left; with --stdin, the
                         mended text goes to stdout and the report to stderr
  --max-warnings N       Fail when there are more warnings than this
  --config FILE          Take the rules' severities and options from this JSON file, instead of from the
                         traitwright.json of this folder or of one above it
  --ignore GLOB          Leave these files out, as lines of .traitsignore do; can be given several times
  --baseline FILE        Report only what is not in this file, whatever baseline the configuration names
  --write-baseline FILE  Write what is found now to this file, to be silenced by --baseline
  --stdin                Check the text that comes in on stdin
  --stdin-filename NAME  What to call that text
  --help                 Show this

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
    options: {
      format: { type: 'string', default: 'text' },
      fix: { type: 'boolean', default: false },
      'max-warnings': { type: 'string' },
      config: { type: 'string' },
      ignore: { type: 'string', multiple: true, default: [] },
      baseline: { type: 'string' },
      'write-baseline': { type: 'string' },
      stdin: { type: 'boolean', default: false },
      'stdin-filename': { type: 'string' },
    },
  });
  const load = Object.hasOwn(FORMATS, values.format) ? FORMATS[values.format] : undefined;
  if (load === undefined) throw new UsageError(`Unknown format “${values.format}”: expected ${Object.keys(FORMATS).join(', ')}.`);
  const most = values['max-warnings'];
  const maxWarnings = most === undefined ? Infinity : wholeNumber('--max-warnings', most, { least: 0, most: Number.MAX_SAFE_INTEGER });
  const { stdin, 'stdin-filename': stdinName, baseline: baselineFile, 'write-baseline': newBaselineFile } = values;
  if (stdin && positionals.length > 0) throw new UsageError('Paths or --stdin: one of the two.');
  if (!stdin && stdinName !== undefined) throw new UsageError('--stdin-filename goes with --stdin.');
  if (stdinName === '') throw new UsageError('--stdin-filename is empty: name a file.');
  if (!stdin && positionals.length === 0) throw new UsageError('Nothing to lint: name files, folders or globs.');
  if (baselineFile !== undefined && newBaselineFile !== undefined) throw new UsageError('--baseline or --write-baseline: one of the two.');

  const project = await projectOf(io.cwd, values.config);
  const nameOf = (file: string): string => (file === UNNAMED ? file : shownPath(resolve(io.cwd, file), project.folder));
  const oldFile = baselineFile === undefined ? project.baseline : resolve(io.cwd, baselineFile);
  const baseline = oldFile === undefined || newBaselineFile !== undefined ? undefined : await (await import('./baseline.ts')).loadBaseline(oldFile, io.cwd, baselineFile === undefined ? project : undefined);
  const ignored = await ignoredIn(io.cwd, values.ignore);
  const input = stdin ? stdinSource(io, stdinName) : undefined;
  const found = input === undefined ? await findDocuments(positionals, io.cwd, ignored) : undefined;
  const sources = input === undefined ? (found?.files ?? []).map((path) => fileSource(path, io.cwd)) : [input];

  const problems: FileProblem[] = [...(found?.problems ?? [])];
  let files: FileReport[] = [];
  let mends = 0;
  for (const source of sources) {
    const { file } = source;
    try {
      // Files that are ignored were not found; what comes in on stdin goes out again.
      const leftOut = stdinName !== undefined && ignored(file);
      const linted: Linted = leftOut ? { now: await source.read(), diagnostics: [], mends: 0 } : await lintSource(source, values.fix, project.settingsFor(nameOf(file)), project.languages);
      mends += linted.mends;
      files.push({ file, diagnostics: linted.diagnostics });
      if (linted.problem !== undefined) problems.push({ file, message: linted.problem });
      if (stdin && values.fix) io.stdout.write(`${linted.now.hasBom ? '\uFEFF' : ''}${linted.now.text}`);
    } catch (error) {
      if (!(error instanceof CannotRun)) throw error;
      problems.push({ file, message: error.message });
    }
  }
  files.sort(byFile);
  problems.sort(byFile);

  const notes: string[] = [];
  if (values.config === undefined) notes.push(...(await projectsNotInForce(found?.files ?? [], project.file, io.cwd)));
  if (mends > 0) notes.push(`Mended ${counted(mends, 'problem')}.`);
  if (baseline !== undefined) files = newIn(files, nameOf, (await import('../lint/baseline.ts')).newSince(baseline.findings));
  if (newBaselineFile !== undefined && problems.length > 0) notes.push(`Nothing was written to ${newBaselineFile}, since not everything could be linted.`);
  else if (newBaselineFile !== undefined) {
    const [{ baselineOf, newSince }, { writeBaseline }] = await Promise.all([import('../lint/baseline.ts'), import('./baseline.ts')]);
    const written = baselineOf(files.flatMap(({ file, diagnostics }) => diagnostics.map((diagnostic) => ({ ...diagnostic, file: nameOf(file) }))));
    await writeBaseline(resolve(io.cwd, newBaselineFile), io.cwd, written);
    notes.push(`Wrote ${counted(files.flatMap(({ diagnostics }) => diagnostics).length, 'problem')} to ${newBaselineFile}.`);
    files = newIn(files, nameOf, newSince(written.findings));
  }

  const { format } = await load();
  const output = stdin && values.fix ? io.stderr : io.stdout;
  output.write(format({ files, problems }, { color: wantsColor(output, io.env) }));
  for (const note of notes) io.stderr.write(`${oneLine(note)}\n`);
  for (const { file, message } of problems) complain(io, `${file}: ${message}`);

  if (problems.length > 0) return EXIT.couldNotRun;
  const severities = files.flatMap(({ diagnostics }) => diagnostics.map(({ severity }) => severity));
  const warnings = severities.filter((severity) => severity === 'warning').length;
  if (warnings > maxWarnings) complain(io, `${counted(warnings, 'warning')}: expected at most ${maxWarnings}.`);
  return severities.includes('error') || warnings > maxWarnings ? EXIT.found : EXIT.ok;
});

/** A line for the nearest traitwright.json of these files where it is not the one that is `inForce`. */
async function projectsNotInForce(files: readonly string[], inForce: string | undefined, cwd: string): Promise<readonly string[]> {
  const others = new Set<string>();
  for (const folder of new Set(files.map((file) => dirname(file)))) {
    const file = await findProjectFile(folder);
    if (file !== undefined && file !== inForce) others.add(file);
  }
  const [first, ...more] = others;
  if (first === undefined) return [];
  const name = shownPath(first, cwd);
  const which = more.length === 0 ? `${name} is` : `${name} and ${counted(more.length, 'other')} like it are`;
  return [`${which} not in force here: run in ${shownPath(dirname(first), cwd)}, or give --config ${name}.`];
}

function byFile(a: { readonly file: string }, b: { readonly file: string }): number {
  if (a.file === b.file) return 0;
  return a.file < b.file ? -1 : 1;
}

/** What is left of a report when what is old is taken out. */
function newIn(files: readonly FileReport[], nameOf: (file: string) => string, isNew: (finding: BaselineFinding) => boolean): FileReport[] {
  return files.map(({ file, diagnostics }) => ({ file, diagnostics: diagnostics.filter((diagnostic) => isNew({ ...diagnostic, file: nameOf(file) })) }));
}

/** A text to lint, wherever it lies. */
interface Source {
  /** What it is called in the report. */
  readonly file: string;
  read(): Promise<TextFile>;
  /** Puts the mended text in its place. */
  write(mended: TextFile): Promise<void>;
}

function fileSource(path: string, cwd: string): Source {
  return { file: shownPath(path, cwd), read: () => readText(path), write: (mended) => writeText(path, mended) };
}

/** What a text on stdin is called when nobody says. */
const UNNAMED = '<stdin>';

function stdinSource(io: Io, name: string | undefined): Source {
  return {
    file: name === undefined ? UNNAMED : shownPath(resolve(io.cwd, name), io.cwd),
    read: async () => textOf(await io.stdin()),
    // It goes to stdout, mended or not.
    write: () => Promise.resolve(),
  };
}

interface Linted {
  /** The text as it is when all is done. */
  readonly now: TextFile;
  readonly diagnostics: FileReport['diagnostics'];
  readonly mends: number;
  /** Why the mends are not in the file. */
  readonly problem?: string;
}

async function lintSource(source: Source, fix: boolean, settings: LintSettings, languages: Languages): Promise<Linted> {
  const file = await source.read();
  const parser = new DocumentParser(languages);
  const before = parser.parse(file.text);
  const found = lintDocument(before, settings, isNamedAsTraits(source.file));
  const asFound = { now: file, diagnostics: reported(before, found), mends: 0 };
  if (!fix) return asFound;

  let document = before;
  let diagnostics = found;
  let mends = 0;
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    const { text, applied } = applyMends(document, diagnostics);
    if (text === document.text) break;
    mends += applied;
    document = parser.parse(text);
    diagnostics = lintDocument(document, settings, isNamedAsTraits(source.file));
  }
  if (document.text === file.text) return asFound;
  const now = { ...file, text: document.text };
  try {
    await source.write(now);
    return { now, diagnostics: reported(document, diagnostics), mends };
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    return { ...asFound, problem: error.message };
  }
}

function reported(document: TraitsDocument, diagnostics: readonly Diagnostic[]): FileReport['diagnostics'] {
  const positions = positionsIn(document.text);
  const traitIdAt = traitIds(document);
  return diagnostics.map(({ ruleId, severity, message, range, related, fixable, fixes }) => {
    const traitId = traitIdAt(range.start);
    return {
      ruleId,
      ...(traitId === undefined ? {} : { traitId }),
      severity,
      message,
      range: positions(range),
      related: related.map((other) => ({ range: positions(other.range), message: other.message })),
      fixable,
      mendable: fixes().some(({ kind }) => kind === 'mend'),
    };
  });
}

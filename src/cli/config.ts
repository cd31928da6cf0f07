/** Finds the project that a command runs in: the rules of its documents, the words of their languages, and what counts as old in them. */
import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Languages, mergedLanguages } from '../document/language.ts';
import { LANGUAGES } from '../document/languages/index.ts';
import type { VarietySettings } from '../document/variety.ts';
import { type LintSettings, PROJECT_FILE, settledRules } from '../lint/configuration.ts';
import { CannotRun } from './command.ts';
import { readNamed, shownPath } from './files.ts';

export interface CommandProject {
  /** The folder, absolute, that the names of documents count from. */
  readonly folder: string;
  /** Its file, absolute, where there is one. */
  readonly file?: string;
  /** What is set for a document, by its path from `folder` with forward slashes. */
  readonly settingsFor: (path: string) => LintSettings;
  /** With what the project adds to them. */
  readonly languages: Languages;
  /** What scenarios are varied with, as it is written; paths count from `folder`. */
  readonly variety: VarietySettings;
  /** The baseline's path, absolute. */
  readonly baseline?: string;
}

/**
 * The project that the file `config` describes, whose names count from `cwd`; without one, that of the first
 * traitwright.json in `cwd` or above it, whose names count from where it lies.
 * @throws CannotRun when the file cannot be read, or sets what there is not.
 */
export async function projectOf(cwd: string, config: string | undefined): Promise<CommandProject> {
  const file = config === undefined ? await findProjectFile(cwd) : resolve(cwd, config);
  if (file === undefined) return { folder: cwd, settingsFor: () => ({}), languages: LANGUAGES, variety: {} };
  const name = config ?? shownPath(file, cwd);
  // Not all commands lint.
  const [{ readProject }, { RULES }] = await Promise.all([import('../lint/project-file.ts'), import('../lint/rules.ts')]);
  const { project, problems } = readProject(await readNamed(file, name), name);
  if (project === undefined || problems.length > 0) throw new CannotRun(`${name}: ${problems[0]?.message}`);
  const folder = config === undefined ? dirname(file) : cwd;
  return {
    folder,
    file,
    settingsFor: (path) => settledRules(RULES, project.sourcesFor(path)),
    languages: mergedLanguages(LANGUAGES, project.languages),
    variety: project.variety,
    ...(project.baseline === undefined ? {} : { baseline: resolve(folder, project.baseline) }),
  };
}

/** The path of the first traitwright.json in the folder `from`, absolute, or above it. */
export async function findProjectFile(from: string): Promise<string | undefined> {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, PROJECT_FILE);
    const there = await stat(file).then((found) => !found.isDirectory(), () => false);
    if (there) return file;
    if (dirname(folder) === folder) return undefined;
  }
}

/** Reads the prompts that a workspace words anew, from `.traits/prompts` beside a document. */
import { readdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { knownPatternsPath } from './known-patterns.node.ts';
import { readKnownPatterns } from './known-patterns.ts';
import { LONGEST_TEMPLATE, NO_OVERRIDES, type PromptOverrides, readOverrides, type TemplateProblem, withKnownPatterns } from './overrides.ts';
import { readWorkspaceFile } from './workspace-file.node.ts';

/** The folder in which the document at `documentPath` has prompts of its own, shared with those beside it. */
export function promptsFolder(documentPath: string): string {
  return join(dirname(documentPath), '.traits', 'prompts');
}

/** In characters: a longer list of patterns would fill the critique. */
const LONGEST_LIST = 1_000_000;

/** All `.md` files of that folder, and the document's list of known patterns; a run must not begin where there is a problem with one of them. Never rejects. */
export async function readPromptFiles(documentPath: string): Promise<{ readonly overrides: PromptOverrides; readonly problems: readonly TemplateProblem[] }> {
  const folder = promptsFolder(documentPath);
  const within = dirname(documentPath);
  const names = await readdir(folder).catch((): string[] => []);
  const files: { name: string; text: string }[] = [];
  const problems: TemplateProblem[] = [];
  for (const name of names.filter((file) => file.endsWith('.md')).toSorted()) {
    const text = await readWorkspaceFile(join(folder, name), within, LONGEST_TEMPLATE);
    if (typeof text === 'string') files.push({ name, text });
    else problems.push({ file: name, line: 1, message: text?.problem ?? 'It leads to no file.' });
  }
  const read = readOverrides(files);
  const listPath = knownPatternsPath(documentPath);
  const list = relative(folder, listPath).split(sep).join('/');
  const listed = await readWorkspaceFile(listPath, within, LONGEST_LIST);
  const known = typeof listed === 'string' ? readKnownPatterns(listed) : (listed ?? []);
  const patterns = typeof known === 'string' ? { problem: known } : known;
  const all = [...problems, ...read.problems, ...('problem' in patterns ? [{ file: list, line: 1, message: patterns.problem }] : [])];
  return { overrides: all.length > 0 || 'problem' in patterns ? NO_OVERRIDES : withKnownPatterns(read.overrides, patterns, list), problems: all };
}

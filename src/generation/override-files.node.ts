/** Reads the prompts that a workspace words anew, from `.traits/prompts` beside a document. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LONGEST_TEMPLATE, NO_OVERRIDES, type PromptOverrides, readOverrides, type TemplateProblem } from './overrides.ts';

/** The folder in which the document at `documentPath` has prompts of its own, shared with those beside it. */
export function promptsFolder(documentPath: string): string {
  return join(dirname(documentPath), '.traits', 'prompts');
}

/** All `.md` files of that folder; a run must not begin where there is a problem with one of them. Never rejects. */
export async function readPromptFiles(documentPath: string): Promise<{ readonly overrides: PromptOverrides; readonly problems: readonly TemplateProblem[] }> {
  const folder = promptsFolder(documentPath);
  const names = await readdir(folder).catch((): string[] => []);
  const files: { name: string; text: string }[] = [];
  const problems: TemplateProblem[] = [];
  for (const name of names.filter((file) => file.endsWith('.md')).toSorted()) {
    const text = await textOf(join(folder, name));
    if (typeof text === 'string') files.push({ name, text });
    else problems.push({ file: name, line: 1, message: text.problem });
  }
  const read = readOverrides(files);
  const all = [...problems, ...read.problems];
  return { overrides: all.length === 0 ? read.overrides : NO_OVERRIDES, problems: all };
}

async function textOf(path: string): Promise<string | { readonly problem: string }> {
  try {
    const { size } = await stat(path);
    // Four bytes at most make a character.
    if (size > LONGEST_TEMPLATE * 4) return { problem: 'It is far too long for a prompt.' };
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    return { problem: error instanceof TypeError ? 'It is not valid UTF-8: save it as UTF-8 first.' : `It could not be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

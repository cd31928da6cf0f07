/** Reads the prompts that a workspace words anew, from `.traits/prompts` beside a document. */
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { KnownPatternsProblem, knownPatternsPath, readKnownPatternsFile } from './known-patterns.node.ts';
import { LONGEST_TEMPLATE, NO_OVERRIDES, type PromptOverrides, readOverrides, type TemplateProblem, withKnownPatterns } from './overrides.ts';

/** The folder in which the document at `documentPath` has prompts of its own, shared with those beside it. */
export function promptsFolder(documentPath: string): string {
  return join(dirname(documentPath), '.traits', 'prompts');
}

/** All `.md` files of that folder, and the document's list of known patterns; a run must not begin where there is a problem with one of them. Never rejects. */
export async function readPromptFiles(documentPath: string): Promise<{ readonly overrides: PromptOverrides; readonly problems: readonly TemplateProblem[] }> {
  const folder = promptsFolder(documentPath);
  const names = await readdir(folder).catch((): string[] => []);
  const files: { name: string; text: string }[] = [];
  const problems: TemplateProblem[] = [];
  for (const name of names.filter((file) => file.endsWith('.md')).toSorted()) {
    const text = await textOf(join(folder, name), dirname(documentPath));
    if (typeof text === 'string') files.push({ name, text });
    else problems.push({ file: name, line: 1, message: text.problem });
  }
  const read = readOverrides(files);
  const listPath = knownPatternsPath(documentPath);
  const list = relative(folder, listPath).split(sep).join('/');
  const patterns = await readKnownPatternsFile(listPath).catch((error: unknown) => ({ problem: error instanceof KnownPatternsProblem ? error.reason : `It could not be read: ${error instanceof Error ? error.message : String(error)}` }));
  const all = [...problems, ...read.problems, ...('problem' in patterns ? [{ file: list, line: 1, message: patterns.problem }] : [])];
  return { overrides: all.length > 0 || 'problem' in patterns ? NO_OVERRIDES : withKnownPatterns(read.overrides, patterns, list), problems: all };
}

/** Workspaces are other people's: a link may lead anywhere, a pipe is waited for for ever, and a file may grow while it is read. */
async function textOf(path: string, within: string): Promise<string | { readonly problem: string }> {
  try {
    const [from, to] = await Promise.all([realpath(within), realpath(path)]);
    const way = relative(from, to);
    if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) return { problem: "A symbolic link leads out of the document's folder: put the prompt itself there." };
    const found = await stat(to);
    if (!found.isFile()) return { problem: 'It is no regular file.' };
    // Four bytes at most make a character.
    const most = LONGEST_TEMPLATE * 4;
    const bytes = found.size > most ? undefined : await readAtMost(to, most);
    if (bytes === undefined) return { problem: 'It is far too long for a prompt.' };
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    return { problem: error instanceof TypeError ? 'It is not valid UTF-8: save it as UTF-8 first.' : `It could not be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Undefined where there is more. */
async function readAtMost(path: string, most: number): Promise<Uint8Array | undefined> {
  const file = await open(path);
  try {
    const buffer = new Uint8Array(most + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length);
      length += bytesRead;
      if (length > most) return undefined;
      if (bytesRead === 0) return buffer.subarray(0, length);
    }
  } finally {
    await file.close();
  }
}

/** Finds, reads and writes traits documents on disk. */
import { randomBytes } from 'node:crypto';
import { access, constants, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import picomatch from 'picomatch';
import { isNamedAsTraits } from '../document/file-name.ts';
import { CannotRun } from './command.ts';
import type { Ignored } from './ignored.ts';

/** Something that kept a file from being read or written, in a sentence that begins with the file's name. */
export interface FileProblem {
  readonly file: string;
  readonly message: string;
}

/** A document's text without its byte order mark, which editors do not count as a character either. */
export interface TextFile {
  readonly text: string;
  readonly hasBom: boolean;
}

/** A path as it is shown: relative to `cwd`, with forward slashes. */
export function shownPath(path: string, cwd: string): string {
  const shown = relative(cwd, path).split(sep).join('/');
  return shown === '' ? '.' : shown;
}

/**
 * The documents at `paths`, absolute, each once: a file is taken whatever its name, a folder is searched for documents,
 * and a glob finds whatever files it matches. What is ignored is left out, even where it is named.
 */
export async function findDocuments(
  paths: readonly string[],
  cwd: string,
  ignored: Ignored,
): Promise<{ readonly files: readonly string[]; readonly problems: readonly FileProblem[] }> {
  const files = new Set<string>();
  const problems: FileProblem[] = [];
  for (const path of paths) {
    const absolute = resolve(cwd, path);
    try {
      const { folder, takes, nothing } = await searchFor(path, absolute, cwd);
      if (folder === undefined) {
        files.add(absolute);
        continue;
      }
      const inside = await filesIn(folder, cwd, takes, problems);
      for (const file of inside) files.add(file);
      if (inside.length === 0) problems.push(problem(absolute, cwd, nothing));
    } catch (error) {
      problems.push(problem(absolute, cwd, reasonOf(error)));
    }
  }
  return { files: [...files].filter((file) => !ignored(shownPath(file, cwd))), problems };
}

interface Search {
  /** Undefined where the path is a file. */
  readonly folder?: string;
  /** Whether to take the file at an absolute path. */
  readonly takes: (path: string) => boolean;
  /** What to say when there is none. */
  readonly nothing: string;
}

/** Where to look for what a path names. What is there by that very name goes before a glob. */
async function searchFor(path: string, absolute: string, cwd: string): Promise<Search> {
  const nothing = 'no traits documents here: expected *.traits.md, *.traits.markdown or TRAITS.md.';
  const found = await stat(absolute).catch((error: unknown) => {
    const { isGlob, negated, base } = picomatch.scan(path);
    if (!isGlob || negated || systemErrorIn(error)?.code !== 'ENOENT') throw error;
    return resolve(cwd, base);
  });
  if (typeof found !== 'string') return { takes: isNamedAsTraits, nothing, ...(found.isDirectory() ? { folder: absolute } : {}) };
  const matches = picomatch(picomatch.scan(path).glob);
  return { folder: found, takes: (file) => matches(relative(found, file).split(sep).join('/')), nothing: 'no file matches.' };
}

async function filesIn(folder: string, cwd: string, takes: Search['takes'], problems: FileProblem[]): Promise<readonly string[]> {
  const found: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries) {
    const path = join(folder, entry.name);
    // A link to a folder is not followed: it may lead back up. One to a file is that file.
    if (takes(path) && (entry.isFile() || (entry.isSymbolicLink() && (await isFile(path))))) found.push(path);
    if (!entry.isDirectory() || entry.name === 'node_modules' || entry.name.startsWith('.')) continue;
    try {
      found.push(...(await filesIn(path, cwd, takes, problems)));
    } catch (error) {
      problems.push(problem(path, cwd, reasonOf(error)));
    }
  }
  return found;
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true;
}

function problem(path: string, cwd: string, message: string): FileProblem {
  return { file: shownPath(path, cwd), message };
}

/**
 * Reads a file as UTF-8.
 * @throws CannotRun with what is in the way; the message does not name the file.
 */
export async function readText(path: string): Promise<TextFile> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new CannotRun(reasonOf(error));
  });
  return textOf(bytes);
}

/**
 * The text of a file that people know as `name`.
 * @throws CannotRun when it cannot be read.
 */
export async function readNamed(file: string, name: string): Promise<string> {
  const { text } = await readText(file).catch((error: unknown) => {
    throw error instanceof CannotRun ? new CannotRun(`${name}: ${error.message}`) : error;
  });
  return text;
}

/**
 * Reads bytes as UTF-8.
 * @throws CannotRun with what is in the way.
 */
export function textOf(bytes: Uint8Array): TextFile {
  if (bytes.includes(0)) throw new CannotRun('not a text file: it holds NUL bytes, as binary files and UTF-16 do.');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { text, hasBom: bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf };
  } catch {
    throw new CannotRun('not valid UTF-8: save it as UTF-8 first.');
  }
}

/**
 * Replaces a file's text in one step, so that nobody ever reads half of it. Links stay links, and its mode is kept.
 * @throws CannotRun when it cannot be written; the file is then as it was.
 */
export async function writeText(path: string, { text, hasBom }: TextFile): Promise<void> {
  try {
    const target = await realpath(path);
    // Renaming would also replace a file that is set to read-only.
    await access(target, constants.W_OK);
    const mode = (await stat(target)).mode & 0o7777;
    const temporary = join(dirname(target), `.traitwright-${randomBytes(6).toString('hex')}.tmp`);
    try {
      const file = await open(temporary, 'wx', mode);
      try {
        await file.writeFile(hasBom ? `\uFEFF${text}` : text, 'utf8');
        await file.chmod(mode);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  } catch (error) {
    throw new CannotRun(`could not be written: ${reasonOf(error)}`);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder.',
  EACCES: 'no permission.',
  EPERM: 'no permission.',
  EISDIR: 'it is a folder.',
  ENOTDIR: 'part of its path is not a folder.',
  EEXIST: 'part of its path is not a folder.',
  ENOSPC: 'the disk is full.',
  EROFS: 'the file system is read-only.',
};

/** What a file system error means, to follow a file's name. */
export function reasonOf(error: unknown): string {
  const known = REASONS[systemErrorIn(error)?.code ?? ''];
  return known ?? (error instanceof Error ? error.message : String(error));
}

/** What the operating system said, where that is what is behind an error; undefined for a mistake in this program. */
export function systemErrorIn(error: unknown): NodeJS.ErrnoException | undefined {
  if (!(error instanceof Error)) return undefined;
  return isSystemError(error) ? error : systemErrorIn(error.cause);
}

function isSystemError(error: Error): error is NodeJS.ErrnoException {
  return 'syscall' in error;
}

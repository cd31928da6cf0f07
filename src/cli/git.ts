/** Reads a file as it was at a revision of the git repository that it lies in. */
import { execFile } from 'node:child_process';
import { basename, dirname } from 'node:path';
import { CannotRun } from './command.ts';

/** Nothing that git would take for an option, for a path in a revision, or for two revisions. */
const REVISION = /^(?!-)(?!.*\.\.)[^\p{Cc}:]{1,200}$/u;

/** A document is a few pages; git must not fill the memory with some other file. */
const LARGEST_BYTES = 64 * 1024 * 1024;

export interface FileAtRevision {
  readonly text: string;
  /** The commit's name in full. */
  readonly commit: string;
}

/**
 * The text that the file at `path`, absolute, had at `revision`: a commit, a branch, a tag, `HEAD~3`, `main@{yesterday}`.
 * No shell is run, and no filter or other program that the repository asks for.
 * @throws CannotRun when there is no git, no such revision, or no such file in it.
 */
export async function fileAtRevision(path: string, revision: string, shown: string): Promise<FileAtRevision> {
  if (!REVISION.test(revision)) throw new CannotRun(`“${revision}” is no revision: give a commit, a branch or a tag.`);
  const folder = dirname(path);
  const inside = await git(folder, ['rev-parse', '--is-inside-work-tree']);
  if (inside.stdout.toString().trim() !== 'true') throw new CannotRun(`${shown}: it is in no git repository, so it has no earlier revision.${reason(inside)}`);
  const resolved = await git(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
  const commit = resolved.stdout.toString().trim();
  if (!/^[0-9a-f]{40,64}$/.test(commit)) throw new CannotRun(`The repository of ${shown} has no revision “${revision}”.`);
  // Not `git show`, which may run a program that the repository names for files of this kind.
  const { stdout, failed } = await git(folder, ['cat-file', 'blob', `${commit}:./${basename(path)}`]);
  if (failed !== undefined) throw new CannotRun(`${shown}: it is not in the revision “${revision}”.`);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(stdout), commit };
  } catch {
    throw new CannotRun(`${shown}: at the revision “${revision}” it is not valid UTF-8.`);
  }
}

interface Ran {
  readonly stdout: Buffer;
  /** Where git did not end well: what it said. */
  readonly failed?: string;
}

function git(cwd: string, args: readonly string[]): Promise<Ran> {
  return new Promise((done, failed) => {
    execFile('git', [...args], { cwd, encoding: 'buffer', maxBuffer: LARGEST_BYTES, timeout: 60_000, windowsHide: true }, (error, stdout, stderr) => {
      if (error === null) done({ stdout });
      else if (error.code === 'ENOENT') failed(new CannotRun('git could not be started: install it, or put it into PATH.'));
      else done({ stdout: Buffer.alloc(0), failed: stderr.toString().trim() });
    });
  });
}

/** What git says is of use where it will not read a repository that belongs to somebody else. */
function reason({ failed }: Ran): string {
  return failed === undefined || !failed.includes('safe.directory') ? '' : ` Git says: ${failed.split('\n', 1)[0]}`;
}

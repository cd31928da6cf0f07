/** Reads files that somebody else's workspace may hold. */
import { open, realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';

/**
 * The text of a file in a workspace, which must lie in the folder `within`. Workspaces are other people's: a link may lead anywhere, a pipe is waited for for ever, and a file may grow
 * while it is read. Undefined where there is no such file; a problem is said as a sentence. `longest` is in characters.
 */
export async function readWorkspaceFile(path: string, within: string, longest: number): Promise<string | { readonly problem: string } | undefined> {
  try {
    const [from, to] = await Promise.all([realpath(within), realpath(path)]);
    const way = relative(from, to);
    if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) return { problem: "A symbolic link leads out of the document's folder: put the file itself there." };
    const found = await stat(to);
    if (!found.isFile()) return { problem: 'It is no regular file.' };
    // Four bytes at most make a character.
    const most = longest * 4;
    const bytes = found.size > most ? undefined : await readAtMost(to, most);
    if (bytes === undefined) return { problem: 'It is far too long.' };
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
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

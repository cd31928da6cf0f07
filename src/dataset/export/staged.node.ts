/** Writes files that are seen only when all of them are whole. */
import { randomBytes } from 'node:crypto';
import { type FileHandle, lstat, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Each is written beside its place and gets its name from `keep`. Whoever makes one calls `discard` in the end. */
export class StagedFiles {
  private readonly staged: { readonly path: string; readonly temporary: string; readonly file: FileHandle; isOpen: boolean }[] = [];

  async create(path: string): Promise<FileHandle> {
    const temporary = join(dirname(path), `.traitwright-${randomBytes(6).toString('hex')}.tmp`);
    const file = await open(temporary, 'wx');
    this.staged.push({ path, temporary, file, isOpen: true });
    return file;
  }

  /** Either all of them get their names or, where something stands in the way of one, none does. */
  async keep(): Promise<void> {
    for (const { path } of this.staged) {
      const there = await lstat(path).catch(() => undefined);
      if (there?.isDirectory() === true) throw Object.assign(new Error(`EISDIR: illegal operation on a directory, rename '${path}'`), { code: 'EISDIR', syscall: 'rename', path });
    }
    for (const entry of this.staged) {
      await entry.file.sync();
      entry.isOpen = false;
      await entry.file.close();
    }
    while (this.staged[0] !== undefined) {
      const [{ temporary, path }] = this.staged as [(typeof this.staged)[number]];
      await rename(temporary, path);
      this.staged.shift();
    }
  }

  /** Removes what was not kept. */
  async discard(): Promise<void> {
    for (const { temporary, file, isOpen } of this.staged) {
      if (isOpen) await file.close().catch(() => undefined);
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }
}

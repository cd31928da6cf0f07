/** Tells when the files of one folder change, also of a folder that is not there yet, or is taken away and made again. */
import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, sep } from 'node:path';

/** Of a file in the folder, or of the folder itself: then, and where the system does not say which, it has no name. */
export interface FolderChange {
  /** It was made, taken away or given another name; else its content changed. */
  readonly renamed: boolean;
  readonly name?: string;
}

export interface FolderWatch {
  readonly onChange: (change: FolderChange) => void;
  /** The system watches no more folders, or not this one: changes by others will not be told. */
  readonly onError: (error: unknown) => void;
}

/** Elsewhere VS Code's own watchers see all, and on Windows a watch on a folder keeps those above it from being renamed. */
export const VSCODE_MISSES_FOLDERS = process.platform === 'linux';

/** A folder that is there; one that is made anew under the same name is another. */
interface Folder {
  readonly at: string;
  readonly identity: string;
}

/**
 * Watches `path`, absolute, until it is closed, and the folders above it up to `top`: one that is moved tells nobody of
 * what is in it. While `path` is not there, those above it are watched. VS Code's watchers, which watch a whole tree, miss
 * folders on Linux that are made one within the other, and never tell of their files from then on.
 * @returns once changes are told, what ends it.
 */
export async function watchFolder(path: string, top: string, { onChange, onError }: FolderWatch): Promise<{ close(): void }> {
  let watched: (Folder & { readonly watcher: FSWatcher })[] = [];
  let isClosed = false;
  let looking: Promise<void> | undefined;
  let isAsked = false;
  let isFollowed = false;

  const unwatch = (): void => {
    for (const { watcher } of watched) watcher.close();
    watched = [];
  };

  const begin = (at: string): FSWatcher => {
    // What else comes and goes beside the document is no reason to look.
    const [below] = path.slice(at.length).split(sep).filter((part) => part !== '');
    const watcher = watch(at, { persistent: false }, (event, name) => {
      if (at === path) onChange({ renamed: event === 'rename', ...(name === null ? {} : { name }) });
      if (event === 'rename' && (name === null || below === undefined || isAlike(name, below))) void look();
    });
    // Windows says so where a folder that is watched is taken away.
    watcher.on('error', () => {
      if (watched.some((one) => one.watcher === watcher)) unwatch();
      if (at === path) onChange({ renamed: true });
      void look();
    });
    return watcher;
  };

  /** Watches what there is to watch now. Between looking and watching the next folder may be made, so it looks once more. */
  const follow = async (): Promise<void> => {
    do {
      isAsked = false;
      const found = await foldersTo(path, top);
      if (isClosed) return;
      if (found.length === watched.length && found.every(({ at, identity }, index) => at === watched[index]?.at && identity === watched[index].identity)) continue;
      const had = watched[0]?.at;
      unwatch();
      isAsked = true;
      try {
        for (const folder of found) watched.push({ ...folder, watcher: begin(folder.at) });
      } catch (error) {
        unwatch();
        // Taken away in this moment: what is there now is found in the next round.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
      if (isFollowed && (had === path || found[0]?.at === path)) onChange({ renamed: true });
    } while (isAsked);
    isFollowed = true;
  };

  const look = (): Promise<void> => {
    isAsked = true;
    looking ??= follow()
      .catch((error: unknown) => {
        if (!isClosed) onError(error);
      })
      .finally(() => (looking = undefined));
    return looking;
  };

  await look();
  return {
    close() {
      isClosed = true;
      unwatch();
    },
  };
}

/** The folder itself and those above it, from below, as far as they are there; none where not even `top` is. */
async function foldersTo(path: string, top: string): Promise<readonly Folder[]> {
  const folders: Folder[] = [];
  for (let at = path; ; at = dirname(at)) {
    const found = await stat(at).catch(() => undefined);
    if (found?.isDirectory() === true) folders.push({ at, identity: `${found.dev} ${found.ino} ${found.birthtimeMs}` });
    if (at === top || dirname(at) === at) return folders;
  }
}

/** Whether two names may be of one file: some systems tell neither letters nor forms of one letter apart. */
function isAlike(one: string, other: string): boolean {
  return one.normalize().toLowerCase() === other.normalize().toLowerCase();
}

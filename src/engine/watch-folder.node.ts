/** Tells when the files of one folder change, also of a folder that is not there yet, or is taken away and made again. */
import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';

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

/**
 * Watches `path`, absolute, until it is closed. While it is not there, what is watched is the nearest folder above it that
 * is, no further up than `top`. VS Code's watchers, which watch a whole tree, miss folders on Linux that are made one
 * within the other, and never tell of their files from then on.
 * @returns once changes are told, what ends it.
 */
export async function watchFolder(path: string, top: string, { onChange, onError }: FolderWatch): Promise<{ close(): void }> {
  let watched: { readonly at: string; readonly identity: string; readonly watcher: FSWatcher } | undefined;
  let isClosed = false;
  let looking: Promise<void> | undefined;
  let isAsked = false;
  let isFollowed = false;

  const unwatch = (): void => {
    watched?.watcher.close();
    watched = undefined;
  };

  const begin = (at: string, identity: string): void => {
    const watcher = watch(at, { persistent: false }, (event, name) => {
      if (at === path) onChange({ renamed: event === 'rename', ...(name === null ? {} : { name }) });
      if (event === 'rename') void look();
    });
    // Windows says so where a folder that is watched is taken away.
    watcher.on('error', () => {
      if (watched?.watcher === watcher) unwatch();
      if (at === path) onChange({ renamed: true });
      void look();
    });
    watched = { at, identity, watcher };
  };

  /** Watches what there is to watch now. Between looking and watching the next folder may be made, so it looks once more. */
  const follow = async (): Promise<void> => {
    do {
      isAsked = false;
      const found = await nearest(path, top);
      if (isClosed) return;
      if (found?.at === watched?.at && found?.identity === watched?.identity) continue;
      const had = watched?.at;
      unwatch();
      isAsked = true;
      try {
        if (found !== undefined) begin(found.at, found.identity);
      } catch (error) {
        // Taken away in this moment: what is nearest now is found in the next round.
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
        throw error;
      }
      if (isFollowed && (had === path || found?.at === path)) onChange({ renamed: true });
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

/** The folder itself or the nearest one above it that is there; undefined where not even `top` is. */
async function nearest(path: string, top: string): Promise<{ readonly at: string; readonly identity: string } | undefined> {
  for (let at = path; ; at = dirname(at)) {
    const found = await stat(at).catch(() => undefined);
    if (found?.isDirectory() === true) return { at, identity: `${found.dev} ${found.ino} ${found.birthtimeMs}` };
    if (at === top || dirname(at) === at) return undefined;
  }
}

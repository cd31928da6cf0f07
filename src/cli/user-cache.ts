/** Where this user's cached answers lie, by the customs of the system. */
import { join, posix, win32 } from 'node:path';
import type { CacheFolder } from '../engine/cache-folder.node.ts';
import type { Io } from './io.ts';

/**
 * `$XDG_CACHE_HOME/traitwright` where that is set, else in ~/.cache, on macOS in ~/Library/Caches, on Windows in
 * %LOCALAPPDATA%. Undefined where the environment names no place: then nothing is cached.
 */
export function userCacheFolder(env: Io['env'], platform: NodeJS.Platform): string | undefined {
  const paths = platform === 'win32' ? win32 : posix;
  // The XDG specification: a path that is not absolute is to be ignored.
  const inside = (base: string | undefined, ...folders: readonly string[]): string | undefined =>
    base === undefined || !paths.isAbsolute(base) ? undefined : paths.join(base, ...folders);
  const xdg = inside(env['XDG_CACHE_HOME'], 'traitwright');
  if (xdg !== undefined) return xdg;
  switch (platform) {
    case 'darwin':
      return inside(env['HOME'], 'Library', 'Caches', 'traitwright');
    case 'win32':
      return inside(env['LOCALAPPDATA'], 'traitwright', 'Cache');
    default:
      return inside(env['HOME'], '.cache', 'traitwright');
  }
}

/** Answers beyond this are swept, those first that were not used for the longest time. */
const MOST_BYTES = 500_000_000;

/** This user's cache of answers; undefined where the environment names no place for one. */
export async function openCache({ env }: Pick<Io, 'env'>): Promise<(CacheFolder & { readonly path: string }) | undefined> {
  const folder = userCacheFolder(env, process.platform);
  if (folder === undefined) return undefined;
  const { createCacheFolder } = await import('../engine/cache-folder.node.ts');
  const path = join(folder, 'answers');
  return { path, ...createCacheFolder({ path, maxBytes: MOST_BYTES, now: () => new Date() }) };
}

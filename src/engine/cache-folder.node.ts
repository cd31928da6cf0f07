/**
 * Keeps answers in a folder, one small file a key, up to a size.
 *
 * The libraries for this do not fit: cacache, npm's own, is built for packages, has no size cap and no last use, and
 * brings about twenty packages; those with a cap keep everything in memory or in a database with native code. What is
 * needed is a file's own atomic rename, which also lets several processes use one folder at once: the worst that they
 * do to each other is a miss.
 */
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { ResponseCache } from './cache.ts';

export interface CacheFolder extends ResponseCache {
  /** Bytes of all answers. */
  size(): Promise<number>;
  /** Removes all answers, and nothing that the cache did not write. */
  clear(): Promise<void>;
  /** Resolves when no sweep is under way. */
  idle(): Promise<void>;
}

export interface CacheFolderOptions {
  /** Made when the first answer is put. */
  readonly path: string;
  /** What is swept down to once there is more; the answers that were not used for the longest time go first. */
  readonly maxBytes: number;
  readonly now: () => Date;
}

interface Entry {
  readonly path: string;
  readonly bytes: number;
  /** Of the last use, in milliseconds. */
  readonly usedAt: number;
}

const VERSION = 1;

const usage = z.object({ inputTokens: z.number().nonnegative(), outputTokens: z.number().nonnegative() });
const entryShape = z.object({
  version: z.literal(VERSION),
  key: z.string(),
  outcome: z.object({ status: z.literal('ok'), text: z.string(), usage: usage.exactOptional() }),
});

/** As `callKey` makes them. Nothing else becomes a path. */
const KEY = /^[0-9a-f]{64}$/;
const SHARD = /^[0-9a-f]{2}$/;
const FILE = /^[0-9a-f]{64}\.json(\.[0-9a-z]+\.tmp)?$/;

/** What is written before it is swept again, as a part of the size. */
const SWEEP_EVERY = 0.1;
/** What is left after a sweep, so that the next one is not due at once. */
const SWEEP_TO = 0.9;
/** A temporary file so old belongs to a process that was killed. */
const ABANDONED_MS = 3_600_000;

/** @throws never by itself: an entry that cannot be read is a miss, and `put` rejects where the folder cannot be written. */
export function createCacheFolder({ path: folder, maxBytes, now }: CacheFolderOptions): CacheFolder {
  /** The first answer of each process has it swept: many short runs together may write much. */
  let unswept = Infinity;
  let sweeping: Promise<void> | undefined;

  const pathOf = (key: string): string => {
    if (!KEY.test(key)) throw new Error(`Not the key of a call: ${key}`);
    return join(folder, key.slice(0, 2), `${key}.json`);
  };

  /** Answers and temporary files, whoever wrote them. */
  async function list(): Promise<readonly Entry[]> {
    const entries: Entry[] = [];
    for (const shard of await readdir(folder).catch(() => [])) {
      if (!SHARD.test(shard)) continue;
      for (const file of await readdir(join(folder, shard)).catch(() => [])) {
        if (!FILE.test(file)) continue;
        const path = join(folder, shard, file);
        // Another process may have removed it since.
        const found = await stat(path).catch(() => undefined);
        if (found?.isFile() === true) entries.push({ path, bytes: found.size, usedAt: found.mtimeMs });
      }
    }
    return entries;
  }

  async function sweep(): Promise<void> {
    const entries = await list();
    const abandoned = entries.filter(({ path, usedAt }) => path.endsWith('.tmp') && usedAt < now().getTime() - ABANDONED_MS);
    for (const { path } of abandoned) await remove(path);
    const answers = entries.filter(({ path }) => !path.endsWith('.tmp')).sort((a, b) => a.usedAt - b.usedAt);
    let bytes = sum(answers);
    if (bytes <= maxBytes) return;
    for (const entry of answers) {
      if (bytes <= maxBytes * SWEEP_TO) return;
      await remove(entry.path);
      bytes -= entry.bytes;
    }
  }

  return {
    async get(key) {
      const path = pathOf(key);
      const text = await readFile(path, 'utf8').catch(() => undefined);
      if (text === undefined) return undefined;
      const entry = readEntry(text, key);
      if (entry === undefined) await remove(path);
      // The last use is the file's own time: an index would be one more thing for two processes to agree on.
      else await utimes(path, now(), now()).catch(() => undefined);
      return entry;
    },

    async put(key, outcome) {
      const path = pathOf(key);
      const text = JSON.stringify({ version: VERSION, key, outcome });
      // Answers are about a document that may not be everybody's to read.
      await mkdir(join(folder, key.slice(0, 2)), { recursive: true, mode: 0o700 });
      const temporary = `${path}.${Math.random().toString(36).slice(2)}.tmp`;
      try {
        await writeFile(temporary, text, { flag: 'wx', mode: 0o600 });
        await rename(temporary, path);
      } catch (error) {
        await remove(temporary);
        throw error;
      }
      await utimes(path, now(), now()).catch(() => undefined);
      unswept += Buffer.byteLength(text);
      if (unswept <= maxBytes * SWEEP_EVERY || sweeping !== undefined) return;
      unswept = 0;
      sweeping = sweep().finally(() => (sweeping = undefined));
    },

    size: async () => sum(await list()),

    async clear() {
      await sweeping;
      for (const { path } of await list()) await remove(path);
    },

    idle: async () => sweeping,
  };
}

/** The answer in a file; undefined where it is torn, of another version, or of another key. */
function readEntry(text: string, key: string): z.infer<typeof entryShape>['outcome'] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = entryShape.safeParse(value);
  return parsed.success && parsed.data.key === key ? parsed.data.outcome : undefined;
}

function sum(entries: readonly Entry[]): number {
  return entries.reduce((total, { bytes }) => total + bytes, 0);
}

/** Where it cannot be removed, another process has it open or was first. */
async function remove(path: string): Promise<void> {
  await rm(path, { force: true }).catch(() => undefined);
}

/** Writes a file of samples without some of its lines. */
import { open, rm } from 'node:fs/promises';
import { copyWithout } from '../dataset/copy.ts';
import type { Dataset } from '../dataset/read.ts';

/**
 * Writes the copy to `path`.
 * @throws the system's error, with the code EEXIST where the file is there already, and the signal's reason when it
 * fires. Nothing is replaced, and nothing of a copy that is not whole is left.
 */
export async function writeCopy(dataset: Dataset, dropped: ReadonlySet<number>, path: string, signal?: AbortSignal): Promise<void> {
  const out = await open(path, 'wx');
  try {
    try {
      await out.writeFile(copyWithout(dataset, (line) => dropped.has(line), signal));
    } finally {
      await out.close();
    }
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

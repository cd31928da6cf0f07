/** Reads the samples of rows from where they stand, one that is looked at or all that are searched. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { reasonOf } from '../engine/journal-error.node.ts';
import { JournalProblem } from '../engine/journal.ts';
import { readSample, textsOfSample } from './read-sample.ts';
import type { SampleRow } from './sample-index.node.ts';
import type { Sample } from './sample.ts';

/**
 * The sample of a row, with all that led to it. Keys of another shape than ours are left out.
 * @throws JournalProblem where it does not stand there any more.
 */
export async function readSampleAt({ id, place }: SampleRow): Promise<Sample> {
  const [sample] = (await linesAt(place.path, [place])).map(readSample);
  if (sample?.id !== id) throw new JournalProblem('cannot-read', `The sample ${id} is not where it was in ${place.path}: the file has changed.`);
  return sample;
}

/** The rows, some at a time, whose samples have `query` somewhere in their texts; upper and lower case are the same. */
export async function* searchSamples(rows: readonly SampleRow[], query: string, signal: AbortSignal): AsyncGenerator<readonly SampleRow[], void> {
  const sought = query.normalize('NFC').toLowerCase();
  const AT_ONCE = 100;
  for (let first = 0; first < rows.length; ) {
    signal.throwIfAborted();
    const path = rows[first]?.place.path ?? '';
    let last = first;
    while (last < rows.length && last - first < AT_ONCE && rows[last]?.place.path === path) last += 1;
    const some = rows.slice(first, last);
    // What is not there any more is not found.
    const lines = await linesAt(path, some.map(({ place }) => place)).catch((): readonly string[] => []);
    const found = some.filter(({ id }, index) => {
      const texts = textsOfSample(lines[index] ?? '');
      return texts?.id === id && texts.text.normalize('NFC').toLowerCase().includes(sought);
    });
    if (found.length > 0) yield found;
    first = last;
  }
}

async function linesAt(path: string, places: readonly SampleRow['place'][]): Promise<readonly string[]> {
  const file = await open(path, constants.O_RDONLY).catch((error: unknown) => {
    throw new JournalProblem('cannot-read', `The journal ${path} cannot be read: ${reasonOf(error)}.`, { cause: error });
  });
  try {
    const lines: string[] = [];
    for (const { offset, length } of places) {
      const bytes = Buffer.allocUnsafe(length);
      const { bytesRead } = await file.read(bytes, 0, length, offset);
      lines.push(bytes.toString('utf8', 0, bytesRead));
    }
    return lines;
  } finally {
    await file.close();
  }
}

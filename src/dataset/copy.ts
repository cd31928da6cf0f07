/** Copies a file of samples without some of them, in the format that it is in. */
import { wholeLinesOf } from './lines.ts';
import type { Dataset } from './read.ts';

/**
 * The text of a file without the lines for which `isDropped` holds, all else as it was: order, line ends, bad lines. Of a
 * journal, lines that a later one replaces are left out too, since they would count again without it.
 */
export async function* copyWithout({ source, superseded }: Dataset, isDropped: (line: number) => boolean, signal?: AbortSignal): AsyncGenerator<string, void> {
  for await (const lines of wholeLinesOf(source.open())) {
    signal?.throwIfAborted();
    const kept = lines.filter(({ number }) => !isDropped(number) && !superseded.has(number));
    if (kept.length > 0) yield kept.map(({ text }) => text).join('');
  }
}

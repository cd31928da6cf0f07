/** Goes through a file line by line in blocks of bytes, so that a line costs nothing that nobody looks into. */
import type { FileHandle } from 'node:fs/promises';

const BLOCK = 1 << 21;
const LINE_END = 10;

export interface Line {
  /** Holds the line only until the next block is read. */
  readonly bytes: Buffer;
  /** Where it begins and ends in `bytes`, without the line end. */
  readonly start: number;
  readonly end: number;
  /** Counts from 1. */
  readonly number: number;
  /** Where it begins in the file, in bytes. */
  readonly offset: number;
  /** False for a last line that has no line end. */
  readonly ended: boolean;
  /** A byte of 0 stands in the block: what a file system leaves where it had no time to write. No JSON has one. */
  readonly zeros: boolean;
}

/**
 * Yields the lines of what is in the file now, in arrays that are good until the next one is asked for. Empty lines are
 * left out, and counted. `from` is where to begin, in bytes: lines are counted from there.
 * @throws what reading throws, and the signal's reason when it fires.
 */
export async function* linesOf(file: FileHandle, signal?: AbortSignal, from = 0): AsyncGenerator<readonly Line[], void> {
  // Readers of a journal that is being written to see whole lines up to where it was when they began.
  const { size } = await file.stat();
  let buffer = Buffer.allocUnsafe(Math.min(BLOCK, Math.max(0, size - from) + 1));
  let filled = 0;
  let offset = from;
  let number = 0;
  for (;;) {
    signal?.throwIfAborted();
    const length = Math.max(0, Math.min(buffer.length - filled, size - offset - filled));
    const { bytesRead } = length === 0 ? { bytesRead: 0 } : await file.read(buffer, filled, length, offset + filled);
    filled += bytesRead;
    const bytes = buffer.subarray(0, filled);
    const zeros = bytes.includes(0);
    const lines: Line[] = [];
    let start = 0;
    for (let end = bytes.indexOf(LINE_END); end !== -1; end = bytes.indexOf(LINE_END, start)) {
      number += 1;
      if (end > start) lines.push({ bytes, start, end, number, offset: offset + start, ended: true, zeros });
      start = end + 1;
    }
    if (bytesRead === 0) {
      if (filled > start) lines.push({ bytes, start, end: filled, number: number + 1, offset: offset + start, ended: false, zeros });
      if (lines.length > 0) yield lines;
      return;
    }
    if (lines.length > 0) yield lines;
    offset += start;
    filled -= start;
    if (filled === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
    else buffer.copyWithin(0, start, start + filled);
  }
}

/** A file on disk as a source of samples, read a block at a time. */
import { open } from 'node:fs/promises';
import type { DatasetSource } from './read.ts';

const BLOCK = 1 << 20;

/** A file that is no text; the message is a sentence that follows the file's name. */
export class NotText extends Error {}

/** The file at `path`, known as `name`. Opening it throws the system's error, or NotText. */
export function textFile(path: string, name: string): DatasetSource {
  return { name, open: () => piecesOf(path) };
}

async function* piecesOf(path: string): AsyncGenerator<string, void> {
  const file = await open(path);
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const block = Buffer.allocUnsafe(BLOCK);
    for (;;) {
      const { bytesRead } = await file.read(block, 0, BLOCK, null);
      const bytes = block.subarray(0, bytesRead);
      if (bytes.includes(0)) throw new NotText('not a text file: it holds NUL bytes, as compressed files, binary files and UTF-16 do.');
      const piece = decoded(decoder, bytes);
      if (piece !== '') yield piece;
      if (bytesRead === 0) return;
    }
  } finally {
    await file.close();
  }
}

function decoded(decoder: Pick<InstanceType<typeof TextDecoder>, 'decode'>, bytes: Buffer): string {
  try {
    return bytes.length === 0 ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch {
    // A file that is cut off within a character has a torn last line like any other.
    if (bytes.length === 0) return '\uFFFD';
    throw new NotText('not valid UTF-8: save it as UTF-8 first.');
  }
}

/** Keeps the list of known patterns of a document in a file beside its runs. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { journalPath } from '../engine/journal-file.node.ts';
import type { KnownPattern } from '../prompts/known-patterns.ts';
import { knownPatternsText, readKnownPatterns, withPatterns } from './known-patterns.ts';

/** `.traits/<document>/patterns.json`, beside the document. */
export function knownPatternsPath(documentPath: string): string {
  return join(dirname(dirname(journalPath(documentPath, 'run'))), 'patterns.json');
}

/** A list that cannot be used; the message names the file, the reason is the rest of it. */
export class KnownPatternsProblem extends Error {
  readonly reason: string;

  constructor(path: string, reason: string) {
    super(`${path}: ${reason}`);
    this.reason = reason;
  }
}

/**
 * The list in a file; empty where there is none.
 * @throws KnownPatternsProblem where it is no list; the system's error where it cannot be read.
 */
export async function readKnownPatternsFile(path: string): Promise<readonly KnownPattern[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
    throw error;
  });
  if (text === undefined) return [];
  const read = readKnownPatterns(text);
  if (typeof read === 'string') throw new KnownPatternsProblem(path, read);
  return read;
}

/**
 * Adds to the list in a file, and makes the file and its folders where they are missing. Resolves with how many are new.
 * @throws as readKnownPatternsFile, and the system's error where it cannot be written; the list is then as it was.
 */
export async function addKnownPatterns(path: string, found: readonly KnownPattern[]): Promise<number> {
  const there = await readKnownPatternsFile(path);
  const all = withPatterns(there, found);
  await mkdir(dirname(path), { recursive: true });
  const written = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(written, knownPatternsText(all));
    // Whoever reads it meanwhile sees the old list or the new one.
    await rename(written, path);
  } catch (error) {
    await rm(written, { force: true });
    throw error;
  }
  return all.length - there.length;
}

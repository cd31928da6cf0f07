/** Keeps what people decided in `.traits/<document>/annotations.jsonl`: whole lines, only ever added, each flushed before it counts. */
import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Annotation, ANNOTATIONS_VERSION } from './annotations.ts';
import { annotationIn } from './decisions.ts';
import { reasonOf } from './journal-error.node.ts';
import { journalPath } from './journal-file.node.ts';
import { linesOf } from './journal-lines.node.ts';

/** Why annotations cannot be read or written, as a sentence for a person. */
export class AnnotationsProblem extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AnnotationsProblem';
  }
}

/** Where the annotations of the document at `documentPath` lie, beside its runs. */
export function annotationsPath(documentPath: string): string {
  return join(dirname(dirname(journalPath(documentPath, 'run'))), 'annotations.jsonl');
}

export interface ReadAnnotations {
  /** In the order of the file. */
  readonly annotations: readonly Annotation[];
  /** Lines that should hold an annotation and do not, counted from 1, each with a sentence about it. */
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

/**
 * Reads all annotations; none where there is no file. A line that broke off holds nothing and is no problem: it is the
 * last one, or a header follows it, which whoever went on wrote.
 * @throws AnnotationsProblem where the file cannot be read.
 */
export async function readAnnotations(path: string, signal?: AbortSignal): Promise<ReadAnnotations> {
  const file = await open(path, constants.O_RDONLY).catch((error: unknown) => (isMissing(error) ? undefined : cannot('read', path, error)));
  if (file === undefined) return { annotations: [], problems: [] };
  try {
    return await read(file, path, signal);
  } finally {
    await file.close();
  }
}

/** Tells whether the file is still the same: every line that is added makes it longer. */
export async function annotationsState(path: string): Promise<string> {
  return stat(path).then(({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`, () => 'none');
}

async function read(file: FileHandle, path: string, signal: AbortSignal | undefined): Promise<ReadAnnotations> {
  const annotations: Annotation[] = [];
  const problems: { line: number; message: string }[] = [];
  // Undecided until the next line is there.
  let broken: { line: number; message: string } | undefined;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const lines of linesOf(file, signal)) {
      for (const { bytes, start, end, number, ended } of lines) {
        const last = broken;
        broken = undefined;
        try {
          const text = decoder.decode(bytes.subarray(start, end)).trim();
          const annotation = text === '' ? undefined : annotationIn(text);
          if (annotation !== undefined) annotations.push(annotation);
          if (last !== undefined && !isHeader(text)) problems.push(last);
        } catch (error) {
          if (last !== undefined) problems.push(last);
          const message = error instanceof Error && error.name === 'Error' ? error.message : 'It is no annotation.';
          // A line that is being written has no zeros in it.
          if (ended) broken = { line: number, message };
          else if (bytes.subarray(start, end).includes(0)) problems.push({ line: number, message });
        }
      }
    }
  } catch (error) {
    signal?.throwIfAborted();
    cannot('read', path, error);
  }
  if (broken !== undefined) problems.push(broken);
  return { annotations, problems };
}

function isHeader(line: string): boolean {
  return /^\{\s*"type"\s*:\s*"header"/.test(line);
}

/**
 * Adds a line for each of `annotations`, and resolves when they are on disk. A new file begins with a header; so does
 * what comes after a line that broke off, which tells readers that it did.
 * @throws AnnotationsProblem where the file cannot be written, or is of a newer version, which is left as it is.
 */
export async function addAnnotations(path: string, annotations: readonly Annotation[], tool: string): Promise<void> {
  let file: FileHandle | undefined;
  try {
    await mkdir(dirname(path), { recursive: true });
    // A workspace may be somebody else's, and a link may lead to any file of this machine.
    const found = await lstat(path).catch((error: unknown) => (isMissing(error) ? undefined : cannot('written', path, error)));
    if (found !== undefined && !found.isFile()) throw new AnnotationsProblem(`What was decided cannot be kept: ${path} is no regular file.`);
    file = await open(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0));
    const { size } = await file.stat();
    if (size > 0) await refuseNewer(file, path);
    const opening = size === 0 ? header(tool) : (await endsWithLineEnd(file, size)) ? '' : `\n${header(tool)}`;
    // One write, so that lines of two windows do not mix.
    await file.appendFile(opening + annotations.map((annotation) => `${JSON.stringify(annotation)}\n`).join(''), 'utf8');
    await file.datasync();
  } catch (error) {
    cannot('written', path, error);
  } finally {
    await file?.close();
  }
}

function header(tool: string): string {
  return `${JSON.stringify({ type: 'header', version: ANNOTATIONS_VERSION, tool })}\n`;
}

/** Only the first line says so. */
async function refuseNewer(file: FileHandle, path: string): Promise<void> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(1024), 0, 1024, 0);
  const [first = ''] = buffer.subarray(0, bytesRead).toString('utf8').split('\n', 1);
  const version = isHeader(first) ? /"version"\s*:\s*(\d+)/.exec(first)?.[1] : undefined;
  if (version === undefined || Number(version) <= ANNOTATIONS_VERSION) return;
  throw new AnnotationsProblem(`What was decided cannot be kept: ${path} is of version ${version}, and this Traitwright writes version ${ANNOTATIONS_VERSION}. Update Traitwright.`);
}

async function endsWithLineEnd(file: FileHandle, size: number): Promise<boolean> {
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === 10;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function cannot(what: 'read' | 'written', path: string, error: unknown): never {
  if (error instanceof AnnotationsProblem) throw error;
  throw new AnnotationsProblem(`${path} cannot be ${what}: ${reasonOf(error)}.`, { cause: error });
}

/** Reads the one traits document that a command is given. */
import { parseTraitsDocument, type TraitsDocument } from '../document/traits-document.ts';
import { projectOf } from './config.ts';
import { readNamed, shownPath } from './files.ts';
import type { Io } from './io.ts';

/** The document at an absolute path, with the words of its project. @throws CannotRun when it cannot be read. */
export async function readDocumentAt(path: string, io: Io): Promise<TraitsDocument> {
  const text = await readNamed(path, shownPath(path, io.cwd));
  const { languages } = await projectOf(io.cwd, undefined);
  return parseTraitsDocument(text, languages);
}

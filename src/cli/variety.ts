/** Reads the lists that scenarios are varied with, where a project has its own. */
import { resolve } from 'node:path';
import { USUAL_ENTRIES, VARIETY_LISTS, type VarietyList } from '../document/variety.ts';
import { DOCUMENT_TYPES } from '../generation/document-types.ts';
import { type Variety, varietyEntries, varietyWith } from '../generation/draw.ts';
import { CannotRun } from './command.ts';
import type { CommandProject } from './config.ts';
import { readNamed, shownPath } from './files.ts';
import { checkWithin } from './within-project.ts';

/** The lists of a project, with the usual ones where it has none. @throws CannotRun when a file of it cannot be read, or has no entry. */
export async function varietyOf({ folder, variety }: Pick<CommandProject, 'folder' | 'variety'>, cwd: string): Promise<Variety> {
  const set: Partial<Record<VarietyList, readonly string[]>> = {};
  for (const list of Object.keys(VARIETY_LISTS) as readonly VarietyList[]) {
    const written = variety[list];
    if (written === undefined) continue;
    set[list] = typeof written === 'string' ? await entriesOf(folder, written, cwd) : written;
  }
  return varietyWith(set);
}

/** The types of text that a project sets; undefined where it sets none, and they are the usual ones. @throws CannotRun as `varietyOf` does. */
export async function documentTypesOf({ folder, variety: { documentTypes: written } }: Pick<CommandProject, 'folder' | 'variety'>, cwd: string): Promise<readonly string[] | undefined> {
  const entries = typeof written === 'string' ? await entriesOf(folder, written, cwd) : written;
  return entries?.flatMap((entry) => (entry.trim() === USUAL_ENTRIES ? DOCUMENT_TYPES : [entry.trim()]));
}

async function entriesOf(folder: string, file: string, cwd: string): Promise<readonly string[]> {
  const path = resolve(folder, file);
  const name = shownPath(path, cwd);
  await checkWithin(folder, path, name);
  const entries = varietyEntries(await readNamed(path, name));
  if (entries.length === 0) throw new CannotRun(`${name}: nothing to draw from: expected an entry on each line.`);
  return entries;
}

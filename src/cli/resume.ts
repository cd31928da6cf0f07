/** Finds the run that `traitwright generate --resume` is to go on with. */
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import type { JournalHeader } from '../engine/journal.ts';
import { CannotRun } from './command.ts';
import { shownPath } from './files.ts';

/**
 * The journal of a run over the document at `documentPath`: of the run that sorts last for `last`, of the run of that
 * name beside the document, or the file of that name where it is a path or ends in .jsonl.
 * @throws CannotRun when there is none for `last`.
 */
export async function journalToResume(documentPath: string, named: string, cwd: string): Promise<string> {
  const { journalPath } = await import('../engine/journal-file.node.ts');
  if (named !== 'last') return /[/\\]|\.jsonl$/.test(named) ? resolve(cwd, named) : journalPath(documentPath, named);
  const runs = dirname(journalPath(documentPath, 'run'));
  const names = await readdir(runs).catch((): string[] => []);
  // Runs are named after their time.
  const last = names.filter((name) => name.endsWith('.jsonl')).toSorted().at(-1);
  if (last === undefined) throw new CannotRun(`No run to go on with: there is no journal in ${shownPath(runs, cwd)}.`);
  return join(runs, last);
}

/** What the run is made of in today's document. */
export interface ResumedRun {
  readonly traits: readonly Trait[];
  /** The ids of its traits that are not in the document any more. */
  readonly gone: readonly string[];
}

/** @throws CannotRun when the run was over another document, or no trait of it is left. */
export function resumedTraits(document: TraitsDocument, documentPath: string, { document: of, chunks, run, compare }: JournalHeader): ResumedRun {
  if (compare !== undefined) throw new CannotRun(`The run ${run} compared two texts of ${of.name}: give traitwright compare once more, and what was answered comes from the cache.`);
  const name = basename(documentPath);
  if (of.name !== name) throw new CannotRun(`The run ${run} is over ${of.name}, not over ${name}.`);
  const ids = Object.keys(chunks);
  const traits = document.traits.filter(({ id }) => Object.hasOwn(chunks, id));
  if (traits.length === 0) throw new CannotRun(`The run ${run} has nothing to go on with: none of its traits is in ${name} any more (${ids.join(', ')}).`);
  return { traits, gone: ids.filter((id) => !traits.some((trait) => trait.id === id)) };
}

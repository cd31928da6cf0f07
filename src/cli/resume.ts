/** Finds the run that `traitwright generate --resume` is to go on with. */
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import type { JournalHeader } from '../engine/journal.ts';
import type { Endpoints } from '../models/endpoints.ts';
import { CannotRun } from './command.ts';
import { shownPath } from './files.ts';
import { MOST_PER_TRAIT, MOST_PROPOSED_TYPES } from './generate-options.ts';
import { oneLine } from './io.ts';

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

/** @throws CannotRun when the run was over another document, no trait of it is left, or its header says what no run does. */
export function resumedTraits(document: TraitsDocument, documentPath: string, header: JournalHeader): ResumedRun {
  const { document: of, chunks, run, compare } = header;
  checkNumbers(header);
  if (compare !== undefined) throw new CannotRun(`The run ${run} compared two texts of ${of.name}: give traitwright compare once more, and what was answered comes from the cache.`);
  const name = basename(documentPath);
  if (of.name !== name) throw new CannotRun(`The run ${run} is over ${of.name}, not over ${name}.`);
  const ids = Object.keys(chunks);
  const traits = document.traits.filter(({ id }) => Object.hasOwn(chunks, id));
  if (traits.length === 0) throw new CannotRun(`The run ${run} has nothing to go on with: none of its traits is in ${name} any more (${ids.join(', ')}).`);
  return { traits, gone: ids.filter((id) => !traits.some((trait) => trait.id === id)) };
}

/**
 * A journal is a file that anybody may have written: one that asks for a billion samples is not to end the program.
 * @throws CannotRun for what `traitwright generate` would not take either.
 */
export function checkNumbers({ run, parameters: { perTrait, proposedTypes = 0, documentTypes = [], kinds } }: JournalHeader): void {
  const shares = kinds === undefined ? [1] : Object.values(kinds);
  const isWrong = perTrait > MOST_PER_TRAIT || proposedTypes > MOST_PROPOSED_TYPES || documentTypes.some((type) => type.trim() === '') || shares.some((share) => !(share >= 0)) || !shares.some((share) => share > 0);
  if (isWrong) throw new CannotRun(`The run ${run} was to make what no run is: its journal is not gone on with.`);
}

/**
 * What was sent to one address is not to go to another because an option was forgotten.
 * @throws CannotRun where the models of a run are now called elsewhere than the run called them.
 */
export function checkEndpoints({ run, endpoints: before = {} }: Pick<JournalHeader, 'run' | 'endpoints'>, now: Endpoints): void {
  for (const provider of new Set([...Object.keys(before), ...Object.keys(now)])) {
    const was = Object.hasOwn(before, provider) ? before[provider] : undefined;
    if (was === now[provider]) continue;
    if (was === undefined) throw new CannotRun(`The run ${run} was made at the own address of ${provider}, not at ${now[provider] ?? ''}: leave out --base-url.`);
    throw new CannotRun(`The run ${run} was made at ${was}: give --base-url ${shellWord(was)}`);
  }
}

/** A word of a command, as a shell reads it. */
export function shellWord(word: string): string {
  const line = oneLine(word);
  if (/^[\w@%+=:,./\\-]+$/.test(line) && (!line.includes('\\') || process.platform === 'win32')) return line;
  return process.platform === 'win32' ? `"${line}"` : `'${line.replaceAll("'", "'\\''")}'`;
}

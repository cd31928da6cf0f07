/** The models of an eval: each may be called at an address of its own, so that a tuned model can stand beside any other. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { endpointsIn } from '../../models/endpoints.ts';
import type { LanguageModel } from '../../models/model.ts';
import { createModel, type ModelName, parseModelName } from '../../models/providers.ts';
import { preparedForEvals, rehearsalPath } from '../../models/rehearsal.ts';
import { seeded } from '../../models/seeded.ts';
import { CannotRun, UsageError } from '../command.ts';
import { readNamed, shownPath } from '../files.ts';
import type { Io } from '../io.ts';
import { providerSettings } from '../models.ts';

/** @throws UsageError when the name cannot be read. */
export function readModelName(option: string, written: string): ModelName {
  const name = parseModelName(written);
  if (typeof name === 'string') throw new UsageError(`${option}: ${name}`);
  return name;
}

/** What is prepared for the document, read once. */
export interface Rehearsal {
  readonly text: string;
  readonly fileName: string;
  /** The ids of questions, entries and probes. */
  readonly items: readonly string[];
}

/** Undefined where none of the models is rehearsed. @throws CannotRun where there is no file, or nothing of evals in it. */
export async function readRehearsal(names: readonly ModelName[], documentPath: string, io: Io): Promise<Rehearsal | undefined> {
  if (names.every(({ provider }) => provider !== 'rehearsal')) return undefined;
  const path = rehearsalPath(documentPath);
  const shown = shownPath(path, io.cwd);
  const exists = await stat(path).then(
    () => true,
    () => false,
  );
  if (!exists) throw new CannotRun(`No prepared answers for the rehearsal model: expected them in ${shown}`);
  const text = await readNamed(path, shown);
  const items = preparedForEvals(text) ?? [];
  if (items.length === 0) throw new CannotRun(`${shown}: no answers of evals are prepared in it. Its shape is in docs/rehearsal.md.`);
  return { text, fileName: basename(path), items };
}

/** Where a model is called, and the option that says so. */
export interface ModelAddress {
  readonly url: string | undefined;
  readonly option: string;
}

/** @throws CannotRun when something is missing that the model needs. */
export async function openModel(name: ModelName, { url, option }: ModelAddress, seed: number, rehearsal: Rehearsal | undefined, io: Io): Promise<LanguageModel> {
  const settings = providerSettings({ generator: name, critic: name, judge: name }, io.env, name.provider === 'rehearsal' ? undefined : url, () => Promise.resolve({ text: rehearsal?.text, fileName: rehearsal?.fileName ?? '' }), { baseUrl: option, rehearsed: '--subject rehearsal --judge rehearsal' });
  const model = await createModel(name, settings);
  return name.provider === 'rehearsal' ? model : seeded(model, seed);
}

/** Where a model is called, where that is not its provider's own address. */
export function endpointOf(model: LanguageModel): string | undefined {
  return Object.values(endpointsIn([model]))[0];
}

/**
 * Exports the samples of runs into files for training. Journals are read twice, first to decide and then to write, and
 * baseline data as well, so that neither has to fit into memory. Files get their names only when all is written.
 */
import { type FileHandle, lstat, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AnnotationsProblem, readAnnotations } from '../../engine/annotations-file.node.ts';
import { type Decision, Decisions } from '../../engine/decisions.ts';
import { type JournalHeader, JournalProblem, type JournalRecord } from '../../engine/journal.ts';
import { readJournal } from '../../engine/journal-reader.node.ts';
import { reasonOf } from '../../engine/journal-error.node.ts';
import { UnknownFormat } from '../formats.ts';
import { linesOf } from '../lines.ts';
import { type Dataset, openDataset } from '../read.ts';
import type { JsonObject } from '../sample-text.ts';
import { NotText, textFile } from '../text-file.node.ts';
import { baselineExample } from './baseline.ts';
import { type CardFacts, dataCard, type MixFacts, type WrittenFile } from './card.ts';
import { chanceOf, Draw } from './draw.ts';
import { BROKEN_TEXT, type Example, exampleOf, isWhole, promptOf, textsOf, tokensOf } from './example.ts';
import { type ExportFormat, lineOf } from './formats.ts';
import { Split } from './split.ts';
import { StagedFiles } from './staged.node.ts';
import { Counts, type RunFacts, type TraitCount, whyNotKept } from './tally.ts';

export interface ExportOptions {
  /** The paths of the journals, absolute. */
  readonly journals: readonly string[];
  readonly format: ExportFormat;
  /** Where the examples go, absolute. */
  readonly out: string;
  /** Replaces files that are there. */
  readonly force: boolean;
  /** Only what a person accepted. */
  readonly acceptedOnly: boolean;
  /** Takes answers that were written beforehand too. */
  readonly rehearsed: boolean;
  readonly mix?: {
    /** Where the file is, absolute, and its name as a person knows it. */
    readonly path: string;
    readonly name: string;
    /** Of all that is written, from above 0 to below 1. */
    readonly fraction: number;
    readonly by: 'examples' | 'tokens';
  };
  /** The share for training, from above 0 to below 1. */
  readonly split?: number;
  readonly seed: number;
  /** Who writes it, for the card. */
  readonly tool: string;
  readonly signal?: AbortSignal;
}

export interface Exported {
  readonly card: CardFacts;
  /** The paths of what was written, the card last; empty where there was nothing to export. */
  readonly paths: readonly string[];
}

/** Why nothing was exported, as a sentence for a person. */
export class ExportProblem extends Error {
  readonly kind:
    | 'exists'
    /** What would be written over is what the samples are read from. */
    | 'source'
    /** Answers that no model gave are among the samples. */
    | 'rehearsed'
    /** What people decided is not there, or cannot be read. */
    | 'annotations'
    /** The file of baseline data cannot be read, or has nothing of this shape. */
    | 'baseline'
    | 'cannot-write';

  constructor(kind: ExportProblem['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ExportProblem';
    this.kind = kind;
  }
}

/** The files that an export to `out` writes: of examples, and last its card. */
export function exportPaths(out: string, isSplit: boolean): readonly string[] {
  const [, stem = out, ending = ''] = /^(.*?)(\.[^./\\]+)?$/s.exec(out) ?? [];
  return [...(isSplit ? [`${stem}.train${ending}`, `${stem}.test${ending}`] : [out]), `${stem}.card.md`];
}

/**
 * Exports what `options` say. Where no sample can be exported nothing is written, and the facts say why.
 * @throws ExportProblem, JournalProblem, and the signal's reason. Nothing is then there that was not before.
 */
export async function exportSamples(options: ExportOptions): Promise<Exported> {
  const { format, out, force, split, seed, signal, journals, mix: baseline } = options;
  const paths = exportPaths(out, split !== undefined);
  const sources = [...journals, ...journals.map(annotationsBeside), ...(baseline === undefined ? [] : [baseline.path])];
  await refuseSources(paths, sources);
  await refuseToReplace(paths, force);
  const selection = await select(options);
  const { examples, tokens, rehearsed } = selection;
  if (rehearsed > 0 && !options.rehearsed) {
    const some = rehearsed === examples ? 'These answers were' : `${rehearsed} of these ${examples} answers were`;
    throw new ExportProblem('rehearsed', `${some} written beforehand, to rehearse with: no model gave them, and nothing should be trained on them.`);
  }
  const mix = options.mix === undefined || examples === 0 ? undefined : await drawBaseline(options.mix, options, { examples, tokens });
  const facts = (files: readonly WrittenFile[], mixTokens: number): CardFacts => ({
    ...selection.facts,
    tool: options.tool,
    format,
    files,
    acceptedOnly: options.acceptedOnly,
    seed,
    ...(mix === undefined ? {} : { mix: { ...mix.facts, tokens: mixTokens } }),
    ...(split === undefined ? {} : { split }),
  });
  if (examples === 0) return { card: facts([], 0), paths: [] };

  const isTest = split === undefined ? undefined : await sidesOf(selection, mix, options, split);
  const dataPaths = paths.slice(0, -1);
  const cardPath = paths.at(-1) ?? '';
  const files = new StagedFiles();
  try {
    const writers: ExampleFile[] = [];
    for (const path of dataPaths) writers.push(new ExampleFile(basename(path), await files.create(path)));
    let index = 0;
    const write = async (example: Example, isBaseline: boolean): Promise<void> => {
      const writer = writers[isTest?.[index] === true ? 1 : 0];
      index += 1;
      await writer?.write(lineOf(format, example), tokensOf(example), isBaseline);
    };
    await eachInOrder(selection, mix, options, write);
    for (const writer of writers) await writer.flush();
    const card = facts(
      writers.map((writer) => writer.facts),
      writers.reduce((sum, { baselineTokens }) => sum + baselineTokens, 0),
    );
    await (await files.create(cardPath)).appendFile(dataCard(card));
    signal?.throwIfAborted();
    await refuseToReplace(paths, force);
    await files.keep();
    return { card, paths };
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new ExportProblem('cannot-write', `${out} could not be written: ${reasonOf(error)}.`, { cause: error });
  } finally {
    await files.discard();
  }
}

function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}

async function refuseToReplace(paths: readonly string[], force: boolean): Promise<void> {
  if (force) return;
  for (const path of paths) {
    // A link that leads nowhere is somebody's as well.
    const there = await lstat(path).catch(() => undefined);
    if (there !== undefined) throw new ExportProblem('exists', `${basename(path)} is there already, and is left as it is.`);
  }
}

/** @throws ExportProblem where one of `paths` is one of `sources`, by whatever name. */
export async function refuseSources(paths: readonly string[], sources: readonly (string | undefined)[]): Promise<void> {
  const real = async (path: string | undefined): Promise<string | undefined> => (path === undefined ? undefined : realpath(path).catch(() => undefined));
  const read = new Set(await Promise.all(sources.map(real)));
  read.delete(undefined);
  for (const path of paths) {
    if (read.has(await real(path))) throw new ExportProblem('source', `${basename(path)} is what is exported from, and is left as it is.`);
  }
}

/** What is exported of a run: by line of its journal, in the order of the lines. */
interface SelectedRun {
  readonly path: string;
  readonly lines: ReadonlyMap<number, { readonly id: string; readonly rewritten: Decision['rewritten'] }>;
}

interface Selection {
  readonly runs: readonly SelectedRun[];
  readonly examples: number;
  readonly tokens: number;
  readonly rehearsed: number;
  readonly facts: Pick<CardFacts, 'runs' | 'traits' | 'texts' | 'statuses' | 'leftOut' | 'unreadable' | 'accepted' | 'rewritten' | 'rehearsed'>;
}

/** What is known of a sample until all lines of its journal were read. */
interface Seen {
  readonly line: number;
  readonly status: string;
  readonly traitId: string;
  readonly chunkHash: string;
  readonly kind: string;
  readonly rehearsed: boolean;
  readonly verdict: Decision['verdict'];
  readonly rewritten: Decision['rewritten'];
  /** Why it is left out, or what it comes to. */
  readonly came: { readonly leftOut: string } | { readonly tokens: number; readonly print: string };
}

async function select({ journals, format, acceptedOnly, signal }: ExportOptions): Promise<Selection> {
  const runs: SelectedRun[] = [];
  const facts: RunFacts[] = [];
  const statuses = new Counts();
  const leftOut = new Counts();
  const traits = new Map<string, TraitCount>();
  const prints = new Set<string>();
  const sums = { examples: 0, tokens: 0, rehearsed: 0, unreadable: 0, accepted: 0, rewritten: 0 };
  const paths = [...new Set(journals)];
  const decided: (Decisions | undefined)[] = [];
  for (const path of paths) decided.push(await decisionsBeside(path));
  if (acceptedOnly && decided.every((decisions) => decisions === undefined)) {
    throw new ExportProblem('annotations', 'Nobody has accepted a sample yet: there is no annotations.jsonl beside these runs.');
  }
  const read: (SamplesRead & { readonly path: string })[] = [];
  for (const [index, path] of paths.entries()) read.push({ path, ...(await samplesOf(path, format, acceptedOnly, decided[index] ?? new Decisions(), signal)) });
  const texts = new Map<string, Map<string, number>>();
  for (const { path, header, samples, unreadable } of read) {
    sums.unreadable += unreadable;
    const remade = madeAnew(header, read);
    const lines = new Map<number, { id: string; rewritten: Decision['rewritten'] }>();
    for (const [id, seen] of [...samples].toSorted(([, a], [, b]) => a.line - b.line)) {
      statuses.add(seen.status);
      const { came } = seen;
      const anew = remade.get(id);
      const why = 'leftOut' in came ? came.leftOut : anew !== undefined ? `made anew in ${anew}` : prints.has(came.print) ? 'the same as another sample' : undefined;
      if ('leftOut' in came || why !== undefined) {
        leftOut.add(why ?? '');
        continue;
      }
      prints.add(came.print);
      lines.set(seen.line, { id, rewritten: seen.rewritten });
      sums.examples += 1;
      sums.tokens += came.tokens;
      if (seen.rehearsed) sums.rehearsed += 1;
      if (seen.verdict === 'accepted') sums.accepted += 1;
      if (Object.keys(seen.rewritten).length > 0) sums.rewritten += 1;
      const { traitId, chunkHash, kind } = seen;
      const { pipeline, document } = header;
      const text = JSON.stringify([document.name, traitId]);
      const counts = texts.get(text) ?? new Map<string, number>();
      texts.set(text, counts.set(chunkHash, (counts.get(chunkHash) ?? 0) + 1));
      const key = JSON.stringify([document.name, traitId, kind, pipeline]);
      traits.set(key, { document: document.name, traitId, kind, pipeline, exported: (traits.get(key)?.exported ?? 0) + 1 });
    }
    const { run, tool, pipeline, document, models, prompts, overrides = {}, seed, rehearsed } = header;
    facts.push({ run, tool, pipeline, document, models, prompts, overrides, rehearsed, samples: samples.size, exported: lines.size, ...(seed === undefined ? {} : { seed }) });
    runs.push({ path, lines });
  }
  const { examples, tokens, ...others } = sums;
  const { rehearsed } = others;
  return { runs, examples, tokens, rehearsed, facts: { runs: facts, traits: [...traits.values()], texts: textCounts(texts), statuses: statuses.list(), leftOut: leftOut.short(), ...others } };
}

/** By the id of a sample, the last of the runs that made it anew because the document had changed. One that failed or was cancelled there was not. */
function madeAnew({ pipeline, document, startedAt }: JournalHeader, read: readonly SamplesRead[]): ReadonlyMap<string, string> {
  const later = read.filter(({ header: other }) => other.pipeline === pipeline && other.document.name === document.name && other.compare === undefined && other.startedAt > startedAt);
  const anew = new Map<string, string>();
  for (const { header, samples } of later.toSorted((a, b) => (a.header.startedAt < b.header.startedAt ? -1 : 1))) {
    for (const id of header.parameters.only ?? []) {
      const status = samples.get(id)?.status;
      if (status !== undefined && status !== 'failed' && status !== 'cancelled') anew.set(id, header.run);
    }
  }
  return anew;
}

/** The traits whose samples were made from more than one text of theirs. */
function textCounts(texts: ReadonlyMap<string, ReadonlyMap<string, number>>): Selection['facts']['texts'] {
  return [...texts].flatMap(([key, counts]) => {
    const [document, traitId]: [string, string] = JSON.parse(key);
    return counts.size < 2 ? [] : [{ document, traitId, counts: [...counts.values()] }];
  });
}

interface SamplesRead {
  readonly header: JournalHeader;
  readonly samples: ReadonlyMap<string, Seen>;
  /** How many lines are no records. */
  readonly unreadable: number;
}

/** The header of a journal, and its samples by id: of two with one id the later counts. */
async function samplesOf(
  path: string,
  { shape }: ExportFormat,
  acceptedOnly: boolean,
  decisions: Decisions,
  signal: AbortSignal | undefined,
): Promise<SamplesRead> {
  let header: JournalHeader | undefined;
  const samples = new Map<string, Seen>();
  const onSample = (sample: JournalledSample, line: number, { run, pipeline, rehearsed, compare }: JournalHeader): void => {
    const { id, status, traitId, chunkHash, kind = '' } = sample;
    const decision = decisions.of(run, id, sample.chunkHash);
    const { verdict, rewritten = {} } = decision ?? {};
    const why = compare === undefined ? notWanted(sample, verdict, acceptedOnly) : 'of a comparison, which is not for training';
    const made = why === undefined ? exampleOf(sample, pipeline, shape, rewritten) : { unfit: why };
    const example = 'unfit' in made || isWhole(made) ? made : { unfit: BROKEN_TEXT };
    const came = 'unfit' in example ? { leftOut: why === undefined ? `no fit: ${example.unfit}` : why } : { tokens: tokensOf(example), print: printOf(example) };
    samples.set(id, { line, status, traitId, chunkHash, kind, rehearsed: rehearsed || sample['rehearsed'] === true, verdict, rewritten, came });
  };
  const { bad } = await readJournal(path, {
    passOverCalls: true,
    ...(signal === undefined ? {} : { signal }),
    onRecord(record, line) {
      if (record.type === 'header') header = record;
      else if (record.type === 'sample' && header !== undefined) onSample(record.sample, line, header);
    },
  });
  if (header === undefined) throw new JournalProblem('empty', `The journal ${path} broke off before its first line was written: there is nothing in it.`);
  return { header, samples, unreadable: bad.length };
}

type JournalledSample = Extract<JournalRecord, { type: 'sample' }>['sample'] & JsonObject;

/** A person's word goes before a model's. */
function notWanted(sample: JournalledSample, verdict: Decision['verdict'], acceptedOnly: boolean): string | undefined {
  if (verdict === 'rejected') return 'rejected by a person';
  if (verdict === 'accepted') return undefined;
  if (sample.status !== 'kept') return whyNotKept(sample);
  return acceptedOnly ? 'kept, and not accepted by a person' : undefined;
}

/** Two numbers of 32 bits that equal examples share, and hardly any others. */
function printOf(example: Example): string {
  const text = JSON.stringify(textsOf(example));
  return `${chanceOf(1, text).toString(36)} ${chanceOf(2, text).toString(36)} ${text.length}`;
}

/** What people decided about the samples of a run's document; undefined where nobody has decided anything. */
async function decisionsBeside(journal: string): Promise<Decisions | undefined> {
  const path = annotationsBeside(journal);
  if (path === undefined || (await stat(path).catch(() => undefined)) === undefined) return undefined;
  const { annotations, problems } = await readAnnotations(path).catch((error: unknown) => {
    if (!(error instanceof AnnotationsProblem)) throw error;
    throw new ExportProblem('annotations', `Nobody knows what was decided: ${error.message}`, { cause: error });
  });
  const [problem] = problems;
  if (problem !== undefined) throw new ExportProblem('annotations', `Line ${problem.line} of ${path} cannot be read, so nobody knows what was decided. ${problem.message}`);
  const decisions = new Decisions();
  for (const annotation of annotations) decisions.add(annotation);
  return decisions;
}

/** Where they are; undefined for a journal that was put somewhere else, and lies beside nothing. */
function annotationsBeside(journal: string): string | undefined {
  return basename(dirname(journal)) === 'runs' ? join(dirname(dirname(journal)), 'annotations.jsonl') : undefined;
}

interface Baseline {
  readonly dataset: Dataset;
  readonly lines: ReadonlySet<number>;
  /** What it is in tokens is known when it is written. */
  readonly facts: Omit<MixFacts, 'tokens'>;
}

type Mix = NonNullable<ExportOptions['mix']>;

async function drawBaseline(mix: Mix, options: ExportOptions, ours: { readonly examples: number; readonly tokens: number }): Promise<Baseline> {
  try {
    return await drawn(mix, options, ours);
  } catch (error) {
    if (isSystemError(error)) throw new ExportProblem('baseline', `${mix.name} cannot be read: ${reasonOf(error)}.`, { cause: error });
    if (error instanceof UnknownFormat) throw new ExportProblem('baseline', error.message, { cause: error });
    throw error instanceof NotText ? new ExportProblem('baseline', `${mix.name}: ${error.message}`, { cause: error }) : error;
  }
}

/** Draws so many lines that they are the fraction of all. */
async function drawn(mix: Mix, { format, seed, signal }: ExportOptions, ours: { readonly examples: number; readonly tokens: number }): Promise<Baseline> {
  const { path, name, fraction, by } = mix;
  const dataset = await openDataset(textFile(path, name), signal);
  const share = fraction / (1 - fraction);
  const target = by === 'examples' ? Math.round(share * ours.examples) : share * ours.tokens;
  const draw = new Draw(target, seed);
  const unfit = new Counts();
  for await (const { number, example } of baselineExamples(dataset, format, signal, { onUnfit: (why) => unfit.add(why) })) draw.offer(number, by === 'examples' ? 1 : tokensOf(example));
  const lines = draw.lines();
  if (lines.size === 0 && target > 0) {
    const why = unfit.list().map(([reason, count]) => `${count} ${reason}`);
    throw new ExportProblem('baseline', `${name} (${dataset.format.name}) has nothing to mix into ${format.id}: of its lines there are ${why.join(', ')}.`);
  }
  return { dataset, lines, facts: { file: name, format: dataset.format.name, fraction, by, examples: lines.size, short: draw.weight < target, unfit: unfit.short() } };
}

interface BaselineOptions {
  /** The numbers of the lines that are wanted; the others are not looked into. */
  readonly only?: ReadonlySet<number>;
  readonly onUnfit?: (why: string) => void;
}

async function* baselineExamples(
  dataset: Dataset,
  { shape }: ExportFormat,
  signal: AbortSignal | undefined,
  { only, onUnfit }: BaselineOptions = {},
): AsyncGenerator<{ readonly number: number; readonly example: Example }, void> {
  for await (const lines of linesOf(dataset.source.open())) {
    signal?.throwIfAborted();
    for (const { number, text } of lines) {
      if (only?.has(number) === false || text.trim() === '') continue;
      const read = baselineExample(text, dataset.format, shape);
      if ('unfit' in read) onUnfit?.(read.unfit);
      else if (isWhole(read.example)) yield { number, example: read.example };
      else onUnfit?.(BROKEN_TEXT);
    }
  }
}

/** Hands over our examples in the order of the runs, with the drawn baseline spread evenly among them. */
async function eachInOrder({ runs, examples }: Selection, mix: Baseline | undefined, { format, signal }: ExportOptions, onExample: (example: Example, isBaseline: boolean, id: string) => Promise<void>): Promise<void> {
  const baseline = mix === undefined ? undefined : baselineExamples(mix.dataset, format, signal, { only: mix.lines });
  let given = 0;
  const giveBaseline = async (until: number): Promise<void> => {
    while (given < until) {
      const next = await baseline?.next();
      if (next === undefined || next.done === true) return;
      given += 1;
      await onExample(next.value.example, true, `baseline ${next.value.number}`);
    }
  };
  let written = 0;
  for (const { path, lines } of runs) {
    let run = '';
    let pipeline = '';
    await readJournal(path, {
      passOverCalls: true,
      ...(signal === undefined ? {} : { signal }),
      async onRecord(record, line) {
        if (record.type === 'header') ({ run, pipeline } = record);
        const selected = record.type === 'sample' ? lines.get(line) : undefined;
        if (record.type !== 'sample' || selected === undefined) return;
        const example = exampleOf(record.sample, pipeline, format.shape, selected.rewritten);
        if ('unfit' in example) throw new Error(`${path} has changed while it was read.`);
        await onExample(example, false, `${run} ${selected.id}`);
        written += 1;
        await giveBaseline(Math.floor((written * (mix?.lines.size ?? 0)) / examples));
      },
    });
  }
  await giveBaseline(Infinity);
}

/** For each example in order, whether it is for testing. */
async function sidesOf(selection: Selection, mix: Baseline | undefined, options: ExportOptions, train: number): Promise<readonly boolean[]> {
  const split = new Split(options.seed);
  await eachInOrder(selection, mix, options, (example, _, id) => {
    split.add(id, promptOf(example));
    return Promise.resolve();
  });
  return split.sides(train);
}

const PENDING = 1 << 18;

class ExampleFile {
  private readonly name: string;
  private readonly file: FileHandle;
  private readonly pending: string[] = [];
  private length = 0;
  private readonly counts = { examples: 0, baseline: 0, tokens: 0 };
  baselineTokens = 0;

  constructor(name: string, file: FileHandle) {
    this.name = name;
    this.file = file;
  }

  async write(line: string, tokens: number, isBaseline: boolean): Promise<void> {
    this.pending.push(line, '\n');
    this.length += line.length;
    this.counts.examples += 1;
    this.counts.tokens += tokens;
    if (isBaseline) {
      this.counts.baseline += 1;
      this.baselineTokens += tokens;
    }
    if (this.length > PENDING) await this.flush();
  }

  async flush(): Promise<void> {
    await this.file.appendFile(this.pending.join(''));
    this.pending.length = 0;
    this.length = 0;
  }

  get facts(): WrittenFile {
    return { name: this.name, ...this.counts };
  }
}

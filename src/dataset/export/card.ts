/** Writes the data card of an export: what is in the data, where it came from, and what was left out, as Markdown. */
import { SHAPE_NAMES } from './example.ts';
import type { ExportFormat } from './formats.ts';
import type { RunFacts, TraitCount } from './tally.ts';

type CountList = readonly (readonly [name: string, count: number])[];

/** A file of examples. */
export interface WrittenFile {
  readonly name: string;
  readonly examples: number;
  readonly baseline: number;
  /** Estimated. */
  readonly tokens: number;
}

export interface MixFacts {
  readonly file: string;
  readonly format: string;
  readonly fraction: number;
  readonly by: 'examples' | 'tokens';
  /** What was drawn. */
  readonly examples: number;
  readonly tokens: number;
  /** There were fewer than asked for, so the fraction is smaller than it should be. */
  readonly short: boolean;
  /** Lines that give no example for this format, by why. */
  readonly unfit: CountList;
}

export interface CardFacts {
  readonly tool: string;
  readonly format: Pick<ExportFormat, 'id' | 'name' | 'shape'>;
  readonly files: readonly WrittenFile[];
  readonly runs: readonly RunFacts[];
  readonly traits: readonly TraitCount[];
  /** The traits of which samples were made from more than one text of theirs: how many from each. */
  readonly texts: readonly { readonly document: string; readonly traitId: string; readonly counts: readonly number[] }[];
  readonly statuses: CountList;
  readonly leftOut: CountList;
  /** Lines of the journals that hold no record, though they should. */
  readonly unreadable: number;
  /** Samples that somebody accepted, and of which somebody wrote a part anew. */
  readonly accepted: number;
  readonly rewritten: number;
  readonly rehearsed: number;
  readonly acceptedOnly: boolean;
  readonly mix?: MixFacts;
  /** The share for training. */
  readonly split?: number;
  readonly seed: number;
}

/** The card, ending with a line break. The same facts give the same text. */
export function dataCard(facts: CardFacts): string {
  const { format, files, runs, traits, statuses, leftOut, rehearsed, mix, split, seed } = facts;
  const exported = runs.reduce((sum, run) => sum + run.exported, 0);
  const documents = [...new Map(runs.map(({ document }) => [`${document.name} ${document.hash}`, document])).values()];
  const blocks = [
    `# Data card: ${inline(files.map(({ name }) => name).join(', '))}`,
    rehearsed === 0
      ? undefined
      : `> **Not for training.** ${counted(rehearsed, 'example')} of ${exported} ${rehearsed === 1 ? 'was' : 'were'} rehearsed: the answers were written beforehand by hand, to try the tool with. They are no model's answers.`,
    `Licence: *not stated; to be filled in by whoever publishes this.*`,
    `Written by ${inline(facts.tool)} in the format \`${format.id}\` (${format.name}): ${SHAPE_NAMES[format.shape]}, a line each.${format.shape === 'document' ? '' : ' The system prompts that the answers were made with are not in it.'}`,
    table(['file', 'examples', 'of them baseline', 'tokens, about'], files.map(({ name, examples, baseline, tokens }) => [code(name), number(examples), number(baseline), number(tokens)])),
    '## Where it comes from',
    table(['document', 'SHA-256 of its text'], documents.map(({ name, hash }) => [code(name), code(hash)])),
    table(
      ['run', 'pipeline', 'generator', 'critic', 'judge', 'seed', 'samples', 'exported'],
      runs.map(({ run, pipeline, models, seed: drawn, rehearsed: isRehearsed, samples, exported: taken }) => [
        `${code(run)}${isRehearsed ? ' **rehearsed**' : ''}`,
        pipeline,
        code(models.generator),
        code(models.critic),
        code(models.judge),
        drawn === undefined ? '' : String(drawn),
        number(samples),
        number(taken),
      ]),
    ),
    `Versions of the prompts: ${promptsOf(runs)}.`,
    overridesOf(runs),
    `## What is in it`,
    byTrait(traits),
    ...facts.texts.map(({ document, traitId, counts }) => `**Not all of one text:** what ${code(document)} says of ${code(traitId)} has changed, and its examples were made from ${number(counts.length)} texts of it: ${counts.map(number).join(' and ')}.`),
    people(facts),
    '## What was left out',
    table(['status of the samples', 'samples'], statuses.map(([name, count]) => [inline(name), number(count)])),
    leftOut.length === 0 ? 'Nothing: all samples are exported.' : table(['left out', 'samples'], leftOut.map(([name, count]) => [inline(name), number(count)])),
    facts.unreadable === 0 ? undefined : `${counted(facts.unreadable, 'line')} of the journals could not be read, and nobody knows what stood in them.`,
    ...(mix === undefined ? [] : mixed(mix, shareCame(mix, files), seed)),
    split === undefined
      ? undefined
      : `## Split\n\n${percent(split)} for training, the rest for testing, by chance with the seed ${seed}, was asked for. Examples that ask nearly the same are on the same side, so it came to ${percent(trainShare(files))}.${files.some(({ examples }) => examples === 0) ? ' **All of these do, so there is nothing to test on.**' : ''}`,
  ];
  return `${blocks.filter((block) => block !== undefined && block !== '').join('\n\n')}\n`;
}

/** A row for each trait, a column for each kind. */
function byTrait(traits: readonly TraitCount[]): string {
  const kinds = [...new Set(traits.map(({ kind }) => kind))].toSorted();
  const rows = new Map<string, { readonly cells: readonly string[]; readonly counts: Map<string, number> }>();
  for (const { document, traitId, pipeline, kind, exported } of traits) {
    const cells = [code(document), code(traitId), pipeline];
    const row = rows.get(cells.join(' ')) ?? { cells, counts: new Map<string, number>() };
    rows.set(cells.join(' '), row);
    row.counts.set(kind, exported);
  }
  const counts = ({ counts: of }: { readonly counts: ReadonlyMap<string, number> }): readonly number[] => kinds.map((kind) => of.get(kind) ?? 0);
  const all = [...rows.values()].map((row) => [...row.cells, ...counts(row).map(number), number(counts(row).reduce((sum, count) => sum + count, 0))]);
  return table(['document', 'trait', 'pipeline', ...kinds.map((kind) => (kind === '' ? 'no kind' : kind)), 'examples'], all);
}

function people({ accepted, rewritten, acceptedOnly }: CardFacts): string {
  const only = acceptedOnly ? 'Only what a person accepted is in it. ' : '';
  if (accepted + rewritten === 0) return `${only}No person has accepted or rewritten any of these samples.`;
  return `${only}A person accepted ${counted(accepted, 'sample')}, and wrote a part of ${number(rewritten)} anew.`;
}

/** The part of all that is written that is baseline data, in what its share was asked for in. */
export function shareCame({ by, examples, tokens }: MixFacts, files: readonly WrittenFile[]): number {
  return (by === 'examples' ? examples : tokens) / files.reduce((sum, file) => sum + file[by], 0);
}

function trainShare(files: readonly WrittenFile[]): number {
  return (files[0]?.examples ?? 0) / files.reduce((sum, { examples }) => sum + examples, 0);
}

function mixed({ file, format, fraction, by, examples, tokens, short, unfit }: MixFacts, came: number, seed: number): readonly string[] {
  const asked = `${percent(fraction)} of the ${by} in all were asked for`;
  const drawn =
    examples === 0
      ? `**Nothing of ${code(file)} is mixed in:** ${asked}, which is less than half an example of so few.`
      : `${counted(examples, 'example')}, about ${counted(tokens, 'token')}, of ${code(file)} (${inline(format)}), drawn by chance with the seed ${seed}. They are ${percent(came)} of the ${by}; ${asked}.`;
  return [
    '## Baseline data',
    short ? `${drawn} **There was not enough in the file: their share is smaller.**` : drawn,
    unfit.length === 0 ? '' : table(['lines of it that were not used', 'lines'], unfit.map(([why, count]) => [inline(why), number(count)])),
  ];
}

function promptsOf(runs: readonly RunFacts[]): string {
  const versions = new Map<string, Set<number>>();
  for (const { prompts } of runs) for (const [stage, version] of Object.entries(prompts)) versions.set(stage, (versions.get(stage) ?? new Set()).add(version));
  const said = [...versions].map(([stage, seen]) => `${inline(stage)} ${[...seen].toSorted((a, b) => a - b).join(' and ')}`);
  return said.length === 0 ? 'not recorded' : said.join(', ');
}

/** Prompts that the workspace worded anew, by their files. */
function overridesOf(runs: readonly RunFacts[]): string {
  const files = new Map(runs.flatMap(({ overrides }) => Object.entries(overrides).map(([file, hash]) => [`${file} ${hash}`, `${code(file)} (SHA-256 ${code(hash)})`])));
  return files.size === 0 ? '' : `Prompts that the workspace worded anew: ${[...files.values()].join(', ')}.`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

function number(count: number): string {
  return count.toLocaleString('en');
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))}%`;
}

function counted(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Names and reasons may hold anything: what Markdown would take for its own is escaped, and all stands on one line. */
function inline(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().replaceAll(/[\\`*_{}[\]<>|#~]/g, (mark) => `\\${mark}`);
}

/** As inline, in a code span where nothing stands against one. */
function code(text: string): string {
  return /^[^\s`|\\][^`|\\\n]*$/.test(text) ? `\`${text}\`` : inline(text);
}

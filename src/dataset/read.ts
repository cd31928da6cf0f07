/** Reads files of samples, whatever their format, from the first line to the last. */
import { type DatasetFormat, formatOf, LINES_TO_TELL, PLAIN_TEXT } from './formats.ts';
import { journalledId } from './formats/journal.ts';
import { linesOf, type NumberedLine } from './lines.ts';
import { type BadLine, isObject, type JsonLinesFormat, type JsonObject, type LineContent, type SampleText } from './sample-text.ts';

/** A file, or what stands for one. It is read more than once, and must say the same each time. */
export interface DatasetSource {
  /** As a person knows it. */
  readonly name: string;
  /** Its text from the beginning, in pieces of any size. */
  open(): AsyncIterable<string>;
}

/** What is known of a file before its samples are read. */
export interface Dataset {
  readonly source: DatasetSource;
  readonly format: DatasetFormat;
  /** Lines of a journal whose sample a later line replaces: they count for nothing. */
  readonly superseded: ReadonlySet<number>;
}

/** What is there besides the samples. */
export interface DatasetReport {
  readonly samples: number;
  /** How many lines are bad, the torn one included, and the first of them. */
  readonly badCount: number;
  readonly bad: readonly BadLine[];
  /** The last line has no end and cannot be read: the file is cut off, or still being written. */
  readonly torn: boolean;
  /** Lines that are well and hold no sample for training, by why. */
  readonly leftOut: Readonly<Record<string, number>>;
  /** Conversations with answers before the one that was read. */
  readonly withEarlierAnswers: number;
}

/** More bad lines than this are only counted. */
export const BAD_LINES_LISTED = 20;

/**
 * Looks at a file: which format it is in, and, of a journal, which samples count.
 * @throws UnknownFormat, and what opening the source throws.
 */
export async function openDataset(source: DatasetSource, signal?: AbortSignal): Promise<Dataset> {
  const first: string[] = [];
  for await (const lines of linesOf(source.open())) {
    signal?.throwIfAborted();
    first.push(...lines.filter(({ text }) => text.trim() !== '').map(({ text }) => text));
    if (first.length >= LINES_TO_TELL) break;
  }
  const format = formatOf(first.slice(0, LINES_TO_TELL), source.name);
  return { source, format, superseded: format.id === 'journal' ? await supersededIn(source, signal) : new Set() };
}

async function supersededIn(source: DatasetSource, signal: AbortSignal | undefined): Promise<ReadonlySet<number>> {
  const latest = new Map<string, number>();
  const superseded = new Set<number>();
  for await (const lines of linesOf(source.open())) {
    signal?.throwIfAborted();
    for (const { number, text } of lines) {
      const id = journalledId(text);
      if (id === undefined) continue;
      const before = latest.get(id);
      if (before !== undefined) superseded.add(before);
      latest.set(id, number);
    }
  }
  return superseded;
}

export interface ReadDatasetOptions {
  readonly onSample: (sample: SampleText) => void;
  /** Told after each piece how many characters it had. */
  readonly onCharacters?: (count: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Hands over each sample of a file in order.
 * @throws what reading the source throws, and the signal's reason when it fires.
 */
export async function readDataset({ source, format, superseded }: Dataset, { onSample, onCharacters, signal }: ReadDatasetOptions): Promise<DatasetReport> {
  let samples = 0;
  let badCount = 0;
  let torn = false;
  let withEarlierAnswers = 0;
  const bad: BadLine[] = [];
  const leftOut = new Map<string, number>();
  const take = (line: NumberedLine): void => {
    if (line.text.trim() === '') return;
    const content = superseded.has(line.number) ? { leftOut: 'replaced by a later line' } : contentOf(line, format);
    if ('sample' in content) {
      samples += 1;
      if (content.earlierAnswers !== undefined) withEarlierAnswers += 1;
      onSample({ line: line.number, ...content.sample });
    } else if ('leftOut' in content) leftOut.set(content.leftOut, (leftOut.get(content.leftOut) ?? 0) + 1);
    else {
      badCount += 1;
      torn ||= !line.ended;
      if (bad.length < BAD_LINES_LISTED) bad.push({ line: line.number, problem: line.ended ? content.problem : `${content.problem} The file ends in this line.` });
    }
  };
  for await (const lines of linesOf(counted(source.open(), onCharacters, signal))) {
    for (const line of lines) take(line);
  }
  // Records of a journal that are no samples are as they should be.
  leftOut.delete('record');
  return { samples, badCount, bad, torn, leftOut: Object.fromEntries(leftOut), withEarlierAnswers };
}

async function* counted(pieces: AsyncIterable<string>, onCharacters: ReadDatasetOptions['onCharacters'], signal: AbortSignal | undefined): AsyncGenerator<string, void> {
  for await (const piece of pieces) {
    signal?.throwIfAborted();
    yield piece;
    onCharacters?.(piece.length);
  }
}

function contentOf({ text }: NumberedLine, format: DatasetFormat): LineContent {
  if (!isJsonLines(format)) return { sample: { response: detached(text) } };
  // Most lines of a journal are calls, and need not be parsed to be left out.
  if (format.id === 'journal' && text.startsWith('{"type":"call"') && text.endsWith('}')) return { leftOut: 'record' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'It is not JSON.' };
  }
  if (!isObject(value)) return { problem: 'It is no JSON object.' };
  if (!format.recognises(value) && format.id !== 'journal') return { problem: `It has not the form of the lines before it (${format.name}).` };
  const content = format.read(value);
  return 'sample' in content ? { ...content, sample: { ...labelsOf(value), ...content.sample } } : content;
}

/** A piece of a text is kept together with all of that text; this one is by itself. */
function detached(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}

function isJsonLines(format: DatasetFormat): format is JsonLinesFormat {
  return format.id !== PLAIN_TEXT.id;
}

/** The names that trainers ignore and people give their samples, on the line itself or under `metadata`. */
function labelsOf(line: JsonObject): Pick<SampleText, 'id' | 'traitId' | 'kind'> {
  const metadata = isObject(line['metadata']) ? line['metadata'] : {};
  const named = (...keys: readonly string[]): string | undefined => {
    for (const from of [line, metadata]) {
      for (const key of keys) {
        const value = from[key];
        if (typeof value === 'string' && value !== '') return value;
      }
    }
    return undefined;
  };
  const id = named('id');
  const traitId = named('traitId', 'trait_id', 'trait');
  const kind = named('kind');
  return { ...(id === undefined ? {} : { id }), ...(traitId === undefined ? {} : { traitId }), ...(kind === undefined ? {} : { kind }) };
}

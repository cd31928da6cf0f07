/** The formats that samples are read from, and which one a file is in. */
import { gemini } from './formats/gemini.ts';
import { journal } from './formats/journal.ts';
import { messages } from './formats/messages.ts';
import { openaiPreference } from './formats/openai-preference.ts';
import { preference } from './formats/preference.ts';
import { promptCompletion } from './formats/prompt-completion.ts';
import { sharegpt } from './formats/sharegpt.ts';
import { text } from './formats/text.ts';
import { isObject, type JsonLinesFormat, type JsonObject } from './sample-text.ts';

/** Those with keys of their own go before those whose keys others have too. */
export const JSON_LINES_FORMATS: readonly JsonLinesFormat[] = [journal, messages, gemini, sharegpt, preference, openaiPreference, promptCompletion, text];

/** Text without any markup of its own: each line that is not blank is a sample. */
export const PLAIN_TEXT = { id: 'plain-text', name: 'plain text, a sample a line' } as const;

export type DatasetFormat = JsonLinesFormat | typeof PLAIN_TEXT;

/** A file that holds no samples in any format that is known; the message is a sentence for a person. */
export class UnknownFormat extends Error {}

/** How many lines of a file are looked at to tell its format. */
export const LINES_TO_TELL = 20;

/**
 * The format of the file `name`, from its first lines that are not blank. One broken line among them does not decide.
 * @throws UnknownFormat where there are none, or they are JSON of no known format.
 */
export function formatOf(firstLines: readonly string[], name: string): DatasetFormat {
  const unknown = (why: string): UnknownFormat => new UnknownFormat(`${name}: ${why}`);
  if (firstLines.length === 0) throw unknown('it is empty.');
  const objects: JsonObject[] = [];
  for (const line of firstLines) {
    const value = parsed(line);
    if (isObject(value)) objects.push(value);
    const format = isObject(value) ? JSON_LINES_FORMATS.find((candidate) => candidate.recognises(value)) : undefined;
    if (format !== undefined) return format;
  }
  const [first = ''] = firstLines;
  if (/^\s*\[\s*(?:\{|$)/.test(first)) throw unknown('it is one JSON array. Put each of its entries on a line of its own, with jq -c \'.[]\' say.');
  const keys = Object.keys(objects[0] ?? {}).slice(0, 8).join(', ');
  if (objects.length > 0) throw unknown(`it is JSON of no known format: its first object has the keys ${keys}.`);
  if (/^\s*\{/.test(first)) throw unknown('it looks like JSON, and none of its first lines can be read.');
  return PLAIN_TEXT;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** What is read of a sample in a file of any format: the texts that a model is trained on, and where they came from. */

export interface SampleText {
  /** Where it stands in its file, counted from 1. */
  readonly line: number;
  readonly id?: string;
  readonly prompt?: string;
  /** The answer or the document. Of a conversation, its last answer; of a preference pair, the chosen one. */
  readonly response: string;
  readonly traitId?: string;
  readonly kind?: string;
}

/** A line that should hold a sample and does not. */
export interface BadLine {
  readonly line: number;
  /** What is wrong with it, in a sentence for a person. */
  readonly problem: string;
}

/** What one line of a file comes to. */
export type LineContent =
  | { readonly sample: Omit<SampleText, 'line'>; /** Of a conversation, how many answers stand before the last. */ readonly earlierAnswers?: number }
  | { readonly problem: string }
  /** It is well, and holds no sample for training. */
  | { readonly leftOut: string };

export type JsonObject = Readonly<Record<string, unknown>>;

/** One way to write samples as JSON, one a line. */
export interface JsonLinesFormat {
  readonly id: string;
  /** For a person: what it is and who reads it. */
  readonly name: string;
  /** Whether a line is of this format, from the keys that it has. */
  recognises(line: JsonObject): boolean;
  read(line: JsonObject): LineContent;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A sample as the detectors see it: its text, and what several of them need to know of it, found once. */
import type { Range } from '../document/range.ts';
import type { SampleText } from '../dataset/sample-text.ts';
import { lowerCase, type Words, wordsOf } from './words.ts';

/** Where sentences end: a mark at a space or line end, or a line end by itself. What stands around the marks keeps long runs of them from being tried at each of their places. */
const SENTENCE_END = /(?<![.!?…])[.!?…]+(?![.!?…])["'”’)\]*_]*(?=\s|$)|[。！？]+["'”’）」]*|\n/g;

const LETTER = /[^\s\d!-/:-@[-`{-~]/;

export class Reading {
  readonly sample: SampleText;
  /** The response with its code blocked out, character for character: code repeats what prose should not. */
  readonly text: string;
  private readWords: Words | undefined;
  private readSentences: readonly Range[] | undefined;
  private readLower: string | undefined;
  private readonly shared: Map<string, string> | undefined;

  /** @param shared as for wordsOf. */
  constructor(sample: SampleText, shared?: Map<string, string>) {
    this.sample = sample;
    this.shared = shared;
    this.text = withoutCode(sample.response);
  }

  get words(): Words {
    return (this.readWords ??= wordsOf(this.text, this.shared));
  }

  /** In lower case with straight apostrophes, character for character. */
  get lower(): string {
    return (this.readLower ??= lowerCase(this.text));
  }

  /** Those that have a letter, without the white space around them. Headings and items of lists are sentences too. */
  get sentences(): readonly Range[] {
    return (this.readSentences ??= sentencesOf(this.text));
  }
}

function sentencesOf(text: string): readonly Range[] {
  const sentences: Range[] = [];
  let start = 0;
  const add = (end: number): void => {
    const within = text.slice(start, end);
    const trimmed = within.trimEnd();
    const lead = trimmed.length - trimmed.trimStart().length;
    if (LETTER.test(trimmed)) sentences.push({ start: start + lead, end: start + trimmed.length });
    start = end;
  };
  for (const match of text.matchAll(SENTENCE_END)) add(match.index + match[0].length);
  add(text.length);
  return sentences;
}

/** Fenced code, and what stands between backticks on one line. */
const CODE = /^[ \t]*(```+|~~~+)[^\n]*\n[^]*?(?:^[ \t]*\1[^\n]*$|$(?![^]))|`[^`\n]+`/gm;

function withoutCode(text: string): string {
  if (!text.includes('`') && !text.includes('~~~')) return text;
  return text.replace(CODE, (code) => code.replaceAll(/[^\n]/g, ' '));
}

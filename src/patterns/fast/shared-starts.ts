/** Word sequences that many samples have at one and the same place: where they open, or where their last sentence does. */
import { type Draw, type Pattern, type PatternGroup, type PatternKind, slugOf } from '../pattern.ts';
import type { Reading } from '../reading.ts';
import { NEARLY_ALL, thresholds } from './thresholds.ts';
import { Trie } from './trie.ts';

const LONGEST = 12;

/** Whether these words are all that stands before the first mark: “Certainly!”, “Great question,”. Up to so many words, that is an opening by itself. */
const LONGEST_CLAUSE = 4;
const MARKS = /^[\s"'”’)\]*_]*[,.!?:;…—–]/;

/** Joins words in a key; no word has it. */
const SPACE = ' ';

interface Start {
  readonly words: readonly string[];
  /** It ends at a mark. */
  readonly isClause: boolean;
}

/**
 * @param place the index of the first word, from the sentence that each word stands in; -1 where there is no such place.
 * @param does what a description says before the words.
 */
export function sharedStarts({ readings, least }: Draw, kind: PatternKind, place: (sentences: Int32Array) => number, does: string): PatternGroup {
  const counts = new Map<string, number>();
  const clauses = new Map<string, number>();
  for (const reading of readings) {
    const { texts, sentences } = reading.words;
    const first = place(sentences);
    if (first === -1) continue;
    for (let length = 2; length <= LONGEST && first + length <= texts.length; length += 1) increase(counts, texts.slice(first, first + length).join(SPACE));
    const clause = clauseLength(reading, first);
    if (clause > 0) increase(clauses, texts.slice(first, first + clause).join(SPACE));
  }
  const starts = [...frequent(clauses, least).map((words): Start => ({ words, isClause: true })), ...closed(counts, least).map((words): Start => ({ words, isClause: false }))];
  const patterns = starts.map((start) => patternOf(start, kind, does));
  const trie = new Trie();
  for (const [number, { words }] of starts.entries()) trie.add(words, number);
  return {
    patterns,
    match(reading, onMatch) {
      const { texts, starts: begins, ends, sentences } = reading.words;
      const first = place(sentences);
      if (first === -1) return;
      trie.at(texts, first, Math.min(texts.length, first + LONGEST), (number, length) => {
        if (starts[number]?.isClause === true && clauseLength(reading, first) !== length) return;
        onMatch(number, [{ start: begins[first] ?? 0, end: ends[first + length - 1] ?? 0 }]);
      });
    },
  };
}

function patternOf({ words, isClause }: Start, kind: PatternKind, does: string): Pattern {
  // Of varied English prose, one sample in a hundred or more opens with “In the” or “It is”, next to none with the same three words.
  const ordinary = isClause ? 0.01 : words.length === 2 ? 0.03 : 0.01;
  return { id: `${kind}/${slugOf(words)}`, kind, words, description: `${does} “${words.join(SPACE)}”${isClause ? ', and a pause' : ''}`, ...thresholds(ordinary) };
}

/** How many words stand before the first mark; 0 where they are more than a clause has, or begin with a number. */
function clauseLength({ text, words: { texts, starts, ends } }: Reading, first: number): number {
  if (/^\d+$/.test(texts[first] ?? '')) return 0;
  for (let length = 1; length <= LONGEST_CLAUSE; length += 1) {
    const end = ends[first + length - 1];
    if (end === undefined) return 0;
    if (MARKS.test(text.slice(end, starts[first + length] ?? text.length))) return length;
  }
  return 0;
}

function increase(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function frequent(counts: ReadonlyMap<string, number>, least: number): readonly (readonly string[])[] {
  return [...counts].filter(([, count]) => count >= least).map(([key]) => key.split(SPACE));
}

/** The frequent ones that no extension by one word nearly equals. */
function closed(counts: ReadonlyMap<string, number>, least: number): readonly (readonly string[])[] {
  const extended = new Map<string, number>();
  const sequences = frequent(counts, least);
  for (const words of sequences) {
    const stem = words.slice(0, -1).join(SPACE);
    extended.set(stem, Math.max(extended.get(stem) ?? 0, counts.get(words.join(SPACE)) ?? 0));
  }
  return sequences.filter((words) => {
    const key = words.join(SPACE);
    return (extended.get(key) ?? 0) < NEARLY_ALL * (counts.get(key) ?? 0);
  });
}

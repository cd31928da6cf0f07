/**
 * Word sequences that many texts share, of any length, found level by level: a sequence is frequent only where the two
 * that it is made of, without its last and without its first word, are (R. Agrawal and R. Srikant, “Fast algorithms for
 * mining association rules”, VLDB 1994). So the work is about the words times the length of what is shared.
 */
import type { Reading } from '../reading.ts';

export interface Sequence {
  readonly words: readonly string[];
  /** In how many texts. */
  readonly texts: number;
  /** How often in all. */
  readonly times: number;
  /** The largest number of texts that one word more, before or after it, is in. */
  readonly extended: number;
}

/** Where frequent sequences of one length begin: for each word of all texts, the number of the sequence, or -1. */
export interface Level {
  readonly length: number;
  readonly at: Int32Array;
  readonly texts: readonly number[];
  readonly times: readonly number[];
  readonly extended: number[];
  /** A place where each begins. */
  readonly places: readonly number[];
}

/** All words of all texts, one after the other. */
export interface Corpus {
  readonly words: readonly string[];
  /** Which text each word is of, and which sentence, counted over all texts. */
  readonly text: Int32Array;
  readonly sentence: Int32Array;
}

const LONGEST = 40;

export function corpusOf(readings: readonly Reading[]): Corpus {
  const size = readings.reduce((sum, { words }) => sum + words.texts.length, 0);
  const words: string[] = [];
  const text = new Int32Array(size);
  const sentence = new Int32Array(size);
  let sentences = 0;
  for (const [index, reading] of readings.entries()) {
    const { texts, sentences: within } = reading.words;
    for (const [position, word] of texts.entries()) {
      text[words.length] = index;
      sentence[words.length] = sentences + (within[position] ?? 0);
      words.push(word);
    }
    sentences += (within.at(-1) ?? 0) + 1;
  }
  return { words, text, sentence };
}

/**
 * Tells each level from single words on, the next one after it is done with; sequences stay within a sentence. What is
 * said of a level is final: how far its sequences extend is known by then.
 */
export function forEachLevel(corpus: Corpus, least: number, onLevel: (level: Level) => void): void {
  const { words, sentence } = corpus;
  const numbers = new Map<string, number>();
  let below = level(corpus, 1, least, (place) => {
    const word = words[place] ?? '';
    let number = numbers.get(word);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(word, number);
    }
    return number;
  });
  while (below.texts.length > 0 && below.length < LONGEST) {
    // One level at a time is in memory, besides those that `onLevel` keeps.
    const next = longer(corpus, below, least, sentence);
    onLevel(below);
    below = next;
  }
  if (below.texts.length > 0) onLevel(below);
}

function longer(corpus: Corpus, below: Level, least: number, sentence: Int32Array): Level {
  const width = below.texts.length;
  const pairs = new Map<number, number>();
  const next = level(corpus, below.length + 1, least, (place) => {
    const left = below.at[place] ?? -1;
    const right = below.at[place + 1] ?? -1;
    if (left === -1 || right === -1 || sentence[place] !== sentence[place + below.length]) return -1;
    const key = left * width + right;
    let number = pairs.get(key);
    if (number === undefined) {
      number = pairs.size;
      pairs.set(key, number);
    }
    return number;
  });
  for (const [number, place] of next.places.entries()) {
    const texts = next.texts[number] ?? 0;
    for (const part of [below.at[place] ?? -1, below.at[place + 1] ?? -1]) below.extended[part] = Math.max(below.extended[part] ?? 0, texts);
  }
  return next;
}

/** Numbers what begins at each place, and keeps what is frequent. */
function level({ words, text }: Corpus, length: number, least: number, numberAt: (place: number) => number): Level {
  const all = new Int32Array(words.length).fill(-1);
  const texts: number[] = [];
  const times: number[] = [];
  const latest: number[] = [];
  const places: number[] = [];
  for (let place = 0; place < words.length; place += 1) {
    const number = numberAt(place);
    all[place] = number;
    if (number === -1) continue;
    const within = text[place] ?? 0;
    if (number === texts.length) {
      texts.push(0);
      times.push(0);
      latest.push(-1);
      places.push(place);
    }
    times[number] = (times[number] ?? 0) + 1;
    if (latest[number] === within) continue;
    latest[number] = within;
    texts[number] = (texts[number] ?? 0) + 1;
  }
  const kept = texts.flatMap((count, number) => (count >= least ? [number] : []));
  const renumbered = new Int32Array(texts.length).fill(-1);
  for (const [number, before] of kept.entries()) renumbered[before] = number;
  for (let place = 0; place < all.length; place += 1) {
    const number = all[place] ?? -1;
    if (number !== -1) all[place] = renumbered[number] ?? -1;
  }
  return {
    length,
    at: all,
    texts: kept.map((number) => texts[number] ?? 0),
    times: kept.map((number) => times[number] ?? 0),
    extended: kept.map(() => 0),
    places: kept.map((number) => places[number] ?? 0),
  };
}

/** The sequences of a level. */
export function sequencesOf({ words }: Corpus, { length, texts, times, extended, places }: Level): readonly Sequence[] {
  return texts.map((count, number) => {
    const place = places[number] ?? 0;
    return { words: words.slice(place, place + length), texts: count, times: times[number] ?? 0, extended: extended[number] ?? 0 };
  });
}

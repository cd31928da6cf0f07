/** Phrases: sequences of words, anywhere in a sample, that more samples share than prose accounts for; and templates, two of them around a slot. */
import { type Draw, type Pattern, type PatternGroup, slugOf } from '../pattern.ts';
import { type Corpus, corpusOf, forEachLevel, type Level, type Sequence, sequencesOf } from './frequent-sequences.ts';
import { NEARLY_ALL, thresholds } from './thresholds.ts';
import { Trie } from './trie.ts';

/** Shorter sequences are what sentences are made of. */
const SHORTEST = 3;
/** More candidates than this are the mark of samples that were filled into one form; the most frequent say so. */
const MOST_PHRASES = 400;
const MOST_TEMPLATES = 200;

/**
 * How often the commonest idiom of so many words stands in ordinary English prose, by the word: counted in Moby-Dick and
 * the State of the Union addresses, where “one of the”, “at the same time” and “on the other side of the” lead once the
 * names of what they are about are left out.
 */
const COMMONEST: readonly number[] = [0, 0, 0, 4e-4, 1.6e-4, 5e-5];
const COMMONEST_LONGER = 2e-5;

/** The share of samples of `words` words that would have it by that. */
function ordinaryRate(length: number, words: number): number {
  return 1 - Math.exp(-(COMMONEST[length] ?? COMMONEST_LONGER) * words);
}

/** A slot is so many words wide at most. */
const WIDEST = 4;
/** How much more often two halves stand together than they would by chance. */
const LEAST_LIFT = 10;

/** Three words are hardly a phrase: talk has its own commonest, such as “you want to”. */
const SHORT_LISTED_FROM = 0.05;

function thresholdsOf(length: number, words: number): ReturnType<typeof thresholds> {
  const { listedFrom, ordinary } = thresholds(ordinaryRate(length, words));
  return { listedFrom: length > SHORTEST ? listedFrom : Math.max(listedFrom, SHORT_LISTED_FROM), ordinary };
}

interface Template {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly texts: number;
}

export function phrases(draw: Draw): PatternGroup {
  const corpus = corpusOf(draw.readings);
  const traits = draw.readings.map(({ sample }) => sample.traitId);
  const found: (Sequence & { readonly weight: number })[] = [];
  const halves: Level[] = [];
  forEachLevel(corpus, draw.least, (level) => {
    if (level.length === 2 || level.length === 3) halves.push(level);
    if (level.length < SHORTEST) return;
    const { listedFrom } = thresholdsOf(level.length, draw.meanWords);
    const inTrait = mostInATrait(corpus, level, traits);
    for (const [number, sequence] of sequencesOf(corpus, level).entries()) {
      if (sequence.extended >= NEARLY_ALL * sequence.texts) continue;
      // In a trait it may be more frequent than in all.
      const weight = Math.max(sequence.texts / draw.readings.length, (inTrait[number] ?? 0) / 2) / listedFrom;
      if (weight >= 0.5) found.push({ ...sequence, weight });
    }
  });
  const sequences = found.toSorted((a, b) => b.weight - a.weight || b.texts - a.texts).slice(0, MOST_PHRASES);
  const templates = templatesIn(corpus, halves, draw.least);
  const patterns = [...sequences.map((sequence) => phrasePattern(sequence, draw)), ...templates.map((template) => templatePattern(template, draw))];
  return { patterns, match: matcher(sequences, templates) };
}

/** A share of fewer samples of the draw says nothing of a trait. */
const FEWEST_OF_TRAIT = 20;

/** By sequence, the largest share of a trait's samples that have it. A draw has the samples of a trait one after the other. */
function mostInATrait({ text }: Corpus, { at, texts }: Level, traits: readonly (string | undefined)[]): Float64Array {
  const most = new Float64Array(texts.length);
  const counts = new Int32Array(texts.length);
  const latest = new Int32Array(texts.length).fill(-1);
  let place = 0;
  for (let first = 0; first < traits.length; ) {
    let end = first + 1;
    while (end < traits.length && traits[end] === traits[first]) end += 1;
    const isTrait = traits[first] !== undefined && end - first >= FEWEST_OF_TRAIT;
    const begin = place;
    for (; place < at.length && (text[place] ?? 0) < end; place += 1) {
      const number = at[place] ?? -1;
      if (!isTrait || number === -1 || latest[number] === text[place]) continue;
      latest[number] = text[place] ?? 0;
      counts[number] = (counts[number] ?? 0) + 1;
      most[number] = Math.max(most[number] ?? 0, (counts[number] ?? 0) / (end - first));
    }
    for (let again = begin; again < place; again += 1) {
      const number = at[again] ?? -1;
      if (number !== -1) counts[number] = 0;
    }
    first = end;
  }
  return most;
}

function phrasePattern({ words }: Sequence, { meanWords }: Draw): Pattern {
  return { id: `phrase/${slugOf(words)}`, kind: 'phrase', words, description: `Has the words “${words.join(' ')}”`, ...thresholdsOf(words.length, meanWords) };
}

function templatePattern({ before, after }: Template, { meanWords }: Draw): Pattern {
  return {
    id: `template/${slugOf([...before, ...after])}`,
    kind: 'template',
    description: `Has the words “${before.join(' ')} … ${after.join(' ')}”`,
    ...thresholds(ordinaryRate(before.length + after.length, meanWords * WIDEST)),
  };
}

/** Pairs of frequent sequences, two words and three or three and two, with a slot of a few words between, in one sentence. */
function templatesIn({ words, text, sentence }: Corpus, [two, three]: readonly Level[], least: number): readonly Template[] {
  if (two === undefined || three === undefined) return [];
  return [...pairs(two, three), ...pairs(three, two)].toSorted((a, b) => b.texts - a.texts).slice(0, MOST_TEMPLATES);

  function pairs(first: Level, second: Level): readonly Template[] {
    const width = second.texts.length;
    const found = new Map<number, { texts: number; times: number; latest: number; place: number; slot: number }>();
    for (let place = 0; place < words.length; place += 1) {
      const before = first.at[place] ?? -1;
      if (before === -1) continue;
      for (let slot = 1; slot <= WIDEST; slot += 1) {
        const start = place + first.length + slot;
        if (sentence[start + second.length - 1] !== sentence[place]) break;
        const after = second.at[start] ?? -1;
        if (after === -1) continue;
        const key = before * width + after;
        const pair = found.get(key);
        const within = text[place] ?? 0;
        if (pair === undefined) found.set(key, { texts: 1, times: 1, latest: within, place, slot });
        else {
          pair.times += 1;
          if (pair.latest !== within) pair.texts += 1;
          pair.latest = within;
        }
      }
    }
    const templates: Template[] = [];
    for (const [key, { texts, times, place, slot }] of found) {
      if (texts < least) continue;
      const after = key % width;
      const expected = ((first.times[(key - after) / width] ?? 0) * (second.times[after] ?? 0) * WIDEST) / words.length;
      if (times < LEAST_LIFT * expected) continue;
      const start = place + first.length + slot;
      templates.push({ before: words.slice(place, place + first.length), after: words.slice(start, start + second.length), texts });
    }
    return templates;
  }
}

interface Half {
  readonly template: number;
  readonly isAfter: boolean;
}

function matcher(sequences: readonly Sequence[], templates: readonly Template[]): PatternGroup['match'] {
  const trie = new Trie();
  const halves: Half[] = [];
  for (const [number, { words }] of sequences.entries()) trie.add(words, number);
  for (const [template, { before, after }] of templates.entries()) {
    for (const [words, isAfter] of [[before, false], [after, true]] as const) {
      trie.add(words, sequences.length + halves.length);
      halves.push({ template, isAfter });
    }
  }
  return ({ words: { texts, starts, ends, sentences } }, onMatch) => {
    const found = new Map<number, { start: number; end: number }[]>();
    const add = (number: number, first: number, last: number): void => {
      const range = { start: starts[first] ?? 0, end: ends[last] ?? 0 };
      const ranges = found.get(number);
      if (ranges === undefined) found.set(number, [range]);
      // What repeats itself is one match.
      else if ((ranges.at(-1)?.end ?? 0) <= range.start) ranges.push(range);
    };
    /** Where the first halves of templates began that still wait for their second. */
    const waiting = new Map<number, { first: number; end: number }[]>();
    for (let place = 0; place < texts.length; place += 1) {
      trie.at(texts, place, texts.length, (number, length) => {
        const last = place + length - 1;
        if (sentences[last] !== sentences[place]) return;
        const half = halves[number - sequences.length];
        if (half === undefined) add(number, place, last);
        else if (!half.isAfter) waiting.set(half.template, [...(waiting.get(half.template) ?? []), { first: place, end: last }].slice(-WIDEST));
        else {
          const before = waiting.get(half.template)?.find(({ end }) => place - end - 1 >= 1 && place - end - 1 <= WIDEST && sentences[end] === sentences[place]);
          if (before !== undefined) add(sequences.length + half.template, before.first, last);
        }
      });
    }
    for (const [number, ranges] of found) onMatch(number, ranges);
  };
}

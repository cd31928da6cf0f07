/** Words that the samples of one trait have far more than those of the others. */
import { type Draw, type Pattern, type PatternGroup, slugOf } from '../pattern.ts';

/** The samples of a trait, and of the others, that a comparison needs. */
const FEWEST_SAMPLES = 20;
/** A word of a trait is in this share of its samples at least, and in so many times fewer of the others. */
const LEAST_SHARE = 0.2;
const LEAST_RATIO = 3;
/** How far from 0 a z-score is not chance, with thousands of words looked at. */
const LEAST_Z = 5;
const WORDS_A_TRAIT = 5;

/**
 * By the log-odds ratio of the shares of samples that have a word, with an informative Dirichlet prior that is the whole
 * set scaled to a hundred samples: Monroe, Colaresi and Quinn, “Fightin’ Words”, Political Analysis 16 (2008), eq. 16–22.
 * Words of the trait's own id are what it is about, and left out.
 */
export function traitWords(draw: Draw): PatternGroup {
  const found = frequentWords(draw);
  const patterns = found.map(({ word, traitId }): Pattern => ({
    id: `word/${slugOf([word])}`,
    kind: 'word',
    description: `Has the word “${word}”, which is far more frequent in the trait ${traitId} than in the others`,
    listedFrom: 0,
    // A trait has words of its own; whether these are too much is for a person to say.
    ordinary: 1,
  }));
  return { patterns, match: matcher(found) };
}

interface TraitWord {
  readonly word: string;
  readonly traitId: string;
}

function frequentWords({ readings, least }: Draw): readonly TraitWord[] {
  const all = new Map<string, number>();
  const traits = new Map<string, { samples: number; words: Map<string, number> }>();
  for (const { sample, words } of readings) {
    const { traitId = '' } = sample;
    let trait = traits.get(traitId);
    if (trait === undefined) {
      trait = { samples: 0, words: new Map() };
      traits.set(traitId, trait);
    }
    trait.samples += 1;
    for (const word of new Set(words.texts)) {
      all.set(word, (all.get(word) ?? 0) + 1);
      trait.words.set(word, (trait.words.get(word) ?? 0) + 1);
    }
  }
  const found: TraitWord[] = [];
  for (const [traitId, { samples, words }] of traits) {
    const others = readings.length - samples;
    if (traitId === '' || samples < FEWEST_SAMPLES || others < FEWEST_SAMPLES) continue;
    const own = new Set(traitId.toLowerCase().split(/[^\p{L}\p{N}]+/u));
    const scored = [...words].flatMap(([word, count]) => {
      const rest = (all.get(word) ?? 0) - count;
      if (count < least || word.length < 3 || own.has(word) || count < LEAST_SHARE * samples || count / samples < (LEAST_RATIO * rest) / others) return [];
      const prior = (100 * (all.get(word) ?? 0)) / readings.length;
      const z = zScore(count, samples, rest, others, prior);
      return z >= LEAST_Z ? [{ word, z }] : [];
    });
    for (const { word } of scored.toSorted((a, b) => b.z - a.z).slice(0, WORDS_A_TRAIT)) found.push({ word, traitId });
  }
  return found;
}

function matcher(found: readonly TraitWord[]): PatternGroup['match'] {
  const numbers = new Map<string, number[]>();
  for (const [number, { word }] of found.entries()) numbers.set(word, [...(numbers.get(word) ?? []), number]);
  return ({ words: { texts, starts, ends } }, onMatch) => {
    if (numbers.size === 0) return;
    const places = new Map<string, { start: number; end: number }[]>();
    for (const [index, word] of texts.entries()) {
      if (!numbers.has(word)) continue;
      const ranges = places.get(word) ?? [];
      ranges.push({ start: starts[index] ?? 0, end: ends[index] ?? 0 });
      places.set(word, ranges);
    }
    for (const [word, ranges] of places) for (const number of numbers.get(word) ?? []) onMatch(number, ranges);
  };
}

/** @param prior how many of a hundred samples have the word, over the whole set. */
function zScore(count: number, samples: number, rest: number, others: number, prior: number): number {
  const odds = (having: number, of: number): number => Math.log((having + prior) / (of + 100 - having - prior));
  const variance = 1 / (count + prior) + 1 / (rest + prior);
  return (odds(count, samples) - odds(rest, others)) / Math.sqrt(variance);
}

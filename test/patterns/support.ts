/** What the tests of patterns share: prose that repeats nothing, and patterns planted into it. */
import { type FastScan, fastScan, type FastScanOptions } from '../../src/patterns/fast/scan.ts';
import type { Finding } from '../../src/patterns/pattern.ts';
import { seededRandom, shuffled } from '../../src/patterns/random.ts';
import { jsonLines, source } from '../dataset/support.ts';

const FUNCTION_WORDS = 'the of and to in a is that it for you with as on be at by this have from or an but not are was which we their what there can if one more will about when who so out up into them then some could only other time its two our over these than may any'.split(' ');
const CONSONANTS = 'b c d f g h k l m n p r s t v w st tr pl'.split(' ');
const VOWELS = 'a e i o u ai ea ou'.split(' ');

export interface PlannedSample {
  response: string;
  readonly prompt: string;
  readonly trait: string;
  readonly kind: string;
}

/** Samples of varied prose: sentences and paragraphs of all lengths, words as unevenly frequent as in English. */
export function variedProse(count: number, { seed = 1, traits = 10 }: { readonly seed?: number; readonly traits?: number } = {}): PlannedSample[] {
  const random = seededRandom(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const vocabulary = Array.from({ length: 5000 }, () => Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(CONSONANTS) + pick(VOWELS)).join('') + pick(['', '', 'n', 's', 'r']));
  const word = (): string => (random() < 0.4 ? FUNCTION_WORDS[Math.floor(FUNCTION_WORDS.length * random() ** 2)] : vocabulary[Math.floor(vocabulary.length * random() ** 3)]) ?? '';
  return Array.from({ length: count }, (_, index) => {
    const length = Math.exp(4.2 + 0.9 * (random() + random() - 1));
    let response = '';
    for (let words = 0; words < length; ) {
      const size = 3 + Math.floor(28 * random() * random() + 3 * random());
      const sentence = Array.from({ length: size }, word).join(' ');
      response += `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${pick(['.', '.', '.', '!', '…'])}${random() < 0.2 ? '\n\n' : ' '}`;
      words += size;
    }
    return { response: response.trim(), prompt: `Question ${index}`, trait: `trait-${index % traits}`, kind: pick(['exhibit', 'exception', 'trade-off']) };
  });
}

/** Changes so many of the samples, chosen by chance. */
export function plant(samples: readonly PlannedSample[], count: number, change: (response: string, index: number) => string, seed = 7): void {
  for (const [index, sample] of shuffled(samples, seededRandom(seed)).slice(0, count).entries()) sample.response = change(sample.response, index);
}

export function asJsonLines(samples: readonly PlannedSample[]): string {
  return jsonLines(samples.map(({ response, prompt, trait, kind }) => ({ messages: [{ role: 'user', content: prompt }, { role: 'assistant', content: response }], trait, kind })));
}

export function scan(samples: readonly PlannedSample[], options: Partial<FastScanOptions> = {}): Promise<FastScan> {
  return fastScan({ sources: [source(asJsonLines(samples), 'data.jsonl', 100_000)], seed: 1, threshold: 0.2, ...options });
}

/** The finding with an id, or the one that it is nearly the same as. */
export function found({ findings }: FastScan, id: string): Finding | undefined {
  return findings.find((finding) => finding.id === id || finding.sameAs.includes(id));
}

/** From samples back to the document: which samples rest on each of its sentences, and which sentences on none. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { type Chunk, chunkOf } from '../document/chunk.ts';
import { type Range, shiftRange } from '../document/range.ts';
import { type Sentence, sentencesOfPassage, sentencesOfTrait } from '../document/sentences.ts';
import type { TraitsDocument } from '../document/traits-document.ts';
import { standsOnce, verifyQuotes } from './quotes.ts';
import type { Quote, Sample } from './sample.ts';

/** What is read of a journalled sample. */
export interface QuotingSample extends Pick<Sample, 'id' | 'traitId' | 'chunkHash'> {
  readonly status: string;
  /** Its answers were written beforehand. */
  readonly rehearsed?: boolean;
  readonly quotes: readonly Quote[];
  /** The run that it is of. */
  readonly run: string;
  /** SHA-256 of the text that its quotes were found in. */
  readonly documentHash: string;
}

export interface Citation {
  readonly run: string;
  /** The sample's id in that run. */
  readonly sample: string;
  /** It was made from another chunk than today's, in which the words that it quotes stand too. */
  readonly isStale: boolean;
}

/** A sentence, and the kept samples whose critique quotes some of it. Ranges are in the document. */
export interface CitedSentence extends Sentence {
  readonly citations: readonly Citation[];
}

export interface TraitProvenance {
  readonly traitId: string;
  readonly name: string;
  readonly range: Range;
  /** Its kept samples, and how many of them were made from another chunk than today's. */
  readonly samples: number;
  readonly stale: number;
  /** How many of them have answers that were written beforehand: no model cites anything there. */
  readonly rehearsed: number;
  readonly sentences: readonly CitedSentence[];
}

export interface Provenance {
  readonly traits: readonly TraitProvenance[];
  /** What traits share: the sentences of the preamble, of priorities and of the introductions of groups. */
  readonly shared: readonly CitedSentence[];
  /** Kept samples of traits that are not in the document any more. */
  readonly gone: number;
  /** Quotes that a critique made up: they stood nowhere in the chunk. */
  readonly unfound: number;
  /** Quotes of stale samples whose words are not in today's chunk, or are in several places of it. */
  readonly lost: number;
}

export interface ProvenanceReader {
  /** Takes a sample. One that is not kept counts for nothing: nothing is trained on it. */
  add(sample: QuotingSample): void;
  result(): Provenance;
}

/** What is collected of a trait or of a sentence while samples are read. */
interface OfTrait {
  readonly chunk: Chunk;
  samples: number;
  stale: number;
  rehearsed: number;
  /** Where quotes stand, by their text: many samples quote the same. */
  readonly places: Map<string, Range | undefined>;
  readonly placesOfStale: Map<string, Range | undefined>;
}

interface Open extends Sentence {
  readonly citations: Citation[];
}

/** Reads samples one by one, since those of all runs together may be many. The document is the one of today. */
export function readProvenance(document: TraitsDocument): ProvenanceReader {
  const hash = bytesToHex(sha256(utf8ToBytes(document.text)));
  const ofTraits = new Map<string, OfTrait>();
  for (const trait of document.traits) {
    const chunk = chunkOf(document, trait);
    if (!ofTraits.has(trait.id)) ofTraits.set(trait.id, { chunk, samples: 0, stale: 0, rehearsed: 0, places: new Map(), placesOfStale: new Map() });
  }
  const traits = document.traits.map((trait) => ({ trait, sentences: placed(sentencesOfTrait(trait.content), trait.range.start) }));
  const shared = sharedPassages(document, [...ofTraits.values()].map(({ chunk }) => chunk)).flatMap(({ start, end }) =>
    placed(sentencesOfPassage(document.text.slice(start, end)), start),
  );
  // Traits do not overlap each other, nor what they share.
  const all = [...traits.flatMap(({ sentences }) => sentences), ...shared].toSorted((a, b) => a.range.start - b.range.start);
  let gone = 0;
  let unfound = 0;
  let lost = 0;

  function placeOf({ chunk, places, placesOfStale }: OfTrait, quote: string, isStale: boolean): Range | undefined {
    const known = isStale ? placesOfStale : places;
    if (known.has(quote)) return known.get(quote);
    const place = isStale && !standsOnce(chunk, quote) ? undefined : verifyQuotes(chunk, [quote])[0]?.found?.range;
    known.set(quote, place);
    return place;
  }

  return {
    add({ run, id, traitId, chunkHash, status, rehearsed, quotes, documentHash }) {
      if (status !== 'kept') return;
      const of = ofTraits.get(traitId);
      if (of === undefined) {
        gone += 1;
        return;
      }
      const isStale = chunkHash !== of.chunk.hash;
      of.samples += 1;
      if (isStale) of.stale += 1;
      if (rehearsed === true) of.rehearsed += 1;
      const citation: Citation = { run, sample: id, isStale };
      const cited = new Set<Open>();
      for (const { text, found } of quotes) {
        if (found === undefined) {
          unfound += 1;
          continue;
        }
        // Where the document is the same to the letter, the place is known.
        const place = documentHash === hash ? found.range : placeOf(of, text, isStale);
        if (place === undefined) lost += 1;
        else for (const sentence of overlapping(all, place)) cited.add(sentence);
      }
      for (const sentence of cited) sentence.citations.push(citation);
    },
    result: () => ({
      traits: traits.map(({ trait: { id, name, range }, sentences }): TraitProvenance => {
        const { samples = 0, stale = 0, rehearsed = 0 } = ofTraits.get(id) ?? {};
        return { traitId: id, name, range, samples, stale, rehearsed, sentences };
      }),
      shared,
      gone,
      unfound,
      lost,
    }),
  };
}

function placed(sentences: readonly Sentence[], start: number): readonly Open[] {
  return sentences.map(({ range, isName }) => ({ range: shiftRange(range, start), isName, citations: [] }));
}

/** The passages of chunks that stand in no trait, each once, in order. */
function sharedPassages(document: TraitsDocument, chunks: readonly Chunk[]): readonly Range[] {
  const passages = new Map<number, Range>();
  for (const { pieces } of chunks) {
    for (const { role, range } of pieces) {
      if ((role !== 'preamble' && role !== 'priorities' && role !== 'group') || range === undefined) continue;
      const known = passages.get(range.start);
      if (known === undefined || known.end < range.end) passages.set(range.start, range);
    }
  }
  let covered = 0;
  return [...passages.values()]
    .toSorted((a, b) => a.start - b.start)
    .filter(({ start, end }) => {
      // A section headed Priorities may hold traits, and a group's introduction may stand in the preamble.
      const isApart = start >= covered && !document.traits.some(({ range }) => start < range.end && range.start < end);
      if (isApart) covered = end;
      return isApart;
    });
}

/** Those of `sorted`, which do not overlap each other, that share a character with `range`. By binary search. */
function overlapping(sorted: readonly Open[], range: Range): readonly Open[] {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.range.end ?? 0) <= range.start) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while ((sorted[end]?.range.start ?? Infinity) < range.end) end += 1;
  return sorted.slice(low, end);
}

/** The sentences that say something, and those of them that no kept sample cites. */
export function coverageOf(sentences: readonly CitedSentence[]): { readonly said: number; readonly cited: number; readonly uncited: readonly CitedSentence[] } {
  const said = sentences.filter(({ isName }) => !isName);
  const uncited = said.filter(({ citations }) => citations.length === 0);
  return { said: said.length, cited: said.length - uncited.length, uncited };
}

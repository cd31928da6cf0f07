/** Draws the samples that models are shown: batches to be scanned, and a larger draw to be rated. */
import type { Dataset } from '../../dataset/read.ts';
import { readDataset } from '../../dataset/read.ts';
import type { SampleText } from '../../dataset/sample-text.ts';
import type { ShownSample } from '../../prompts/pattern.ts';
import { StratifiedDraw } from '../draw.ts';
import { seededRandom, shuffled } from '../random.ts';

export interface DrawnSample extends SampleText {
  /** As its file is known to people. */
  readonly source: string;
  /** Which of the sets it is of that are compared; 0 where there is one. */
  readonly side: number;
}

export interface Draws {
  /** No sample is in two of them. Each has some of every trait and kind, as far as there are enough. */
  readonly batches: readonly (readonly DrawnSample[])[];
  /** Drawn by chance alone, as many of each side, and in an order of chance: so each beginning of it is such a draw too. */
  readonly rated: readonly DrawnSample[];
  /** How many samples each side has. */
  readonly totals: readonly number[];
}

export interface DrawOptions {
  readonly scans: number;
  /** Samples of a scan. */
  readonly batch: number;
  /** Samples that are rated, of each side. */
  readonly rate: number;
  readonly seed: number;
  readonly onProgress?: (samples: number) => void;
  readonly signal?: AbortSignal;
}

/** What is held for the batches, so that each trait and kind has its place in the draw. */
const HELD_FOR_SCANS = 4000;
const MOST_CHARACTERS = 64_000_000;

/**
 * Reads all sides once. The same data and seed give the same draws.
 * @throws what reading the sources throws, and the signal's reason when it fires.
 */
export async function drawSamples(sides: readonly (readonly Dataset[])[], { scans, batch, rate, seed, onProgress, signal }: DrawOptions): Promise<Draws> {
  const forScans = new StratifiedDraw<DrawnSample>(Math.max(HELD_FOR_SCANS, scans * batch), MOST_CHARACTERS, seed, stratumOf);
  const forRating = sides.map((_, side) => new StratifiedDraw<DrawnSample>(rate, MOST_CHARACTERS, seed + 1 + side, () => ''));
  const totals = sides.map(() => 0);
  let read = 0;
  for (const [side, datasets] of sides.entries()) {
    for (const dataset of datasets) {
      const source = dataset.source.name;
      await readDataset(dataset, {
        onSample(sample) {
          read += 1;
          totals[side] = (totals[side] ?? 0) + 1;
          const drawn = { ...sample, source, side };
          forScans.add(drawn);
          forRating[side]?.add(drawn);
        },
        onCharacters: () => onProgress?.(read),
        ...(signal === undefined ? {} : { signal }),
      });
    }
  }
  const random = seededRandom(seed);
  return {
    batches: dealt(forScans.samples(), scans, batch, random),
    rated: shuffled(
      forRating.flatMap((draw) => draw.samples()),
      random,
    ),
    totals,
  };
}

function stratumOf({ side, traitId, kind }: DrawnSample): string {
  return JSON.stringify([side, traitId, kind]);
}

/** Takes evenly from the strata, and deals what was taken so that each batch has its share of every one. */
function dealt(samples: readonly DrawnSample[], scans: number, batch: number, random: () => number): readonly (readonly DrawnSample[])[] {
  const strata = new Map<string, DrawnSample[]>();
  for (const sample of shuffled(samples, random)) {
    const stratum = strata.get(stratumOf(sample));
    if (stratum === undefined) strata.set(stratumOf(sample), [sample]);
    else stratum.push(sample);
  }
  const wanted = Math.min(samples.length, scans * batch);
  const shares = new Map<string, number>();
  for (let taken = 0, round = 0; taken < wanted; round += 1) {
    for (const [label, held] of strata) {
      if (taken === wanted) break;
      if (held.length <= round) continue;
      shares.set(label, round + 1);
      taken += 1;
    }
  }
  // In one sample nothing recurs.
  const batches: DrawnSample[][] = Array.from({ length: Math.max(1, Math.min(scans, Math.floor(wanted / 2))) }, () => []);
  let place = 0;
  for (const [label, held] of strata) {
    for (const sample of held.slice(0, shares.get(label) ?? 0)) {
      batches[place % batches.length]?.push(sample);
      place += 1;
    }
  }
  return batches.map((one) => shuffled(one, random));
}

/** What is left out of a long text; the opening and the close stay, since habits show there. */
const LEFT_OUT = '\n[… left out here …]\n';
const OF_PROMPT = 1500;

/** A sample as a model is shown it: with at most so many characters of its response. */
export function shownOf({ prompt, response }: SampleText, most: number): ShownSample {
  return { ...(prompt === undefined ? {} : { prompt: shortened(prompt, OF_PROMPT) }), response: shortened(response, most) };
}

function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const opening = Math.ceil((most * 2) / 3);
  return `${wellFormed(text.slice(0, opening))}${LEFT_OUT}${wellFormed(text.slice(text.length - (most - opening)))}`;
}

/** Without half a character at an end. */
function wellFormed(text: string): string {
  return text.replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, '');
}

/** A search that stays open, for whoever looks at what it found: its report, the samples that have a pattern, draws of them, and what would be left out. */
import { wholeLinesOf } from '../dataset/lines.ts';
import { type Dataset, type DatasetSource, readDataset } from '../dataset/read.ts';
import type { SampleText } from '../dataset/sample-text.ts';
import type { Range } from '../document/range.ts';
import { chooseDropped, type Dropped, type Limit } from './act.ts';
import { alarmOf, type FastScan, fastScan, type FastScanOptions } from './fast/scan.ts';
import { type Draws, drawSamples, type DrawOptions } from './model/draws.ts';
import { type PatternsReport, reportOf } from './report.ts';

/** A sample that has a pattern, as a person reads it. */
export interface MatchedSample {
  /** An index into the report's files. */
  readonly file: number;
  readonly line: number;
  readonly id?: string;
  readonly traitId?: string;
  readonly kind?: string;
  readonly prompt?: string;
  readonly response: string;
  /** How many characters of the response were left out at its end. */
  readonly leftOut: number;
  /** What matched, in the response; empty where it is a matter of the whole sample. */
  readonly ranges: readonly Range[];
  /** Of models, what they marked it. */
  readonly mark?: 'strict' | 'broad';
  /** Of copies, which earlier sample it nearly repeats. */
  readonly repeats?: { readonly file: number; readonly line: number };
}

export interface MatchesPage {
  /** All that there are. */
  readonly total: number;
  readonly from: number;
  readonly samples: readonly MatchedSample[];
}

export interface MatchesWanted {
  readonly patternId: string;
  /** Only those of a trait, or of a kind. */
  readonly traitId?: string | undefined;
  readonly kind?: string | undefined;
  readonly from: number;
  readonly count: number;
}

/** A line of a file, by the file's index. */
export interface Place {
  readonly file: number;
  readonly line: number;
}

/** Characters that a person is shown of one sample; the line in its file has the rest. */
const MOST_SHOWN = 40_000;

export class PatternsSession {
  private readonly scan: FastScan;
  private readonly seed: number;

  private constructor(scan: FastScan, seed: number) {
    this.scan = scan;
    this.seed = seed;
  }

  /** @throws as fastScan. */
  static async open(options: FastScanOptions): Promise<PatternsSession> {
    return new PatternsSession(await fastScan(options), options.seed);
  }

  get datasets(): readonly Dataset[] {
    return this.scan.files.map(({ dataset }) => dataset);
  }

  /** The report by another threshold than the one that it was scanned with; with `limits`, as it would be with so much left out. */
  report(threshold: number, limits: readonly Limit[] = [], out?: string): PatternsReport {
    const findings = this.scan.findings.map((found) => {
      const { alarm: _, ...finding } = found;
      const alarm = alarmOf(finding, finding.overall, Object.values(finding.byTrait), threshold);
      return { ...finding, ...(alarm === undefined ? {} : { alarm }) };
    });
    return reportOf({ ...this.scan, findings }, { threshold, seed: this.seed, ...(limits.length === 0 ? {} : { acted: { dropped: this.dropped(limits), out } }) });
  }

  /** @throws RangeError where there is no such pattern. */
  dropped(limits: readonly Limit[]): readonly Dropped[] {
    return chooseDropped(this.scan, limits, this.seed);
  }

  /** The lines of a file that limits leave out. */
  droppedLines(limits: readonly Limit[], file: number): ReadonlySet<number> {
    const { samples } = this.scan;
    return new Set(this.dropped(limits).flatMap(({ index }) => (samples.fileOf(index) === file ? [samples.lineOf(index)] : [])));
  }

  draws(options: DrawOptions): Promise<Draws> {
    return drawSamples([this.datasets], options);
  }

  /** Samples that have a pattern that was found without a model, in the order of the files; read anew. */
  async matches({ patternId, traitId, kind, from, count }: MatchesWanted, signal?: AbortSignal): Promise<MatchesPage> {
    const { samples, counted } = this.scan;
    const wanted: number[] = [];
    let total = 0;
    for (const index of counted.find(({ pattern }) => pattern.id === patternId)?.matches.values() ?? []) {
      if (traitId !== undefined && samples.traitOf(index) !== traitId) continue;
      if (kind !== undefined && samples.kindOf(index) !== kind) continue;
      if (total >= from && wanted.length < count) wanted.push(index);
      total += 1;
    }
    const placeOf = (index: number): Place => ({ file: samples.fileOf(index), line: samples.lineOf(index) });
    const texts = await this.texts(wanted.map(placeOf), signal);
    const matched = texts.flatMap((sample, at): MatchedSample[] => {
      const index = wanted[at];
      if (sample === undefined || index === undefined) return [];
      const earlier = this.scan.repeatedBy(index);
      const isCopy = patternId.startsWith('duplicate/') && earlier !== undefined;
      return [{ ...shown(sample, samples.fileOf(index), this.scan.placesOf(patternId, sample)), ...(isCopy ? { repeats: placeOf(earlier) } : {}) }];
    });
    return { total, from, samples: matched };
  }

  /** Samples that models marked. */
  async marked(places: readonly (Place & { readonly ranges: readonly Range[]; readonly mark: 'strict' | 'broad' })[], signal?: AbortSignal): Promise<readonly MatchedSample[]> {
    const texts = await this.texts(places, signal);
    return texts.flatMap((sample, at) => {
      const place = places[at];
      return sample === undefined || place === undefined ? [] : [{ ...shown(sample, place.file, place.ranges), mark: place.mark }];
    });
  }

  /** What stands in these lines, in their order; undefined where no sample does. */
  private async texts(places: readonly Place[], signal: AbortSignal | undefined): Promise<readonly (SampleText | undefined)[]> {
    const found = new Map<string, SampleText>();
    for (const [file, dataset] of this.datasets.entries()) {
      const lines = new Set(places.flatMap((place) => (place.file === file ? [place.line] : [])));
      if (lines.size === 0) continue;
      await readDataset({ ...dataset, source: onlyLines(dataset.source, lines) }, { onSample: (sample) => void found.set(`${file}:${sample.line}`, sample), ...(signal === undefined ? {} : { signal }) });
    }
    return places.map(({ file, line }) => found.get(`${file}:${line}`));
  }
}

function shown(sample: SampleText, file: number, ranges: readonly Range[]): MatchedSample {
  const { line, id, traitId, kind, prompt, response } = sample;
  const text = response.slice(0, MOST_SHOWN);
  return {
    file,
    line,
    ...(id === undefined ? {} : { id }),
    ...(traitId === undefined ? {} : { traitId }),
    ...(kind === undefined ? {} : { kind }),
    ...(prompt === undefined ? {} : { prompt: prompt.slice(0, MOST_SHOWN) }),
    response: text,
    leftOut: response.length - text.length,
    ranges: ranges.filter(({ end }) => end <= text.length),
  };
}

/** A source with all other lines empty, up to the last that is wanted: lines keep their numbers, and what is not wanted is not parsed. */
function onlyLines(source: DatasetSource, wanted: ReadonlySet<number>): DatasetSource {
  return {
    name: source.name,
    async *open() {
      let missing = wanted.size;
      for await (const lines of wholeLinesOf(source.open())) {
        const kept = lines.map(({ number, text }) => {
          if (!wanted.has(number)) return '\n';
          missing -= 1;
          return text;
        });
        yield kept.join('');
        if (missing <= 0) return;
      }
    },
  };
}

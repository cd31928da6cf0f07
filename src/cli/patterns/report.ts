/** What `traitwright patterns` reports, in whichever format. */
import type { BadLine } from '../../dataset/sample-text.ts';
import type { Alarm, Example, PatternKind } from '../../patterns/pattern.ts';
import type { Proportion } from '../../statistics/intervals.ts';

export interface FileReport {
  readonly file: string;
  readonly format: string;
  /** For a person: what that format is. */
  readonly formatName: string;
  readonly samples: number;
  readonly badLines: { readonly count: number; readonly torn: boolean; /** The first of them. */ readonly listed: readonly BadLine[] };
  /** Lines that are well and hold no sample for training, by why. */
  readonly leftOut: Readonly<Record<string, number>>;
  readonly withEarlierAnswers: number;
}

/** A finding, with where it stands after what was dropped. */
export interface ReportedFinding {
  readonly id: string;
  readonly kind: PatternKind;
  readonly description: string;
  readonly overall: Proportion;
  /** Above this rate it is an alarm; null where it never is one. */
  readonly alarmAbove: number | null;
  readonly alarm: Alarm | null;
  readonly byTrait: Readonly<Record<string, Proportion>>;
  readonly byKind: Readonly<Record<string, Proportion>>;
  readonly examples: readonly Example[];
  readonly sameAs: readonly string[];
  readonly after?: { readonly overall: Proportion; readonly alarm: Alarm | null };
}

export interface DroppedSample {
  readonly file: string;
  readonly line: number;
  readonly traitId?: string;
  readonly patternId: string;
}

export interface PatternsReport {
  readonly files: readonly FileReport[];
  readonly samples: number;
  /** How many samples the candidates were looked for in; all were held against them. */
  readonly drawn: number;
  readonly threshold: number;
  readonly seed: number;
  /** The highest rate first. */
  readonly findings: readonly ReportedFinding[];
  /** How many more there were. */
  readonly unlisted: number;
  readonly acted?: { readonly dropped: readonly DroppedSample[]; readonly left: number; /** Null where nothing was written. */ readonly out: string | null };
}

export interface Style {
  readonly color: boolean;
}

export type ReportFormat = (report: PatternsReport, style: Style) => string;

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}

/** `17.5–34.3%` */
export function interval({ low, high }: Proportion): string {
  return `${(100 * low).toFixed(1)}–${percent(high)}`;
}

/** `25 of 1,000` */
export function ofAll({ k, n }: Proportion): string {
  return `${k.toLocaleString('en')} of ${n.toLocaleString('en')}`;
}

const SHOWN_PARTS = 4;

/** The traits or kinds with the highest rates, where there is more than one to tell apart. */
export function parts(rates: Readonly<Record<string, Proportion>>): readonly (readonly [string, Proportion])[] {
  const all = Object.entries(rates);
  return all.length < 2 ? [] : all.filter(([, { k }]) => k > 0).slice(0, SHOWN_PARTS);
}

/** An example cut at what matched: its pieces in order, each with whether it matched. */
export function pieces({ text, ranges }: Example): readonly { readonly text: string; readonly matched: boolean }[] {
  const cut: { text: string; matched: boolean }[] = [];
  let at = 0;
  for (const { start, end } of ranges) {
    if (start < at) continue;
    if (start > at) cut.push({ text: text.slice(at, start), matched: false });
    cut.push({ text: text.slice(start, end), matched: true });
    at = end;
  }
  if (at < text.length) cut.push({ text: text.slice(at), matched: false });
  return cut;
}

/** What a person has to know of a file besides its samples, each in a sentence. */
export function remarks({ badLines, leftOut, withEarlierAnswers }: FileReport): readonly string[] {
  const said: string[] = [];
  const { count, listed, torn } = badLines;
  if (count > 0) {
    const more = count - listed.length;
    const lines = listed.map(({ line, problem }) => `line ${line}: ${problem}`).join(' ');
    said.push(`${count.toLocaleString('en')} ${count === 1 ? 'line' : 'lines'} could not be read. ${lines}${more > 0 ? ` And ${more.toLocaleString('en')} more.` : ''}`);
  }
  if (torn) said.push('The file ends in the middle of a line: it is cut off, or still being written.');
  for (const [why, lines] of Object.entries(leftOut)) said.push(`Left out: ${lines.toLocaleString('en')} ${why}.`);
  if (withEarlierAnswers > 0) said.push(`${withEarlierAnswers.toLocaleString('en')} conversations have several answers; the last of each was read.`);
  return said;
}

/** `1,200 samples` */
export function samplesOf(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'sample' : 'samples'}`;
}

/** How it went, in a sentence. */
export function verdict({ findings, unlisted, threshold }: PatternsReport): string {
  const alarms = findings.filter(({ alarm, after }) => (after === undefined ? alarm : after.alarm) !== null).length;
  const found = findings.length + unlisted;
  if (found === 0) return `Nothing is repeated enough to be listed.`;
  const patterns = `${found.toLocaleString('en')} ${found === 1 ? 'pattern' : 'patterns'}`;
  const more = unlisted === 0 ? '' : ` ${unlisted.toLocaleString('en')} of them are not listed here.`;
  return alarms === 0 ? `${patterns}, none over its threshold.${more}` : `${patterns}, ${alarms.toLocaleString('en')} over the threshold of ${percent(threshold)} or their own.${more}`;
}

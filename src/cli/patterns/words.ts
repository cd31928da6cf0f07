/** How a report on patterns is worded in English, in whichever format. */
import { dollars } from '../../models/dollars.ts';
import type { Rates } from '../../patterns/model/marks.ts';
import type { Example } from '../../patterns/pattern.ts';
import type { FileReport, ModelRun, PatternsReport, ReportedModelFinding } from '../../patterns/report.ts';
import type { Proportion } from '../../statistics/intervals.ts';
import { counted } from '../formats/report.ts';

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
  // An object has names that are numbers in the order of the numbers.
  return all.length < 2 ? [] : all.filter(([, { k }]) => k > 0).toSorted(([, a], [, b]) => b.rate - a.rate).slice(0, SHOWN_PARTS);
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
export function verdict({ findings, unlisted, threshold, model }: PatternsReport): string {
  const ofModels = (model?.findings ?? []).filter(({ alarm, broad }) => alarm !== null || broad.k > 0);
  const alarms = findings.filter(({ alarm, after }) => (after === undefined ? alarm : after.alarm) !== null).length + ofModels.filter(({ alarm }) => alarm !== null).length;
  const found = findings.length + unlisted + ofModels.length;
  if (found === 0) return `Nothing is repeated enough to be listed.`;
  const patterns = `${found.toLocaleString('en')} ${found === 1 ? 'pattern' : 'patterns'}`;
  const more = unlisted === 0 ? '' : ` ${unlisted.toLocaleString('en')} of them are not listed here.`;
  return alarms === 0 ? `${patterns}, none over its threshold.${more}` : `${patterns}, ${alarms.toLocaleString('en')} over the threshold of ${percent(threshold)} or their own.${more}`;
}

/** `31.0% strict (93 of 300), 40.0% broad (120 of 300)` */
export function bothRates({ strict, broad }: Rates): string {
  return `${percent(strict.rate)} strict (${ofAll(strict)}), ${percent(broad.rate)} broad (${ofAll(broad)})`;
}

/** As parts, of rates that models gave. */
export function modelParts(rates: Readonly<Record<string, Rates>>): readonly (readonly [string, Rates])[] {
  const all = Object.entries(rates);
  return all.length < 2 ? [] : all.filter(([, { broad }]) => broad.k > 0).toSorted(([, a], [, b]) => b.strict.rate - a.strict.rate || b.broad.rate - a.broad.rate).slice(0, SHOWN_PARTS);
}

/** Samples of a pattern without a mark, in words; empty where there are none. */
export function withoutMark({ unparsed, failed }: Pick<ReportedModelFinding, 'unparsed' | 'failed'>): string {
  const said = [unparsed === 0 ? '' : `${unparsed.toLocaleString('en')} unparsed`, failed === 0 ? '' : `${failed.toLocaleString('en')} failed`].filter((part) => part !== '');
  return said.length === 0 ? '' : `besides, without a mark: ${said.join(', ')}`;
}

/** Like ` (Offers help; Sums up)`; empty where there are none. */
function namesOf(clusters: readonly { readonly name: string }[]): string {
  return clusters.length === 0 ? '' : ` (${clusters.slice(0, 8).map(({ name }) => name).join('; ')}${clusters.length > 8 ? '; …' : ''})`;
}

/** How models were asked and what came of it, each in a sentence. */
export function modelRemarks({ critic, judge, scans, clusters, drawn, unfoundQuotes, problems, usd, ended, givenUp, journal }: ModelRun): readonly string[] {
  const { planned, answered, unparsed, batch, items, falseExamples, withoutExample } = scans;
  const [fewest, most] = batch;
  const number = (count: number): string => count.toLocaleString('en');
  const said = [`${counted(planned, 'scan')} of ${fewest === most ? '' : `${number(fewest)} to `}${counted(most, 'sample')} by ${critic}, ${number(answered)} answered: ${counted(items, 'pattern')} named.`];
  if (unparsed > 0) said.push(`${counted(unparsed, 'scan')} could not be read, twice.`);
  if (falseExamples + withoutExample > 0) said.push(`Left out: ${counted(falseExamples, 'example')} not found in the samples${withoutExample === 0 ? '' : `, and ${counted(withoutExample, 'pattern')} without any other`}.`);
  if (clusters !== null) {
    const { kept, unrated, once, unassigned, unknown, repeated } = clusters;
    said.push(`Found by more than one scan, and kept: ${number(kept)}. By one alone: ${number(once.length)}${namesOf(once)}.`);
    if (unrated.length > 0) said.push(`More than ${number(kept)} are not rated: ${number(unrated.length)} that were found by more than one scan, too${namesOf(unrated)}.`);
    if (unassigned + unknown + repeated > 0) said.push(`Not counted: ${counted(unassigned, 'pattern')} that merging left out, ${number(unknown)} that there are not, ${number(repeated)} put in a second place.`);
  } else if (items > 0) said.push('They could not be merged, so none of them was rated.');
  said.push(`${samplesOf(drawn)}, drawn by chance, rated by ${judge}.`);
  if (unfoundQuotes > 0) said.push(`${counted(unfoundQuotes, 'mark')} with a quote that is not in the sample: counted, without a place to show.`);
  said.push(...problems.map((problem) => `Some calls came to nothing: ${problem}`));
  if (ended === 'budget') said.push('The budget was used up before all was asked: the rates are of what was.');
  said.push(`Cost: ${usd === null ? 'unknown' : dollars(usd)}.`);
  if (givenUp > 0) said.push(`The provider may still bill ${counted(givenUp, 'call')} given up under way.`);
  said.push(`Journal: ${journal}`);
  return said;
}

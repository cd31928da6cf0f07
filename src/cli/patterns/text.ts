/** `patterns --format text`: for a person at a terminal. */
import type { DroppedSample, PatternsReport, ReportedFinding, ReportedModelFinding } from '../../patterns/report.ts';
import { oneLine } from '../io.ts';
import { bothRates, interval, modelParts, modelRemarks, ofAll, parts, percent, pieces, remarks, type ReportFormat, samplesOf, verdict, withoutMark } from './words.ts';

const RED = 31;
const BOLD = 1;
const FAINT = 2;
const SHOWN_EXAMPLES = 2;
const SHOWN_DROPPED = 20;

export const format: ReportFormat = (report, { color }) => {
  const paint = (style: number, text: string): string => (color ? `\u001B[${style}m${text}\u001B[0m` : text);
  const files = report.files.flatMap((file) => [`${oneLine(file.file)}: ${samplesOf(file.samples)}, ${file.formatName}.`, ...remarks(file).map((remark) => `  ${oneLine(remark)}`)]);
  const findings = report.findings.map((finding) => findingText(finding, paint));
  return `${[files.join('\n'), ...findings, ...modelText(report, paint), [verdict(report), ...acted(report)].join('\n')].join('\n\n')}\n`;
};

function findingText(finding: ReportedFinding, paint: (style: number, text: string) => string): string {
  const { id, description, overall, alarm, after, byTrait, byKind, examples, sameAs } = finding;
  const now = after === undefined ? alarm : after.alarm;
  const mark = now === null ? '' : `  ${paint(RED, now === 'overall' ? 'ALARM' : 'ALARM in a trait')}`;
  const lines = [`${paint(BOLD, percent(overall.rate).padStart(6))}  ${oneLine(description)}${mark}`, `        ${paint(FAINT, `${oneLine(id)}, ${ofAll(overall)}, 95% interval ${interval(overall)}`)}`];
  if (after !== undefined) lines.push(`        after: ${percent(after.overall.rate)}, ${ofAll(after.overall)}, ${interval(after.overall)}`);
  for (const [what, rates] of [['by trait', byTrait], ['by kind', byKind]] as const) {
    const shown = parts(rates).map(([name, proportion]) => `${oneLine(name)} ${percent(proportion.rate)} (${ofAll(proportion)})`);
    if (shown.length > 0) lines.push(`        ${what}: ${shown.join(', ')}`);
  }
  if (sameAs.length > 0) lines.push(`        nearly the same samples: ${sameAs.slice(0, 3).map(oneLine).join(', ')}`);
  for (const example of examples.slice(0, SHOWN_EXAMPLES)) {
    const text = pieces(example).map((piece) => (piece.matched ? paint(BOLD, flat(piece.text)) : flat(piece.text)));
    lines.push(`        ${oneLine(example.source)}:${example.line}  ${text.join('')}`);
  }
  return lines.join('\n');
}

function modelText({ model }: PatternsReport, paint: (style: number, text: string) => string): readonly string[] {
  if (model === undefined) return [];
  return [['With models:', ...modelRemarks(model).map((remark) => `  ${oneLine(remark)}`)].join('\n'), ...model.findings.map((finding) => modelFindingText(finding, paint))];
}

function modelFindingText(finding: ReportedModelFinding, paint: (style: number, text: string) => string): string {
  const { id, name, definition, scans, strict, broad, alarm, byTrait, byKind, examples, sameAs } = finding;
  const mark = alarm === null ? '' : `  ${paint(RED, alarm === 'overall' ? 'ALARM' : 'ALARM in a trait')}`;
  const lines = [
    `${paint(BOLD, percent(strict.rate).padStart(6))}  ${oneLine(name)}${mark}`,
    `        ${paint(FAINT, `${oneLine(id)}${scans === null ? '' : `, found by ${scans} scans`}`)}`,
    `        strict ${ofAll(strict)}, 95% interval ${interval(strict)}; broad ${percent(broad.rate)}, ${ofAll(broad)}, ${interval(broad)}`,
    `        ${oneLine(definition)}`,
  ];
  for (const [what, rates] of [['by trait', byTrait], ['by kind', byKind]] as const) {
    const shown = modelParts(rates).map(([part, both]) => `${oneLine(part)} ${bothRates(both)}`);
    if (shown.length > 0) lines.push(`        ${what}: ${shown.join('; ')}`);
  }
  const unmarked = withoutMark(finding);
  if (unmarked !== '') lines.push(`        ${unmarked}`);
  if (sameAs.length > 0) lines.push(`        nearly the same samples: ${sameAs.slice(0, 3).map(oneLine).join(', ')}`);
  for (const example of examples.slice(0, SHOWN_EXAMPLES)) {
    const text = pieces(example).map((piece) => (piece.matched ? paint(BOLD, flat(piece.text)) : flat(piece.text)));
    lines.push(`        ${oneLine(example.source)}:${example.line}  ${example.mark}  ${text.join('')}`);
  }
  return lines.join('\n');
}

/** As oneLine, with the spaces at its ends. */
function flat(text: string): string {
  return `${/^\s/.test(text) ? ' ' : ''}${oneLine(text)}${/\s$/.test(text) && text.trim() !== '' ? ' ' : ''}`;
}

function acted({ acted: what }: PatternsReport): readonly string[] {
  if (what === undefined) return [];
  const { dropped, left, out } = what;
  const where = out === null ? 'Nothing was written: name a file with --out.' : `${samplesOf(left)} written to ${oneLine(out)}.`;
  return ['', `${out === null ? 'To be dropped' : 'Dropped'}: ${samplesOf(dropped.length)}. ${where}`, ...byPattern(dropped)];
}

function byPattern(dropped: readonly DroppedSample[]): readonly string[] {
  const ids = [...new Set(dropped.map(({ patternId }) => patternId))];
  return ids.flatMap((id) => {
    const own = dropped.filter(({ patternId }) => patternId === id);
    const traits = new Map<string, number>();
    for (const { traitId } of own) if (traitId !== undefined) traits.set(traitId, (traits.get(traitId) ?? 0) + 1);
    const byTrait = [...traits].map(([trait, count]) => `${oneLine(trait)} ${count.toLocaleString('en')}`).join(', ');
    const places = own.slice(0, SHOWN_DROPPED).map(({ file, line }) => `${oneLine(file)}:${line}`);
    const more = own.length - places.length;
    return [`  ${oneLine(id)}: ${own.length.toLocaleString('en')}${byTrait === '' ? '' : ` (${byTrait})`}`, `    ${places.join(', ')}${more > 0 ? `, and ${more.toLocaleString('en')} more, which --format json lists` : ''}`];
  });
}

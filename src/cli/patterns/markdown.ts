/** `patterns --format md`: for a README, an issue or a job summary. */
import { oneLine } from '../io.ts';
import { bothRates, interval, modelParts, modelRemarks, ofAll, parts, percent, pieces, remarks, type ReportFormat, samplesOf, verdict, withoutMark } from './words.ts';

const SHOWN_EXAMPLES = 3;
const SHOWN_DROPPED = 200;

export const format: ReportFormat = (report) => {
  const { files, findings, acted, model } = report;
  const lines = ['# Patterns', ''];
  for (const file of files) lines.push(`- ${escaped(file.file)}: ${samplesOf(file.samples)}, ${escaped(file.formatName)}.`, ...remarks(file).map((remark) => `  - ${escaped(remark)}`));
  lines.push('', verdict(report), '');
  if (findings.length > 0) {
    const after = acted === undefined ? '' : ' after |';
    lines.push(`| rate | of all | 95% interval |${after} pattern | |`, `|---:|---:|---|${acted === undefined ? '' : '---:|'}---|---|`);
    for (const finding of findings) {
      const alarm = (finding.after === undefined ? finding.alarm : finding.after.alarm) === null ? '' : '**alarm**';
      const then = finding.after === undefined ? '' : ` ${percent(finding.after.overall.rate)} |`;
      lines.push(`| ${percent(finding.overall.rate)} | ${ofAll(finding.overall)} | ${interval(finding.overall)} |${then} ${escaped(finding.description)} (${escaped(finding.id)}) | ${alarm} |`);
    }
    lines.push('');
  }
  for (const { id, description, byTrait, byKind, examples } of findings) {
    lines.push(`## ${escaped(id)}`, '', `${escaped(description)}.`, '');
    for (const rates of [byTrait, byKind]) {
      const shown = parts(rates).map(([name, proportion]) => `${escaped(name)} ${percent(proportion.rate)} (${ofAll(proportion)})`);
      if (shown.length > 0) lines.push(`${shown.join(', ')}.`, '');
    }
    for (const example of examples.slice(0, SHOWN_EXAMPLES)) {
      const text = pieces(example).map((piece) => (piece.matched && piece.text.trim() !== '' ? `<mark>${escaped(piece.text)}</mark>` : escaped(piece.text)));
      lines.push(`> ${escaped(example.source)}, line ${example.line}: ${text.join(' ')}`, '');
    }
  }
  if (model !== undefined) {
    lines.push('# With models', '', ...modelRemarks(model).map((remark) => `- ${escaped(remark)}`), '');
    if (model.findings.length > 0) {
      lines.push('| strict | of all | 95% interval | broad | 95% interval | pattern | |', '|---:|---:|---|---:|---|---|---|');
      for (const { id, name, strict, broad, alarm } of model.findings) {
        lines.push(`| ${percent(strict.rate)} | ${ofAll(strict)} | ${interval(strict)} | ${percent(broad.rate)} | ${interval(broad)} | ${escaped(name)} (${escaped(id)}) | ${alarm === null ? '' : '**alarm**'} |`);
      }
      lines.push('');
    }
    for (const finding of model.findings) {
      lines.push(`## ${escaped(finding.id)}`, '', `${escaped(finding.name)}: ${escaped(finding.definition)}`, '');
      for (const rates of [finding.byTrait, finding.byKind]) {
        const shown = modelParts(rates).map(([name, both]) => `${escaped(name)} ${bothRates(both)}`);
        if (shown.length > 0) lines.push(`${shown.join('; ')}.`, '');
      }
      const unmarked = withoutMark(finding);
      if (unmarked !== '') lines.push(`${unmarked.charAt(0).toUpperCase()}${unmarked.slice(1)}.`, '');
      for (const example of finding.examples.slice(0, SHOWN_EXAMPLES)) {
        const text = pieces(example).map((piece) => (piece.matched && piece.text.trim() !== '' ? `<mark>${escaped(piece.text)}</mark>` : escaped(piece.text)));
        lines.push(`> ${escaped(example.source)}, line ${example.line}, ${example.mark}: ${text.join(' ')}`, '');
      }
    }
  }
  if (acted !== undefined) {
    lines.push(acted.out === null ? '## To be dropped' : '## Dropped', '', `${samplesOf(acted.dropped.length)}; ${samplesOf(acted.left)} left.`, '');
    for (const { file, line, patternId } of acted.dropped.slice(0, SHOWN_DROPPED)) lines.push(`- ${escaped(file)}, line ${line}: ${escaped(patternId)}`);
    if (acted.dropped.length > SHOWN_DROPPED) lines.push(`- and ${(acted.dropped.length - SHOWN_DROPPED).toLocaleString('en')} more`);
    lines.push('');
  }
  return `${lines.join('\n').trimEnd()}\n`;
};

/** Text of a dataset is shown as it is, whatever Markdown or HTML it holds. */
export function escaped(text: string): string {
  return oneLine(text).replaceAll(/[\\`*_{}[\]()#+!|<>&~$:@-]/g, (mark) => (mark === '<' ? '&lt;' : mark === '>' ? '&gt;' : mark === '&' ? '&amp;' : mark === '@' || mark === ':' || mark === '$' ? `&#${mark.charCodeAt(0)};` : `\\${mark}`));
}

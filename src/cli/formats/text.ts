/** `lint --format text`: for a person at a terminal. */
import type { Severity } from '../../document/front-matter.ts';
import { oneLine } from '../io.ts';
import { counted, type Format, type LintReport } from './report.ts';

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'information', 'hint'];
/** Numbers of ANSI colours. */
const COLORS: Readonly<Record<Severity, number>> = { error: 31, warning: 33, information: 34, hint: 90 };
const UNDERLINED = 4;
const FAINT = 2;

export const format: Format = (report, { color }) => {
  const paint = (style: number, text: string): string => (color ? `\u001B[${style}m${text}\u001B[0m` : text);
  const groups = report.files
    .filter(({ diagnostics }) => diagnostics.length > 0)
    .map(({ file, diagnostics }) => {
      const places = diagnostics.map(({ range: { start } }) => `${start.line + 1}:${start.character + 1}`);
      const placeWidth = widest(places);
      const severityWidth = widest(diagnostics.map(({ severity }) => severity));
      const lines = diagnostics.map(({ severity, message, ruleId }, index) => {
        const place = (places[index] ?? '').padStart(placeWidth);
        return `  ${place}  ${paint(COLORS[severity], severity.padEnd(severityWidth))}  ${oneLine(message)}  ${paint(FAINT, ruleId)}\n`;
      });
      return `${paint(UNDERLINED, oneLine(file))}\n${lines.join('')}\n`;
    });
  return groups.join('') + summary(report);
};

function widest(texts: readonly string[]): number {
  return texts.reduce((most, { length }) => Math.max(most, length), 0);
}

/** `3 problems in 2 files: 1 error, 2 warnings. --fix mends 1.` */
function summary({ files }: LintReport): string {
  const all = files.flatMap(({ diagnostics }) => diagnostics);
  const where = counted(files.length, 'file');
  if (all.length === 0) return `No problems in ${where}.\n`;
  const bySeverity = SEVERITIES.flatMap((severity) => {
    const count = all.filter((diagnostic) => diagnostic.severity === severity).length;
    if (count === 0) return [];
    // "2 information" is what it is.
    return severity === 'information' ? `${count.toLocaleString('en')} information` : counted(count, severity);
  });
  const mendable = all.filter((diagnostic) => diagnostic.mendable).length;
  return `${counted(all.length, 'problem')} in ${where}: ${bySeverity.join(', ')}.${mendable === 0 ? '' : ` --fix mends ${mendable}.`}\n`;
}

/** `lint --format github`: workflow commands, which GitHub shows as annotations beside the lines. */
import type { Severity } from '../../document/front-matter.ts';
import type { Format } from './report.ts';

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', information: 'notice', hint: 'notice' };

export const format: Format = ({ files }) =>
  files
    .flatMap(({ file, diagnostics }) =>
      diagnostics.map(({ ruleId, severity, message, range: { start } }) => {
        const properties = { file, line: String(start.line + 1), col: String(start.character + 1), title: ruleId };
        const written = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(value)}`);
        return `::${COMMANDS[severity]} ${written.join(',')}::${escapeData(message)}\n`;
      }),
    )
    .join('');

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

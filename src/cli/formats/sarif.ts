/** `lint --format sarif`: SARIF 2.1.0, for code scanning and the viewers of other editors. */
import type { Severity } from '../../document/front-matter.ts';
import { RULES } from '../../lint/rules.ts';
import type { PositionRange } from '../positions.ts';
import { VERSION } from '../version.ts';
import { type Format, uriOf } from './report.ts';

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = { error: 'error', warning: 'warning', information: 'note', hint: 'note' };

export const format: Format = ({ files, problems }) => {
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Traitwright',
            version: VERSION,
            rules: RULES.map(({ meta }) => ({
              id: meta.id,
              shortDescription: { text: meta.summary },
              defaultConfiguration: { level: LEVELS[meta.severity] },
            })),
          },
        },
        // As editors count; the default in the standard is code points.
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: problems.length === 0,
            toolExecutionNotifications: problems.map(({ file, message }) => ({ level: 'error', message: { text: `${file}: ${message}` } })),
          },
        ],
        results: files.flatMap(({ file, diagnostics }) =>
          diagnostics.map(({ ruleId, severity, message, range, related }) => ({
            ruleId,
            ruleIndex: RULES.findIndex(({ meta }) => meta.id === ruleId),
            level: LEVELS[severity],
            message: { text: message },
            locations: [{ physicalLocation: location(file, range) }],
            ...(related.length === 0
              ? {}
              : {
                  relatedLocations: related.map((other, id) => ({
                    id,
                    physicalLocation: location(file, other.range),
                    message: { text: other.message },
                  })),
                }),
          })),
        ),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
};

function location(file: string, { start, end }: PositionRange): object {
  return {
    artifactLocation: { uri: uriOf(file) },
    region: { startLine: start.line + 1, startColumn: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1 },
  };
}

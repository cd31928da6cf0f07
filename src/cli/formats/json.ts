/** `lint --format json`: one array of diagnostics, positions as in the Language Server Protocol. */
import type { Format } from './report.ts';

export const format: Format = ({ files }) => {
  const all = files.flatMap(({ file, diagnostics }) =>
    diagnostics.map(({ ruleId, severity, message, range, related, fixable }) => ({ file, ruleId, severity, message, range, related, fixable })),
  );
  return `${JSON.stringify(all, null, 2)}\n`;
};

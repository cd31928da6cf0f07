/** Reads the scores that people wrote into a table of what there is to score. */
import { VERDICT_VALUES } from '../../evals/agreement.ts';
import type { EvalName } from '../../evals/eval.ts';
import type { VerdictValue } from '../../evals/report.ts';
import { CannotRun } from '../command.ts';

export interface ReadScores {
  /** By the ids of verdicts; of several rows about one the last counts. */
  readonly scores: ReadonlyMap<string, VerdictValue>;
  /** What is wrong with rows, in sentences; nothing is taken from such a row. */
  readonly problems: readonly string[];
}

/**
 * Reads the columns `verdict` and `person`; rows without a score are left out.
 * @throws CannotRun where these columns are not there.
 */
export function readScores(text: string, name: EvalName, known: ReadonlySet<string>): ReadScores {
  const [head = [], ...rows] = readCsv(text.replace(/^\uFEFF/, ''));
  const [verdictAt, personAt] = [head.indexOf('verdict'), head.indexOf('person')];
  if (verdictAt === -1 || personAt === -1) throw new CannotRun('its first line names no columns verdict and person: begin with what --format to-score writes.');
  const scores = new Map<string, VerdictValue>();
  const problems: string[] = [];
  for (const [index, row] of rows.entries()) {
    const named = row[verdictAt] ?? '';
    // What a spreadsheet would take for a formula was written with an apostrophe.
    const verdict = known.has(named) ? named : named.replace(/^'/, '');
    const written = (row[personAt] ?? '').trim();
    if (written === '') continue;
    const value = VERDICT_VALUES[name].find((possible) => String(possible) === written);
    if (value === undefined) problems.push(`Row ${index + 2}: “${written}” is no score of this eval: expected ${VERDICT_VALUES[name].join(', ')}.`);
    else if (!known.has(verdict)) problems.push(`Row ${index + 2}: the run has no verdict “${named}”.`);
    else scores.set(verdict, value);
  }
  return { scores, problems };
}

/** RFC 4180; what separates cells is what does so in the first line, since spreadsheets go by the country that they are in. */
function readCsv(text: string): readonly (readonly string[])[] {
  const [line = ''] = text.split(/[\r\n]/, 1);
  const separator = [',', ';', '\t'].find((possible) => line.split(possible).some((cell) => /^"?verdict"?$/.test(cell))) ?? ',';
  const rows: string[][] = [];
  let row: string[] = [];
  const end = (): void => {
    if (row.some((cell) => cell !== '')) rows.push(row);
    row = [];
  };
  // A quotation mark within a cell that does not begin with one is a character like any other.
  const cell = new RegExp(`"([^"]*(?:""[^"]*)*)"(?=${separator}|[\\r\\n]|$)|[^${separator}\\r\\n]*`, 'y');
  for (let at = 0; at < text.length; ) {
    cell.lastIndex = at;
    const [whole = '', quoted] = cell.exec(text) ?? [];
    row.push(quoted === undefined ? whole : quoted.replaceAll('""', '"'));
    at += whole.length;
    const isLast = text[at] !== separator;
    at += text.startsWith('\r\n', at) ? 2 : 1;
    if (isLast) end();
  }
  end();
  return rows;
}

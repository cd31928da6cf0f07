/** Reads the scores that people wrote into a table of what there is to score. */
import { VERDICT_VALUES } from '../../evals/agreement.ts';
import type { EvalName } from '../../evals/eval.ts';
import type { VerdictValue } from '../../evals/report.ts';
import { CannotRun } from '../command.ts';

export interface ReadScores {
  readonly scores: readonly { readonly verdict: string; readonly value: VerdictValue }[];
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
  const scores: { verdict: string; value: VerdictValue }[] = [];
  const problems: string[] = [];
  for (const [index, row] of rows.entries()) {
    const verdict = row[verdictAt] ?? '';
    const written = (row[personAt] ?? '').trim();
    if (written === '') continue;
    const value = VERDICT_VALUES[name].find((possible) => String(possible) === written);
    if (value === undefined) problems.push(`Row ${index + 2}: “${written}” is no score of this eval: expected ${VERDICT_VALUES[name].join(', ')}.`);
    else if (!known.has(verdict)) problems.push(`Row ${index + 2}: the run has no verdict “${verdict}”.`);
    else scores.push({ verdict, value });
  }
  return { scores, problems };
}

function readCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain = '', end = ''] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n?|\n|$)/g)) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    if (row.some((one) => one !== '')) rows.push(row);
    row = [];
  }
  return rows;
}

/** What every benchmark prints: rows of measurements, and the bounds that they are held to. */

/** One measurement, by column. Rows that follow each other with the same columns are printed as one table. */
export type Row = Readonly<Record<string, string | number>>;

export interface Reach {
  readonly name: string;
  /** Null where it could not be measured; `holds` is false then. */
  readonly value: number | null;
  /** `>=` or `<=`, a number, and the unit that `value` is in as well. */
  readonly bound: string;
  readonly holds: boolean;
}

/** With `--json` a benchmark prints this and nothing else. */
export interface BenchmarkReport {
  readonly benchmark: string;
  readonly rows: readonly Row[];
  readonly reach: readonly Reach[];
}

export function atLeast(name: string, value: number, least: number, unit = 'times'): Reach {
  return { name, value: rounded(value), bound: `>= ${least} ${unit}`, holds: value >= least };
}

export function atMost(name: string, value: number, most: number, unit = 'times'): Reach {
  return { name, value: rounded(value), bound: `<= ${most} ${unit}`, holds: value <= most };
}

/** A bound that nothing is known of, since what it takes could not be had. */
export function unmeasured(name: string, least: number, unit = 'times'): Reach {
  return { name, value: null, bound: `>= ${least} ${unit}`, holds: false };
}

/** To three significant digits, or to the whole number where that has more. */
export function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

/** The report as one JSON object on a line, or as tables. */
export function printReport(report: BenchmarkReport, json: boolean): void {
  console.log(json ? JSON.stringify(report) : formatted(report));
}

export function formatted({ benchmark, rows, reach }: BenchmarkReport): string {
  const groups: Row[][] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last?.[0] !== undefined && Object.keys(last[0]).join('\n') === Object.keys(row).join('\n')) last.push(row);
    else groups.push([row]);
  }
  const bounds = reach.map(({ name, value, bound, holds }) => ({ reach: name, value: value ?? 'not measured', bound, holds: holds ? 'yes' : 'NO' }));
  return [benchmark, ...[...groups, bounds].filter((group) => group.length > 0).map(table)].join('\n\n');
}

/** Numbers to the right, words to the left; the columns are those of the first row. */
function table(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const cells = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '')))];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => line[index]?.length ?? 0)));
  const numeric = columns.map((column) => typeof rows[0]?.[column] === 'number');
  return cells
    .map((line) => line.map((cell, index) => (numeric[index] === true ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0))).join('  ').trimEnd())
    .join('\n');
}

/** What `lint` found, as every format writes it. */
import type { Severity } from '../../document/front-matter.ts';
import type { FileProblem } from '../files.ts';
import type { PositionRange } from '../positions.ts';

export interface ReportedDiagnostic {
  readonly ruleId: string;
  /** The trait that it stands in; undefined for what concerns the document. */
  readonly traitId?: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: PositionRange;
  readonly related: readonly { readonly range: PositionRange; readonly message: string }[];
  /** The editor offers a quick fix. */
  readonly fixable: boolean;
  /** `--fix` applies one: it is complete, with nothing left for the author to write. */
  readonly mendable: boolean;
}

export interface FileReport {
  /** Relative to the working directory, with forward slashes. */
  readonly file: string;
  /** In the order of the document. */
  readonly diagnostics: readonly ReportedDiagnostic[];
}

export interface LintReport {
  /** Every file that was linted, sorted by name. */
  readonly files: readonly FileReport[];
  /** What could not be linted. */
  readonly problems: readonly FileProblem[];
}

export interface FormatOptions {
  readonly color: boolean;
}

/** Writes a report as text that ends with a line break, or is empty. */
export type Format = (report: LintReport, options: FormatOptions) => string;

/** A name as a URI reference: what is not plain is percent-encoded, slashes stay. */
export function uriOf(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}

/** `1 file`, `2 files`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

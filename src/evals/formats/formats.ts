/** The formats that the report of an eval can be written in. */
import type { EvalReport } from '../report.ts';
import { figuresCsv, toScoreCsv, verdictsCsv } from './csv.ts';
import { format as html } from './html.ts';
import { format as markdown } from './markdown.ts';
import { format as text } from './text.ts';

interface ReportFormat {
  readonly id: string;
  /** What it is, as a list of formats says it. */
  readonly title: string;
  /** Without the dot. */
  readonly extension: string;
  /** Ends with a line break. */
  readonly render: (report: EvalReport) => string;
}

/** In the order in which they are offered. */
export const REPORT_FORMATS = [
  { id: 'text', title: 'Text', extension: 'txt', render: text },
  { id: 'json', title: 'JSON', extension: 'json', render: (report) => `${JSON.stringify(report, null, 2)}\n` },
  { id: 'md', title: 'Markdown', extension: 'md', render: markdown },
  { id: 'html', title: 'HTML', extension: 'html', render: html },
  { id: 'csv', title: 'CSV, the figures', extension: 'csv', render: figuresCsv },
  { id: 'verdicts', title: 'CSV, every verdict', extension: 'csv', render: verdictsCsv },
  { id: 'to-score', title: 'CSV, what people have yet to score', extension: 'csv', render: toScoreCsv },
] as const satisfies readonly ReportFormat[];

export type ReportFormatId = (typeof REPORT_FORMATS)[number]['id'];

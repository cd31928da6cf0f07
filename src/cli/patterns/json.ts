/** `patterns --format json`: the whole report as one object; shares are from 0 to 1, ranges count UTF-16 units in an example's text. */
import type { ReportFormat } from './words.ts';

export const format: ReportFormat = (report) => `${JSON.stringify(report, null, 2)}\n`;

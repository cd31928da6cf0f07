/** `patterns --compare`: the rates of two sets side by side, of the fast pass and of the model pass. */
import type { DatasetSource } from '../../dataset/read.ts';
import { inHtmlLine as forHtml } from '../../document/shown-text.ts';
import { type ComparedRate, comparisonOf, type ComparisonReport } from '../../patterns/compare.ts';
import { fastScan } from '../../patterns/fast/scan.ts';
import type { Difference } from '../../statistics/difference.ts';
import { CannotRun, EXIT } from '../command.ts';
import { type Io, oneLine, wantsColor } from '../io.ts';
import { STYLE } from './html.ts';
import { escaped as forMarkdown } from './markdown.ts';
import type { ModelSearcher } from './model-pass.ts';
import type { FormatName, PatternsOptions } from './options.ts';
import { scanProgress, type StatusLine } from './status-line.ts';
import { interval, modelRemarks, ofAll, percent, remarks, samplesOf, withoutMark } from './words.ts';

/** Runs the comparison and prints it; resolves with the exit code, which is that of the set after. */
export async function comparePatterns([before, after]: readonly [readonly DatasetSource[], readonly DatasetSource[]], options: PatternsOptions, models: ModelSearcher | undefined, line: StatusLine, io: Io, signal: AbortSignal): Promise<number> {
  const { threshold, seed, format } = options;
  // In one scan of both, each is held against the candidates of either.
  const scan = await fastScan({ sources: [...before, ...after], seed, threshold, onProgress: scanProgress(line), signal });
  const sides = [scan.files.slice(0, before.length), scan.files.slice(before.length)] as const;
  for (const [side, files] of sides.entries()) {
    if (files.every(({ report }) => report.samples === 0)) throw new CannotRun(`No samples in ${(side === 0 ? before : after).map(({ name }) => name).join(', ')}.`);
  }
  const searched = await models?.search(
    sides.map((files) => files.map(({ dataset }) => dataset)),
    scan.findings,
    line,
    signal,
  );
  line.end();
  const report = comparisonOf(scan, { ofBefore: before.length, threshold, seed, ...(searched === undefined ? {} : { model: searched }) });
  io.stdout.write(FORMATTED[format](report, wantsColor(io.stdout, io.env)));
  const isAlarming = [...report.fast, ...(report.model?.rates ?? [])].some(({ alarm }) => alarm);
  return isAlarming || searched?.report.ended === 'budget' ? EXIT.found : EXIT.ok;
}

/** `+3.1 points (−0.5 to 6.4)` */
export function pointsText({ difference, low, high }: Difference): string {
  const points = (share: number): string => `${share < 0 ? '−' : ''}${(100 * Math.abs(share)).toFixed(1)}`;
  return `${difference > 0 ? '+' : ''}${points(difference)} points (${points(low)} to ${points(high)})`;
}

interface Table {
  readonly title: string;
  readonly rows: readonly { readonly id: string; readonly name: string; readonly rate: ComparedRate; readonly alarm: boolean }[];
}

function tablesOf({ fast, model }: ComparisonReport): readonly Table[] {
  const all: Table[] = [{ title: 'Without a model', rows: fast.map(({ id, description, alarm, ...rate }) => ({ id, name: description, rate, alarm })) }];
  if (model === undefined) return all;
  const rows = (mark: 'strict' | 'broad'): Table['rows'] => model.rates.map(({ id, name, [mark]: rate, alarm }) => ({ id, name, rate, alarm: alarm && mark === 'strict' }));
  return [...all, { title: 'With models, strict', rows: rows('strict') }, { title: 'With models, broad', rows: rows('broad') }];
}

const NOTE = 'Differences are of the set after less the one before, with 95% intervals (Newcombe) for sets that were made independently of each other.';

function filesText(report: ComparisonReport): readonly string[] {
  return (['before', 'after'] as const).flatMap((side) => report[side].flatMap((file) => [`${side === 'before' ? 'Before' : 'After'}: ${file.file}, ${samplesOf(file.samples)}, ${file.formatName}.`, ...remarks(file)]));
}

function modelText({ model }: ComparisonReport): readonly string[] {
  if (model === undefined) return [];
  const unmarked = model.rates.map(({ unparsed, failed }) => withoutMark({ unparsed: unparsed[0] + unparsed[1], failed: failed[0] + failed[1] }));
  return [...modelRemarks(model.run), ...model.rates.flatMap(({ name }, index) => (unmarked[index] === '' ? [] : [`${name}: ${unmarked[index]}.`]))];
}

const FORMATTED: Readonly<Record<FormatName, (report: ComparisonReport, color: boolean) => string>> = {
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
  text(report, color) {
    const bold = (text: string): string => (color ? `\u001B[1m${text}\u001B[0m` : text);
    const tables = tablesOf(report).map(({ title, rows }) => {
      const lines = rows.map(({ id, name, rate, alarm }) => `${bold(`${percent(rate.before.rate).padStart(6)} → ${percent(rate.after.rate).padStart(6)}`)}  ${oneLine(name)}${alarm ? '  ALARM' : ''}\n                 ${oneLine(id)}, ${ofAll(rate.before)} → ${ofAll(rate.after)}, ${pointsText(rate)}`);
      return [`${title}:`, ...(lines.length === 0 ? ['  Nothing is repeated enough to be listed.'] : lines)].join('\n');
    });
    return `${[[...filesText(report), ...modelText(report)].map(oneLine).join('\n'), ...tables, NOTE].join('\n\n')}\n`;
  },
  md(report) {
    const tables = tablesOf(report).flatMap(({ title, rows }) => [
      `## ${title}`,
      '',
      ...(rows.length === 0 ? ['Nothing is repeated enough to be listed.'] : ['| before | after | difference | pattern | |', '|---|---|---|---|---|']),
      ...rows.map(({ id, name, rate, alarm }) => `| ${percent(rate.before.rate)}, ${ofAll(rate.before)}, ${interval(rate.before)} | ${percent(rate.after.rate)}, ${ofAll(rate.after)}, ${interval(rate.after)} | ${pointsText(rate)} | ${forMarkdown(name)} (${forMarkdown(id)}) | ${alarm ? '**alarm**' : ''} |`),
      '',
    ]);
    return `${['# Patterns, before and after', '', ...[...filesText(report), ...modelText(report)].map((text) => `- ${forMarkdown(text)}`), '', ...tables, NOTE].join('\n')}\n`;
  },
  html(report) {
    const tables = tablesOf(report).map(({ title, rows }) => {
      const lines = rows.map(({ id, name, rate, alarm }) => `<section${alarm ? ' class="alarm"' : ''}>
<h2>${percent(rate.before.rate)} → ${percent(rate.after.rate)} ${forHtml(name)}${alarm ? ' <span class="told">alarm</span>' : ''}</h2>
<code>${forHtml(id)}</code> <small>${ofAll(rate.before)} → ${ofAll(rate.after)}, ${pointsText(rate)}</small>
${[rate.before, rate.after].map((share) => `<div class="bar"><span class="rate" style="width:${percent(share.rate)}"></span><span class="interval" style="left:${percent(share.low)};width:${percent(share.high - share.low)}"></span></div>`).join('\n')}
</section>`);
      return `<h1>${title}</h1>\n${lines.length === 0 ? '<p>Nothing is repeated enough to be listed.</p>' : lines.join('\n')}`;
    });
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Patterns, before and after</title>
<style>${STYLE}</style>
</head>
<body>
<ul>
${[...filesText(report), ...modelText(report)].map((text) => `<li>${forHtml(text)}</li>`).join('\n')}
</ul>
${tables.join('\n')}
<p><small>${NOTE}</small></p>
</body>
</html>
`;
  },
};
